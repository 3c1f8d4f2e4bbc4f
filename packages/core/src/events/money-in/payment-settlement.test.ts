import { beforeEach, describe, expect, it } from 'vitest';
import {
  day,
  entriesOf,
  entry,
  entryId,
  eventId,
  InMemoryBook,
  loanId,
  PROGRAM,
} from '../../../test/in-memory-book.ts';
import { bankReturn, paymentSettlement } from '../../../test/money-in.ts';
import { post } from '../../ledger/posting.ts';
import type { Program } from '../../loan/program.ts';

let book: InMemoryBook;
/** L1 owes principal 200,000, interest 3,000 and fees 500 on 2026-10-01, and pays 10,000 by ACH on the 5th. */
beforeEach(() => {
  book = new InMemoryBook();
  book.given('L1', '2026-10-01', { principal: 200_000n, interest: 3_000n, fees: 500n });
  book.pay({ amount: 10_000n, on: '2026-10-05', by: 'ach', ref: 'proc-1' });
});
const paid = eventId(4);

describe('the bank confirms a payment', () => {
  it('DR 1000 / CR 1050 under the payment, and no bucket changes', () => {
    const before = book.named('L1').balances;
    const settled = book.post(paymentSettlement({ of: paid, on: '2026-10-07', ref: 'bank-1' }));
    expect(entriesOf(settled)).toEqual([entry('payment_settled', '2026-10-07', [1000, 1050, 10_000n])]);
    expect(settled.entries[0]).toMatchObject({ correlationId: paid, postings: [{ externalRef: 'bank-1' }] });
    expect(settled).toMatchObject({ subject: paid, loanId: loanId('L1') });
    expect(settled.answer).toEqual({
      kind: 'payment_settlement',
      paymentId: paid,
      entryId: entryId(7),
      postedAt: '2030-01-01T00:00:05.000Z',
      applied: undefined,
    });
    expect(book.named('L1').balances).toEqual(before);
  });

  it('for what was not returned before', () => {
    book.post(bankReturn({ of: paid, amount: 4_000n }));
    const settled = book.post(paymentSettlement({ of: paid, on: '2026-10-07' }));
    expect(settled.entries[0]?.postings[0]?.amount).toBe(6_000n);
  });

  it('for what came in, where a collector kept a part of it', () => {
    const collected = book.happen('recovery', 'L1', (draft) => {
      const loan = draft.loan(loanId('L1'));
      const postings = [
        post(loan, 'payments_in_transit', 'unapplied_payments', 80n),
        post(loan, 'collection_cost', 'unapplied_payments', 20n),
      ];
      draft.write(loan, { type: 'payment_received', effectiveAt: day('2026-10-06'), postings });
    });
    const settled = book.post(paymentSettlement({ of: collected, on: '2026-10-07' }));
    expect(entriesOf(settled)).toEqual([entry('payment_settled', '2026-10-07', [1000, 1050, 80n])]);
  });
});

describe('a refused settlement quotes what stands in the way', () => {
  it.each<[string, string, { of: typeof paid; on: string }]>([
    ['event_not_found', `no payment ${eventId(9)}`, { of: eventId(9), on: '2026-10-07' }],
    ['event_not_found', `no payment ${eventId(1)}`, { of: eventId(1), on: '2026-10-07' }],
    [
      'effective_date_in_future',
      '2026-10-11 is after the business date 2026-10-10 (UTC)',
      { of: paid, on: '2026-10-11' },
    ],
    [
      'effective_before_first_disbursement',
      '2026-10-04 is before the money came in, 2026-10-05',
      { of: paid, on: '2026-10-04' },
    ],
  ])('%s: %s', (refused, detail, its) => {
    book.today = day('2026-10-10');
    expect(book.refusal(paymentSettlement(its))).toEqual({ refused, detail });
  });

  it('already_settled, and by which event', () => {
    book.post(paymentSettlement({ of: paid, on: '2026-10-07' }));
    expect(book.refusal(paymentSettlement({ of: paid, on: '2026-10-08' }))).toEqual({
      refused: 'already_settled',
      detail: `settled by event ${eventId(5)}`,
    });
  });

  it.each(['wire', 'check', 'internal_transfer', 'other'] as const)(
    'already_settled: %s is in the bank at once',
    (by) => {
      const { event } = book.pay({ amount: 1n, on: '2026-10-05', by });
      expect(book.refusal(paymentSettlement({ of: event, on: '2026-10-07' }))).toEqual({
        refused: 'already_settled',
        detail: `the money came by ${by} and was in the bank at once`,
      });
    },
  );

  it('already_returned, once nothing is to come', () => {
    book.post(bankReturn({ of: paid }));
    expect(book.refusal(paymentSettlement({ of: paid, on: '2026-10-07' }))).toEqual({
      refused: 'already_returned',
      detail: `10000 of the 10000 of payment ${paid} came back: nothing is to come`,
    });
  });

  it('already_reversed, and by which entry', () => {
    const [received] = book.history(loanId('L1')).filter(({ type }) => type === 'payment_received');
    book.happen('reversal', 'L1', (draft) => {
      const loan = draft.loan(loanId('L1'));
      const reversal = {
        type: 'reversal',
        effectiveAt: day('2026-10-05'),
        reversesEntryId: received!.entryId,
      } as const;
      draft.write(loan, { ...reversal, postings: [post(loan, 'loan_principal', 'payments_in_transit', 10_000n)] });
    });
    expect(book.refusal(paymentSettlement({ of: paid, on: '2026-10-07' }))).toEqual({
      refused: 'already_reversed',
      detail: `payment ${paid} was reversed by entry ${entryId(7)}`,
    });
  });
});

