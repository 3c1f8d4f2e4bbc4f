import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divide, divideWithRemainder, fraction, type RoundingMode } from './rounding.ts';

const numerator = fc.bigInt(-(10n ** 30n), 10n ** 30n);
const denominator = fc.bigInt(1n, 10n ** 20n);
const mode = fc.constantFrom<RoundingMode>('half_even', 'half_up', 'down');
const nearest = fc.constantFrom<RoundingMode>('half_even', 'half_up');
const size = (n: bigint) => (n < 0n ? -n : n);

describe('tenths, rounded to whole units', () => {
  it.each([
    // [tenths, half_even, half_up, down]
    [0n, 0n, 0n, 0n],
    [4n, 0n, 0n, 0n],
    [5n, 0n, 1n, 0n],
    [6n, 1n, 1n, 0n],
    [10n, 1n, 1n, 1n],
    [14n, 1n, 1n, 1n],
    [15n, 2n, 2n, 1n],
    [16n, 2n, 2n, 1n],
    [25n, 2n, 3n, 2n],
    [35n, 4n, 4n, 3n],
    [-4n, 0n, 0n, 0n],
    [-5n, 0n, -1n, 0n],
    [-6n, -1n, -1n, 0n],
    [-10n, -1n, -1n, -1n],
    [-15n, -2n, -2n, -1n],
    [-25n, -2n, -3n, -2n],
    [-35n, -4n, -4n, -3n],
  ])('%s', (tenths, halfEven, halfUp, down) => {
    expect(divide(tenths, 10n, 'half_even')).toBe(halfEven);
    expect(divide(tenths, 10n, 'half_up')).toBe(halfUp);
    expect(divide(tenths, 10n, 'down')).toBe(down);
  });
});

it.each([
  ['rounded up, the rest is owed', 22_875n, { quotient: 229n, remainder: -25n }],
  ['rounded down, the rest is carried', 22_850n, { quotient: 228n, remainder: 50n }],
  ['exact, nothing is left', 22_800n, { quotient: 228n, remainder: 0n }],
  ['a negative amount, rounded away from zero', -22_875n, { quotient: -229n, remainder: 25n }],
])('keeps what rounding leaves over: %s', (_, hundredths, expected) => {
  expect(divideWithRemainder(hundredths, 100n, 'half_even')).toEqual(expected);
});

it.each([0n, -1n])('refuses the denominator %s', (bad) => {
  const sentence = `A denominator is positive, and ${bad} is not.`;
  expect(() => divide(1n, bad, 'half_even')).toThrow(new RangeError(sentence));
  expect(() => fraction(1n, bad)).toThrow(new RangeError(sentence));
});

it('refuses a mode that only a cast can name', () => {
  expect(() => divide(1n, 2n, 'ceiling' as RoundingMode)).toThrow(new RangeError('"ceiling" is not a rounding mode.'));
});

it('loses nothing: quotient and remainder give the numerator back', () =>
  fc.assert(
    fc.property(numerator, denominator, mode, (n, d, m) => {
      const { quotient, remainder } = divideWithRemainder(n, d, m);
      expect(quotient * d + remainder).toBe(n);
      expect(divide(n, d, m)).toBe(quotient);
    }),
  ));

it('is never off by more than a half, to the nearest', () =>
  fc.assert(
    fc.property(numerator, denominator, nearest, (n, d, m) => {
      expect(2n * size(divideWithRemainder(n, d, m).remainder) <= d).toBe(true);
    }),
  ));

it('is off by less than one and never passes the exact value, downwards', () =>
  fc.assert(
    fc.property(numerator, denominator, (n, d) => {
      const { quotient, remainder } = divideWithRemainder(n, d, 'down');
      expect(size(remainder) < d).toBe(true);
      expect(size(quotient * d) <= size(n)).toBe(true);
    }),
  ));

it('sends every half to an even number, or away from zero', () =>
  fc.assert(
    fc.property(fc.bigInt(-(10n ** 20n), 10n ** 20n), denominator, (k, d) => {
      const half = (2n * k + 1n) * d; // (k + 1/2) in units of 1/(2d)
      expect(divide(half, 2n * d, 'half_even') % 2n).toBe(0n);
      expect(divide(half, 2n * d, 'half_up')).toBe(k >= 0n ? k + 1n : k);
    }),
  ));

it('treats debits and credits alike', () =>
  fc.assert(
    fc.property(numerator, denominator, mode, (n, d, m) => {
      expect(divide(-n, d, m)).toBe(-divide(n, d, m));
    }),
  ));

it.each([
  [1825n, 10_000n, { numerator: 73n, denominator: 400n }],
  [0n, 365n, { numerator: 0n, denominator: 1n }],
  [-50n, 100n, { numerator: -1n, denominator: 2n }],
])('writes %s/%s in lowest terms', (n, d, expected) => {
  expect(fraction(n, d)).toEqual(expected);
});

it('gives equal numbers equal parts', () =>
  fc.assert(
    fc.property(numerator, denominator, fc.bigInt(1n, 10n ** 6n), (n, d, factor) => {
      const { numerator: top, denominator: bottom } = fraction(n, d);
      expect(top * d).toBe(n * bottom);
      expect(fraction(n * factor, d * factor)).toEqual({ numerator: top, denominator: bottom });
    }),
  ));
