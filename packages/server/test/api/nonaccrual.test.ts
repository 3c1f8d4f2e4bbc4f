import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { acts, claims, type Fields, freshKey, linesOf, nonaccrualBody, openLoan, owes } from './loan-life.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let lender: Lender;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
});

afterAll(() => stage.close());

async function accruedLoan() {
  const loan = await openLoan(lender);
  await acts(lender).accrue(loan);
  return loan;
}

describe('a loan on non-accrual', () => {
  it('keeps its unpaid interest as memo, and its accruals too', async () => {
    const loan = await accruedLoan();
    expect(await acts(lender).setNonaccrual(loan)).toEqual({
      nonaccrual_event_id: expect.any(String),
      journal_entry_id: expect.any(String),
      posted_at: '2026-06-15T12:00:00.000Z',
      nonaccrual: true,
      interest_reversed_minor: '10000',
    });
    expect(await linesOf(lender, loan.loanId, 'nonaccrual')).toEqual([
      ['4190 DR 10000', '9400 DR 10000', '1200 CR 10000', '9900 CR 10000'],
    ]);
    expect(await owes(lender, loan.loanId)).toEqual(['1000000', '0', '0', '0']);
    expect(await claims(lender, loan.loanId)).toEqual(['0', '0', '0', '10000']);
    await acts(lender).accrue(loan, { interest_minor: '125' }, { accrual_date: '2026-05-31' });
    expect(await claims(lender, loan.loanId)).toEqual(['0', '0', '0', '10125']);
  });

  it('is paid principal first; off it again, memo interest is income when it is paid', async () => {
    const loan = await accruedLoan();
    await acts(lender).setNonaccrual(loan);
    const paid = await acts(lender).pay(loan, { effective_at: '2026-06-01', amount_minor: '300' });
    expect(paid.allocation).toMatchObject({ principal_minor: '300', interest_minor: '0' });
    const exit = await acts(lender).setNonaccrual(loan, { nonaccrual: false, effective_at: '2026-06-05' });
    expect(exit).toMatchObject({ nonaccrual: false, interest_reversed_minor: '0' });
    const later = await acts(lender).pay(loan, { effective_at: '2026-06-06', amount_minor: '400' });
    expect(later.allocation).toMatchObject({ principal_minor: '0', interest_minor: '400' });
    expect(await claims(lender, loan.loanId)).toEqual(['0', '0', '0', '9600']);
  });

  it('that owed no interest has an entry without lines, which its history leaves out', async () => {
    const loan = await openLoan(lender);
    const entered = await acts(lender).setNonaccrual(loan);
    expect(entered.interest_reversed_minor).toBe('0');
    expect(await linesOf(lender, loan.loanId, 'nonaccrual')).toEqual([]);
    await stage.refused('loan_state_forbids', () =>
      lender.post(`/loans/${loan.loanId}/nonaccrual`, nonaccrualBody(), freshKey()),
    );
  });

  it('is charged off with its memo interest', async () => {
    const loan = await accruedLoan();
    await acts(lender).setNonaccrual(loan);
    expect((await acts(lender).chargeOff(loan)).claims.interest_minor).toBe('10000');
    expect(await claims(lender, loan.loanId)).toEqual(['1000000', '10000', '0', '0']);
  });
});

it.each<[string, string, number, Fields, string]>([
  ['of tomorrow', 'effective_date_in_future', 422, { effective_at: '2026-06-16' }, 'the business date 2026-06-15'],
  [
    'before the loan was drawn',
    'effective_before_first_disbursement',
    422,
    { effective_at: '2026-03-31' },
    '2026-03-31 is before the first disbursement, 2026-04-01',
  ],
  ['to where it is', 'loan_state_forbids', 422, { nonaccrual: false }, 'the loan is not on non-accrual'],
  ['without a reason', 'validation_failed', 400, { reason: undefined }, '/reason'],
])('a change %s is refused: %s, %i', async (_, code, status, fields, detail) => {
  const loan = await openLoan(lender);
  const path = `/loans/${loan.loanId}/nonaccrual`;
  const answer = await stage.refused(code, () => lender.post(path, nonaccrualBody(fields), freshKey()));
  expect(answer.status).toBe(status);
  expect(answer.body.detail).toContain(detail);
});

it('a loan nobody knows, and one that is paid off, do not change', async () => {
  const nobody = randomUUID();
  const absent = await stage.refused('loan_not_found', () =>
    lender.post(`/loans/${nobody}/nonaccrual`, nonaccrualBody(), freshKey()),
  );
  expect([absent.status, absent.body.detail]).toEqual([404, `no loan ${nobody}`]);
  const loan = await openLoan(lender);
  await acts(lender).pay(loan, { amount_minor: '1000000' });
  const paid = await stage.refused('loan_state_forbids', () =>
    lender.post(`/loans/${loan.loanId}/nonaccrual`, nonaccrualBody(), freshKey()),
  );
  expect(paid.body.detail).toBe('the loan is paid_off, and only an active loan accrues or does not');
});
