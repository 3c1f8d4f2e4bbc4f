import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adjustment } from '../../test/corrections.ts';
import { borrowerOf, loanId, written } from '../../test/in-memory-book.ts';
import type { LoanId } from '../ledger/identity.ts';
import { linesOf } from '../ledger/lines.ts';
import { MAX_MINOR } from '../money/minor.ts';
import { loansOfLines, postingsOfLines } from './adjusting-lines.ts';
import { isRefusal } from './refusal.ts';

const ownerOf = (id: LoanId) => ({ id, borrowerId: borrowerOf('L1'), entryCount: 4 });
const made = (...lines: string[]) => postingsOfLines(adjustment(lines).lines, ownerOf);

/** The pairs as [debit, credit, amount, loan or '-']. */
function pairs(...lines: string[]) {
  const postings = made(...lines);
  if (isRefusal(postings)) throw new Error(postings.detail);
  const names = new Map(['L1', 'L2'].map((name) => [loanId(name), name]));
  return postings.map(({ debit, credit, amount, loanId: loan }) => [
    debit,
    credit,
    amount,
    loan === undefined ? '-' : names.get(loan),
  ]);
}

describe('lines come to balanced pairs', () => {
  it.each<[string, string[], (readonly unknown[])[]]>([
    ['one of each', ['DR 5400 7 L1', 'CR 1100 7 L1'], [[5400, 1100, 7n, 'L1']]],
    [
      'one debit, two credits',
      ['DR 5400 7 L1', 'CR 1200 3 L1', 'CR 1100 4 L1'],
      [
        [5400, 1200, 3n, 'L1'],
        [5400, 1100, 4n, 'L1'],
      ],
    ],
    [
      'three and two, in their order and each as far as it reaches',
      ['DR 1000 5 -', 'DR 5500 5 -', 'DR 5400 2 -', 'CR 3000 6 -', 'CR 4200 6 -'],
      [
        [1000, 3000, 5n, '-'],
        [5500, 3000, 1n, '-'],
        [5500, 4200, 4n, '-'],
        [5400, 4200, 2n, '-'],
      ],
    ],
    [
      'from one loan to another: through 2900',
      ['DR 1100 9 L2', 'CR 1100 9 L1'],
      [
        [1100, 2900, 9n, 'L2'],
        [2900, 1100, 9n, 'L1'],
      ],
    ],
    [
      'from a loan to the lender: through 2900',
      ['DR 1000 9 -', 'CR 1100 9 L1'],
      [
        [1000, 2900, 9n, '-'],
        [2900, 1100, 9n, 'L1'],
      ],
    ],
    [
      'memo accounts by themselves: through their contra',
      ['DR 9100 9 L2', 'CR 9100 9 L1', 'DR 5400 1 L1', 'CR 1100 1 L1'],
      [
        [9100, 9900, 9n, 'L2'],
        [9900, 9100, 9n, 'L1'],
        [5400, 1100, 1n, 'L1'],
      ],
    ],
  ])('%s', (_, lines, expected) => {
    expect(pairs(...lines)).toEqual(expected);
  });

  it('in each layer, with the owner of each loan', () => {
    expect(made('DR 5400 7 L1 PENDING', 'CR 1100 7 L1 PENDING')).toEqual([
      {
        debit: 5400,
        credit: 1100,
        amount: 7n,
        layer: 'PENDING',
        loanId: loanId('L1'),
        borrowerId: borrowerOf('L1'),
        loanOrdinal: 5,
      },
    ]);
  });

  it('whatever is moved between loans and accounts, every line is shown again, and 2900 nets to zero', () => {
    const debit = fc.constantFrom('1100', '1200', '5400');
    const credit = fc.constantFrom('2200', '4100', '2100');
    const loan = fc.constantFrom('L1', 'L2');
    const move = fc.tuple(debit, loan, credit, loan, fc.bigInt({ min: 1n, max: 1_000n }));
    fc.assert(
      fc.property(fc.array(move, { minLength: 1, maxLength: 20 }), (moves) => {
        const lines = moves.flatMap(([dr, to, cr, from, amount]) => [
          `DR ${dr} ${amount} ${to}`,
          `CR ${cr} ${amount} ${from}`,
        ]);
        const postings = made(...lines);
        if (isRefusal(postings)) throw new Error(postings.detail);
        const shown = linesOf(postings);
        const net = (of: readonly { account: number; direction: string; amount: bigint }[], account: number) =>
          of.reduce(
            (sum, its) => (its.account === account ? sum + (its.direction === 'DR' ? its.amount : -its.amount) : sum),
            0n,
          );
        const sent = adjustment(lines).lines;
        for (const account of [1100, 1200, 5400, 2200, 4100, 2100])
          expect(net(shown, account)).toBe(net(sent, account));
        expect(net(shown, 2900)).toBe(0n);
      }),
    );
  });
});

describe('lines that do not', () => {
  it.each<[string, string[], string]>([
    ['unbalanced_adjustment', ['DR 1000 5', 'CR 3000 4'], 'SETTLED lines: debits 5, credits 4'],
    [
      'unbalanced_adjustment',
      ['DR 1000 5', 'CR 3000 5', 'DR 1000 2 - PENDING', 'CR 3000 3 - PENDING'],
      'PENDING lines: debits 2, credits 3',
    ],
    ['unbalanced_adjustment', ['DR 9100 5 L1', 'CR 1100 5 L1'], 'SETTLED memo lines: debits 5, credits 0'],
    [
      'unbalanced_adjustment',
      ['DR 1100 5 L1', 'CR 1100 5 L1'],
      `account 1100 of loan ${loanId('L1')} stands on both sides: debits 5, credits 5`,
    ],
    ['unbalanced_adjustment', ['DR 1000 5', 'CR 1000 5'], 'account 1000 stands on both sides: debits 5, credits 5'],
    ['account_unknown', ['DR 1000 5', 'CR 7777 5'], 'the chart has no account 7777'],
    [
      'loan_required',
      ['DR 1000 5', 'CR 2200 5'],
      '2200 Unapplied payments (suspense) belongs to loans, and a line of it names none',
    ],
    [
      'loan_required',
      ['DR 9400 5', 'CR 9900 5'],
      '9400 Memo: non-accrual interest belongs to loans, and a line of it names none',
    ],
  ])('%s: %s', (refused, lines, detail) => {
    expect(made(...lines)).toEqual({ refused, detail });
  });

  it('an amount above what a ledger holds', () => {
    expect(made(`DR 1000 ${MAX_MINOR + 1n}`, `CR 3000 ${MAX_MINOR + 1n}`)).toEqual({
      refused: 'amount_overflow',
      detail: `account 1000 would be debited ${MAX_MINOR + 1n}, above ${MAX_MINOR}`,
    });
  });
});

it('the loans of lines are named once, in their order; lines shown by their loan', () => {
  const { lines } = adjustment(['DR 1000 1', 'DR 1100 2 L2', 'CR 1100 2 L1', 'CR 2100 1 L2']);
  expect(loansOfLines(lines)).toEqual([loanId('L2'), loanId('L1')]);
  const postings = made('DR 5400 1,000 L1', 'CR 1100 1,000 L1');
  expect(isRefusal(postings) ? [] : linesOf(postings).map(written)).toEqual(['DR 5400 1,000 L1', 'CR 1100 1,000 L1']);
});
