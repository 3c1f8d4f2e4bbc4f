import type { LocalDate } from '../calendar/date.ts';
import type { EntryId, EventId, LoanId, ProgramId } from '../ledger/identity.ts';
import { loansOfLines } from '../loan/adjusting-lines.ts';
import type { Command, CommandOf } from './decide.ts';

/** What a command must find in the book: the shell reads and locks this much before it asks for the decision. */
export interface Needs {
  readonly loanIds: readonly LoanId[];
  readonly programId?: ProgramId | undefined;
  /** The event that the command acts on; the loan that it is about is locked and read with the others. */
  readonly subjectId?: EventId;
  /** The entry that the command reverses; so are the loans that it names. */
  readonly entryId?: EntryId;
  /** Whether what hangs on that entry is reversed with it, and so needed too, on whatever loans. */
  readonly cascades?: boolean;
  /** An unidentified receipt, or a payment that may have taken its money from one. */
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
  /** The day through which the books are to close: what they hold at its close, and nobody else posts meanwhile. */
  readonly closes?: LocalDate;
}

/** The event by which money came in, the loan that it is for, and the unidentified receipt that it is or was taken from. */
const moneyIn = ({ paymentId }: { readonly paymentId: EventId }): Needs => ({
  loanIds: [],
  subjectId: paymentId,
  receiptId: paymentId,
  history: 'always',
});

/** What each kind of command needs. */
const NEEDS: { readonly [Kind in Command['kind']]: (command: CommandOf<Kind>) => Needs } = {
  accrual: ({ items, programId, accrualDate }) => ({
    loanIds: items.map((item) => item.loanId),
    programId,
    movementsAfter: accrualDate,
    accrualsOn: accrualDate,
  }),
  adjustment: ({ lines, effectiveAt }) => ({ loanIds: loansOfLines(lines), movementsAfter: effectiveAt }),
  allocation: ({ loanId }) => ({ loanIds: [loanId], history: 'always' }),
  approval: ({ adjustmentId }) => ({ loanIds: [], subjectId: adjustmentId, history: 'always' }),
  chargeoff: ({ loanId, effectiveAt }) => ({ loanIds: [loanId], movementsAfter: effectiveAt }),
  disbursement: ({ loanId, programId, effectiveAt }) => ({ loanIds: [loanId], programId, movementsAfter: effectiveAt }),
  fee: ({ loanId, effectiveAt }) => ({ loanIds: [loanId], movementsAfter: effectiveAt }),
  loan: ({ loanId, programId }) => ({ loanIds: [loanId], programId }),
  nonaccrual: ({ loanId, effectiveAt }) => ({ loanIds: [loanId], movementsAfter: effectiveAt }),
  payment: ({ loanId, sourceMethod, externalRef, fromReceipt, effectiveAt }) => ({
    loanIds: [loanId],
    receiptId: fromReceipt,
    movementsAfter: effectiveAt,
    history: 'where_suspense_is_spent',
    ...(externalRef === undefined ? {} : { payment: { sourceMethod, externalRef } }),
  }),
  payment_settlement: moneyIn,
  period_close: ({ throughDate }) => ({ loanIds: [], closes: throughDate }),
  receipt: ({ sourceMethod, externalRef }) => ({ loanIds: [], payment: { sourceMethod, externalRef } }),
  recovery: ({ loanId, sourceMethod, externalRef, effectiveAt }) => ({
    loanIds: [loanId],
    movementsAfter: effectiveAt,
    ...(externalRef === undefined ? {} : { payment: { sourceMethod, externalRef } }),
  }),
  refinance: ({ oldLoanId, newLoanId, programId }) => ({
    loanIds: [oldLoanId, newLoanId],
    programId,
    history: 'always',
  }),
  refund: ({ loanId }) => ({ loanIds: [loanId], history: 'always' }),
  rejection: ({ adjustmentId }) => ({ loanIds: [], subjectId: adjustmentId }),
  restructure: ({ loanId, effectiveAt }) => ({ loanIds: [loanId], movementsAfter: effectiveAt }),
  return: moneyIn,
  reversal: ({ entryId, loanIds, cascade }) => ({
    loanIds: loanIds ?? [],
    entryId,
    cascades: cascade,
    history: 'always',
  }),
  settlement: ({ disbursementId, effectiveAt }) => ({
    loanIds: [],
    subjectId: disbursementId,
    movementsAfter: effectiveAt,
  }),
  waiver: ({ feeId }) => ({ loanIds: [], subjectId: feeId, history: 'always' }),
};

/** Names what a command must find in the book. A batch names every one of its loans, so ask once. */
export function needsOf(command: Command): Needs {
  const needs = NEEDS[command.kind] as (command: Command) => Needs;
  return needs(command);
}

/** The effective date of what a command books, where the command says it. */
export function effectiveDateOf(command: Command): LocalDate | undefined {
  if ('accrualDate' in command) return command.accrualDate;
  return 'effectiveAt' in command ? command.effectiveAt : undefined;
}
