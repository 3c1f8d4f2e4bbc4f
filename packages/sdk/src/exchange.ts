import { type Observer, redacted } from './observer.ts';
import { TimedOut, within } from './runtime.ts';
import { codeOf } from './unanswered.ts';

/**
 * What `fetch` is asked for. The platform's own is such a function.
 *
 * @example
 * const fetch: Fetch = (url, init) => globalThis.fetch(url, { ...init, keepalive: true });
 * const ledgerOfMine = createClient({ fetch });
 */
export type Fetch = (
  url: string,
  init: {
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly body?: string;
    readonly redirect: 'manual';
    readonly signal: AbortSignal;
  },
) => Promise<Response>;

/** One request, ready to be sent as often as it takes. */
export interface Outgoing {
  /** The operation, as its noun and verb: `payments.create`; `token` for the token endpoint. */
  readonly operation: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** An answer, read to its end. */
export interface Answered {
  readonly kind: 'answered';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body as it came. */
  readonly text: string;
  /** The parsed JSON; undefined when the body is none. */
  readonly body: unknown;
  /** The trace that the answer names in its `traceresponse`. */
  readonly traceId: string | undefined;
  /** The ledger's own span in that trace: this one request. */
  readonly requestId: string | undefined;
}

/** No answer: the connection failed, was cut, took too long, or brought what is no JSON object under a status of success. */
export interface Lost {
  readonly kind: 'lost';
  readonly cause: unknown;
  /** Whether the request may have reached the ledger. False only where it surely did not. */
  readonly mayHaveArrived: boolean;
}

/** How one attempt ended. */
export type Ending = Answered | Lost;

/** W3C Trace Context, level 2: version, trace, span, flags. */
const TRACERESPONSE = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-/;

const NOTHING = { status: undefined, traceId: undefined, requestId: undefined };

/** What a socket says when there never was a connection, in Node and Bun. */
const NEVER_CONNECTED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'ConnectionRefused',
  'FailedToOpenSocket',
]);

/**
 * Sends a request once and reads the answer to its end, within a time limit. Failures come back as `Lost`.
 *
 * @throws the caller's reason when the caller's signal is aborted, and nothing else.
 */
export async function exchange(
  request: Outgoing,
  attempt: number,
  milliseconds: number,
  wiring: { readonly fetch: Fetch; readonly observer: Observer; now(): number },
  signal?: AbortSignal,
): Promise<Ending> {
  const { operation, method, url } = request;
  const began = wiring.now();
  wiring.observer.request({ operation, method, url, headers: redacted(request.headers), attempt });
  const ending = await send(request, milliseconds, wiring.fetch, signal);
  const { status, traceId, requestId } = ending.kind === 'answered' ? ending : NOTHING;
  const durationMs = wiring.now() - began;
  wiring.observer.response({ operation, method, url, attempt, status, traceId, requestId, durationMs });
  return ending;
}

async function send(
  { method, url, headers, body }: Outgoing,
  milliseconds: number,
  fetch: Fetch,
  signal: AbortSignal | undefined,
): Promise<Ending> {
  try {
    const [response, text] = await within(milliseconds, signal, async (stop) => {
      // A redirect is not followed: it would carry the token and the money to an address that nobody configured.
      const answer = await fetch(url, {
        method,
        headers: { ...headers },
        redirect: 'manual',
        signal: stop,
        ...(body === undefined ? {} : { body }),
      });
      return [answer, await answer.text()] as const;
    });
    return answered(response, text);
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    return { kind: 'lost', cause, mayHaveArrived: cause instanceof TimedOut || !neverConnected(cause) };
  }
}

/** The words of Deno, which has no code for it. What it says of the URL has its spaces encoded. */
const NEVER_CONNECTED_IN_DENO = /: client error \(Connect\): /;

function neverConnected(failure: unknown): boolean {
  if (NEVER_CONNECTED.has(codeOf(failure) ?? '')) return true;
  const cause = failure instanceof Error ? failure.cause : undefined;
  return cause instanceof Error && NEVER_CONNECTED_IN_DENO.test(cause.message);
}

function answered(response: Response, text: string): Ending {
  const headers: Record<string, string> = {};
  response.headers.forEach((value, name) => {
    headers[name] = value;
  });
  const body = parsed(text);
  if (response.ok && (typeof body !== 'object' || body === null)) {
    return { kind: 'lost', cause: new Error('The answer is no JSON object.'), mayHaveArrived: true };
  }
  const [, traceId, requestId] = TRACERESPONSE.exec(headers.traceresponse ?? '') ?? [];
  return { kind: 'answered', status: response.status, headers, text, body, traceId, requestId };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
