import { describe, expect, it } from 'vitest';
import { ACCOUNTS, accountOf, CHART } from './account.ts';

describe('the chart of accounts', () => {
  it('has 32 accounts in code order, and no code twice', () => {
    const codes = CHART.map(({ code }) => code);
    expect(codes).toHaveLength(32);
    expect(codes).toEqual([...new Set(codes)].sort((a, b) => a - b));
  });

  it('names each account by its role', () => {
    expect(CHART.map(({ role }) => role)).toEqual(Object.keys(ACCOUNTS));
    expect(new Set(CHART.map(({ name }) => name)).size).toBe(CHART.length);
  });

  it.each(CHART)('$code $role stands on the usual side of its class, $class', ({ code, class: kind, normal }) => {
    const debit = kind === 'asset' || kind === 'contra_income' || kind === 'expense' || kind === 'memo';
    // 9900 is the other side of every memo account, so it alone of its class is a credit.
    expect(normal).toBe(debit && code !== 9900 ? 'DR' : 'CR');
  });

  it.each([
    [1000, 'asset'],
    [1900, 'contra_asset'],
    [2200, 'liability'],
    [3000, 'equity'],
    [4100, 'income'],
    [4190, 'contra_income'],
    [4290, 'contra_income'],
    [5900, 'expense'],
    [9900, 'memo'],
  ])('%s is of class %s', (code, kind) => {
    expect(accountOf(code)?.class).toBe(kind);
  });

  it.each([0, 999, 1001, 1110, 9999, 1000.5])('has no account %s', (code) => {
    expect(accountOf(code)).toBeUndefined();
  });
});
