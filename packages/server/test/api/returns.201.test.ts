import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { acts, claims, type Fields, linesOf, openLoan, owes, type TestLoan } from './loan-life.ts';
import { addProgram } from './programs.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let lender: Lender;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
});

afterAll(() => stage.close());

const ach = (fields: Fields = {}) => ({ source_method: 'ach', ...fields });
const restored = (principal: string, interest: string, fees: string, suspense: string, recovery = '0') => ({
  principal_minor: principal,
  interest_minor: interest,
  fees_minor: fees,
  suspense_minor: suspense,
  recovery_minor: recovery,
});

/** A loan that owes principal 1,000,000, interest 10,000 of 2026-04-30, fees 500. */
async function owingLoan(): Promise<TestLoan> {
  const loan = await openLoan(lender);
  await acts(lender).accrue(loan);
  await acts(lender).charge(loan);
  return loan;
}

it('gives each bucket back what the payment had paid of it, and answers what the code means', async () => {
  const loan = await owingLoan();
  const did = acts(lender);
  const paid = await did.pay(loan, ach({ amount_minor: '88849' }));
  const body = await did.takeBack(paid.payment_event_id);
  expect(body).toEqual({
    return_event_id: expect.any(String),
    payment_event_id: paid.payment_event_id,
    journal_entry_id: expect.any(String),
    posted_at: '2026-06-15T12:00:00.000Z',
    returned_minor: '88849',
    restored: restored('78349', '10000', '500', '0'),
    return_class: 'nsf',
    retry_allowed: true,
    follow_on_entry_ids: [],
    loan_status: 'active',
    warnings: [],
  });
  expect(await owes(lender, loan.loanId)).toEqual(['1000000', '10000', '500', '0']);
  expect(await linesOf(lender, loan.loanId, 'payment_returned')).toEqual([
    ['1300 DR 500', '1200 DR 10000', '1100 DR 78349', '1050 CR 88849'],
  ]);
});

it.each([
  ['R10', 'unauthorised', false],
  ['R02', 'administrative', false],
  ['10.4', 'other', false],
])('%s is %s', async (return_code, return_class, retry_allowed) => {
  const paid = await acts(lender).pay(await openLoan(lender), ach());
  const body = await acts(lender).takeBack(paid.payment_event_id, { return_code });
  expect(body).toMatchObject({ return_class, retry_allowed });
});

it('counts from the date of the payment where none is sent, and lists the accruals that it makes stale', async () => {
  const loan = await openLoan(lender);
  const paid = await acts(lender).pay(loan, ach());
  await acts(lender).accrue(
    loan,
    { outstanding_principal_minor: '999000', interest_minor: '328' },
    { accrual_date: '2026-05-01' },
  );
  const body = await acts(lender).takeBack(paid.payment_event_id, { effective_at: undefined });
  expect(body.stale_accruals).toEqual([
    { accrual_date: '2026-05-01', principal_minor: '1000000', interest_minor: '328' },
  ]);
  expect(await owes(lender, loan.loanId, '?as_of_date=2026-05-01')).toEqual(['1000000', '328', '0', '0']);
});

it('counts from today where the program says so, in a month that had no entry yet', async () => {
  const program_id = await addProgram(stage, lender, { returnEffective: 'return_date' });
  const loan = await openLoan(lender, { program_id });
  const paid = await acts(lender).pay(loan, ach());
  await acts(lender).takeBack(paid.payment_event_id, { effective_at: undefined });
  expect(await owes(lender, loan.loanId, '?as_of_date=2026-06-14')).toEqual(['999000', '0', '0', '0']);
  expect(await owes(lender, loan.loanId, '?as_of_date=2026-06-15')).toEqual(['1000000', '0', '0', '0']);
});

it('takes the bank what has settled', async () => {
  const loan = await openLoan(lender);
  const paid = await acts(lender).pay(loan, ach());
  await acts(lender).settlePayment(paid.payment_event_id);
  await acts(lender).takeBack(paid.payment_event_id);
  expect(await linesOf(lender, loan.loanId, 'payment_returned')).toEqual([['1100 DR 1000', '1000 CR 1000']]);
});

it('in parts, suspense first, until nothing is left', async () => {
  const loan = await openLoan(lender, { amount_minor: '700' });
  const paid = await acts(lender).pay(loan, ach());
  const part = await acts(lender).takeBack(paid.payment_event_id, { amount_minor: '400' });
  expect(part).toMatchObject({ restored: restored('100', '0', '0', '300'), loan_status: 'active' });
  const rest = await acts(lender).takeBack(paid.payment_event_id);
  expect(rest).toMatchObject({ returned_minor: '600', restored: restored('600', '0', '0', '0') });
});

