import { lesser, type Minor } from '../money/minor.ts';
import { InvariantViolation, type Refusal, refuse } from './refusal.ts';

/** A bucket that a payment can pay. */
export type OwedBucket = 'principal' | 'interest' | 'fees' | 'lateCharges';

/** What is owed, bucket by bucket, in minor units. */
export type Owed = Readonly<Record<OwedBucket, Minor>>;

/** The order in which buckets are paid: each at most once. A bucket that is left out is not paid at all. */
export type Waterfall = readonly OwedBucket[];

/** How a payment was split. `unapplied` stays the borrower's money, in suspense. */
export interface Allocation extends Owed {
  readonly unapplied: Minor;
}

/**
 * Applies a payment to what is owed, bucket by bucket in the program's order, and returns what it could not apply.
 *
 * The order is a term of the program, so it arrives as data. Money is moved, never divided, so nothing rounds.
 * Laws: applied + unapplied = payment; no bucket receives more than it is owed; a bucket receives nothing until every
 * bucket before it is met in full.
 *
 * @throws InvariantViolation when the payment is not above zero or a bucket is owed less than nothing: the contract and
 * the books refuse that first, so here it is a defect.
 */
export function allocate(payment: Minor, owed: Owed, order: Waterfall): Allocation {
  if (payment <= 0n) throw new InvariantViolation(`A payment of ${payment} reached the waterfall.`);
  const applied: Record<OwedBucket, Minor> = { principal: 0n, interest: 0n, fees: 0n, lateCharges: 0n };
  let unapplied = payment;
  for (const bucket of order) {
    if (owed[bucket] < 0n) throw new InvariantViolation(`The bucket ${bucket} is owed ${owed[bucket]}.`);
    const due = owed[bucket] - applied[bucket];
    const part = lesser(unapplied, due);
    applied[bucket] += part;
    unapplied -= part;
  }
  return { ...applied, unapplied };
}

/** How money is to be applied: by the program's waterfall, to one kind of debt, or as the payer instructs. */
export type AllocationInstruction =
  | { readonly mode: 'waterfall' | 'principal_only' | 'interest_only' | 'fees_only' }
  | { readonly mode: 'custom'; readonly fees: Minor; readonly interest: Minor; readonly principal: Minor };

/** Splits a payment as its payer instructs: the parts must add up, and no part may pass what is owed of its kind. */
export function splitAsInstructed(
  amount: Minor,
  sent: { readonly fees: Minor; readonly interest: Minor; readonly principal: Minor },
  owed: Owed,
): Allocation | Refusal {
  const total = sent.fees + sent.interest + sent.principal;
  if (total !== amount) {
    return refuse('custom_allocation_mismatch', `the parts add up to ${total}, the payment is ${amount}`);
  }
  for (const [part, most] of [
    ['fees', owed.fees + owed.lateCharges],
    ['interest', owed.interest],
    ['principal', owed.principal],
  ] as const) {
    if (sent[part] > most) return refuse('allocation_exceeds_owed', `${part} owed ${most}, sent ${sent[part]}`);
  }
  const lateCharges = lesser(sent.fees, owed.lateCharges);
  return {
    fees: sent.fees - lateCharges,
    lateCharges,
    interest: sent.interest,
    principal: sent.principal,
    unapplied: 0n,
  };
}
