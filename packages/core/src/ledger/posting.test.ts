import { describe, expect, expectTypeOf, it } from 'vitest';
import { borrowerOf, loanId } from '../../test/in-memory-book.ts';
import type { BorrowerId, LoanId } from './identity.ts';
import { post } from './posting.ts';

const owner = { id: loanId('L1'), borrowerId: borrowerOf('L1'), entryCount: 7 };

describe('a posting', () => {
  it('is a pair of accounts by role, of a loan and its borrower, numbered one after the last entry', () => {
    expect(post(owner, 'interest_receivable', 'interest_income', 329n)).toEqual({
      debit: 1200,
      credit: 4100,
      amount: 329n,
      layer: 'SETTLED',
      loanId: loanId('L1'),
      borrowerId: borrowerOf('L1'),
      loanOrdinal: 8,
    });
  });

  it('shows the name that the bank gave the movement, and no empty one where it gave none', () => {
    expect(post(owner, 'cash_bank', 'unapplied_payments', 1n, 'wire-1')).toHaveProperty('externalRef', 'wire-1');
    expect(post(owner, 'cash_bank', 'unapplied_payments', 1n)).not.toHaveProperty('externalRef');
  });

  it('does not take a borrower for a loan: the ids are of different types', () => {
    expectTypeOf<BorrowerId>().not.toExtend<LoanId>();
    expectTypeOf<string>().not.toExtend<LoanId>();
  });
});
