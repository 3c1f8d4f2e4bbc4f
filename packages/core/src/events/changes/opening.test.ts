import { beforeEach, expect, it } from 'vitest';
import { opening, reversal } from '../../../test/corrections.ts';
import { day, entriesOf, entry, eur, InMemoryBook, loanId, PROGRAM, programId } from '../../../test/in-memory-book.ts';
import { allocation } from '../../../test/money-in.ts';
import { MAX_MINOR } from '../../money/minor.ts';

let book: InMemoryBook;
beforeEach(() => {
  book = new InMemoryBook({ ...PROGRAM, id: programId('E'), currency: eur });
});

it('what a loan owes comes in against equity, and it counts as drawn', () => {
  const opened = book.post(opening({ principal: 900n, interest: 80n, fees: 7n, lateCharges: 6n, suspense: 5n }));
  expect(entriesOf(opened)).toEqual([
    entry(
      'manual_adjustment',
      '2026-01-05',
      [1100, 3000, 900n],
      [1200, 3000, 80n],
      [1300, 3000, 7n],
      [1310, 3000, 6n],
      [3000, 2200, 5n],
    ),
  ]);
  expect(opened.answer).toMatchObject({ kind: 'loan', loanStatus: 'active' });
  expect(opened.loanId).toBe(loanId('L1'));
  expect(book.named('L1')).toMatchObject({ firstDrawAt: '2026-01-05', openedAt: '2026-01-05', entryCount: 1 });
  expect(book.stands('L1')).toBe('principal 900 | interest 80 | fees 13 | exposure 993 | suspense 5');
});

it.each([
  ['nothing', {}, 0],
  ['money in suspense alone', { suspense: 5n }, 1],
])('with %s it waits for its first draw', (_, balances, entryCount) => {
  const { entries, answer } = book.post(opening(balances));
  expect([entries.length, answer.loanStatus]).toEqual([1, 'pending']);
  expect(book.named('L1')).toMatchObject({ firstDrawAt: undefined, entryCount });
  book.disburse({ amount: 10n, on: '2026-01-03' });
  expect(book.named('L1')).toMatchObject({ status: 'active', firstDrawAt: '2026-01-03' });
});

it('the suspense that it brought is money that can be applied, and stands in the way of its reversal', () => {
  const opened = book.post(opening({ principal: 900n, suspense: 5n }));
  book.post(allocation({ on: '2026-01-06' }));
  expect(book.stands('L1')).toBe('principal 895 | interest 0 | fees 0 | exposure 895 | suspense 0');
  expect(book.refusal(reversal(opened.entries[0]!)).refused).toBe('has_dependents');
  book.post(reversal(opened.entries[0]!, { cascade: true }));
  expect(book.named('L1')).toMatchObject({ status: 'pending', firstDrawAt: undefined });
});

it.each([
  ['program_not_found', opening({ program: 'X' }), `no program ${programId('X')}`],
  ['loan_exists', opening({ loan: 'L2' }), `loan ${loanId('L2')} opened on 2026-01-05`],
  ['currency_mismatch', opening({ program: 'E' }), 'the program lends in EUR, sent USD'],
  ['effective_date_in_future', opening({ on: '2026-01-11' }), '2026-01-11 is after the business date 2026-01-10 (UTC)'],
  [
    'amount_overflow',
    opening({ principal: MAX_MINOR, fees: 1n }),
    `total exposure would be ${MAX_MINOR + 1n}, above ${MAX_MINOR}`,
  ],
] as const)('%s', (refused, command, detail) => {
  book.today = day('2026-01-10');
  book.disburse({ loan: 'L2', amount: 1n });
  expect(book.refusal(command)).toEqual({ refused, detail });
});
