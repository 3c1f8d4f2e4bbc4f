import type { AnswerOf, BodyOf, Inputs, Outputs } from './shape.ts';

/** The requests and answers of money that moves, and of what is charged. */

/**
 * Money that goes out to a borrower.
 *
 * @example
 * const body: DisbursementRequest = { ...loan, amount_minor: 1_000_000n, effective_at: '2026-04-01', method: 'wire' };
 * await ledger.disbursements.create(body, { idempotencyKey: key });
 */
export type DisbursementRequest = BodyOf<Inputs['disbursements']['create']>;

/**
 * A disbursement that was booked.
 *
 * @example
 * const drawn: Disbursement = await ledger.disbursements.create(disbursement, { idempotencyKey: key });
 * console.log(drawn.disbursement_event_id, drawn.status);
 */
export type Disbursement = AnswerOf<Outputs['disbursements']['create']>;

/**
 * The bank's confirmation of a disbursement or a payment.
 *
 * @example
 * const body: SettlementRequest = { effective_at: '2026-04-02', bank_ref: 'fed-1' };
 * await ledger.disbursements.settle(eventId, body, { idempotencyKey: key });
 */
export type SettlementRequest = BodyOf<Inputs['disbursements']['settle']>;

/**
 * The settlement of a disbursement that was booked.
 *
 * @example
 * const settled: Settlement = await ledger.disbursements.settle(eventId, settlement, { idempotencyKey: key });
 */
export type Settlement = AnswerOf<Outputs['disbursements']['settle']>;

/**
 * Money that comes in from a borrower.
 *
 * @example
 * const body: PaymentRequest = { ...loan, amount_minor: '88849', effective_at: '2026-05-01', source_method: 'ach' };
 * await ledger.payments.create(body, { idempotencyKey: key });
 */
export type PaymentRequest = BodyOf<Inputs['payments']['create']>;

/**
 * A payment that was booked.
 *
 * @example
 * const paid: Payment = await ledger.payments.create(payment, { idempotencyKey: key });
 * console.log(paid.allocation.principal_minor, paid.loan_status);
 */
export type Payment = AnswerOf<Outputs['payments']['create']>;

/**
 * The settlement of a payment that was booked.
 *
 * @example
 * const settled: PaymentSettlement = await ledger.payments.settle(eventId, settlement, { idempotencyKey: key });
 */
export type PaymentSettlement = AnswerOf<Outputs['payments']['settle']>;

/**
 * What the bank says of money that it took back.
 *
 * @example
 * const body: ReturnRequest = { return_code: 'R01', effective_at: '2026-05-05' };
 * await ledger.payments.return(eventId, body, { idempotencyKey: key });
 */
export type ReturnRequest = BodyOf<Inputs['payments']['return']>;

/**
 * A return that was booked.
 *
 * @example
 * const returned: Return = await ledger.payments.return(eventId, { return_code: 'R01' }, { idempotencyKey: key });
 * console.log(returned.restored.interest_minor, returned.retry_allowed);
 */
export type Return = AnswerOf<Outputs['payments']['return']>;

/**
 * Money that came in and belongs to nobody yet.
 *
 * @example
 * const body: ReceiptRequest = {
 *   amount_minor: 50_000n,
 *   currency: 'USD',
 *   effective_at: '2026-05-01',
 *   source_method: 'wire',
 *   external_ref: 'w-7',
 * };
 * await ledger.receipts.create(body, { idempotencyKey: key });
 */
export type ReceiptRequest = BodyOf<Inputs['receipts']['create']>;

/**
 * An unidentified receipt that was booked.
 *
 * @example
 * const received: Receipt = await ledger.receipts.create(receipt, { idempotencyKey: key });
 * const from = { from_receipt_event_id: received.receipt_event_id };
 */
export type Receipt = AnswerOf<Outputs['receipts']['create']>;

/**
 * Suspense that is to pay what the loan owes.
 *
 * @example
 * const body: AllocationRequest = { effective_at: '2026-05-20', allocation_mode: 'principal_only' };
 * await ledger.loans.allocateSuspense(loanId, body, { idempotencyKey: key });
 */
export type AllocationRequest = BodyOf<Inputs['loans']['allocateSuspense']>;

