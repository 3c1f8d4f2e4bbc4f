import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { borrowerOf, day, entryId, loanId, programId, usd } from '../../test/in-memory-book.ts';
import { addDays, type LocalDate } from '../calendar/date.ts';
import { ACCOUNTS } from '../ledger/account.ts';
import type { EventType, JournalEntry } from '../ledger/entry.ts';
import type { LoanId } from '../ledger/identity.ts';
import { type Posting, post } from '../ledger/posting.ts';
import { MAX_MINOR } from '../money/minor.ts';
import { ALL_BUCKETS, type Balances, BUCKETS, type Bucket, NO_BALANCES } from './bucket.ts';
import {
  afterEntry,
  balanceAt,
  exposureOf,
  headroom,
  type Loan,
  type LoanStatus,
  openLoan,
  withFirstDraw,
} from './loan.ts';
import { InvariantViolation, isRefusal } from './refusal.ts';

const FIRST = day('2026-01-05');
const NOON = '2030-01-01T12:00:00.000Z';

const pending = openLoan({
  id: loanId('L1'),
  borrowerId: borrowerOf('L1'),
  programId: programId('P'),
  currency: usd,
  openedAt: FIRST,
});
const opened = withFirstDraw(pending, FIRST);
const having = (balances: Partial<Balances>, loan: Loan = opened): Loan => ({
  ...loan,
  balances: { ...NO_BALANCES, ...balances },
});
const entry = (on: LocalDate, ...postings: Posting[]): JournalEntry => ({
  id: entryId(1),
  type: 'manual_adjustment' satisfies EventType,
  currency: usd,
  effectiveAt: on,
  accountingDate: on,
  postings,
});
const draw = (loan: Loan, amount: bigint) => post(loan, 'loan_principal', 'disbursements_in_transit', amount);
const repay = (loan: Loan, amount: bigint) => post(loan, 'unapplied_payments', 'loan_principal', amount);
const receive = (loan: Loan, amount: bigint) => post(loan, 'cash_bank', 'unapplied_payments', amount);

const taken = (loan: Loan, on: LocalDate, ...postings: Posting[]): Loan => {
  const after = afterEntry(loan, entry(on, ...postings), NOON);
  if (isRefusal(after)) throw new Error(after.detail);
  return after;
};

describe('a loan that opens', () => {
  it('is pending, holds nothing, and has no entry', () => {
    expect(pending).toMatchObject({ status: 'pending', balances: NO_BALANCES, entryCount: 0, firstDrawAt: undefined });
    expect(pending.lastEffectiveAt).toBe(FIRST);
  });

  it('is active from its first draw', () => {
    expect(opened).toMatchObject({ status: 'active', firstDrawAt: FIRST });
  });
});

describe('a loan after an entry', () => {
  it('has moved by what its own postings say, and by no other', () => {
    const other = { ...draw(opened, 9n), loanId: 'another' as LoanId };
    const after = taken(opened, FIRST, draw(opened, 5n), other, receive(opened, 3n));
    expect(after.balances).toEqual({ ...NO_BALANCES, principal: 5n, suspense: 3n });
    expect(after.movements).toEqual([
      { type: 'manual_adjustment', effectiveAt: FIRST, postings: [draw(opened, 5n), receive(opened, 3n)] },
    ]);
  });

  it('is numbered one more, however many postings the entry has', () => {
    const after = taken(opened, FIRST, draw(opened, 5n), receive(opened, 3n));
    expect(after.entryCount).toBe(1);
    expect(taken(after, FIRST, draw(after, 1n)).entryCount).toBe(2);
  });

  it.each([0, 2])('cannot be numbered %s after none: a posting that was made for another state is a defect', (n) => {
    const stray = { ...draw(opened, 5n), loanOrdinal: n };
    expect(() => afterEntry(opened, entry(FIRST, stray), NOON)).toThrow(InvariantViolation);
    expect(() => afterEntry(opened, entry(FIRST, stray), NOON)).toThrow(
      `Entry ${n} follows entry 0 of loan ${opened.id}.`,
    );
  });

  it('dates and times only go forward, whatever is posted late and by whichever clock', () => {
    const later = taken(opened, day('2026-02-01'), draw(opened, 5n));
    expect(later).toMatchObject({ lastEffectiveAt: '2026-02-01', lastActivityAt: NOON });
    const back = afterEntry(later, entry(day('2026-01-20'), draw(later, 5n)), '2029-12-31T23:59:59.999Z');
    expect(back).toMatchObject({ lastEffectiveAt: '2026-02-01', lastActivityAt: NOON });
  });

  it('leaves the loan before it as it was', () => {
    const before = structuredClone(opened);
    taken(opened, FIRST, draw(opened, 5n));
    expect(opened).toEqual(before);
  });

  it('taking more than a bucket holds is a defect: a decision must have refused it', () => {
    const loan = having({ principal: 5n, suspense: 100n });
    expect(() => taken(loan, FIRST, repay(loan, 6n))).toThrow(InvariantViolation);
    expect(() => taken(loan, FIRST, repay(loan, 6n))).toThrow(`principal of loan ${loan.id} would be -1 at ${FIRST}`);
  });

  it('taking more than a bucket holds on a later day is a defect as well', () => {
    const drawn = taken(opened, FIRST, draw(opened, 100n));
    const paid = taken(drawn, day('2026-01-20'), receive(drawn, 90n));
    const repaid = taken(paid, day('2026-01-20'), repay(paid, 90n));
    const redrawn = taken(repaid, day('2026-02-01'), draw(repaid, 50n));
    const late = taken(redrawn, day('2026-01-10'), receive(redrawn, 11n));
    expect(late.balances.principal).toBe(60n); // and it was 10 from 01-20 to 01-31
    expect(() => taken(late, day('2026-01-10'), repay(late, 11n))).toThrow(
      `principal of loan ${loanId('L1')} would be -1 at 2026-01-20`,
    );
  });
});

