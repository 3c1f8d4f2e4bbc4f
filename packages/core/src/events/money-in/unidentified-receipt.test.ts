import { beforeEach, describe, expect, it } from 'vitest';
import {
  day,
  entriesOf,
  entry,
  entryId,
  eur,
  eventId,
  InMemoryBook,
  loanId,
  payment,
} from '../../../test/in-memory-book.ts';
import { bankReturn, paymentSettlement, receipt, refund } from '../../../test/money-in.ts';
import type { SourceMethod } from '../../loan/source-method.ts';

let book: InMemoryBook;
/** L1 owes principal 10,000 from 2026-01-05 on; 500 came in by ACH on 2026-02-01, of nobody yet. */
beforeEach(() => {
  book = new InMemoryBook();
  book.disburse({ amount: 10_000n });
  book.post(receipt({ amount: 500n, on: '2026-02-01', by: 'ach', ref: 'trace-1' }));
});
const received = eventId(2);
const take = (amount: bigint, on = '2026-02-03') => book.pay({ amount, on, by: 'ach', from: received });

it('a payment that takes from it is held as the receipt came, whatever the payment says', () => {
  const taken = book.pay({ amount: 100n, on: '2026-02-03', by: 'wire', from: received, mode: 'fees_only' });
  expect(taken.answer.holdUntil).toBe('2026-02-07');
  expect(book.refusal(refund({ amount: 100n, on: '2026-02-07' })).refused).toBe('suspense_on_hold');
  expect(book.post(refund({ amount: 100n, on: '2026-02-08' })).answer).toMatchObject({ suspense: 0n });
});

describe('money whose payer is not known', () => {
  it.each<[SourceMethod, number]>([
    ['ach', 1050],
    ['card', 1050],
    ['wire', 1000],
    ['check', 1000],
    ['internal_transfer', 1000],
    ['other', 1000],
  ])('by %s waits in 2210, debited to %s, and is of no loan (D17)', (by, cash) => {
    const booked = book.post(receipt({ amount: 700n, on: '2026-02-01', by, ref: 'trace-2' }));
    expect(entriesOf(booked)).toEqual([entry('payment_received', '2026-02-01', [cash, 2210, 700n])]);
    expect(booked.entries[0]?.postings[0]).toEqual({
      debit: cash,
      credit: 2210,
      amount: 700n,
      layer: 'SETTLED',
      externalRef: 'trace-2',
    });
    expect(booked.answer).toEqual({ kind: 'receipt', entryId: entryId(3), postedAt: '2030-01-01T00:00:03.000Z' });
    expect(booked.loanId).toBeUndefined();
  });

  it('is taken by payments of its loans, as far as it goes', () => {
    expect(entriesOf(take(300n))[0]).toEqual(entry('payment_received', '2026-02-03', [2210, 2200, 300n]));
    expect(book.refusal(payment({ amount: 201n, on: '2026-02-03', from: received }))).toEqual({
      refused: 'receipt_exceeded',
      detail: `receipt ${received} holds 200 still, sent 201`,
    });
  });

  it('is booked once under its name: the same again is the first, and another amount is a conflict', () => {
    expect(book.decision(receipt({ amount: 500n, on: '2026-02-02', by: 'ach', ref: 'trace-1' }))).toEqual({
      alreadyBookedAs: received,
    });
    const named = `ach trace-1 is receipt ${received}`;
    for (const other of [{ amount: 501n }, { amount: 500n, currency: eur }]) {
      expect(book.refusal(receipt({ ...other, by: 'ach', ref: 'trace-1' }))).toEqual({
        refused: 'external_ref_conflict',
        detail: `${named}, of another loan, amount or currency`,
      });
    }
    expect(book.refusal(payment({ amount: 500n, by: 'ach', ref: 'trace-1' }))).toEqual({
      refused: 'external_ref_conflict',
      detail: `${named}, and not a payment`,
    });
  });

  it('of tomorrow is refused', () => {
    book.today = day('2026-01-31');
    expect(book.refusal(receipt({ amount: 1n, on: '2026-02-01', ref: 'trace-3' }))).toEqual({
      refused: 'effective_date_in_future',
      detail: '2026-02-01 is after the business date 2026-01-31 (UTC)',
    });
  });
});

