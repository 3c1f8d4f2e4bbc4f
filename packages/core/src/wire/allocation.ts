import type { Explained } from '../events/money-in/apply.ts';
import type { Allocation, AllocationInstruction, OwedBucket } from '../loan/allocation.ts';
import type { Minor } from '../money/minor.ts';
import { WIRE_BUCKETS } from './program-terms.ts';

/** An instruction as it was sent. The contract lets `custom` in only with its parts. */
export function instructionOf(
  mode: AllocationInstruction['mode'],
  parts: { fees_minor: string; interest_minor: string; principal_minor: string } | undefined,
): AllocationInstruction {
  if (mode !== 'custom') return { mode };
  const { fees_minor, interest_minor, principal_minor } = parts!;
  return { mode, fees: BigInt(fees_minor), interest: BigInt(interest_minor), principal: BigInt(principal_minor) };
}

/** A split as it is answered: late charges count as fees, and what paid a claim is told apart where there is any. */
export const splitOf = (allocation: Allocation, recovered: Minor) => ({
  fees_minor: String(allocation.fees + allocation.lateCharges),
  interest_minor: String(allocation.interest),
  principal_minor: String(allocation.principal),
  suspense_minor: String(allocation.unapplied),
  ...(recovered === 0n ? {} : { recovery_minor: String(recovered) }),
});

/** How a split came about, bucket by bucket in the order in which they were offered the money. */
export const explanationOf = ({ order, waterfall, version, owed }: Explained, allocation: Allocation) => ({
  waterfall: order.map((bucket) => WIRE_BUCKETS[bucket]),
  waterfall_name: waterfall,
  program_version: version,
  buckets: order.map((bucket: OwedBucket) => ({
    bucket: WIRE_BUCKETS[bucket],
    owed_minor: String(owed[bucket]),
    applied_minor: String(allocation[bucket]),
    left_minor: String(owed[bucket] - allocation[bucket]),
  })),
});
