import { beforeEach, describe, expect, it } from 'vitest';
import { day, entriesOf, entry, entryId, InMemoryBook, loanId } from '../../../test/in-memory-book.ts';
import { nonaccrual } from '../../../test/losses.ts';

let book: InMemoryBook;

/** L1 owes on 2026-04-30: principal 250,000, interest 9,000. */
beforeEach(() => {
  book = new InMemoryBook();
  book.given('L1', '2026-04-30', { principal: 250_000n, interest: 9_000n });
});

describe('entry into non-accrual', () => {
  it('takes unpaid interest out of income and off the books, and keeps it as memo', () => {
    const entered = book.post(nonaccrual({ on: '2026-04-30', reason: '90 days past due' }));
    expect(entriesOf(entered)).toEqual([entry('nonaccrual', '2026-04-30', [4190, 1200, 9_000n], [9400, 9900, 9_000n])]);
    expect(entered.entries[0]).toMatchObject({ description: '90 days past due', correlationId: entered.event });
    expect(entered.loanId).toBe(loanId('L1'));
    expect(entered.answer).toEqual({
      kind: 'nonaccrual',
      entryId: entryId(4),
      postedAt: '2030-01-01T00:00:03.000Z',
      nonaccrual: true,
      interestReversed: 9_000n,
    });
    expect(book.named('L1')).toMatchObject({
      nonaccrual: true,
      status: 'active',
      balances: { interest: 0n, nonaccrualInterest: 9_000n, principal: 250_000n },
    });
  });

  it('makes accruals memo, and sends payments to principal first', () => {
    book.post(nonaccrual({ on: '2026-04-30' }));
    expect(entriesOf(book.accrue('L1', '2026-05-01', 125n))).toEqual([
      entry('accrual', '2026-05-01', [9400, 9900, 125n]),
    ]);
    expect(book.pay({ amount: 1_000n, on: '2026-05-02' }).answer.allocation).toMatchObject({
      principal: 1_000n,
      interest: 0n,
    });
  });

  it('of a loan that owes no interest has an entry without lines (D20)', () => {
    book.disburse({ loan: 'L2', amount: 1_000n });
    const entered = book.post(nonaccrual({ loan: 'L2', on: '2026-04-30' }));
    expect(entriesOf(entered)).toEqual([entry('nonaccrual', '2026-04-30')]);
    expect(entered.answer.interestReversed).toBe(0n);
    expect(book.named('L2')).toMatchObject({ nonaccrual: true, entryCount: 1 });
  });

  it('dated back takes no more than later days need, and leaves what accrued after its day (D8)', () => {
    book.pay({ amount: 2_000n, on: '2026-05-10', mode: 'interest_only' });
    book.accrue('L1', '2026-05-20', 125n);
    expect(book.post(nonaccrual({ on: '2026-05-01' })).answer.interestReversed).toBe(7_000n);
    expect(book.named('L1').balances).toMatchObject({ interest: 125n, nonaccrualInterest: 7_000n });
  });
});

it('exit books nothing again: memo interest is income when it is paid', () => {
  book.post(nonaccrual({ on: '2026-04-30' }));
  const left = book.post(nonaccrual({ on: '2026-06-30', nonaccrual: false, reason: 'current again' }));
  expect(entriesOf(left)).toEqual([entry('nonaccrual', '2026-06-30')]);
  expect(left.answer).toMatchObject({ nonaccrual: false, interestReversed: 0n });
  expect(book.named('L1')).toMatchObject({ nonaccrual: false, balances: { interest: 0n, nonaccrualInterest: 9_000n } });
  const paid = book.pay({ amount: 9_000n, on: '2026-07-01' });
  expect(entriesOf(paid)[1]).toEqual(
    entry('payment_allocated', '2026-07-01', [2200, 4100, 9_000n], [9900, 9400, 9_000n]),
  );
});

describe('a refused change quotes what stands in the way', () => {
  it.each([
    ['loan_not_found', { loan: 'L9', on: '2026-05-01' }, `no loan ${loanId('L9')}`],
    ['effective_date_in_future', { on: '2030-01-01' }, '2030-01-01 is after the business date 2029-12-31 (UTC)'],
    [
      'effective_before_first_disbursement',
      { on: '2026-04-28' },
      '2026-04-28 is before the first disbursement, 2026-04-29',
    ],
    ['loan_state_forbids', { on: '2026-05-01', nonaccrual: false }, 'the loan is not on non-accrual'],
  ])('%s', (refused, its, detail) => {
    expect(book.refusal(nonaccrual(its))).toEqual({ refused, detail });
  });

  it('loan_state_forbids: it is there already', () => {
    book.post(nonaccrual({ on: '2026-04-30' }));
    expect(book.refusal(nonaccrual({ on: '2026-05-01' }))).toEqual({
      refused: 'loan_state_forbids',
      detail: 'the loan is on non-accrual already',
    });
  });

  it.each(['pending', 'paid_off', 'charged_off', 'refinanced', 'cancelled'] as const)(
    'loan_state_forbids: the loan is %s',
    (status) => {
      book.put({ ...book.named('L1'), status });
      expect(book.refusal(nonaccrual({ on: '2026-05-01' }))).toEqual({
        refused: 'loan_state_forbids',
        detail: `the loan is ${status}, and only an active loan accrues or does not`,
      });
    },
  );

  it('a change in a closed period counts on the first open day', () => {
    book.closedThrough = day('2026-05-31');
    expect(book.post(nonaccrual({ on: '2026-05-01' })).entries[0]!.accountingDate).toBe('2026-06-01');
  });
});
