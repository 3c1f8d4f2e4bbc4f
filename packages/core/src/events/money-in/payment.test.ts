import { beforeEach, describe, expect, it } from 'vitest';
import {
  borrowerOf,
  day,
  entriesOf,
  entry,
  entryId,
  eur,
  eventId,
  InMemoryBook,
  loanId,
  PROGRAM,
  payment,
} from '../../../test/in-memory-book.ts';
import { NO_BALANCES } from '../../loan/bucket.ts';
import { openLoan } from '../../loan/loan.ts';
import { MAX_MINOR } from '../../money/minor.ts';
import type { ReceivePayment } from './payment.ts';

let book: InMemoryBook;
/** L1 owes principal 200,000, interest 3,000, fees 500, late charges 2,900 on 2026-10-01. */
beforeEach(() => {
  book = new InMemoryBook();
  book.given('L1', '2026-10-01', { principal: 200_000n, interest: 3_000n, fees: 500n, lateCharges: 2_900n });
});
const pay = (its: Partial<Parameters<typeof payment>[0]>) => payment({ amount: 1n, on: '2026-10-05', ...its });

describe('where the money comes in (D17)', () => {
  it.each<[ReceivePayment['sourceMethod'], number]>([
    ['ach', 1050],
    ['card', 1050],
    ['wire', 1000],
    ['check', 1000],
    ['internal_transfer', 1000],
    ['other', 1000],
  ])('%s is debited to %s', (by, cash) => {
    const paid = book.pay({ amount: 700n, on: '2026-10-05', by, ref: 'proc-1' });
    expect(entriesOf(paid)).toEqual([
      entry('payment_received', '2026-10-05', [cash, 2200, 700n]),
      entry('payment_allocated', '2026-10-05', [2200, 1310, 700n]),
    ]);
    expect(paid.entries.map(({ postings }) => postings[0]?.externalRef)).toEqual(['proc-1', undefined]);
  });

  it('makes two entries of one event, and the answer names both (D1)', () => {
    const paid = book.pay({ amount: 10_000n, on: '2026-10-05' });
    expect(paid.entries.map(({ id, correlationId }) => [id, correlationId])).toEqual([
      [entryId(6), eventId(5)],
      [entryId(7), eventId(5)],
    ]);
    expect(paid.entries.map(({ postings }) => postings[0]?.loanOrdinal)).toEqual([6, 7]);
    expect(paid.answer).toEqual({
      kind: 'payment',
      entryId: entryId(6),
      allocationEntryId: entryId(7),
      postedAt: '2030-01-01T00:00:05.000Z',
      allocation: { lateCharges: 2_900n, fees: 500n, interest: 3_000n, principal: 3_600n, unapplied: 0n },
      recovered: 0n,
      recoveryEntryId: undefined,
      writtenOff: 0n,
      holdUntil: undefined,
      explained: {
        waterfall: 'default',
        order: ['lateCharges', 'fees', 'interest', 'principal'],
        version: 1,
        owed: { lateCharges: 2_900n, fees: 500n, interest: 3_000n, principal: 200_000n },
      },
      loanStatus: 'active',
      staleAccruals: [],
      warnings: [],
    });
  });
});

