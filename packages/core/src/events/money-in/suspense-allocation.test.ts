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
import { allocation, bankReturn, refund } from '../../../test/money-in.ts';

let book: InMemoryBook;
/** L1 owes principal 10,000, and holds 300 by ACH of 2026-10-05 and 200 by wire of 2026-10-03 in suspense. */
beforeEach(() => {
  book = new InMemoryBook();
  book.disburse({ amount: 10_000n, on: '2026-10-01', by: 'ach' });
  book.pay({ amount: 300n, by: 'ach', on: '2026-10-05', mode: 'fees_only' });
  book.pay({ amount: 200n, by: 'wire', on: '2026-10-03', mode: 'fees_only' });
});
const [ach, wire] = [eventId(2), eventId(3)];

describe('suspense pays what is owed', () => {
  it('oldest money first, each posting naming whose it is, under the first of those payments (D16)', () => {
    const applied = book.post(allocation({ on: '2026-10-06', amount: 350n }));
    expect(entriesOf(applied)).toEqual([
      entry('payment_allocated', '2026-10-06', [2200, 1100, 200n], [2200, 1100, 150n]),
    ]);
    expect(applied.entries[0]).toMatchObject({
      correlationId: wire,
      programVersion: 1,
      postings: [{ source: wire }, { source: ach }],
    });
    expect(applied.answer).toEqual({
      kind: 'allocation',
      entryId: entryId(4),
      postedAt: '2030-01-01T00:00:04.000Z',
      allocation: { principal: 350n, interest: 0n, fees: 0n, lateCharges: 0n, unapplied: 0n },
      recovered: 0n,
      suspense: 150n,
      loanStatus: 'active',
      staleAccruals: [],
    });
  });

  it('all of it by default; what finds nothing to pay stays', () => {
    book.charge({ amount: 120n, on: '2026-10-06' });
    const applied = book.post(allocation({ on: '2026-10-06', mode: 'fees_only' }));
    expect(applied.answer).toMatchObject({ allocation: { fees: 120n, unapplied: 380n }, suspense: 380n });
  });

  it('money on hold too: a return would undo it', () => {
    book.today = day('2026-10-06');
    expect(book.refusal(refund({ amount: 300n, on: '2026-10-06' })).refused).toBe('suspense_on_hold');
    expect(book.post(allocation({ on: '2026-10-06' })).answer.suspense).toBe(0n);
  });

  it('as instructed', () => {
    book.charge({ amount: 120n, on: '2026-10-06' });
    const custom = { fees: 20n, principal: 80n };
    expect(book.post(allocation({ on: '2026-10-06', amount: 100n, custom })).answer.allocation).toMatchObject(custom);
  });

  it('what was charged off, where that is all that is left', () => {
    book.pay({ amount: 9_000n, on: '2026-10-06' });
    book.put({
      ...book.named('L1'),
      status: 'charged_off',
      balances: { ...book.named('L1').balances, principal: 0n, claimPrincipal: 1_000n },
    });
    const applied = book.post(allocation({ on: '2026-10-06' }));
    expect(applied.entries.map(({ type }) => type)).toEqual(['recovery']);
    expect(applied.answer).toMatchObject({ entryId: applied.entries[0]!.id, recovered: 500n, suspense: 0n });
  });

  it('lists the accruals that it makes stale', () => {
    book.accrueDays('L1', '2026-10-05', [3n, 3n]);
    expect(book.post(allocation({ on: '2026-10-06', mode: 'principal_only' })).answer.staleAccruals).toEqual([
      { date: '2026-10-06', principal: 9_500n, interest: 3n },
    ]);
  });
});

describe('a refused allocation quotes what stands in the way', () => {
  it.each<[string, Parameters<typeof allocation>[0], string]>([
    ['loan_not_found', { loan: 'L2', on: '2026-10-06' }, `no loan ${loanId('L2')}`],
    ['effective_date_in_future', { on: '2026-10-21' }, '2026-10-21 is after the business date 2026-10-20 (UTC)'],
    [
      'effective_before_first_disbursement',
      { on: '2026-09-30' },
      '2026-09-30 is before the first disbursement, 2026-10-01',
    ],
    ['insufficient_suspense', { on: '2026-10-06', amount: 501n }, 'suspense 500 at 2026-10-06, sent 501'],
    ['insufficient_suspense', { on: '2026-10-04', amount: 201n }, 'suspense 200 at 2026-10-04, sent 201'],
    ['insufficient_suspense', { on: '2026-10-02' }, 'suspense 0 at 2026-10-02, sent all of it'],
    [
      'custom_allocation_mismatch',
      { on: '2026-10-06', amount: 10n, custom: { principal: 9n } },
      'the parts add up to 9, the payment is 10',
    ],
    ['allocation_exceeds_owed', { on: '2026-10-06', amount: 1n, custom: { fees: 1n } }, 'fees owed 0, sent 1'],
    [
      'allocation_exceeds_owed',
      { on: '2026-10-06', mode: 'interest_only' },
      'the loan is active and owes nothing at 2026-10-06 that interest_only pays',
    ],
  ])('%s', (refused, its, detail) => {
    book.today = day('2026-10-20');
    expect(book.refusal(allocation(its))).toEqual({ refused, detail });
  });

  it('loan_state_forbids, where nothing is owed', () => {
    book.pay({ amount: 10_000n, on: '2026-10-06' });
    expect(book.refusal(allocation({ on: '2026-10-06' }))).toEqual({
      refused: 'loan_state_forbids',
      detail: 'the loan is paid_off and owes nothing at 2026-10-06 that waterfall pays',
    });
  });

  it('insufficient_suspense, where the bank took it back', () => {
    book.post(bankReturn({ of: ach }));
    expect(book.refusal(allocation({ on: '2026-10-06', amount: 201n })).detail).toBe(
      'suspense 200 at 2026-10-06, sent 201',
    );
  });

  it('backdating_forbidden, by the program', () => {
    book = new InMemoryBook({ ...PROGRAM, backdating: { mode: 'current_balances', maxDays: 2 } });
    book.today = day('2026-10-10');
    book.disburse({ amount: 10_000n, on: '2026-10-01' });
    expect(book.refusal(allocation({ on: '2026-10-07' }))).toEqual({
      refused: 'backdating_forbidden',
      detail: '2026-10-07 is 3 days before 2026-10-10, the program allows 2',
    });
  });
});
