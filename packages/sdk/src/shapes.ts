import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type { Contract } from '@tallystick/core/contract';
import type { WithAmounts } from './amounts.ts';

/** The requests and answers of the ledger by name, derived from its contract. */

type Inputs = InferContractRouterInputs<Contract>;
type Outputs = InferContractRouterOutputs<Contract>;
type BodyOf<Input> = Input extends { body: infer Body } ? WithAmounts<Body> : never;
type AnswerOf<Output> = Output extends { body: infer Body } ? Body : never;

/** Money that goes out to a borrower. */
export type DisbursementRequest = BodyOf<Inputs['disbursements']['create']>;
/** A disbursement that was booked. */
export type Disbursement = AnswerOf<Outputs['disbursements']['create']>;
/** The bank's confirmation of a disbursement or a payment. */
export type SettlementRequest = BodyOf<Inputs['disbursements']['settle']>;
/** The settlement of a disbursement that was booked. */
export type Settlement = AnswerOf<Outputs['disbursements']['settle']>;

/** Money that comes in from a borrower. */
export type PaymentRequest = BodyOf<Inputs['payments']['create']>;
/** A payment that was booked. */
export type Payment = AnswerOf<Outputs['payments']['create']>;
/** The settlement of a payment that was booked. */
export type PaymentSettlement = AnswerOf<Outputs['payments']['settle']>;
/** What the bank says of money that it took back. */
export type ReturnRequest = BodyOf<Inputs['payments']['return']>;
/** A return that was booked. */
export type Return = AnswerOf<Outputs['payments']['return']>;
/** Money that came in and belongs to nobody yet. */
export type ReceiptRequest = BodyOf<Inputs['receipts']['create']>;
/** An unidentified receipt that was booked. */
export type Receipt = AnswerOf<Outputs['receipts']['create']>;
/** Suspense that is to pay what the loan owes. */
export type AllocationRequest = BodyOf<Inputs['loans']['allocateSuspense']>;
/** An allocation of suspense that was booked. */
export type SuspenseAllocation = AnswerOf<Outputs['loans']['allocateSuspense']>;
/** Suspense that goes back to the borrower. */
export type RefundRequest = BodyOf<Inputs['loans']['refundSuspense']>;
/** A refund that was booked. */
export type Refund = AnswerOf<Outputs['loans']['refundSuspense']>;

/** A fee that is charged to a loan. */
export type FeeRequest = BodyOf<Inputs['fees']['assess']>;
/** A fee that was booked. */
export type Fee = AnswerOf<Outputs['fees']['assess']>;
/** A fee that is given up, or a part of it. */
export type WaiverRequest = BodyOf<Inputs['fees']['waive']>;
/** A waiver that was booked. */
export type Waiver = AnswerOf<Outputs['fees']['waive']>;

/** One day's interest for the loans of a program. */
export type AccrualBatchRequest = BodyOf<Inputs['accruals']['postBatch']>;
/** An accrual batch that was booked. */
export type AccrualBatch = AnswerOf<Outputs['accruals']['postBatch']>;
/** An accrual batch as it was booked, and what was reversed of it. */
export type AccrualReceipt = AnswerOf<Outputs['accruals']['get']>;
/** A page of the loans that have no accrual for a date. */
export type AccrualCoverage = AnswerOf<Outputs['accruals']['coverage']>;
/** A loan that has no accrual for a date. */
export type UncoveredLoan = AccrualCoverage['items'][number];

/** A loan that is registered before its first draw, or brought in. */
export type LoanRequest = BodyOf<Inputs['loans']['open']>;
/** A loan that was opened. */
export type OpenedLoan = AnswerOf<Outputs['loans']['open']>;
/** What a loan is. */
export type Loan = AnswerOf<Outputs['loans']['get']>;
/** What a loan owes, bucket by bucket. */
export type Balance = AnswerOf<Outputs['loans']['balance']>;
/** A page of a loan's history. */
export type JournalPage = AnswerOf<Outputs['loans']['journalEntries']>;
/** One journal entry, as one loan sees it. */
export type JournalEntry = JournalPage['items'][number];
/** One line of a journal entry. */
export type JournalLine = JournalEntry['lines'][number];
/** What a journal entry records. */
export type EventType = JournalEntry['event_type'];
/** Whether the interest of a loan counts as income. */
export type NonaccrualRequest = BodyOf<Inputs['loans']['setNonaccrual']>;
/** A change of non-accrual that was booked. */
export type Nonaccrual = AnswerOf<Outputs['loans']['setNonaccrual']>;