describe('how it is applied', () => {
  it.each<[string, Partial<Parameters<typeof payment>[0]>, readonly (readonly [number, number, bigint])[], bigint]>([
    ['the waterfall, part of a bucket', { amount: 1_900n }, [[2200, 1310, 1_900n]], 0n],
    [
      'the waterfall, into principal',
      { amount: 6_401n },
      [
        [2200, 1310, 2_900n],
        [2200, 1300, 500n],
        [2200, 1200, 3_000n],
        [2200, 1100, 1n],
      ],
      0n,
    ],
    [
      'the waterfall, over all',
      { amount: 206_500n },
      [
        [2200, 1310, 2_900n],
        [2200, 1300, 500n],
        [2200, 1200, 3_000n],
        [2200, 1100, 200_000n],
      ],
      100n,
    ],
    ['principal_only', { amount: 6_400n, mode: 'principal_only' }, [[2200, 1100, 6_400n]], 0n],
    ['principal_only, over', { amount: 200_001n, mode: 'principal_only' }, [[2200, 1100, 200_000n]], 1n],
    ['interest_only, over', { amount: 6_400n, mode: 'interest_only' }, [[2200, 1200, 3_000n]], 3_400n],
    [
      'fees_only, over: late charges first',
      { amount: 6_400n, mode: 'fees_only' },
      [
        [2200, 1310, 2_900n],
        [2200, 1300, 500n],
      ],
      3_000n,
    ],
    [
      'custom, fees split with late charges first',
      { amount: 3_201n, custom: { fees: 3_000n, interest: 200n, principal: 1n } },
      [
        [2200, 1310, 2_900n],
        [2200, 1300, 100n],
        [2200, 1200, 200n],
        [2200, 1100, 1n],
      ],
      0n,
    ],
    ['custom, fees within late charges', { amount: 2_000n, custom: { fees: 2_000n } }, [[2200, 1310, 2_000n]], 0n],
    [
      'custom, principal before all else',
      { amount: 5_000n, custom: { principal: 5_000n } },
      [[2200, 1100, 5_000n]],
      0n,
    ],
    [
      'custom, everything',
      { amount: 206_400n, custom: { fees: 3_400n, interest: 3_000n, principal: 200_000n } },
      [
        [2200, 1310, 2_900n],
        [2200, 1300, 500n],
        [2200, 1200, 3_000n],
        [2200, 1100, 200_000n],
      ],
      0n,
    ],
  ])('%s', (_, its, pairs, unapplied) => {
    const paid = book.post(pay(its));
    expect(entriesOf(paid)[1]).toEqual(entry('payment_allocated', '2026-10-05', ...pairs));
    expect(paid.answer.allocation.unapplied).toBe(unapplied);
    expect(book.named('L1').balances.suspense).toBe(unapplied);
  });

  it("the program's own waterfall decides, and a bucket that it leaves out is not paid", () => {
    const principalFirst = new InMemoryBook({
      ...PROGRAM,
      waterfalls: { ...PROGRAM.waterfalls, default: ['principal', 'interest'] },
    });
    principalFirst.given('L1', '2026-10-01', { principal: 1_000n, interest: 30n, fees: 20n });
    expect(principalFirst.pay({ amount: 1_100n, on: '2026-10-05' }).answer.allocation).toEqual({
      principal: 1_000n,
      interest: 30n,
      fees: 0n,
      lateCharges: 0n,
      unapplied: 70n,
    });
  });

  it('older suspense is not spent by a payment itself (D14)', () => {
    book.pay({ amount: 5_000n, on: '2026-10-05', mode: 'interest_only' });
    expect(book.named('L1').balances.suspense).toBe(2_000n);
    const next = book.pay({ amount: 100n, on: '2026-10-06' });
    expect(next.answer.allocation).toMatchObject({ lateCharges: 100n, unapplied: 0n });
    expect(book.named('L1').balances.suspense).toBe(2_000n);
  });
});

describe('what cannot be applied waits in suspense, and no entry says so', () => {
  it('a paid-off loan takes the money, with a warning (S4)', () => {
    expect(book.pay({ amount: 206_400n, on: '2026-10-05' }).answer).toMatchObject({
      loanStatus: 'paid_off',
      warnings: [],
    });
    const again = book.pay({ amount: 20_000n, on: '2026-10-06', by: 'ach' });
    expect(entriesOf(again)).toEqual([entry('payment_received', '2026-10-06', [1050, 2200, 20_000n])]);
    expect(again.answer).toMatchObject({
      allocationEntryId: undefined,
      allocation: { principal: 0n, interest: 0n, fees: 0n, lateCharges: 0n, unapplied: 20_000n },
      loanStatus: 'paid_off',
      warnings: [{ code: 'loan_paid_off', detail: 'the loan owed nothing: the whole payment is in suspense' }],
    });
  });

  it.each([
    ['pending', 'loan_not_active', 'the loan was not drawn yet: the whole payment is in suspense'],
    ['refinanced', 'loan_closed', 'the loan is refinanced'],
    ['cancelled', 'loan_closed', 'the loan is cancelled'],
  ] as const)('a loan that is %s takes it too, warns %s, and stays what it is', (status, code, detail) => {
    const terms = {
      id: loanId('L2'),
      borrowerId: borrowerOf('L2'),
      programId: PROGRAM.id,
      currency: book.named('L1').currency,
    };
    const loan = openLoan({ ...terms, openedAt: day('2026-01-05') });
    const firstDrawAt = status === 'pending' ? undefined : day('2026-01-05');
    book.put({ ...loan, status, firstDrawAt, balances: NO_BALANCES });
    const paid = book.pay({ loan: 'L2', amount: 700n, on: '2026-10-05' });
    expect(entriesOf(paid)).toEqual([entry('payment_received', '2026-10-05', [1000, 2200, 700n])]);
    expect(paid.answer).toMatchObject({ loanStatus: status, warnings: [{ code, detail }] });
    expect(book.named('L2').balances.suspense).toBe(700n);
  });
});

