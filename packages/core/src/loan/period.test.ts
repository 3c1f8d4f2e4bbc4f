import { beforeEach, describe, expect, it } from 'vitest';
import { day, fee, InMemoryBook, PROGRAM, payment, programId } from '../../test/in-memory-book.ts';
import type { ClosePeriod } from './period.ts';

const close = (through: string): ClosePeriod => ({ kind: 'period_close', throughDate: day(through) });
const strict = { ...PROGRAM, id: programId('S'), closedPeriod: 'reject' as const };

let book: InMemoryBook;
beforeEach(() => {
  book = new InMemoryBook(strict);
  book.disburse({ amount: 1_000n, on: '2026-01-05' });
  book.disburse({ loan: 'L2', amount: 1_000n, on: '2026-01-05', program: 'S' });
});

describe('closing a period', () => {
  it('books nothing, and says through which day the books are closed', () => {
    const closed = book.post(close('2026-01-31'));
    expect(closed.entries).toEqual([]);
    expect(closed.answer).toMatchObject({ kind: 'period_close', throughDate: '2026-01-31' });
    expect(book.closedThrough).toBe('2026-01-31');
  });

  it.each([
    ['before the first entry', '2026-01-04', []],
    ['on the day of the draws', '2026-01-05', [2_000n]],
    ['with the payment', '2026-01-31', [2_600n]],
    ['with the fee', '2026-02-28', [2_640n]],
  ])('%s answers the trial balance through that day, debits equal to credits', (_, through, sums) => {
    book.pay({ amount: 300n, on: '2026-01-20' });
    book.charge({ amount: 40n, on: '2026-02-10' });
    const totals = sums.map((sum) => ({ currency: 'USD', debits: sum, credits: sum }));
    const { answer, closes } = book.post(close(through));
    expect(answer).toMatchObject({ throughDate: through, totals });
    expect(closes).toEqual({ throughDate: through, totals });
  });

  it.each([
    ['the same day again', '2026-01-31'],
    ['an earlier day', '2025-12-31'],
  ])('goes in order: %s is refused', (_, through) => {
    book.post(close('2026-01-31'));
    expect(book.refusal(close(through))).toMatchObject({
      refused: 'period_out_of_order',
      detail: `the books are closed through 2026-01-31, sent ${through}`,
    });
  });

  it('takes no day that is still to come', () => {
    book.today = day('2026-02-10');
    expect(book.refusal(close('2026-02-11'))).toMatchObject({ refused: 'effective_date_in_future' });
    expect(book.decision(close('2026-02-10'))).not.toHaveProperty('refused');
  });
});

describe('an entry that is dated in a closed period', () => {
  beforeEach(() => {
    book.post(close('2026-01-31'));
  });

  it('counts for the loan on its own date, and for the general ledger on the first open day', () => {
    const paid = book.pay({ amount: 300n, on: '2026-01-20' });
    expect(paid.entries.map(({ effectiveAt, accountingDate }) => [effectiveAt, accountingDate])).toEqual([
      ['2026-01-20', '2026-02-01'],
      ['2026-01-20', '2026-02-01'],
    ]);
  });

  it('keeps its own date from the first open day on', () => {
    expect(book.pay({ amount: 300n, on: '2026-02-01' }).entries[0]?.accountingDate).toBe('2026-02-01');
  });

  it.each([
    ['a payment', payment({ loan: 'L2', amount: 300n, on: '2026-01-31' })],
    ['a fee', fee({ loan: 'L2', amount: 300n, on: '2026-01-31' })],
  ])('is refused where the program would rather refuse: %s', (_, command) => {
    expect(book.refusal(command)).toMatchObject({
      refused: 'period_closed',
      detail: 'the books are closed through 2026-01-31, and 2026-01-31 is not after that',
    });
  });

  it('rolls a whole accrual batch forward with one accounting date', () => {
    const accrued = book.accrueBatch({ on: '2026-01-10', items: [['L1', 1_000n, 3n]] });
    expect(accrued.entries[0]).toMatchObject({ effectiveAt: '2026-01-10', accountingDate: '2026-02-01' });
  });
});
