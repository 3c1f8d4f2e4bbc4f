import { accruals } from './accruals.ts';
import { disbursements } from './disbursements.ts';
import { fees } from './fees.ts';
import { health } from './health.ts';
import { api } from './implement.ts';
import { balance } from './loan-balance.ts';
import { journalEntries } from './loan-journal.ts';
import { allocateSuspense, refundSuspense } from './loan-suspense.ts';
import { payments } from './payments.ts';
import { receipts } from './receipts.ts';

type Router = ReturnType<typeof api.router>;

/** Every operation of the contract, carried out. */
export const router = (api.router as (partial: object) => Router)({
  // SCAFFOLD
  health,
  disbursements,
  payments,
  receipts,
  fees,
  accruals,
  loans: { balance, journalEntries, allocateSuspense, refundSuspense },
});
