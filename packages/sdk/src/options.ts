import { addressOf } from './address.ts';
import { readEnvironment } from './environment.ts';
import type { Fetch } from './exchange.ts';
import {
  type Logger,
  type Observer,
  observerOf,
  type RequestSeen,
  type ResponseSeen,
  type RetrySeen,
} from './observer.ts';
import { type RetryBudget, retryBudget } from './retry-budget.ts';
import { type Runtime, runtimeOf } from './runtime.ts';

/** The most time for one attempt, where nobody chose one. */
export const ATTEMPT_TIMEOUT_MS = 10_000;

/**
 * A post that is about to be sent, as `onKey` is shown it: all that it takes to send it again.
 *
 * @example
 * const onKey = async (post: KeyedRequest) => outbox.insert(post.idempotencyKey, post.path, post.body);
 * const careful = createClient({ onKey });
 */
export interface KeyedRequest {
  /** The operation, as its noun and verb: `payments.create`. */
  readonly operation: string;
  readonly idempotencyKey: string;
  readonly method: string;
  /** The path under `/v1`, as `ledger.request` takes it. */
  readonly path: string;
  /** The JSON that is sent, to the byte. */
  readonly body: string;
}

interface CommonOptions {
  /** Where the ledger is, with `/v1` at the end or without. Default: TALLYSTICK_BASE_URL. */
  readonly baseUrl?: string | undefined;
  /** The most time for a call, retries and their waits included, in milliseconds. Default: 30,000. */
  readonly timeoutMs?: number | undefined;
  /**
   * The most time for one attempt, in milliseconds. Default: 10,000, and the whole of `timeoutMs` for an accrual
   * batch, whose body may take long to send.
   */
  readonly attemptTimeoutMs?: number | undefined;
  /** How often a call is tried again at most. Default: 5; 0 never retries. */
  readonly maxRetries?: number | undefined;
  /**
   * How many retries all calls together may make at a bad time; ten calls that are answered put one back. When none
   * are left, a call ends as it stands. Default: 100; Infinity sets no limit.
   */
  readonly retryBudget?: number | undefined;
  /** Headers to send with each call. They do not replace those of the client itself. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** What to send requests with. Default: the platform's `fetch`. */
  readonly fetch?: Fetch | undefined;
  /**
   * Called and waited for before a post is sent for the first time, to keep its key where it outlives the process.
   * When it throws, the call ends so and nothing is sent. Waiting for it takes no time from the call.
   */
  readonly onKey?: ((post: KeyedRequest) => void | Promise<void>) | undefined;
  /** Called before each attempt, secrets taken out. What it throws is ignored. */
  readonly onRequest?: ((seen: RequestSeen) => void) | undefined;
  /** Called after each attempt. What it throws is ignored. */
  readonly onResponse?: ((seen: ResponseSeen) => void) | undefined;
  /** Called before each wait for a retry. What it throws is ignored. */
  readonly onRetry?: ((seen: RetrySeen) => void) | undefined;
  /** Where to write what the client does, `console` for one. Default: nowhere. */
  readonly logger?: Logger | undefined;
  /** The clock and chance to use in place of the machine's. For tests. */
  readonly runtime?: Partial<Runtime> | undefined;
}

/**
 * Answers the token to use now, from wherever it is kept.
 *
 * @example
 * const token: TokenSupply = async () => (await fetch('http://localhost:9999/token')).text();
 * const ledgerOfMine = createClient({ token });
 */
export type TokenSupply = () => string | Promise<string>;

interface CredentialOptions extends CommonOptions {
  /** Default: TALLYSTICK_CLIENT_ID. */
  readonly clientId?: string | undefined;
  /** Default: TALLYSTICK_CLIENT_SECRET. */
  readonly clientSecret?: string | undefined;
  /** The scopes to ask for, separated by spaces. Default: TALLYSTICK_SCOPE, or all that the client was granted. */
  readonly scope?: string | undefined;
  /** Where the credentials are exchanged, when an issuer beside the ledger does it. Default: the ledger's own. */
  readonly tokenUrl?: string | undefined;
  readonly token?: never;
}

interface TokenOptions extends CommonOptions {
  /**
   * A token from elsewhere, which is not renewed; or a function that answers one, asked when there is none yet and once
   * more when the ledger refuses the last. Calls at the same time share what it answers. What it throws ends the call,
   * and nothing is sent. Default: TALLYSTICK_TOKEN.
   */
  readonly token?: string | TokenSupply | undefined;
  readonly clientId?: never;
  readonly clientSecret?: never;
  readonly scope?: never;
  readonly tokenUrl?: never;
}

