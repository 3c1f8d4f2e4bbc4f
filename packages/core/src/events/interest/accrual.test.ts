import { beforeEach, describe, expect, it } from 'vitest';
import {
  accrual,
  day,
  entriesOf,
  entry,
  entryId,
  eur,
  InMemoryBook,
  type Item,
  lines,
  loanId,
  PROGRAM,
  programId,
} from '../../../test/in-memory-book.ts';
import { MAX_MINOR } from '../../money/minor.ts';
import { MOST_ITEMS_NAMED } from './accrual.ts';

const other = { ...PROGRAM, id: programId('O') };
const lenient = { ...PROGRAM, id: programId('R'), principalMismatch: 'record' as const };
const ON = '2026-09-30';
let book: InMemoryBook;
/** LA owes 500,000, LB 100,000, LC 180,000 of program P; LO 100 of O; LR 1,000 of R, all drawn on 2026-09-29. */
beforeEach(() => {
  book = new InMemoryBook(other, lenient);
  for (const [loan, amount, program] of [
    ['LA', 500_000n, 'P'],
    ['LB', 100_000n, 'P'],
    ['LC', 180_000n, 'P'],
    ['LO', 100n, 'O'],
    ['LR', 1_000n, 'R'],
  ] as const) {
    book.disburse({ loan, amount, program, on: '2026-09-29' });
    book.accrueBatch({ on: '2026-09-29', program, items: [[loan, amount, 0n]] });
  }
});

const LA: Item = ['LA', 500_000n, 250n];
const LB: Item = ['LB', 100_000n, 50n];
const LC: Item = ['LC', 180_000n, 90n];
const batch = (...items: Item[]) => accrual({ on: ON, items });

describe('what a batch books', () => {
  it('one entry with one pair per loan (D2)', () => {
    const booked = book.post(batch(LA, LB, LC));
    expect(entriesOf(booked)).toEqual([entry('accrual', ON, [1200, 4100, 250n], [1200, 4100, 50n], [1200, 4100, 90n])]);
    expect(booked.entries[0]?.postings.map((posting) => posting.loanId)).toEqual(['LA', 'LB', 'LC'].map(loanId));
    expect(booked.answer).toMatchObject({ items: 3, posted: 3, skipped: 0, total: 390n, warnings: [] });
    expect(lines(...booked.entries)).toEqual([
      'DR 1200 250 LA',
      'DR 1200 50 LB',
      'DR 1200 90 LC',
      'CR 4100 250 LA',
      'CR 4100 50 LB',
      'CR 4100 90 LC',
    ]);
    expect(['LA', 'LB', 'LC'].map((name) => book.named(name).balances.interest)).toEqual([250n, 50n, 90n]);
    expect(book.named('LA')).toMatchObject({ accruedThrough: ON, lastEffectiveAt: ON, entryCount: 2 });
  });

  it('a loan on non-accrual accrues in the memo accounts, beside the income of the others', () => {
    book.put({ ...book.named('LB'), nonaccrual: true });
    const booked = book.post(batch(LA, LB));
    expect(entriesOf(booked)).toEqual([entry('accrual', ON, [1200, 4100, 250n], [9400, 9900, 50n])]);
    expect(book.named('LB').balances).toMatchObject({ interest: 0n, nonaccrualInterest: 50n });
    expect(booked.answer.total).toBe(300n);
  });

  it('zero marks the date as covered, posts no line, and does not count as an entry of the loan (D5, D20)', () => {
    const booked = book.post(batch(['LA', 500_000n, 0n], LB));
    expect(entriesOf(booked)).toEqual([entry('accrual', ON, [1200, 4100, 50n])]);
    expect(booked.zeroAccruals).toEqual({ date: ON, entryId: booked.answer.entryId, loanIds: [loanId('LA')] });
    expect(booked.answer).toMatchObject({ items: 2, posted: 2, skipped: 0, total: 50n });
    expect(book.named('LA')).toMatchObject({ accruedThrough: ON, entryCount: 1, lastEffectiveAt: '2026-09-29' });
    expect(book.refusal(batch(LA)).refused).toBe('accrual_duplicate');
  });

  it('a batch of zeros is an entry without lines (D20)', () => {
    const booked = book.post(batch(['LA', 500_000n, 0n]));
    expect(entriesOf(booked)).toEqual([entry('accrual', ON)]);
    expect(booked.entries[0]?.currency).toBe('USD');
    expect(booked.answer).toMatchObject({ posted: 1, total: 0n });
  });

  it('a late batch fills a gap and leaves accruedThrough where it was', () => {
    book.accrue('LA', '2026-10-02', 250n);
    book.accrue('LA', '2026-10-01', 250n);
    expect(book.named('LA')).toMatchObject({ accruedThrough: '2026-10-02' });
    expect(book.named('LA').balances.interest).toBe(500n);
    expect(book.fold(loanId('LA'), day('2026-10-01')).interest).toBe(250n);
  });

  it('a loan that is paid off takes a zero: it accrued nothing', () => {
    book.pay({ loan: 'LB', amount: 100_000n, on: ON });
    expect(book.accrueBatch({ on: ON, items: [['LB', 0n, 0n]] }).answer.posted).toBe(1);
  });
});

