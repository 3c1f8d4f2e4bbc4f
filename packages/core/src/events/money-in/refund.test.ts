import { beforeEach, describe, expect, it } from 'vitest';
import { adjustment } from '../../../test/corrections.ts';
import { day, entriesOf, entry, entryId, eventId, InMemoryBook, loanId } from '../../../test/in-memory-book.ts';
import { allocation, refund } from '../../../test/money-in.ts';
import { receiptsOf } from '../../loan/money-received.ts';

let book: InMemoryBook;
/** L1 owes 10,000 and holds 200 by wire of 2026-10-03, 300 by ACH of the 4th and 50 by card of the 5th in suspense. */
beforeEach(() => {
  book = new InMemoryBook();
  book.disburse({ amount: 10_000n, on: '2026-10-01' });
  for (const [amount, by, on] of [
    [50n, 'card', '2026-10-05'],
    [300n, 'ach', '2026-10-04'],
    [200n, 'wire', '2026-10-03'],
  ] as const) {
    book.pay({ amount, by, on, mode: 'fees_only' });
  }
});
const [card, ach, wire] = [eventId(2), eventId(3), eventId(4)];

describe('a refund', () => {
  it('pays suspense back in one entry, oldest money first, each posting naming whose it was (D16)', () => {
    const refunded = book.post(refund({ amount: 510n, on: '2026-10-09', ref: 'out-1' }));
    expect(entriesOf(refunded)).toEqual([
      entry('refund', '2026-10-09', [2200, 1000, 200n], [2200, 1000, 300n], [2200, 1000, 10n]),
    ]);
    expect(refunded.entries[0]?.postings).toMatchObject([
      { source: wire, externalRef: 'out-1' },
      { source: ach, externalRef: 'out-1' },
      { source: card, externalRef: 'out-1' },
    ]);
    expect(refunded.answer).toEqual({
      kind: 'refund',
      entryId: entryId(5),
      postedAt: '2030-01-01T00:00:05.000Z',
      suspense: 40n,
      available: 40n,
    });
  });

  it.each([
    ['2026-10-03', 200n],
    ['2026-10-06', 200n], // the card's two days begin on the 5th
    ['2026-10-07', 250n],
    ['2026-10-08', 250n], // and the five of ACH on the 4th
    ['2026-10-09', 550n],
  ])('on %s takes no more than %s, what is past its hold by then (D14)', (on, most) => {
    book.today = day('2026-10-20');
    expect(book.decision(refund({ amount: most, on }))).toHaveProperty('answer.kind', 'refund');
    expect(book.refusal(refund({ amount: most + 1n, on })).refused).toBe(
      on === '2026-10-03' || on === '2026-10-09' ? 'insufficient_suspense' : 'suspense_on_hold',
    );
  });

  it('answers what may be refunded today, of what is left', () => {
    book.today = day('2026-10-07');
    expect(book.post(refund({ amount: 20n, on: '2026-10-04' })).answer).toMatchObject({
      suspense: 530n,
      available: 230n,
    });
  });
});

it('what an adjustment takes without saying whose it is, it takes of the money that was there, the oldest first', () => {
  book.post(adjustment(['DR 2200 210 L1', 'CR 1000 210 L1'], { on: '2026-10-04' }));
  const left = receiptsOf(book.history(loanId('L1'))).map(({ eventId: id, unapplied }) => [id, unapplied]);
  expect(left).toEqual([
    [wire, 0n],
    [ach, 290n],
    [card, 50n],
  ]);
});

describe('a refused refund quotes what stands in the way', () => {
  it.each<[string, Parameters<typeof refund>[0], string]>([
    ['loan_not_found', { loan: 'L2', amount: 1n, on: '2026-10-06' }, `no loan ${loanId('L2')}`],
    [
      'effective_date_in_future',
      { amount: 1n, on: '2026-10-21' },
      '2026-10-21 is after the business date 2026-10-20 (UTC)',
    ],
    [
      'effective_before_first_disbursement',
      { amount: 1n, on: '2026-09-30' },
      '2026-09-30 is before the first disbursement, 2026-10-01',
    ],
    ['insufficient_suspense', { amount: 551n, on: '2026-10-09' }, 'suspense 550 at 2026-10-09, sent 551'],
    [
      'suspense_on_hold',
      { amount: 250n, on: '2026-10-06' },
      '200 of suspense 550 is past its hold at 2026-10-06, sent 250: it is from 2026-10-07',
    ],
    [
      'suspense_on_hold',
      { amount: 251n, on: '2026-10-06' },
      '200 of suspense 550 is past its hold at 2026-10-06, sent 251: it is from 2026-10-09',
    ],
  ])('%s: %s', (refused, its, detail) => {
    book.today = day('2026-10-20');
    expect(book.refusal(refund(its))).toEqual({ refused, detail });
  });

  it('insufficient_suspense, by what is left on a later day (D8)', () => {
    book.post(allocation({ on: '2026-10-15', amount: 500n }));
    expect(book.refusal(refund({ amount: 51n, on: '2026-10-09' })).detail).toBe('suspense 50 at 2026-10-09, sent 51');
  });
});
