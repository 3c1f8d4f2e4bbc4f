import { describe, expect, expectTypeOf, it } from 'vitest';
import { CURRENCIES, type Currency, currency, isCurrency, minorUnitsOf } from './currency.ts';

it.each([
  ['JPY', 0],
  ['USD', 2],
  ['EUR', 2],
  ['KWD', 3],
  ['CLF', 4],
  ['XAU', null],
  ['XXX', null],
])('gives %s its decimals', (code, digits) => {
  expect(minorUnitsOf(code)).toBe(digits);
});

describe('what is no currency', () => {
  it.each([
    ['lower case', 'usd'],
    ['a withdrawn code', 'HRK'],
    ['the lev, withdrawn when Bulgaria joined the euro', 'BGN'],
    ['a code nobody gave out', 'ZZZ'],
    ['the empty text', ''],
    ['a space', 'USD '],
    ['a name that every object has', 'constructor'],
  ])('%s', (_, code) => {
    expect(isCurrency(code)).toBe(false);
    const sentence = `${JSON.stringify(code)} is not a currency code in force in ISO 4217.`;
    expect(() => currency(code)).toThrow(new RangeError(sentence));
    expect(() => minorUnitsOf(code)).toThrow(new RangeError(sentence));
  });
});

it('lists each code once, in alphabetic order', () => {
  expect(CURRENCIES).toEqual([...new Set(CURRENCIES)].sort());
  expect(CURRENCIES.every(isCurrency)).toBe(true);
  expect(CURRENCIES).toHaveLength(178);
});

it('does not let an unchecked string pass for a currency', () => {
  expectTypeOf(currency('USD')).toEqualTypeOf<Currency>();
  // @ts-expect-error a string that nobody looked up
  const unchecked: Currency = 'USD';
  expect(unchecked).toBe('USD');
});
