import type { Warning } from '../loan/book.ts';
import type { StaleAccrual, StaleAccrualOfLoan } from '../loan/stale-accruals.ts';

/** What an answer remarks beside its figures: what was unusual, and which accruals an event made stale. */

/** A warning as it is sent. */
export const warningOf = ({ code, detail, loanId }: Warning) => ({
  code,
  detail,
  ...(loanId === undefined ? {} : { loan_id: loanId }),
});

/** The accruals that an event made stale, as the field of its answer; none is no field. */
export const staleOf = (accruals: readonly StaleAccrual[]) =>
  accruals.length === 0 ? {} : { stale_accruals: accruals.map(staleAccrualOf) };

/** A stale accrual as it is sent. */
export const staleAccrualOf = ({ date, principal, interest }: StaleAccrual) => ({
  accrual_date: date,
  principal_minor: String(principal),
  interest_minor: String(interest),
});

/** The accruals that an event of more than one loan made stale, each with its loan; none is no field. */
export const staleOfLoans = (accruals: readonly StaleAccrualOfLoan[]) =>
  accruals.length === 0
    ? {}
    : { stale_accruals: accruals.map((stale) => ({ ...staleAccrualOf(stale), loan_id: stale.loanId })) };
