/** How a call ended that the ledger did not decide. */
interface Unanswered {
  /** The call: `GET /v1/loans/…/balance`. */
  readonly call: string;
  /** How many times it was sent, or tried to be. */
  readonly attempts: number;
  /** What the last attempt met. */
  readonly cause?: unknown;
}

/**
 * The ledger could not be reached, and nothing was booked: a read was not answered, or a post never left. A put that
 * ends so may have been carried out, and may be sent again at will. `cause` is what the last attempt met.
 *
 * @example
 * const balance = await ledger.loans.balance(loanId).catch((error: unknown) => {
 *   if (error instanceof UnreachableError) console.warn(`no answer in ${error.attempts} attempts`);
 *   throw error;
 * });
 */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
  /** The request that was not answered: `GET /v1/loans/…/balance`; a post may fail for want of a token. */
  readonly call: string;
  /** How many times it was tried. */
  readonly attempts: number;
  /** The key of the call, when it was a post. */
  readonly idempotencyKey: string | undefined;

  constructor({ call, attempts, cause }: Unanswered, idempotencyKey?: string) {
    super(`The ledger did not answer ${call}; ${counted(attempts)}, the last: ${inAWord(cause)}.`, { cause });
    this.call = call;
    this.attempts = attempts;
    this.idempotencyKey = idempotencyKey;
  }
}

/**
 * Nobody knows whether a post was booked: its connection was lost on the way, or the ledger said `outcome_unknown`,
 * and no retry learned more. Send the same request with the same `idempotencyKey` until it is answered; it books once,
 * however often it is sent. Where the request is no longer at hand, `ledger.events.list({ idempotencyKey })` tells
 * whether it was booked: an event says yes; none says not yet, since a commit may still arrive. `cause` is what the last
 * attempt met.
 *
 * @example
 * const paid = await ledger.payments.create(payment, { idempotencyKey: key }).catch((error: unknown) => {
 *   if (!(error instanceof OutcomeUnknownError)) throw error;
 *   return ledger.payments.create(payment, { idempotencyKey: error.idempotencyKey, timeoutMs: 300_000 });
 * });
 */
export class OutcomeUnknownError extends Error {
  override readonly name = 'OutcomeUnknownError';
  /** The key to send the same request with. */
  readonly idempotencyKey: string;
  /** How many times the request was sent. */
  readonly attempts: number;
  /** The trace of the last answer, when there was one. */
  readonly traceId: string | undefined;

  constructor({ call, attempts, cause }: Unanswered, idempotencyKey: string, traceId?: string) {
    super(
      `It is not known whether ${call} was booked; ${counted(attempts)}, the last: ${inAWord(cause)}. ` +
        `Send the same request with the same key, ${idempotencyKey}, to learn it.`,
      { cause },
    );
    this.idempotencyKey = idempotencyKey;
    this.attempts = attempts;
    this.traceId = traceId;
  }
}

const counted = (attempts: number): string => (attempts === 1 ? '1 attempt' : `${attempts} attempts`);

/** Names a failure by its code or its class alone: a message that others wrote may quote a header. */
export function inAWord(cause: unknown): string {
  return codeOf(cause) ?? (cause instanceof Error ? cause.name : 'an unknown failure');
}

/**
 * The code of a failure or of what caused it, such as ECONNREFUSED: `fetch` wraps what the socket met.
 *
 * @returns undefined when no link of the chain has one.
 */
export function codeOf(failure: unknown): string | undefined {
  let link = failure;
  for (let depth = 0; depth < 5 && link instanceof Error; depth++) {
    const { code } = link as { code?: unknown };
    if (typeof code === 'string') return code;
    link = link.cause;
  }
  return undefined;
}