describe('it settles whole, whoever has taken it', () => {
  it('DR 1000 / CR 1050, of no loan, under the receipt', () => {
    take(300n);
    const settled = book.post(paymentSettlement({ of: received, on: '2026-02-04', ref: 'bank-1' }));
    expect(entriesOf(settled)).toEqual([entry('payment_settled', '2026-02-04', [1000, 1050, 500n])]);
    expect(settled.entries[0]).toMatchObject({ correlationId: received, postings: [{ externalRef: 'bank-1' }] });
    expect(settled.answer).toMatchObject({ paymentId: received, applied: undefined });
    expect(settled.loanId).toBeUndefined();
  });

  it('less what the bank took back before', () => {
    const paid = take(300n);
    book.post(bankReturn({ of: paid.event, amount: 100n }));
    book.post(bankReturn({ of: received, amount: 50n }));
    const settled = book.post(paymentSettlement({ of: received, on: '2026-02-04' }));
    expect(settled.entries[0]?.postings[0]?.amount).toBe(350n);
  });

  it.each<[string, (of: typeof received) => void, string, string]>([
    [
      'twice',
      (of) => book.post(paymentSettlement({ of, on: '2026-02-03' })),
      'already_settled',
      `settled by event ${eventId(3)}`,
    ],
    [
      'once all of it came back',
      (of) => book.post(bankReturn({ of })),
      'already_returned',
      `500 of the 500 of receipt ${received} came back: nothing is to come`,
    ],
  ])('but not %s', (_, before, refused, detail) => {
    before(received);
    expect(book.refusal(paymentSettlement({ of: received, on: '2026-02-04' }))).toEqual({ refused, detail });
  });

  it('but not where it was in the bank at once, nor before it came in, nor for a payment that took from it', () => {
    const wire = book.post(receipt({ amount: 1n, on: '2026-02-01', ref: 'wire-1' }));
    expect(book.refusal(paymentSettlement({ of: wire.event, on: '2026-02-04' }))).toEqual({
      refused: 'already_settled',
      detail: 'the money came by wire and was in the bank at once',
    });
    expect(book.refusal(paymentSettlement({ of: received, on: '2026-01-31' }))).toEqual({
      refused: 'effective_before_first_disbursement',
      detail: '2026-01-31 is before the money came in, 2026-02-01',
    });
    const paid = take(300n);
    expect(book.refusal(paymentSettlement({ of: paid.event, on: '2026-02-04' }))).toEqual({
      refused: 'already_settled',
      detail: `payment ${paid.event} took its money from receipt ${received}: that one settles`,
    });
  });
});

describe('the bank takes it back', () => {
  it('as far as nobody has taken it: DR 2210, and the rest is returned by returning the payments', () => {
    take(300n);
    const returned = book.post(bankReturn({ of: received }));
    expect(entriesOf(returned)).toEqual([entry('payment_returned', '2026-02-01', [2210, 1050, 200n])]);
    expect(returned.answer).toMatchObject({ returned: 200n, loanStatus: undefined, staleAccruals: [] });
    expect(book.refusal(bankReturn({ of: received }))).toEqual({
      refused: 'already_returned',
      detail: `nothing is left of receipt ${received}`,
    });
  });

  it('but not where payments have taken all of it', () => {
    take(500n);
    expect(book.refusal(bankReturn({ of: received }))).toEqual({
      refused: 'return_exceeds_payment',
      detail: `payments took all 500 of receipt ${received}: return those`,
    });
  });

  it('in parts', () => {
    book.post(bankReturn({ of: received, amount: 120n }));
    expect(book.refusal(bankReturn({ of: received, amount: 381n }))).toEqual({
      refused: 'return_exceeds_payment',
      detail: `380 is left of receipt ${received}, sent 381`,
    });
    expect(book.refusal(payment({ amount: 381n, on: '2026-02-03', from: received })).detail).toContain(
      'holds 380 still',
    );
  });

  it.each([
    ['from what is on its way, while the receipt has not settled', false, 1050],
    ['from the bank, once it has', true, 1000],
  ])('of a payment that had taken it: %s', (_, settle, cash) => {
    const paid = take(300n);
    if (settle) book.post(paymentSettlement({ of: received, on: '2026-02-04' }));
    const returned = book.post(bankReturn({ of: paid.event }));
    expect(entriesOf(returned)).toEqual([entry('payment_returned', '2026-02-03', [1100, cash, 300n])]);
    expect(book.receipt(received)?.returned).toEqual({ unidentified: 0n, ofPayments: 300n });
    expect(book.fold(loanId('L1')).principal).toBe(10_000n);
  });
});
