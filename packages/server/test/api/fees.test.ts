import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { acts, type Fields, feeBody, freshKey, openLoan, owes, type TestLoan } from './loan-life.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let lender: Lender;
let loan: TestLoan;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
  loan = await openLoan(lender);
});

afterAll(() => stage.close());

it.each([
  ['origination', '1300', '4200'],
  ['nsf', '1300', '4200'],
  ['servicing', '1300', '4200'],
  ['other', '1300', '4200'],
  ['late', '1310', '4210'],
])('a fee of type %s is DR %s / CR %s', async (feeType, debit, credit) => {
  const charged = await openLoan(lender);
  const body = feeBody(charged, { fee_type: feeType, description: 'Déjà vu' });
  const answer = await lender.post('/fees', body, freshKey());
  expect(answer.status).toBe(201);
  expect(answer.body).toEqual({
    fee_event_id: expect.any(String),
    journal_entry_id: expect.any(String),
    posted_at: '2026-06-15T12:00:00.000Z',
    fees_receivable_minor: '500',
  });
  const { body: page } = await lender.get(`/loans/${charged.loanId}/journal-entries?event_type=fee_assessed`);
  expect(page.items[0]).toMatchObject({ description: 'Déjà vu', correlation_id: answer.body.fee_event_id });
  const sides = page.items[0].lines.map((line: Record<string, string>) => `${line.account_code} ${line.direction}`);
  expect(sides).toEqual([`${debit} DR`, `${credit} CR`]);
  expect(await owes(lender, charged.loanId)).toEqual(['1000000', '0', '500', '0']);
});

it('fees and late charges add up in the answer and in the balance', async () => {
  const charged = await openLoan(lender);
  await acts(lender).charge(charged);
  const late = await acts(lender).charge(charged, { fee_type: 'late', amount_minor: '7' });
  expect(late.fees_receivable_minor).toBe('507');
  expect(await owes(lender, charged.loanId)).toEqual(['1000000', '0', '507', '0']);
});

const nobody = randomUUID();

it.each<[string, string, number, Fields]>([
  ['on a loan nobody knows', 'loan_not_found', 404, { loan_id: nobody }],
  ['in another currency', 'currency_mismatch', 422, { currency: 'EUR' }],
  ['on another borrower', 'borrower_mismatch', 422, { borrower_id: nobody }],
  ['of tomorrow', 'effective_date_in_future', 422, { effective_at: '2026-06-16' }],
  ['before the loan was drawn', 'effective_before_first_disbursement', 422, { effective_at: '2026-03-31' }],
  ['of more than an amount can be', 'amount_overflow', 422, { amount_minor: '9223372036854775808' }],
  ['that takes the exposure over the ceiling', 'amount_overflow', 422, { amount_minor: '9223372036853775808' }],
  ['of a type that is none', 'validation_failed', 400, { fee_type: 'fine' }],
  ['of zero', 'validation_failed', 400, { amount_minor: '0' }],
])('a fee %s is refused: %s, %i', async (_, code, status, fields) => {
  const answer = await stage.refused(code, () => lender.post('/fees', feeBody(loan, fields), freshKey()));
  expect(answer.status).toBe(status);
});

it('a loan that is paid off is charged no fee', async () => {
  const paid = await openLoan(lender);
  await acts(lender).pay(paid, { amount_minor: '1000000' });
  const answer = await stage.refused('loan_state_forbids', () => lender.post('/fees', feeBody(paid), freshKey()));
  expect([answer.status, answer.body.detail]).toEqual([
    422,
    'the loan is paid_off, and only an active loan is charged a fee',
  ]);
});
