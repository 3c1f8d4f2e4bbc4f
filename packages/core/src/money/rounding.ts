/**
 * The only place where money is divided. Everything else adds, subtracts, multiplies and compares, and so is exact;
 * what is here either is exact too or names the way it rounds.
 */

/**
 * What becomes of the part that is smaller than one unit.
 *
 * - `half_even`: to the nearest unit; a half goes to the even neighbour, so that halves do not drift over many days.
 * - `half_up`: to the nearest unit; a half goes away from zero, in both directions (0.5 -> 1, -0.5 -> -1).
 * - `down`: towards zero; the part is dropped.
 *
 * The names and their meaning for negative numbers are those of java.math.RoundingMode, which most loan systems use.
 */
export type RoundingMode = 'half_even' | 'half_up' | 'down';

/** A rounded quotient, and what the rounding left over: `numerator = quotient * denominator + remainder`. */
export interface Division {
  readonly quotient: bigint;
  /** In units of 1/denominator, with the denominator that was asked for. Negative when the quotient was rounded up. */
  readonly remainder: bigint;
}

/**
 * An exact number: numerator / denominator, with a positive denominator. Made by `fraction`, it is in lowest terms,
 * so that equal numbers have equal parts.
 */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/**
 * Divides and rounds to a whole number of units, in the mode that is asked for.
 *
 * Laws: the result differs from the exact quotient by at most a half (`half_even`, `half_up`) or by less than one
 * (`down`); an exact quotient comes back as it is; `divide(-n, d)` is `-divide(n, d)`.
 *
 * @throws RangeError when the denominator is not positive.
 */
export function divide(numerator: bigint, denominator: bigint, mode: RoundingMode): bigint {
  return divideWithRemainder(numerator, denominator, mode).quotient;
}

/**
 * Divides as `divide` does, and says what the rounding left over, to the last digit.
 *
 * Laws: `quotient * denominator + remainder` is the numerator; twice the remainder is at most the denominator, in
 * absolute value, unless the mode is `down`, when the remainder has the numerator's sign and is below the denominator.
 *
 * @throws RangeError when the denominator is not positive.
 */
export function divideWithRemainder(numerator: bigint, denominator: bigint, mode: RoundingMode): Division {
  if (denominator <= 0n) throw new RangeError(`A denominator is positive, and ${denominator} is not.`);
  const towardsZero = numerator / denominator;
  const remainder = numerator % denominator;
  if (!roundsAway(towardsZero, remainder, denominator, mode)) return { quotient: towardsZero, remainder };
  return numerator < 0n
    ? { quotient: towardsZero - 1n, remainder: remainder + denominator }
    : { quotient: towardsZero + 1n, remainder: remainder - denominator };
}

/**
 * The fraction numerator / denominator in lowest terms. Nothing rounds.
 *
 * @throws RangeError when the denominator is not positive.
 */
export function fraction(numerator: bigint, denominator: bigint): Fraction {
  if (denominator <= 0n) throw new RangeError(`A denominator is positive, and ${denominator} is not.`);
  const divisor = greatestCommonDivisor(numerator < 0n ? -numerator : numerator, denominator);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

function roundsAway(towardsZero: bigint, remainder: bigint, denominator: bigint, mode: RoundingMode): boolean {
  const twice = remainder < 0n ? -2n * remainder : 2n * remainder;
  switch (mode) {
    case 'down':
      return false;
    case 'half_up':
      return twice >= denominator;
    case 'half_even':
      return twice > denominator || (twice === denominator && (towardsZero & 1n) === 1n);
    default:
      throw new RangeError(`${JSON.stringify(mode satisfies never)} is not a rounding mode.`);
  }
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}
