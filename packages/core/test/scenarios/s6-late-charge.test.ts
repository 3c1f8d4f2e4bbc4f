/**
 * S6, a late charge partly paid, then waived: first what is unpaid, then what was paid; and the first waiver undone.
 * L6, USD, given on 2026-10-01: principal 200,000, interest 3,000. Waterfall fees > interest > principal.
 */
import { expect, it } from 'vitest';
import type { JournalEntry } from '../../src/ledger/entry.ts';
import { reversal } from '../corrections.ts';
import { eventId, InMemoryBook, lines } from '../in-memory-book.ts';
import { waiver } from '../losses.ts';
import { allocation } from '../money-in.ts';

const book = new InMemoryBook();
book.given('L6', '2026-10-01', { principal: 200_000n, interest: 3_000n });
const FEE1 = eventId(3);
let unpaidWaived: JournalEntry;

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

it('4. 2026-10-09 fee_waived, scope unpaid: 1,000', () => {
  const waived = book.post(waiver({ fee: FEE1, on: '2026-10-09' }));
  unpaidWaived = waived.entries[0]!;
  expect(lines(...waived.entries)).toEqual(['DR 4290 1,000 L6', 'CR 1310 1,000 L6']);
  expect(book.stands('L6')).toBe('principal 200,000 | interest 3,000 | fees 0 | exposure 203,000 | suspense 0');
});

it("5. 2026-10-10 fee_waived, scope paid: 1,900 given back to the borrower's money", () => {
  const more = book.refusal(waiver({ fee: FEE1, amount: 1_901n, scope: 'all', on: '2026-10-10' }));
  expect(more).toEqual({
    refused: 'waiver_exceeds_fee',
    detail: 'of the fee 0 is unpaid and 1900 paid at 2026-10-10: scope all holds 1900, sent 1901',
  });
  const waived = book.post(waiver({ fee: FEE1, scope: 'paid', on: '2026-10-10' }));
  expect(lines(...waived.entries)).toEqual(['DR 4290 1,900 L6', 'CR 2200 1,900 L6']);
  expect(book.stands('L6')).toBe('principal 200,000 | interest 3,000 | fees 0 | exposure 203,000 | suspense 1,900');
});

it('6. 2026-10-10 payment_allocated from suspense: interest 1,900, the money of P1', () => {
  const applied = book.post(allocation({ loan: 'L6', on: '2026-10-10' }));
  expect(lines(...applied.entries)).toEqual(['DR 2200 1,900 L6', 'CR 1200 1,900 L6']);
  expect(applied.entries.flatMap(({ postings }) => postings.map(({ source }) => source))).toEqual([eventId(4)]);
  expect(book.stands('L6')).toBe('principal 200,000 | interest 1,100 | fees 0 | exposure 201,100 | suspense 0');
});

it('7. 2026-10-12 reversal of the first waiver: the fee is owed again', () => {
  const undone = book.post(reversal(unpaidWaived, { on: '2026-10-12' }));
  expect(lines(...undone.entries)).toEqual(['DR 1310 1,000 L6', 'CR 4290 1,000 L6']);
  expect(book.stands('L6')).toBe('principal 200,000 | interest 1,100 | fees 1,000 | exposure 202,100 | suspense 0');
  expect(book.post(waiver({ fee: FEE1, on: '2026-10-12' })).answer.fee).toEqual({
    assessed: 2_900n,
    paid: 0n,
    waived: 2_900n,
    unpaid: 0n,
  });
});
