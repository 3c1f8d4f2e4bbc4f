import { accruals } from './accruals.ts';
import { books } from './books.ts';
import { disbursements } from './disbursements.ts';
import { events } from './events.ts';
import { fees } from './fees.ts';
import { health } from './health.ts';
import { api } from './implement.ts';
import { balance } from './loan-balance.ts';
import { journalEntries } from './loan-journal.ts';
import { payments } from './payments.ts';

type Router = ReturnType<typeof api.router>;

/** Every operation of the contract, carried out. */
export const router = (api.router as (partial: object) => Router)({
  // SCAFFOLD
  health,
  disbursements,
  payments,
  fees,
  accruals,
  books,
  events,
  loans: { balance, journalEntries },
});
