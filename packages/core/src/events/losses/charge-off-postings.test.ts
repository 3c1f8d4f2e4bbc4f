import { describe, expect, it } from 'vitest';
import { borrowerOf, day, loanId, PROGRAM, usd } from '../../../test/in-memory-book.ts';
import { type Balances, NO_BALANCES } from '../../loan/bucket.ts';
import { type Loan, openLoan } from '../../loan/loan.ts';
import type { Program } from '../../loan/program.ts';
import { type ChargedOff, chargeOffPostings } from './charge-off-postings.ts';

const loanWith = (balances: Partial<Balances>): Loan => ({
  ...openLoan({
    id: loanId('L1'),
    borrowerId: borrowerOf('L1'),
    programId: PROGRAM.id,
    currency: usd,
    openedAt: day('2026-01-05'),
  }),
  balances: { ...NO_BALANCES, ...balances },
});

const pairs = (loan: Loan, amounts: Partial<ChargedOff>, terms: Partial<Program> = {}, fraud = false) =>
  chargeOffPostings(
    loan,
    { principal: 0n, interest: 0n, fees: 0n, effectiveAt: day('2026-05-31'), ...amounts },
    { ...PROGRAM, ...terms },
    fraud,
  ).map(({ debit, credit, amount }) => [debit, credit, amount]);

describe('the postings of a charge-off', () => {
  it('S3-7: against the allowance, interest and fees against income, and the claim in the memo', () => {
    const loan = loanWith({ principal: 10_000n, interest: 15_000n, fees: 5_000n });
    expect(pairs(loan, { principal: 10_000n, interest: 15_000n, fees: 5_000n })).toEqual([
      [1900, 1100, 10_000n],
      [4190, 1200, 15_000n],
      [4290, 1300, 5_000n],
      [9100, 9900, 10_000n],
      [9200, 9900, 15_000n],
      [9300, 9900, 5_000n],
    ]);
  });

  it('S7-3: interest that was only noted moves within the memo', () => {
    const loan = loanWith({ principal: 250_000n, fees: 3_000n, nonaccrualInterest: 12_750n });
    expect(pairs(loan, { principal: 250_000n, interest: 12_750n, fees: 3_000n })).toEqual([
      [1900, 1100, 250_000n],
      [4290, 1300, 3_000n],
      [9100, 9900, 250_000n],
      [9200, 9400, 12_750n],
      [9300, 9900, 3_000n],
    ]);
  });

  it('D18: a part takes 1200 before 9400, and late charges before fees', () => {
    const loan = loanWith({ interest: 100n, nonaccrualInterest: 50n, fees: 70n, lateCharges: 30n });
    expect(pairs(loan, { interest: 110n, fees: 40n })).toEqual([
      [4190, 1200, 100n],
      [4290, 1310, 30n],
      [4290, 1300, 10n],
      [9200, 9900, 100n],
      [9200, 9400, 10n],
      [9300, 9900, 30n],
      [9300, 9900, 10n],
    ]);
  });

  it('takes of 1200 only what stood there on the day: what accrued later is not there yet (D8)', () => {
    const loan: Loan = {
      ...loanWith({ interest: 100n, nonaccrualInterest: 50n }),
      movements: [
        {
          type: 'accrual',
          effectiveAt: day('2026-06-10'),
          postings: [{ debit: 1200, credit: 4100, amount: 80n, layer: 'SETTLED' }],
        },
      ],
    };
    expect(pairs(loan, { interest: 30n })).toEqual([
      [4190, 1200, 20n],
      [9200, 9900, 20n],
      [9200, 9400, 10n],
    ]);
  });

  it.each<[string, Partial<Program>, boolean, readonly number[]]>([
    ['under the allowance', {}, false, [1900, 4190, 4290]],
    [
      'interest and fees to the allowance too',
      { interestWriteoff: 'allowance', feeWriteoff: 'allowance' },
      false,
      [1900, 1900, 1900],
    ],
    ['under direct expense', { lossAccounting: 'direct_expense' }, false, [5200, 4190, 4290]],
    [
      'of a fraud under direct expense',
      { lossAccounting: 'direct_expense', interestWriteoff: 'allowance' },
      true,
      [5300, 5300, 4290],
    ],
    ['of a fraud under the allowance', {}, true, [1900, 4190, 4290]],
  ])('the loss %s', (_, terms, fraud, debits) => {
    const loan = loanWith({ principal: 1n, interest: 2n, fees: 3n });
    const losses = pairs(loan, { principal: 1n, interest: 2n, fees: 3n }, terms, fraud).slice(0, 3);
    expect(losses.map(([debit]) => debit)).toEqual(debits);
  });
});
