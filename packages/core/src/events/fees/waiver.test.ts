import { beforeEach, describe, expect, it } from 'vitest';
import { reversal } from '../../../test/corrections.ts';
import { day, entriesOf, entry, entryId, eventId, InMemoryBook, loanId } from '../../../test/in-memory-book.ts';
import { chargeoff, recovery, restructure, waiver } from '../../../test/losses.ts';
import type { EventId } from '../../ledger/identity.ts';
import { feesOf } from '../../loan/fee-account.ts';
import { receiptsOf } from '../../loan/money-received.ts';

let book: InMemoryBook;
let late: EventId;
let other: EventId;

/** L1 owes principal 10,000, a late charge of 500 and a fee of 300, both of 2026-02-01. */
beforeEach(() => {
  book = new InMemoryBook();
  book.disburse({ amount: 10_000n, on: '2026-01-05' });
  late = book.charge({ amount: 500n, type: 'late', on: '2026-02-01' }).event;
  other = book.charge({ amount: 300n, on: '2026-02-01' }).event;
});

describe('what is unpaid', () => {
  it('of a late charge is DR 4290 / CR 1310, all of it unless an amount is named', () => {
    const waived = book.post(waiver({ fee: late, on: '2026-02-10', reason: 'goodwill' }));
    expect(entriesOf(waived)).toEqual([entry('fee_waived', '2026-02-10', [4290, 1310, 500n])]);
    expect(waived).toMatchObject({ subject: late, loanId: loanId('L1') });
    expect(waived.entries[0]).toMatchObject({ correlationId: waived.event, description: 'goodwill' });
    expect(waived.answer).toEqual({
      kind: 'waiver',
      feeId: late,
      entryId: entryId(4),
      postedAt: '2030-01-01T00:00:04.000Z',
      waivedUnpaid: 500n,
      waivedPaid: 0n,
      fee: { assessed: 500n, paid: 0n, waived: 500n, unpaid: 0n },
    });
  });

  it('of another fee is DR 4290 / CR 1300, and a part of it leaves the rest owed', () => {
    const waived = book.post(waiver({ fee: other, amount: 100n, on: '2026-02-10' }));
    expect(entriesOf(waived)).toEqual([entry('fee_waived', '2026-02-10', [4290, 1300, 100n])]);
    expect(waived.answer.fee).toEqual({ assessed: 300n, paid: 0n, waived: 100n, unpaid: 200n });
    expect(book.named('L1').balances).toMatchObject({ fees: 200n, lateCharges: 500n });
  });

  it('is what payments and earlier waivers left of this fee, whatever the bucket holds', () => {
    book.charge({ amount: 900n, type: 'late', on: '2026-02-02' });
    book.pay({ amount: 450n, on: '2026-02-05' });
    const waived = book.post(waiver({ fee: late, on: '2026-02-10' }));
    expect(waived.answer).toMatchObject({ waivedUnpaid: 50n, fee: { paid: 450n, waived: 50n, unpaid: 0n } });
  });
});

describe('what was paid', () => {
  it('goes back to suspense as the money of who paid it, the latest payer first', () => {
    const first = book.pay({ amount: 200n, on: '2026-02-05' }).event;
    const second = book.pay({ amount: 250n, on: '2026-02-06' }).event;
    const waived = book.post(waiver({ fee: late, amount: 300n, scope: 'paid', on: '2026-02-10' }));
    expect(entriesOf(waived)).toEqual([entry('fee_waived', '2026-02-10', [4290, 2200, 250n], [4290, 2200, 50n])]);
    expect(waived.entries[0]!.postings.map(({ source }) => source)).toEqual([second, first]);
    expect(waived.answer).toMatchObject({
      waivedUnpaid: 0n,
      waivedPaid: 300n,
      fee: { assessed: 500n, paid: 150n, waived: 300n, unpaid: 50n },
    });
    expect(book.named('L1').balances).toMatchObject({ suspense: 300n, lateCharges: 50n });
    const held = receiptsOf(book.history(loanId('L1'))).map(({ eventId, unapplied }) => [eventId, unapplied]);
    expect(held).toEqual([
      [first, 50n],
      [second, 250n],
    ]);
  });

  it('and what is unpaid are one entry, the unpaid part first', () => {
    book.pay({ amount: 200n, on: '2026-02-05' });
    const waived = book.post(waiver({ fee: late, amount: 400n, scope: 'all', on: '2026-02-10' }));
    expect(entriesOf(waived)).toEqual([entry('fee_waived', '2026-02-10', [4290, 1310, 300n], [4290, 2200, 100n])]);
    expect(waived.answer).toMatchObject({ waivedUnpaid: 300n, waivedPaid: 100n });
  });

  it('is waived on a loan that is paid off, which stays so', () => {
    book.pay({ amount: 10_800n, on: '2026-02-05' });
    expect(book.named('L1').status).toBe('paid_off');
    const waived = book.post(waiver({ fee: other, scope: 'all', on: '2026-02-10' }));
    expect(waived.answer).toMatchObject({ waivedUnpaid: 0n, waivedPaid: 300n });
    expect(book.named('L1')).toMatchObject({ status: 'paid_off', balances: { suspense: 300n } });
  });
});

