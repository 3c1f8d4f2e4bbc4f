import { beforeEach, describe, expect, it } from 'vitest';
import { adjustment, reversal } from '../../../test/corrections.ts';
import {
  day,
  disbursement,
  entriesOf,
  entry,
  entryId,
  eventId,
  InMemoryBook,
  loanId,
  PROGRAM,
  payment,
} from '../../../test/in-memory-book.ts';
import { nonaccrual, restructure } from '../../../test/losses.ts';
import { receipt } from '../../../test/money-in.ts';

let book: InMemoryBook;
/** L1 owes principal 10,000 from 2026-01-05. */
beforeEach(() => {
  book = new InMemoryBook();
  book.disburse({ amount: 10_000n, to: 'account 7' });
});

describe('the mirror of an entry', () => {
  it('has the same accounts, amounts, layer, owner, reference and date, debit for credit', () => {
    const fee = book.charge({ amount: 500n, on: '2026-01-08' });
    const undone = book.post(reversal(fee.entries[0]!, { reason: 'wrong_loan' }));
    expect(entriesOf(undone)).toEqual([entry('reversal', '2026-01-08', [4200, 1300, 500n])]);
    expect(undone.entries[0]).toMatchObject({
      reversesEntryId: fee.entries[0]!.id,
      correlationId: undone.event,
      description: 'wrong_loan',
      postings: [{ loanId: loanId('L1'), loanOrdinal: 3 }],
    });
    expect(undone).toMatchObject({ subject: fee.event, loanId: loanId('L1') });
    expect(undone.answer).toEqual({
      kind: 'reversal',
      entryId: entryId(3),
      reversedEntryIds: [entryId(2)],
      reversalEntryIds: [entryId(3)],
      postedAt: '2030-01-01T00:00:03.000Z',
      reversedLoans: undefined,
      staleAccruals: [],
      warnings: [],
    });
  });

  it('keeps what a bank called it, and whose money it is', () => {
    const paid = book.pay({ amount: 700n, on: '2026-01-10', mode: 'fees_only', ref: 'wire-9' });
    const undone = book.post(reversal(paid.entries[0]!));
    expect(undone.entries[0]?.postings).toMatchObject([{ debit: 2200, credit: 1000, externalRef: 'wire-9' }]);
  });

  it('counts on the first open day when its own is in a closed period', () => {
    const fee = book.charge({ amount: 500n, on: '2026-01-08' });
    book.post({ kind: 'period_close', throughDate: day('2026-01-31') });
    expect(book.post(reversal(fee.entries[0]!)).entries[0]).toMatchObject({
      effectiveAt: '2026-01-08',
      accountingDate: '2026-02-01',
    });
  });

  it('is refused by a program that rolls nothing forward', () => {
    const strict = new InMemoryBook({ ...PROGRAM, closedPeriod: 'reject' });
    strict.disburse({ amount: 5n });
    strict.post({ kind: 'period_close', throughDate: day('2026-01-31') });
    expect(strict.refusal(reversal(entryId(1))).refused).toBe('period_closed');
  });

  it('from a later day on: what hangs on the entry is undone on that day too, and never before itself', () => {
    const draw = book.disburse({ amount: 5n, on: '2026-01-10' });
    book.settle({ of: draw.event, on: '2026-01-20' });
    const undone = book.post(reversal(draw.entries[0]!, { on: '2026-01-15', cascade: true }));
    expect(undone.entries.map(({ effectiveAt }) => effectiveAt)).toEqual(['2026-01-20', '2026-01-15']);
  });
});

