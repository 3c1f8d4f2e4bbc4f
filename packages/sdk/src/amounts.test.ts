import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMinor, type MinorUnits, toMinor } from './amounts.ts';

it.each([
  ['888.49', 'USD', 88_849n],
  ['500', 'JPY', 500n],
  ['1.234', 'KWD', 1_234n],
])('reads %s %s as %s minor units', (text, currency, amount) => {
  expect(toMinor(text, currency)).toBe(amount);
});

it.each<[bigint | string, string, string]>([
  [88_849n, 'USD', '888.49'],
  ['88849', 'USD', '888.49'],
  ['-5', 'USD', '-0.05'],
  ['500', 'JPY', '500'],
  ['9'.repeat(38), 'USD', `${'9'.repeat(36)}.99`],
])('writes %s %s as %s', (amount, currency, text) => {
  expect(formatMinor(amount as MinorUnits, currency)).toBe(text);
});

it('reads what it wrote, of every amount', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 2n ** 63n - 1n), fc.constantFrom('USD', 'JPY', 'KWD', 'CLF'), (amount, currency) => {
      expect(toMinor(formatMinor(amount, currency), currency)).toBe(amount);
      expect(formatMinor(String(amount) as MinorUnits, currency)).toBe(formatMinor(amount, currency));
    }),
  );
});

describe('what is no amount of minor units', () => {
  it.each(['888.49', '', ' 5', '05', '1e3', '0x10', '-', 'NaN', '5n'])('%j is refused', (text) => {
    expect(() => formatMinor(text as MinorUnits, 'USD')).toThrow(/^".*" is not a whole number of minor units\.$/);
  });

  it('nor is a number', () => {
    expect(() => formatMinor(88_849.5 as never, 'USD')).toThrow(RangeError);
  });
});
