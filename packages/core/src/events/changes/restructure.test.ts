import { beforeEach, describe, expect, it } from 'vitest';
import { day, entriesOf, entry, entryId, InMemoryBook, loanId, PROGRAM } from '../../../test/in-memory-book.ts';
import { chargeoff, nonaccrual, restructure } from '../../../test/losses.ts';
import type { Program } from '../../loan/program.ts';
import type { Relief } from './restructure.ts';

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

describe('what a restructure books', () => {
  it.each<[string, Partial<Relief>, (readonly [number, number, bigint])[]]>([
    ['capitalised interest', { capitalizeInterest: 400n }, [[1100, 1200, 400n]]],
    [
      'capitalised fees, late charges first',
      { capitalizeFees: 25n },
      [
        [1100, 1310, 20n],
        [1100, 1300, 5n],
      ],
    ],
    ['forgiven principal', { forgivePrincipal: 1_000n }, [[1900, 1100, 1_000n]]],
    ['forgiven interest', { forgiveInterest: 400n }, [[4190, 1200, 400n]]],
    [
      'waived fees, late charges first',
      { waiveFees: 50n },
      [
        [4290, 1310, 20n],
        [4290, 1300, 30n],
      ],
    ],
    [
      'fees that are capitalised and fees that are waived',
      { capitalizeFees: 15n, waiveFees: 10n },
      [
        [1100, 1310, 15n],
        [4290, 1310, 5n],
        [4290, 1300, 5n],
      ],
    ],
    [
      'interest that is capitalised and interest that is forgiven',
      { capitalizeInterest: 300n, forgiveInterest: 100n },
      [
        [1100, 1200, 300n],
        [4190, 1200, 100n],
      ],
    ],
    ['terms alone', {}, []],
  ])('%s', (_, relief, postings) => {
    const restructured = book.post(restructure({ on: '2026-05-31', ...relief }));
    expect(entriesOf(restructured)).toEqual([entry('restructure', '2026-05-31', ...postings)]);
  });

  it('is one entry, gross, and answers what it did', () => {
    const relief = {
      capitalizeInterest: 300n,
      capitalizeFees: 20n,
      forgivePrincipal: 1_000n,
      forgiveInterest: 100n,
      waiveFees: 30n,
    };
    const restructured = book.post(restructure({ on: '2026-05-31', ...relief, approval: 'board 7' }));
    expect(restructured.entries).toHaveLength(1);
    expect(restructured.entries[0]).toMatchObject({ description: 'board 7', correlationId: restructured.event });
    expect(restructured.loanId).toBe(loanId('L1'));
    expect(restructured.answer).toEqual({
      kind: 'restructure',
      entryId: entryId(6),
      postedAt: '2030-01-01T00:00:05.000Z',
      relief,
      principal: 9_320n,
      loanStatus: 'active',
      staleAccruals: [],
    });
    expect(book.stands('L1')).toBe('principal 9,320 | interest 0 | fees 0 | exposure 9,320 | suspense 0');
  });

  it('under direct expense makes forgiven principal a concession', () => {
    const forgiven = owing({ lossAccounting: 'direct_expense' }).post(
      restructure({ on: '2026-05-31', forgivePrincipal: 1n }),
    );
    expect(entriesOf(forgiven)).toEqual([entry('restructure', '2026-05-31', [5400, 1100, 1n])]);
  });

  it('forgives interest on the books first, and then the memo, which was never income', () => {
    book.post(nonaccrual({ on: '2026-05-01' }));
    book.post(nonaccrual({ on: '2026-05-02', nonaccrual: false }));
    book.accrue('L1', '2026-05-02', 60n);
    const forgiven = book.post(restructure({ on: '2026-05-31', forgiveInterest: 100n }));
    expect(entriesOf(forgiven)).toEqual([entry('restructure', '2026-05-31', [4190, 1200, 60n], [9900, 9400, 40n])]);
  });

  it('leaves no claim, and a loan that owes nothing any more is paid off', () => {
    const forgiven = restructure({
      on: '2026-05-31',
      forgivePrincipal: 10_000n,
      forgiveInterest: 400n,
      waiveFees: 50n,
    });
    expect(book.post(forgiven).answer).toMatchObject({ principal: 0n, loanStatus: 'paid_off' });
  });

  it('dated back names the accruals whose principal it changed', () => {
    book.accrue('L1', '2026-05-20', 9n);
    const restructured = book.post(restructure({ on: '2026-05-15', capitalizeInterest: 400n }));
    expect(restructured.answer.staleAccruals).toEqual([{ date: '2026-05-20', principal: 10_400n, interest: 9n }]);
    expect(book.post(restructure({ on: '2026-05-15' })).answer.staleAccruals).toEqual([]);
  });
});

