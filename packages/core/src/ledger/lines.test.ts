import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { borrowerOf, loanId, written } from '../../test/in-memory-book.ts';
import { MAX_MINOR } from '../money/minor.ts';
import { type AccountCode, CHART } from './account.ts';
import { type JournalLine, linesOf } from './lines.ts';
import type { Layer, Posting } from './posting.ts';

const posting = (
  debit: AccountCode,
  credit: AccountCode,
  amount: bigint,
  loan?: string,
  more: Partial<Posting> = {},
): Posting => ({
  debit,
  credit,
  amount,
  layer: 'SETTLED',
  ...(loan === undefined ? {} : { loanId: loanId(loan), borrowerId: borrowerOf(loan) }),
  ...more,
});

const account = fc.constantFrom(...CHART.map(({ code }) => code as AccountCode));
const anyPosting: fc.Arbitrary<Posting> = fc
  .record({
    pair: fc.tuple(account, account).filter(([debit, credit]) => debit !== credit),
    amount: fc.bigInt({ min: 1n, max: MAX_MINOR }),
    layer: fc.constantFrom<Layer>('SETTLED', 'PENDING', 'ENCUMBRANCE'),
    loan: fc.constantFrom(undefined, 'L1', 'L2'),
    ref: fc.constantFrom(undefined, 'r1', 'r2'),
  })
  .map(({ pair, amount, layer, loan, ref }) =>
    posting(...pair, amount, loan, { layer, ...(ref === undefined ? {} : { externalRef: ref }) }),
  );
const postings = fc.array(anyPosting, { maxLength: 20 });

/** The sum of each side, kept apart by whatever `slice` says of a line. */
function sides(lines: readonly JournalLine[], slice: (line: JournalLine) => string) {
  const sums = new Map<string, { DR: bigint; CR: bigint }>();
  for (const line of lines) {
    const sum = sums.get(slice(line)) ?? { DR: 0n, CR: 0n };
    sum[line.direction] += line.amount;
    sums.set(slice(line), sum);
  }
  return [...sums.values()];
}

describe('the lines of an entry', () => {
  it.each([
    ['one pair is a debit and a credit', [posting(1200, 4100, 329n, 'L1')], ['DR 1200 329 L1', 'CR 4100 329 L1']],
    [
      'a draw with a withheld fee shows its gross once',
      [posting(1100, 2100, 990_000n, 'L1'), posting(1100, 2300, 10_000n, 'L1')],
      ['DR 1100 1,000,000 L1', 'CR 2100 990,000 L1', 'CR 2300 10,000 L1'],
    ],
    [
      'debits come first, each side in order of first appearance',
      [posting(2200, 1310, 1n, 'L1'), posting(1200, 4100, 2n, 'L1'), posting(2200, 1300, 3n, 'L1')],
      ['DR 2200 4 L1', 'DR 1200 2 L1', 'CR 1310 1 L1', 'CR 4100 2 L1', 'CR 1300 3 L1'],
    ],
    [
      'loans are kept apart, and from what has no loan',
      [posting(1200, 4100, 1n, 'LA'), posting(1200, 4100, 2n, 'LB'), posting(1200, 4100, 4n)],
      ['DR 1200 1 LA', 'DR 1200 2 LB', 'DR 1200 4 -', 'CR 4100 1 LA', 'CR 4100 2 LB', 'CR 4100 4 -'],
    ],
    [
      'layers are kept apart',
      [posting(1050, 2200, 5n, 'L1'), posting(1050, 2200, 6n, 'L1', { layer: 'PENDING' })],
      ['DR 1050 5 L1', 'DR 1050 6 L1', 'CR 2200 5 L1', 'CR 2200 6 L1'],
    ],
    [
      'movements that the bank named apart are kept apart',
      [posting(1000, 2200, 5n, 'L1', { externalRef: 'a' }), posting(1000, 2200, 6n, 'L1', { externalRef: 'b' })],
      ['DR 1000 5 L1', 'DR 1000 6 L1', 'CR 2200 5 L1', 'CR 2200 6 L1'],
    ],
    ['an entry without money has none', [], []],
  ])('%s', (_, given, expected) => {
    const lines = linesOf(given);
    expect(lines.map(written)).toEqual(expected);
    expect(lines.map(({ sequence }) => sequence)).toEqual(expected.map((_, index) => index + 1));
  });

  it('an account on both sides of an entry is not netted: what moved stays visible', () => {
    expect(linesOf([posting(1000, 2200, 9n, 'L1'), posting(2200, 1100, 9n, 'L1')]).map(written)).toEqual([
      'DR 1000 9 L1',
      'DR 2200 9 L1',
      'CR 2200 9 L1',
      'CR 1100 9 L1',
    ]);
  });

  it('a sum of many postings may pass what one posting can hold', () => {
    const lines = linesOf([posting(1200, 4100, MAX_MINOR, 'L1'), posting(1200, 4100, MAX_MINOR, 'L1')]);
    expect(lines.map(({ amount }) => amount)).toEqual([2n * MAX_MINOR, 2n * MAX_MINOR]);
  });

  it('carry layer, loan, borrower and reference of their posting, and leave out what it has not', () => {
    const [debit] = linesOf([posting(1000, 2200, 5n, 'L1', { externalRef: 'a', loanOrdinal: 3 })]);
    expect(debit).toEqual({
      sequence: 1,
      account: 1000,
      direction: 'DR',
      amount: 5n,
      layer: 'SETTLED',
      loanId: loanId('L1'),
      borrowerId: borrowerOf('L1'),
      externalRef: 'a',
    });
    const [bare] = linesOf([posting(1000, 3000, 5n)]);
    expect(Object.keys(bare ?? {})).toEqual(['sequence', 'account', 'direction', 'amount', 'layer']);
  });
});

