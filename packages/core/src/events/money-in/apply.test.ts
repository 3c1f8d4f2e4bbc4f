/** What a payment does beyond the plain waterfall: terms of the program, claims, suspense of before, and what it makes stale. */
import { beforeEach, describe, expect, it } from 'vitest';
import { day, entriesOf, entry, InMemoryBook, loanId, PROGRAM, payment } from '../../../test/in-memory-book.ts';
import { NO_BALANCES } from '../../loan/bucket.ts';
import { DEFAULT_TERMS, type Program } from '../../loan/program.ts';

const under = (terms: Partial<Program>) => new InMemoryBook({ ...PROGRAM, ...terms });

/** A loan that claims 150,000 / 12,750 / 3,000 beside an empty book: scenario S7 after its first recovery. */
function chargedOff(
  book: InMemoryBook,
  claims = { claimPrincipal: 150_000n, claimInterest: 12_750n, claimFees: 3_000n },
) {
  book.disburse({ amount: 1n, on: '2026-01-05' });
  book.put({ ...book.named('L1'), status: 'charged_off', balances: { ...NO_BALANCES, ...claims }, movements: [] });
}

describe('what was charged off is paid after the book (S7)', () => {
  it('principal back to the allowance, interest and fees as income, the memo down, the rest in suspense', () => {
    const book = under({});
    chargedOff(book);
    const paid = book.pay({ amount: 170_000n, on: '2026-12-20' });
    expect(entriesOf(paid)).toEqual([
      entry('payment_received', '2026-12-20', [1000, 2200, 170_000n]),
      entry(
        'recovery',
        '2026-12-20',
        [2200, 1900, 150_000n],
        [9900, 9100, 150_000n],
        [2200, 4100, 12_750n],
        [9900, 9200, 12_750n],
        [2200, 4200, 3_000n],
        [9900, 9300, 3_000n],
      ),
    ]);
    expect(paid.answer).toMatchObject({
      recovered: 165_750n,
      allocation: { unapplied: 4_250n },
      loanStatus: 'paid_off',
    });
    expect(paid.answer.recoveryEntryId).toBe(paid.entries[1]?.id);
    expect(paid.answer.allocationEntryId).toBeUndefined();
  });

  it('in the order of the program, and under direct expense all of it as recovery income', () => {
    const book = under({ recoveryOrder: ['fees', 'interest', 'principal'], lossAccounting: 'direct_expense' });
    chargedOff(book);
    expect(entriesOf(book.pay({ amount: 4_000n, on: '2026-12-20' }))[1]).toEqual(
      entry(
        'recovery',
        '2026-12-20',
        [2200, 4300, 3_000n],
        [9900, 9300, 3_000n],
        [2200, 4300, 1_000n],
        [9900, 9200, 1_000n],
      ),
    );
  });

  it('not by money that is instructed to pay principal only: the book owes none, so it waits', () => {
    const book = under({});
    chargedOff(book);
    const paid = book.pay({ amount: 500n, on: '2026-12-20', mode: 'principal_only' });
    expect(paid.answer).toMatchObject({ recovered: 0n, allocation: { unapplied: 500n } });
  });
});

describe('interest on non-accrual (D18)', () => {
  it('is paid after principal, first what stands in 1200 and then the memo, which is income now', () => {
    const book = under({});
    book.given('L1', '2026-02-01', { principal: 1_000n, interest: 40n });
    const balances = { ...book.named('L1').balances, nonaccrualInterest: 60n };
    book.put({ ...book.named('L1'), nonaccrual: true, balances });
    const paid = book.pay({ amount: 1_090n, on: '2026-02-04' });
    expect(entriesOf(paid)[1]).toEqual(
      entry(
        'payment_allocated',
        '2026-02-04',
        [2200, 1200, 40n],
        [2200, 4100, 50n],
        [9900, 9400, 50n],
        [2200, 1100, 1_000n],
      ),
    );
    expect(paid.answer.explained).toMatchObject({
      waterfall: 'nonaccrual',
      order: ['principal', 'interest', 'lateCharges', 'fees'],
    });
    expect(paid.answer).toMatchObject({ allocation: { interest: 90n, principal: 1_000n }, loanStatus: 'active' });
  });
});

describe('a small rest', () => {
  const owing = (rest: bigint, terms: Partial<Program>) => {
    const book = under(terms);
    book.given('L1', '2026-02-01', { principal: 1_000n, fees: 20n });
    return book.pay({ amount: 1_020n - rest, on: '2026-02-04' });
  };

  it.each([
    ['as much as the program tolerates', 9n, { smallBalanceTolerance: 9n }, 9n, 'paid_off'],
    ['more than it tolerates', 10n, { smallBalanceTolerance: 9n }, 0n, 'active'],
    ['where it tolerates none', 1n, {}, 0n, 'active'],
  ] as const)('of %s', (_, rest, terms, writtenOff, loanStatus) => {
    expect(owing(rest, terms).answer).toMatchObject({ writtenOff, loanStatus });
  });

  it('goes to 5900 in the entry of the allocation', () => {
    const paid = owing(9n, { smallBalanceTolerance: 9n });
    expect(entriesOf(paid)[1]).toEqual(
      entry('payment_allocated', '2026-02-04', [2200, 1300, 20n], [2200, 1100, 991n], [5900, 1100, 9n]),
    );
  });
});