describe('a batch is refused whole, before its items are looked at', () => {
  it.each([
    ['program_not_found', accrual({ on: ON, items: [LA], program: 'nope' }), `no program ${programId('nope')}`],
    [
      'effective_date_in_future',
      accrual({ on: '2026-10-01', items: [LA] }),
      '2026-10-01 is after the business date 2026-09-30 (UTC)',
    ],
    [
      'convention_mismatch',
      accrual({ on: ON, items: [LA], convention: 'ACT_360' }),
      'the program counts ACT_365, sent ACT_360',
    ],
    [
      'control_total_mismatch',
      accrual({ on: ON, items: [LA, LB], control: { loanCount: 3, totalInterest: 300n } }),
      '2 loans, control says 3',
    ],
    [
      'control_total_mismatch',
      accrual({ on: ON, items: [LA, LB], control: { loanCount: 2, totalInterest: 301n } }),
      'interest adds up to 300, control says 301',
    ],
  ] as const)('%s', (refused, command, detail) => {
    book.today = day(ON);
    expect(book.refusal(command)).toEqual({ refused, detail });
  });

  it('control totals that are right change nothing', () => {
    const control = { loanCount: 2, totalInterest: 300n };
    expect(book.accrueBatch({ on: ON, items: [LA, LB], control }).answer.total).toBe(300n);
  });

  it('control totals count what was sent, skipped items too', () => {
    book.post(batch(LB));
    const control = { loanCount: 2, totalInterest: 300n };
    const booked = book.accrueBatch({ on: ON, items: [LA, LB], control, onDuplicate: 'skip' });
    expect(booked.answer).toMatchObject({ items: 2, posted: 1, skipped: 1, total: 250n });
  });

  it.each([
    ['future before convention', { on: '2030-06-01', convention: 'ACT_360' }, 'effective_date_in_future'],
    [
      'convention before control totals',
      { convention: 'ACT_360', control: { loanCount: 9, totalInterest: 0n } },
      'convention_mismatch',
    ],
    [
      'control totals before items',
      { items: [['L9', 1n, 1n]], control: { loanCount: 9, totalInterest: 1n } },
      'control_total_mismatch',
    ],
  ] as const)('%s: the first of the closed list speaks', (_, its, refused) => {
    expect(book.refusal(accrual({ on: ON, items: [LA], ...its })).refused).toBe(refused);
  });
});