/** What of a loan is taken to be lost. */
export type ChargeoffRequest = BodyOf<Inputs['chargeoffs']['create']>;
/** A charge-off that was booked. */
export type Chargeoff = AnswerOf<Outputs['chargeoffs']['create']>;
/** Money that was collected on a charged-off claim. */
export type RecoveryRequest = BodyOf<Inputs['recoveries']['create']>;
/** A recovery that was booked. */
export type Recovery = AnswerOf<Outputs['recoveries']['create']>;
/** A loan that pays off another. */
export type RefinanceRequest = BodyOf<Inputs['refinances']['create']>;
/** A refinance that was booked. */
export type Refinance = AnswerOf<Outputs['refinances']['create']>;
/** What changes about a loan that goes on. */
export type RestructureRequest = BodyOf<Inputs['restructures']['create']>;
/** A restructure that was booked. */
export type Restructure = AnswerOf<Outputs['restructures']['create']>;

/** An entry that is to be undone. */
export type ReversalRequest = BodyOf<Inputs['reversals']['create']>;
/** A reversal that was booked. */
export type Reversal = AnswerOf<Outputs['reversals']['create']>;
/** An entry of free lines. */
export type AdjustmentRequest = BodyOf<Inputs['adjustments']['create']>;
/** An adjustment that was booked, or that waits for approval. */
export type Adjustment = AnswerOf<Outputs['adjustments']['create']>;
/** An adjustment as it was asked for, and what became of it. */
export type AdjustmentRecord = AnswerOf<Outputs['adjustments']['get']>;
/** The yes of a second person. */
export type ApprovalRequest = BodyOf<Inputs['adjustments']['approve']>;
/** An adjustment that was approved and booked. */
export type Approval = AnswerOf<Outputs['adjustments']['approve']>;
/** The no of a second person. */
export type RejectionRequest = BodyOf<Inputs['adjustments']['reject']>;
/** An adjustment that was rejected. */
export type Rejection = AnswerOf<Outputs['adjustments']['reject']>;

/** The terms of a program, as they are sent. */
export type ProgramRequest = BodyOf<Inputs['programs']['put']>;
/** The terms of a program, complete. */
export type Program = AnswerOf<Outputs['programs']['get']>;
/** A page of programs. */
export type ProgramPage = AnswerOf<Outputs['programs']['list']>;
/** The chart of accounts. */
export type Chart = AnswerOf<Outputs['accounts']['list']>;
/** One account of the chart. */
export type Account = Chart['items'][number];
/** What an account is called in the lender's own general ledger. */
export type AccountMapping = BodyOf<Inputs['accounts']['map']>;

/** One journal entry, with a page of its lines. */
export type EntryWithLines = AnswerOf<Outputs['journalEntries']['get']>;
/** A page of the tenant's journal. */
export type LedgerPage = AnswerOf<Outputs['journalEntries']['list']>;
/** One journal entry, as the whole ledger sees it. */
export type LedgerEntry = LedgerPage['items'][number];
/** The books on one date. */
export type TrialBalance = AnswerOf<Outputs['books']['trialBalance']>;
/** A period that is to be closed. */
export type PeriodCloseRequest = BodyOf<Inputs['books']['closePeriod']>;
/** A period that was closed. */
export type ClosedPeriod = AnswerOf<Outputs['books']['closePeriod']>;
/** A page of closed periods. */
export type PeriodPage = AnswerOf<Outputs['books']['periods']>;
/** A closed period, and who closed it. */
export type Period = PeriodPage['items'][number];
/** The loans against the accounts that control them. */
export type TieOut = AnswerOf<Outputs['books']['tieOut']>;
/** How each bucket of all loans came from one month end to the next. */
export type RollForward = AnswerOf<Outputs['books']['rollForward']>;
/** A page of the feed. */
export type EventPage = AnswerOf<Outputs['events']['list']>;
/** One event, with all that it booked. */
export type LedgerEvent = EventPage['items'][number];
/** What an event is of. */
export type EventKind = LedgerEvent['kind'];

/** The process runs. */
export type Live = AnswerOf<Outputs['health']['live']>;
/** The server can post. */
export type Ready = AnswerOf<Outputs['health']['ready']>;
