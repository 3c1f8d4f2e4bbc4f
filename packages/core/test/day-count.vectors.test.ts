/**
 * Day counts that other systems expect (QuantLib, Strata, finmath, pyxirr; sources in `vectors/daycount.json`).
 * Each convention that the file names is either run by a rule of ours or has here the reason why it is not, and the
 * number of its vectors, so that none goes unread.
 */
import { describe, expect, it } from 'vitest';
import { type LocalDate, parseDate } from '../src/calendar/date.ts';
import { type DayCountConvention, dayCount, type Thirty360Variant } from '../src/calendar/day-count.ts';
import vectors from './vectors/daycount.json' with { type: 'json' };

type Rule = readonly [convention: DayCountConvention, variant?: Thirty360Variant];

const run: Record<string, { rule: Rule; vectors: number }> = {
  'ACT/365F': { rule: ['ACT_365'], vectors: 19 },
  'ACT/360': { rule: ['ACT_360'], vectors: 18 },
  '30/360 Bond Basis': { rule: ['30_360', 'BOND_BASIS'], vectors: 27 },
  '30E/360': { rule: ['30_360', '30E_360'], vectors: 36 },
  '30E/360 ISDA': { rule: ['30_360', '30E_360_ISDA'], vectors: 0 },
  '30/360 US (EOM)': { rule: ['30_360', 'US'], vectors: 0 },
};

const notRun: Record<string, { because: string; vectors: number }> = {
  '30/360 PSA': { because: 'a rule of mortgage securities that no program of ours may name', vectors: 0 },
  '30E+/360': { because: 'a rule of swaps that no program of ours may name', vectors: 0 },
  'Excel DAYS360 (US)': {
    because: 'a spreadsheet function, which counts -2 days from 28 February to itself; kept by the file as a warning',
    vectors: 0,
  },
  'Excel DAYS360 (European)': {
    because: 'the same spreadsheet function; as a rule it is 30E/360, run above',
    vectors: 0,
  },
};

/** In this copy of the file only these fields occur; `end_is_termination_date` comes with 30E/360 ISDA vectors. */
interface Vector {
  readonly id: string;
  readonly convention: string;
  readonly start: string;
  readonly end: string;
  readonly days_numerator: string;
  readonly denominator: string;
  readonly end_is_termination_date?: boolean;
}
const all: readonly Vector[] = vectors.vectors;

const date = (text: string): LocalDate => {
  const read = parseDate(text);
  if (read === undefined) throw new Error(`the vectors write ${text}, which is no date`);
  return read;
};

describe('no vector goes unread', () => {
  it('every convention that the file names is run, or has a reason', () => {
    expect(Object.keys(vectors)).toEqual(['about', 'vectors']);
    expect(Object.keys({ ...run, ...notRun }).sort()).toEqual(Object.keys(vectors.about.conventions).sort());
  });

  it.each(Object.entries({ ...run, ...notRun }))('%s', (convention, { vectors: expected }) => {
    expect(all.filter((vector) => vector.convention === convention)).toHaveLength(expected);
  });

  it('and they add up to the file', () => {
    const listed = Object.values({ ...run, ...notRun }).reduce((sum, { vectors: count }) => sum + count, 0);
    expect(listed).toBe(all.length);
    expect(all).toHaveLength(100);
  });
});

describe.each(Object.entries(run).filter(([, { vectors: count }]) => count > 0))('%s', (name, { rule }) => {
  const [convention, variant] = rule;
  it.each(all.filter((vector) => vector.convention === name))('$id: $start to $end is $days_numerator', (vector) => {
    const options = { variant, endIsMaturity: vector.end_is_termination_date };
    expect(dayCount(convention, date(vector.start), date(vector.end), options)).toEqual({
      days: Number(vector.days_numerator),
      denominator: Number(vector.denominator),
    });
  });
});

it.each([
  ['BOND_BASIS', 183],
  ['30E_360', 182],
  ['US', 180],
  ['30E_360_ISDA', 180],
] as const)('the caution of the file: 28 February to 31 August 2007 is, by %s, %s days', (variant, days) => {
  expect(vectors.about.cautions[0]).toContain('is 183 (Bond Basis), 182 (30E), 180 (US EOM and 30E ISDA)');
  expect(dayCount('30_360', date('2007-02-28'), date('2007-08-31'), { variant }).days).toBe(days);
});
