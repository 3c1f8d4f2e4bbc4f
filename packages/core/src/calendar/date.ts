/**
 * Calendar dates as a lender writes them: no time, no zone, no `Date`. A date is its ISO 8601 text, so it goes to the
 * wire and to the store as it is, and comparing texts compares dates. Arithmetic goes through the epoch day, the
 * number of days since 1970-01-01, in small integers.
 */

declare const localDateBrand: unique symbol;
declare const monthBrand: unique symbol;

/** A date 'YYYY-MM-DD' that exists in the proleptic Gregorian calendar, from 0001-01-01 to 9999-12-31. */
export type LocalDate = string & { readonly [localDateBrand]: true };

/** A month 'YYYY-MM' of that calendar. */
export type Month = string & { readonly [monthBrand]: true };

/** A date as three numbers: year 1..9999, month 1..12, day 1..31. */
export interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const EPOCH_DAY_OF_FIRST = -719_162; // 0001-01-01
const EPOCH_DAY_OF_LAST = 2_932_896; // 9999-12-31
/** Days from 0000-03-01, where the computation below begins its years, to 1970-01-01. */
const MARCH_OF_YEAR_0 = 719_468;
const DAYS_IN_400_YEARS = 146_097;

/**
 * Reads a date. Only the full ISO form is one: four digits, two and two, with hyphens.
 *
 * @returns undefined when the text has another form, or names a day that does not exist, such as 2027-02-29.
 */
export function parseDate(text: string): LocalDate | undefined {
  if (text.length !== 10 || text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return undefined;
  for (let i = 0; i < 10; i++) {
    const code = text.charCodeAt(i);
    if (i !== 4 && i !== 7 && (code < 48 || code > 57)) return undefined;
  }
  const { year, month, day } = partsOf(text as LocalDate);
  if (year === 0 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  return text as LocalDate;
}

/** The year, month and day of a date, as numbers. */
export function partsOf(date: LocalDate): DateParts {
  return {
    year: digit(date, 0) * 1000 + digit(date, 1) * 100 + digit(date, 2) * 10 + digit(date, 3),
    month: digit(date, 5) * 10 + digit(date, 6),
    day: digit(date, 8) * 10 + digit(date, 9),
  };
}

/** The number of days in a month (1..12) of a year. February has 29 in a leap year of the Gregorian rule. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/**
 * The number of days from 1970-01-01 to a date: 0 for that day, negative before it.
 *
 * Years are counted from 1 March, so that the leap day comes last and the months before it have fixed offsets:
 * Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
 */
export function toEpochDay(date: LocalDate): number {
  const { year, month, day } = partsOf(date);
  const marchYear = month > 2 ? year : year - 1;
  const era = Math.trunc(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.trunc((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.trunc(yearOfEra / 4) - Math.trunc(yearOfEra / 100) + dayOfYear;
  return era * DAYS_IN_400_YEARS + dayOfEra - MARCH_OF_YEAR_0;
}

/**
 * The date of an epoch day: the inverse of `toEpochDay`, by Hinnant's civil_from_days.
 *
 * @throws RangeError when the number is not a whole number of days, or lies outside the years 0001 to 9999.
 */
export function fromEpochDay(epochDay: number): LocalDate {
  if (!Number.isInteger(epochDay) || epochDay < EPOCH_DAY_OF_FIRST || epochDay > EPOCH_DAY_OF_LAST) {
    throw new RangeError(`Day ${epochDay} from 1970-01-01 is not a date from 0001-01-01 to 9999-12-31.`);
  }
  const days = epochDay + MARCH_OF_YEAR_0;
  const era = Math.trunc(days / DAYS_IN_400_YEARS);
  const dayOfEra = days - era * DAYS_IN_400_YEARS;
  const leapDaysBefore = Math.trunc(dayOfEra / 1460) - Math.trunc(dayOfEra / 36_524) + Math.trunc(dayOfEra / 146_096);
  const yearOfEra = Math.trunc((dayOfEra - leapDaysBefore) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.trunc(yearOfEra / 4) - Math.trunc(yearOfEra / 100));
  const monthFromMarch = Math.trunc((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.trunc((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return written(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day);
}

/**
 * The date a number of days later, or earlier when the number is negative.
 *
 * @throws RangeError when that is not a whole number of days, or the result lies outside the years 0001 to 9999.
 */
export function addDays(date: LocalDate, days: number): LocalDate {
  return fromEpochDay(toEpochDay(date) + days);
}

/** The days from `start` to `end`: 1 from a day to the next, negative when `end` is earlier. One of the two counts. */
export function daysBetween(start: LocalDate, end: LocalDate): number {
  return toEpochDay(end) - toEpochDay(start);
}

/** Orders dates for `sort`: negative when `a` is earlier, 0 when they are the same, positive when `a` is later. */
export function compareDates(a: LocalDate, b: LocalDate): -1 | 0 | 1 {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The month that a date lies in: '2026-02' for 2026-02-14. */
export function monthOf(date: LocalDate): Month {
  return date.slice(0, 7) as Month;
}

/** The last date of the month that a date lies in: 2028-02-29 for 2028-02-14. */
export function lastDayOfMonth(date: LocalDate): LocalDate {
  const { year, month } = partsOf(date);
  return written(year, month, daysInMonth(year, month));
}

function digit(text: string, at: number): number {
  return text.charCodeAt(at) - 48;
}

function written(year: number, month: number, day: number): LocalDate {
  const yyyy = year > 999 ? `${year}` : `${year}`.padStart(4, '0');
  return `${yyyy}-${month < 10 ? '0' : ''}${month}-${day < 10 ? '0' : ''}${day}` as LocalDate;
}
