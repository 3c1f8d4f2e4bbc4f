import { describe, expect, it } from 'vitest';
import type { AnyRequest } from '../src/index.ts';
import { BOOKED, KEY, LOAN, ledgerOf, PAYMENT } from './ledger-of.ts';
import { problem, scripted } from './scripted-server.ts';

const ok = { status: 200, body: { items: [] } };

describe('an address that this release has no call for', () => {
  it('is read with the token and the query', async () => {
    const server = await scripted([ok]);
    const { ledger } = ledgerOf(server);
    const answer = await ledger.request<{ items: unknown[] }>({
      method: 'GET',
      path: '/forecasts',
      query: { month: '2026-05', note: 'a b' },
      headers: { traceparent: '00-1-2-01' },
    });
    expect(answer).toEqual({ items: [] });
    const [met] = server.met;
    expect(met).toMatchObject({ method: 'GET', url: '/v1/forecasts?month=2026-05&note=a+b', body: '' });
    expect(met!.headers).toMatchObject({ authorization: 'Bearer token-1', traceparent: '00-1-2-01' });
  });

  it('is posted to under a key, with amounts as digits, and retried', async () => {
    const server = await scripted(['cut', { status: 200, body: BOOKED }]);
    const body = { amount_minor: 5n };
    const { ledger } = ledgerOf(server);
    const answer = await ledger.request({ method: 'POST', path: '/novelties', body, idempotencyKey: KEY });
    expect(answer.isReplay).toBe(true);
    expect(server.met.map((met) => [met.body, met.headers['idempotency-key']])).toEqual(
      Array(2).fill(['{"amount_minor":"5"}', KEY]),
    );
  });

  it('is put to without a key', async () => {
    const server = await scripted([ok]);
    const answer = await ledgerOf(server).ledger.request({ method: 'PUT', path: '/novelties/7', body: { a: 1 } });
    expect(answer.isReplay).toBe(false);
    expect(server.met[0]).toMatchObject({ method: 'PUT', url: '/v1/novelties/7', body: '{"a":1}' });
    expect(server.met[0]!.headers).not.toHaveProperty('idempotency-key');
  });

  it('is refused like every call, and tells what it came with', async () => {
    const { ledger } = ledgerOf(await scripted([problem(404, 'route_not_found'), ok]));
    const asked: AnyRequest = { method: 'GET', path: '/forecasts' };
    await expect(ledger.request(asked)).rejects.toMatchObject({ name: 'ProblemError', code: 'route_not_found' });
    expect((await ledger.request(asked).withResponse()).response.status).toBe(200);
  });

  it.each([
    'payments',
    '//elsewhere.example/x',
    '/../oauth2/token',
    '/%2e%2e/oauth2/token',
    '/payments#x',
    '@x.example',
  ])('does not lead out of the API: %s', async (path) => {
    const server = await scripted([ok]);
    const { ledger } = ledgerOf(server);
    const asked = ledger.request({ method: 'GET', path });
    if (path.startsWith('//')) {
      await asked;
      expect(server.met[0]!.url).toBe('/v1//elsewhere.example/x');
    } else {
      await expect(asked).rejects.toThrow(RangeError);
      expect([...server.met, ...server.tokens]).toEqual([]);
    }
  });

  it('is not posted to without a key', async () => {
    const server = await scripted([ok]);
    const asked = { method: 'POST', path: '/payments', body: PAYMENT } as unknown as AnyRequest;
    await expect(ledgerOf(server).ledger.request(asked)).rejects.toThrow(/^idempotencyKey must be/);
    expect(server.met).toEqual([]);
  });
});

describe('a field that this release has no name for', () => {
  it('is added to the body, and to the query', async () => {
    const server = await scripted([{ status: 201, body: BOOKED }, ok]);
    const { ledger } = ledgerOf(server);
    await ledger.payments.create(PAYMENT, { idempotencyKey: KEY, extraBody: { tip_minor: 5n, memo: 'new' } });
    expect(JSON.parse(server.met[0]!.body)).toEqual({ ...PAYMENT, tip_minor: '5', memo: 'new' });
    await ledger.loans.balance(LOAN, { asOf: '2026-05-01', extraQuery: { detail: 'full' } });
    expect(server.met[1]!.url).toBe(`/v1/loans/${LOAN}/balance?as_of_date=2026-05-01&detail=full`);
  });

  it('is kept in an answer', async () => {
    const { ledger } = ledgerOf(await scripted([{ status: 200, body: { loan_id: LOAN, novelty: 7 } }]));
    expect(await ledger.loans.balance(LOAN)).toHaveProperty('novelty', 7);
  });
});