describe('a payment dated back takes only what no later day needs (D8)', () => {
  it('the whole of what a later payment took of a bucket stays with that payment', () => {
    book.pay({ amount: 3_000n, on: '2026-10-20', mode: 'interest_only' });
    const late = book.pay({ amount: 3_500n, on: '2026-10-10', mode: 'interest_only' });
    expect(late.answer.allocation).toMatchObject({ interest: 0n, unapplied: 3_500n });
    expect(late.entries).toHaveLength(1);
  });

  it('a bucket that grew after the date is paid up to what it held on the date', () => {
    book.charge({ amount: 100n, on: '2026-10-15' });
    const late = book.pay({ amount: 4_000n, on: '2026-10-10', mode: 'fees_only' });
    expect(late.answer.allocation).toMatchObject({ lateCharges: 2_900n, fees: 500n, unapplied: 600n });
  });

  it('the least of all later days binds, and the waterfall goes on with the rest', () => {
    book.pay({ amount: 199_000n, on: '2026-10-20', mode: 'principal_only' }); // principal 1,000 from 10-20
    book.disburse({ amount: 50_000n, on: '2026-10-25' }); // and 51,000 from 10-25
    const late = book.pay({ amount: 10_000n, on: '2026-10-10' });
    expect(late.answer.allocation).toEqual({
      lateCharges: 2_900n,
      fees: 500n,
      interest: 3_000n,
      principal: 1_000n,
      unapplied: 2_600n,
    });
    expect(book.fold(loanId('L1'), day('2026-10-20'))).toMatchObject({ principal: 0n, suspense: 2_600n });
    expect(book.named('L1').balances.principal).toBe(50_000n);
  });

  it('custom parts are held to the same', () => {
    book.pay({ amount: 2_500n, on: '2026-10-20', mode: 'interest_only' });
    expect(book.refusal(pay({ amount: 501n, on: '2026-10-10', custom: { interest: 501n } }))).toEqual({
      refused: 'allocation_exceeds_owed',
      detail: 'interest owed 500, sent 501',
    });
    expect(book.pay({ amount: 500n, on: '2026-10-10', custom: { interest: 500n } }).answer.allocation.interest).toBe(
      500n,
    );
  });

  it('a payment of the same day is met at its close', () => {
    book.pay({ amount: 2_500n, on: '2026-10-20', mode: 'interest_only' });
    const same = book.pay({ amount: 600n, on: '2026-10-20', mode: 'interest_only' });
    expect(same.answer.allocation).toMatchObject({ interest: 500n, unapplied: 100n });
  });
});

describe('the same method and reference is the same payment', () => {
  const first = () => book.pay({ amount: 700n, on: '2026-10-05', by: 'ach', ref: 'ch_1' });

  it('the same loan, amount and currency is answered as the first was, whatever else it says', () => {
    const { event } = first();
    const again = pay({ amount: 700n, on: '2026-10-09', by: 'ach', ref: 'ch_1', mode: 'principal_only' });
    expect(book.decision(again)).toEqual({ alreadyBookedAs: event });
  });

  it.each([
    ['another amount', { amount: 701n }],
    ['another loan', { loan: 'L2', amount: 700n }],
  ])('%s is a conflict', (_, its) => {
    book.disburse({ loan: 'L2', amount: 1_000n, on: '2026-09-30' });
    const { event } = first();
    expect(book.refusal(pay({ by: 'ach', ref: 'ch_1', ...its }))).toEqual({
      refused: 'external_ref_conflict',
      detail: `ach ch_1 is payment ${event}, of another loan, amount or currency`,
    });
  });

  it('another currency is a conflict before it is the wrong currency', () => {
    first();
    const other = pay({ amount: 700n, by: 'ach', ref: 'ch_1', currency: eur });
    expect(book.refusal(other).refused).toBe('external_ref_conflict');
  });

  it.each([
    ['by another method', { by: 'card', ref: 'ch_1' }],
    ['of another reference', { by: 'ach', ref: 'ch_2' }],
    ['without a reference', { by: 'ach' }],
  ] as const)('%s is another payment', (_, its) => {
    first();
    expect(book.post(pay({ amount: 700n, ...its })).answer.allocation.lateCharges).toBe(700n);
  });
});

