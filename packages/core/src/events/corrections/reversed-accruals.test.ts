import { beforeEach, describe, expect, it } from 'vitest';
import { reversal } from '../../../test/corrections.ts';
import {
  accrual,
  day,
  entriesOf,
  entry,
  entryId,
  InMemoryBook,
  type Item,
  loanId,
  payment,
} from '../../../test/in-memory-book.ts';

let book: InMemoryBook;
/** LA, LB and LC owe 500 each; entry 4 is their accrual of 2026-01-06, in which LB accrued nothing. */
beforeEach(() => {
  book = new InMemoryBook();
  for (const loan of ['LA', 'LB', 'LC']) book.disburse({ loan, amount: 500n });
  book.accrueBatch({ on: '2026-01-06', items: batch(5n, 0n, 7n) });
});
const batch = (...interest: bigint[]): Item[] =>
  ['LA', 'LB', 'LC'].map((loan, index) => [loan, 500n, interest[index]!] as const);
const B1 = entryId(4);

describe('an accrual batch', () => {
  it('is undone whole by one entry, zeros included', () => {
    const undone = book.post(reversal(B1));
    expect(entriesOf(undone)).toEqual([entry('reversal', '2026-01-06', [4100, 1200, 5n], [4100, 1200, 7n])]);
    expect(undone.zeroAccruals).toEqual({
      date: '2026-01-06',
      entryId: entryId(5),
      loanIds: [loanId('LB')],
      reversesEntryId: B1,
    });
    expect(undone.answer).toMatchObject({ reversedEntryIds: [B1], reversalEntryIds: [entryId(5)], reversedLoans: 3 });
    expect(undone.loanId).toBeUndefined();
  });

  it('leaves its dates free: the same batch can be booked again', () => {
    book.post(reversal(B1));
    expect(book.accrueBatch({ on: '2026-01-06', items: batch(4n, 1n, 0n) }).answer).toMatchObject({ posted: 3 });
    expect(book.named('LA')).toMatchObject({ balances: { interest: 4n }, accruedThrough: '2026-01-06' });
  });

  it('is undone for named loans, then for those that are left', () => {
    const one = book.post(reversal(B1, { loans: ['LC'] }));
    expect([one.answer.reversedLoans, one.loanId]).toEqual([1, loanId('LC')]);
    const rest = book.post(reversal(B1));
    expect(entriesOf(rest)).toEqual([entry('reversal', '2026-01-06', [4100, 1200, 5n])]);
    expect(rest.answer.reversedLoans).toBe(2);
  });

  it('for a loan that accrued nothing has no lines', () => {
    const { entries, answer } = book.post(reversal(B1, { loans: ['LB'] }));
    expect([entries[0]?.postings, answer.reversedLoans]).toEqual([[], 1]);
    expect(book.accrual(loanId('LB'), day('2026-01-06'))).toBeUndefined();
  });

  it('on a later day stands no more all the same: a payment dated back does not call it stale', () => {
    const backdated = { loan: 'LA', amount: 100n, on: '2026-01-05', mode: 'principal_only' } as const;
    expect(book.decision(payment(backdated))).toMatchObject({ answer: { staleAccruals: [{ interest: 5n }] } });
    book.post(reversal(B1, { on: '2026-01-09' }));
    expect(book.pay(backdated).answer.staleAccruals).toEqual([]);
  });

  it('on a later day counts until then, and its own date is free all the same', () => {
    book.post(reversal(B1, { on: '2026-01-09' }));
    expect(book.fold(loanId('LA'), day('2026-01-08')).interest).toBe(5n);
    expect(book.fold(loanId('LA'), day('2026-01-09')).interest).toBe(0n);
    expect(book.decision(accrual({ on: '2026-01-06', items: [['LA', 500n, 4n]] }))).not.toHaveProperty('refused');
  });

  it('undone on a later day is not stale any more, whatever is booked before', () => {
    book.post(reversal(B1, { on: '2026-01-09' }));
    expect(book.pay({ loan: 'LA', amount: 3n, on: '2026-01-05' }).answer.staleAccruals).toEqual([]);
    book.accrue('LA', '2026-01-06', 4n);
    const { staleAccruals } = book.pay({ loan: 'LA', amount: 9n, on: '2026-01-05' }).answer;
    expect(staleAccruals).toEqual([{ date: '2026-01-06', principal: 488n, interest: 4n }]);
  });

  it('with 5,000 loans is undone in a moment', () => {
    const many = new InMemoryBook();
    const names = Array.from({ length: 5_000 }, (_, index) => `M${index}`);
    for (const loan of names) many.disburse({ loan, amount: 10n });
    const accrued = many.accrueBatch({ on: '2026-01-06', items: names.map((loan) => [loan, 10n, 1n]) });
    const begun = performance.now();
    const decision = many.decision(reversal(accrued.entries[0]!));
    expect(performance.now() - begun, 'no loop within a loop').toBeLessThan(1_000);
    expect(decision).toMatchObject({ answer: { reversedLoans: 5_000 } });
  });
});

describe('refused', () => {
  it.each([
    ['loan_not_found', reversal(B1, { loans: ['LA', 'LX'] }), `loan ${loanId('LX')} is not in entry ${B1}`],
    [
      'effective_before_first_disbursement',
      reversal(B1, { on: '2026-01-05' }),
      '2026-01-05 is before the entry itself, 2026-01-06',
    ],
  ] as const)('%s', (refused, command, detail) => {
    expect(book.refusal(command)).toEqual({ refused, detail });
  });

  it('a loan that was undone before, and the whole of what was', () => {
    book.post(reversal(B1, { loans: ['LA'] }));
    expect(book.refusal(reversal(B1, { loans: ['LC', 'LA'] })).detail).toBe(
      `entry ${B1} was reversed for loan ${loanId('LA')} by entry ${entryId(5)}`,
    );
    book.post(reversal(B1));
    expect(book.refusal(reversal(B1))).toEqual({
      refused: 'already_reversed',
      detail: `entry ${B1} was reversed by entry ${entryId(5)}`,
    });
  });

  it('interest that was paid since: the figure and the day', () => {
    book.pay({ loan: 'LC', amount: 3n, on: '2026-01-10' });
    expect(book.refusal(reversal(B1))).toEqual({
      refused: 'would_go_negative',
      detail: `interest of loan ${loanId('LC')} would be -3 at 2026-01-10`,
    });
  });
});
