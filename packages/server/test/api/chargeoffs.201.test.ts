import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { acts, claims, linesOf, openLoan, owes } from './loan-life.ts';
import { addProgram } from './programs.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let lender: Lender;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
});

afterAll(() => stage.close());

const amounts = (principal_minor: string, interest_minor: string, fees_minor: string) => ({
  principal_minor,
  interest_minor,
  fees_minor,
});

/** A loan that owes principal 1,000,000, interest 10,000, fees 500 and late charges 300. */
async function owingLoan(programId?: string) {
  const loan = await openLoan(lender, programId === undefined ? {} : { program_id: programId });
  await acts(lender).accrue(loan);
  await acts(lender).charge(loan);
  await acts(lender).charge(loan, { amount_minor: '300', fee_type: 'late' });
  return loan;
}

describe('a charge-off', () => {
  it('of everything moves it from the books to the claims', async () => {
    const loan = await owingLoan();
    expect(await acts(lender).chargeOff(loan)).toEqual({
      chargeoff_event_id: expect.any(String),
      journal_entry_id: expect.any(String),
      posted_at: '2026-06-15T12:00:00.000Z',
      charged_off: amounts('1000000', '10000', '800'),
      claims: amounts('1000000', '10000', '800'),
      loan_status: 'charged_off',
    });
    expect(await owes(lender, loan.loanId)).toEqual(['0', '0', '0', '0']);
    expect(await claims(lender, loan.loanId)).toEqual(['1000000', '10000', '800', '0']);
    expect(await claims(lender, loan.loanId, '?as_of_date=2026-05-30')).toEqual(['0', '0', '0', '0']);
    expect(await linesOf(lender, loan.loanId, 'chargeoff')).toEqual([
      [
        '1900 DR 1000000',
        '4190 DR 10000',
        '4290 DR 800',
        '9100 DR 1000000',
        '9200 DR 10000',
        '9300 DR 800',
        '1100 CR 1000000',
        '1200 CR 10000',
        '1310 CR 300',
        '1300 CR 500',
        '9900 CR 1010800',
      ],
    ]);
  });

  it('of a part leaves the rest on the books, and a second one adds to the claims', async () => {
    const loan = await owingLoan();
    const part = await acts(lender).chargeOff(loan, { amounts: { principal_minor: '400000', fees_minor: '350' } });
    expect(part).toMatchObject({ charged_off: amounts('400000', '0', '350'), loan_status: 'active' });
    expect(await owes(lender, loan.loanId)).toEqual(['600000', '10000', '450', '0']);
    const rest = await acts(lender).chargeOff(loan, { effective_at: '2026-06-10' });
    expect(rest).toMatchObject({
      charged_off: amounts('600000', '10000', '450'),
      claims: amounts('1000000', '10000', '800'),
      loan_status: 'charged_off',
    });
  });

  it('dated before an accrual names it as stale', async () => {
    const loan = await owingLoan();
    const early = await acts(lender).chargeOff(loan, { effective_at: '2026-04-15' });
    expect(early).toMatchObject({ charged_off: amounts('1000000', '0', '0'), loan_status: 'active' });
    expect(early.stale_accruals).toEqual([
      { accrual_date: '2026-04-30', principal_minor: '0', interest_minor: '10000' },
    ]);
    expect(await owes(lender, loan.loanId)).toEqual(['0', '10000', '800', '0']);
  });

  it('for fraud under direct expense is a loss of its own', async () => {
    const programId = await addProgram(stage, lender, { lossAccounting: 'direct_expense' });
    const loan = await owingLoan(programId);
    await acts(lender).chargeOff(loan, { reason_code: 'fraud', amounts: { principal_minor: '1' } });
    await acts(lender).chargeOff(loan, { amounts: { principal_minor: '2' } });
    expect(await linesOf(lender, loan.loanId, 'chargeoff')).toEqual([
      ['5300 DR 1', '9100 DR 1', '1100 CR 1', '9900 CR 1'],
      ['5200 DR 2', '9100 DR 2', '1100 CR 2', '9900 CR 2'],
    ]);
  });
});

describe('money after a charge-off', () => {
  it('as a payment is a recovery by itself', async () => {
    const loan = await owingLoan();
    await acts(lender).chargeOff(loan);
    const paid = await acts(lender).pay(loan, { effective_at: '2026-06-10', amount_minor: '1000' });
    expect(paid.allocation).toMatchObject({ recovery_minor: '1000', suspense_minor: '0' });
    expect(await claims(lender, loan.loanId)).toEqual(['999000', '10000', '800', '0']);
  });
});