describe('each bad item has a code of its own', () => {
  it.each([
    ['loan_not_found', ['L9', 1n, 1n], `no loan ${loanId('L9')}`],
    ['wrong_program', ['LO', 100n, 1n], `the loan is of program ${programId('O')}`],
    ['principal_mismatch', ['LC', 200_000n, 100n], `principal 180000 at ${ON}, sent 200000`],
    ['principal_mismatch', ['LC', 0n, 0n], `principal 180000 at ${ON}, sent 0`],
    [
      'amount_overflow',
      ['LC', 180_000n, MAX_MINOR],
      `total exposure would be ${MAX_MINOR + 180_000n}, above ${MAX_MINOR}`,
    ],
    ['amount_overflow', ['LC', 180_000n, MAX_MINOR + 1n], `interest would be ${MAX_MINOR + 1n}, above ${MAX_MINOR}`],
  ] as const)('%s', (code, item, detail) => {
    expect(book.refusal(batch(LA, item))).toEqual({
      refused: 'batch_rejected',
      detail: '1 of 2 items refused, nothing was booked',
      items: [{ index: 1, code, detail }],
    });
    expect(book.named('LA').balances.interest).toBe(0n);
  });

  it('duplicate_in_batch names the item before it, and the second one is refused, not the first', () => {
    expect(book.refusal(batch(LA, LB, LA)).items).toEqual([
      { index: 2, code: 'duplicate_in_batch', detail: 'the loan stands at item 0 already' },
    ]);
  });

  it('currency_mismatch: the first loan says what the currency of the batch is (D4)', () => {
    book.disburse({ loan: 'LE', amount: 300n, currency: eur, on: '2026-09-29' });
    expect(book.refusal(batch(LA, ['LE', 300n, 1n])).items).toEqual([
      { index: 1, code: 'currency_mismatch', detail: 'the loan is in EUR, the batch in USD' },
    ]);
    expect(book.refusal(batch(['LE', 300n, 1n], LA)).items).toEqual([
      { index: 1, code: 'currency_mismatch', detail: 'the loan is in USD, the batch in EUR' },
    ]);
    expect(book.post(batch(['LE', 300n, 1n])).entries[0]?.currency).toBe('EUR');
  });

  it.each([
    ['pending', 'is pending'],
    ['paid_off', 'is paid_off'],
    ['charged_off', 'is charged_off'],
    ['refinanced', 'is refinanced'],
    ['cancelled', 'is cancelled'],
  ] as const)('loan_not_accruing: interest on a loan that is %s', (status, why) => {
    book.put({ ...book.named('LC'), status });
    expect(book.refusal(batch(LC)).items).toEqual([{ index: 0, code: 'loan_not_accruing', detail: `the loan ${why}` }]);
  });

  it('loan_not_accruing: interest before the first draw', () => {
    const early = accrual({ on: '2026-09-28', items: [['LC', 0n, 1n]] });
    expect(book.refusal(early).items).toEqual([
      { index: 0, code: 'loan_not_accruing', detail: 'the loan is first drawn on 2026-09-29' },
    ]);
  });

  it('implausible_interest: interest on a principal of zero, of a loan that still owes interest', () => {
    book.post(batch(LB));
    book.pay({ loan: 'LB', amount: 100_000n, on: '2026-10-01', mode: 'principal_only' });
    expect(book.named('LB').status).toBe('active');
    expect(book.refusal(accrual({ on: '2026-10-01', items: [['LB', 0n, 7n]] })).items).toEqual([
      { index: 0, code: 'implausible_interest', detail: 'interest 7 on a principal of 0' },
    ]);
  });

  it('the principal is that of the close of the date, by effective date, whatever was posted since', () => {
    book.pay({ loan: 'LA', amount: 100_000n, on: '2026-10-05' });
    book.disburse({ loan: 'LA', amount: 7n, on: '2026-10-01' });
    for (const [on, principal] of [
      ['2026-09-30', 500_000n],
      ['2026-10-01', 500_007n],
      ['2026-10-05', 400_007n],
    ] as const) {
      const off = accrual({ on, items: [['LA', principal + 1n, 1n]] });
      expect(book.refusal(off).items?.[0]?.detail).toBe(`principal ${principal} at ${on}, sent ${principal + 1n}`);
    }
  });

  it('names them all in order, each with its own code', () => {
    const refusal = book.refusal(batch(['L9', 1n, 1n], LA, ['LO', 100n, 1n], ['LC', 1n, 1n], LA));
    expect(refusal.detail).toBe('4 of 5 items refused, nothing was booked');
    expect(refusal.items?.map(({ index, code }) => [index, code])).toEqual([
      [0, 'loan_not_found'],
      [2, 'wrong_program'],
      [3, 'principal_mismatch'],
      [4, 'duplicate_in_batch'],
    ]);
  });

  it('names the first 1,000 and counts them all', () => {
    const items = Array.from({ length: MOST_ITEMS_NAMED + 5 }, (_, index): Item => [`x${index}`, 1n, 1n]);
    const refusal = book.refusal(batch(...items));
    expect(refusal.detail).toBe('1005 of 1005 items refused, nothing was booked');
    expect(refusal.items).toHaveLength(1_000);
    expect(refusal.items?.at(-1)).toEqual({ index: 999, code: 'loan_not_found', detail: `no loan ${loanId('x999')}` });
  });

  it('a total above 2^63 - 1 is refused though each loan could hold its part', () => {
    const half = MAX_MINOR / 2n + 1n;
    const refusal = book.refusal(batch(['LA', 500_000n, half], ['LB', 100_000n, half]));
    expect(refusal).toEqual({
      refused: 'amount_overflow',
      detail: `interest adds up to ${2n * half}, above ${MAX_MINOR}`,
    });
  });
});

