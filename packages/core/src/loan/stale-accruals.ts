import type { LocalDate } from '../calendar/date.ts';
import { ACCOUNTS } from '../ledger/account.ts';
import type { LoanId } from '../ledger/identity.ts';
import type { Minor } from '../money/minor.ts';
import type { MovedPair } from './bucket.ts';
import { balanceAt, type Loan, type Movement } from './loan.ts';

/** An accrual that was computed on a principal which is no longer the one of its day. */
export interface StaleAccrual {
  readonly date: LocalDate;
  /** The principal now in force at the close of the day. */
  readonly principal: Minor;
  /** The interest that stands booked for the day. */
  readonly interest: Minor;
}

/** A stale accrual of one of several loans. */
export type StaleAccrualOfLoan = StaleAccrual & { readonly loanId: LoanId };

/**
 * The accruals from a day on whose principal a decision changed under them: what the lender's system should reverse and
 * post again. The ledger computes no interest (domain decision D9), so it says which days and on how much.
 *
 * `before` and `after` are the loan on either side of the decision, with movements from the day before `from` on.
 */
export function staleAccruals(before: Loan, after: Loan, from: LocalDate): StaleAccrual[] {
  const booked = new Map<LocalDate, Minor>();
  for (const movement of after.movements) {
    const day = movement.undoes?.effectiveAt ?? movement.effectiveAt;
    const interest = day < from ? 0n : accruedBy(movement);
    if (interest !== 0n) booked.set(day, (booked.get(day) ?? 0n) + interest);
  }
  return [...booked]
    .filter(([date, interest]) => interest > 0n && principalAt(before, date) !== principalAt(after, date))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([date, interest]) => ({ date, principal: principalAt(after, date), interest }));
}

const principalAt = (loan: Loan, date: LocalDate): Minor => balanceAt(loan, 'principal', date);

/** What a movement accrued for its day: above zero for an accrual, below for the reversal of one. */
function accruedBy({ type, undoes, postings }: Movement): Minor {
  if (type === 'accrual') return postings.reduce((sum, pair) => sum + accrued(pair), 0n);
  if (undoes?.type !== 'accrual') return 0n;
  return postings.reduce((sum, pair) => sum - accrued(turned(pair)), 0n);
}

const turned = (pair: MovedPair): MovedPair => ({ ...pair, debit: pair.credit, credit: pair.debit });

function accrued({ debit, credit, amount }: MovedPair): Minor {
  const earned = debit === ACCOUNTS.interest_receivable.code && credit === ACCOUNTS.interest_income.code;
  const noted = debit === ACCOUNTS.memo_nonaccrual_interest.code && credit === ACCOUNTS.memo_contra.code;
  return earned || noted ? amount : 0n;
}

/** As `staleAccruals`, without a look at anything where the loan has no accrual from that day on: the usual case. */
export function staleSince(date: LocalDate, before: Loan, after: Loan): StaleAccrual[] {
  if (before.accruedThrough === undefined || before.accruedThrough < date) return [];
  return staleAccruals(before, after, date);
}

/** As `staleSince`, each with its loan. */
export function staleOfLoan(date: LocalDate, before: Loan, after: Loan): StaleAccrualOfLoan[] {
  return staleSince(date, before, after).map((stale) => ({ ...stale, loanId: after.id }));
}
