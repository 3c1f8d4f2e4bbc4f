import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, fromEpochDay, type LocalDate, parseDate } from '../calendar/date.ts';
import { type DayCountConvention, dayCount } from '../calendar/day-count.ts';
import { MAX_MINOR } from '../money/minor.ts';
import type { Fraction } from '../money/rounding.ts';
import {
  type AnnualRate,
  type Carry,
  exactInterest,
  type InterestTerms,
  interestForDay,
  interestForDays,
  interestForPeriod,
  NO_CARRY,
  parseAnnualRate,
} from './daily-interest.ts';

const date = (text: string): LocalDate => {
  const read = parseDate(text);
  if (read === undefined) throw new Error(`the test writes ${text}, which is no date`);
  return read;
};
const percent = (text: string): AnnualRate => {
  const read = parseAnnualRate(text);
  if (read === undefined) throw new Error(`the test writes ${text}, which is no rate`);
  return read;
};
const at = (rate: string, convention: DayCountConvention = 'ACT_365'): InterestTerms => ({
  rate: percent(rate),
  convention,
});
const amounts = (run: { days: readonly { amount: bigint }[] }) => run.days.map(({ amount }) => amount);
const part = (n: bigint, d: bigint): Fraction => ({ numerator: n, denominator: d });

describe('the books of scenarios.md', () => {
  it('S1 steps 3 and 7: 30 days post 9,863, the remainder crosses a change of principal, 10 days post 3,028', () => {
    const january = interestForDays(at('12.00'), 1_000_000n, date('2026-01-05'), date('2026-02-04'));
    // biome-ignore format: the thirty amounts as the scenario lists them
    expect(amounts(january)).toEqual([
      329n, 329n, 328n, 329n, 329n, 329n, 328n, 329n, 329n, 329n, 328n, 329n, 329n, 329n, 329n, 328n, 329n, 329n,
      329n, 328n, 329n, 329n, 329n, 328n, 329n, 329n, 329n, 328n, 329n, 329n,
    ]);
    expect(january.days[0]?.date).toBe('2026-01-05');
    expect(january.days[29]?.date).toBe('2026-02-03');
    expect(january.total).toBe(9_863n);
    expect(january.carry).toEqual(part(1n, 73n)); // 0.0137

    const february = interestForDays(at('12'), 921_014n, date('2026-02-04'), date('2026-02-14'), january.carry);
    expect(amounts(february)).toEqual([303n, 303n, 302n, 303n, 303n, 303n, 303n, 302n, 303n, 303n]);
    expect(february.total).toBe(3_028n);
    // 0.00493…: the scenario prints 3,028.0050, one too many in the last digit; the posted figures are right.
    expect(february.carry).toEqual(part(9n, 1_825n));
  });

  it('S2 step 1: 18.25 % on 500,000 is exactly 250 a day, and nothing is carried', () => {
    const march = interestForDays(at('18.25'), 500_000n, date('2026-03-01'), date('2026-03-31'));
    expect(amounts(march)).toEqual(Array(30).fill(250n));
    expect(march.carry).toEqual(NO_CARRY);
  });

  it('S2 step 4: 228.75 a day posts 229 and then 228, because the half that is left goes to the even number', () => {
    const first = interestForDay(at('18.25'), 457_500n, date('2026-03-31'));
    expect(first).toEqual({ amount: 229n, carry: part(-1n, 4n) });
    const second = interestForDay(at('18.25'), 457_500n, date('2026-04-01'), first.carry);
    expect(second).toEqual({ amount: 228n, carry: part(1n, 2n) });
  });

  it.each([
    ['LA', 500_000n, 240n, NO_CARRY],
    ['LC', 180_000n, 86n, part(2n, 5n)],
    ['LE', 300_000n, 144n, NO_CARRY],
  ])('S11 step 7: a day of 17.52 %% for %s', (_, principal, amount, carry) => {
    expect(interestForDay(at('17.52'), principal, date('2026-09-30'))).toEqual({ amount, carry });
  });
});

