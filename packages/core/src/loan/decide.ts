import type { LocalDate } from '../calendar/date.ts';
import type { EntryId, EventId, LoanId, ProgramId } from '../ledger/identity.ts';
import { type AccrualAnswer, type AccrueBatch, accrueBatch } from './accrual.ts';
import type { Book, Decision, Moment } from './book.ts';
import { type Disburse, type DisbursementAnswer, disburse } from './disbursement.ts';
import { type AssessFee, assessFee, type FeeAnswer } from './fee.ts';
import { type PaymentAnswer, type ReceivePayment, receivePayment } from './payment.ts';
import { type ClosePeriod, closePeriod, type PeriodAnswer } from './period.ts';
import { type SettleDisbursement, type SettlementAnswer, settleDisbursement } from './settlement.ts';

/** Everything that a lender's systems can say happened. */
export type Command = Disburse | SettleDisbursement | AssessFee | AccrueBatch | ReceivePayment | ClosePeriod;

/** The figures of the answer to a command, by its kind. */
export type Answer = DisbursementAnswer | SettlementAnswer | FeeAnswer | AccrualAnswer | PaymentAnswer | PeriodAnswer;

/** The answer that a command of one kind gets. */
export type AnswerTo<C extends Command> = Extract<Answer, { kind: C['kind'] }>;

/**
 * Decides what a command books, or refuses it. The only place where a rule about money is applied; what it knows of
 * the world is in its arguments, and what it wants done is in its answer.
 *
 * @throws InvariantViolation when a law of the ledger is broken: a defect, and the command books nothing.
 */
export function decide(command: Command, book: Book, moment: Moment): Decision<Answer> {
  switch (command.kind) {
    case 'disbursement':
      return disburse(command, book, moment);
    case 'settlement':
      return settleDisbursement(command, book, moment);
    case 'fee':
      return assessFee(command, book, moment);
    case 'accrual':
      return accrueBatch(command, book, moment);
    case 'payment':
      return receivePayment(command, book, moment);
    case 'period_close':
      return closePeriod(command, book, moment);
    default:
      return command satisfies never;
  }
}

/** What a command must find in the book: the shell reads and locks this much before it asks for the decision. */
export interface Needs {
  readonly loanIds: readonly LoanId[];
  readonly programId?: ProgramId | undefined;
  /** The event that the command acts on; the loan that it is about is locked and read with the others. */
  readonly subjectId?: EventId;
  /** The entry that the command reverses; so are the loans that it names. */
  readonly entryId?: EntryId;
  readonly receiptId?: EventId | undefined;
  readonly payment?: { readonly sourceMethod: string; readonly externalRef: string };
  /**
   * Whether the loans are needed with every entry of their past: always, or only where a payment is to spend older money
   * in suspense.
   */
  readonly history?: 'always' | 'where_suspense_is_spent';
  /** The movements after this date, of each loan that has any. Absent: their histories say, or none is needed. */
  readonly movementsAfter?: LocalDate;
  /** The live accruals for this date, of each loan that may have one. */
  readonly accrualsOn?: LocalDate;
  /** Whether accounting periods must stand still: nobody else posts meanwhile. */
  readonly closes?: boolean;
}

/** The effective date of what a command books, where the command says it. */
export function effectiveDateOf(command: Command): LocalDate | undefined {
  switch (command.kind) {
    case 'accrual':
      return command.accrualDate;
    case 'period_close':
      return undefined;
    default:
      return command.effectiveAt;
  }
}

/** Names what a command must find in the book. A batch names every one of its loans, so ask once. */
export function needsOf(command: Command): Needs {
  switch (command.kind) {
    case 'disbursement':
      return { loanIds: [command.loanId], programId: command.programId, movementsAfter: command.effectiveAt };
    case 'settlement':
      return { loanIds: [], subjectId: command.disbursementId, movementsAfter: command.effectiveAt };
    case 'fee':
      return { loanIds: [command.loanId], movementsAfter: command.effectiveAt };
    case 'accrual':
      return {
        loanIds: command.items.map((item) => item.loanId),
        programId: command.programId,
        movementsAfter: command.accrualDate,
        accrualsOn: command.accrualDate,
      };
    case 'payment': {
      const { loanId, sourceMethod, externalRef, fromReceipt, effectiveAt } = command;
      return {
        loanIds: [loanId],
        receiptId: fromReceipt,
        movementsAfter: effectiveAt,
        history: 'where_suspense_is_spent',
        ...(externalRef === undefined ? {} : { payment: { sourceMethod, externalRef } }),
      };
    }
    case 'period_close':
      return { loanIds: [], closes: true };
    default:
      return command satisfies never;
  }
}
