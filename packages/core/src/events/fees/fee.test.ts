import { beforeEach, describe, expect, it } from 'vitest';
import {
  borrowerOf,
  day,
  entriesOf,
  entry,
  entryId,
  eur,
  eventId,
  fee,
  InMemoryBook,
  loanId,
} from '../../../test/in-memory-book.ts';
import { MAX_MINOR } from '../../money/minor.ts';

let book: InMemoryBook;
beforeEach(() => {
  book = new InMemoryBook();
  book.disburse({ amount: 200_000n, on: '2026-01-05' });
});

describe('what a fee books', () => {
  it.each([
    ['late', 1310, 4210],
    ['nsf', 1300, 4200],
    ['servicing', 1300, 4200],
    ['origination', 1300, 4200],
    ['other', 1300, 4200],
  ] as const)('%s: DR %s / CR %s', (type, debit, credit) => {
    const charged = book.charge({ amount: 2_900n, on: '2026-02-01', type, description: 'as agreed' });
    expect(entriesOf(charged)).toEqual([entry('fee_assessed', '2026-02-01', [debit, credit, 2_900n])]);
    expect(charged.entries[0]).toMatchObject({ correlationId: eventId(2), description: 'as agreed' });
    expect(charged.answer).toEqual({
      kind: 'fee',
      entryId: entryId(2),
      postedAt: '2030-01-01T00:00:02.000Z',
      feesReceivable: 2_900n,
    });
  });

  it('late charges are kept apart and count as fees receivable', () => {
    book.charge({ amount: 2_900n, type: 'late' });
    expect(book.charge({ amount: 2_500n, type: 'nsf' }).answer.feesReceivable).toBe(5_400n);
    expect(book.named('L1').balances).toMatchObject({ lateCharges: 2_900n, fees: 2_500n });
  });

  it('an entry without a description has none', () => {
    expect(book.charge({ amount: 1n }).entries[0]).not.toHaveProperty('description');
  });
});

describe('a refused fee quotes what stands in the way', () => {
  const charge = (its: Partial<Parameters<typeof fee>[0]> = {}) => fee({ amount: 5n, ...its });

  it.each([
    ['loan_not_found', charge({ loan: 'L9' }), `no loan ${loanId('L9')}`],
    ['currency_mismatch', charge({ currency: eur }), 'the loan is in USD, sent EUR'],
    [
      'borrower_mismatch',
      charge({ borrower: 'B2' }),
      `the loan is borrower ${borrowerOf('L1')}'s, sent ${borrowerOf('B2')}`,
    ],
    [
      'effective_date_in_future',
      charge({ on: '2026-01-11' }),
      '2026-01-11 is after the business date 2026-01-10 (UTC)',
    ],
    [
      'effective_before_first_disbursement',
      charge({ on: '2026-01-04' }),
      '2026-01-04 is before the first disbursement, 2026-01-05',
    ],
    [
      'amount_overflow',
      charge({ amount: MAX_MINOR + 1n }),
      'fees would be 9223372036854775808, above 9223372036854775807',
    ],
    [
      'amount_overflow',
      charge({ amount: MAX_MINOR - 199_999n, type: 'late' }),
      'total exposure would be 9223372036854775808, above 9223372036854775807',
    ],
  ] as const)('%s', (refused, command, detail) => {
    book.today = day('2026-01-10');
    expect(book.refusal(command)).toEqual({ refused, detail });
  });

  it.each(['pending', 'paid_off', 'charged_off', 'refinanced', 'cancelled'] as const)(
    'loan_state_forbids, on a loan that is %s',
    (status) => {
      book.put({ ...book.named('L1'), status });
      expect(book.refusal(charge())).toEqual({
        refused: 'loan_state_forbids',
        detail: `the loan is ${status}, and only an active loan is charged a fee`,
      });
    },
  );

  it.each([
    ['currency before borrower', { currency: eur, borrower: 'B2' }, 'currency_mismatch'],
    ['borrower before date', { borrower: 'B2', on: '2030-06-01' }, 'borrower_mismatch'],
    ['date before state', { on: '2030-06-01' }, 'effective_date_in_future'],
    ['first disbursement before state', { on: '2026-01-04' }, 'effective_before_first_disbursement'],
    ['state before amount', { amount: MAX_MINOR + 1n }, 'loan_state_forbids'],
  ] as const)('%s: the first of the closed list speaks', (_, its, refused) => {
    book.put({ ...book.named('L1'), status: 'cancelled' });
    expect(book.refusal(charge(its)).refused).toBe(refused);
  });
});