describe('money that moved meanwhile', () => {
  it('was applied later: the loan owes it again from that day on', async () => {
    const loan = await openLoan(lender);
    const paid = await acts(lender).payAhead(loan, ach());
    await acts(lender).allocate(loan);
    const body = await acts(lender).takeBack(paid.payment_event_id);
    expect(body).toMatchObject({ restored: restored('1000', '0', '0', '0') });
    expect(body.follow_on_entry_ids).toHaveLength(1);
    for (const date of ['2026-05-01', '2026-05-19', '2026-05-20']) {
      expect(await owes(lender, loan.loanId, `?as_of_date=${date}`)).toEqual(['1000000', '0', '0', '0']);
    }
  });

  it('had paid a fee that was waived since: it is taken from suspense', async () => {
    const loan = await openLoan(lender);
    const fee = await acts(lender).charge(loan);
    const paid = await acts(lender).pay(loan, ach({ amount_minor: '500' }));
    await acts(lender).waive(fee.fee_event_id, { scope: 'paid' });
    const body = await acts(lender).takeBack(paid.payment_event_id);
    expect(body.restored).toEqual(restored('0', '0', '0', '500'));
    expect(await owes(lender, loan.loanId)).toEqual(['1000000', '0', '0', '0']);
  });

  it('was refunded: the borrower owes it as a fee, with a warning', async () => {
    const loan = await openLoan(lender);
    const paid = await acts(lender).payAhead(loan, ach());
    await acts(lender).refund(loan);
    const body = await acts(lender).takeBack(paid.payment_event_id);
    expect(body.restored).toEqual(restored('0', '0', '400', '600'));
    expect(body.warnings).toEqual([{ code: 'refund_returned', detail: expect.stringContaining('400') }]);
    expect(await owes(lender, loan.loanId)).toEqual(['1000000', '0', '400', '0']);
  });

  it('the loan was charged off: what is restored is charged off too, in the same answer', async () => {
    const loan = await owingLoan();
    const paid = await acts(lender).pay(loan, ach({ amount_minor: '88849' }));
    await acts(lender).chargeOff(loan);
    const body = await acts(lender).takeBack(paid.payment_event_id);
    expect(body).toMatchObject({ restored: restored('78349', '10000', '500', '0'), loan_status: 'charged_off' });
    expect(body.follow_on_entry_ids).toHaveLength(1);
    expect(await owes(lender, loan.loanId)).toEqual(['0', '0', '0', '0']);
    expect(await claims(lender, loan.loanId)).toEqual(['1000000', '10000', '500', '0']);
  });

  it('it had paid a claim: the claim stands again', async () => {
    const loan = await openLoan(lender);
    await acts(lender).chargeOff(loan);
    const { recovery_event_id } = await acts(lender).recover(loan, ach({ collection_cost_minor: '200' }));
    await acts(lender).settlePayment(recovery_event_id, { effective_at: '2026-06-11' });
    const body = await acts(lender).takeBack(recovery_event_id, { effective_at: undefined });
    expect(body).toMatchObject({ restored: restored('0', '0', '0', '0', '1000'), loan_status: 'charged_off' });
    expect(await claims(lender, loan.loanId)).toEqual(['1000000', '0', '0', '0']);
    expect(await linesOf(lender, loan.loanId, 'payment_returned')).toEqual([
      ['1900 DR 1000', '9100 DR 1000', '1000 CR 800', '9900 CR 1000', '5500 CR 200'],
    ]);
  });

  it('the loan was refinanced: the new loan owes it', async () => {
    const loan = await openLoan(lender);
    const paid = await acts(lender).pay(loan, ach());
    const body = {
      old_loan_id: loan.loanId,
      borrower_id: loan.borrowerId,
      currency: 'USD',
      effective_at: '2026-05-20',
    };
    const new_loan_id = crypto.randomUUID();
    const refinanced = await lender.post('/refinances', { ...body, new_loan_id }, `test:${new_loan_id}`);
    expect(refinanced.status, refinanced.text).toBe(201);
    const returned = await acts(lender).takeBack(paid.payment_event_id);
    expect(returned).toMatchObject({
      loan_status: 'refinanced',
      warnings: [{ code: 'loan_closed', loan_id: new_loan_id, detail: expect.stringContaining(new_loan_id) }],
    });
    expect(await owes(lender, loan.loanId)).toEqual(['0', '0', '0', '0']);
    expect(await owes(lender, new_loan_id)).toEqual(['1000000', '0', '0', '0']);
  });
});

it('money that was only noted is taken away as it was noted', async () => {
  const creditOn = { ach: 'settlement', card: 'receipt', wire: 'receipt', check: 'receipt' } as const;
  const program_id = await addProgram(stage, lender, {
    creditOn: { ...creditOn, internal_transfer: 'receipt', other: 'receipt' },
  });
  const loan = await openLoan(lender, { program_id });
  const paid = await acts(lender).pay(loan, ach());
  await acts(lender).takeBack(paid.payment_event_id);
  const { body } = await lender.get(`/loans/${loan.loanId}/journal-entries?event_type=payment_returned`);
  expect(body.items[0].lines).toMatchObject([
    { account_code: '2200', direction: 'DR', layer: 'PENDING' },
    { account_code: '1050', direction: 'CR', layer: 'PENDING' },
  ]);
  expect(await owes(lender, loan.loanId)).toEqual(['1000000', '0', '0', '0']);
});
