/** A request as a hook sees it: without its body, and with its secrets taken out. */
export interface RequestSeen {
  /** The operation, as its noun and verb: `payments.create`; `token` for the token endpoint. */
  readonly operation: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** From 1; a retry is the same operation with a higher number. */
  readonly attempt: number;
}

/** How an attempt ended, as a hook sees it. */
export interface ResponseSeen {
  readonly operation: string;
  readonly method: string;
  readonly url: string;
  readonly attempt: number;
  /** Undefined when no answer came. */
  readonly status: number | undefined;
  readonly traceId: string | undefined;
  readonly durationMs: number;
}

/** The hooks of a client. */
export interface Observer {
  request(seen: RequestSeen): void;
  response(seen: ResponseSeen): void;
}

/** Wraps hooks so that one that throws changes nothing: by then, money may have been booked. */
export function observerOf(
  onRequest: ((seen: RequestSeen) => void) | undefined,
  onResponse: ((seen: ResponseSeen) => void) | undefined,
): Observer {
  return { request: unharmed(onRequest), response: unharmed(onResponse) };
}

function unharmed<Seen>(hook: ((seen: Seen) => void) | undefined): (seen: Seen) => void {
  return (seen) => {
    try {
      hook?.(seen);
    } catch {
      // The hook is an onlooker; the call goes on.
    }
  };
}

const SECRET_HEADER = /authorization|cookie|secret|token|api-?key/i;

/** The headers with the values of those that carry secrets replaced. */
export function redacted(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, SECRET_HEADER.test(name) ? '[redacted]' : value]),
  );
}