describe('a loan accrues once for a date (D5)', () => {
  const duplicate = (index: number, sent: bigint) => ({
    index,
    code: 'accrual_duplicate',
    detail: `accrued 50 for ${ON} by entry ${book.accrual(loanId('LB'), day(ON))?.entryId}, sent ${sent}`,
  });
  beforeEach(() => {
    book.post(batch(LB));
    expect(book.accrual(loanId('LB'), day(ON))).toEqual({ entryId: entryId(11), interest: 50n });
  });

  it('a batch whose only fault is duplicates is a conflict', () => {
    expect(book.refusal(batch(LA, LB))).toEqual({
      refused: 'accrual_duplicate',
      detail: '1 of 2 items refused, nothing was booked',
      items: [duplicate(1, 50n)],
    });
  });

  it('a batch with another fault as well is rejected, and names both', () => {
    const refusal = book.refusal(batch(LB, ['L9', 1n, 1n]));
    expect(refusal.refused).toBe('batch_rejected');
    expect(refusal.items?.map(({ code }) => code)).toEqual(['accrual_duplicate', 'loan_not_found']);
  });

  it('skip passes over the same amount, and books the rest', () => {
    const booked = book.accrueBatch({ on: ON, items: [LA, LB], onDuplicate: 'skip' });
    expect(entriesOf(booked)).toEqual([entry('accrual', ON, [1200, 4100, 250n])]);
    expect(booked.answer).toMatchObject({ items: 2, posted: 1, skipped: 1, total: 250n });
    expect(book.named('LB')).toMatchObject({ entryCount: 2, balances: { interest: 50n } });
  });

  it('skip does not pass over another amount', () => {
    const again = accrual({ on: ON, items: [LA, ['LB', 100_000n, 51n]], onDuplicate: 'skip' });
    expect(book.refusal(again)).toMatchObject({ refused: 'accrual_duplicate', items: [duplicate(1, 51n)] });
  });

  it('a batch that is skipped whole is an entry without lines, and books nothing', () => {
    const booked = book.accrueBatch({ on: ON, items: [LB], onDuplicate: 'skip' });
    expect(entriesOf(booked)).toEqual([entry('accrual', ON)]);
    expect(booked.answer).toMatchObject({ items: 1, posted: 0, skipped: 1, total: 0n });
    expect(booked.zeroAccruals).toBeUndefined();
  });

  it('a zero is a duplicate of a zero, and a conflict with an amount', () => {
    book.accrueBatch({ on: '2026-10-01', items: [['LB', 100_000n, 0n]] });
    const again = { on: '2026-10-01', onDuplicate: 'skip' as const };
    expect(book.accrueBatch({ ...again, items: [['LB', 100_000n, 0n]] }).answer.skipped).toBe(1);
    expect(book.refusal(accrual({ ...again, items: [['LB', 100_000n, 50n]] })).items?.[0]?.detail).toBe(
      `accrued 0 for 2026-10-01 by entry ${entryId(12)}, sent 50`,
    );
  });

  it('skip covers what the ledger has, not a loan that stands in the batch twice', () => {
    const twice = accrual({ on: ON, items: [LB, LB], onDuplicate: 'skip' });
    expect(book.refusal(twice)).toMatchObject({
      refused: 'batch_rejected',
      items: [{ index: 1, code: 'duplicate_in_batch' }],
    });
  });

  it('a duplicate is told before its principal is compared: the day is done', () => {
    expect(book.refusal(batch(['LB', 1n, 50n])).items?.[0]?.code).toBe('accrual_duplicate');
  });
});

