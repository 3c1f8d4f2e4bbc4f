import { accruals } from './accruals.ts';
import { chargeoffs } from './chargeoffs.ts';
import { disbursements } from './disbursements.ts';
import { fees } from './fees.ts';
import { health } from './health.ts';
import { api } from './implement.ts';
import { balance } from './loan-balance.ts';
import { journalEntries } from './loan-journal.ts';
import { setNonaccrual } from './loan-nonaccrual.ts';
import { payments } from './payments.ts';
import { recoveries } from './recoveries.ts';
import { restructures } from './restructures.ts';

type Router = ReturnType<typeof api.router>;

/** Every operation of the contract, carried out. */
export const router = (api.router as (partial: object) => Router)({
  // SCAFFOLD
  health,
  disbursements,
  payments,
  fees,
  accruals,
  loans: { balance, journalEntries, setNonaccrual },
  chargeoffs,
  recoveries,
  restructures,
});
