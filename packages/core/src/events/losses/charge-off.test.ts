import { beforeEach, describe, expect, it } from 'vitest';
import { day, entriesOf, entry, entryId, InMemoryBook, loanId, PROGRAM } from '../../../test/in-memory-book.ts';
import { chargeoff, nonaccrual } from '../../../test/losses.ts';
import type { Program } from '../../loan/program.ts';

/** L1 owes on 2026-05-01: principal 10,000, interest 400, fees 30, late charges 20. */
function owing(terms: Partial<Program> = {}): InMemoryBook {
  const book = new InMemoryBook({ ...PROGRAM, ...terms });
  book.given('L1', '2026-05-01', { principal: 10_000n, interest: 400n, fees: 30n, lateCharges: 20n });
  return book;
}

let book: InMemoryBook;
beforeEach(() => {
  book = owing();
});

describe('a full charge-off', () => {
  it('takes everything off the books and claims it', () => {
    const lost = book.post(chargeoff({ on: '2026-05-31' }));
    expect(lost.entries).toHaveLength(1);
    expect(lost.entries[0]).toMatchObject({
      type: 'chargeoff',
      correlationId: lost.event,
      description: 'past_due_120',
    });
    expect(lost.answer).toEqual({
      kind: 'chargeoff',
      entryId: entryId(6),
      postedAt: '2030-01-01T00:00:05.000Z',
      chargedOff: { principal: 10_000n, interest: 400n, fees: 50n },
      claims: { principal: 10_000n, interest: 400n, fees: 50n },
      loanStatus: 'charged_off',
      staleAccruals: [],
    });
    expect(book.stands('L1')).toBe('principal 0 | interest 0 | fees 0 | exposure 0 | suspense 0');
  });

  it('takes the interest that was only noted with it, from memo to memo (D18)', () => {
    book.post(nonaccrual({ on: '2026-05-01' }));
    book.accrue('L1', '2026-05-01', 7n);
    const lost = book.post(chargeoff({ on: '2026-05-31' }));
    expect(lost.answer.claims).toEqual({ principal: 10_000n, interest: 407n, fees: 50n });
    expect(book.named('L1')).toMatchObject({ nonaccrual: true, balances: { nonaccrualInterest: 0n } });
  });

  it('leaves suspense alone (D18)', () => {
    book.pay({ amount: 70n, on: '2026-05-02', mode: 'fees_only' });
    expect(book.post(chargeoff({ on: '2026-05-31' })).answer.chargedOff.fees).toBe(0n);
    expect(book.named('L1').balances.suspense).toBe(20n);
  });

  it('dated back leaves on the books what accrued and was charged after its day, and names the stale accruals', () => {
    book.accrue('L1', '2026-05-20', 9n);
    book.charge({ amount: 3n, on: '2026-05-25' });
    const lost = book.post(chargeoff({ on: '2026-05-15' }));
    expect(lost.answer).toMatchObject({
      chargedOff: { principal: 10_000n, interest: 400n, fees: 50n },
      loanStatus: 'active',
      staleAccruals: [{ date: '2026-05-20', principal: 0n, interest: 9n }],
    });
    expect(book.stands('L1')).toBe('principal 0 | interest 9 | fees 3 | exposure 12 | suspense 0');
  });

  it('dated back takes no more than later days need (D8)', () => {
    book.pay({ amount: 450n + 4_000n, on: '2026-05-20' });
    const lost = book.post(chargeoff({ on: '2026-05-10' }));
    expect(lost.answer.chargedOff).toEqual({ principal: 6_000n, interest: 0n, fees: 0n });
  });
});

