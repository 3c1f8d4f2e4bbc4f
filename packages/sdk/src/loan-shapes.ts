import type { AnswerOf, BodyOf, Inputs, Outputs } from './shape.ts';

/** The requests and answers of what happens to a loan as such. */

/**
 * A loan that is registered before its first draw, or brought in.
 *
 * @example
 * const body: LoanRequest = { ...loan, effective_at: '2026-04-01', opening_balances: { principal_minor: 1_000_000n } };
 * await ledger.loans.open(body, { idempotencyKey: key });
 */
export type LoanRequest = BodyOf<Inputs['loans']['open']>;

/**
 * A loan that was opened.
 *
 * @example
 * const opened: OpenedLoan = await ledger.loans.open({ ...loan, effective_at: '2026-04-01' }, { idempotencyKey: key });
 * console.log(opened.loan_status);
 */
export type OpenedLoan = AnswerOf<Outputs['loans']['open']>;

/**
 * What a loan is.
 *
 * @example
 * const known: Loan = await ledger.loans.get(loanId);
 * console.log(known.status, known.opened_at);
 */
export type Loan = AnswerOf<Outputs['loans']['get']>;

/**
 * What a loan owes, bucket by bucket.
 *
 * @example
 * const balance: Balance = await ledger.loans.balance(loanId);
 * console.log(balance.principal_outstanding_minor, balance.currency);
 */
export type Balance = AnswerOf<Outputs['loans']['balance']>;

/**
 * A page of a loan's history.
 *
 * @example
 * const page: JournalPage = await ledger.loans.journalEntries(loanId).page();
 * console.log(page.items.length, page.next_page_token);
 */
export type JournalPage = AnswerOf<Outputs['loans']['journalEntries']>;

/**
 * One journal entry, as one loan sees it.
 *
 * @example
 * const entries: JournalEntry[] = await ledger.loans.journalEntries(loanId).toArray({ limit: 10 });
 * console.log(entries.map(({ effective_at, event_type }) => `${effective_at} ${event_type}`));
 */
export type JournalEntry = JournalPage['items'][number];

/**
 * One line of a journal entry.
 *
 * @example
 * const show = (line: JournalLine) => `${line.direction} ${line.account_code} ${line.amount_minor}`;
 * const lines = await ledger.journalEntries.lines(entryId).toArray({ limit: 100 });
 * console.log(lines.map(show));
 */
export type JournalLine = JournalEntry['lines'][number];

/**
 * What a journal entry records.
 *
 * @example
 * const eventType: EventType = 'payment_allocated';
 * const allocations = ledger.loans.journalEntries(loanId, { eventType });
 */
export type EventType = JournalEntry['event_type'];

/**
 * Whether the interest of a loan counts as income.
 *
 * @example
 * const body: NonaccrualRequest = { effective_at: '2026-06-30', nonaccrual: true, reason: 'past due 90' };
 * await ledger.loans.setNonaccrual(loanId, body, { idempotencyKey: key });
 */
export type NonaccrualRequest = BodyOf<Inputs['loans']['setNonaccrual']>;

/**
 * A change of non-accrual that was booked.
 *
 * @example
 * const changed: Nonaccrual = await ledger.loans.setNonaccrual(loanId, nonaccrual, { idempotencyKey: key });
 * console.log(changed.interest_reversed_minor);
 */
export type Nonaccrual = AnswerOf<Outputs['loans']['setNonaccrual']>;

/**
 * What of a loan is taken to be lost.
 *
 * @example
 * const body: ChargeoffRequest = { loan_id: loanId, effective_at: '2026-09-30', reason_code: 'past_due_120' };
 * await ledger.chargeoffs.create(body, { idempotencyKey: key });
 */
export type ChargeoffRequest = BodyOf<Inputs['chargeoffs']['create']>;

/**
 * A charge-off that was booked.
 *
 * @example
 * const lost: Chargeoff = await ledger.chargeoffs.create(chargeoff, { idempotencyKey: key });
 * console.log(lost.charged_off.principal_minor, lost.claims.principal_minor);
 */
export type Chargeoff = AnswerOf<Outputs['chargeoffs']['create']>;

/**
 * Money that was collected on a charged-off claim.
 *
 * @example
 * const body: RecoveryRequest = {
 *   loan_id: loanId,
 *   amount_minor: 20_000n,
 *   currency: 'USD',
 *   effective_at: '2026-10-15',
 *   source_method: 'check',
 *   collection_cost_minor: 5_000n,
 * };
 * await ledger.recoveries.create(body, { idempotencyKey: key });
 */
export type RecoveryRequest = BodyOf<Inputs['recoveries']['create']>;

/**
 * A recovery that was booked.
 *
 * @example
 * const collected: Recovery = await ledger.recoveries.create(recovery, { idempotencyKey: key });
 * console.log(collected.recovery.principal_minor, collected.claims.principal_minor);
 */
