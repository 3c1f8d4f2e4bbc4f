import { describe, expect, it } from 'vitest';
import { day, disbursement, fee, InMemoryBook, PROGRAM, payment, programId } from '../../test/in-memory-book.ts';
import type { Effects } from './book.ts';
import type { ClosePeriod, PeriodAnswer } from './period.ts';

const close = (through: string): ClosePeriod => ({ kind: 'period_close', throughDate: day(through) });

/** A book whose loan L1 was drawn on 2026-01-05, paid and charged; it is closed through the day where one is given. */
function bookClosed(through?: string): InMemoryBook {
  const book = new InMemoryBook({ ...PROGRAM, id: programId('R'), closedPeriod: 'reject' });
  book.post(disbursement({ amount: 1_000n }));
  book.post(payment({ amount: 300n, on: '2026-01-20' }));
  book.post(fee({ amount: 40n, on: '2026-02-10' }));
  if (through !== undefined) book.post(close(through));
  return book;
}

describe('closing the books', () => {
  it.each([
    ['before the first entry', '2026-01-04', []],
    ['within a month', '2026-01-19', [1_000n]],
    ['at its end', '2026-01-31', [1_600n]],
    ['later', '2026-02-28', [1_640n]],
  ])('%s answers the totals through that day, debits equal to credits', (_, through, sums) => {
    const { answer, closes, entries } = bookClosed().decision(close(through)) as Effects<PeriodAnswer>;
    const totals = sums.map((sum) => ({ currency: 'USD', debits: sum, credits: sum }));
    expect(answer).toMatchObject({ kind: 'period_close', throughDate: through, totals });
    expect(closes).toEqual({ throughDate: through, totals });
    expect(entries).toEqual([]);
  });

  it.each([
    ['again', '2026-01-31', 'period_out_of_order', 'the books are closed through 2026-01-31, sent 2026-01-31'],
    ['backwards', '2026-01-30', 'period_out_of_order', 'the books are closed through 2026-01-31, sent 2026-01-30'],
    ['ahead', '9999-12-31', 'effective_date_in_future', '9999-12-31 is after the business date'],
  ])('%s is refused', (_, through, code, sentence) => {
    const refusal = bookClosed('2026-01-31').refusal(close(through));
    expect(refusal.refused).toBe(code);
    expect(refusal.detail).toContain(sentence);
  });

  it('goes on in order', () => {
    const book = bookClosed('2026-01-31');
    book.post(close('2026-02-01'));
    expect(book.closedThrough).toBe('2026-02-01');
  });
});

describe('an entry of a closed period', () => {
  it.each([
    ['2026-01-31', '2026-02-01'],
    ['2026-01-05', '2026-02-01'],
    ['2026-02-01', '2026-02-01'],
    ['2026-02-02', '2026-02-02'],
  ])('effective on %s counts on %s: the effective date is kept', (effective, counts) => {
    const { entries } = bookClosed('2026-01-31').post(fee({ amount: 1n, on: effective }));
    expect(entries.map(({ effectiveAt, accountingDate }) => [effectiveAt, accountingDate])).toEqual([
      [effective, counts],
    ]);
  });

  it('is refused where the program would rather', () => {
    const book = bookClosed('2026-01-31');
    const draw = { amount: 5n, loan: 'L2', program: 'R' };
    expect(book.refusal(disbursement({ ...draw, on: '2026-01-31' }))).toMatchObject({
      refused: 'period_closed',
      detail: 'the books are closed through 2026-01-31, and 2026-01-31 is before that',
    });
    expect(book.decision(disbursement({ ...draw, on: '2026-02-01' }))).toHaveProperty('answer');
  });
});
