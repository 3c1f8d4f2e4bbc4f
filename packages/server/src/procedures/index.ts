import { accounts } from './accounts.ts';
import { coverage } from './accrual-coverage.ts';
import { get as accrualReceipt } from './accrual-receipt.ts';
import {
  adjust,
  allocateSuspense,
  approve,
  chargeoffs,
  closePeriod,
  disbursements,
  fees,
  open,
  payments,
  postBatch,
  receipts,
  recoveries,
  refinances,
  refundSuspense,
  reject,
  restructures,
  reversals,
  setNonaccrual,
} from './acts.ts';
import { adjustments } from './adjustments.ts';
import { events } from './events.ts';
import { health } from './health.ts';
import { api } from './implement.ts';
import { journalEntries } from './journal-entries.ts';
import { loan } from './loan.ts';
import { balance } from './loan-balance.ts';
import { journalEntries as journalOfLoan } from './loan-journal.ts';
import { periods } from './periods.ts';
import { programs } from './programs.ts';
import { rollForward } from './roll-forward.ts';
import { tieOut } from './tie-out.ts';
import { trialBalance } from './trial-balance.ts';

/** Every operation of the contract, carried out. */
export const router = api.router({
  health,
  disbursements,
  payments,
  receipts,
  fees,
  accruals: { postBatch, coverage, get: accrualReceipt },
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
  adjustments: { create: adjust, ...adjustments, approve, reject },
  programs,
  accounts,
  journalEntries,
  books: { trialBalance, closePeriod, periods, tieOut, rollForward },
  events,
});