/**
 * An allocation of suspense that was booked.
 *
 * @example
 * const applied: SuspenseAllocation = await ledger.loans.allocateSuspense(loanId, allocation, { idempotencyKey: key });
 * console.log(applied.allocation.principal_minor, applied.suspense_minor);
 */
export type SuspenseAllocation = AnswerOf<Outputs['loans']['allocateSuspense']>;

/**
 * Suspense that goes back to the borrower.
 *
 * @example
 * const body: RefundRequest = { effective_at: '2026-05-20', amount_minor: 10_000n, method: 'ach' };
 * await ledger.loans.refundSuspense(loanId, body, { idempotencyKey: key });
 */
export type RefundRequest = BodyOf<Inputs['loans']['refundSuspense']>;

/**
 * A refund that was booked.
 *
 * @example
 * const refunded: Refund = await ledger.loans.refundSuspense(loanId, refund, { idempotencyKey: key });
 * console.log(refunded.available_suspense_minor);
 */
export type Refund = AnswerOf<Outputs['loans']['refundSuspense']>;

/**
 * A fee that is charged to a loan.
 *
 * @example
 * const body: FeeRequest = { ...loan, amount_minor: 2_500n, effective_at: '2026-05-16', fee_type: 'late' };
 * await ledger.fees.assess(body, { idempotencyKey: key });
 */
export type FeeRequest = BodyOf<Inputs['fees']['assess']>;

/**
 * A fee that was booked.
 *
 * @example
 * const charged: Fee = await ledger.fees.assess(fee, { idempotencyKey: key });
 * console.log(charged.fees_receivable_minor);
 */
export type Fee = AnswerOf<Outputs['fees']['assess']>;

/**
 * A fee that is given up, or a part of it.
 *
 * @example
 * const body: WaiverRequest = { effective_at: '2026-05-20', scope: 'unpaid', reason: 'goodwill' };
 * await ledger.fees.waive(eventId, body, { idempotencyKey: key });
 */
export type WaiverRequest = BodyOf<Inputs['fees']['waive']>;

/**
 * A waiver that was booked.
 *
 * @example
 * const waived: Waiver = await ledger.fees.waive(eventId, waiver, { idempotencyKey: key });
 * console.log(waived.waived_unpaid_minor, waived.fee.unpaid_minor);
 */
export type Waiver = AnswerOf<Outputs['fees']['waive']>;

/**
 * One day's interest for the loans of a program.
 *
 * @example
 * const body: AccrualBatchRequest = {
 *   program_id: programId,
 *   accrual_date: '2026-04-30',
 *   day_count_convention: 'ACT_365',
 *   loans: [{ loan_id: loanId, outstanding_principal_minor: 1_000_000n, interest_minor: 329n }],
 * };
 * await ledger.accruals.postBatch(body, { idempotencyKey: key });
 */
export type AccrualBatchRequest = BodyOf<Inputs['accruals']['postBatch']>;

/**
 * An accrual batch that was booked.
 *
 * @example
 * const booked: AccrualBatch = await ledger.accruals.postBatch(accrual, { idempotencyKey: key });
 * console.log(booked.posted_count, booked.total_accrued_minor);
 */
export type AccrualBatch = AnswerOf<Outputs['accruals']['postBatch']>;

/**
 * An accrual batch as it was booked, and what was reversed of it.
 *
 * @example
 * const receipt: AccrualReceipt = await ledger.accruals.get(eventId);
 * console.log(receipt.loan_count, receipt.reversed_count);
 */
export type AccrualReceipt = AnswerOf<Outputs['accruals']['get']>;

/**
 * A page of the loans that have no accrual for a date.
 *
 * @example
 * const page: AccrualCoverage = await ledger.accruals.coverage({ date: '2026-04-30' }).page();
 * console.log(page.items.length);
 */
export type AccrualCoverage = AnswerOf<Outputs['accruals']['coverage']>;

/**
 * A loan that has no accrual for a date.
 *
 * @example
 * const missing: UncoveredLoan[] = await ledger.accruals.coverage({ date: '2026-04-30' }).toArray({ limit: 100 });
 * console.log(missing.map(({ loan_id }) => loan_id));
 */
export type UncoveredLoan = AccrualCoverage['items'][number];
