import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { acts, type Fields, freshKey, openLoan, returnBody, type TestLoan } from './loan-life.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let lender: Lender;
let loan: TestLoan;
let paid: string;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
  loan = await openLoan(lender);
  paid = (await acts(lender).pay(loan, { source_method: 'ach' })).payment_event_id;
});

afterAll(() => stage.close());

const takeBack = (id: string, fields: Fields = {}) =>
  lender.post(`/payments/${id}/return`, returnBody(fields), freshKey());

it.each<[string, string, number, Fields, string]>([
  ['of more than it was', 'return_exceeds_payment', 422, { amount_minor: '1001' }, '1000 is left of payment'],
  ['of tomorrow', 'effective_date_in_future', 422, { effective_at: '2026-06-16' }, '2026-06-16 is after'],
  [
    'before it was paid',
    'effective_before_first_disbursement',
    422,
    { effective_at: '2026-04-30' },
    '2026-04-30 is before the money came in, 2026-05-01',
  ],
])('a return %s is refused: %s, %i', async (_, code, status, fields, detail) => {
  const answer = await stage.refused(code, () => takeBack(paid, fields));
  expect(answer.status).toBe(status);
  expect(answer.body.detail).toContain(detail);
});

it.each<[string, () => string | Promise<string>]>([
  ['an event that nobody knows', () => randomUUID()],
  ['a draw', () => loan.disbursementId],
  ['a fee', async () => (await acts(lender).charge(loan)).fee_event_id],
])('a return of %s is of no payment', async (_, idOf) => {
  const id = await idOf();
  const answer = await stage.refused('event_not_found', () => takeBack(id));
  expect([answer.status, answer.body.detail]).toEqual([404, `no payment ${id}`]);
});

it('what came back whole does not come back again', async () => {
  const { payment_event_id: id } = await acts(lender).pay(loan, { source_method: 'ach' });
  await acts(lender).takeBack(id);
  const answer = await stage.refused('already_returned', () => takeBack(id));
  expect([answer.status, answer.body.detail]).toEqual([409, `nothing is left of payment ${id}`]);
});

it('what was reversed never came in: the reversal is named', async () => {
  const { payment_event_id: id, journal_entry_id } = await acts(lender).pay(loan, { source_method: 'ach' });
  const body = { journal_entry_id, reason_code: 'keyed_wrongly', cascade: true };
  const reversed = await lender.post('/reversals', body, freshKey());
  expect(reversed.status, reversed.text).toBe(201);
  const answer = await stage.refused('already_reversed', () => takeBack(id));
  expect(answer.status).toBe(409);
  const named = reversed.body.reversed_entry_ids as string[];
  expect(answer.body.detail).toMatch(/^payment .* was reversed by entry [0-9a-f-]{36}$/);
  expect(named).toContain(journal_entry_id);
});

it.each<[string, Fields, string]>([
  ['no code', { return_code: undefined }, '/return_code'],
  ['a code with a blank', { return_code: 'R 01' }, '/return_code'],
  ['an amount of nothing', { amount_minor: '0' }, '/amount_minor'],
])('a return with %s is malformed', async (_, fields, pointer) => {
  const answer = await stage.refused('validation_failed', () => takeBack(paid, fields));
  expect(answer.body.errors[0].pointer).toBe(pointer);
});

it('of 20 who ask at once under keys of their own, one takes it back', async () => {
  const { payment_event_id: id } = await acts(lender).pay(loan, { source_method: 'ach' });
  const answers = await Promise.all(Array.from({ length: 20 }, () => takeBack(id)));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(409)]);
});
