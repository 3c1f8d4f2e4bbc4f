import type { Adjust } from '../loan/adjusting-lines.ts';
import type { Book, Decision, Moment } from '../loan/book.ts';
import { type ClosePeriod, closePeriod, type PeriodAnswer } from '../loan/period.ts';
import { type OpeningAnswer, type OpenLoan, openWithBalances } from './changes/opening.ts';
import { type Refinance, type RefinanceAnswer, refinance } from './changes/refinance.ts';
import { type RestructureAnswer, type RestructureLoan, restructureLoan } from './changes/restructure.ts';
import {
  type AdjustmentAnswer,
  type ApprovalAnswer,
  type ApproveAdjustment,
  adjust,
  approveAdjustment,
  type RejectAdjustment,
  type RejectionAnswer,
  rejectAdjustment,
} from './corrections/adjustment.ts';
import type { ReversalAnswer, Reverse } from './corrections/mirror.ts';
import { reverse } from './corrections/reversal.ts';
import { type AssessFee, assessFee, type FeeAnswer } from './fees/fee.ts';
import { type WaiveFee, type WaiverAnswer, waiveFee } from './fees/waiver.ts';
import { type AccrualAnswer, type AccrueBatch, accrueBatch } from './interest/accrual.ts';
import { type NonaccrualAnswer, type SetNonaccrual, setNonaccrual } from './interest/nonaccrual.ts';
import { type ChargeOff, type ChargeOffAnswer, chargeOff } from './losses/charge-off.ts';
import { type PaymentAnswer, type ReceivePayment, receivePayment } from './money-in/payment.ts';
import { type ReturnAnswer, type ReturnPayment, returnPayment } from './money-in/payment-return.ts';
import { type PaymentSettlementAnswer, type SettlePayment, settlePayment } from './money-in/payment-settlement.ts';
import { type CollectOnClaim, collectOnClaim, type RecoveryAnswer } from './money-in/recovery.ts';
import { type RefundAnswer, type RefundSuspense, refundSuspense } from './money-in/refund.ts';
import {
  type AllocateSuspense,
  allocateSuspense,
  type SuspenseAllocationAnswer,
} from './money-in/suspense-allocation.ts';
import { type ReceiptAnswer, type ReceiveUnidentified, receiveUnidentified } from './money-in/unidentified-receipt.ts';
import { type Disburse, type DisbursementAnswer, disburse } from './money-out/disbursement.ts';
import { type SettleDisbursement, type SettlementAnswer, settleDisbursement } from './money-out/settlement.ts';

/** Everything that a lender's systems can say happened. */
export type Command =
  | AccrueBatch
  | Adjust
  | AllocateSuspense
  | ApproveAdjustment
  | AssessFee
  | ChargeOff
  | ClosePeriod
  | CollectOnClaim
  | Disburse
  | OpenLoan
  | ReceivePayment
  | ReceiveUnidentified
  | Refinance
  | RefundSuspense
  | RejectAdjustment
  | RestructureLoan
  | ReturnPayment
  | Reverse
  | SetNonaccrual
  | SettleDisbursement
  | SettlePayment
  | WaiveFee;

/** The figures of the answer to a command, by its kind. */
export type Answer =
  | AccrualAnswer
  | AdjustmentAnswer
  | ApprovalAnswer
  | ChargeOffAnswer
  | DisbursementAnswer
  | FeeAnswer
  | NonaccrualAnswer
  | OpeningAnswer
  | PaymentAnswer
  | PaymentSettlementAnswer
  | PeriodAnswer
  | ReceiptAnswer
  | RecoveryAnswer
  | RefinanceAnswer
  | RefundAnswer
  | RejectionAnswer
  | RestructureAnswer
  | ReturnAnswer
  | ReversalAnswer
  | SettlementAnswer
  | SuspenseAllocationAnswer
  | WaiverAnswer;

/** The command of one kind. */
export type CommandOf<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>;

/** The answer that a command of one kind gets. */
export type AnswerTo<C extends Command> = Extract<Answer, { kind: C['kind'] }>;

/** How each kind of command is decided. */
const DECISIONS: {
  readonly [Kind in Command['kind']]: (
    command: CommandOf<Kind>,
    book: Book,
    moment: Moment,
  ) => Decision<Extract<Answer, { kind: Kind }>>;
} = {
  accrual: accrueBatch,
  adjustment: adjust,
  allocation: allocateSuspense,
  approval: approveAdjustment,
  chargeoff: chargeOff,
  disbursement: disburse,
  fee: assessFee,
  loan: openWithBalances,
  nonaccrual: setNonaccrual,
  payment: receivePayment,
  payment_settlement: settlePayment,
  period_close: closePeriod,
  receipt: receiveUnidentified,
  recovery: collectOnClaim,
  refinance,
  refund: refundSuspense,
  rejection: rejectAdjustment,
  restructure: restructureLoan,
  return: returnPayment,
  reversal: reverse,
  settlement: settleDisbursement,
  waiver: waiveFee,
};

/**
 * Decides what a command books, or refuses it. The only place where a rule about money is applied; what it knows of
 * the world is in its arguments, and what it wants done is in its answer.
 *
 * @throws InvariantViolation when a law of the ledger is broken: a defect, and the command books nothing.
 */
export function decide(command: Command, book: Book, moment: Moment): Decision<Answer> {
  // The table has one decision for each kind; the compiler cannot follow a kind from the key to the argument.
  const decision = DECISIONS[command.kind] as (command: Command, book: Book, moment: Moment) => Decision<Answer>;
  return decision(command, book, moment);
}
