import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InMemoryBook, loanId, programId } from '../../test/in-memory-book.ts';
import { ACCOUNTS, type AccountCode, CHART } from '../ledger/account.ts';
import type { Layer, Posting } from '../ledger/posting.ts';
import { ALL_BUCKETS, addPosting, BUCKETS, type Bucket, bucketOf, NO_BALANCES } from './bucket.ts';

const pair = (debit: AccountCode, credit: AccountCode, amount = 5n, layer: Layer = 'SETTLED'): Posting => ({
  debit,
  credit,
  amount,
  layer,
});
const moved = (...postings: Posting[]) => {
  const balances: Record<Bucket, bigint> = { ...NO_BALANCES };
  for (const posting of postings) addPosting(balances, posting);
  return balances;
};

describe('an account feeds the bucket of its role, or none', () => {
  it.each(ALL_BUCKETS)('%s', (bucket) => {
    const { code, normal } = ACCOUNTS[BUCKETS[bucket]];
    expect(bucketOf(code)).toEqual({ bucket, normal });
  });

  it('no other account of the chart feeds one', () => {
    const feeding = CHART.filter(({ code }) => bucketOf(code as AccountCode) !== undefined);
    expect(feeding.map(({ code }) => code)).toEqual([1100, 1200, 1300, 1310, 2200, 9100, 9200, 9300, 9400]);
  });
});

describe('what a posting moves', () => {
  it.each<[string, Posting, Partial<Record<Bucket, bigint>>]>([
    ['a draw', pair(1100, 2100), { principal: 5n }],
    ['an accrual', pair(1200, 4100), { interest: 5n }],
    ['an accrual on non-accrual', pair(9400, 9900), { nonaccrualInterest: 5n }],
    ['a fee', pair(1300, 4200), { fees: 5n }],
    ['a late charge', pair(1310, 4210), { lateCharges: 5n }],
    ['a receipt grows suspense, a credit account', pair(1000, 2200), { suspense: 5n }],
    ['an allocation moves from suspense', pair(2200, 1100), { suspense: -5n, principal: -5n }],
    ['a refund', pair(2200, 1000), { suspense: -5n }],
    ['a capitalisation moves between two debit buckets', pair(1100, 1200), { principal: 5n, interest: -5n }],
    ['a claim', pair(9100, 9900), { claimPrincipal: 5n }],
    ['money in transit', pair(2100, 1000), {}],
    ['what is only authorised', pair(1000, 2200, 5n, 'PENDING'), {}],
    ['what is only planned', pair(1100, 2100, 5n, 'ENCUMBRANCE'), {}],
  ])('%s', (_, posting, expected) => {
    expect(moved(posting)).toEqual({ ...NO_BALANCES, ...expected });
  });

  it('does not depend on the order, and a mirror takes it back', () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...CHART), fc.constantFrom(...CHART), fc.bigInt({ min: 1n, max: 99n }))),
        (drawn) => {
          const postings = drawn.map(([debit, credit, amount]) =>
            pair(debit.code as AccountCode, credit.code as AccountCode, amount),
          );
          expect(moved(...postings)).toEqual(moved(...postings.toReversed()));
          const mirrors = postings.map((posting) => ({ ...posting, debit: posting.credit, credit: posting.debit }));
          expect(moved(...postings, ...mirrors)).toEqual(NO_BALANCES);
        },
      ),
    ));
});

it('folding every posting of a loan gives the balances that are stored for it', () => {
  const book = new InMemoryBook();
  book.disburse({ amount: 1_000_000n, withheld: 10_000n, on: '2026-01-05' });
  book.accrue('L1', '2026-01-05', 329n);
  book.charge({ amount: 2_500n, on: '2026-01-06' });
  book.charge({ amount: 2_900n, on: '2026-01-06', type: 'late' });
  book.pay({ amount: 5_500n, on: '2026-01-07', by: 'ach' });
  book.pay({ amount: 1_200n, on: '2026-01-07', mode: 'interest_only' });
  const expected = { principal: 1_000_000n, interest: 0n, fees: 0n, lateCharges: 0n, suspense: 971n };
  expect(book.named('L1').balances).toEqual({ ...NO_BALANCES, ...expected });
  expect(book.fold(loanId('L1'))).toEqual(book.named('L1').balances);
  expect(book.named('L1').programId).toBe(programId('P'));
});
