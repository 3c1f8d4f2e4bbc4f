import type { Call, Posted } from './answer.ts';
import type { CallOptions, PostOptions } from './call-options.ts';
import type { CoverageFilters } from './filters.ts';
import type { Listing } from './listing.ts';
import type * as Shape from './shapes.ts';

/** Money out and in, and what is charged. */
export interface MoneyMoved {
  /** Money out. */
  readonly disbursements: {
    /**
     * Records a draw; the first draw of an unknown loan opens the loan.
     *
     * @example
     * await ledger.disbursements.create(
     *   { ...loan, amount_minor: 1_000_000n, effective_at: '2026-04-01', method: 'wire' },
     *   { idempotencyKey: idempotencyKey('disbursement', loanId, 'draw-1') },
     * );
     */
    create(body: Shape.DisbursementRequest, options: PostOptions): Call<Posted<Shape.Disbursement>>;
    /**
     * Records that the money of a disbursement, or the cash-out of a refinance, left the bank.
     *
     * @example
     * await ledger.disbursements.settle(
     *   eventId,
     *   { effective_at: '2026-04-02', bank_ref: 'fed-1' },
     *   { idempotencyKey: idempotencyKey('disbursement-settled', eventId) },
     * );
     */
    settle(
      disbursementEventId: string,
      body: Shape.SettlementRequest,
      options: PostOptions,
    ): Call<Posted<Shape.Settlement>>;
  };
  /** Money in. */
  readonly payments: {
    /**
     * Records a payment and applies it by the program's waterfall, or as instructed.
     *
     * @example
     * const paid = await ledger.payments.create(
     *   { ...loan, amount_minor: 88_849n, effective_at: '2026-05-01', source_method: 'ach' },
     *   { idempotencyKey: idempotencyKey('payment', loanId, 'proc_txn_abc123') },
     * );
     * console.log(paid.allocation.principal_minor, paid.isReplay);
     */
    create(body: Shape.PaymentRequest, options: PostOptions): Call<Posted<Shape.Payment>>;
    /**
     * Records that the money of a payment, or of an unidentified receipt, reached the bank.
     *
     * @example
     * await ledger.payments.settle(
     *   eventId,
     *   { effective_at: '2026-05-04' },
     *   { idempotencyKey: idempotencyKey('payment-settled', eventId) },
     * );
     */
    settle(
      paymentEventId: string,
      body: Shape.SettlementRequest,
      options: PostOptions,
    ): Call<Posted<Shape.PaymentSettlement>>;
    /**
     * Records that the bank took a payment back: each bucket gets exactly what the payment had paid of it.
     *
     * @example
     * const returned = await ledger.payments.return(
     *   eventId,
     *   { return_code: 'R01' },
     *   { idempotencyKey: idempotencyKey('return', eventId, 'R01') },
     * );
     * console.log(returned.restored.principal_minor, returned.retry_allowed);
     */
    return(paymentEventId: string, body: Shape.ReturnRequest, options: PostOptions): Call<Posted<Shape.Return>>;
  };
  /** Money whose payer or loan is not known. */
  readonly receipts: {
    /**
     * Records it; a payment with `from_receipt_event_id` takes it from there once the loan is known.
     *
     * @example
     * await ledger.receipts.create(
     *   { amount_minor: 50_000n, currency: 'USD', effective_at: '2026-05-01', source_method: 'wire', external_ref: 'w-7' },
     *   { idempotencyKey: idempotencyKey('receipt', 'wire', 'w-7') },
     * );
     */
    create(body: Shape.ReceiptRequest, options: PostOptions): Call<Posted<Shape.Receipt>>;
  };
  /** Fees. */
  readonly fees: {
    /**
     * Charges a fee to a loan.
     *
     * @example
     * await ledger.fees.assess(
     *   { ...loan, amount_minor: 2_500n, effective_at: '2026-05-16', fee_type: 'late' },
     *   { idempotencyKey: idempotencyKey('fee', loanId, 'late-2026-05') },
     * );
     */
    assess(body: Shape.FeeRequest, options: PostOptions): Call<Posted<Shape.Fee>>;
    /**
     * Gives a fee up, whole or in part; what was paid of it goes back into suspense.
     *
     * @example
     * await ledger.fees.waive(
     *   eventId,
     *   { effective_at: '2026-05-20', scope: 'all', reason: 'goodwill' },
     *   { idempotencyKey: idempotencyKey('waiver', eventId, 'goodwill') },
     * );
     */
    waive(feeEventId: string, body: Shape.WaiverRequest, options: PostOptions): Call<Posted<Shape.Waiver>>;
  };
  /** Interest. */
  readonly accruals: {
    /**
     * Books one day's interest of 1 to 100,000 loans, all or nothing.
     *
     * @example
     * await ledger.accruals.postBatch(
     *   {
     *     program_id: programId,
     *     accrual_date: '2026-04-30',
     *     day_count_convention: 'ACT_365',
     *     loans: [{ loan_id: loanId, outstanding_principal_minor: 1_000_000n, interest_minor: 329n }],
     *   },
     *   { idempotencyKey: idempotencyKey('accrual', programId, '2026-04-30') },
     * );
     */
    postBatch(body: Shape.AccrualBatchRequest, options: PostOptions): Call<Posted<Shape.AccrualBatch>>;
    /**
     * The active loans with principal that have no accrual for a date.
     *
     * @example
     * for await (const { loan_id } of ledger.accruals.coverage({ date: '2026-04-30' })) console.warn(loan_id);
     */
    coverage(filters: CoverageFilters): Listing<Shape.UncoveredLoan, Shape.AccrualCoverage>;
    /**
     * The receipt of a batch: its counts and totals, and what was reversed of it.
     *
     * @example
     * const { loan_count, reversed_count } = await ledger.accruals.get(eventId);
     */
    get(accrualEventId: string, options?: CallOptions): Call<Shape.AccrualReceipt>;
  };
}
