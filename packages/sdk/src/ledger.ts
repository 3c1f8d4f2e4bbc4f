import type { Call, Posted } from './answer.ts';
import type { BooksKept } from './books-kept.ts';
import type { CallOptions } from './call-options.ts';
import type { LoansChanged } from './loans-changed.ts';
import type { MoneyMoved } from './money-moved.ts';
import type { AnyRequest } from './request.ts';
import type * as Shape from './shapes.ts';

/**
 * A ledger, seen from its tenant. Amounts go out as bigint or strings of minor units, and come back as strings.
 *
 * Each call throws `ProblemError` when the ledger refuses, `UnreachableError` when it cannot be reached, and, where it
 * posts, `OutcomeUnknownError` when nobody knows whether it was booked.
 *
 * @example
 * const ledgerOfMine: Ledger = createClient();
 * const { version } = await ledgerOfMine.health.live();
 */
export interface Ledger extends MoneyMoved, LoansChanged, BooksKept {
  /** Whether the server runs, and whether it can work. Neither is sent a token, though a client is made with credentials. */
  readonly health: {
    /**
     * That the process runs, and which version it is.
     *
     * @example
     * const { version } = await ledger.health.live();
     */
    live(options?: CallOptions): Call<Shape.Live>;
    /**
     * That the server can post. Throws the problem `unavailable` when it cannot.
     *
     * @example
     * await ledger.health.ready({ timeoutMs: 1_000 });
     */
    ready(options?: CallOptions): Call<Shape.Ready>;
  };
  /**
   * Any address under `/v1`, for what this release has no call for, or to send again what `onKey` was shown. The
   * answer is typed as the caller says.
   *
   * @example
   * const { path, body, idempotencyKey } = await outbox.oldest();
   * await ledger.request({ method: 'POST', path, body: JSON.parse(body), idempotencyKey });
   */
  request<Body extends object = Record<string, unknown>>(request: AnyRequest): Call<Posted<Body>>;
}