describe('the state of the loan', () => {
  it('without its only draw: it waits for one, whatever the date of the next', () => {
    book.post(reversal(entryId(1)));
    expect(book.named('L1')).toMatchObject({ status: 'pending', firstDrawAt: undefined });
    expect(book.disbursement(eventId(1))?.reversed).toBe(true);
    book.disburse({ amount: 7n, on: '2026-01-02' });
    expect(book.named('L1')).toMatchObject({ status: 'active', firstDrawAt: '2026-01-02' });
  });

  it('without the first of two draws: drawn from the second', () => {
    book.disburse({ amount: 7n, on: '2026-01-20' });
    book.post(reversal(entryId(1)));
    expect(book.named('L1')).toMatchObject({ status: 'active', firstDrawAt: '2026-01-20' });
  });

  it('without the payment that paid it off: it owes again', () => {
    const paid = book.pay({ amount: 10_000n, on: '2026-01-10' });
    expect(book.named('L1').status).toBe('paid_off');
    book.post(reversal(paid.entries[0]!, { cascade: true }));
    expect(book.named('L1').status).toBe('active');
  });

  it('without its entry into non-accrual, or without the exit', () => {
    book.accrue('L1', '2026-01-06', 30n);
    const entered = book.post(nonaccrual({ on: '2026-01-08' }));
    const left = book.post(nonaccrual({ on: '2026-01-09', nonaccrual: false }));
    expect(left.entries[0]?.postings).toEqual([]);
    const back = book.post(reversal(left.entries[0]!));
    expect([book.named('L1').nonaccrual, back.loanId]).toEqual([true, loanId('L1')]);
    expect(book.refusal(reversal(left.entries[0]!)).refused).toBe('already_reversed');
    book.post(reversal(entered.entries[0]!));
    expect(book.named('L1')).toMatchObject({ nonaccrual: false, balances: { interest: 30n, nonaccrualInterest: 0n } });
  });

  it('without both at once', () => {
    const entered = book.post(nonaccrual({ on: '2026-01-08' }));
    book.post(nonaccrual({ on: '2026-01-09', nonaccrual: false }));
    expect(book.refusal(reversal(entered.entries[0]!)).refused).toBe('has_dependents');
    book.post(reversal(entered.entries[0]!, { cascade: true }));
    expect(book.named('L1').nonaccrual).toBe(false);
  });

  it('terms alone leave no trace: their undoing has no lines either', () => {
    const eased = book.post(restructure({ on: '2026-01-08' }));
    expect(book.post(reversal(eased.entries[0]!)).entries[0]?.postings).toEqual([]);
  });
});

it("a reversed payment's reference is free", () => {
  const paid = book.pay({ amount: 700n, on: '2026-01-10', ref: 'ch_1' });
  book.post(reversal(paid.entries[0]!, { cascade: true }));
  expect(book.payment('wire', 'ch_1')?.reversed).toBe(true);
  expect(book.pay({ amount: 9n, on: '2026-01-11', ref: 'ch_1' }).entries).toHaveLength(2);
});

it('money of nobody, undone with the payment that took from it: two loans and none', () => {
  const money = book.post(receipt({ amount: 900n, by: 'check' }));
  book.disburse({ loan: 'L2', amount: 400n });
  book.post(payment({ amount: 600n, on: '2026-01-10', from: money.event }));
  book.post(payment({ loan: 'L2', amount: 300n, on: '2026-01-10', from: money.event }));
  const undone = book.post(reversal(money.entries[0]!, { cascade: true }));
  expect(undone.answer.reversedEntryIds).toHaveLength(5);
  expect(undone.loanId).toBeUndefined();
  expect([book.stands('L1'), book.stands('L2')]).toEqual([
    'principal 10,000 | interest 0 | fees 0 | exposure 10,000 | suspense 0',
    'principal 400 | interest 0 | fees 0 | exposure 400 | suspense 0',
  ]);
  expect(book.receipt(money.event)).toMatchObject({ reversed: true, taken: 0n });
});