describe('a program that credits money on settlement', () => {
  const onSettlement: Program = { ...PROGRAM, creditOn: { ...PROGRAM.creditOn, ach: 'settlement' } };
  beforeEach(() => {
    book = new InMemoryBook(onSettlement);
    book.given('L1', '2026-10-01', { principal: 200_000n, interest: 3_000n, fees: 500n });
  });

  it('takes the note away, books the receipt in its place and applies it, all under the payment', () => {
    const { event } = book.pay({ amount: 10_000n, on: '2026-10-05', by: 'ach' });
    expect(book.named('L1').balances).toMatchObject({ principal: 200_000n, suspense: 0n });
    const settled = book.post(paymentSettlement({ of: event, on: '2026-10-07' }));
    expect(entriesOf(settled)).toEqual([
      entry('payment_settled', '2026-10-07', [2200, 1050, 10_000n], [1000, 2200, 10_000n]),
      entry('payment_allocated', '2026-10-07', [2200, 1300, 500n], [2200, 1200, 3_000n], [2200, 1100, 6_500n]),
    ]);
    expect(settled.entries[0]?.postings.map(({ layer }) => layer)).toEqual(['PENDING', 'SETTLED']);
    expect(settled.entries.map(({ correlationId }) => correlationId)).toEqual([event, event]);
    expect(settled.answer.applied?.allocation).toMatchObject({ fees: 500n, interest: 3_000n, principal: 6_500n });
  });

  it('keeps the instruction of the payer', () => {
    const { event } = book.pay({ amount: 700n, on: '2026-10-05', by: 'ach', custom: { principal: 700n } });
    const settled = book.post(paymentSettlement({ of: event, on: '2026-10-07' }));
    expect(settled.answer.applied?.allocation).toMatchObject({ principal: 700n, fees: 0n, interest: 0n });
  });

  it('follows the waterfall where the instruction no longer fits', () => {
    const { event } = book.pay({ amount: 500n, on: '2026-10-05', by: 'ach', custom: { fees: 500n } });
    book.pay({ amount: 400n, on: '2026-10-06', by: 'wire' });
    const settled = book.post(paymentSettlement({ of: event, on: '2026-10-07' }));
    expect(settled.answer.applied?.allocation).toMatchObject({ fees: 100n, interest: 400n });
  });

  it('applies only what was not returned before, and gives it back from the day of settlement on', () => {
    const { event } = book.pay({ amount: 10_000n, on: '2026-10-05', by: 'ach' });
    book.post(bankReturn({ of: event, amount: 4_000n }));
    const settled = book.post(paymentSettlement({ of: event, on: '2026-10-07' }));
    expect(settled.answer.applied?.allocation).toMatchObject({ fees: 500n, interest: 3_000n, principal: 2_500n });
    const returned = book.post(bankReturn({ of: event }));
    expect(entriesOf(returned)).toEqual([
      entry('payment_returned', '2026-10-07', [1300, 1000, 500n], [1200, 1000, 3_000n], [1100, 1000, 2_500n]),
    ]);
    expect(book.refusal(bankReturn({ of: event })).refused).toBe('already_returned');
  });
});
