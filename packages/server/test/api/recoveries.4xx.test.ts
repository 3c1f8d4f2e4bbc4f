import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { acts, type Fields, freshKey, openLoan, paymentBody, recoveryBody, type TestLoan } from './loan-life.ts';
import { addProgram } from './programs.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let lender: Lender;
let loan: TestLoan;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
  loan = await openLoan(lender);
  await acts(lender).chargeOff(loan);
});

afterAll(() => stage.close());

const nobody = randomUUID();

it.each<[string, string, number, Fields, string]>([
  ['on a loan nobody knows', 'loan_not_found', 404, { loan_id: nobody }, `no loan ${nobody}`],
  ['in another currency', 'currency_mismatch', 422, { currency: 'EUR' }, 'the loan is in USD, sent EUR'],
  ['of tomorrow', 'effective_date_in_future', 422, { effective_at: '2026-06-16' }, 'the business date 2026-06-15'],
  [
    'before the loan was drawn',
    'effective_before_first_disbursement',
    422,
    { effective_at: '2026-03-31' },
    '2026-03-31 is before the first disbursement, 2026-04-01',
  ],
])('a recovery %s is refused: %s, %i', async (_, code, status, fields, detail) => {
  const answer = await stage.refused(code, () => lender.post('/recoveries', recoveryBody(loan, fields), freshKey()));
  expect(answer.status).toBe(status);
  expect(answer.body.detail).toContain(detail);
});

it('a recovery where nothing is claimed is refused: it is a payment', async () => {
  const owing = await openLoan(lender);
  const answer = await stage.refused('no_claim_to_recover', () =>
    lender.post('/recoveries', recoveryBody(owing), freshKey()),
  );
  expect([answer.status, answer.body.detail]).toEqual([422, 'the loan is active and 0 is claimed']);
});

it('a recovery is not dated further back than its program lets payments be', async () => {
  const programId = await addProgram(stage, lender, { backdating: { mode: 'current_balances', maxDays: 4 } });
  const strict = await openLoan(lender, { program_id: programId });
  await acts(lender).chargeOff(strict);
  const answer = await stage.refused('backdating_forbidden', () =>
    lender.post('/recoveries', recoveryBody(strict), freshKey()),
  );
  expect(answer.body.detail).toBe('2026-06-10 is 5 days before 2026-06-15, the program allows 4');
});

it('a processor names money once, be it a payment or a recovery', async () => {
  const named = { external_ref: 'pay_9', amount_minor: '70', effective_at: '2026-06-10' };
  const payment = await acts(lender).pay(loan, named);
  const recovery = await stage.refused('external_ref_conflict', () =>
    lender.post('/recoveries', recoveryBody(loan, named), freshKey()),
  );
  expect([recovery.status, recovery.body.detail]).toEqual([
    409,
    `wire pay_9 is payment ${payment.payment_event_id}, and not a recovery`,
  ]);
  const first = await acts(lender).recover(loan, { ...named, external_ref: 'rec_9' });
  for (const [path, body] of [
    ['/payments', paymentBody(loan, { ...named, external_ref: 'rec_9' })],
    ['/recoveries', recoveryBody(loan, { ...named, external_ref: 'rec_9', amount_minor: '71' })],
  ] as const) {
    const answer = await stage.refused('external_ref_conflict', () => lender.post(path, body, freshKey()));
    expect(answer.body.detail).toContain(`wire rec_9 is recovery ${first.recovery_event_id}`);
  }
});

it.each<[string, Fields, string]>([
  ['a cost of all of it', { collection_cost_minor: '1000' }, '/collection_cost_minor'],
  ['a method that is none', { source_method: 'cash' }, '/source_method'],
  ['an amount of zero', { amount_minor: '0' }, '/amount_minor'],
])('a recovery with %s is malformed', async (_, fields, pointer) => {
  const answer = await stage.refused('validation_failed', () =>
    lender.post('/recoveries', recoveryBody(loan, fields), freshKey()),
  );
  expect(answer.body.errors[0].pointer).toBe(pointer);
});