it('would lose seven units in thirty days if the remainder were dropped', () => {
  const alone = interestForDay(at('12'), 1_000_000n, date('2026-01-05')).amount;
  expect(alone * 30n).toBe(9_870n);
  expect(interestForDays(at('12'), 1_000_000n, date('2026-01-05'), date('2026-02-04')).total).toBe(9_863n);
});

describe('the days that 30E/360 counts as none, two or three', () => {
  it.each([
    ['the 30th to the 31st', '2027-01-30', 0n],
    ['the 31st to the first', '2027-01-31', 250n],
    ['28 February', '2027-02-28', 750n],
    ['29 February', '2028-02-29', 500n],
  ])('%s', (_, day, amount) => {
    expect(interestForDay(at('18', '30_360'), 500_000n, date(day)).amount).toBe(amount);
  });

  it('covers the day that is worth nothing', () => {
    const run = interestForDays(at('18', '30_360'), 500_000n, date('2027-01-29'), date('2027-02-01'));
    expect(run.days).toEqual([
      { date: '2027-01-29', amount: 250n },
      { date: '2027-01-30', amount: 0n },
      { date: '2027-01-31', amount: 250n },
    ]);
  });

  it.each([
    ['the night before maturity on the last of February', '2027-02-28', 250n],
    ['the same night when the loan goes on', undefined, 750n],
  ])('30E/360 ISDA, %s', (_, maturity, amount) => {
    const terms: InterestTerms = {
      ...at('18', '30_360'),
      variant: '30E_360_ISDA',
      maturity: maturity === undefined ? undefined : date(maturity),
    };
    expect(interestForDay(terms, 500_000n, date('2027-02-27')).amount).toBe(amount);
  });
});

it('does not let a variant be cut by day that is not additive', () => {
  // @ts-expect-error Bond Basis is for whole periods
  const terms: InterestTerms = { rate: percent('18'), convention: '30_360', variant: 'BOND_BASIS' };
  expect(terms.variant).toBe('BOND_BASIS');
});

describe('a rate', () => {
  it.each([
    ['18.25', 73n, 400n],
    ['12.00', 3n, 25n],
    ['12', 3n, 25n],
    ['0', 0n, 1n],
    ['0.000000000001', 1n, 100_000_000_000_000n],
    ['999999.5', 1_999_999n, 200n],
  ])('of %s percent is exact', (text, numerator, denominator) => {
    expect(parseAnnualRate(text)).toEqual({ numerator, denominator });
  });

  it.each(['', '-1', '+1', '01', '.5', '5.', '12%', '1e2', '12,5', ' 12', '12\n', '1000000', '1.0000000000001'])(
    '%j is none',
    (text) => {
      expect(parseAnnualRate(text)).toBeUndefined();
    },
  );
});

describe('refuses what cannot be interest', () => {
  const day = dayCount('ACT_365', date('2026-01-05'), date('2026-01-06'));
  it.each<[string, () => unknown, string]>([
    [
      'on a negative principal',
      () => interestForPeriod(-1n, percent('12'), day),
      'Interest runs on what is owed, and a principal of -1 is not.',
    ],
    [
      'for negative days',
      () => exactInterest(1n, percent('12'), { days: -1, denominator: 365 }),
      'Interest runs forward, and -1 days is not forward.',
    ],
    [
      'with a carry above a half',
      () => interestForPeriod(1n, percent('12'), day, part(51n, 100n)),
      'A carry is from -1/2 to 1/2 of a minor unit, and 51/100 is not.',
    ],
    [
      'with a carry below minus a half',
      () => interestForPeriod(1n, percent('12'), day, part(-2n, 3n)),
      'A carry is from -1/2 to 1/2 of a minor unit, and -2/3 is not.',
    ],
    [
      'with a carry over nothing',
      () => interestForPeriod(1n, percent('12'), day, part(0n, 0n)),
      'A carry is from -1/2 to 1/2 of a minor unit, and 0/0 is not.',
    ],
    [
      'backwards',
      () => interestForDays(at('12'), 1n, date('2026-01-05'), date('2026-01-04')),
      'A run ends on or after its start, and 2026-01-04 is before 2026-01-05.',
    ],
    [
      'on the last day there is',
      () => interestForDay(at('12'), 1n, date('9999-12-31')),
      'Day 2932897 from 1970-01-01 is not a date from 0001-01-01 to 9999-12-31.',
    ],
  ])('%s', (_, attempt, sentence) => {
    expect(attempt).toThrow(new RangeError(sentence));
  });
});