describe('what is unusual is booked with a warning', () => {
  it('gap_before names the first date that is missing', () => {
    const booked = book.accrueBatch({ on: '2026-10-03', items: [LA] });
    expect(booked.answer.warnings).toEqual([
      { code: 'gap_before', detail: 'no accrual for 2026-09-30', loanId: loanId('LA') },
    ]);
    expect(booked.answer.posted).toBe(1);
  });

  it('gap_before counts from the first draw where there is no accrual yet', () => {
    book.disburse({ loan: 'LN', amount: 100n, on: '2026-09-30' });
    expect(book.accrueBatch({ on: '2026-10-01', items: [['LN', 100n, 1n]] }).answer.warnings).toEqual([
      { code: 'gap_before', detail: 'no accrual for 2026-09-30', loanId: loanId('LN') },
    ]);
  });

  it('there is no gap on the first day, the next day, or in what a late batch fills', () => {
    book.disburse({ loan: 'LN', amount: 100n, on: '2026-09-30' });
    expect(book.accrue('LN', '2026-09-30', 1n).answer.warnings).toEqual([]);
    expect(book.accrue('LN', '2026-10-01', 1n).answer.warnings).toEqual([]);
    book.accrue('LN', '2026-10-05', 1n);
    expect(book.accrue('LN', '2026-10-03', 1n).answer.warnings).toEqual([]);
  });

  it('a zero for a day before the first draw opens no gap: nothing was due there', () => {
    book.disburse({ loan: 'LN', amount: 100n, on: '2026-09-30' });
    book.accrueBatch({ on: '2026-09-15', items: [['LN', 0n, 0n]] });
    expect(book.accrue('LN', '2026-09-30', 1n).answer.warnings).toEqual([]);
  });

  it('a date that a zero covers is no gap', () => {
    book.accrue('LA', ON, 0n);
    expect(book.accrue('LA', '2026-10-01', 250n).answer.warnings).toEqual([]);
  });

  it('a principal that is not ours, where the program says record (D5)', () => {
    const booked = book.accrueBatch({ on: ON, program: 'R', items: [['LR', 1_001n, 7n]] });
    expect(booked.answer.warnings).toEqual([
      { code: 'principal_mismatch', detail: `principal 1000 at ${ON}, sent 1001`, loanId: loanId('LR') },
    ]);
    expect(book.named('LR').balances.interest).toBe(7n);
  });

  it('at most 1,000 are named, and all are booked', () => {
    const names = Array.from({ length: MOST_ITEMS_NAMED + 5 }, (_, index) => `x${index}`);
    for (const loan of names) book.disburse({ loan, amount: 100n, on: '2026-09-28' });
    const booked = book.accrueBatch({ on: ON, items: names.map((name) => [name, 100n, 1n]) });
    expect(booked.answer.warnings).toHaveLength(1_000);
    expect(booked.answer).toMatchObject({ posted: 1_005, total: 1_005n });
  });

  it('on the first day of the calendar there is no day before', () => {
    book.disburse({ loan: 'LN', amount: 100n, on: '0001-01-01' });
    expect(book.accrue('LN', '0001-01-01', 1n).answer).toMatchObject({ posted: 1, warnings: [] });
  });
});
