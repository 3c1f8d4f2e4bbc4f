import { minorUnitsOf } from './currency.ts';
import { MAX_MINOR, type Minor } from './minor.ts';

/**
 * Reads an amount as people write it, in major units with a point, and gives it in minor units: '888.49' in USD is
 * 88849n, '888.4' is 88840n, '500' in JPY is 500n. Only digits are moved, so nothing rounds; an amount finer than
 * the currency is refused, even where the further digits are zeros.
 *
 * Law: `toMinor(formatMinor(m, c), c)` is m, for each m from 0 to `MAX_MINOR`.
 *
 * @throws RangeError, in a sentence fit to show, when the text is not such an amount (no sign, no separators, no
 * leading zeros), has more decimals than the currency, passes `MAX_MINOR`, or the currency has no minor unit.
 */
export function toMinor(text: string, code: string): Minor {
  const digits = digitsOf(code);
  const shown = JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
  const match = /^(0|[1-9][0-9]*)(?:\.([0-9]+))?$/.exec(text);
  if (!match) {
    throw new RangeError(`${shown} is not an amount: write digits, and a point before the decimals, as in 888.49.`);
  }
  const whole = match[1] ?? '';
  const decimals = match[2] ?? '';
  if (decimals.length > digits) {
    throw new RangeError(`${code} has ${counted(digits)}, and ${shown} has ${counted(decimals.length)}.`);
  }
  // Long texts are refused by length first: BigInt of a million digits is slow, and the answer is known.
  const amount = whole.length > 19 ? undefined : BigInt(whole + decimals.padEnd(digits, '0'));
  if (amount === undefined || amount > MAX_MINOR) {
    throw new RangeError(`${shown} ${code} is above ${formatMinor(MAX_MINOR, code)}, the largest amount.`);
  }
  return amount;
}

/**
 * Writes an amount of minor units in major units, with exactly the decimals of ISO 4217: 88849n in USD is '888.49',
 * 5n is '0.05', -5n is '-0.05', 500n in JPY is '500'. No separators and no symbol, so that every program reads it.
 *
 * @throws RangeError when the code is not in force in ISO 4217, or has no minor unit.
 */
export function formatMinor(amount: Minor, code: string): string {
  const digits = digitsOf(code);
  const sign = amount < 0n ? '-' : '';
  const units = String(amount < 0n ? -amount : amount);
  if (digits === 0) return sign + units;
  const padded = units.padStart(digits + 1, '0');
  return `${sign}${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
}

function digitsOf(code: string): number {
  const digits = minorUnitsOf(code);
  if (digits === null) throw new RangeError(`${code} has no minor unit in ISO 4217, so no amount can be stated in it.`);
  return digits;
}

function counted(decimals: number): string {
  if (decimals === 0) return 'no decimals';
  return decimals === 1 ? '1 decimal' : `${decimals} decimals`;
}
