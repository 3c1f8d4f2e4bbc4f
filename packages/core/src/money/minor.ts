/**
 * An amount of money, or a difference of amounts, in the minor unit of a currency that is written beside it: 88849n
 * with USD is 888.49 dollars. The sign is free here, because a sum or a carry may be negative; on the wire and in a
 * posting an amount never is, which is what `parseMinor` answers for.
 */
export type Minor = bigint;

/** The largest amount that the ledger stores: 2^63 - 1, the ceiling of a PostgreSQL `bigint`. */
export const MAX_MINOR: Minor = 9_223_372_036_854_775_807n;

/** The smaller of two amounts: what of the one can be taken from the other. */
export const lesser = (a: Minor, b: Minor): Minor => (a < b ? a : b);

const WIRE_AMOUNT = /^(?:0|[1-9][0-9]{0,18})$/;

/**
 * Reads an amount as it stands on the wire: a string of digits in minor units, with no sign, no leading zero, no
 * point and no space.
 *
 * Laws: what comes back is between 0 and `MAX_MINOR`; `parseMinor(String(m))` is m for each such m; a text has at most
 * one reading, so equal amounts are equal strings.
 *
 * @returns undefined when the text is not such an amount, or passes `MAX_MINOR`. The caller chooses the refusal.
 */
export function parseMinor(text: string): Minor | undefined {
  if (!WIRE_AMOUNT.test(text)) return undefined;
  const amount = BigInt(text);
  return amount <= MAX_MINOR ? amount : undefined;
}
