import { beforeEach, describe, expect, it } from 'vitest';
import {
  borrowerOf,
  day,
  disbursement,
  entriesOf,
  entry,
  entryId,
  eur,
  eventId,
  InMemoryBook,
  loanId,
  PROGRAM,
  programId,
  usd,
} from '../../../test/in-memory-book.ts';
import { MAX_MINOR } from '../../money/minor.ts';
import type { Disburse } from './disbursement.ts';

const inEuro = { ...PROGRAM, id: programId('E'), currency: eur };
const other = { ...PROGRAM, id: programId('O') };
let book: InMemoryBook;
beforeEach(() => {
  book = new InMemoryBook(inEuro, other);
});

describe('what a draw books', () => {
  it.each<Disburse['method']>(['ach', 'wire', 'card_push'])('%s is in transit until the bank confirms it', (by) => {
    const drawn = book.disburse({ amount: 1_000_000n, on: '2026-01-05', by });
    expect(entriesOf(drawn)).toEqual([entry('disbursement', '2026-01-05', [1100, 2100, 1_000_000n])]);
    expect(drawn.answer).toEqual({
      kind: 'disbursement',
      entryId: entryId(1),
      postedAt: '2030-01-01T00:00:01.000Z',
      status: 'in_transit',
      staleAccruals: [],
    });
    expect(book.disbursement(eventId(1))).toEqual({
      eventId: eventId(1),
      loanId: loanId('L1'),
      net: 1_000_000n,
      effectiveAt: '2026-01-05',
      reversed: false,
      settledBy: undefined,
    });
  });

  it('an internal transfer settles at once, by a second entry of the same event', () => {
    const drawn = book.disburse({ amount: 1_000_000n, by: 'internal_transfer' });
    expect(entriesOf(drawn)).toEqual([
      entry('disbursement', '2026-01-05', [1100, 2100, 1_000_000n]),
      entry('disbursement_settled', '2026-01-05', [2100, 1000, 1_000_000n]),
    ]);
    expect(drawn.answer).toMatchObject({ status: 'settled', entryId: entryId(1) });
    expect(drawn.entries.map(({ correlationId }) => correlationId)).toEqual([eventId(1), eventId(1)]);
    expect(drawn.entries.map(({ postings }) => postings[0]?.loanOrdinal)).toEqual([1, 2]);
    expect(book.disbursement(eventId(1))?.settledBy).toBe(eventId(1));
  });

  it.each<[Disburse['method'], readonly (readonly [number, number, bigint])[]]>([
    [
      'wire',
      [
        [1100, 2100, 990_000n],
        [1100, 2300, 10_000n],
      ],
    ],
    [
      'internal_transfer',
      [
        [1100, 2100, 990_000n],
        [1100, 2300, 10_000n],
        [2100, 1000, 990_000n],
      ],
    ],
  ])('a withheld fee by %s: the borrower owes the gross, and the net leaves (D15)', (by, pairs) => {
    const drawn = book.disburse({ amount: 1_000_000n, withheld: 10_000n, by });
    expect(entriesOf(drawn).flatMap(({ postings }) => postings)).toEqual(pairs);
    expect(book.named('L1').balances.principal).toBe(1_000_000n);
    expect(book.disbursement(eventId(1))?.net).toBe(990_000n);
  });

  it('shows where the money goes on every posting', () => {
    const drawn = book.disburse({ amount: 9n, withheld: 1n, by: 'internal_transfer', to: 'acct-42' });
    const refs = drawn.entries.flatMap(({ postings }) => postings.map(({ externalRef }) => externalRef));
    expect(refs).toEqual(['acct-42', 'acct-42', 'acct-42']);
  });
});