describe('a sum that passes 2^63 - 1 is refused', () => {
  it.each<[string, Partial<Balances>, (loan: Loan) => Posting, string]>([
    [
      'one bucket',
      { principal: MAX_MINOR },
      (loan) => draw(loan, 1n),
      'principal would be 9223372036854775808, above 9223372036854775807',
    ],
    [
      'suspense',
      { suspense: MAX_MINOR - 4n },
      (loan) => receive(loan, 5n),
      'suspense would be 9223372036854775808, above 9223372036854775807',
    ],
    [
      'a memo bucket',
      { nonaccrualInterest: MAX_MINOR },
      (loan) => post(loan, 'memo_nonaccrual_interest', 'memo_contra', 2n),
      'nonaccrualInterest would be 9223372036854775809, above 9223372036854775807',
    ],
    [
      'total exposure, though each bucket holds it',
      { principal: MAX_MINOR - 10n, interest: 10n },
      (loan) => post(loan, 'fees_receivable', 'fee_income', 1n),
      'total exposure would be 9223372036854775808, above 9223372036854775807',
    ],
  ])('%s', (_, held, posting, detail) => {
    const loan = having(held);
    expect(afterEntry(loan, entry(FIRST, posting(loan)), NOON)).toEqual({ refused: 'amount_overflow', detail });
  });

  it('the ceiling itself is held, and suspense does not count against it', () => {
    const loan = having({ principal: MAX_MINOR - 1n, suspense: MAX_MINOR });
    expect(taken(loan, FIRST, draw(loan, 1n)).balances.principal).toBe(MAX_MINOR);
  });

  it('on any day, not on the last alone: a draw dated back before a repayment stands on both days', () => {
    const drawn = taken(opened, FIRST, draw(opened, MAX_MINOR));
    const received = taken(drawn, day('2026-01-20'), receive(drawn, MAX_MINOR - 1n));
    const repaid = taken(received, day('2026-01-20'), repay(received, MAX_MINOR - 1n));
    expect(repaid.balances.principal).toBe(1n);
    expect(afterEntry(repaid, entry(day('2026-01-19'), draw(repaid, 1n)), NOON)).toEqual({
      refused: 'amount_overflow',
      detail: 'principal would be 9223372036854775808, above 9223372036854775807',
    });
    expect(taken(repaid, day('2026-01-20'), draw(repaid, 1n)).balances.principal).toBe(2n);
  });
});

describe('the status of a loan after an entry is read off its balances (D19)', () => {
  it.each<[LoanStatus, LoanStatus, string, Partial<Balances>]>([
    ['active', 'active', 'a cent of principal', { principal: 1n }],
    ['active', 'active', 'a cent of interest', { interest: 1n }],
    ['active', 'active', 'a cent of fees', { fees: 1n }],
    ['active', 'active', 'a cent of late charges', { lateCharges: 1n }],
    ['active', 'active', 'interest on non-accrual alone', { nonaccrualInterest: 1n }],
    ['active', 'active', 'a claim, and a book that is not empty', { principal: 1n, claimPrincipal: 1n }],
    ['active', 'paid_off', 'nothing, suspense not counted', {}],
    ['paid_off', 'active', 'principal again, as a return restores it', { principal: 1n }],
    ['charged_off', 'charged_off', 'a claim for principal', { claimPrincipal: 1n }],
    ['charged_off', 'charged_off', 'a claim for interest', { claimInterest: 1n }],
    ['charged_off', 'charged_off', 'a claim for fees', { claimFees: 1n }],
    ['charged_off', 'paid_off', 'no claim any more', {}],
    ['refinanced', 'refinanced', 'nothing: the event said so', {}],
    ['cancelled', 'cancelled', 'nothing: the event said so', {}],
  ])('%s becomes %s with %s', (status, expected, _, held) => {
    const loan = { ...having(held), status };
    expect(taken(loan, FIRST, receive(loan, 20n)).status).toBe(expected);
  });

  it('a loan that was never drawn stays pending whatever money comes in', () => {
    expect(taken(pending, FIRST, receive(pending, 20n)).status).toBe('pending');
  });
});