describe('a partial charge-off', () => {
  it('takes late charges before fees, and what is on the books before the memo (D18)', () => {
    book.post(nonaccrual({ on: '2026-05-01' }));
    book.post(nonaccrual({ on: '2026-05-02', nonaccrual: false }));
    book.accrue('L1', '2026-05-02', 60n);
    const lost = book.post(chargeoff({ on: '2026-05-31', amounts: { principal: 1_000n, interest: 100n, fees: 25n } }));
    expect(book.named('L1').balances).toMatchObject({
      principal: 9_000n,
      interest: 0n,
      nonaccrualInterest: 360n,
      lateCharges: 0n,
      fees: 25n,
    });
    expect(lost.answer).toMatchObject({
      claims: { principal: 1_000n, interest: 100n, fees: 25n },
      loanStatus: 'active',
    });
  });

  it('may be followed by the rest, and the claims add up', () => {
    book.post(chargeoff({ on: '2026-05-31', amounts: { principal: 1_000n } }));
    const rest = book.post(chargeoff({ on: '2026-06-30' }));
    expect(rest.answer).toMatchObject({
      chargedOff: { principal: 9_000n, interest: 400n, fees: 50n },
      claims: { principal: 10_000n, interest: 400n, fees: 50n },
      loanStatus: 'charged_off',
    });
  });
});

describe('the accounts of a loss', () => {
  const principalOnly = { principal: 10n };
  it.each([
    ['allowance', 'past_due_120', 1900],
    ['allowance', 'fraud', 1900],
    ['direct_expense', 'past_due_120', 5200],
    ['direct_expense', 'fraud', 5300],
  ] as const)('under %s, for %s: DR %s', (lossAccounting, reason, account) => {
    const lost = owing({ lossAccounting }).post(chargeoff({ on: '2026-05-31', reason, amounts: principalOnly }));
    expect(entriesOf(lost)).toEqual([entry('chargeoff', '2026-05-31', [account, 1100, 10n], [9100, 9900, 10n])]);
  });
});

describe('a refused charge-off quotes what stands in the way', () => {
  it.each([
    ['principal', 'principal 10000 at 2026-05-31, sent 10001'],
    ['interest', 'interest 400 at 2026-05-31, sent 10001'],
    ['fees', 'fees 50 at 2026-05-31, sent 10001'],
  ])('chargeoff_exceeds_owed: %s', (part, detail) => {
    const command = chargeoff({ on: '2026-05-31', amounts: { [part]: 10_001n } });
    expect(book.refusal(command)).toEqual({ refused: 'chargeoff_exceeds_owed', detail });
  });

  it('nothing_to_charge_off: amounts of zero, and a loan that has nothing on the books', () => {
    expect(book.refusal(chargeoff({ on: '2026-05-31', amounts: {} }))).toEqual({
      refused: 'nothing_to_charge_off',
      detail: 'principal 10000, interest 400 and fees 50 at 2026-05-31, sent none of it',
    });
    book.post(chargeoff({ on: '2026-05-31' }));
    expect(book.refusal(chargeoff({ on: '2026-05-31' }))).toEqual({
      refused: 'nothing_to_charge_off',
      detail: 'principal 0, interest 0 and fees 0 at 2026-05-31',
    });
  });

  it.each(['pending', 'paid_off', 'refinanced', 'cancelled'] as const)('loan_state_forbids: %s', (status) => {
    book.put({ ...book.named('L1'), status });
    expect(book.refusal(chargeoff({ on: '2026-05-31' }))).toEqual({
      refused: 'loan_state_forbids',
      detail: `the loan is ${status}, and only one that is owed is charged off`,
    });
  });

  it.each([
    ['loan_not_found', { loan: 'L9', on: '2026-05-31' }, `no loan ${loanId('L9')}`],
    ['effective_date_in_future', { on: '2030-01-01' }, 'after the business date 2029-12-31'],
    ['effective_before_first_disbursement', { on: '2026-04-29' }, 'before the first disbursement, 2026-04-30'],
  ])('%s', (refused, its, detail) => {
    const refusal = book.refusal(chargeoff(its));
    expect(refusal.refused).toBe(refused);
    expect(refusal.detail).toContain(detail);
  });

  it('period_closed, where the program does not roll forward', () => {
    const strict = owing({ closedPeriod: 'reject' });
    strict.closedThrough = day('2026-05-31');
    expect(strict.refusal(chargeoff({ on: '2026-05-31' })).refused).toBe('period_closed');
  });
});
