import { describe, expect, it } from 'vitest';
import { retryBudget } from '../src/retry-budget.ts';
import { LOAN, ledgerOf } from './ledger-of.ts';
import { problem, scripted } from './scripted-server.ts';

describe('a budget of retries', () => {
  it('holds so many, and one more for ten that were answered', () => {
    const budget = retryBudget(2);
    expect([budget.spend(), budget.spend(), budget.spend()]).toEqual([true, true, false]);
    for (let answered = 0; answered < 9; answered++) budget.earn();
    expect(budget.spend()).toBe(false);
    budget.earn();
    budget.earn();
    expect([budget.spend(), budget.spend()]).toEqual([true, false]);
  });

  it('never holds more than it began with', () => {
    const budget = retryBudget(1);
    for (let answered = 0; answered < 100; answered++) budget.earn();
    expect([budget.spend(), budget.spend()]).toEqual([true, false]);
  });
});

describe('a ledger that is down for everybody', () => {
  const down = () => problem(503, 'overloaded');
  const calls = async (count: number, retryBudget?: number) => {
    const server = await scripted(down);
    // The calls share one fake clock, which every wait of each moves: no deadline may end them first.
    const { ledger } = ledgerOf(server, { retryBudget, timeoutMs: 1e9 });
    const ended = await Promise.allSettled(Array.from({ length: count }, () => ledger.loans.balance(LOAN)));
    expect(ended.every(({ status }) => status === 'rejected')).toBe(true);
    return server.met.length;
  };

  it.each([
    ['a hundred more by default', undefined, 60 + 100],
    ['as many more as the budget says', 7, 60 + 7],
    ['nothing more without one', 0, 60],
    ['every retry where there is no limit', Number.POSITIVE_INFINITY, 60 * 6],
  ])('meets of sixty calls %s', async (_, budget, met) => {
    expect(await calls(60, budget)).toBe(met);
  });
});

it('a call may set its own number of retries', async () => {
  const server = await scripted(() => problem(503, 'overloaded'));
  const { ledger } = ledgerOf(server);
  await expect(ledger.loans.balance(LOAN, { maxRetries: 1 })).rejects.toThrow('overloaded');
  expect(server.met).toHaveLength(2);
});
