/**
 * S4, an overpayment at payoff, a payment on the paid-off loan, a refund, and a return while in suspense. A refund is one
 * entry here (domain decision D16): steps 4 and 6 are one. L4, USD, given on 2026-07-01: principal 100,000, interest
 * 1,500.
 */
import { expect, it } from 'vitest';
import { InMemoryBook, lines } from '../in-memory-book.ts';
import { bankReturn, refund } from '../money-in.ts';

const book = new InMemoryBook();
book.given('L4', '2026-07-01', { principal: 100_000n, interest: 1_500n });

it('given', () => {
  expect(book.stands('L4')).toBe('principal 100,000 | interest 1,500 | fees 0 | exposure 101,500 | suspense 0');
});

it('1 and 2. 2026-07-01 payment of 110,000 by wire: paid off, with a credit balance of 8,500', () => {
  const paid = book.pay({ loan: 'L4', amount: 110_000n, by: 'wire', on: '2026-07-01', ref: 'P1' });
  const [received, allocated] = paid.entries;
  expect(lines(received!)).toEqual(['DR 1000 110,000 L4', 'CR 2200 110,000 L4']);
  expect(lines(allocated!)).toEqual(['DR 2200 101,500 L4', 'CR 1200 1,500 L4', 'CR 1100 100,000 L4']);
  expect(paid.answer).toMatchObject({
    allocation: { fees: 0n, interest: 1_500n, principal: 100_000n, unapplied: 8_500n },
    loanStatus: 'paid_off',
    warnings: [],
  });
  expect(book.stands('L4')).toBe('principal 0 | interest 0 | fees 0 | exposure 0 | suspense 8,500');
});

it('3. 2026-07-03 payment of 20,000 by ACH on the paid-off loan: accepted, never refused', () => {
  const paid = book.pay({ loan: 'L4', amount: 20_000n, by: 'ach', on: '2026-07-03', ref: 'P2' });
  expect(paid.entries.map(({ type }) => type)).toEqual(['payment_received']);
  expect(lines(...paid.entries)).toEqual(['DR 1050 20,000 L4', 'CR 2200 20,000 L4']);
  expect(paid.answer).toMatchObject({
    allocationEntryId: undefined,
    allocation: { fees: 0n, interest: 0n, principal: 0n, unapplied: 20_000n },
    loanStatus: 'paid_off',
    warnings: [{ code: 'loan_paid_off' }],
  });
  expect(book.stands('L4')).toBe('principal 0 | interest 0 | fees 0 | exposure 0 | suspense 28,500');
});

it('4 and 6. 2026-07-06 refund of 8,500: the first payment is final, the second is inside its hold', () => {
  expect(book.refusal(refund({ loan: 'L4', amount: 28_500n, on: '2026-07-06' }))).toEqual({
    refused: 'suspense_on_hold',
    detail: '8500 of suspense 28500 is past its hold at 2026-07-06, sent 28500: it is from 2026-07-08',
  });
  const refunded = book.post(refund({ loan: 'L4', amount: 8_500n, on: '2026-07-06' }));
  expect(lines(...refunded.entries)).toEqual(['DR 2200 8,500 L4', 'CR 1000 8,500 L4']);
  expect(book.stands('L4')).toBe('principal 0 | interest 0 | fees 0 | exposure 0 | suspense 20,000');
});

it('5. 2026-07-07 the second payment is returned R01: it is still in suspense', () => {
  const [, second] = book.history(book.named('L4').id).filter(({ type }) => type === 'payment_received');
  const returned = book.post(bankReturn({ of: second!.eventId }));
  expect(lines(...returned.entries)).toEqual(['DR 2200 20,000 L4', 'CR 1050 20,000 L4']);
  expect(returned.answer).toMatchObject({ restored: { suspense: 20_000n }, loanStatus: 'paid_off', warnings: [] });
  expect(book.stands('L4')).toBe('principal 0 | interest 0 | fees 0 | exposure 0 | suspense 0');
});
