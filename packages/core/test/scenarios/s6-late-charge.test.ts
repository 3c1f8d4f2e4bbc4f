/**
 * S6, a late charge partly paid (steps 1 to 3). The waiver that follows has no command yet.
 * L6, USD, given on 2026-10-01: principal 200,000, interest 3,000. Waterfall fees > interest > principal.
 */
import { expect, it } from 'vitest';
import { InMemoryBook, lines } from '../in-memory-book.ts';

const book = new InMemoryBook();
book.given('L6', '2026-10-01', { principal: 200_000n, interest: 3_000n });

it('1. 2026-10-01 fee_assessed: a late charge of 2,900', () => {
  const charged = book.charge({ loan: 'L6', amount: 2_900n, type: 'late', on: '2026-10-01' });
  expect(lines(...charged.entries)).toEqual(['DR 1310 2,900 L6', 'CR 4210 2,900 L6']);
  expect(charged.answer.feesReceivable).toBe(2_900n);
  expect(book.stands('L6')).toBe('principal 200,000 | interest 3,000 | fees 2,900 | exposure 205,900 | suspense 0');
});

it('2 and 3. 2026-10-05 payment of 1,900 by card: all of it to the late charge', () => {
  const paid = book.pay({ loan: 'L6', amount: 1_900n, by: 'card', on: '2026-10-05', ref: 'P1' });
  const [received, allocated] = paid.entries;
  expect(lines(received!)).toEqual(['DR 1050 1,900 L6', 'CR 2200 1,900 L6']);
  expect(lines(allocated!)).toEqual(['DR 2200 1,900 L6', 'CR 1310 1,900 L6']);
  expect(book.stands('L6')).toBe('principal 200,000 | interest 3,000 | fees 1,000 | exposure 204,000 | suspense 0');
});
