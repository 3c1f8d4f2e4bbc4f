import { type Delivery, deliver, type TokenSource } from './delivery.ts';
import type { Answered } from './exchange.ts';
import {
  ATTEMPT_TIMEOUT_MS,
  type ClientCredentials,
  type Credentials,
  isToken,
  type Settings,
  type TokenSupply,
} from './options.ts';
import { ProblemError, problemError } from './problem.ts';
import { within } from './runtime.ts';

/** How long before its end a token is no longer used: a minute, or a tenth of its life if that is less. */
const MARGIN = 60_000;
/** What a token is taken to live when the issuer does not say; RFC 6749 lets it be silent. */
const SILENT_LIFE = 300_000;

/** The source of a client's tokens: the one it was given, those that it is handed, or those that it gets for its credentials. */
export function tokenSource(credentials: Credentials, settings: Settings): TokenSource {
  if ('clientId' in credentials) return sharedTokens(() => requestToken(credentials, settings), settings);
  const { token } = credentials;
  if (typeof token !== 'string') return sharedTokens(() => suppliedToken(token, settings), settings);
  return { current: async () => token, refuse: () => false };
}

interface Cached {
  readonly token: string;
  /** Use it before this instant. */
  readonly until: number;
}

/**
 * Tokens one at a time: all callers share the token until shortly before it ends, and share the request for the next
 * one. A refused token is forgotten by the first caller who says so; for the others it is gone already. A failure is
 * told to those who waited for it, and is not kept.
 */
function sharedTokens(next: () => Promise<Cached>, { runtime }: Settings): TokenSource {
  let cached: Cached | undefined;
  let pending: Promise<Cached> | undefined;
  const renew = async (): Promise<Cached> => {
    try {
      cached = await next();
      return cached;
    } finally {
      pending = undefined;
    }
  };
  return {
    current: async () => {
      if (cached && runtime.now() < cached.until) return cached.token;
      pending ??= renew();
      return (await pending).token;
    },
    refuse: (token) => {
      if (cached?.token === token) cached = undefined;
      return true;
    },
  };
}

/** A token that the caller's function hands over; it is used until the ledger refuses it. */
async function suppliedToken(supply: TokenSupply, settings: Settings): Promise<Cached> {
  // Limited, so that a function which never answers is asked again by a later call.
  const token: unknown = await within(settings.timeoutMs, undefined, async () => supply());
  if (typeof token === 'string' && isToken(token)) return { token, until: Number.POSITIVE_INFINITY };
  throw new TypeError('The function that was passed as token answered none.');
}

/** Asks for a token for client credentials (RFC 6749, section 4.4). */
async function requestToken(
  { clientId, clientSecret, scope, tokenUrl }: ClientCredentials,
  settings: Settings,
): Promise<Cached> {
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId });
  form.set('client_secret', clientSecret);
  if (scope) form.set('scope', scope);
  const delivery: Delivery = {
    operation: 'token',
    method: 'POST',
    url: tokenUrl,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: form.toString(),
    secret: clientSecret,
    timeoutMs: settings.timeoutMs,
    attemptTimeoutMs: settings.attemptTimeoutMs ?? ATTEMPT_TIMEOUT_MS,
    maxRetries: settings.maxRetries,
    refusedAs: (answer) => refusalOf(answer, clientSecret),
  };
  const asked = settings.runtime.now();
  const answer = await deliver(delivery, settings);
  const { access_token: token, expires_in: life } = (answer.body ?? {}) as Record<string, unknown>;
  if (typeof token !== 'string' || !isToken(token)) {
    throw new ProblemError({
      code: 'unauthorized',
      status: answer.status,
      title: 'The token endpoint answered without a token',
      retryable: false,
    });
  }
  const milliseconds = typeof life === 'number' && life > 0 ? life * 1_000 : SILENT_LIFE;
  return { token, until: asked + milliseconds - Math.min(MARGIN, milliseconds / 10) };
}

/** The problem that a refusal in the words of RFC 6749, section 5.2, amounts to. The secret is not repeated. */
function refusalOf(answer: Answered, secret: string): ProblemError {
  const { error, error_description: description } = (answer.body ?? {}) as Record<string, unknown>;
  if (typeof error !== 'string') return problemError(answer);
  const said = typeof description === 'string' ? `${error}: ${description}` : error;
  return new ProblemError({
    code: error === 'invalid_scope' ? 'insufficient_scope' : 'unauthorized',
    status: answer.status,
    title: 'The token endpoint refused the client',
    detail: said.replaceAll(secret, '[redacted]'),
    retryable: false,
    traceId: answer.traceId,
  });
}
