import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { acts, chargeoffBody, type Fields, freshKey, openLoan, type TestLoan } from './loan-life.ts';
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

it.each<[string, string, number, Fields, string]>([
  ['of a loan nobody knows', 'loan_not_found', 404, { loan_id: nobody }, `no loan ${nobody}`],
  ['of tomorrow', 'effective_date_in_future', 422, { effective_at: '2026-06-16' }, 'the business date 2026-06-15'],
  [
    'before the loan was drawn',
    'effective_before_first_disbursement',
    422,
    { effective_at: '2026-03-31' },
    '2026-03-31 is before the first disbursement, 2026-04-01',
  ],
  [
    'of more principal than owed',
    'chargeoff_exceeds_owed',
    422,
    { amounts: { principal_minor: '1000001' } },
    'principal 1000000 at 2026-05-31, sent 1000001',
  ],
  [
    'of more interest than owed',
    'chargeoff_exceeds_owed',
    422,
    { amounts: { interest_minor: '10001' } },
    'interest 10000 at 2026-05-31, sent 10001',
  ],
  [
    'of more fees than owed',
    'chargeoff_exceeds_owed',
    422,
    { amounts: { fees_minor: '501' } },
    'fees 500 at 2026-05-31, sent 501',
  ],
  [
    'of nothing',
    'nothing_to_charge_off',
    422,
    { amounts: { principal_minor: '0' } },
    'principal 1000000, interest 10000 and fees 500 at 2026-05-31, sent none of it',
  ],
])('a charge-off %s is refused: %s, %i', async (_, code, status, fields, detail) => {
  const answer = await stage.refused(code, () => lender.post('/chargeoffs', chargeoffBody(loan, fields), freshKey()));
  expect(answer.status).toBe(status);
  expect(answer.body.detail).toContain(detail);
});

it('a loan is charged off once, and a paid-off one is not', async () => {
  const [lost, paid] = await Promise.all([openLoan(lender), openLoan(lender)]);
  await acts(lender).chargeOff(lost);
  await acts(lender).pay(paid, { amount_minor: '1000000' });
  const again = await stage.refused('nothing_to_charge_off', () =>
    lender.post('/chargeoffs', chargeoffBody(lost), freshKey()),
  );
  expect(again.body.detail).toBe('principal 0, interest 0 and fees 0 at 2026-05-31');
  const late = await stage.refused('loan_state_forbids', () =>
    lender.post('/chargeoffs', chargeoffBody(paid), freshKey()),
  );
  expect(late.body.detail).toBe('the loan is paid_off, and only one that is owed is charged off');
});

it.each<[string, Fields, string]>([
  ['a reason in words', { reason_code: 'Past due' }, '/reason_code'],
  ['an amount that is none', { amounts: { principal_minor: '-1' } }, '/amounts/principal_minor'],
  ['a part that is none', { amounts: { escrow_minor: '1' } }, '/amounts/escrow_minor'],
])('a charge-off with %s is malformed', async (_, fields, pointer) => {
  const answer = await stage.refused('validation_failed', () =>
    lender.post('/chargeoffs', chargeoffBody(loan, fields), freshKey()),
  );
  expect(answer.body.errors[0].pointer).toBe(pointer);
});
