import { accounts } from './accounts.ts';
import { accruals } from './accruals.ts';
import { disbursements } from './disbursements.ts';
import { fees } from './fees.ts';
import { health } from './health.ts';
import { api } from './implement.ts';
import { journalEntries } from './journal-entries.ts';
import { loan } from './loan.ts';
import { balance } from './loan-balance.ts';
import { journalEntries as journalOfLoan } from './loan-journal.ts';
import { payments } from './payments.ts';
import { programs } from './programs.ts';

type Router = ReturnType<typeof api.router>;

/** Every operation of the contract, carried out. */
export const router = (api.router as (partial: object) => Router)({
  // SCAFFOLD
  health,
  disbursements,
  payments,
  fees,
  accruals,
  loans: { get: loan, balance, journalEntries: journalOfLoan },
  programs,
  accounts,
  journalEntries,
});