describe('money that credits on settlement', () => {
  it('is noted in the PENDING layer, pays nothing yet, and counts as suspense in the answer (S2, variant)', () => {
    const book = under({ creditOn: { ...DEFAULT_TERMS.creditOn, ach: 'settlement' } });
    book.disburse({ amount: 500_000n, on: '2026-03-01' });
    const paid = book.pay({ amount: 50_000n, by: 'ach', on: '2026-03-31' });
    expect(paid.entries.flatMap(({ postings }) => postings)).toMatchObject([
      { debit: 1050, credit: 2200, amount: 50_000n, layer: 'PENDING' },
    ]);
    expect(paid.answer).toMatchObject({ allocation: { unapplied: 50_000n }, explained: undefined });
    expect(book.named('L1').balances).toMatchObject({ principal: 500_000n, suspense: 0n });
  });
});

describe('older money in suspense', () => {
  /** A loan that was overpaid by 30, and then drawn again for 50. */
  const overpaid = (terms: Partial<Program>) => {
    const book = under(terms);
    book.given('L1', '2026-02-01', { principal: 100n });
    book.pay({ amount: 130n, on: '2026-02-02' });
    book.put({ ...book.named('L1'), status: 'active' });
    book.disburse({ amount: 50n, on: '2026-02-03' });
    return book;
  };

  it('stays where it is until somebody asks', () => {
    const book = overpaid({});
    expect(book.pay({ amount: 10n, on: '2026-02-04' }).entries.map(({ type }) => type)).toEqual([
      'payment_received',
      'payment_allocated',
    ]);
    expect(book.named('L1').balances).toMatchObject({ principal: 40n, suspense: 30n });
  });

  it('is spent by the next payment where the program says so: first, by an allocation that names whose money it is', () => {
    const book = overpaid({ applySuspense: 'on_next_payment' });
    const overpayment = book.entries.at(-3)?.correlationId;
    const paid = book.pay({ amount: 10n, on: '2026-02-04' });
    expect(entriesOf(paid)).toEqual([
      entry('payment_allocated', '2026-02-04', [2200, 1100, 30n]),
      entry('payment_received', '2026-02-04', [1000, 2200, 10n]),
      entry('payment_allocated', '2026-02-04', [2200, 1100, 10n]),
    ]);
    expect(paid.entries[0]).toMatchObject({ correlationId: overpayment, postings: [{ source: overpayment }] });
    expect(paid.answer.allocation).toMatchObject({ principal: 10n, unapplied: 0n });
    expect(book.named('L1').balances).toMatchObject({ principal: 10n, suspense: 0n });
  });
});

describe('a payment that is dated back', () => {
  let book: InMemoryBook;
  beforeEach(() => {
    book = under({ backdating: { mode: 'current_balances', maxDays: 30 } });
    book.today = day('2026-03-31');
    book.disburse({ amount: 1_000n, on: '2026-01-05' });
  });

  it.each([
    ['as many days as the program allows', '2026-03-01', undefined],
    ['a day more', '2026-02-28', '2026-02-28 is 31 days before 2026-03-31, the program allows 30'],
  ])('%s', (_, on, detail) => {
    const command = payment({ amount: 10n, on });
    if (detail === undefined) expect(book.decision(command)).not.toHaveProperty('refused');
    else expect(book.refusal(command)).toMatchObject({ refused: 'backdating_forbidden', detail });
  });

  it('names the accruals from its day on, with the principal that is in force now', () => {
    book.accrue('L1', '2026-03-09', 3n);
    book.accrue('L1', '2026-03-10', 4n);
    book.accrue('L1', '2026-03-11', 5n);
    const paid = book.pay({ amount: 200n, on: '2026-03-10', mode: 'principal_only' });
    expect(paid.answer.staleAccruals).toEqual([
      { date: '2026-03-10', principal: 800n, interest: 4n },
      { date: '2026-03-11', principal: 800n, interest: 5n },
    ]);
  });

  it('names none where it paid no principal, or comes after them', () => {
    book.accrue('L1', '2026-03-10', 4n);
    expect(book.pay({ amount: 2n, on: '2026-03-10', mode: 'interest_only' }).answer.staleAccruals).toEqual([]);
    expect(book.pay({ amount: 2n, on: '2026-03-11' }).answer.staleAccruals).toEqual([]);
    expect(book.fold(loanId('L1')).interest).toBe(0n);
  });
});
