import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { acts, type Fields, freshKey, openLoan, paymentBody, type TestLoan } from './loan-life.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let lender: Lender;
let loan: TestLoan;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
  loan = await openLoan(lender);
  await acts(lender).accrue(loan);
  await acts(lender).charge(loan);
});

afterAll(() => stage.close());

const nobody = randomUUID();
const custom = (fees: string, interest: string, principal: string) => ({
  allocation_mode: 'custom',
  custom_allocation: { fees_minor: fees, interest_minor: interest, principal_minor: principal },
});

it.each<[string, string, number, Fields, string]>([
  ['for a loan nobody knows', 'loan_not_found', 404, { loan_id: nobody }, `no loan ${nobody}`],
  ['in another currency', 'currency_mismatch', 422, { currency: 'EUR' }, 'the loan is in USD, sent EUR'],
  ['by another borrower', 'borrower_mismatch', 422, { borrower_id: nobody }, `sent ${nobody}`],
  [
    'of tomorrow',
    'effective_date_in_future',
    422,
    { effective_at: '2026-06-16' },
    '2026-06-16 is after the business date 2026-06-15 (UTC)',
  ],
  [
    'before the loan was drawn',
    'effective_before_first_disbursement',
    422,
    { effective_at: '2026-03-31' },
    '2026-03-31 is before the first disbursement, 2026-04-01',
  ],
  [
    'split into more than it is',
    'custom_allocation_mismatch',
    422,
    custom('500', '500', '1'),
    'the parts add up to 1001, the payment is 1000',
  ],
  [
    'split into less than it is',
    'custom_allocation_mismatch',
    422,
    custom('0', '0', '999'),
    'the parts add up to 999, the payment is 1000',
  ],
  ['with more fees than owed', 'allocation_exceeds_owed', 422, custom('501', '0', '499'), 'fees owed 500, sent 501'],
  [
    'with more interest than owed',
    'allocation_exceeds_owed',
    422,
    { amount_minor: '10001', ...custom('0', '10001', '0') },
    'interest owed 10000, sent 10001',
  ],
  [
    'with more principal than owed',
    'allocation_exceeds_owed',
    422,
    { amount_minor: '1000001', ...custom('0', '0', '1000001') },
    'principal owed 1000000, sent 1000001',
  ],
  [
    'of more than an amount can be',
    'amount_overflow',
    422,
    { amount_minor: '9223372036854775808' },
    'above 9223372036854775807',
  ],
])('a payment %s is refused: %s, %i', async (_, code, status, fields, detail) => {
  const answer = await stage.refused(code, () => lender.post('/payments', paymentBody(loan, fields), freshKey()));
  expect(answer.status).toBe(status);
  expect(answer.body.detail).toContain(detail);
});

it('money that would overfill suspense is refused with the figure', async () => {
  const small = await openLoan(lender, { amount_minor: '1' });
  await acts(lender).pay(small, { amount_minor: '9223372036854775807' });
  const answer = await stage.refused('amount_overflow', () =>
    lender.post('/payments', paymentBody(small, { amount_minor: '2' }), freshKey()),
  );
  expect(answer.body.detail).toContain('suspense would be 9223372036854775808');
});

it.each<[string, (other: TestLoan) => Fields]>([
  ['amount', () => ({ amount_minor: '1001' })],
  ['loan', (other) => ({ loan_id: other.loanId, borrower_id: other.borrowerId })],
  ['currency', () => ({ currency: 'EUR' })],
])('a processor reference names one payment: another %s is a conflict that names the first', async (_, fields) => {
  const external_ref = `ch_${randomUUID()}`;
  const first = await acts(lender).pay(loan, { external_ref });
  const body = paymentBody(loan, { external_ref, ...fields(await openLoan(lender)) });
  const answer = await stage.refused('external_ref_conflict', () => lender.post('/payments', body, freshKey()));
  expect(answer.status).toBe(409);
  expect(answer.body.detail).toContain(first.payment_event_id);
});

it.each<[string, Fields, string]>([
  ['custom without its parts', { allocation_mode: 'custom' }, '/custom_allocation'],
  ['parts without custom', { ...custom('0', '0', '1000'), allocation_mode: 'waterfall' }, '/custom_allocation'],
  [
    'a custom part that is missing',
    { allocation_mode: 'custom', custom_allocation: { fees_minor: '1', interest_minor: '2' } },
    '/custom_allocation/principal_minor',
  ],
  ['a mode that is none', { allocation_mode: 'payoff' }, '/allocation_mode'],
  ['a method that is none', { source_method: 'cash' }, '/source_method'],
  ['an empty reference', { external_ref: '' }, '/external_ref'],
  ['a reference of 256 characters', { external_ref: 'é'.repeat(256) }, '/external_ref'],
])('a payment with %s is malformed', async (_, fields, pointer) => {
  const answer = await stage.refused('validation_failed', () =>
    lender.post('/payments', paymentBody(loan, fields), freshKey()),
  );
  expect(answer.body.errors[0].pointer).toBe(pointer);
});