describe('a loan opens by its first draw (D7)', () => {
  it('in the currency, of the borrower and in the default program', () => {
    book.disburse({ amount: 5n, on: '2026-01-05' });
    expect(book.named('L1')).toMatchObject({
      borrowerId: borrowerOf('L1'),
      currency: usd,
      programId: programId('P'),
      status: 'active',
      openedAt: '2026-01-05',
      firstDrawAt: '2026-01-05',
      entryCount: 1,
    });
  });

  it('in the program that the draw names', () => {
    book.disburse({ amount: 5n, program: 'E', currency: eur });
    expect(book.named('L1')).toMatchObject({ programId: programId('E'), currency: eur });
  });

  it('a second draw is one more on the same terms, each with a settlement of its own', () => {
    book.disburse({ amount: 500n, on: '2026-01-05', program: 'O' });
    book.disburse({ amount: 300n, on: '2026-02-05' });
    expect(book.named('L1')).toMatchObject({ firstDrawAt: '2026-01-05', entryCount: 2, programId: programId('O') });
    expect(book.named('L1').balances.principal).toBe(800n);
    expect([book.disbursement(eventId(1))?.net, book.disbursement(eventId(2))?.net]).toEqual([500n, 300n]);
  });

  it('a refused first draw opens nothing', () => {
    book.refusal(disbursement({ amount: 5n, program: 'nope' }));
    expect(book.loan(loanId('L1'))).toBeUndefined();
  });
});

describe('a refused draw quotes the figure', () => {
  const draw = (its: Partial<Parameters<typeof disbursement>[0]> = {}) => disbursement({ amount: 5n, ...its });

  it.each([
    ['program_not_found', draw({ program: 'nope' }), `no program ${programId('nope')}`],
    ['currency_mismatch', draw({ program: 'E' }), 'the program lends in EUR, sent USD'],
    ['effective_date_in_future', draw({ on: '2026-01-11' }), '2026-01-11 is after the business date 2026-01-10 (UTC)'],
    ['amount_overflow', draw({ amount: MAX_MINOR + 1n }), `principal would be ${MAX_MINOR + 1n}, above ${MAX_MINOR}`],
  ] as const)('%s, on a new loan', (refused, command, detail) => {
    book.today = day('2026-01-10');
    expect(book.refusal(command)).toEqual({ refused, detail });
  });

  it.each([
    ['currency_mismatch', draw({ currency: eur }), 'the loan is in USD, sent EUR'],
    [
      'borrower_mismatch',
      draw({ borrower: 'B2' }),
      `the loan is borrower ${borrowerOf('L1')}'s, sent ${borrowerOf('B2')}`,
    ],
    ['wrong_program', draw({ program: 'O' }), `the loan is of program ${programId('P')}, sent ${programId('O')}`],
    [
      'effective_before_first_disbursement',
      draw({ on: '2026-01-04' }),
      '2026-01-04 is before the first disbursement, 2026-01-05',
    ],
    ['amount_overflow', draw({ amount: MAX_MINOR }), `principal would be ${MAX_MINOR + 100n}, above ${MAX_MINOR}`],
  ] as const)('%s, on a known loan', (refused, command, detail) => {
    book.disburse({ amount: 100n, on: '2026-01-05' });
    expect(book.refusal(command)).toEqual({ refused, detail });
  });

  it.each(['paid_off', 'charged_off', 'refinanced', 'cancelled'] as const)(
    'loan_state_forbids, on a loan that is %s',
    (status) => {
      book.disburse({ amount: 100n });
      book.put({ ...book.named('L1'), status });
      expect(book.refusal(draw())).toEqual({
        refused: 'loan_state_forbids',
        detail: `the loan is ${status}, and only a pending or active loan can be drawn`,
      });
    },
  );

  it.each([
    ['currency_mismatch before borrower_mismatch', draw({ currency: eur, borrower: 'B2' }), 'currency_mismatch'],
    ['borrower_mismatch before wrong_program', draw({ borrower: 'B2', program: 'O' }), 'borrower_mismatch'],
    ['wrong_program before the date', draw({ program: 'O', on: '2030-06-01' }), 'wrong_program'],
    ['the date before the state', draw({ on: '2030-06-01' }), 'effective_date_in_future'],
    ['the first disbursement before the state', draw({ on: '2026-01-04' }), 'effective_before_first_disbursement'],
  ] as const)('%s: the first of the closed list speaks', (_, command, refused) => {
    book.disburse({ amount: 100n });
    book.pay({ amount: 100n });
    expect(book.named('L1').status).toBe('paid_off');
    expect(book.refusal(command).refused).toBe(refused);
  });
});
