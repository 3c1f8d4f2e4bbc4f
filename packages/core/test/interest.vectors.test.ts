/**
 * Interest that other systems expect (Fineract's tests, vendors' and regulators' pages; sources in
 * `vectors/interest.json`). Each vector is run, or has here the reason why it is not.
 */
import { describe, expect, it } from 'vitest';
import { type LocalDate, parseDate } from '../src/calendar/date.ts';
import { type DayCount, type DayCountConvention, dayCount, type Thirty360Variant } from '../src/calendar/day-count.ts';
import {
  type AnnualRate,
  exactInterest,
  type InterestTerms,
  interestForDay,
  interestForDays,
  interestForPeriod,
  parseAnnualRate,
} from '../src/interest/daily-interest.ts';
import { divide } from '../src/money/rounding.ts';
import vectors from './vectors/interest.json' with { type: 'json' };

/**
 * The file's conventions as ours. Its "30/360 (months)" is whole months at a twelfth of the rate, which on periods
 * from a day to the same day of a later month is Bond Basis (the file's first caution).
 */
const rules: Record<string, readonly [DayCountConvention, Thirty360Variant?]> = {
  'ACT/365F': ['ACT_365'],
  'ACT/360': ['ACT_360'],
  '30/360 (months)': ['30_360', 'BOND_BASIS'],
};

const notRun: Record<string, string> = {
  'rp-01': 'sums two partial-period vectors (pp-04, pp-05) that this copy of the file does not have',
  'rp-05': 'tells two forms of actual/actual apart, and no program of ours may name one yet',
};

/** Sections that `about` describes and this copy of the file does not have. None of them is daily interest. */
const absent: Record<string, string> = {
  schedules: 'a ledger has no instalment plan',
  rate_factors: 'the factor of a plan, rounded to twelve decimals; ours stays exact',
  partial_periods: 'parts of a month prorated by actual days, which no ISDA convention does',
  apr: 'an annual percentage rate is a disclosure, not an accrual',
};

const date = (text: string): LocalDate => {
  const read = parseDate(text);
  if (read === undefined) throw new Error(`the vectors write ${text}, which is no date`);
  return read;
};
const percent = (text: string): AnnualRate => {
  const read = parseAnnualRate(text);
  if (read === undefined) throw new Error(`the vectors write ${text}, which is no rate`);
  return read;
};
const counted = (convention: string, from: string, to: string): DayCount => {
  const rule = rules[convention];
  if (!rule) throw new Error(`the vectors write ${convention}, which no rule here stands for`);
  return dayCount(rule[0], date(from), date(to), { variant: rule[1] });
};
const trap = (id: string) => {
  const found = vectors.rounding_traps.find((vector) => vector.id === id);
  if (!found) throw new Error(`no vector ${id}`);
  return found;
};

describe('no vector goes unread', () => {
  it('every section of the file is run, and every section it only describes has a reason', () => {
    expect(Object.keys(vectors)).toEqual(['about', 'period_interest', 'daily_accruals', 'rounding_traps']);
    const described = Object.keys(vectors.about.fields).filter((section) => !Object.hasOwn(vectors, section));
    expect(described.sort()).toEqual(Object.keys(absent).sort());
  });

  it('51 periods and 5 accruals are run, and of 5 traps 3 are run and 2 have a reason', () => {
    expect(vectors.period_interest).toHaveLength(51);
    expect(vectors.period_interest.filter(({ convention }) => rules[convention] === undefined)).toEqual([]);
    expect(vectors.daily_accruals).toHaveLength(5);
    const traps = vectors.rounding_traps.map(({ id }) => id);
    expect(traps).toEqual(['rp-01', 'rp-02', 'rp-03', 'rp-04', 'rp-05']);
    expect(traps.filter((id) => Object.hasOwn(notRun, id))).toEqual(Object.keys(notRun));
  });
});

