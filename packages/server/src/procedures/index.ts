import { accruals } from './accruals.ts';
import { disbursements } from './disbursements.ts';
import { fees } from './fees.ts';
import { health } from './health.ts';
import { api } from './implement.ts';
import { balance } from './loan-balance.ts';
import { journalEntries } from './loan-journal.ts';
import { payments } from './payments.ts';

/** Every operation of the contract, carried out. */
export const router = api.router({
  health,
  disbursements,
  payments,
  fees,
  accruals,
  loans: { balance, journalEntries },
});