it('a cascade follows an entry of two loans to what hangs on it on the other one', () => {
  book.disburse({ loan: 'L2', amount: 400n });
  const eased = book.post(restructure({ on: '2026-01-08', forgivePrincipal: 5n }));
  const moved = adjustment(['DR 5400 50 L1', 'CR 2200 50 L2'], { on: '2026-01-09' });
  book.post(moved);
  book.post({
    kind: 'allocation',
    loanId: loanId('L2'),
    effectiveAt: day('2026-01-10'),
    amount: undefined,
    instruction: { mode: 'waterfall' },
  });
  const { answer } = book.post(reversal(eased.entries[0]!, { cascade: true }));
  const types = answer.reversedEntryIds.map((id) => book.entry(id)!.entry.type);
  expect(types).toEqual(['payment_allocated', 'manual_adjustment', 'restructure']);
});

it('names the accruals that went stale, loan by loan, from the day on which anything changed', () => {
  book.accrue('L1', '2026-01-09', 5n);
  const paid = book.pay({ amount: 700n, on: '2026-01-10', mode: 'principal_only' });
  book.accrue('L1', '2026-01-10', 4n);
  const { staleAccruals } = book.post(reversal(paid.entries[0]!, { cascade: true })).answer;
  expect(staleAccruals).toEqual([{ date: '2026-01-10', principal: 10_000n, interest: 4n, loanId: loanId('L1') }]);
});

describe('refused', () => {
  it.each([
    ['journal_entry_not_found', reversal(entryId(99)), `no entry ${entryId(99)}`],
    [
      'journal_entry_not_found',
      reversal(entryId(1), { loans: ['L1'] }),
      `entry ${entryId(1)} is a disbursement, and only an accrual is reversed loan by loan`,
    ],
    [
      'effective_before_first_disbursement',
      reversal(entryId(1), { on: '2026-01-04' }),
      '2026-01-04 is before the entry itself, 2026-01-05',
    ],
    [
      'effective_date_in_future',
      reversal(entryId(1), { on: '2026-01-11' }),
      '2026-01-11 is after the business date 2026-01-10 (UTC)',
    ],
  ] as const)('%s', (refused, command, detail) => {
    book.today = day('2026-01-10');
    expect(book.refusal(command)).toEqual({ refused, detail });
  });

  it('a draw of which a part was paid back: the figure and the day', () => {
    book.pay({ amount: 1n, on: '2026-01-10' });
    expect(book.refusal(reversal(entryId(1)))).toEqual({
      refused: 'would_go_negative',
      detail: `principal of loan ${loanId('L1')} would be -1 at 2026-01-10`,
    });
  });

  it('more than twenty dependents: the latest twenty are named, and the rest counted', () => {
    const eased = book.post(restructure({ on: '2026-01-08', forgivePrincipal: 5n }));
    for (let n = 0; n < 23; n++) book.charge({ amount: 1n, on: '2026-01-09' });
    const { detail } = book.refusal(reversal(eased.entries[0]!));
    expect(detail).toMatch(
      new RegExp(`^on entry ${entryId(2)} hang, latest first: ${entryId(25)}, .*${entryId(6)} and 3 more$`),
    );
  });

  it('already_reversed and reversal_of_reversal name the other entry', () => {
    const fee = book.charge({ amount: 500n });
    const undone = book.post(reversal(fee.entries[0]!));
    expect(book.refusal(reversal(fee.entries[0]!)).detail).toBe(
      `entry ${entryId(2)} was reversed by entry ${entryId(3)}`,
    );
    expect(book.refusal(reversal(undone.entries[0]!)).detail).toBe(
      `entry ${entryId(3)} is the reversal of entry ${entryId(2)}: book the event anew instead`,
    );
  });

  it('leaves nothing of a cascade that fails half-way', () => {
    const before = book.entries.length;
    const draw = book.post(disbursement({ amount: 1n, on: '2026-01-06', by: 'internal_transfer' }));
    book.pay({ amount: 10_001n, on: '2026-01-10' });
    expect(book.refusal(reversal(draw.entries[0]!, { cascade: true })).refused).toBe('would_go_negative');
    expect(book.entries).toHaveLength(before + 4);
  });
});
