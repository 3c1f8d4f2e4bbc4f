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
/** The bank's confirmation of a disbursement. */
export type SettlementRequest = BodyOf<Inputs['disbursements']['settle']>;
/** A settlement that was booked. */
export type Settlement = AnswerOf<Outputs['disbursements']['settle']>;
/** Money that comes in from a borrower. */
export type PaymentRequest = BodyOf<Inputs['payments']['create']>;
/** A payment that was booked. */
export type Payment = AnswerOf<Outputs['payments']['create']>;
/** A fee that is charged to a loan. */
export type FeeRequest = BodyOf<Inputs['fees']['assess']>;
/** A fee that was booked. */
export type Fee = AnswerOf<Outputs['fees']['assess']>;
/** One day's interest for the loans of a program. */
export type AccrualBatchRequest = BodyOf<Inputs['accruals']['postBatch']>;
/** An accrual batch that was booked. */
export type AccrualBatch = AnswerOf<Outputs['accruals']['postBatch']>;
/** What a loan owes, bucket by bucket. */
export type Balance = AnswerOf<Outputs['loans']['balance']>;
/** A page of a loan's history. */
export type JournalPage = AnswerOf<Outputs['loans']['journalEntries']>;
/** One journal entry, as one loan sees it. */
export type JournalEntry = JournalPage['items'][number];
/** What a journal entry records. */
export type EventType = JournalEntry['event_type'];
/** The process runs. */
export type Live = AnswerOf<Outputs['health']['live']>;
/** The server can post. */
export type Ready = AnswerOf<Outputs['health']['ready']>;
