import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, fromEpochDay, type LocalDate, lastDayOfMonth, parseDate, toEpochDay } from './date.ts';
import { type DayCountConvention, type DayCountOptions, dayCount, type Thirty360Variant } from './day-count.ts';

const date = (text: string): LocalDate => {
  const read = parseDate(text);
  if (read === undefined) throw new Error(`the test writes ${text}, which is no date`);
  return read;
};
const days30 = (variant: Thirty360Variant, start: string, end: string, endIsMaturity = false) =>
  dayCount('30_360', date(start), date(end), { variant, endIsMaturity }).days;

// Month ends are where the rules differ, so half of the dates are one.
const anyDate = fc
  .tuple(fc.integer({ min: toEpochDay(date('1990-01-01')), max: toEpochDay(date('2060-12-31')) }), fc.boolean())
  .map(([day, monthEnd]) => (monthEnd ? lastDayOfMonth(fromEpochDay(day)) : fromEpochDay(day)));
const period = fc.tuple(anyDate, anyDate).map(([a, b]) => (a <= b ? ([a, b] as const) : ([b, a] as const)));

const everyRule: [DayCountConvention, DayCountOptions][] = [
  ['ACT_365', {}],
  ['ACT_360', {}],
  ['30_360', {}],
  ['30_360', { variant: '30E_360' }],
  ['30_360', { variant: 'BOND_BASIS' }],
  ['30_360', { variant: '30E_360_ISDA' }],
  ['30_360', { variant: '30E_360_ISDA', endIsMaturity: true }],
  ['30_360', { variant: 'US' }],
];

it.each([
  ['ACT_365', '2026-01-01', '2027-01-01', { days: 365, denominator: 365 }],
  ['ACT_365', '2028-01-01', '2029-01-01', { days: 366, denominator: 365 }],
  ['ACT_360', '2026-01-01', '2027-01-01', { days: 365, denominator: 360 }],
  ['ACT_360', '2028-02-28', '2028-03-01', { days: 2, denominator: 360 }],
  ['30_360', '2028-01-01', '2029-01-01', { days: 360, denominator: 360 }],
  ['30_360', '2026-01-15', '2026-01-31', { days: 15, denominator: 360 }],
] as const)('counts %s from %s to %s', (convention, start, end, expected) => {
  expect(dayCount(convention, date(start), date(end))).toEqual(expected);
});

describe('30/360, each variant by its own rule', () => {
  it.each([
    // [what, start, end, 30E_360, BOND_BASIS, 30E_360_ISDA, US]
    ['half a year of whole months', '2027-02-20', '2027-08-20', 180, 180, 180, 180],
    ['the last of February to a 31st (the pair that tells them apart)', '2007-02-28', '2007-08-31', 182, 183, 180, 180],
    ['the same in a leap year', '2028-02-29', '2028-08-31', 181, 182, 180, 180],
    ['28 February of a leap year, which is not the last', '2028-02-28', '2028-08-31', 182, 183, 182, 183],
    ['into the last of February', '2027-08-31', '2028-02-29', 179, 179, 180, 179],
    ['from one last of February to the next', '2027-02-28', '2028-02-29', 361, 361, 360, 360],
    ['and from a leap year to a common one', '2028-02-29', '2029-02-28', 359, 359, 360, 360],
    ['from the last of February to a 28th that is not', '2027-02-28', '2028-02-28', 360, 360, 358, 358],
    ['the 15th to the 31st', '2027-01-15', '2027-01-31', 15, 16, 15, 16],
    ['the 30th to the 31st', '2027-01-30', '2027-01-31', 0, 0, 0, 0],
    ['the 29th to the 31st', '2027-01-29', '2027-01-31', 1, 2, 1, 2],
    ['the 31st to the first', '2027-01-31', '2027-02-01', 1, 1, 1, 1],
    ['the night after 28 February', '2027-02-28', '2027-03-01', 3, 3, 1, 1],
    ['the night after 29 February', '2028-02-29', '2028-03-01', 2, 2, 1, 1],
    ['a month from the last of February to a 30th', '2027-02-28', '2027-03-30', 32, 32, 30, 30],
  ])('%s', (_, start, end, euro, bond, isda, us) => {
    expect(days30('30E_360', start, end)).toBe(euro);
    expect(days30('BOND_BASIS', start, end)).toBe(bond);
    expect(days30('30E_360_ISDA', start, end)).toBe(isda);
    expect(days30('US', start, end)).toBe(us);
  });

  it.each([
    ['2027-08-31', '2028-02-29', 179, 180],
    ['2028-02-29', '2029-02-28', 358, 360],
    ['2027-08-31', '2028-02-28', 178, 178],
    ['2027-02-28', '2027-08-31', 180, 180],
    ['2028-02-29', '2028-02-29', 0, 0],
  ])('30E/360 ISDA leaves the last of February alone at maturity: %s to %s', (start, end, atMaturity, before) => {
    expect(days30('30E_360_ISDA', start, end, true)).toBe(atMaturity);
    expect(days30('30E_360_ISDA', start, end, false)).toBe(before);
  });
});

