import { formatMinor as formatted, toMinor as parsed } from '@tallystick/core';

declare const minorUnits: unique symbol;

/**
 * An amount as the ledger answers it: a string of digits in the minor unit of its currency, cents for USD, with a
 * minus where a sum may be below zero. It is a plain string at run time. The brand keeps it from being taken for an
 * amount in major units, and a number from being taken for either.
 *
 * @example
 * const { principal_outstanding_minor: principal } = await ledger.loans.balance(loanId);
 * const cents: bigint = BigInt(principal);
 */
export type MinorUnits = string & { readonly [minorUnits]: true };

/**
 * A request as a caller may write it: each field whose name ends in `_minor` takes a bigint as well as a string of
 * digits, at any depth, and arrays may be read-only. A number does not fit, because a number of cents loses cents
 * above 2^53. Free-form data, such as `metadata`, stays as it is: a name in it means nothing to the ledger.
 *
 * @example
 * const split: WithAmounts<{ fees_minor: string }> = { fees_minor: 500n };
 */
export type WithAmounts<T> = T extends readonly (infer Item)[]
  ? readonly WithAmounts<Item>[]
  : T extends object
    ? string extends keyof T
      ? T
      : { readonly [Field in keyof T]: Field extends `${string}_minor` ? T[Field] | bigint : WithAmounts<T[Field]> }
    : T;

/**
 * An answer as the client types it: each field whose name ends in `_minor` is `MinorUnits`, at any depth. Free-form
 * data stays as it is.
 *
 * @example
 * const answered: InMinorUnits<{ fees_minor: string }> = { fees_minor: '500' as MinorUnits };
 */
export type InMinorUnits<T> = T extends readonly (infer Item)[]
  ? InMinorUnits<Item>[]
  : T extends string // A branded one is an object too, in the eyes of the compiler.
    ? T
    : T extends object
      ? string extends keyof T
        ? T
        : { [Field in keyof T]: Field extends `${string}_minor` ? Branded<T[Field]> : InMinorUnits<T[Field]> }
      : T;

type Branded<Amount> = Amount extends string ? MinorUnits : Amount;

/**
 * Reads an amount as people write it, in major units with a point, and gives it in minor units: '888.49' in USD is
 * 88849n, '500' in JPY is 500n. Only digits are moved, so nothing rounds.
 *
 * Law: `toMinor(formatMinor(m, c), c)` is m, for each m from 0 to 2^63 - 1.
 *
 * @throws RangeError, in a sentence fit to show, when the text is not such an amount (no sign, no separators, no
 * leading zeros), is finer than the currency or above 2^63 - 1, or the currency is not in force or has no minor unit.
 * @example
 * const body = { ...payment, amount_minor: toMinor('888.49', 'USD') };
 */
export function toMinor(text: string, currency: string): bigint {
  return parsed(text, currency);
}

/**
 * Writes an amount of minor units in major units, with exactly the decimals of ISO 4217: 88849n in USD is '888.49',
 * '500' in JPY is '500'. No separators and no symbol, so that every program reads it.
 *
 * @throws RangeError when the text is not a whole number of minor units, or the currency is not in force or has none.
 * @example
 * const balance = await ledger.loans.balance(loanId);
 * console.log(formatMinor(balance.total_exposure_minor, balance.currency)); // '9216.51'
 */
export function formatMinor(amount: bigint | MinorUnits | `${bigint}`, currency: string): string {
  if (typeof amount === 'bigint') return formatted(amount, currency);
  if (!/^-?(?:0|[1-9][0-9]{0,37})$/.test(amount)) {
    throw new RangeError(`${JSON.stringify(String(amount).slice(0, 40))} is not a whole number of minor units.`);
  }
  return formatted(BigInt(amount), currency);
}
