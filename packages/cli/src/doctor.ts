import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Configuration } from '@tallystick/server';
import { serverAddress } from './access.ts';
import { withDatabase } from './books.ts';
import { describePlace } from './database-failure.ts';
import { toldFetch } from './debug.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { Failure } from './failure.ts';
import { failureOf } from './failure-of.ts';
import { unreachable } from './ledger.ts';
import { provedToken } from './proof.ts';
import { proxySeen } from './proxy.ts';
import type { Terminal } from './terminal.ts';
import { readVersion } from './version.ts';

/** One thing that was looked at. */
export interface Check {
  readonly check: string;
  /**
   * Skipped is what could not be looked at, or is none of this machine's business; a remark is what may be meant so, and
   * stops no command by itself.
   */
  readonly state: 'ok' | 'remark' | 'failed' | 'skipped';
  readonly detail: string;
  /** How a command ends that meets this. */
  readonly exit_code: ExitCode;
}

/** What a look saw, in words; or what is remarked on; or why there was nothing to look at. */
type Seen = string | { readonly remark: string } | { readonly skipped: string };

/**
 * Looks at everything that commands need, and changes nothing: the configuration, the server and the proxy before it, its
 * version and clock, the credentials, and, where this machine has a database, its settings and its schema.
 */
export async function examine(terminal: Terminal, url: string | undefined): Promise<readonly Check[]> {
  let config: Configuration | undefined;
  let address: string | undefined;
  let life: Life | undefined;
  const withLife = (see: (life: Life) => Seen | Promise<Seen>) => async () =>
    life === undefined ? { skipped: 'no server answered' } : see(life);
  const looks: readonly (readonly [check: string, look: () => Promise<Seen>])[] = [
    [
      'configuration',
      async () => {
        config = (await import('@tallystick/server')).readConfiguration(terminal.env);
        return `the books are in ${describePlace(config)}`;
      },
    ],
    [
      'server',
      async () => {
        address = serverAddress(terminal, url);
        life = await lifeOf(address, terminal);
        return `${life.url} answers`;
      },
    ],
    ['proxy', async () => (address === undefined ? { skipped: 'see server' } : proxyOf(address, terminal))],
    ['readiness', withLife((life) => readinessOf(life, terminal))],
    ['version', withLife(versionOf)],
    ['clock', withLife(clockOf)],
    ['credentials', withLife(() => credentialsOf(terminal, url))],
    ['database', async () => (config === undefined ? { skipped: 'see configuration' } : databaseOf(terminal, config))],
  ];
  const checks: Check[] = [];
  for (const [check, look] of looks) checks.push({ check, ...(await outcomeOf(look)) });
  return checks;
}

async function outcomeOf(look: () => Promise<Seen>): Promise<Omit<Check, 'check'>> {
  try {
    const seen = await look();
    if (typeof seen === 'string') return { state: 'ok', detail: seen, exit_code: EXIT.ok };
    if ('remark' in seen) return { state: 'remark', detail: seen.remark, exit_code: EXIT.ok };
    return { state: 'skipped', detail: seen.skipped, exit_code: EXIT.ok };
  } catch (error) {
    const failure = failureOf(error);
    const detail = failure.told().replaceAll(/\s*\n\s*/g, ' ');
    return { state: 'failed', detail, exit_code: failure.exitCode };
  }
}

/** Milliseconds for which a server may think about whether it lives. */
const PATIENCE = 5_000;

/** A sign of life of a server. */
interface Life {
  readonly url: string;
  readonly version: string;
  /** By how many milliseconds its clock is ahead of this machine's; undefined where it told no time. */
  readonly ahead: number | undefined;
}

async function lifeOf(url: string, terminal: Terminal): Promise<Life> {
  const asked = Date.now();
  const response = await reached(url, 'live', terminal);
  const body = (await response.json().catch(() => ({}))) as { readonly version?: unknown };
  const { version } = body;
  if (response.status !== 200 || typeof version !== 'string') {
    throw new Failure('not_a_ledger', EXIT.failed, `What answers at ${url} is no Tallystick server.`);
  }
  const told = Date.parse(response.headers.get('date') ?? '');
  // The header has whole seconds: on average, half a second more has passed.
  const ahead = Number.isNaN(told) ? undefined : told + 500 - (asked + Date.now()) / 2;
  return { url, version, ahead };
}

function reached(url: string, what: 'live' | 'ready', terminal: Terminal): Promise<Response> {
  const init = { redirect: 'manual', signal: AbortSignal.timeout(PATIENCE) } as const;
  return toldFetch(terminal, `health.${what}`, `${url}/v1/health/${what}`, init).catch((error: unknown) => {
    throw unreachable(url, error);
  });
}

function proxyOf(address: string, { env }: Terminal): Seen {
  const { isIdle, detail } = proxySeen(address, env);
  return isIdle ? { remark: detail } : detail;
}

async function readinessOf({ url }: Life, terminal: Terminal): Promise<Seen> {
  const { status } = await reached(url, 'ready', terminal);
  if (status === 200) return 'its database answers, and has the schema that it needs';
  throw new Failure('unavailable', EXIT.failed, 'The server runs and cannot post: see its log.', { status });
}

function versionOf({ version }: Life): Seen {
  const own = readVersion();
  if (version === own) return `server and command are both ${own}`;
  throw new Failure('version_differs', EXIT.failed, `The server is ${version}, and this command is ${own}.`);
}

/** Milliseconds of difference between two clocks that are told: a token lives an hour, and dates are those of the server. */
const SKEW = 30_000;

function clockOf({ ahead }: Life): Seen {
  if (ahead === undefined) return { skipped: 'the server told no time' };
  const seconds = Math.round(Math.abs(ahead) / 1000);
  if (Math.abs(ahead) <= SKEW) return `within ${Math.max(seconds, 1)} s of the server's`;
  const side = ahead > 0 ? 'behind' : 'ahead of';
  throw new Failure('clock_skewed', EXIT.failed, `This machine's clock is ${seconds} s ${side} the server's.`);
}

async function credentialsOf(terminal: Terminal, given: string | undefined): Promise<Seen> {
  const { credentials, profile } = await provedToken(terminal, given);
  const from = profile === undefined ? 'the environment' : `profile '${profile}'`;
  if ('token' in credentials) return `the server takes the token of ${from}`;
  const { clientId, tokenUrl } = credentials;
  if (tokenUrl === undefined) return `the server gives a token to ${clientId} of ${from}`;
  return `the server takes the token that the issuer gives to ${clientId} of ${from}`;
}

/** The database is only looked at where there is one: an embedded one is not made by being asked after. */
async function databaseOf(terminal: Terminal, config: Configuration): Promise<Seen> {
  if (config.databaseUrl === undefined && !existsSync(path.join(config.dataDir, 'postgres'))) {
    return { skipped: `none is configured, and there is none in ${config.dataDir}` };
  }
  return withDatabase(terminal.env, async ({ server, url }) => {
    await server.examineSettings(url);
    const pending = await server.pendingMigrations(url);
    if (pending === 0) return 'it keeps what it acknowledges, and its schema is current';
    throw new Failure('migrations_pending', EXIT.failed, `It lacks ${pending} migrations: run \`tally migrate up\`.`);
  });
}
