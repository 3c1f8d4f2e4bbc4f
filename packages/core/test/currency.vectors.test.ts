/**
 * The table of currencies against the snapshot of ISO 4217 in `vectors/iso4217.json` (February 2026): every active
 * code with its decimals, and no withdrawn one.
 */
import { expect, it } from 'vitest';
import { CURRENCIES, isCurrency, minorUnitsOf } from '../src/money/currency.ts';
import { formatMinor, toMinor } from '../src/money/decimal.ts';
import vectors from './vectors/iso4217.json' with { type: 'json' };

it('leaves no part of the file unread', () => {
  expect(Object.keys(vectors)).toEqual(['about', 'active', 'withdrawn']);
  expect(vectors.active).toHaveLength(178);
  expect(vectors.withdrawn).toHaveLength(129);
});

it('has exactly the active codes', () => {
  expect(CURRENCIES).toEqual(vectors.active.map(({ code }) => code).sort());
});

it.each(vectors.active)('$code has $minor_units decimals', ({ code, minor_units }) => {
  expect(minorUnitsOf(code)).toBe(minor_units);
});

it.each(vectors.active.filter(({ minor_units }) => minor_units !== null))(
  'one minor unit of $code is written in full and read back',
  ({ code, minor_units }) => {
    const written = minor_units === 0 ? '1' : `0.${'1'.padStart(minor_units ?? 0, '0')}`;
    expect(formatMinor(1n, code)).toBe(written);
    expect(toMinor(written, code)).toBe(1n);
  },
);

it.each(vectors.active.filter(({ minor_units }) => minor_units === null))(
  'no amount is stated in $code ($name)',
  ({ code }) => {
    const sentence = `${code} has no minor unit in ISO 4217, so no amount can be stated in it.`;
    expect(() => toMinor('1', code)).toThrow(new RangeError(sentence));
    expect(() => formatMinor(1n, code)).toThrow(new RangeError(sentence));
  },
);

it.each(vectors.withdrawn)('$code, withdrawn $withdrawn, is no currency any more', ({ code }) => {
  expect(isCurrency(code)).toBe(false);
});