describe('whatever is posted', () => {
  it.each([
    ['in all', () => 'all'],
    ['in each layer', (line: JournalLine) => line.layer],
    ['for each loan', (line: JournalLine) => line.loanId ?? ''],
    ['for each loan in each layer', (line: JournalLine) => `${line.loanId} ${line.layer}`],
  ])('debits equal credits %s', (_, slice) =>
    fc.assert(
      fc.property(postings, (given) => {
        for (const { DR, CR } of sides(linesOf(given), slice)) expect(DR).toBe(CR);
      }),
    ),
  );

  it('each side adds up to what was posted', () =>
    fc.assert(
      fc.property(fc.array(anyPosting, { minLength: 1, maxLength: 20 }), (given) => {
        const posted = given.reduce((sum, { amount }) => sum + amount, 0n);
        expect(sides(linesOf(given), () => 'all')).toEqual([{ DR: posted, CR: posted }]);
      }),
    ));

  it('sequence runs from 1 without a gap, debits before credits, and no two lines are alike', () =>
    fc.assert(
      fc.property(postings, (given) => {
        const lines = linesOf(given);
        expect(lines.map(({ sequence }) => sequence)).toEqual(lines.map((_, index) => index + 1));
        const directions = lines.map(({ direction }) => direction);
        expect(directions).toEqual([...directions].sort().reverse());
        const likeness = lines.map((line) => JSON.stringify({ ...line, sequence: 0, amount: '' }));
        expect(new Set(likeness).size).toBe(lines.length);
      }),
    ));

  it('each side stands in order of first appearance', () =>
    fc.assert(
      fc.property(postings, (given) => {
        const lines = linesOf(given);
        for (const [direction, side] of [['DR', 'debit'] as const, ['CR', 'credit'] as const]) {
          const like = (code: number, it: Posting | JournalLine) =>
            `${code} ${it.layer} ${it.loanId} ${it.externalRef}`;
          const first = [...new Set(given.map((one) => like(one[side], one)))];
          const shown = lines.filter((line) => line.direction === direction).map((line) => like(line.account, line));
          expect(shown).toEqual(first);
        }
      }),
    ));
});