describe('the interest of a period', () => {
  it.each(vectors.period_interest)('$id: $balance at $annual_rate_percent % by $convention', (vector) => {
    const part = counted(vector.convention, vector.from, vector.to);
    expect(part).toEqual({ days: Number(vector.days_numerator), denominator: Number(vector.denominator) });

    const [principal, rate] = [BigInt(vector.balance), percent(vector.annual_rate_percent)];
    expect(interestForPeriod(principal, rate, part).amount).toBe(BigInt(vector.expected_interest));

    // `unrounded` is in dollars, to six decimals.
    const { numerator, denominator } = exactInterest(principal, rate, part);
    const millionths = divide(numerator * 10_000n, denominator, 'half_even');
    expect(millionths).toBe(BigInt(vector.unrounded.replace('.', '')));
  });
});

describe('the interest of a day', () => {
  it.each(vectors.daily_accruals.filter(({ from }) => from !== undefined))('$id: $balance on $from', (vector) => {
    expect(vector.convention).toBe('ACT/365F');
    const terms: InterestTerms = { rate: percent(vector.annual_rate_percent), convention: 'ACT_365' };
    const posted = interestForDays(terms, BigInt(vector.balance), date(vector.from ?? ''), date(vector.to ?? ''));
    expect(posted.total).toBe(BigInt(vector.expected_interest));
    expect(posted.days).toHaveLength(1);
  });

  it.each([
    ['da-05', { days: 1, denominator: 360 }],
    ['da-07', { days: 1, denominator: 365 }],
    ['da-09', { days: 30, denominator: 360 }], // "1/12 of a year"
  ] as const)('%s, which names no dates', (id, part) => {
    const vector = vectors.daily_accruals.find((item) => item.id === id);
    expect(Number(vector?.days)).toBe(part.days);
    const posted = interestForPeriod(BigInt(vector?.balance ?? ''), percent(vector?.annual_rate_percent ?? ''), part);
    expect(posted.amount).toBe(BigInt(vector?.expected_interest ?? ''));
  });
});

describe('rounding traps', () => {
  it('rp-02: half a cent goes to the even cent', () => {
    const vector = trap('rp-02');
    const part: DayCount = { days: 30, denominator: 360 };
    const exact = exactInterest(BigInt(vector.balance ?? ''), percent(vector.annual_rate_percent ?? ''), part);
    expect(divide(exact.numerator, exact.denominator, 'half_even')).toBe(1_562n);
    expect(divide(exact.numerator, exact.denominator, 'half_up')).toBe(1_563n);
    expect([vector.half_even, vector.half_up, vector.source_expects]).toEqual(['1562', '1563', '1562']);
  });

  it('rp-03: what the carry posts is the difference of rounded cumulative amounts', () => {
    const vector = trap('rp-03');
    const terms: InterestTerms = { rate: percent(vector.annual_rate_percent ?? ''), convention: 'ACT_365' };
    const principal = BigInt(vector.balance ?? '');
    const first = interestForDay(terms, principal, date('2023-01-01'));
    const rest = interestForDays(terms, principal, date('2023-01-02'), date('2023-01-06'), first.carry);
    expect(vector.accruals).toEqual([
      { through: '2023-01-02', amount: String(first.amount) },
      { through: '2023-01-06', amount: String(rest.total) },
    ]);
    expect([first.amount, rest.total]).toEqual([33n, 131n]);

    const alone = interestForDays(terms, principal, date('2023-01-02'), date('2023-01-06'));
    expect(alone.total).toBe(BigInt(vector.stand_alone_4_days_would_be ?? ''));
  });

  it('rp-04: a day rounded before it is multiplied costs 12 cents a month; a run of days does not', () => {
    const vector = trap('rp-04');
    const terms: InterestTerms = { rate: percent(vector.annual_rate_percent ?? ''), convention: 'ACT_365' };
    const principal = BigInt(vector.balance ?? '');
    const day = interestForDay(terms, principal, date('2026-01-01')).amount;
    expect([day, day * 31n]).toEqual([BigInt(vector.rounded_daily ?? ''), BigInt(vector.times_days ?? '')]);
    const month = interestForDays(terms, principal, date('2026-01-01'), date('2026-02-01'));
    expect(month.total).toBe(BigInt(vector.exact ?? ''));
  });
});