describe('on a charged-off loan', () => {
  beforeEach(() => {
    book.pay({ amount: 200n, on: '2026-02-05' });
    book.post(chargeoff({ on: '2026-02-28' }));
  });

  it('lowers the claim alone: DR 9900 / CR 9300, what is claimed of this fee', () => {
    const waived = book.post(waiver({ fee: late, scope: 'all', on: '2026-03-01' }));
    expect(entriesOf(waived)).toEqual([entry('fee_waived', '2026-03-01', [9900, 9300, 300n])]);
    expect(waived.answer).toMatchObject({
      waivedUnpaid: 300n,
      waivedPaid: 0n,
      fee: { assessed: 500n, paid: 200n, waived: 300n, unpaid: 0n },
    });
    expect(book.named('L1').balances).toMatchObject({ claimFees: 300n, claimPrincipal: 10_000n, suspense: 0n });
  });

  it('does not touch what a recovery has paid of the claim', () => {
    book.post(recovery({ amount: 10_100n, on: '2026-03-01' }));
    expect(book.post(waiver({ fee: late, on: '2026-03-02' })).answer.fee).toEqual({
      assessed: 500n,
      paid: 300n,
      waived: 200n,
      unpaid: 0n,
    });
  });

  it('refuses the paid part', () => {
    expect(book.refusal(waiver({ fee: late, scope: 'paid', on: '2026-03-01' }))).toEqual({
      refused: 'loan_state_forbids',
      detail: 'the loan is charged_off: a waiver lowers the claim, and what was paid stays paid',
    });
  });
});

it('what a restructure waived of a fee, or settled of its claim, is waived; what it capitalised has left as paid', () => {
  book.post(restructure({ on: '2026-02-10', capitalizeFees: 100n, waiveFees: 50n }));
  expect(feesOf(book.history(loanId('L1')))[0]).toMatchObject({ otherwise: 100n, waived: 50n });
  book.post(chargeoff({ on: '2026-02-28' }));
  book.post(restructure({ on: '2026-03-01', waiveFees: 30n }));
  expect(feesOf(book.history(loanId('L1')))[0]).toMatchObject({ chargedOff: 320n, waived: 80n, recovered: 0n });
  expect(book.post(waiver({ fee: late, on: '2026-03-02' })).answer.fee).toEqual({
    assessed: 500n,
    paid: 100n,
    waived: 400n,
    unpaid: 0n,
  });
});

describe('a refused waiver quotes what stands in the way', () => {
  it.each([
    ['a disbursement is no fee', () => waiver({ fee: eventId(1), on: '2026-02-10' }), `no fee ${eventId(1)}`],
    ['nor is an event nobody knows', () => waiver({ fee: eventId(99), on: '2026-02-10' }), `no fee ${eventId(99)}`],
  ])('event_not_found: %s', (_, command, detail) => {
    expect(book.refusal(command())).toEqual({ refused: 'event_not_found', detail });
  });

  it.each([
    [
      'more than is unpaid',
      { amount: 301n },
      '300 is unpaid and 200 paid at 2026-02-10: scope unpaid holds 300, sent 301',
    ],
    ['more than was paid', { amount: 201n, scope: 'paid' }, '200 paid at 2026-02-10: scope paid holds 200, sent 201'],
    ['more than both', { amount: 501n, scope: 'all' }, '200 paid at 2026-02-10: scope all holds 500, sent 501'],
    ['of money that had not come', { scope: 'paid', on: '2026-02-04' }, '0 paid at 2026-02-04: scope paid holds 0'],
  ] as const)('waiver_exceeds_fee: %s', (_, its, detail) => {
    book.pay({ amount: 200n, on: '2026-02-05' });
    const refusal = book.refusal(waiver({ fee: late, on: '2026-02-10', ...its }));
    expect(refusal.refused).toBe('waiver_exceeds_fee');
    expect(refusal.detail).toContain(detail);
  });

  it('waiver_exceeds_fee: nothing is left of it', () => {
    book.post(waiver({ fee: late, on: '2026-02-10' }));
    expect(book.refusal(waiver({ fee: late, on: '2026-02-11' }))).toEqual({
      refused: 'waiver_exceeds_fee',
      detail: 'of the fee 0 is unpaid and 0 paid at 2026-02-11: scope unpaid holds 0',
    });
  });

  it('already_reversed: the fee is owed no more', () => {
    const assessed = book.entries.find(({ correlationId }) => correlationId === late)!;
    const undone = book.post(reversal(assessed, { cascade: true }));
    expect(book.refusal(waiver({ fee: late, on: '2026-02-10' }))).toEqual({
      refused: 'already_reversed',
      detail: `fee ${late} was reversed by entry ${undone.answer.entryId}`,
    });
  });

  it('would_go_negative: dated before the fee was owed (D8)', () => {
    expect(book.refusal(waiver({ fee: late, on: '2026-01-31' }))).toEqual({
      refused: 'would_go_negative',
      detail: `lateCharges of loan ${loanId('L1')} would be -500 at 2026-01-31`,
    });
  });

  it.each([
    ['effective_date_in_future', '2030-01-01', '2030-01-01 is after the business date 2029-12-31 (UTC)'],
    ['effective_before_first_disbursement', '2026-01-04', '2026-01-04 is before the first disbursement, 2026-01-05'],
  ])('%s', (refused, on, detail) => {
    expect(book.refusal(waiver({ fee: late, on }))).toEqual({ refused, detail });
  });

  it.each(['refinanced', 'cancelled'] as const)('loan_state_forbids: the loan is %s', (status) => {
    book.put({ ...book.named('L1'), status });
    expect(book.refusal(waiver({ fee: late, on: '2026-02-10' }))).toEqual({
      refused: 'loan_state_forbids',
      detail: `the loan is ${status}, and what it owed in fees is closed`,
    });
  });
});

it('a waiver in a closed period counts on the first open day', () => {
  book.closedThrough = day('2026-02-28');
  expect(book.post(waiver({ fee: late, on: '2026-02-10' })).entries[0]).toMatchObject({
    effectiveAt: '2026-02-10',
    accountingDate: '2026-03-01',
  });
});
