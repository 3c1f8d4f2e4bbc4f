/** The API as data: every operation, its shapes, its scope and its problems. Server, SDK and documents derive from it. */
import { accounts } from './accounts.ts';
import { accruals } from './accruals.ts';
import { adjustments } from './adjustments.ts';
import { books } from './books.ts';
import { chargeoffs } from './chargeoffs.ts';
import { disbursements } from './disbursements.ts';
import { events } from './events.ts';
import { fees } from './fees.ts';
import { health } from './health.ts';
import { journalEntries } from './journal-entries.ts';
import { loans } from './loans.ts';
import { payments } from './payments.ts';
import { programs } from './programs.ts';
import { receipts } from './receipts.ts';
import { recoveries } from './recoveries.ts';
import { refinances } from './refinances.ts';
import { restructures } from './restructures.ts';
import { reversals } from './reversals.ts';

/** Every operation, by noun and verb. */
export const contract = {
  health,
  disbursements,
  payments,
  receipts,
  fees,
  accruals,
  loans,
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
};

/** The type of the contract. */
export type Contract = typeof contract;

export { AccrualItem } from './accrual-item.ts';
export { MOST_ACCRUALS } from './accruals.ts';
export { BUCKET_NAMES } from './allocation.ts';
export { EVENT_KINDS } from './events.ts';
export { BATCH_BODY_LIMIT, BODY_LIMIT, type OperationMeta } from './operation.ts';
export * from './problem.ts';
export { DEFAULT_PROGRAM_TERMS, ProgramTerms } from './program-terms.ts';
export * from './scopes.ts';
export * from './wire.ts';
