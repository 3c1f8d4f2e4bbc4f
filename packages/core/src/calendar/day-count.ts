import { type DateParts, daysInMonth, type LocalDate, partsOf, toEpochDay } from './date.ts';

/**
 * How the days of a period are counted, and against how long a year.
 *
 * - `ACT_365`: actual days over 365, in leap years too. ISDA 2006 Definitions 4.16(d), "Actual/365 (Fixed)". It is
 *   not ISDA's unqualified "Actual/365", which means Actual/Actual (4.16(b)).
 * - `ACT_360`: actual days over 360: a year at 12 % costs 12 % x 365/360. ISDA 2006 4.16(e).
 * - `30_360`: months of 30 days over 360, in one of the variants below.
 */
export type DayCountConvention = 'ACT_365' | 'ACT_360' | '30_360';

/**
 * Which day 30/360 takes for the first date (d1) and for the last one (d2).
 *
 * - `30E_360`: a 31st is a 30th, on both sides. February stays. ISDA 2006 4.16(g), Eurobond basis.
 * - `BOND_BASIS`: d1 31 is 30; d2 31 is 30 only if d1 is then 30. February stays. ISDA 2006 4.16(f), "30/360".
 * - `30E_360_ISDA`: a 31st and the last day of February are a 30th, on both sides, except that an end on the last day
 *   of February stays where it is the final maturity. ISDA 2006 4.16(h), the German rule.
 * - `US`: as `BOND_BASIS`, and before that a d1 on the last day of February is 30, and so is d2 if both are. It goes
 *   by the names of NASD and SIA, for schedules that pay on month ends; the rule as written out in QuantLib's
 *   Thirty360::USA (ql/time/daycounters/thirty360.cpp) and Strata's 30U/360 EOM.
 *
 * They differ: from 28 February to 31 August 2007 it is 182, 183, 180 and 180 days.
 */
export type Thirty360Variant = '30E_360' | 'BOND_BASIS' | '30E_360_ISDA' | 'US';

/**
 * The variants that may be cut by day: the days of a period are the sum of the days of its parts. The others are not
 * additive (Bond Basis counts 16 days from the 15th to the 31st, and day by day 15), so they are for whole periods.
 */
export type DailyThirty360Variant = '30E_360' | '30E_360_ISDA';

/** A part of a year: `days / denominator`, exactly. */
export interface DayCount {
  /** A whole number, not negative. */
  readonly days: number;
  readonly denominator: 360 | 365;
}

export interface DayCountOptions {
  /** Read only for `30_360`. Default `30E_360`, the variant that may be cut by day. */
  readonly variant?: Thirty360Variant | undefined;
  /** Read only for `30E_360_ISDA`: whether `end` is the loan's final maturity. Default false. */
  readonly endIsMaturity?: boolean | undefined;
}

/**
 * The days from `start` (counted) to `end` (not counted) by a convention, and the year they are a part of.
 *
 * Laws: an empty period has no days; no period has fewer than none; `ACT_365`, `ACT_360`, `30E_360` and
 * `30E_360_ISDA` are additive over any cut, where only the last part ends at the maturity. Cut by day, a 30/360
 * period has days that count 0 (30th to 31st), 2 or 3 (the last of February to 1 March), and they are right.
 *
 * @throws RangeError when `end` is before `start`: no convention says what that would mean.
 */
export function dayCount(
  convention: DayCountConvention,
  start: LocalDate,
  end: LocalDate,
  options: DayCountOptions = {},
): DayCount {
  if (end < start) throw new RangeError(`A period ends on or after its start, and ${end} is before ${start}.`);
  switch (convention) {
    case 'ACT_365':
      return { days: toEpochDay(end) - toEpochDay(start), denominator: 365 };
    case 'ACT_360':
      return { days: toEpochDay(end) - toEpochDay(start), denominator: 360 };
    case '30_360':
      return { days: thirty360Days(start, end, options), denominator: 360 };
    default:
      throw new RangeError(`${JSON.stringify(convention satisfies never)} is not a day-count convention.`);
  }
}

function thirty360Days(start: LocalDate, end: LocalDate, options: DayCountOptions): number {
  // Otherwise 30E/360 ISDA would count -2 from 28 February to itself at maturity: a rule for periods, used on none.
  if (start === end) return 0;
  const from = partsOf(start);
  const to = partsOf(end);
  const [d1, d2] = countedDays(from, to, options.variant ?? '30E_360', options.endIsMaturity ?? false);
  return 360 * (to.year - from.year) + 30 * (to.month - from.month) + (d2 - d1);
}

function countedDays(
  from: DateParts,
  to: DateParts,
  variant: Thirty360Variant,
  endIsMaturity: boolean,
): readonly [d1: number, d2: number] {
  const d1 = Math.min(from.day, 30);
  switch (variant) {
    case '30E_360':
      return [d1, Math.min(to.day, 30)];
    case 'BOND_BASIS':
      return [d1, d1 === 30 ? Math.min(to.day, 30) : to.day];
    case '30E_360_ISDA':
      return [isLastOfFebruary(from) ? 30 : d1, isLastOfFebruary(to) && !endIsMaturity ? 30 : Math.min(to.day, 30)];
    case 'US':
      if (!isLastOfFebruary(from)) return [d1, d1 === 30 ? Math.min(to.day, 30) : to.day];
      return [30, isLastOfFebruary(to) ? 30 : Math.min(to.day, 30)];
    default:
      throw new RangeError(`${JSON.stringify(variant satisfies never)} is not a variant of 30/360.`);
  }
}

function isLastOfFebruary(date: DateParts): boolean {
  return date.month === 2 && date.day === daysInMonth(date.year, 2);
}
