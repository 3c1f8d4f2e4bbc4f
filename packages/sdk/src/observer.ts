/**
 * A request as a hook sees it: without its body, and with its secrets taken out.
 *
 * @example
 * const onRequest = (seen: RequestSeen) => console.log(seen.operation, seen.attempt, seen.url);
 * const watched = createClient({ onRequest });
 */
export interface RequestSeen {
  /** The operation, as its noun and verb: `payments.create`; `token` for the token endpoint. */
  readonly operation: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** From 1; a retry is the same operation with a higher number. */
  readonly attempt: number;
}

/**
 * How an attempt ended, as a hook sees it.
 *
 * @example
 * const onResponse = (seen: ResponseSeen) => console.log(seen.operation, seen.status, seen.durationMs);
 * const watched = createClient({ onResponse });
 */
export interface ResponseSeen {
  readonly operation: string;
  readonly method: string;
  readonly url: string;
  readonly attempt: number;
  /** Undefined when no answer came. */
  readonly status: number | undefined;
  readonly traceId: string | undefined;
  readonly requestId: string | undefined;
  readonly durationMs: number;
}

/**
 * A retry that is about to be waited for, as a hook sees it.
 *
 * @example
 * const onRetry = (seen: RetrySeen) => console.warn(seen.operation, seen.reason, seen.waitMs);
 * const watched = createClient({ onRetry });
 */
export interface RetrySeen {
  readonly operation: string;
  readonly method: string;
  readonly url: string;
  /** The attempt that failed. */
  readonly attempt: number;
  /** How it failed: a status with the code of a problem, or the code of a socket. */
  readonly reason: string;
  /** How long the client waits before the next. */
  readonly waitMs: number;
}

/**
 * Where a client writes what it does: `console`, or a logger of pino, winston or their like. `debug` gets a line for
 * each attempt when it has ended, `warn` one for each retry. No line holds a body, a token or a secret.
 *
 * @example
 * const logger: Logger = console;
 * const talkative = createClient({ logger });
 */
export interface Logger {
  debug(message: string): void;
  warn(message: string): void;
}

/** Who looks on while a client works. */
export interface Observer {
  request(seen: RequestSeen): void;
  response(seen: ResponseSeen): void;
  retry(seen: RetrySeen): void;
}

/** The hooks and the logger that a client was given. */
export interface Onlookers {
  readonly onRequest?: ((seen: RequestSeen) => void) | undefined;
  readonly onResponse?: ((seen: ResponseSeen) => void) | undefined;
  readonly onRetry?: ((seen: RetrySeen) => void) | undefined;
  readonly logger?: Logger | undefined;
}

/** Tells hooks and logger alike. One that throws changes nothing: by then, money may have been booked. */
export function observerOf({ onRequest, onResponse, onRetry, logger }: Onlookers): Observer {
  return {
    request: (seen) => unharmed(() => onRequest?.(seen)),
    response: (seen) => {
      unharmed(() => onResponse?.(seen));
      unharmed(() => logger?.debug(`${named(seen)}: attempt ${seen.attempt}, ${ended(seen)}`));
    },
    retry: (seen) => {
      unharmed(() => onRetry?.(seen));
      const { attempt, reason, waitMs } = seen;
      unharmed(() =>
        logger?.warn(`${named(seen)}: attempt ${attempt} failed (${reason}), next in ${Math.round(waitMs)} ms`),
      );
    },
  };
}

const named = ({ operation, method, url }: Pick<RequestSeen, 'operation' | 'method' | 'url'>): string =>
  `${operation} ${method} ${new URL(url).pathname}`;

function ended({ status, durationMs, traceId, requestId }: ResponseSeen): string {
  const answer = `${status ?? 'no answer'} in ${Math.round(durationMs)} ms`;
  return traceId === undefined ? answer : `${answer}, trace ${traceId}, request ${requestId}`;
}

function unharmed(tell: () => void): void {
  try {
    tell();
  } catch {
    // An onlooker; the call goes on.
  }
}

const SECRET_HEADER = /authorization|cookie|secret|token|api-?key/i;

const REDACTED = '[redacted]';

/** The headers with the values of those that carry secrets replaced. */
export function redacted(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, SECRET_HEADER.test(name) ? REDACTED : value]),
  );
}

/** The values of headers that carry secrets. */
export const secretsIn = (headers: Readonly<Record<string, string>>): string[] =>
  Object.entries(headers).flatMap(([name, value]) => (SECRET_HEADER.test(name) && value !== '' ? [value] : []));

/** A text with the secrets that it repeats replaced. */
export const withoutSecrets = (text: string, secrets: readonly string[]): string =>
  secrets.reduce((clean, secret) => clean.replaceAll(secret, REDACTED), text);
