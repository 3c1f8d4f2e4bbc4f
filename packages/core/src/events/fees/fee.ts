import type { LocalDate } from '../../calendar/date.ts';
import type { BorrowerId, EntryId, Instant, LoanId } from '../../ledger/identity.ts';
import { post } from '../../ledger/posting.ts';
import {
  type Book,
  type Decision,
  type Moment,
  programOf,
  refuseBeforeDraw,
  refuseFuture,
  refuseStranger,
} from '../../loan/book.ts';
import { Draft } from '../../loan/draft.ts';
import { isRefusal, refuse } from '../../loan/refusal.ts';
import type { Currency } from '../../money/currency.ts';
import type { Minor } from '../../money/minor.ts';

/** A fee is charged to a loan. */
export interface AssessFee {
  readonly kind: 'fee';
  readonly loanId: LoanId;
  readonly borrowerId: BorrowerId;
  readonly amount: Minor;
  readonly currency: Currency;
  readonly effectiveAt: LocalDate;
  readonly feeType: 'origination' | 'late' | 'nsf' | 'servicing' | 'other';
  readonly description: string | undefined;
}

/** The fee that was booked, and what the loan owes in fees after it, late charges included. */
export interface FeeAnswer {
  readonly kind: 'fee';
  readonly entryId: EntryId;
  readonly postedAt: Instant;
  readonly feesReceivable: Minor;
}

/**
 * Books a fee: DR 1310 / CR 4210 for a late charge, DR 1300 / CR 4200 for any other. Late charges are kept apart
 * because a late charge for not having paid a late charge is forbidden (16 CFR 444.4).
 */
export function assessFee(command: AssessFee, book: Book, moment: Moment): Decision<FeeAnswer> {
  const loan = book.loan(command.loanId);
  if (loan === undefined) return refuse('loan_not_found', `no loan ${command.loanId}`);
  const refusal =
    refuseStranger(command, loan) ??
    refuseFuture(command.effectiveAt, programOf(loan, book), moment) ??
    refuseBeforeDraw(command.effectiveAt, loan);
  if (refusal !== undefined) return refusal;
  if (loan.status !== 'active') {
    return refuse('loan_state_forbids', `the loan is ${loan.status}, and only an active loan is charged a fee`);
  }
  const isLate = command.feeType === 'late';
  const draft = new Draft(book, moment);
  const entry = draft.write(loan, {
    type: 'fee_assessed',
    effectiveAt: command.effectiveAt,
    description: command.description,
    postings: [
      isLate
        ? post(loan, 'late_charges_receivable', 'late_charge_income', command.amount)
        : post(loan, 'fees_receivable', 'fee_income', command.amount),
    ],
  });
  if (isRefusal(entry)) return entry;
  const { fees, lateCharges } = draft.loan(loan.id).balances;
  return {
    ...draft.booked,
    loanId: loan.id,
    answer: { kind: 'fee', entryId: entry.id, postedAt: moment.postedAt, feesReceivable: fees + lateCharges },
  };
}
