/**
 * A token, or the lack of one, that opens nothing: 401. The reason is ours, never text of the token's, so that it can be
 * shown and logged.
 */
export class Unauthorized extends Error {
  readonly reason: string;
  /** Whether the request carried no credentials at all, to which RFC 6750 answers with a challenge and no error code. */
  readonly missing: boolean;

  constructor(reason: string, options: { missing?: boolean } = {}) {
    super(reason);
    this.name = 'Unauthorized';
    this.reason = reason;
    this.missing = options.missing ?? false;
  }
}

/** The issuer's keys cannot be had and none is remembered, so no token can be told good or bad: 503, not 401. */
export class KeysUnavailable extends Error {
  constructor(cause?: unknown) {
    super("The issuer's keys cannot be reached.", { cause });
    this.name = 'KeysUnavailable';
  }
}

/** The WWW-Authenticate header of a 401, as RFC 6750 section 3 has it. */
export function challengeOf(refusal: Unauthorized): string {
  if (refusal.missing) return 'Bearer realm="tallystick"';
  return `Bearer realm="tallystick", error="invalid_token", error_description="${refusal.reason}"`;
}