it('takes 30E/360 when no variant is named', () =>
  fc.assert(
    fc.property(period, ([start, end]) => {
      expect(dayCount('30_360', start, end)).toEqual(dayCount('30_360', start, end, { variant: '30E_360' }));
    }),
  ));

it.each(everyRule)('never counts backwards, and counts nothing in no time: %s %j', (convention, options) =>
  fc.assert(
    fc.property(period, ([start, end]) => {
      expect(dayCount(convention, start, end, options).days).toBeGreaterThanOrEqual(0);
      expect(dayCount(convention, start, start, options).days).toBe(0);
    }),
  ),
);

it.each(everyRule)('strays no more than two days from the calendar in four weeks: %s %j', (convention, options) =>
  fc.assert(
    fc.property(anyDate, fc.integer({ min: 0, max: 27 }), (start, length) => {
      const { days } = dayCount(convention, start, addDays(start, length), options);
      expect(Math.abs(days - length)).toBeLessThanOrEqual(2);
    }),
  ),
);

it.each(everyRule.filter(([, { variant }]) => variant !== 'BOND_BASIS' && variant !== 'US'))(
  'counts the same however a period is cut: %s %j',
  (convention, options) =>
    fc.assert(
      fc.property(period, fc.nat(), ([start, end], at) => {
        const cut = addDays(start, at % (toEpochDay(end) - toEpochDay(start) + 1));
        fc.pre(cut < end); // an empty last part would not end at the maturity, the first part would
        const first = dayCount(convention, start, cut, { ...options, endIsMaturity: false }).days;
        const last = dayCount(convention, cut, end, options).days;
        expect(first + last).toBe(dayCount(convention, start, end, options).days);
      }),
    ),
);

it.each(['BOND_BASIS', 'US'] as const)('does not promise that for %s, which is why no daily item may name it', (v) => {
  expect(days30(v, '2027-01-15', '2027-01-31')).toBe(16);
  expect(days30(v, '2027-01-15', '2027-01-30') + days30(v, '2027-01-30', '2027-01-31')).toBe(15);
});

it('refuses a period that ends before it starts', () => {
  expect(() => dayCount('ACT_365', date('2026-02-14'), date('2026-02-13'))).toThrow(
    new RangeError('A period ends on or after its start, and 2026-02-13 is before 2026-02-14.'),
  );
});

it('refuses a rule that only a cast can name', () => {
  const [start, end] = [date('2026-02-14'), date('2026-02-15')];
  expect(() => dayCount('ACT_ACT_ISDA' as DayCountConvention, start, end)).toThrow(
    new RangeError('"ACT_ACT_ISDA" is not a day-count convention.'),
  );
  expect(() => dayCount('30_360', start, end, { variant: 'PSA' as Thirty360Variant })).toThrow(
    new RangeError('"PSA" is not a variant of 30/360.'),
  );
});
