import { formatMinor } from '@tallystick/core';

/**
 * An amount for people, in major units; in minor units where the currency is not known, or ISO 4217 knows no other, as
 * of gold.
 */
export function amountIn(minor: string | bigint, currency: string | undefined): string {
  if (currency === undefined) return String(minor);
  try {
    return formatMinor(BigInt(minor), currency);
  } catch {
    return String(minor);
  }
}

/** The sum of amounts in minor units. */
export const sum = (amounts: readonly string[]): string =>
  String(amounts.reduce((total, minor) => total + BigInt(minor), 0n));
