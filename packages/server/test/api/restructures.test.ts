import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { acts, claims, type Fields, freshKey, linesOf, openLoan, owes, restructureBody } from './loan-life.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let lender: Lender;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
});

afterAll(() => stage.close());

/** A loan that owes principal 1,000,000, interest 10,000, fees 500 and late charges 300. */
async function owingLoan() {
  const loan = await openLoan(lender);
  await acts(lender).accrue(loan);
  await acts(lender).charge(loan);
  await acts(lender).charge(loan, { amount_minor: '300', fee_type: 'late' });
  return loan;
}

describe('a restructure', () => {
  it('capitalises, forgives and waives in one entry, gross', async () => {
    const loan = await owingLoan();
    const body = await acts(lender).restructure(loan, {
      capitalize_interest_minor: '6000',
      capitalize_fees_minor: '400',
      forgive_principal_minor: '50000',
      forgive_interest_minor: '4000',
      waive_fees_minor: '400',
      terms: { rate_bps: 900, first_due: '2026-07-01' },
    });
    expect(body).toEqual({
      restructure_event_id: expect.any(String),
      journal_entry_id: expect.any(String),
      posted_at: '2026-06-15T12:00:00.000Z',
      capitalized_interest_minor: '6000',
      capitalized_fees_minor: '400',
      forgiven_principal_minor: '50000',
      forgiven_interest_minor: '4000',
      waived_fees_minor: '400',
      principal_minor: '956400',
      loan_status: 'active',
    });
    expect(await owes(lender, loan.loanId)).toEqual(['956400', '0', '0', '0']);
    expect(await linesOf(lender, loan.loanId, 'restructure')).toEqual([
      [
        '1100 DR 6400',
        '1900 DR 50000',
        '4190 DR 4000',
        '4290 DR 400',
        '1200 CR 10000',
        '1310 CR 300',
        '1300 CR 500',
        '1100 CR 50000',
      ],
    ]);
  });

  it('of terms alone books an entry without lines', async () => {
    const loan = await owingLoan();
    expect(await acts(lender).restructure(loan)).toMatchObject({ principal_minor: '1000000', loan_status: 'active' });
    expect(await linesOf(lender, loan.loanId, 'restructure')).toEqual([]);
  });

  it('dated before an accrual names it as stale', async () => {
    const loan = await owingLoan();
    const body = await acts(lender).restructure(loan, { effective_at: '2026-04-30', forgive_principal_minor: '1' });
    expect(body.stale_accruals).toEqual([
      { accrual_date: '2026-04-30', principal_minor: '999999', interest_minor: '10000' },
    ]);
  });

  it('settles a charged-off loan by lowering its claims', async () => {
    const loan = await owingLoan();
    await acts(lender).chargeOff(loan);
    const body = await acts(lender).restructure(loan, {
      forgive_principal_minor: '400000',
      forgive_interest_minor: '10000',
      waive_fees_minor: '800',
    });
    expect(body).toMatchObject({ principal_minor: '0', loan_status: 'charged_off' });
    expect(await claims(lender, loan.loanId)).toEqual(['600000', '0', '0', '0']);
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
  ['of more principal', 'restructure_exceeds_owed', 422, {}, 'principal 1000000 at 2026-06-10, sent 1000001'],
  [
    'of more interest in two parts',
    'restructure_exceeds_owed',
    422,
    { forgive_principal_minor: '1', capitalize_interest_minor: '6000', forgive_interest_minor: '4001' },
    'interest 10000 at 2026-06-10, sent 10001',
  ],
  [
    'of more fees',
    'restructure_exceeds_owed',
    422,
    { forgive_principal_minor: '1', waive_fees_minor: '801' },
    'fees 800 at 2026-06-10, sent 801',
  ],
  ['of an amount of zero', 'validation_failed', 400, { waive_fees_minor: '0' }, '/waive_fees_minor'],
  ['of nothing', 'validation_failed', 400, { forgive_principal_minor: undefined }, 'must change something'],
  ['without who allowed it', 'validation_failed', 400, { approval_ref: undefined }, '/approval_ref'],
])('a restructure %s is refused: %s, %i', async (_, code, status, fields, detail) => {
  const loan = await owingLoan();
  const body = restructureBody(loan, { forgive_principal_minor: '1000001', ...fields });
  const answer = await stage.refused(code, () => lender.post('/restructures', body, freshKey()));
  expect(answer.status).toBe(status);
  expect(answer.text).toContain(detail);
});

it('a loan nobody knows, a claim that would be capitalised, and a paid-off loan are not restructured', async () => {
  const [lost, paid] = await Promise.all([openLoan(lender), openLoan(lender)]);
  await acts(lender).chargeOff(lost);
  await acts(lender).pay(paid, { amount_minor: '1000000' });
  const nobody = { ...lost, loanId: randomUUID() };
  for (const [loan, code, fields, detail] of [
    [nobody, 'loan_not_found', { terms: {} }, `no loan ${nobody.loanId}`],
    [lost, 'loan_state_forbids', { capitalize_fees_minor: '1' }, 'its claim is forgiven, not capitalised'],
    [paid, 'loan_state_forbids', { terms: {} }, 'the loan is paid_off, and only one that is owed is restructured'],
  ] as const) {
    const body = restructureBody(loan, fields);
    const answer = await stage.refused(code, () => lender.post('/restructures', body, freshKey()));
    expect(answer.body.detail).toContain(detail);
  }
});
