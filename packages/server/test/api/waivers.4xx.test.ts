import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { acts, booked, type Fields, freshKey, openLoan, type TestLoan, waiverBody } from './loan-life.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let lender: Lender;
let loan: TestLoan;
let feeId: string;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
  loan = await openLoan(lender);
  feeId = (await acts(lender).charge(loan, { amount_minor: '2900', fee_type: 'late' })).fee_event_id;
  await acts(lender).pay(loan, { amount_minor: '1900' });
});

afterAll(() => stage.close());

const waive = (id: string, fields: Fields) => () => lender.post(`/fees/${id}/waive`, waiverBody(fields), freshKey());

it.each<[string, string, number, Fields, string]>([
  ['of tomorrow', 'effective_date_in_future', 422, { effective_at: '2026-06-16' }, 'the business date 2026-06-15'],
  [
    'before the loan was drawn',
    'effective_before_first_disbursement',
    422,
    { effective_at: '2026-03-31' },
    '2026-03-31 is before the first disbursement, 2026-04-01',
  ],
  [
    'of more than is unpaid',
    'waiver_exceeds_fee',
    422,
    { amount_minor: '1001' },
    'of the fee 1000 is unpaid and 1900 paid at 2026-05-31: scope unpaid holds 1000, sent 1001',
  ],
  [
    'of more than was paid',
    'waiver_exceeds_fee',
    422,
    { amount_minor: '1901', scope: 'paid' },
    'scope paid holds 1900, sent 1901',
  ],
  [
    'of more than both',
    'waiver_exceeds_fee',
    422,
    { amount_minor: '2901', scope: 'all' },
    'scope all holds 2900, sent 2901',
  ],
  ['dated before the fee', 'would_go_negative', 422, { effective_at: '2026-04-29' }, 'would be -1000 at 2026-04-29'],
])('a waiver %s is refused: %s, %i', async (_, code, status, fields, detail) => {
  const answer = await stage.refused(code, waive(feeId, fields));
  expect(answer.status).toBe(status);
  expect(answer.body.detail).toContain(detail);
});

it('what is no fee is not waived', async () => {
  const nobody = randomUUID();
  for (const id of [nobody, loan.disbursementId]) {
    const answer = await stage.refused('event_not_found', waive(id, {}));
    expect([answer.status, answer.body.detail]).toEqual([404, `no fee ${id}`]);
  }
});

it('a fee that was reversed is not waived', async () => {
  const other = await openLoan(lender);
  const fee = await acts(lender).charge(other);
  const body = { journal_entry_id: fee.journal_entry_id, reason_code: 'keyed_wrongly' };
  const undone = await booked(lender.post('/reversals', body, freshKey()));
  const answer = await stage.refused('already_reversed', waive(fee.fee_event_id, {}));
  expect([answer.status, answer.body.detail]).toEqual([
    409,
    `fee ${fee.fee_event_id} was reversed by entry ${undone.journal_entry_id}`,
  ]);
});

it('a paid fee of a charged-off loan stays paid', async () => {
  const lost = await openLoan(lender);
  const fee = await acts(lender).charge(lost);
  await acts(lender).pay(lost, { amount_minor: '500' });
  await acts(lender).chargeOff(lost);
  const answer = await stage.refused('loan_state_forbids', waive(fee.fee_event_id, { scope: 'paid' }));
  expect(answer.body.detail).toContain('what was paid stays paid');
});

it.each<[string, Fields, string]>([
  ['a scope that is none', { scope: 'half' }, '/scope'],
  ['no reason', { reason: undefined }, '/reason'],
  ['an amount of zero', { amount_minor: '0' }, '/amount_minor'],
])('a waiver with %s is malformed', async (_, fields, pointer) => {
  const answer = await stage.refused('validation_failed', waive(feeId, fields));
  expect(answer.body.errors[0].pointer).toBe(pointer);
});
