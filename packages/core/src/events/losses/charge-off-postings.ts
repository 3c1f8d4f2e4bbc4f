import type { LocalDate } from '../../calendar/date.ts';
import type { AccountRole } from '../../ledger/account.ts';
import { type Posting, post } from '../../ledger/posting.ts';
import type { ClaimKind } from '../../loan/bucket.ts';
import { BUCKETS, type Bucket, CLAIM_BUCKETS } from '../../loan/bucket.ts';
import { headroom, type Loan } from '../../loan/loan.ts';
import type { Program } from '../../loan/program.ts';
import type { Minor } from '../../money/minor.ts';

/** What is charged off of each kind, and the day on which it leaves the books. */
export type ChargedOff = Readonly<Record<ClaimKind, Minor>> & { readonly effectiveAt: LocalDate };

type Terms = Pick<Program, 'lossAccounting' | 'interestWriteoff' | 'feeWriteoff'>;

/** The buckets of each kind in the order in which a part takes from them (domain decision D18). */
const TAKEN: Readonly<Record<ClaimKind, readonly Bucket[]>> = {
  principal: ['principal'],
  interest: ['interest', 'nonaccrualInterest'],
  fees: ['lateCharges', 'fees'],
};

/**
 * The postings of a charge-off: what is owed leaves the books for the loss, and then stands as a claim in the memo.
 *
 * Principal is DR 1900 / CR 1100 under CECL, where write-offs are deducted from the allowance (ASC 326-20-35-8), and
 * DR 5200 under direct expense, DR 5300 for fraud. Interest and fees reverse income (DR 4190 / CR 1200; DR 4290 /
 * CR 1310, 1300) or go where principal goes, as the lender elected (ASC 326-20-35-8A). Interest that was only noted
 * (9400) was never an asset, so there is no loss: it moves within the memo, DR 9200 / CR 9400.
 *
 * Laws: each kind leaves the buckets by its amount and its claim grows by the same; a part takes 1200 before 9400 and
 * late charges before fees. The caller has refused more than the headroom of the day.
 */
export function chargeOffPostings(loan: Loan, amounts: ChargedOff, program: Terms, fraud: boolean): Posting[] {
  const kinds = Object.keys(TAKEN) as ClaimKind[];
  const parts = kinds.flatMap((kind) => partsOf(loan, kind, amounts));
  return [
    ...parts.flatMap(({ kind, bucket, amount }) =>
      bucket === 'nonaccrualInterest' ? [] : [post(loan, lossOf(kind, program, fraud), BUCKETS[bucket], amount)],
    ),
    ...parts.map(({ kind, bucket, amount }) =>
      post(
        loan,
        BUCKETS[CLAIM_BUCKETS[kind]],
        bucket === 'nonaccrualInterest' ? BUCKETS[bucket] : 'memo_contra',
        amount,
      ),
    ),
  ];
}

interface Part {
  readonly kind: ClaimKind;
  readonly bucket: Bucket;
  readonly amount: Minor;
}

function partsOf(loan: Loan, kind: ClaimKind, amounts: ChargedOff): Part[] {
  let left = amounts[kind];
  return TAKEN[kind].flatMap((bucket, index) => {
    const most = headroom(loan, bucket, amounts.effectiveAt);
    const isLast = index === TAKEN[kind].length - 1;
    const amount = isLast || left < most ? left : most;
    left -= amount;
    return amount === 0n ? [] : [{ kind, bucket, amount }];
  });
}

/** Where the loss of a kind goes. */
function lossOf(kind: ClaimKind, program: Terms, fraud: boolean): AccountRole {
  if (kind === 'interest' && program.interestWriteoff === 'income') return 'interest_reversed';
  if (kind === 'fees' && program.feeWriteoff === 'income') return 'fees_waived';
  if (program.lossAccounting === 'allowance') return 'allowance';
  return fraud ? 'fraud_loss' : 'chargeoff_expense';
}
