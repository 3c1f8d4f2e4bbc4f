import type { Ledger } from '@tallystick/sdk';
import { address } from './arguments.ts';
import { EXIT } from './exit.ts';
import { codeIn, Failure, usage } from './failure.ts';
import type { Terminal } from './terminal.ts';

/** Where a server answers that nobody told another address. */
const USUAL_ADDRESS = 'http://127.0.0.1:8080';

/**
 * The address of the server to ask, without a slash at its end: from `--url`, or TALLYSTICK_BASE_URL, or the usual one.
 *
 * @throws Failure when the variable holds no address.
 */
export function serverAddress(env: Terminal['env'], given: string | undefined): string {
  if (given !== undefined) return given;
  try {
    return address(env.TALLYSTICK_BASE_URL || USUAL_ADDRESS);
  } catch (error) {
    throw usage(`TALLYSTICK_BASE_URL is no address of a server. ${(error as Error).message}`);
  }
}

/** Puts a question to a ledger. The client is made with the first question, and kept, since it keeps the token. */
export type Ask = <T>(question: (ledger: Ledger) => Promise<T>) => Promise<T>;

/**
 * A running server, to be asked with the credentials of the environment. Where none answers, the failure says how to
 * start one.
 */
export function ledgerAt(terminal: Terminal, url: string | undefined): Ask {
  let opened: Promise<Ledger> | undefined;
  return async (question) => {
    const baseUrl = serverAddress(terminal.env, url);
    opened ??= open(baseUrl, credentialsIn(terminal.env));
    try {
      return await question(await opened);
    } catch (error) {
      // Told by its name, because the class would have to be loaded before the arguments are known to be right.
      if (error instanceof Error && error.name === 'UnreachableError') throw unreachable(baseUrl, error);
      throw error;
    }
  };
}

async function open(baseUrl: string, credentials: Credentials): Promise<Ledger> {
  const { createClient } = await import('@tallystick/sdk');
  // Somebody waits at the terminal: two more attempts outlast a restart, five would look like a hang.
  return createClient({ baseUrl, ...credentials, maxRetries: 2 });
}

type Credentials = { readonly token: string } | { readonly clientId: string; readonly clientSecret: string };

function credentialsIn(env: Terminal['env']): Credentials {
  const { TALLYSTICK_TOKEN: token, TALLYSTICK_CLIENT_ID: clientId, TALLYSTICK_CLIENT_SECRET: clientSecret } = env;
  if (token) return { token };
  if (clientId && clientSecret) return { clientId, clientSecret };
  throw new Failure(
    'credentials_missing',
    EXIT.auth,
    'Set TALLYSTICK_CLIENT_ID and TALLYSTICK_CLIENT_SECRET, or TALLYSTICK_TOKEN, to say who asks.',
  );
}

/** The failure that no server answers at an address. */
export function unreachable(baseUrl: string, cause: unknown): Failure {
  const code = codeIn(cause);
  const why = code === undefined ? '' : ` (${code})`;
  const sentence = `No server answers at ${baseUrl}${why}. Start one with \`tally serve\`, or name another with --url or TALLYSTICK_BASE_URL.`;
  return new Failure('unreachable', EXIT.failed, sentence, { retryable: true });
}
