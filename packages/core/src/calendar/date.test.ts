import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  addDays,
  compareDates,
  daysBetween,
  daysInMonth,
  fromEpochDay,
  type LocalDate,
  lastDayOfMonth,
  monthOf,
  parseDate,
  partsOf,
  toEpochDay,
} from './date.ts';

const FIRST = -719_162;
const LAST = 2_932_896;
const epochDay = fc.integer({ min: FIRST, max: LAST });

const date = (text: string): LocalDate => {
  const read = parseDate(text);
  if (read === undefined) throw new Error(`the test writes ${text}, which is no date`);
  return read;
};

describe('the epoch day', () => {
  it.each([
    ['0001-01-01', FIRST],
    ['1600-02-29', -135_081],
    ['1899-12-31', -25_568],
    ['1969-12-31', -1],
    ['1970-01-01', 0],
    ['2000-02-29', 11_016],
    ['2000-03-01', 11_017],
    ['2026-02-14', 20_498],
    ['2100-02-28', 47_540],
    ['2100-03-01', 47_541],
    ['9999-12-31', LAST],
  ])('of %s is %s', (text, day) => {
    expect(toEpochDay(date(text))).toBe(day);
    expect(fromEpochDay(day)).toBe(text);
  });
});

describe('a day that does not exist is no date', () => {
  it.each([
    '2027-02-29',
    '2100-02-29',
    '1900-02-29',
    '2028-02-30',
    '2026-04-31',
    '2026-00-10',
    '2026-13-01',
    '2026-01-00',
    '2026-01-32',
    '0000-01-01',
    '',
    '2026-1-01',
    '2026-01-1',
    '26-01-01',
    '02026-01-01',
    '+2026-01-01',
    '-001-01-01',
    '2026/01/01',
    '20260101',
    '2026-01-01T00:00:00Z',
    '2026-01-01 ',
    '2026-01-0a',
    '٢٠٢٦-٠١-٠١',
  ])('%j', (text) => {
    expect(parseDate(text)).toBeUndefined();
  });
});

it('walks through every day of the calendar once, in order', () => {
  let expected = { year: 1, month: 1, day: 1 };
  let previous = '';
  for (let at = FIRST; at <= LAST; at++) {
    const text = fromEpochDay(at);
    const { year, month, day } = partsOf(text);
    if (year !== expected.year || month !== expected.month || day !== expected.day || text <= previous) {
      expect.fail(`day ${at} came out as ${text}`);
    }
    if (parseDate(text) !== text || toEpochDay(text) !== at) expect.fail(`${text} does not read back as day ${at}`);
    previous = text;
    expected =
      day < daysInMonth(year, month)
        ? { year, month, day: day + 1 }
        : month < 12
          ? { year, month: month + 1, day: 1 }
          : { year: year + 1, month: 1, day: 1 };
  }
  expect(previous).toBe('9999-12-31');
});

it.each([
  ['over a leap day', '2028-02-28', 2, '2028-03-01'],
  ['over the end of a year', '2026-12-31', 1, '2027-01-01'],
  ['backwards over a leap day', '2028-03-01', -1, '2028-02-29'],
  ['nowhere', '2026-02-14', 0, '2026-02-14'],
])('adds days %s', (_, from, days, to) => {
  expect(addDays(date(from), days)).toBe(to);
  expect(daysBetween(date(from), date(to))).toBe(days);
});

it.each([
  ['the day before the first', '0001-01-01', -1, FIRST - 1],
  ['the day after the last', '9999-12-31', 1, LAST + 1],
  ['half a day later', '1970-01-01', 0.5, 0.5],
  ['no number at all', '1970-01-01', Number.NaN, Number.NaN],
])('has no date for %s', (_, from, days, at) => {
  expect(() => addDays(date(from), days)).toThrow(
    new RangeError(`Day ${at} from 1970-01-01 is not a date from 0001-01-01 to 9999-12-31.`),
  );
});

it('adds and measures days consistently', () =>
  fc.assert(
    fc.property(epochDay, epochDay, (a, b) => {
      const [from, to] = [fromEpochDay(a), fromEpochDay(b)];
      expect(daysBetween(from, to)).toBe(b - a);
      expect(addDays(from, b - a)).toBe(to);
      expect(compareDates(from, to)).toBe(Math.sign(a - b));
    }),
  ));

it.each([
  ['2026-01-05', '2026-01', '2026-01-31'],
  ['2026-02-14', '2026-02', '2026-02-28'],
  ['2028-02-14', '2028-02', '2028-02-29'],
  ['2026-04-30', '2026-04', '2026-04-30'],
  ['2100-02-01', '2100-02', '2100-02-28'],
  ['0001-01-01', '0001-01', '0001-01-31'],
])('knows the month of %s', (text, month, last) => {
  expect(monthOf(date(text))).toBe(month);
  expect(lastDayOfMonth(date(text))).toBe(last);
});

it('does not let an unchecked string pass for a date', () => {
  expectTypeOf(fromEpochDay(0)).toEqualTypeOf<LocalDate>();
  // @ts-expect-error a string that nobody read
  const unchecked: LocalDate = '2027-02-29';
  expect(parseDate(unchecked)).toBeUndefined();
});
