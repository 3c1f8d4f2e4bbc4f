import type { Balances } from '../loan/bucket.ts';
import { exposureOf, type Loan } from '../loan/loan.ts';
import type { UnappliedMoney } from '../loan/unapplied-money.ts';

/** What a loan is, as it is answered. */
export const loanBodyOf = (loan: Loan) => ({
  loan_id: loan.id as string,
  borrower_id: loan.borrowerId as string,
  program_id: loan.programId as string,
  currency: loan.currency as string,
  status: loan.status,
  nonaccrual: loan.nonaccrual,
  opened_at: loan.openedAt as string,
  last_activity_at: loan.lastActivityAt,
  ...(loan.successorId === undefined ? {} : { successor_loan_id: loan.successorId as string }),
});

/** What a loan held at the close of a day. */
export interface HeldOn {
  readonly date: string;
  readonly balances: Balances;
  readonly money: UnappliedMoney;
  /** When the latest entry that counts was posted; undefined when none does. */
  readonly lastActivityAt: string | undefined;
}

/** What a loan owes, as it is answered. Its status is that of now, whatever day was asked for. */
export const balanceBodyOf = (loan: Loan, { date, balances, money, lastActivityAt }: HeldOn) => ({
  loan_id: loan.id as string,
  currency: loan.currency as string,
  as_of_date: date,
  principal_outstanding_minor: String(balances.principal),
  interest_receivable_minor: String(balances.interest),
  fees_receivable_minor: String(balances.fees + balances.lateCharges),
  total_exposure_minor: String(exposureOf(balances)),
  ...(lastActivityAt === undefined ? {} : { last_activity_at: lastActivityAt }),
  suspense_minor: String(balances.suspense),
  available_suspense_minor: String(money.available),
  ...(money.pending === 0n ? {} : { pending_suspense_minor: String(money.pending) }),
  charged_off: {
    principal_minor: String(balances.claimPrincipal),
    interest_minor: String(balances.claimInterest),
    fees_minor: String(balances.claimFees),
  },
  nonaccrual_interest_minor: String(balances.nonaccrualInterest),
  status: loan.status,
});

/** Everything posted so far stands at the end of today, or of the last effective day if that is later. */
export const closingDayOf = (loan: Loan, today: string, knownAt: string | undefined): string =>
  knownAt === undefined && loan.lastEffectiveAt > today ? loan.lastEffectiveAt : today;
