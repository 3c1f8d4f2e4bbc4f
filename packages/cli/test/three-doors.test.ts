import { createClient, idempotencyKey, isProblem } from '@tallystick/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorkplace, type Serving } from './harness/tally.ts';

/** REST, typed RPC and the SDK are three doors to the same books: one key, one effect, whichever door it came in by. */

const workplace = openWorkplace();
let server: Serving;
beforeAll(async () => {
  server = await workplace.serve({ DEMO: '1' });
}, 60_000);
afterAll(() => workplace.close(), 60_000);

const payment = {
  loan_id: '11111111-1111-1111-1111-111111111111',
  borrower_id: '22222222-2222-2222-2222-222222222222',
  amount_minor: '88849',
  currency: 'USD',
  effective_at: '2026-05-01',
  source_method: 'ach',
  external_ref: 'stripe_ch_xyz123',
} as const;
const key = idempotencyKey('payment', 'loan_42', 'proc_txn_abc123');
const allocation = { fees_minor: '500', interest_minor: '10000', principal_minor: '78349', suspense_minor: '0' };

const sdk = () => createClient({ baseUrl: server.url, clientId: 'demo', clientSecret: 'demo-secret' });

async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: 'demo',
    client_secret: 'demo-secret',
  });
  const granted = await fetch(`${server.url}/oauth2/token`, { method: 'POST', body: form });
  const { access_token: token } = (await granted.json()) as { access_token: string };
  const response = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

describe('one payment, three doors', { timeout: 60_000 }, () => {
  it('is booked by the SDK, and answered to REST and RPC as booked before, with the same body', async () => {
    const first = await sdk().payments.create(payment, { idempotencyKey: key });
    expect(first.isReplay).toBe(false);
    expect(first).toMatchObject({ allocation, loan_status: 'active', warnings: [] });

    const rest = await post('/v1/payments', payment, { 'idempotency-key': key });
    expect(rest).toEqual({ status: 200, body: { ...first } });

    const rpc = await post('/rpc/payments/create', { json: { headers: { 'idempotency-key': key }, body: payment } });
    const replayed = { status: 200, headers: { 'idempotent-replayed': 'true' }, body: { ...first } };
    expect(rpc).toEqual({ status: 200, body: { json: replayed } });

    const again = await sdk().payments.create({ ...payment, amount_minor: 88_849n }, { idempotencyKey: key });
    expect([again.isReplay, { ...again }]).toEqual([true, { ...first }]);
  });

  it('is in the books once', async () => {
    const balance = await sdk().loans.balance(payment.loan_id);
    expect(balance).toMatchObject({ principal_outstanding_minor: '921651', total_exposure_minor: '921651' });
    const entries = await sdk().loans.journalEntries(payment.loan_id).toArray({ limit: 100 });
    expect(entries.map((entry) => entry.event_type)).toEqual([
      'disbursement',
      'disbursement_settled',
      'accrual',
      'fee_assessed',
      'payment_received',
      'payment_allocated',
    ]);
  });

  it('under a key that another door used for something else is refused by its code', async () => {
    const other = { ...payment, amount_minor: '1', external_ref: 'another' };
    const refused = await sdk()
      .payments.create(other, { idempotencyKey: key })
      .catch((error: unknown) => error);
    expect(isProblem(refused, 'idempotency_key_reused')).toBe(true);
  });
});
