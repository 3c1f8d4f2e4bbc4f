import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import {
  accrualBody,
  accrualItem,
  acts,
  type Fields,
  freshKey,
  openLoan,
  paymentBody,
  type TestLoan,
} from './loan-life.ts';
import { openStage, posting, type RawRequest, type Stage, send } from './stage.ts';

/** Which "no" wins: each request here is wrong in two ways, and the first in the contract's order is answered. */

let stage: Stage;
let lender: Lender;
let loan: TestLoan;
let reader: string;
let usedKey: string;
let settled: string;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
  loan = await openLoan(lender);
  reader = await lender.tokenFor(['hpts:balances:read']);
  usedKey = freshKey();
  await lender.post('/payments', paymentBody(loan, { external_ref: 'used' }), usedKey);
  await acts(lender).settle(loan.disbursementId);
  settled = `/v1/disbursements/${loan.disbursementId}/settle`;
});

afterAll(() => stage.close());

const nobody = randomUUID();
const TOO_LARGE = Buffer.alloc(1024 * 1024 + 1, ' ');
const text = { 'content-type': 'text/plain' };
const badToken = { authorization: 'Bearer x.y.z' };
const noScope = () => ({ authorization: `Bearer ${reader}` });
const badKey = { 'idempotency-key': 'short' };
const JSON_CUT = '{"loan_id":';
const pay = (fields: Fields) => JSON.stringify(paymentBody(loan, fields));
const journal = (query: string) => `/v1/loans/${loan.loanId}/journal-entries?${query}`;

