import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_MINOR } from '../money/minor.ts';
import { type Allocation, allocate, type Owed, type OwedBucket, type Waterfall } from './allocation.ts';
import { DEFAULT_TERMS } from './program.ts';
import { InvariantViolation } from './refusal.ts';

const NOTHING: Owed = { principal: 0n, interest: 0n, fees: 0n, lateCharges: 0n };
const ALL: readonly OwedBucket[] = ['lateCharges', 'fees', 'interest', 'principal'];
const split = (parts: Partial<Allocation>): Allocation => ({ ...NOTHING, unapplied: 0n, ...parts });

const minor = fc.bigInt({ min: 0n, max: MAX_MINOR });
const positive = fc.bigInt({ min: 1n, max: MAX_MINOR });
const small = fc.bigInt({ min: 0n, max: 100n });
const owed = fc.oneof(
  fc.record({ principal: minor, interest: minor, fees: minor, lateCharges: minor }),
  fc.record({ principal: small, interest: small, fees: small, lateCharges: small }),
);
const payment = fc.oneof(
  positive,
  small.filter((amount) => amount > 0n),
);
const waterfall: fc.Arbitrary<Waterfall> = fc.shuffledSubarray([...ALL]);
const applied = (allocation: Allocation) => ALL.reduce((sum, bucket) => sum + allocation[bucket], 0n);

describe('a payment through the default waterfall: late charges, fees, interest, principal', () => {
  const owes: Owed = { lateCharges: 200n, fees: 300n, interest: 1_200n, principal: 8_300n };
  it.each<[string, bigint, Partial<Allocation>]>([
    ['one cent, to the first bucket', 1n, { lateCharges: 1n }],
    ['the first bucket to the cent', 200n, { lateCharges: 200n }],
    ['into the second', 201n, { lateCharges: 200n, fees: 1n }],
    ['into the third', 1_000n, { lateCharges: 200n, fees: 300n, interest: 500n }],
    ['one cent short of everything', 9_999n, { lateCharges: 200n, fees: 300n, interest: 1_200n, principal: 8_299n }],
    ['everything', 10_000n, { lateCharges: 200n, fees: 300n, interest: 1_200n, principal: 8_300n }],
    [
      'everything, and one cent over',
      10_001n,
      { lateCharges: 200n, fees: 300n, interest: 1_200n, principal: 8_300n, unapplied: 1n },
    ],
    [
      'as much as a ledger can hold',
      MAX_MINOR,
      { lateCharges: 200n, fees: 300n, interest: 1_200n, principal: 8_300n, unapplied: MAX_MINOR - 10_000n },
    ],
  ])('pays %s', (_, paid, expected) => {
    expect(allocate(paid, owes, DEFAULT_TERMS.waterfalls.default)).toEqual(split(expected));
  });

  it('the quickstart: 88,849 on fees 500, interest 10,000, principal 1,000,000 is 500 / 10,000 / 78,349', () => {
    const quickstart = { ...NOTHING, fees: 500n, interest: 10_000n, principal: 1_000_000n };
    expect(allocate(88_849n, quickstart, DEFAULT_TERMS.waterfalls.default)).toEqual(
      split({ fees: 500n, interest: 10_000n, principal: 78_349n }),
    );
  });

  it('leaves everything unapplied where nothing is owed', () => {
    expect(allocate(20_000n, NOTHING, DEFAULT_TERMS.waterfalls.default)).toEqual(split({ unapplied: 20_000n }));
  });
});

describe('the order is data', () => {
  const owes: Owed = { lateCharges: 10n, fees: 20n, interest: 30n, principal: 40n };
  it.each<[Waterfall, Partial<Allocation>]>([
    [['principal', 'interest', 'lateCharges', 'fees'], { principal: 40n, interest: 15n }],
    [['interest', 'principal'], { interest: 30n, principal: 25n }],
    [['lateCharges', 'fees'], { lateCharges: 10n, fees: 20n, unapplied: 25n }],
    [['principal'], { principal: 40n, unapplied: 15n }],
    [[], { unapplied: 55n }],
  ])('55 by %j', (order, expected) => {
    expect(allocate(55n, owes, order)).toEqual(split(expected));
  });

  it('a bucket that stands in the order twice is paid once', () => {
    expect(allocate(55n, owes, ['interest', 'interest', 'interest'])).toEqual(split({ interest: 30n, unapplied: 25n }));
  });
});

describe('whatever is paid and owed, in whatever order', () => {
  it('loses no cent: applied + unapplied = payment', () =>
    fc.assert(
      fc.property(payment, owed, waterfall, (paid, owes, order) => {
        const allocation = allocate(paid, owes, order);
        expect(applied(allocation) + allocation.unapplied).toBe(paid);
      }),
    ));

  it('no bucket receives less than nothing or more than it is owed, and one left out receives nothing', () =>
    fc.assert(
      fc.property(payment, owed, waterfall, (paid, owes, order) => {
        const allocation = allocate(paid, owes, order);
        for (const bucket of ALL) {
          expect(allocation[bucket]).toBeGreaterThanOrEqual(0n);
          expect(allocation[bucket]).toBeLessThanOrEqual(order.includes(bucket) ? owes[bucket] : 0n);
        }
      }),
    ));

  it('a bucket receives nothing until every bucket before it is met in full', () =>
    fc.assert(
      fc.property(payment, owed, waterfall, (paid, owes, order) => {
        const allocation = allocate(paid, owes, order);
        order.forEach((bucket, index) => {
          if (allocation[bucket] === 0n) return;
          for (const before of order.slice(0, index)) expect(allocation[before]).toBe(owes[before]);
        });
      }),
    ));

  it('money stays unapplied only when every bucket of the order is met in full', () =>
    fc.assert(
      fc.property(payment, owed, waterfall, (paid, owes, order) => {
        const allocation = allocate(paid, owes, order);
        if (allocation.unapplied === 0n) return;
        for (const bucket of order) expect(allocation[bucket]).toBe(owes[bucket]);
      }),
    ));

  it('paying twice is paying the sum', () =>
    fc.assert(
      fc.property(small, small, owed, waterfall, (one, two, owes, order) => {
        fc.pre(one > 0n && two > 0n);
        const first = allocate(one, owes, order);
        const left = Object.fromEntries(ALL.map((bucket) => [bucket, owes[bucket] - first[bucket]])) as Owed;
        const second = allocate(two, left, order);
        const both = allocate(one + two, owes, order);
        for (const bucket of ALL) expect(first[bucket] + second[bucket]).toBe(both[bucket]);
      }),
    ));
});

describe('what the contract and the books refuse first is a defect here', () => {
  it.each([0n, -1n])('a payment of %s', (paid) => {
    expect(() => allocate(paid, NOTHING, ['principal'])).toThrow(InvariantViolation);
    expect(() => allocate(paid, NOTHING, ['principal'])).toThrow(`A payment of ${paid} reached the waterfall.`);
  });

  it('a bucket that is owed less than nothing', () => {
    expect(() => allocate(1n, { ...NOTHING, fees: -5n }, ['fees'])).toThrow('The bucket fees is owed -5.');
  });
});
