import type { LocalDate } from '../calendar/date.ts';
import type { EventId, LoanId, ProgramId } from '../ledger/identity.ts';
import { type AccrualAnswer, type AccrueBatch, accrueBatch } from './accrual.ts';
import type { Book, Decision, Moment } from './book.ts';
import { type Disburse, type DisbursementAnswer, disburse } from './disbursement.ts';
import { type AssessFee, assessFee, type FeeAnswer } from './fee.ts';
import { type PaymentAnswer, type ReceivePayment, receivePayment } from './payment.ts';
import { type SettleDisbursement, type SettlementAnswer, settleDisbursement } from './settlement.ts';

/** Everything that a lender's systems can say happened. */
export type Command = Disburse | SettleDisbursement | AssessFee | AccrueBatch | ReceivePayment;

/** The figures of the answer to a command, by its kind. */
export type Answer = DisbursementAnswer | SettlementAnswer | FeeAnswer | AccrualAnswer | PaymentAnswer;

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
    default:
      return command satisfies never;
  }
}

/** What a command must find in the book: the shell reads and locks this much before it asks for the decision. */
export interface Needs {
  readonly loanIds: readonly LoanId[];
  readonly programId?: ProgramId | undefined;
  readonly disbursementId?: EventId;
  readonly payment?: { readonly sourceMethod: string; readonly externalRef: string };
  /** The movements after this date, of each loan that has any. */
  readonly movementsAfter: LocalDate;
  /** The live accruals for this date, of each loan that may have one. */
  readonly accrualsOn?: LocalDate;
}

/** The effective date of what a command books. */
export function effectiveDateOf(command: Command): LocalDate {
  return command.kind === 'accrual' ? command.accrualDate : command.effectiveAt;
}

/** Names what a command must find in the book. A batch names every one of its loans, so ask once. */
export function needsOf(command: Command): Needs {
  const movementsAfter = effectiveDateOf(command);
  switch (command.kind) {
    case 'disbursement':
      return { loanIds: [command.loanId], programId: command.programId, movementsAfter };
    case 'settlement':
      return { loanIds: [], disbursementId: command.disbursementId, movementsAfter };
    case 'fee':
      return { loanIds: [command.loanId], movementsAfter };
    case 'accrual':
      return {
        loanIds: command.items.map((item) => item.loanId),
        programId: command.programId,
        movementsAfter,
        accrualsOn: command.accrualDate,
      };
    case 'payment': {
      const { loanId, sourceMethod, externalRef } = command;
      const needs = { loanIds: [loanId], movementsAfter };
      return externalRef === undefined ? needs : { ...needs, payment: { sourceMethod, externalRef } };
    }
    default:
      return command satisfies never;
  }
}