it('exposure is principal, interest, fees and late charges: suspense and claims stand beside it', () => {
  const each = Object.fromEntries(ALL_BUCKETS.map((bucket, index) => [bucket, 10n ** BigInt(index)])) as Balances;
  expect(ALL_BUCKETS.slice(0, 4)).toEqual(['principal', 'interest', 'fees', 'lateCharges']);
  expect(exposureOf(each)).toBe(1_111n);
});

describe('what a bucket held on earlier days', () => {
  const drawn = taken(opened, day('2026-01-05'), draw(opened, 1_000n));
  const received = taken(drawn, day('2026-01-20'), receive(drawn, 900n));
  const repaid = taken(received, day('2026-01-20'), repay(received, 700n));
  const redrawn = taken(repaid, day('2026-02-01'), draw(repaid, 200n));

  it.each([
    ['2026-01-04', 0n, 0n],
    ['2026-01-05', 1_000n, 300n],
    ['2026-01-19', 1_000n, 300n],
    ['2026-01-20', 300n, 300n],
    ['2026-01-31', 300n, 300n],
    ['2026-02-01', 500n, 500n],
    ['2026-12-31', 500n, 500n],
  ])('%s: principal %s, of which %s can be taken on every later day', (on, held, most) => {
    expect(balanceAt(redrawn, 'principal', day(on))).toBe(held);
    expect(headroom(redrawn, 'principal', day(on))).toBe(most);
  });

  it('what is received and applied on one day is judged at its close, not in between', () => {
    expect(headroom(redrawn, 'suspense', day('2026-01-20'))).toBe(200n);
    expect(headroom(redrawn, 'suspense', day('2026-01-19'))).toBe(0n);
  });

  it('a day before the movements that were read is a defect, not a guess', () => {
    const cut = { ...redrawn, movementsAfter: day('2026-01-20') };
    expect(balanceAt(cut, 'principal', day('2026-01-20'))).toBe(300n);
    for (const ask of [balanceAt, headroom]) {
      expect(() => ask(cut, 'principal', day('2026-01-19'))).toThrow(
        `Loan ${loanId('L1')} is known after 2026-01-20, and 2026-01-19 was asked for.`,
      );
    }
  });
});

describe('against a book kept day by day', () => {
  const DAYS = 12;
  const on = (index: number) => addDays(FIRST, index);
  const moves = fc.array(
    fc.record({
      at: fc.nat({ max: DAYS - 1 }),
      bucket: fc.constantFrom<Bucket>('principal', 'interest', 'suspense'),
      amount: fc.bigInt({ min: -50n, max: 50n }),
    }),
    { maxLength: 25 },
  );

  /** The pair that moves one bucket by an amount, below zero too: a debit or a credit of an account that is no loan's. */
  function pairThatMoves(bucket: Bucket, amount: bigint) {
    const { code, normal } = ACCOUNTS[BUCKETS[bucket]];
    const contra = ACCOUNTS.cash_bank.code;
    const sides = normal === 'DR' ? { debit: code, credit: contra } : { debit: contra, credit: code };
    return { ...sides, amount, layer: 'SETTLED' as const };
  }

  /** A loan with these movements, and for each day the brute sum of all of them up to it. */
  function kept(given: readonly { at: number; bucket: Bucket; amount: bigint }[]) {
    const movements = given.map(({ at, bucket, amount }) => ({
      type: 'manual_adjustment' as const,
      effectiveAt: on(at),
      postings: [pairThatMoves(bucket, amount)],
    }));
    const closes = Array.from({ length: DAYS }, (_, index) => {
      const sum: Record<Bucket, bigint> = { ...NO_BALANCES };
      for (const { at, bucket, amount } of given) if (at <= index) sum[bucket] += amount;
      return sum;
    });
    return { loan: { ...having(closes.at(-1) ?? {}), movements }, closes };
  }

  it('balanceAt is the sum up to the day, and headroom the least of it from the day on', () =>
    fc.assert(
      fc.property(moves, (given) => {
        const { loan, closes } = kept(given);
        for (const bucket of ALL_BUCKETS) {
          for (let index = 0; index < DAYS; index++) {
            expect(balanceAt(loan, bucket, on(index))).toBe(closes[index]?.[bucket]);
            const later = closes.slice(index).map((close) => close[bucket]);
            const least = later.reduce((low, held) => (held < low ? held : low));
            expect(headroom(loan, bucket, on(index))).toBe(least);
          }
        }
      }),
    ));

  it('a loan of which only later movements were read answers the same for the days it knows', () =>
    fc.assert(
      fc.property(moves, fc.nat({ max: DAYS - 1 }), (given, from) => {
        const { loan } = kept(given);
        const movements = loan.movements.filter(({ effectiveAt }) => effectiveAt > on(from));
        const cut = { ...loan, movements, movementsAfter: on(from) };
        for (let index = from; index < DAYS; index++) {
          expect(balanceAt(cut, 'principal', on(index))).toBe(balanceAt(loan, 'principal', on(index)));
          expect(headroom(cut, 'principal', on(index))).toBe(headroom(loan, 'principal', on(index)));
        }
      }),
    ));
});
