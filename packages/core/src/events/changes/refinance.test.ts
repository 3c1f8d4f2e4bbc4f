import { beforeEach, describe, expect, it } from 'vitest';
import { opening, refinancing, reversal } from '../../../test/corrections.ts';
import {
  day,
  disbursement,
  entriesOf,
  entry,
  eur,
  InMemoryBook,
  loanId,
  PROGRAM,
  programId,
  settlement,
} from '../../../test/in-memory-book.ts';
import { nonaccrual } from '../../../test/losses.ts';

let book: InMemoryBook;
/** L1 of scenario S9: principal 320,000, interest 4,200, fees 700 and late charges 100 on 2026-05-01. */
beforeEach(() => {
  book = new InMemoryBook({ ...PROGRAM, id: programId('E'), currency: eur });
  book.today = day('2026-06-15');
  book.post(opening({ on: '2026-05-01', principal: 320_000n, interest: 4_200n, fees: 700n, lateCharges: 100n }));
});

describe('one entry over two loans', () => {
  it('in which each balances alone, and what passes between them goes through 2900', () => {
    const made = book.post(refinancing({ cashOut: 165_000n, withheld: 10_000n }));
    expect(entriesOf(made)).toEqual([
      entry(
        'refinance',
        '2026-06-15',
        [2900, 1100, 320_000n],
        [2900, 1200, 4_200n],
        [2900, 1300, 700n],
        [2900, 1310, 100n],
        [1100, 2900, 325_000n],
        [1100, 2300, 10_000n],
        [1100, 2100, 165_000n],
      ),
    ]);
    expect(made.answer).toMatchObject({
      payoff: 325_000n,
      principal: 500_000n,
      capitalizedInterest: 4_200n,
      capitalizedFees: 800n,
      staleAccruals: [],
      warnings: [],
    });
    expect(book.named('L1')).toMatchObject({ status: 'refinanced', successorId: loanId('L2') });
    expect(book.named('L2')).toMatchObject({ status: 'active', firstDrawAt: '2026-06-15', entryCount: 1 });
    expect(made.loanId).toBe(loanId('L2'));
  });

  it('without a cash-out nothing is in transit, and nothing settles', () => {
    const made = book.post(refinancing({}));
    expect(made.disbursement).toBeUndefined();
    expect(book.refusal(settlement({ of: made.event, on: '2026-06-15' })).refused).toBe('event_not_found');
  });

  it('the cash-out settles as a draw does: once, and again when it came back', () => {
    const made = book.post(refinancing({ on: '2026-06-01', cashOut: 9n }));
    const settled = book.settle({ of: made.event, on: '2026-06-03' });
    expect(entriesOf(settled)).toEqual([entry('disbursement_settled', '2026-06-03', [2100, 1000, 9n])]);
    expect(book.refusal(settlement({ of: made.event, on: '2026-06-03' })).refused).toBe('already_settled');
    book.post(reversal(settled.entries[0]!, { on: '2026-06-05' }));
    expect(book.settle({ of: made.event, on: '2026-06-08' }).entries).toHaveLength(1);
  });

  it('by internal transfer it has settled at once', () => {
    const made = book.post(refinancing({ cashOut: 9n, method: 'internal_transfer' }));
    expect(made.entries.map(({ type }) => type)).toEqual(['refinance', 'disbursement_settled']);
    expect(book.refusal(settlement({ of: made.event, on: '2026-06-15' })).detail).toBe(
      `settled by event ${made.event}`,
    );
  });
});

describe("the borrower's money in suspense", () => {
  it('pays the old loan first, and the new one owes so much less', () => {
    book.pay({ amount: 5_000n, on: '2026-06-01', mode: 'fees_only' });
    const made = book.post(refinancing({}));
    expect(entriesOf(made)[0]).toEqual(entry('payment_allocated', '2026-06-15', [2200, 1200, 4_200n]));
    expect(made.answer).toMatchObject({ payoff: 320_000n, capitalizedInterest: 0n, capitalizedFees: 0n });
    expect(book.stands('L1')).toBe('principal 0 | interest 0 | fees 0 | exposure 0 | suspense 0');
  });

  it('refuses the refinance while the bank may take it back', () => {
    const held = book.pay({ amount: 5_000n, on: '2026-06-14', by: 'ach', mode: 'fees_only' });
    expect(book.refusal(refinancing({}))).toEqual({
      refused: 'suspense_on_hold',
      detail: `4200 of payment ${held.event} may be taken back until 2026-06-18`,
    });
  });

  it('that pays it all leaves nothing to refinance', () => {
    book.pay({ amount: 400_000n, on: '2026-06-01', mode: 'fees_only' });
    expect(book.refusal(refinancing({})).refused).toBe('loan_state_forbids');
  });

  it('that came in after the effective date stays where it is', () => {
    book.pay({ amount: 5_000n, on: '2026-06-10', mode: 'fees_only' });
    expect(book.refusal(refinancing({ on: '2026-06-05' })).detail).toContain('fees of loan');
  });
});

