import { accounts } from './accounts.ts';
import { accruals } from './accruals.ts';
import { adjustments } from './adjustments.ts';
import { books } from './books.ts';
import { chargeoffs } from './chargeoffs.ts';
import { disbursements } from './disbursements.ts';
import { events } from './events.ts';
import { fees } from './fees.ts';
import { health } from './health.ts';
import { api } from './implement.ts';
import { journalEntries } from './journal-entries.ts';
import { loan } from './loan.ts';
import { balance } from './loan-balance.ts';
import { journalEntries as journalOfLoan } from './loan-journal.ts';
import { setNonaccrual } from './loan-nonaccrual.ts';
import { allocateSuspense, refundSuspense } from './loan-suspense.ts';
import { open } from './openings.ts';
import { payments } from './payments.ts';
import { programs } from './programs.ts';
import { receipts } from './receipts.ts';
import { recoveries } from './recoveries.ts';
import { refinances } from './refinances.ts';
import { restructures } from './restructures.ts';
import { reversals } from './reversals.ts';

/** Every operation of the contract, carried out. */
export const router = api.router({
  health,
  disbursements,
  payments,
  receipts,
  fees,
  accruals,
  loans: {
    open,
    get: loan,
    balance,
    journalEntries: journalOfLoan,
    allocateSuspense,
    refundSuspense,
    setNonaccrual,
  },
  chargeoffs,
  recoveries,
  refinances,
  restructures,
  reversals,
  adjustments,
  programs,
  accounts,
  journalEntries,
  books,
  events,
});
