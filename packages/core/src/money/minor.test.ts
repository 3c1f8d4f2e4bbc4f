import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MAX_MINOR, parseMinor } from './minor.ts';

it.each([
  ['nothing', '0', 0n],
  ['one cent', '1', 1n],
  ['the instalment of the quickstart', '88849', 88_849n],
  ['the last integer a float holds, and one more', '9007199254740993', 9_007_199_254_740_993n],
  ['the largest amount', '9223372036854775807', MAX_MINOR],
])('reads %s', (_, text, amount) => {
  expect(parseMinor(text)).toBe(amount);
});

it.each([
  ['no digits', ''],
  ['a sign', '-1'],
  ['a plus', '+1'],
  ['a leading zero', '01'],
  ['two zeros', '00'],
  ['a decimal point', '1.00'],
  ['an exponent', '1e3'],
  ['hexadecimal', '0x10'],
  ['a space before', ' 1'],
  ['a line break after', '1\n'],
  ['a thousands separator', '1,000'],
  ['digits of another script', '١٢٣'],
  ['one above the largest amount', '9223372036854775808'],
  ['nineteen nines', '9999999999999999999'],
  ['twenty digits', '10000000000000000000'],
])('has no reading for %s', (_, text) => {
  expect(parseMinor(text)).toBeUndefined();
});

it('reads back every amount that the ledger can write', () =>
  fc.assert(
    fc.property(fc.bigInt(0n, MAX_MINOR), (amount) => {
      expect(parseMinor(String(amount))).toBe(amount);
    }),
  ));

it('gives a text at most one reading', () =>
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9 .+-]{0,22}$/), (text) => {
      const amount = parseMinor(text);
      if (amount !== undefined) expect(String(amount)).toBe(text);
    }),
  ));