it('interest that was only noted is nobody’s debt any more, and a warning says so', () => {
  book.post(nonaccrual({ on: '2026-05-10' }));
  const made = book.post(refinancing({}));
  expect(entriesOf(made)[0]?.postings).toContainEqual([9900, 9400, 4_200n]);
  expect(made.answer).toMatchObject({
    payoff: 320_800n,
    warnings: [
      {
        code: 'nonaccrual_interest_given_up',
        detail: 'non-accrual interest of 4200 is no longer claimed',
        loanId: loanId('L1'),
      },
    ],
  });
  expect(book.named('L2').nonaccrual).toBe(false);
  book.post(reversal(made.entries[0]!));
  expect(book.named('L1')).toMatchObject({ status: 'active', nonaccrual: true, successorId: undefined });
});

it('the accrual of the night of the refinance is stale, and paid off all the same', () => {
  book.accrue('L1', '2026-06-15', 160n);
  const { payoff, staleAccruals } = book.post(refinancing({})).answer;
  expect(payoff).toBe(325_160n);
  expect(staleAccruals).toEqual([{ date: '2026-06-15', principal: 0n, interest: 160n }]);
});

describe('refused', () => {
  it.each([
    ['loan_not_found', refinancing({ of: 'L9' }), `no loan ${loanId('L9')}`],
    ['program_not_found', refinancing({ program: 'X' }), `no program ${programId('X')}`],
    ['loan_exists', refinancing({ by: 'L1' }), `loan ${loanId('L1')} opened on 2026-05-01`],
    ['currency_mismatch', refinancing({ currency: eur }), 'the loan is in USD, sent EUR'],
    ['currency_mismatch', refinancing({ program: 'E' }), 'the program lends in EUR, sent USD'],
    ['effective_date_in_future', refinancing({ on: '2026-06-16' }), /2026-06-16 is after/],
    ['effective_before_first_disbursement', refinancing({ on: '2026-04-30' }), /is before the first disbursement/],
  ] as const)('%s', (refused, command, detail) => {
    const refusal = book.refusal(command);
    expect(refusal.refused).toBe(refused);
    expect(refusal.detail).toMatch(detail);
  });

  it('borrower_mismatch', () => {
    expect(book.refusal(refinancing({ borrower: 'L7' })).refused).toBe('borrower_mismatch');
  });

  it.each(['paid_off', 'charged_off', 'refinanced', 'cancelled', 'pending'] as const)('a loan that is %s', (status) => {
    book.put({ ...book.named('L1'), status });
    expect(book.refusal(refinancing({}))).toEqual({
      refused: 'loan_state_forbids',
      detail: `the loan is ${status}, and only an active loan is refinanced`,
    });
  });

  it('a payoff of which a later payment took a part, with both figures', () => {
    book.pay({ amount: 1n, on: '2026-05-20', mode: 'principal_only' });
    expect(book.refusal(refinancing({ on: '2026-05-10' }))).toEqual({
      refused: 'would_go_negative',
      detail: `principal of loan ${loanId('L1')} is 320000 at 2026-05-10, and 319999 at 2026-05-20`,
    });
  });

  it('a payoff that would leave out what is owed later, with both figures', () => {
    book.post(disbursement({ amount: 7n, on: '2026-05-20' }));
    expect(book.refusal(refinancing({ on: '2026-05-10' }))).toEqual({
      refused: 'loan_state_forbids',
      detail: `principal of loan ${loanId('L1')} is 320000 at 2026-05-10, and 320007 at 2026-05-20: a payoff takes all that is owed, so date it then or later`,
    });
  });
});
