import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CURRENCIES, minorUnitsOf } from './currency.ts';
import { formatMinor, toMinor } from './decimal.ts';
import { MAX_MINOR } from './minor.ts';

const stated = fc.constantFrom(...CURRENCIES.filter((code) => minorUnitsOf(code) !== null));

it.each([
  ['888.49', 'USD', 88_849n],
  ['888.4', 'USD', 88_840n],
  ['888', 'USD', 88_800n],
  ['0.05', 'USD', 5n],
  ['0', 'USD', 0n],
  ['500', 'JPY', 500n],
  ['1.234', 'KWD', 1_234n],
  ['0.0001', 'CLF', 1n],
  ['92233720368547758.07', 'USD', MAX_MINOR],
  ['9223372036854775807', 'JPY', MAX_MINOR],
])('reads %s %s', (text, code, amount) => {
  expect(toMinor(text, code)).toBe(amount);
});

it.each([
  [88_849n, 'USD', '888.49'],
  [0n, 'USD', '0.00'],
  [5n, 'USD', '0.05'],
  [-5n, 'USD', '-0.05'],
  [-88_849n, 'USD', '-888.49'],
  [500n, 'JPY', '500'],
  [-500n, 'JPY', '-500'],
  [1_234n, 'KWD', '1.234'],
  [1n, 'CLF', '0.0001'],
  [MAX_MINOR, 'USD', '92233720368547758.07'],
])('writes %s minor units of %s', (amount, code, text) => {
  expect(formatMinor(amount, code)).toBe(text);
});

it.each([
  ['888.495', 'USD', 'USD has 2 decimals, and "888.495" has 3 decimals.'],
  ['888.490', 'USD', 'USD has 2 decimals, and "888.490" has 3 decimals.'],
  ['500.0', 'JPY', 'JPY has no decimals, and "500.0" has 1 decimal.'],
  ['92233720368547758.08', 'USD', '"92233720368547758.08" USD is above 92233720368547758.07, the largest amount.'],
  ['99999999999999999999', 'JPY', '"99999999999999999999" JPY is above 9223372036854775807, the largest amount.'],
  ['1', 'XAU', 'XAU has no minor unit in ISO 4217, so no amount can be stated in it.'],
  ['1', 'usd', '"usd" is not a currency code in force in ISO 4217.'],
])('refuses %s %s with the reason', (text, code, sentence) => {
  expect(() => toMinor(text, code)).toThrow(new RangeError(sentence));
});

it.each(['', '-1', '+1', '1,000.00', '01', '.5', '5.', '1e3', ' 1', '1\n', 'NaN', '1.2.3', '$1'])(
  'does not guess what %j means',
  (text) => {
    const sentence = `${JSON.stringify(text)} is not an amount: write digits, and a point before the decimals, as in 888.49.`;
    expect(() => toMinor(text, 'USD')).toThrow(new RangeError(sentence));
  },
);

it('quotes only the beginning of a very long text', () => {
  expect(() => toMinor('9'.repeat(1_000_000), 'USD')).toThrow(
    new RangeError(`"${'9'.repeat(40)}…" USD is above 92233720368547758.07, the largest amount.`),
  );
});

it('writes nothing in a unit that has no minor unit', () => {
  expect(() => formatMinor(1n, 'XXX')).toThrow(
    new RangeError('XXX has no minor unit in ISO 4217, so no amount can be stated in it.'),
  );
});

it('reads back what it writes, in every currency', () =>
  fc.assert(
    fc.property(fc.bigInt(0n, MAX_MINOR), stated, (amount, code) => {
      expect(toMinor(formatMinor(amount, code), code)).toBe(amount);
    }),
  ));

it('writes a negative amount as the positive one with a sign', () =>
  fc.assert(
    fc.property(fc.bigInt(1n, MAX_MINOR), stated, (amount, code) => {
      expect(formatMinor(-amount, code)).toBe(`-${formatMinor(amount, code)}`);
    }),
  ));
