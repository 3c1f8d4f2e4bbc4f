import path from 'node:path';
import { z } from 'zod';
import { ConfigurationError } from './store/settings.ts';

/** How one server runs. Read once, from the environment, by whoever starts it. */
export interface Configuration {
  readonly host: string;
  readonly port: number;
  /** The user's own PostgreSQL, or undefined for the embedded one. */
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  readonly issuer: string;
  readonly audience: string;
  /** Where an outside issuer publishes its keys; undefined for the built-in issuer. */
  readonly jwksUrl: string | undefined;
  readonly logLevel: string;
  readonly demo: boolean;
  /** Where /metrics is served, or undefined for nowhere. */
  readonly metricsPort: number | undefined;
}

/** Addresses that only this machine reaches. */
const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|::1|localhost)$/;

/** Whether a host name means this machine alone. */
export const isLoopbackHost = (host: string): boolean => LOOPBACK.test(host);

const port = z.coerce
  .number('must be a port')
  .int('must be a port')
  .min(0, 'must be a port')
  .max(65_535, 'must be a port');
const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https address' });

const Environment = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port.default(8080),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(?:ql)?:\/\//, 'must begin with postgres://')
    .optional(),
  DATA_DIR: z.string().min(1).default('./data'),
  AUTH_ISSUER: z.string().min(1).optional(),
  AUTH_AUDIENCE: z.string().min(1).optional(),
  AUTH_JWKS_URL: httpUrl.optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  DEMO: z.enum(['0', '1'], 'must be 0 or 1').default('0'),
  METRICS_PORT: port.optional(),
});

/**
 * Reads the environment and reports every mistake in it at once. An empty variable counts as unset.
 *
 * The issuer's default name is the default address, whatever port this process has: the servers of one database must
 * agree on it, or a token of one would not pass at the other.
 *
 * @throws ConfigurationError, which ends the process with 78.
 */
export function readConfiguration(env: Readonly<Record<string, string | undefined>>): Configuration {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = Environment.safeParse(set);
  if (!parsed.success) {
    throw new ConfigurationError(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}.`));
  }
  const variables = parsed.data;
  const mistakes: string[] = [];
  const outside = variables.AUTH_JWKS_URL !== undefined;
  if (outside && variables.AUTH_ISSUER === undefined) mistakes.push('AUTH_ISSUER is needed with AUTH_JWKS_URL.');
  if (outside && variables.AUTH_AUDIENCE === undefined) mistakes.push('AUTH_AUDIENCE is needed with AUTH_JWKS_URL.');
  const demo = variables.DEMO === '1';
  if (demo && !isLoopbackHost(variables.HOST)) {
    mistakes.push(
      `DEMO=1 opens a client with a well-known secret, so HOST must be a loopback address, not ${variables.HOST}.`,
    );
  }
  if (demo && outside) mistakes.push('DEMO=1 needs the built-in issuer: unset AUTH_JWKS_URL.');
  if (mistakes.length > 0) throw new ConfigurationError(mistakes);
  return {
    host: variables.HOST,
    port: variables.PORT,
    databaseUrl: variables.DATABASE_URL,
    dataDir: path.resolve(variables.DATA_DIR),
    issuer: (variables.AUTH_ISSUER ?? 'http://127.0.0.1:8080').replace(outside ? /$^/ : /\/$/, ''),
    audience: variables.AUTH_AUDIENCE ?? 'tallystick',
    jwksUrl: variables.AUTH_JWKS_URL,
    logLevel: variables.LOG_LEVEL,
    demo,
    metricsPort: variables.METRICS_PORT,
  };
}
