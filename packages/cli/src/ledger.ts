import type { Ledger } from '@tallystick/sdk';
import { type Access, accessOf } from './access.ts';
import { EXIT } from './exit.ts';
import { codeIn, Failure } from './failure.ts';
import { failureOf } from './failure-of.ts';
import type { Terminal } from './terminal.ts';

/** Puts a question to a ledger. The client is made with the first question, and kept, since it keeps the token. */
export type Ask = <T>(question: (ledger: Ledger) => Promise<T>) => Promise<T>;

/**
 * How often a request is tried again. Somebody waits at the terminal: two more attempts outlast a hiccup, five would
 * look like a hang. A command that works by itself outlasts a restart.
 */
const ATTENDED = 2;
export const UNATTENDED = 5;

/**
 * A running server, to be asked as whoever the environment or the profile says. Where none answers, the failure says how to
 * start one.
 */
export function ledgerAt(terminal: Terminal, url: string | undefined, maxRetries = ATTENDED): Ask {
  let access: Access | undefined;
  let opened: Promise<Ledger> | undefined;
  return async (question) => {
    access ??= accessOf(terminal, url);
    opened ??= open(access, maxRetries, terminal);
    try {
      return await question(await opened);
    } catch (error) {
      // Told by its name, because the class would have to be loaded before the arguments are known to be right.
      if (error instanceof Error && error.name === 'UnreachableError') throw notReached(access, error);
      if (error instanceof Error && error.name === 'ProblemError') throw failureOf(error).explainedBy(access.url);
      throw error;
    }
  };
}

async function open({ url, credentials }: Access, maxRetries: number, terminal: Terminal): Promise<Ledger> {
  const { createClient } = await import('@tallystick/sdk');
  const logger = terminal.isDebugging ? { debug: terminal.debug, warn: terminal.debug } : undefined;
  return createClient({ baseUrl: url, ...credentials, maxRetries, logger });
}

/** Whom a request did not reach: the server, or the issuer that a token was to come from. */
function notReached({ url, credentials }: Access, error: Error): Failure {
  const tokenUrl = 'tokenUrl' in credentials ? credentials.tokenUrl : undefined;
  const isOfIssuer = tokenUrl && (error as { call?: string }).call === `POST ${new URL(tokenUrl).pathname}`;
  return isOfIssuer ? issuerUnreachable(tokenUrl, error) : unreachable(url, error);
}

/** The failure that the lender's own issuer does not answer. */
export const issuerUnreachable = (tokenUrl: string, cause: unknown): Failure =>
  new Failure('unreachable', EXIT.failed, `No issuer answers at ${tokenUrl}${why(cause)}.`, { retryable: true });

/** The failure that no server answers at an address. */
export function unreachable(baseUrl: string, cause: unknown): Failure {
  const sentence = `No server answers at ${baseUrl}${why(cause)}. Start one with \`tally serve\`, or name another with --url or TALLYSTICK_BASE_URL.`;
  return new Failure('unreachable', EXIT.failed, sentence, { retryable: true });
}

function why(cause: unknown): string {
  const code = codeIn(cause);
  return code === undefined ? '' : ` (${code})`;
}
