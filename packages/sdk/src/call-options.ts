/**
 * What a single call may set for itself.
 *
 * @example
 * const options: CallOptions = { timeoutMs: 2_000, maxRetries: 0, headers: { traceparent } };
 * const balance = await ledger.loans.balance(loanId, options);
 */
export interface CallOptions {
  /** Ends the call when it is aborted. A post that was on its way may have been booked: send it again to learn it. */
  readonly signal?: AbortSignal | undefined;
  /** In place of the client's `timeoutMs`. */
  readonly timeoutMs?: number | undefined;
  /** In place of the client's `attemptTimeoutMs`. */
  readonly attemptTimeoutMs?: number | undefined;
  /** In place of the client's `maxRetries`. */
  readonly maxRetries?: number | undefined;
  /** Headers to send beside the client's, `traceparent` for one. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Parameters of a newer ledger that this release has no name for, added to the query as they are. */
  readonly extraQuery?: Readonly<Record<string, string>> | undefined;
  /** Fields of a newer ledger that this release has no name for, added to the body as they are. */
  readonly extraBody?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * What a post needs beside its body.
 *
 * @example
 * const options: PostOptions = { idempotencyKey: idempotencyKey('payment', 'loan_42', 'proc_txn_abc123') };
 */
export interface PostOptions extends CallOptions {
  /**
   * The key under which the post is booked once, however often it is sent; see `idempotencyKey`. Derive it from the
   * event: a random key protects against nothing once the process that made it is gone.
   */
  readonly idempotencyKey: string;
}
