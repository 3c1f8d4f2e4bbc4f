import { accruals } from './accruals.ts';
import { adjustments, reversals } from './corrections.ts';
import { disbursements } from './disbursements.ts';
import { fees } from './fees.ts';
import { loans } from './loans.ts';
import { chargeoffs, recoveries } from './losses.ts';
import { refinances, restructures } from './new-terms.ts';
import { payments } from './payments.ts';
import { books } from './periods.ts';
import { receipts } from './receipts.ts';

/** Every operation that posts, by noun and verb as in the contract. */
export const acts = {
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
  books,
};
