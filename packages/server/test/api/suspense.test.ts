import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { acts, type Fields, freshKey, linesOf, openLoan, owes, refundBody, type TestLoan } from './loan-life.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let lender: Lender;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
});

afterAll(() => stage.close());

/** A loan that owes 1,000,000 and holds 1,000 of a wire of 2026-05-01 in suspense, and 500 by ACH of 2026-06-14. */
async function loanWithSuspense(): Promise<TestLoan> {
  const loan = await openLoan(lender);
  await acts(lender).payAhead(loan, { amount_minor: '500', source_method: 'ach', effective_at: '2026-06-14' });
  await acts(lender).payAhead(loan);
  return loan;
}

const allocate = (loan: TestLoan, fields: Fields = {}) =>
  lender.post(`/loans/${loan.loanId}/allocations`, { effective_at: '2026-06-15', ...fields }, freshKey());
const refund = (loan: TestLoan, fields: Fields = {}) =>
  lender.post(`/loans/${loan.loanId}/refunds`, refundBody(fields), freshKey());

describe('suspense is applied', () => {
  it('all of it, oldest money first, on hold or not', async () => {
    const loan = await loanWithSuspense();
    const { body, status } = await allocate(loan);
    expect(status).toBe(201);
    expect(body).toEqual({
      allocation_event_id: expect.any(String),
      journal_entry_id: expect.any(String),
      posted_at: '2026-06-15T12:00:00.000Z',
      allocation: { fees_minor: '0', interest_minor: '0', principal_minor: '1500', suspense_minor: '0' },
      suspense_minor: '0',
      loan_status: 'active',
    });
    expect(await linesOf(lender, loan.loanId, 'payment_allocated')).toEqual([['2200 DR 1500', '1100 CR 1500']]);
    expect(await owes(lender, loan.loanId)).toEqual(['998500', '0', '0', '0']);
  });

  it('what was there on the day, and a part of it as instructed', async () => {
    const loan = await loanWithSuspense();
    const custom_allocation = { fees_minor: '0', interest_minor: '0', principal_minor: '900' };
    const part = { amount_minor: '900', allocation_mode: 'custom', custom_allocation, effective_at: '2026-05-20' };
    expect((await allocate(loan, part)).body).toMatchObject({ allocation: custom_allocation, suspense_minor: '600' });
    const rest = await stage.refused('insufficient_suspense', () =>
      allocate(loan, { amount_minor: '101', effective_at: '2026-05-20' }),
    );
    expect(rest.body.detail).toBe('suspense 100 at 2026-05-20, sent 101');
  });
});

describe('suspense is refunded', () => {
  it('what is past its hold, and answers what may be refunded today', async () => {
    const loan = await loanWithSuspense();
    const { body, status } = await refund(loan, { external_ref: 'out-1' });
    expect(status).toBe(201);
    expect(body).toEqual({
      refund_event_id: expect.any(String),
      journal_entry_id: expect.any(String),
      posted_at: '2026-06-15T12:00:00.000Z',
      suspense_minor: '1100',
      available_suspense_minor: '600',
    });
    expect(await linesOf(lender, loan.loanId, 'refund')).toEqual([['2200 DR 400', '1000 CR 400']]);
    const { body: balance } = await lender.get(`/loans/${loan.loanId}/balance`);
    expect(balance).toMatchObject({ suspense_minor: '1100', available_suspense_minor: '600' });
  });

  it.each<[string, string, Fields, string]>([
    [
      'of more than is past its hold',
      'suspense_on_hold',
      { amount_minor: '1001', effective_at: '2026-06-15' },
      '1000 of suspense 1500 is past its hold at 2026-06-15, sent 1001: it is from 2026-06-19',
    ],
    [
      'of more than there was on the day',
      'insufficient_suspense',
      { amount_minor: '1001' },
      'suspense 1000 at 2026-05-20, sent 1001',
    ],
    ['of tomorrow', 'effective_date_in_future', { effective_at: '2026-06-16' }, '2026-06-16 is after'],
    [
      'before the loan was drawn',
      'effective_before_first_disbursement',
      { effective_at: '2026-03-31' },
      '2026-03-31 is before the first disbursement, 2026-04-01',
    ],
  ])('a refund %s is refused: %s', async (_, code, fields, detail) => {
    const loan = await loanWithSuspense();
    const answer = await stage.refused(code, () => refund(loan, fields));
    expect([answer.status, answer.body.detail]).toEqual([422, expect.stringContaining(detail)]);
  });
});

it('of refunds that ask at once for all of it, one has it', async () => {
  const loan = await openLoan(lender);
  await acts(lender).payAhead(loan);
  const answers = await Promise.all(Array.from({ length: 20 }, () => refund(loan, { amount_minor: '1000' })));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(422)]);
});

it.each<[string, string, number, (loan: TestLoan) => TestLoan, Fields, string]>([
  ['of a loan nobody knows', 'loan_not_found', 404, (loan) => ({ ...loan, loanId: randomUUID() }), {}, 'no loan'],
  ['of more than there is', 'insufficient_suspense', 422, (loan) => loan, { amount_minor: '1501' }, 'suspense 1500 at'],
  [
    'of what is not owed',
    'allocation_exceeds_owed',
    422,
    (loan) => loan,
    { allocation_mode: 'fees_only' },
    'owes nothing at 2026-06-15 that fees_only pays',
  ],
])('an allocation %s is refused: %s, %i', async (_, code, status, whose, fields, detail) => {
  const loan = whose(await loanWithSuspense());
  const answer = await stage.refused(code, () => allocate(loan, fields));
  expect(answer.status).toBe(status);
  expect(answer.body.detail).toContain(detail);
});

it('an allocation on a loan that owes nothing is refused: its state forbids it', async () => {
  const loan = await openLoan(lender, { amount_minor: '700' });
  await acts(lender).pay(loan);
  const answer = await stage.refused('loan_state_forbids', () => allocate(loan));
  expect([answer.status, answer.body.detail]).toEqual([422, expect.stringContaining('the loan is paid_off')]);
});