export type Recovery = AnswerOf<Outputs['recoveries']['create']>;

/**
 * A loan that pays off another.
 *
 * @example
 * const body: RefinanceRequest = {
 *   old_loan_id: loanId,
 *   new_loan_id: successorId,
 *   borrower_id: borrowerId,
 *   currency: 'USD',
 *   effective_at: '2026-06-01',
 * };
 * await ledger.refinances.create(body, { idempotencyKey: key });
 */
export type RefinanceRequest = BodyOf<Inputs['refinances']['create']>;

/**
 * A refinance that was booked.
 *
 * @example
 * const paidOff: Refinance = await ledger.refinances.create(refinance, { idempotencyKey: key });
 * console.log(paidOff.payoff_minor, paidOff.principal_minor);
 */
export type Refinance = AnswerOf<Outputs['refinances']['create']>;

/**
 * What changes about a loan that goes on.
 *
 * @example
 * const body: RestructureRequest = {
 *   loan_id: loanId,
 *   effective_at: '2026-06-01',
 *   forgive_interest_minor: 10_000n,
 *   approval_ref: 'committee-7',
 * };
 * await ledger.restructures.create(body, { idempotencyKey: key });
 */
export type RestructureRequest = BodyOf<Inputs['restructures']['create']>;

/**
 * A restructure that was booked.
 *
 * @example
 * const changed: Restructure = await ledger.restructures.create(restructure, { idempotencyKey: key });
 * console.log(changed.forgiven_interest_minor, changed.principal_minor);
 */
export type Restructure = AnswerOf<Outputs['restructures']['create']>;

/**
 * An entry that is to be undone.
 *
 * @example
 * const body: ReversalRequest = { journal_entry_id: entryId, reason_code: 'keyed_twice' };
 * await ledger.reversals.create(body, { idempotencyKey: key });
 */
export type ReversalRequest = BodyOf<Inputs['reversals']['create']>;

/**
 * A reversal that was booked.
 *
 * @example
 * const undone: Reversal = await ledger.reversals.create(reversal, { idempotencyKey: key });
 * console.log(undone.reversal_entry_ids);
 */
export type Reversal = AnswerOf<Outputs['reversals']['create']>;

/**
 * An entry of free lines.
 *
 * @example
 * const body: AdjustmentRequest = {
 *   lines: [
 *     { account_code: '1100', direction: 'DR', amount_minor: 500n, loan_id: loanId },
 *     { account_code: '3000', direction: 'CR', amount_minor: 500n },
 *   ],
 *   currency: 'USD',
 *   effective_at: '2026-05-31',
 *   reason_code: 'migration',
 *   description: 'The old system had rounded down.',
 * };
 * await ledger.adjustments.create(body, { idempotencyKey: key });
 */
export type AdjustmentRequest = BodyOf<Inputs['adjustments']['create']>;

/**
 * An adjustment that was booked, or that waits for approval.
 *
 * @example
 * const asked: Adjustment = await ledger.adjustments.create(adjustment, { idempotencyKey: key });
 * console.log(asked.status, asked.journal_entry_id);
 */
export type Adjustment = AnswerOf<Outputs['adjustments']['create']>;

/**
 * An adjustment as it was asked for, and what became of it.
 *
 * @example
 * const record: AdjustmentRecord = await ledger.adjustments.get(eventId);
 * console.log(record.requested_by, record.status);
 */
export type AdjustmentRecord = AnswerOf<Outputs['adjustments']['get']>;

/**
 * A page of adjustments.
 *
 * @example
 * const page: AdjustmentPage = await ledger.adjustments.list({ status: 'pending_approval' }).page();
 */
export type AdjustmentPage = AnswerOf<Outputs['adjustments']['list']>;

/**
 * The yes of a second person.
 *
 * @example
 * const body: ApprovalRequest = { comment: 'checked' };
 * await ledger.adjustments.approve(eventId, body, { idempotencyKey: key });
 */
export type ApprovalRequest = BodyOf<Inputs['adjustments']['approve']>;

/**
 * An adjustment that was approved and booked.
 *
 * @example
 * const approved: Approval = await ledger.adjustments.approve(eventId, {}, { idempotencyKey: key });
 * console.log(approved.journal_entry_id);
 */
export type Approval = AnswerOf<Outputs['adjustments']['approve']>;

/**
 * The no of a second person.
 *
 * @example
 * const body: RejectionRequest = { reason: 'no such difference' };
 * await ledger.adjustments.reject(eventId, body, { idempotencyKey: key });
 */
export type RejectionRequest = BodyOf<Inputs['adjustments']['reject']>;

/**
 * An adjustment that was rejected.
 *
 * @example
 * const rejected: Rejection = await ledger.adjustments.reject(eventId, { reason: 'twice' }, { idempotencyKey: key });
 */
export type Rejection = AnswerOf<Outputs['adjustments']['reject']>;
