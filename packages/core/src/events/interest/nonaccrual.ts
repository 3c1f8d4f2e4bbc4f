import type { LocalDate } from '../../calendar/date.ts';
import type { EntryId, Instant, LoanId } from '../../ledger/identity.ts';
import { post } from '../../ledger/posting.ts';
import { type Book, type Decision, type Moment, programOf, refuseBeforeDraw, refuseFuture } from '../../loan/book.ts';
import { Draft } from '../../loan/draft.ts';
import { headroom, type Loan } from '../../loan/loan.ts';
import { isRefusal, type Refusal, refuse } from '../../loan/refusal.ts';
import type { Minor } from '../../money/minor.ts';

/** The interest of a loan stops counting as income, or counts again. */
export interface SetNonaccrual {
  readonly kind: 'nonaccrual';
  readonly loanId: LoanId;
  readonly effectiveAt: LocalDate;
  readonly nonaccrual: boolean;
  readonly reason: string;
}

/** The change that was booked, and the interest that left income and is kept as memo. */
export interface NonaccrualAnswer {
  readonly kind: 'nonaccrual';
  readonly entryId: EntryId;
  readonly postedAt: Instant;
  readonly nonaccrual: boolean;
  readonly interestReversed: Minor;
}

/**
 * Puts a loan on non-accrual or takes it off. US banks stop accruing at 90 days past due unless the loan is well secured
 * and in collection (FFIEC Call Report instructions, "nonaccrual status"); whether it is time, the lender says.
 *
 * On entry the accrued interest that is unpaid leaves income and the books, and is kept as memo: DR 4190 / CR 1200 and
 * DR 9400 / CR 9900, as much of it as no later day needs (domain decision D8). From then on accruals are memo and
 * payments follow the non-accrual waterfall. On exit nothing is booked again, because memo interest is income when it is
 * paid: the entry has no lines, and nor has one on entry that finds no interest (D20).
 *
 * Law: 1200 + 9400, what the borrower owes in interest, is the same before and after.
 */
export function setNonaccrual(command: SetNonaccrual, book: Book, moment: Moment): Decision<NonaccrualAnswer> {
  const { loanId, effectiveAt, nonaccrual } = command;
  const loan = book.loan(loanId);
  if (loan === undefined) return refuse('loan_not_found', `no loan ${loanId}`);
  const refusal =
    refuseFuture(effectiveAt, programOf(loan, book), moment) ??
    refuseBeforeDraw(effectiveAt, loan) ??
    refuseState(nonaccrual, loan);
  if (refusal !== undefined) return refusal;

  const draft = new Draft(book, moment);
  const interest = nonaccrual ? headroom(loan, 'interest', effectiveAt) : 0n;
  const entry = draft.write(loan, {
    type: 'nonaccrual',
    effectiveAt,
    description: command.reason,
    postings:
      interest === 0n
        ? []
        : [
            post(loan, 'interest_reversed', 'interest_receivable', interest),
            post(loan, 'memo_nonaccrual_interest', 'memo_contra', interest),
          ],
  });
  if (isRefusal(entry)) return entry;
  draft.put({ ...draft.loan(loanId), nonaccrual });
  return {
    ...draft.booked,
    loanId,
    answer: {
      kind: 'nonaccrual',
      entryId: entry.id,
      postedAt: moment.postedAt,
      nonaccrual,
      interestReversed: interest,
    },
  };
}

function refuseState(nonaccrual: boolean, loan: Loan): Refusal | undefined {
  if (loan.status !== 'active') {
    return refuse('loan_state_forbids', `the loan is ${loan.status}, and only an active loan accrues or does not`);
  }
  if (loan.nonaccrual !== nonaccrual) return undefined;
  return refuse('loan_state_forbids', `the loan is ${nonaccrual ? 'on non-accrual already' : 'not on non-accrual'}`);
}