describe('a settlement of a charged-off loan', () => {
  beforeEach(() => {
    book.post(chargeoff({ on: '2026-05-31' }));
  });

  it('lowers the claims', () => {
    const settled = book.post(
      restructure({ on: '2026-06-30', forgivePrincipal: 4_000n, forgiveInterest: 400n, waiveFees: 50n }),
    );
    expect(entriesOf(settled)).toEqual([
      entry('restructure', '2026-06-30', [9900, 9100, 4_000n], [9900, 9200, 400n], [9900, 9300, 50n]),
    ]);
    expect(settled.answer).toMatchObject({ principal: 0n, loanStatus: 'charged_off' });
    expect(book.named('L1').balances).toMatchObject({ claimPrincipal: 6_000n, claimInterest: 0n, claimFees: 0n });
  });

  it('of the whole claim closes the loan', () => {
    const whole = { forgivePrincipal: 10_000n, forgiveInterest: 400n, waiveFees: 50n };
    expect(book.post(restructure({ on: '2026-06-30', ...whole })).answer.loanStatus).toBe('paid_off');
  });

  it.each<[string, Partial<Relief>]>([
    ['interest', { capitalizeInterest: 1n }],
    ['fees', { capitalizeFees: 1n }],
  ])('capitalises no %s', (_, relief) => {
    expect(book.refusal(restructure({ on: '2026-06-30', ...relief }))).toEqual({
      refused: 'loan_state_forbids',
      detail: 'the loan is charged_off: its claim is forgiven, not capitalised',
    });
  });

  it.each<[string, Partial<Relief>, string]>([
    ['principal', { forgivePrincipal: 10_001n }, 'claim of principal 10000 at 2026-06-30, sent 10001'],
    ['interest', { forgiveInterest: 401n }, 'claim of interest 400 at 2026-06-30, sent 401'],
    ['fees', { waiveFees: 51n }, 'claim of fees 50 at 2026-06-30, sent 51'],
  ])('forgives no more than is claimed: %s', (_, relief, detail) => {
    const refusal = book.refusal(restructure({ on: '2026-06-30', ...relief }));
    expect(refusal).toEqual({ refused: 'restructure_exceeds_owed', detail });
  });
});

describe('a refused restructure quotes what stands in the way', () => {
  it.each<[string, Partial<Relief>, string]>([
    ['more principal', { forgivePrincipal: 10_001n }, 'principal 10000 at 2026-05-31, sent 10001'],
    ['more interest', { capitalizeInterest: 401n }, 'interest on the books 400 at 2026-05-31, sent 401'],
    [
      'more of it in two parts',
      { capitalizeInterest: 300n, forgiveInterest: 101n },
      'interest 400 at 2026-05-31, sent 401',
    ],
    ['more fees', { capitalizeFees: 51n }, 'fees 50 at 2026-05-31, sent 51'],
    ['more of them in two parts', { capitalizeFees: 1n, waiveFees: 50n }, 'fees 50 at 2026-05-31, sent 51'],
  ])('restructure_exceeds_owed: %s', (_, relief, detail) => {
    const refusal = book.refusal(restructure({ on: '2026-05-31', ...relief }));
    expect(refusal).toEqual({ refused: 'restructure_exceeds_owed', detail });
  });

  it('restructure_exceeds_owed: principal that is only just capitalised is not forgiven with it', () => {
    const both = restructure({ on: '2026-05-31', capitalizeInterest: 400n, forgivePrincipal: 10_001n });
    expect(book.refusal(both).detail).toBe('principal 10000 at 2026-05-31, sent 10001');
  });

  it('restructure_exceeds_owed: interest that was only noted is not capitalised', () => {
    book.post(nonaccrual({ on: '2026-05-01' }));
    expect(book.refusal(restructure({ on: '2026-05-31', capitalizeInterest: 1n })).detail).toBe(
      'interest on the books 0 at 2026-05-31, sent 1',
    );
  });

  it('restructure_exceeds_owed: more than later days need (D8)', () => {
    book.pay({ amount: 450n + 9_000n, on: '2026-06-15' });
    expect(book.refusal(restructure({ on: '2026-05-31', forgivePrincipal: 1_001n })).detail).toBe(
      'principal 1000 at 2026-05-31, sent 1001',
    );
  });

  it.each(['pending', 'paid_off', 'refinanced', 'cancelled'] as const)('loan_state_forbids: %s', (status) => {
    book.put({ ...book.named('L1'), status });
    expect(book.refusal(restructure({ on: '2026-05-31' }))).toEqual({
      refused: 'loan_state_forbids',
      detail: `the loan is ${status}, and only one that is owed is restructured`,
    });
  });

  it.each([
    ['loan_not_found', { loan: 'L9', on: '2026-05-31' }, `no loan ${loanId('L9')}`],
    ['effective_date_in_future', { on: '2030-01-01' }, '2030-01-01 is after the business date 2029-12-31 (UTC)'],
    [
      'effective_before_first_disbursement',
      { on: '2026-04-29' },
      '2026-04-29 is before the first disbursement, 2026-04-30',
    ],
  ])('%s', (refused, its, detail) => {
    expect(book.refusal(restructure(its))).toEqual({ refused, detail });
  });

  it('period_closed, where the program does not roll forward', () => {
    const strict = owing({ closedPeriod: 'reject' });
    strict.closedThrough = day('2026-05-31');
    expect(strict.refusal(restructure({ on: '2026-05-31' })).refused).toBe('period_closed');
  });
});
