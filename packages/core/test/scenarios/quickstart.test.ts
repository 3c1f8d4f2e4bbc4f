/** The quickstart's figures: a loan of principal 1,000,000, interest 10,000 and fees 500, and a payment of 88,849. */
import { expect, it } from 'vitest';
import { InMemoryBook } from '../in-memory-book.ts';

it('88,849 on 2026-05-01 is 500 / 10,000 / 78,349 / 0, and leaves 921,651 / 0 / 0 / 921,651', () => {
  const book = new InMemoryBook();
  book.given('L1', '2026-05-01', { principal: 1_000_000n, interest: 10_000n, fees: 500n });
  const paid = book.pay({ loan: 'L1', amount: 88_849n, by: 'ach', on: '2026-05-01', ref: 'stripe_ch_xyz123' });
  expect(paid.answer.allocation).toEqual({
    lateCharges: 0n,
    fees: 500n,
    interest: 10_000n,
    principal: 78_349n,
    unapplied: 0n,
  });
  expect(book.stands('L1')).toBe('principal 921,651 | interest 0 | fees 0 | exposure 921,651 | suspense 0');
});
