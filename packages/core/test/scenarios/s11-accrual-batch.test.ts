/**
 * S11, an accrual batch with bad items, its reversal, and the reversal of a reversal (steps 1 to 7). Four USD loans at
 * 18.25 %: LA 500,000, LB 100,000, LC 180,000, LE 300,000. The batch is one entry (D2), where the scenario shows three,
 * and its reversal is one (D12).
 */
import { expect, it } from 'vitest';
import { type InterestTerms, interestForDay, parseAnnualRate } from '../../src/interest/daily-interest.ts';
import { adjustment, reversal } from '../corrections.ts';
import { accrual, day, entryId, InMemoryBook, type Item, lines, loanId } from '../in-memory-book.ts';

const terms: InterestTerms = { rate: parseAnnualRate('18.25')!, convention: 'ACT_365' };
const interest = (principal: bigint) => interestForDay(terms, principal, day('2026-09-30')).amount;
const item = (loan: string, principal: bigint): Item => [loan, principal, interest(principal)];

const book = new InMemoryBook();
it("1. 2026-09-01 manual_adjustment: the lender's capital", () => {
  const capital = book.post(adjustment(['DR 1000 2,000,000', 'CR 3000 2,000,000'], { on: '2026-09-01' }));
  expect(lines(...capital.entries)).toEqual(['DR 1000 2,000,000 -', 'CR 3000 2,000,000 -']);
});

const LOANS = [
  ['LA', 500_000n],
  ['LB', 100_000n],
  ['LC', 180_000n],
  ['LE', 300_000n],
] as const;

it('2. 2026-09-29 disbursement x 4 by wire', () => {
  const drawn = LOANS.map(([loan, amount]) => book.disburse({ loan, amount, by: 'wire', on: '2026-09-29' }));
  expect(lines(...drawn.flatMap(({ entries }) => entries))).toEqual([
    'DR 1100 500,000 LA',
    'DR 1100 100,000 LB',
    'DR 1100 180,000 LC',
    'DR 1100 300,000 LE',
    'CR 2100 500,000 LA',
    'CR 2100 100,000 LB',
    'CR 2100 180,000 LC',
    'CR 2100 300,000 LE',
  ]);
});

it('3. 2026-09-29 disbursement_settled x 4, by one bank debit of 1,080,000; cash carries the loan too (D11)', () => {
  const draws = book.entries.slice(1).map(({ correlationId }) => correlationId!);
  const settled = draws.map((of) => book.settle({ of, on: '2026-09-29', ref: 'wire-1' }));
  expect(lines(...settled.flatMap(({ entries }) => entries))).toEqual([
    'DR 2100 500,000 LA',
    'DR 2100 100,000 LB',
    'DR 2100 180,000 LC',
    'DR 2100 300,000 LE',
    'CR 1000 500,000 LA',
    'CR 1000 100,000 LB',
    'CR 1000 180,000 LC',
    'CR 1000 300,000 LE',
  ]);
  const cash = settled.flatMap(({ entries }) => entries[0]?.postings.map(({ amount }) => amount) ?? []);
  expect(cash.reduce((sum, amount) => sum + amount, 0n)).toBe(1_080_000n);
});

it('4. 2026-09-30 accrual of LB alone, earlier that night', () => {
  const accrued = book.accrueBatch({ on: '2026-09-30', items: [item('LB', 100_000n)] });
  expect(lines(...accrued.entries)).toEqual(['DR 1200 50 LB', 'CR 4100 50 LB']);
  expect(book.stands('LB')).toBe('principal 100,000 | interest 50 | fees 0 | exposure 100,050 | suspense 0');
});

const six: readonly Item[] = [
  item('LA', 500_000n),
  item('LB', 100_000n),
  item('LC', 200_000n),
  item('LD', 70_000n),
  item('LE', 300_000n),
  item('LE', 300_000n),
];

it('the batch of six: refused whole, each bad item by its own code, and nothing is written', () => {
  expect(six.map(([, , amount]) => amount)).toEqual([250n, 50n, 100n, 35n, 150n, 150n]);
  const before = book.entries.length;
  expect(book.refusal(accrual({ on: '2026-09-30', items: six }))).toEqual({
    refused: 'batch_rejected',
    detail: '4 of 6 items refused, nothing was booked',
    items: [
      { index: 1, code: 'accrual_duplicate', detail: `accrued 50 for 2026-09-30 by entry ${entryId(10)}, sent 50` },
      { index: 2, code: 'principal_mismatch', detail: 'principal 180000 at 2026-09-30, sent 200000' },
      { index: 3, code: 'loan_not_found', detail: `no loan ${loanId('LD')}` },
      { index: 5, code: 'duplicate_in_batch', detail: 'the loan stands at item 4 already' },
    ],
  });
  expect(book.entries).toHaveLength(before);
  expect(book.stands('LA')).toBe('principal 500,000 | interest 0 | fees 0 | exposure 500,000 | suspense 0');
});

