import { beforeEach, describe, expect, it } from 'vitest';
import {
  day,
  entriesOf,
  entry,
  entryId,
  eventId,
  InMemoryBook,
  loanId,
  settlement,
} from '../../../test/in-memory-book.ts';

let book: InMemoryBook;
beforeEach(() => {
  book = new InMemoryBook();
  book.disburse({ amount: 1_000_000n, withheld: 10_000n, on: '2026-01-05', by: 'ach' });
});

describe('the bank confirms a disbursement', () => {
  it('the net leaves the bank, under the event of the disbursement, and the loan owes what it owed', () => {
    const before = book.named('L1').balances;
    const settled = book.settle({ of: eventId(1), on: '2026-01-07', ref: 'ach-trace-1' });
    expect(entriesOf(settled)).toEqual([entry('disbursement_settled', '2026-01-07', [2100, 1000, 990_000n])]);
    expect(settled.entries[0]).toMatchObject({ correlationId: eventId(1), postings: [{ externalRef: 'ach-trace-1' }] });
    expect(settled).toMatchObject({ subject: eventId(1), loanId: loanId('L1') });
    expect(settled.answer).toEqual({
      kind: 'settlement',
      disbursementId: eventId(1),
      entryId: entryId(2),
      postedAt: '2030-01-01T00:00:02.000Z',
    });
    expect(book.named('L1').balances).toEqual(before);
    expect(book.disbursement(eventId(1))?.settledBy).toBe(eventId(2));
  });

  it('on the very day of the disbursement', () => {
    expect(book.settle({ of: eventId(1), on: '2026-01-05' }).entries[0]?.effectiveAt).toBe('2026-01-05');
  });

  it('each draw by itself', () => {
    book.disburse({ amount: 300n, on: '2026-01-06' });
    book.settle({ of: eventId(2), on: '2026-01-08' });
    expect(book.disbursement(eventId(1))?.settledBy).toBeUndefined();
    expect(book.settle({ of: eventId(1), on: '2026-01-09' }).entries[0]?.postings[0]?.amount).toBe(990_000n);
  });
});

describe('a refused settlement quotes what stands in the way', () => {
  it.each([
    ['event_not_found', { of: eventId(9), on: '2026-01-07' }, `no disbursement ${eventId(9)}`],
    [
      'effective_date_in_future',
      { of: eventId(1), on: '2026-01-11' },
      '2026-01-11 is after the business date 2026-01-10 (UTC)',
    ],
    [
      'effective_before_first_disbursement',
      { of: eventId(1), on: '2026-01-04' },
      '2026-01-04 is before the disbursement itself, 2026-01-05',
    ],
  ] as const)('%s', (refused, its, detail) => {
    book.today = day('2026-01-10');
    expect(book.refusal(settlement(its))).toEqual({ refused, detail });
  });

  it('already_settled, and by which event', () => {
    book.settle({ of: eventId(1), on: '2026-01-07' });
    expect(book.refusal(settlement({ of: eventId(1), on: '2026-01-08' }))).toEqual({
      refused: 'already_settled',
      detail: `settled by event ${eventId(2)}`,
    });
  });

  it('already_settled, where the draw settled itself', () => {
    const transfer = book.disburse({ loan: 'L2', amount: 5n, by: 'internal_transfer' });
    expect(book.refusal(settlement({ of: transfer.event, on: '2026-01-08' }))).toEqual({
      refused: 'already_settled',
      detail: `settled by event ${transfer.event}`,
    });
  });
});
