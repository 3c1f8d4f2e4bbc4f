import { ACCOUNTS, type AccountCode, type AccountRole, type Direction } from '../ledger/account.ts';
import type { Posting } from '../ledger/posting.ts';
import type { Minor } from '../money/minor.ts';

/**
 * The buckets of a loan: what the borrower owes (principal, interest, fees, late charges), what the borrower has paid
 * that is not applied (suspense), and what is still claimed though it left the books (claims, non-accrual interest).
 * A bucket is the loan's slice of one account, counted on the account's normal side, and is never below zero.
 */
export const BUCKETS = {
  principal: 'loan_principal',
  interest: 'interest_receivable',
  fees: 'fees_receivable',
  lateCharges: 'late_charges_receivable',
  suspense: 'unapplied_payments',
  claimPrincipal: 'memo_claim_principal',
  claimInterest: 'memo_claim_interest',
  claimFees: 'memo_claim_fees',
  nonaccrualInterest: 'memo_nonaccrual_interest',
} as const satisfies Record<string, AccountRole>;

/** The name of one bucket. */
export type Bucket = keyof typeof BUCKETS;

/** Every bucket, in the order of the chart. */
export const ALL_BUCKETS = Object.keys(BUCKETS) as readonly Bucket[];

/** A kind of claim that a recovery pays. */
export type ClaimKind = 'principal' | 'interest' | 'fees';

/** The bucket that holds each kind of claim. */
export const CLAIM_BUCKETS: Readonly<Record<ClaimKind, Bucket>> = {
  principal: 'claimPrincipal',
  interest: 'claimInterest',
  fees: 'claimFees',
};

/** What each bucket holds, in minor units of the loan's currency. */
export type Balances = Readonly<Record<Bucket, Minor>>;

/** The balances of a loan on which nothing happened. */
export const NO_BALANCES: Balances = {
  principal: 0n,
  interest: 0n,
  fees: 0n,
  lateCharges: 0n,
  suspense: 0n,
  claimPrincipal: 0n,
  claimInterest: 0n,
  claimFees: 0n,
  nonaccrualInterest: 0n,
};

interface BucketSide {
  readonly bucket: Bucket;
  readonly normal: Direction;
}

const sides: ReadonlyMap<AccountCode, BucketSide> = new Map(
  ALL_BUCKETS.map((bucket) => {
    const { code, normal } = ACCOUNTS[BUCKETS[bucket]];
    return [code, { bucket, normal }] as const;
  }),
);

/** The bucket that an account feeds and the side on which it grows, or undefined for an account that is no loan's. */
export const bucketOf = (account: AccountCode): BucketSide | undefined => sides.get(account);

/** The part of a posting that moves a bucket. */
export type MovedPair = Pick<Posting, 'debit' | 'credit' | 'amount' | 'layer'>;

/**
 * Adds what one posting does to a loan's buckets into `balances`. Other layers than SETTLED leave a balance alone.
 *
 * Law: folding every posting of a loan over `NO_BALANCES` gives the balances that are stored for it.
 */
export function addPosting(balances: Record<Bucket, Minor>, posting: MovedPair): void {
  if (posting.layer !== 'SETTLED') return;
  const debited = sides.get(posting.debit);
  if (debited !== undefined) balances[debited.bucket] += debited.normal === 'DR' ? posting.amount : -posting.amount;
  const credited = sides.get(posting.credit);
  if (credited !== undefined) balances[credited.bucket] += credited.normal === 'CR' ? posting.amount : -posting.amount;
}