/**
 * What `createClient` takes: client credentials, or a token; each from the environment when it is left out.
 *
 * @example
 * const options: ClientOptions = { baseUrl: 'https://ledger.example', clientId: 'servicing', clientSecret };
 * const ledgerOfMine = createClient(options);
 */
export type ClientOptions = CredentialOptions | TokenOptions;

/** How a client proves who it is. */
export type Credentials = { readonly token: string | TokenSupply } | ClientCredentials;

/** The credentials of a client, and where they are exchanged for a token. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope: string | undefined;
  readonly tokenUrl: string;
}

/** A client's options, complete and checked. */
export interface Settings {
  readonly apiUrl: string;
  readonly credentials: Credentials;
  readonly timeoutMs: number;
  /** Undefined where each operation has its own. */
  readonly attemptTimeoutMs: number | undefined;
  readonly maxRetries: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: Fetch;
  readonly observer: Observer;
  readonly onKey: CommonOptions['onKey'];
  readonly runtime: Runtime;
  readonly budget: RetryBudget;
}

/**
 * Completes the options from the environment and checks them.
 *
 * @throws TypeError naming every mistake at once, without any of the values.
 */
export function settingsOf(options: ClientOptions): Settings {
  const mistakes: string[] = [];
  const baseUrl = options.baseUrl ?? readEnvironment('TALLYSTICK_BASE_URL');
  const address = baseUrl ? addressOf(baseUrl) : 'baseUrl is missing: pass it, or set TALLYSTICK_BASE_URL.';
  if (typeof address === 'string') mistakes.push(address);
  const credentials = credentialsOf(options, typeof address === 'string' ? '' : address.token);
  if (typeof credentials === 'string') mistakes.push(credentials);
  const { timeoutMs = 30_000, attemptTimeoutMs, maxRetries = 5, retryBudget: budget = 100 } = options;
  for (const [name, value] of Object.entries({ timeoutMs, attemptTimeoutMs })) {
    if (value !== undefined && !(value > 0)) mistakes.push(`${name} must be a number of milliseconds above zero.`);
  }
  if (!Number.isSafeInteger(maxRetries) || maxRetries < 0) mistakes.push('maxRetries must be a whole number from 0.');
  if (options.tokenUrl !== undefined && !URL.canParse(options.tokenUrl)) mistakes.push('tokenUrl is not a URL.');
  if (!(budget >= 0)) mistakes.push('retryBudget must be a number from 0.');
  if (typeof address === 'string' || typeof credentials === 'string' || mistakes.length > 0) {
    throw new TypeError(`A ledger client cannot be made so. ${mistakes.join(' ')}`);
  }
  return {
    apiUrl: address.api,
    credentials,
    timeoutMs,
    attemptTimeoutMs,
    maxRetries,
    headers: options.headers ?? {},
    // Looked up at each call, so that a fetch which is patched later, as tracers do, is the one that is used.
    fetch: options.fetch ?? ((url, init) => globalThis.fetch(url, init)),
    observer: observerOf(options),
    onKey: options.onKey,
    runtime: runtimeOf(options.runtime),
    budget: retryBudget(budget),
  };
}

/** What was passed wins over the environment, and there a token wins over credentials. */
function credentialsOf(options: ClientOptions, tokenUrl: string): Credentials | string {
  const { token, clientId, clientSecret } = options;
  if (token !== undefined && (clientId !== undefined || clientSecret !== undefined)) {
    return 'Pass a token or client credentials, not both.';
  }
  const arePassed = clientId !== undefined || clientSecret !== undefined;
  const given = token ?? (arePassed ? undefined : readEnvironment('TALLYSTICK_TOKEN'));
  if (typeof given === 'function') return { token: given };
  if (given !== undefined) return isToken(given) ? { token: given } : 'The token holds characters that no token has.';
  const id = clientId ?? readEnvironment('TALLYSTICK_CLIENT_ID');
  const secret = clientSecret ?? readEnvironment('TALLYSTICK_CLIENT_SECRET');
  if (!id || !secret) {
    return (
      'Credentials are missing: pass clientId and clientSecret, or a token, or set TALLYSTICK_CLIENT_ID and ' +
      'TALLYSTICK_CLIENT_SECRET, or TALLYSTICK_TOKEN.'
    );
  }
  return {
    clientId: id,
    clientSecret: secret,
    scope: options.scope ?? readEnvironment('TALLYSTICK_SCOPE'),
    // Never from the environment: a secret that a program passes must not follow a variable to another address.
    tokenUrl: options.tokenUrl ?? tokenUrl,
  };
}

/** Whether a text can stand in a header. `fetch` would refuse it too, but with the token in its message. */
export const isToken = (text: string): boolean => /^[\x21-\x7e]+$/.test(text);