const principal = fc.oneof(fc.bigInt(0n, 10_000_000n), fc.bigInt(0n, MAX_MINOR));
const rate = fc
  .tuple(fc.nat(400), fc.stringMatching(/^[0-9]{1,12}$/))
  .map(([whole, decimals]) => percent(`${whole}.${decimals}`));
const terms: fc.Arbitrary<InterestTerms> = fc.record({
  rate,
  convention: fc.constantFrom('ACT_365', 'ACT_360', '30_360'),
  variant: fc.constantFrom('30E_360', '30E_360_ISDA', undefined),
});
const day = fc.integer({ min: 0, max: 40_000 }).map(fromEpochDay);
const length = fc.nat(120);
const carry: fc.Arbitrary<Carry> = fc
  .tuple(fc.bigInt(-500n, 500n), fc.constantFrom(1_000n, 1_001n, 36_500n))
  .map(([n, d]) => part(n, d));

it('loses nothing: what is posted and what is carried add up to the exact interest of the whole period', () =>
  fc.assert(
    fc.property(terms, principal, day, length, carry, (t, owed, from, n, before) => {
      const until = addDays(from, n);
      const run = interestForDays(t, owed, from, until, before);
      const exact = exactInterest(owed, t.rate, dayCount(t.convention, from, until, { variant: t.variant }));
      const [d1, d2, d3] = [exact.denominator, before.denominator, run.carry.denominator];
      expect((run.total * d3 + run.carry.numerator) * d1 * d2).toBe(
        (exact.numerator * d2 + before.numerator * d1) * d3,
      );
      expect(run.total).toBe(amounts(run).reduce((sum, amount) => sum + amount, 0n));
      expect(run.days).toHaveLength(n);
    }),
  ));

it('is never more than half a unit away from exact, and never posts a negative amount', () =>
  fc.assert(
    fc.property(terms, principal, day, length, carry, (t, owed, from, n, before) => {
      const run = interestForDays(t, owed, from, addDays(from, n), before);
      const { numerator, denominator } = run.carry;
      expect(2n * numerator <= denominator && -2n * numerator <= denominator).toBe(true);
      expect(amounts(run).every((amount) => amount >= 0n)).toBe(true);
    }),
  ));

it('posts the same however a run is cut, down to single days', () =>
  fc.assert(
    fc.property(terms, principal, day, length, length, (t, owed, from, n, m) => {
      const whole = interestForDays(t, owed, from, addDays(from, n + m));
      const first = interestForDays(t, owed, from, addDays(from, n));
      const second = interestForDays(t, owed, addDays(from, n), addDays(from, n + m), first.carry);
      expect([...first.days, ...second.days]).toEqual(whole.days);
      expect(second.carry).toEqual(whole.carry);

      let carried = NO_CARRY;
      for (const item of whole.days) {
        const posted = interestForDay(t, owed, item.date, carried);
        expect(posted.amount).toBe(item.amount);
        carried = posted.carry;
      }
      expect(carried).toEqual(whole.carry);
    }),
    { numRuns: 30 },
  ));

it('keeps the carry small over a long life: its denominator does not grow with the days', () =>
  fc.assert(
    fc.property(fc.array(fc.tuple(principal, fc.nat(9_999)), { maxLength: 200 }), (nights) => {
      let carried: Carry = NO_CARRY;
      for (const [owed, hundredths] of nights) {
        const r = percent(`${Math.trunc(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}`);
        carried = interestForPeriod(owed, r, { days: 1, denominator: 365 }, carried).carry;
        expect(3_650_000n % carried.denominator).toBe(0n); // 365 days, a hundred for percent, a hundred for decimals
      }
    }),
  ));
