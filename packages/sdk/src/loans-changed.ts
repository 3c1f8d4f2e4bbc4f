import type { Call, Posted } from './answer.ts';
import type { CallOptions, PostOptions } from './call-options.ts';
import type { AdjustmentFilters, BalanceOptions, JournalFilters } from './filters.ts';
import type { Listing } from './listing.ts';
import type * as Shape from './shapes.ts';

/** What happens to a loan as such. */
export interface LoansChanged {
  /** What a loan owes, how it came to, and what is done with its suspense and its income. */
  readonly loans: {
    /**
     * Registers a loan before its first draw, or brings one in with its balances.
     *
     * @example
     * await ledger.loans.open(
     *   { ...loan, effective_at: '2026-04-01', opening_balances: { principal_minor: 1_000_000n } },
     *   { idempotencyKey: idempotencyKey('loan', loanId) },
     * );
     */
    open(body: Shape.LoanRequest, options: PostOptions): Call<Posted<Shape.OpenedLoan>>;
    /**
     * Whose loan it is, under which program, and where it stands.
     *
     * @example
     * const { status, program_id } = await ledger.loans.get(loanId);
     */
    get(loanId: string, options?: CallOptions): Call<Shape.Loan>;
    /**
     * What the loan owes: now, on a past day, or as it was known at an instant.
     *
     * @example
     * const balance = await ledger.loans.balance(loanId, { asOf: '2026-05-01' });
     * console.log(formatMinor(balance.total_exposure_minor, balance.currency));
     */
    balance(loanId: string, options?: BalanceOptions): Call<Shape.Balance>;
    /**
     * The entries that have lines of the loan, as a list to walk.
     *
     * @example
     * for await (const entry of ledger.loans.journalEntries(loanId, { from: '2026-01-01' })) {
     *   console.log(entry.effective_at, entry.event_type, entry.lines.length);
     * }
     */
    journalEntries(loanId: string, filters?: JournalFilters): Listing<Shape.JournalEntry, Shape.JournalPage>;
    /**
     * Applies money that waits in suspense, oldest first.
     *
     * @example
     * await ledger.loans.allocateSuspense(
     *   loanId,
     *   { effective_at: '2026-05-20', amount_minor: 10_000n },
     *   { idempotencyKey: idempotencyKey('allocation', loanId, '2026-05-20') },
     * );
     */
    allocateSuspense(
      loanId: string,
      body: Shape.AllocationRequest,
      options: PostOptions,
    ): Call<Posted<Shape.SuspenseAllocation>>;
    /**
     * Pays suspense back to the borrower, as far as it is past its hold.
     *
     * @example
     * await ledger.loans.refundSuspense(
     *   loanId,
     *   { effective_at: '2026-05-20', amount_minor: 10_000n, method: 'ach' },
     *   { idempotencyKey: idempotencyKey('refund', loanId, 'out-9') },
     * );
     */
    refundSuspense(loanId: string, body: Shape.RefundRequest, options: PostOptions): Call<Posted<Shape.Refund>>;
    /**
     * Takes the interest of a loan out of income, or lets it in again.
     *
     * @example
     * await ledger.loans.setNonaccrual(
     *   loanId,
     *   { effective_at: '2026-06-30', nonaccrual: true, reason: 'past due 90' },
     *   { idempotencyKey: idempotencyKey('nonaccrual', loanId, '2026-06-30') },
     * );
     */
    setNonaccrual(loanId: string, body: Shape.NonaccrualRequest, options: PostOptions): Call<Posted<Shape.Nonaccrual>>;
  };
  /** Losses. */
  readonly chargeoffs: {
    /**
     * Takes a loan off the books, whole or in part, and keeps the claim.
     *
     * @example
     * await ledger.chargeoffs.create(
     *   { loan_id: loanId, effective_at: '2026-09-30', reason_code: 'past_due_120' },
     *   { idempotencyKey: idempotencyKey('chargeoff', loanId, '2026-09-30') },
     * );
     */
    create(body: Shape.ChargeoffRequest, options: PostOptions): Call<Posted<Shape.Chargeoff>>;
  };
  /** Money on claims that were charged off. */
  readonly recoveries: {
    /**
     * Records money collected on a claim; what is above the claim is suspense.
     *
     * @example
     * await ledger.recoveries.create(
     *   { loan_id: loanId, amount_minor: 20_000n, currency: 'USD', effective_at: '2026-10-15', source_method: 'check' },
     *   { idempotencyKey: idempotencyKey('recovery', loanId, 'check-318') },
     * );
     */
    create(body: Shape.RecoveryRequest, options: PostOptions): Call<Posted<Shape.Recovery>>;
  };
  /** Loans that pay off others. */
  readonly refinances: {
    /**
     * Opens a loan that pays off another, in one entry. `disbursements.settle` confirms its cash-out.
     *
     * @example
     * await ledger.refinances.create(
     *   {
     *     old_loan_id: loanId,
     *     new_loan_id: successorId,
     *     borrower_id: borrowerId,
     *     currency: 'USD',
     *     effective_at: '2026-06-01',
     *     cash_out_minor: 100_000n,
     *   },
     *   { idempotencyKey: idempotencyKey('refinance', loanId, successorId) },
     * );
     */
    create(body: Shape.RefinanceRequest, options: PostOptions): Call<Posted<Shape.Refinance>>;
  };
  /** Loans that go on under other terms. */
  readonly restructures: {
    /**
     * Capitalises, forgives and waives, and keeps the new terms.
     *
     * @example
     * await ledger.restructures.create(
     *   {
     *     loan_id: loanId,
     *     effective_at: '2026-06-01',
     *     capitalize_interest_minor: 10_000n,
     *     terms: { rate_bps: 600 },
     *     approval_ref: 'committee-7',
     *   },
     *   { idempotencyKey: idempotencyKey('restructure', loanId, 'committee-7') },
     * );
     */
    create(body: Shape.RestructureRequest, options: PostOptions): Call<Posted<Shape.Restructure>>;
  };
  /** Mistakes undone. */
  readonly reversals: {
    /**
     * Books the mirror of an entry, on its own date.
     *
     * @example
     * await ledger.reversals.create(
     *   { journal_entry_id: entryId, reason_code: 'keyed_twice', cascade: true },
     *   { idempotencyKey: idempotencyKey('reversal', entryId) },
     * );
     */
    create(body: Shape.ReversalRequest, options: PostOptions): Call<Posted<Shape.Reversal>>;
  };
  /** Entries that no typed event says. */
  readonly adjustments: {
    /**
     * Books free lines, or proposes them where the program demands two people.
     *
     * @example
     * const asked = await ledger.adjustments.create(
     *   {
     *     lines: [
     *       { account_code: '1100', direction: 'DR', amount_minor: 500n, loan_id: loanId },
     *       { account_code: '3000', direction: 'CR', amount_minor: 500n },
     *     ],
     *     currency: 'USD',
     *     effective_at: '2026-05-31',
     *     reason_code: 'migration',
     *     description: 'The old system had rounded down.',
     *   },
     *   { idempotencyKey: idempotencyKey('adjustment', loanId, 'ticket-88') },
     * );
     * if (asked.status === 'pending_approval') console.log('somebody else must approve');
     */
    create(body: Shape.AdjustmentRequest, options: PostOptions): Call<Posted<Shape.Adjustment>>;
    /**
     * What an adjustment would book, and what became of it.
     *
     * @example
     * const { status, lines, requested_by } = await ledger.adjustments.get(eventId);
     */
    get(adjustmentEventId: string, options?: CallOptions): Call<Shape.AdjustmentRecord>;
    /**
     * The adjustments in the order in which they were asked for: those that wait are the queue of whoever approves.
     *
     * @example
     * for await (const waiting of ledger.adjustments.list({ status: 'pending_approval' })) {
     *   console.log(waiting.adjustment_event_id, waiting.requested_by, waiting.description);
     * }
     */
    list(filters?: AdjustmentFilters): Listing<Shape.AdjustmentRecord, Shape.AdjustmentPage>;
    /**
     * Books an adjustment that waits. Never by the one who asked for it.
     *
     * @example
     * await ledger.adjustments.approve(
     *   eventId,
     *   { comment: 'checked against the old books' },
     *   { idempotencyKey: idempotencyKey('approval', eventId) },
     * );
     */
    approve(adjustmentEventId: string, body: Shape.ApprovalRequest, options: PostOptions): Call<Posted<Shape.Approval>>;
    /**
     * Ends an adjustment that waits. Never by the one who asked for it.
     *
     * @example
     * await ledger.adjustments.reject(
     *   eventId,
     *   { reason: 'no such difference' },
     *   { idempotencyKey: idempotencyKey('rejection', eventId) },
     * );
     */
    reject(
      adjustmentEventId: string,
      body: Shape.RejectionRequest,
      options: PostOptions,
    ): Call<Posted<Shape.Rejection>>;
  };
}