describe('a refused payment quotes the figure', () => {
  it.each([
    ['loan_not_found', { loan: 'L9' }, `no loan ${loanId('L9')}`],
    ['currency_mismatch', { currency: eur }, 'the loan is in USD, sent EUR'],
    ['borrower_mismatch', { borrower: 'B2' }, `the loan is borrower ${borrowerOf('L1')}'s, sent ${borrowerOf('B2')}`],
    ['effective_date_in_future', { on: '2026-10-11' }, '2026-10-11 is after the business date 2026-10-10 (UTC)'],
    [
      'effective_before_first_disbursement',
      { on: '2026-09-29' },
      '2026-09-29 is before the first disbursement, 2026-09-30',
    ],
    [
      'custom_allocation_mismatch',
      { amount: 10n, custom: { fees: 3n, interest: 3n, principal: 3n } },
      'the parts add up to 9, the payment is 10',
    ],
    [
      'custom_allocation_mismatch',
      { amount: 10n, custom: { fees: 3n, interest: 3n, principal: 5n } },
      'the parts add up to 11, the payment is 10',
    ],
    ['allocation_exceeds_owed', { amount: 3_401n, custom: { fees: 3_401n } }, 'fees owed 3400, sent 3401'],
    ['allocation_exceeds_owed', { amount: 3_001n, custom: { interest: 3_001n } }, 'interest owed 3000, sent 3001'],
    [
      'allocation_exceeds_owed',
      { amount: 200_001n, custom: { principal: 200_001n } },
      'principal owed 200000, sent 200001',
    ],
    ['amount_overflow', { amount: MAX_MINOR + 1n }, 'suspense would be 9223372036854775808, above 9223372036854775807'],
  ] as const)('%s', (refused, its, detail) => {
    book.today = day('2026-10-10');
    expect(book.refusal(pay(its))).toEqual({ refused, detail });
  });

  it('suspense that has no room for the receipt refuses it, though it would be applied at once', () => {
    book.put({ ...book.named('L1'), balances: { ...book.named('L1').balances, suspense: MAX_MINOR - 1n } });
    expect(book.refusal(pay({ amount: 2n }))).toEqual({
      refused: 'amount_overflow',
      detail: 'suspense would be 9223372036854775808, above 9223372036854775807',
    });
  });

  it.each([
    ['absence before conflict', { loan: 'L9', by: 'ach', ref: 'ch_1' }, 'loan_not_found'],
    ['currency before borrower', { currency: eur, borrower: 'B2' }, 'currency_mismatch'],
    ['borrower before date', { borrower: 'B2', on: '2030-06-01' }, 'borrower_mismatch'],
    ['date before split', { on: '2030-06-01', custom: {} }, 'effective_date_in_future'],
    ['first draw before split', { on: '2026-09-29', custom: {} }, 'effective_before_first_disbursement'],
    ['split before amount', { amount: MAX_MINOR + 1n, custom: {} }, 'custom_allocation_mismatch'],
    [
      'what is owed before amount',
      { amount: MAX_MINOR + 1n, custom: { principal: MAX_MINOR + 1n } },
      'allocation_exceeds_owed',
    ],
  ] as const)('%s: the first of the closed list speaks', (_, its, refused) => {
    book.pay({ amount: 1n, on: '2026-10-05', by: 'ach', ref: 'ch_1' });
    expect(book.refusal(pay(its)).refused).toBe(refused);
  });
});
