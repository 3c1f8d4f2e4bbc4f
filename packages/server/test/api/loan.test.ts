import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { acts, openLoan } from './loan-life.ts';
import { addProgram } from './programs.ts';
import { NOW, openStage, type Stage } from './stage.ts';

let stage: Stage;
let lender: Lender;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
});

afterAll(() => stage.close());

it('a loan says whose it is, under which program, and where it stands', async () => {
  const program_id = await addProgram(stage, lender, {});
  const loan = await openLoan(lender, { program_id, currency: 'EUR' });
  expect((await lender.get(`/loans/${loan.loanId}`)).body).toEqual({
    loan_id: loan.loanId,
    borrower_id: loan.borrowerId,
    program_id,
    currency: 'EUR',
    status: 'active',
    nonaccrual: false,
    opened_at: '2026-04-01',
    last_activity_at: NOW.toISOString(),
  });
});

it('its status is the one that its last event left it in, in the words of its balance', async () => {
  const loan = await openLoan(lender);
  await acts(lender).pay(loan, { amount_minor: '1000000' });
  const [{ body: told }, { body: balance }] = [
    await lender.get(`/loans/${loan.loanId.toUpperCase()}`),
    await lender.get(`/loans/${loan.loanId}/balance`),
  ];
  expect([told.status, balance.status]).toEqual(['paid_off', 'paid_off']);
});

it('a loan nobody knows is 404', async () => {
  const id = randomUUID();
  const answer = await stage.refused('loan_not_found', () => lender.get(`/loans/${id}`));
  expect(answer.body.detail).toBe(`no loan ${id}`);
});

it('a parameter that means nothing is refused', async () => {
  const loan = await openLoan(lender);
  const answer = await stage.refused('validation_failed', () =>
    lender.get(`/loans/${loan.loanId}?as_of_date=2026-05-01`),
  );
  expect(answer.body.errors[0].pointer).toBe('/query/as_of_date');
});