it.each<[winner: string, loser: string, () => Partial<RawRequest>]>([
  ['route_not_found', 'no token', () => ({ path: '/v1/nothing', headers: badToken })],
  ['route_not_found', 'wrong method', () => ({ path: '/v1/payments/', method: 'PUT' })],
  ['route_not_found', 'too large', () => ({ path: '/v1/nothing', body: TOO_LARGE })],
  ['method_not_allowed', 'too large', () => ({ method: 'PUT', body: TOO_LARGE })],
  ['method_not_allowed', 'not JSON', () => ({ method: 'PATCH', headers: text })],
  ['method_not_allowed', 'no token', () => ({ method: 'DELETE', headers: badToken })],
  ['payload_too_large', 'not JSON', () => ({ headers: text, body: TOO_LARGE })],
  ['payload_too_large', 'bad token', () => ({ headers: badToken, body: TOO_LARGE })],
  ['payload_too_large', 'no scope', () => ({ headers: noScope(), body: TOO_LARGE })],
  ['payload_too_large', 'bad key', () => ({ headers: badKey, body: TOO_LARGE })],
  ['unsupported_media_type', 'bad token', () => ({ headers: { ...text, ...badToken } })],
  ['unsupported_media_type', 'no scope', () => ({ headers: { ...text, ...noScope() } })],
  ['unsupported_media_type', 'bad key', () => ({ headers: { ...text, ...badKey } })],
  ['unauthorized', 'bad key', () => ({ headers: { ...badToken, ...badKey } })],
  ['unauthorized', 'malformed JSON', () => ({ headers: badToken, body: JSON_CUT })],
  ['unauthorized', 'bad path', () => ({ method: 'GET', path: '/v1/loans/x/balance', headers: badToken })],
  ['insufficient_scope', 'bad key', () => ({ headers: { ...noScope(), ...badKey } })],
  ['insufficient_scope', 'malformed JSON', () => ({ headers: noScope(), body: JSON_CUT })],
  [
    'insufficient_scope',
    'bad path',
    () => ({ method: 'GET', path: '/v1/loans/x/journal-entries', headers: noScope() }),
  ],
  ['idempotency_key_required', 'malformed JSON', () => ({ headers: { 'idempotency-key': '' }, body: JSON_CUT })],
  ['idempotency_key_invalid', 'malformed JSON', () => ({ headers: badKey, body: JSON_CUT })],
  ['idempotency_key_invalid', 'against the schema', () => ({ headers: badKey, body: '{}' })],
  ['malformed_json', 'bad path', () => ({ path: '/v1/disbursements/x/settle', body: JSON_CUT })],
  ['malformed_json', 'used key', () => ({ headers: { 'idempotency-key': usedKey }, body: JSON_CUT })],
  ['validation_failed', 'used key', () => ({ headers: { 'idempotency-key': usedKey }, body: '{}' })],
  ['validation_failed', 'unknown loan', () => ({ body: pay({ loan_id: nobody, amount_minor: '0' }) })],
  ['validation_failed', 'bad page token', () => ({ method: 'GET', path: journal('from_date=x&page_token=abc') })],
  [
    'page_token_invalid',
    'unknown loan',
    () => ({ method: 'GET', path: `/v1/loans/${nobody}/journal-entries?page_token=abc` }),
  ],
  [
    'idempotency_key_reused',
    'unknown loan',
    () => ({ headers: { 'idempotency-key': usedKey }, body: pay({ loan_id: nobody }) }),
  ],
  [
    'idempotency_key_reused',
    'external reference of another',
    () => ({ headers: { 'idempotency-key': usedKey }, body: pay({ external_ref: 'used', amount_minor: '7' }) }),
  ],
  ['loan_not_found', 'external reference of another', () => ({ body: pay({ loan_id: nobody, external_ref: 'used' }) })],
  ['loan_not_found', 'a date to come', () => ({ body: pay({ loan_id: nobody, effective_at: '2027-01-01' }) })],
  ['loan_not_found', 'too much money', () => ({ body: pay({ loan_id: nobody, amount_minor: '9223372036854775808' }) })],
  [
    'program_not_found',
    'a date to come',
    () => ({
      path: '/v1/accruals/batch',
      body: JSON.stringify(accrualBody(nobody, [accrualItem(nobody)], { accrual_date: '2027-01-01' })),
    }),
  ],
  [
    'external_ref_conflict',
    'a date to come',
    () => ({ body: pay({ external_ref: 'used', amount_minor: '7', effective_at: '2027-01-01' }) }),
  ],
  [
    'external_ref_conflict',
    'another borrower',
    () => ({ body: pay({ external_ref: 'used', amount_minor: '7', borrower_id: nobody }) }),
  ],
  ['already_settled', 'a date to come', () => ({ path: settled, body: '{"effective_at":"2027-01-01"}' })],
  ['currency_mismatch', 'another borrower', () => ({ body: pay({ currency: 'EUR', borrower_id: nobody }) })],
  ['borrower_mismatch', 'a date to come', () => ({ body: pay({ borrower_id: nobody, effective_at: '2027-01-01' }) })],
  [
    'effective_date_in_future',
    'too much money',
    () => ({ body: pay({ effective_at: '2027-01-01', amount_minor: '9223372036854775808' }) }),
  ],
])('%s wins over %s', async (winner, _, request) => {
  const { headers, ...rest } = request();
  await stage.refused(winner, () =>
    send(stage.server.url, {
      path: '/v1/payments',
      ...(rest.method === 'GET' ? {} : { body: pay({}) }),
      ...rest,
      headers: { ...posting(lender, freshKey()), ...headers },
    }),
  );
});

it('a replay wins over every rule that would refuse the request now', async () => {
  const gone = await openLoan(lender);
  const key = freshKey();
  const body = paymentBody(gone, { allocation_mode: 'custom', custom_allocation: parts('1000') });
  await lender.post('/payments', body, key);
  await acts(lender).pay(gone, { amount_minor: '999000' });
  await stage.refused('allocation_exceeds_owed', () => lender.post('/payments', body, freshKey()));
  expect((await lender.post('/payments', body, key)).status).toBe(200);
});

const parts = (principal: string) => ({ fees_minor: '0', interest_minor: '0', principal_minor: principal });