it('with on_duplicate skip the duplicate of the same amount is no fault any more', () => {
  const refusal = book.refusal(accrual({ on: '2026-09-30', items: six, onDuplicate: 'skip' }));
  expect(refusal.items?.map(({ index, code }) => [index, code])).toEqual([
    [2, 'principal_mismatch'],
    [3, 'loan_not_found'],
    [5, 'duplicate_in_batch'],
  ]);
});

it('5. 2026-09-30 batch B1, repaired and sent again: received 4, posted 3, skipped 1, interest 490', () => {
  const repaired = [item('LA', 500_000n), item('LB', 100_000n), item('LC', 180_000n), item('LE', 300_000n)];
  const b1 = book.accrueBatch({ on: '2026-09-30', items: repaired, onDuplicate: 'skip' });
  expect(b1.entries).toHaveLength(1);
  expect(lines(...b1.entries)).toEqual([
    'DR 1200 250 LA',
    'DR 1200 90 LC',
    'DR 1200 150 LE',
    'CR 4100 250 LA',
    'CR 4100 90 LC',
    'CR 4100 150 LE',
  ]);
  expect(b1.answer).toMatchObject({ items: 4, posted: 3, skipped: 1, total: 490n });
  expect(book.stands('LA')).toBe('principal 500,000 | interest 250 | fees 0 | exposure 500,250 | suspense 0');
  expect(book.stands('LC')).toBe('principal 180,000 | interest 90 | fees 0 | exposure 180,090 | suspense 0');
  expect(book.stands('LE')).toBe('principal 300,000 | interest 150 | fees 0 | exposure 300,150 | suspense 0');
});

it('6. 2026-09-30 the rate was wrong: B1 is undone, by one entry; once, and the undoing is not undone', () => {
  const b1 = book.entries.at(-1)!;
  const undone = book.post(reversal(b1, { reason: 'wrong_rate' }));
  expect(lines(...undone.entries)).toEqual([
    'DR 4100 250 LA',
    'DR 4100 90 LC',
    'DR 4100 150 LE',
    'CR 1200 250 LA',
    'CR 1200 90 LC',
    'CR 1200 150 LE',
  ]);
  expect(book.refusal(reversal(undone.entries[0]!)).refused).toBe('reversal_of_reversal');
  expect(book.refusal(reversal(b1))).toEqual({
    refused: 'already_reversed',
    detail: `entry ${b1.id} was reversed by entry ${undone.entries[0]!.id}`,
  });
});

it('7. 2026-09-30 batch B2 at 17.52 %: the dates are free again', () => {
  const b2 = book.accrueBatch({
    on: '2026-09-30',
    items: [
      ['LA', 500_000n, 240n],
      ['LC', 180_000n, 86n],
      ['LE', 300_000n, 144n],
    ],
  });
  expect(b2.answer).toMatchObject({ posted: 3, total: 470n });
  expect(book.stands('LA')).toBe('principal 500,000 | interest 240 | fees 0 | exposure 500,240 | suspense 0');
  expect(book.stands('LB')).toBe('principal 100,000 | interest 50 | fees 0 | exposure 100,050 | suspense 0');
  expect(book.stands('LC')).toBe('principal 180,000 | interest 86 | fees 0 | exposure 180,086 | suspense 0');
  expect(book.stands('LE')).toBe('principal 300,000 | interest 144 | fees 0 | exposure 300,144 | suspense 0');
});

it('tie-out: the loans add up to the accounts, and 2100 is back at 0', () => {
  const total = (direction: string, account: number) =>
    lines(...book.entries)
      .filter((line) => line.startsWith(`${direction} ${account} `))
      .reduce((sum, line) => sum + Number(line.split(' ')[2]?.replaceAll(',', '')), 0);
  expect(total('DR', 1100)).toBe(1_080_000);
  expect([total('CR', 4100), total('DR', 4100)]).toEqual([1_010, 490]);
  expect(total('DR', 1200) - total('CR', 1200)).toBe(520);
  expect(total('DR', 1000) - total('CR', 1000)).toBe(920_000);
  expect(total('DR', 2100) - total('CR', 2100)).toBe(0);
});
