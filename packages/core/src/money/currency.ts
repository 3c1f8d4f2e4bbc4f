import { ACTIVE_CODES } from './currencies.ts';

declare const currencyBrand: unique symbol;

/**
 * A code of ISO 4217 in force, such as 'USD'. It is a plain string at run time; the brand says that somebody looked
 * it up, so code that takes a `Currency` need not ask again.
 */
export type Currency = string & { readonly [currencyBrand]: true };

const minorUnitsByCode: ReadonlyMap<string, number | null> = new Map(
  ACTIVE_CODES.flatMap(([minorUnits, codes]) => codes.map((code) => [code, minorUnits] as const)),
);

/** Every code that `isCurrency` accepts, 178 of them, in alphabetic order. */
export const CURRENCIES: readonly Currency[] = [...minorUnitsByCode.keys()].sort() as Currency[];

/**
 * Tells whether a text is an ISO 4217 code in force. Codes are upper case: 'usd' is not one. A withdrawn code (BGN
 * since January 2026, HRK since 2023) is not one either.
 */
export function isCurrency(code: string): code is Currency {
  return minorUnitsByCode.has(code);
}

/**
 * Vouches for a code that the program itself wrote, or that was checked on the way in.
 *
 * @throws RangeError when the code is not in force in ISO 4217.
 */
export function currency(code: string): Currency {
  if (!isCurrency(code)) {
    throw new RangeError(`${JSON.stringify(code.slice(0, 40))} is not a currency code in force in ISO 4217.`);
  }
  return code;
}

/**
 * The number of decimals between a currency's major and minor unit: 2 for USD, 0 for JPY, 3 for KWD, 4 for CLF.
 *
 * @returns null for the codes whose minor unit the standard gives as not applicable, such as XAU and XXX.
 * @throws RangeError when the code is not in force in ISO 4217.
 */
export function minorUnitsOf(code: string): number | null {
  return minorUnitsByCode.get(currency(code)) ?? null;
}
