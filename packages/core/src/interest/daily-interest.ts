/**
 * Daily simple interest: principal at the close of a day, times the annual rate, times the part of a year from that
 * day to the next. Nothing compounds. The accrual of date D is for the night after D, so a loan's first day counts
 * and the day of its payoff does not.
 *
 * An exact day of interest is seldom a whole number of minor units. Each day is rounded half-even, and what the
 * rounding leaves over is carried into the next day, so a loan is never more than half a minor unit away from the
 * exact interest, however long it lives. (Rounding each day by itself would post 9,870 for 30 days of 12 % on
 * 1,000,000; the exact interest is 9,863.01.) Q2 and CL Loan ship the same rule as "nearest with carried over".
 *
 * The ledger posts what its callers computed (decision D9). This is for those callers, the CLI and the checks.
 */

import { addDays, fromEpochDay, type LocalDate, toEpochDay } from '../calendar/date.ts';
import { type DailyThirty360Variant, type DayCount, type DayCountConvention, dayCount } from '../calendar/day-count.ts';
import type { Minor } from '../money/minor.ts';
import { divideWithRemainder, type Fraction, fraction } from '../money/rounding.ts';

declare const annualRateBrand: unique symbol;

/** A nominal rate for one year, as an exact part of the principal: 18.25 % is 73/400. Never negative. */
export type AnnualRate = Fraction & { readonly [annualRateBrand]: true };

/**
 * What rounding has left over so far, in minor units, from -1/2 to 1/2; positive when it is owed to the lender.
 *
 * It is a fraction in lowest terms and not a decimal, because a day of ACT/365 is a 365th and no decimal ends there:
 * a scaled integer of any length would lose a little each day, which is the defect that the carry is there to mend.
 * The denominator does not grow with the days: it divides the common multiple of 365 and 360, times 100, times the
 * decimals of the rates that the loan has had.
 */
export type Carry = Fraction;

/** The carry of a loan that has not accrued yet. */
export const NO_CARRY: Carry = { numerator: 0n, denominator: 1n };

/** What to post, and what to hand to the next day. */
export interface RoundedInterest {
  /** Whole minor units, never negative. Not held below `MAX_MINOR`: the posting checks that. */
  readonly amount: Minor;
  readonly carry: Carry;
}

/** The terms that decide a day's interest. */
export interface InterestTerms {
  readonly rate: AnnualRate;
  readonly convention: DayCountConvention;
  /** Read only for `30_360`; only the variants that may be cut by day. Default `30E_360`. */
  readonly variant?: DailyThirty360Variant | undefined;
  /** The final maturity. Read only for `30E_360_ISDA`, where it decides the last night of a February. */
  readonly maturity?: LocalDate | undefined;
}

/** The interest of consecutive days on one principal. */
export interface InterestRun {
  /** One item for each date, in order, zeros included: a 30/360 day may be worth nothing and is covered all the same. */
  readonly days: readonly { readonly date: LocalDate; readonly amount: Minor }[];
  /** The sum of the items. */
  readonly total: Minor;
  readonly carry: Carry;
}

const RATE_IN_PERCENT = /^(0|[1-9][0-9]{0,5})(?:\.([0-9]{1,12}))?$/;

/**
 * Reads an annual rate from its percentage: '18.25' is 73/400 a year. Up to six digits before the point and twelve
 * after it, no sign and no percent sign.
 *
 * Law: the rate is exactly the decimal that was written; '12' and '12.00' are equal.
 *
 * @returns undefined when the text is not such a percentage.
 */
export function parseAnnualRate(percent: string): AnnualRate | undefined {
  const match = RATE_IN_PERCENT.exec(percent);
  if (!match) return undefined;
  const decimals = match[2] ?? '';
  return fraction(BigInt(match[1] + decimals), 100n * 10n ** BigInt(decimals.length)) as AnnualRate;
}

/**
 * The interest for a part of a year, unrounded, in minor units: the per diem of a quote when the part is one day.
 *
 * @throws RangeError when the principal or the number of days is negative.
 */
export function exactInterest(principal: Minor, rate: AnnualRate, part: DayCount): Fraction {
  if (principal < 0n) throw new RangeError(`Interest runs on what is owed, and a principal of ${principal} is not.`);
  if (part.days < 0) throw new RangeError(`Interest runs forward, and ${part.days} days is not forward.`);
  return fraction(principal * rate.numerator * BigInt(part.days), rate.denominator * BigInt(part.denominator));
}

/**
 * The interest to post for a part of a year, where a carry comes in and a carry goes out. This is the step that the
 * calls below repeat; on its own it serves whole periods, which `BOND_BASIS` and `US` ask for.
 *
 * Laws: amount = half-even(exact + carry in), and carry out = exact + carry in - amount, so nothing is lost; carry
 * out is from -1/2 to 1/2; the amount is never negative, because a carry of -1/2 alone rounds to 0.
 *
 * @throws RangeError when the principal or the number of days is negative, or the carry is none: out of -1/2 to 1/2.
 */
export function interestForPeriod(
  principal: Minor,
  rate: AnnualRate,
  part: DayCount,
  carry: Carry = NO_CARRY,
): RoundedInterest {
  const { numerator, denominator } = carry;
  if (denominator <= 0n || 2n * numerator > denominator || -2n * numerator > denominator) {
    throw new RangeError(`A carry is from -1/2 to 1/2 of a minor unit, and ${numerator}/${denominator} is not.`);
  }
  const exact = exactInterest(principal, rate, part);
  const common = exact.denominator * denominator;
  const due = exact.numerator * denominator + numerator * exact.denominator;
  const { quotient, remainder } = divideWithRemainder(due, common, 'half_even');
  return { amount: quotient, carry: fraction(remainder, common) };
}

/**
 * The interest to post for one accrual date: from `date` to the day after it, on the principal at its close.
 *
 * @throws RangeError as `interestForPeriod` does, and for 9999-12-31, after which there is no day.
 */
export function interestForDay(
  terms: InterestTerms,
  principal: Minor,
  date: LocalDate,
  carry: Carry = NO_CARRY,
): RoundedInterest {
  return interestForPeriod(principal, terms.rate, night(terms, date, addDays(date, 1)), carry);
}

/**
 * The interest to post for each accrual date from `from` (counted) to `until` (not counted), on a principal that does
 * not change meanwhile. Where it changes, start a new run with the carry of the last one.
 *
 * Laws: the same amounts and the same carry as one `interestForDay` after another; a run cut in two gives the same as
 * the whole; total + carry out = exact interest of all the days + carry in.
 *
 * @throws RangeError as `interestForDay` does, and when `until` is before `from`. An empty run posts nothing.
 */
export function interestForDays(
  terms: InterestTerms,
  principal: Minor,
  from: LocalDate,
  until: LocalDate,
  carry: Carry = NO_CARRY,
): InterestRun {
  if (until < from) throw new RangeError(`A run ends on or after its start, and ${until} is before ${from}.`);
  const days: { date: LocalDate; amount: Minor }[] = [];
  let total = 0n;
  let carried = carry;
  let date = from;
  for (let at = toEpochDay(from) + 1; date < until; at++) {
    const next = fromEpochDay(at);
    const posted = interestForPeriod(principal, terms.rate, night(terms, date, next), carried);
    days.push({ date, amount: posted.amount });
    total += posted.amount;
    carried = posted.carry;
    date = next;
  }
  return { days, total, carry: carried };
}

function night(terms: InterestTerms, date: LocalDate, next: LocalDate): DayCount {
  return dayCount(terms.convention, date, next, { variant: terms.variant, endIsMaturity: next === terms.maturity });
}
