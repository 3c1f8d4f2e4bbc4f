import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, DESCRIBED, type Lender } from '../harness/server.ts';
import { freshKey, openLoan, paymentBody, type TestLoan } from './loan-life.ts';
import { pathOf, sampleOf } from './samples.ts';
import { openStage, posting, type Stage, send } from './stage.ts';

let stage: Stage;
let lender: Lender;
let loan: TestLoan;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
  loan = await openLoan(lender);
});

afterAll(() => stage.close());

const pay = (headers: Record<string, string>, fields = {}) =>
  lender.post('/payments', paymentBody(loan, fields), freshKey(), headers);
const traceOf = (answer: Answer) => answer.headers.get('traceresponse')!.split('-')[1]!;

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

describe('traceparent', () => {
  it.each([
    ['00', `00-${TRACE}-${PARENT}-01`],
    ['01, read by its first fields', `01-${TRACE}-${PARENT}-01-more-to-come`],
    ['cc', `cc-${TRACE}-${PARENT}-01`],
  ])('of version %s is continued, by a span of our own', async (_, traceparent) => {
    const answer = await pay({ traceparent, tracestate: 'vendor=opaque' });
    expect(answer.headers.get('traceresponse')).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`));
    expect(answer.headers.get('traceresponse')).not.toContain(PARENT);
  });

  it('is the trace_id of a problem', async () => {
    const answer = await pay({ traceparent: `00-${TRACE}-${PARENT}-00` }, { currency: 'EUR' });
    expect(answer.body.trace_id).toBe(TRACE);
    expect(traceOf(answer)).toBe(TRACE);
  });

  it.each([
    ['nothing', ''],
    ['a trace of zeros', `00-${'0'.repeat(32)}-${PARENT}-01`],
    ['a parent of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['capitals', `00-${TRACE.toUpperCase()}-${PARENT}-01`],
    ['version ff', `ff-${TRACE}-${PARENT}-01`],
    ['version 00 with something after it', `00-${TRACE}-${PARENT}-01-x`],
    ['a short trace', `00-${TRACE.slice(1)}-${PARENT}-01`],
    ['a trace that is cut', `00-${TRACE}`],
    ['two of them', `00-${TRACE}-${PARENT}-01, 00-${TRACE}-${PARENT}-01`],
  ])('that is %s is ignored, and a new trace begins', async (_, traceparent) => {
    const answer = await pay({ traceparent });
    expect(answer.status).toBe(201);
    expect(traceOf(answer)).toMatch(/^[0-9a-f]{32}$/);
    expect(traceOf(answer)).not.toBe(TRACE);
  });

  it('is not needed: every request gets a trace of its own', async () => {
    const [one, two] = await Promise.all([pay({}), pay({})]);
    expect(traceOf(one)).not.toBe(traceOf(two));
  });
});

describe('X-Trace-Id', () => {
  it.each<[string, () => Promise<Answer>]>([
    ['a success', () => pay({ 'x-trace-id': 'corr-12345678' })],
    ['a problem', () => pay({ 'x-trace-id': 'corr-12345678' }, { currency: 'EUR' })],
    ['a malformed one', () => pay({ 'x-trace-id': 'no good!' })],
    ['a read', () => lender.get(`/loans/${loan.loanId}/balance`, { 'x-trace-id': 'corr-12345678' })],
  ])('is past its sunset, and %s says so', async (_, ask) => {
    const { headers, status } = await ask();
    expect(status).toBeLessThan(500);
    expect(headers.get('deprecation')).toMatch(/^@\d+$/);
    expect(headers.get('sunset')).toBe('Thu, 01 Oct 2026 00:00:00 GMT');
  });

  it('unsent, is not spoken of', async () => {
    const { headers } = await pay({});
    expect([headers.has('deprecation'), headers.has('sunset')]).toEqual([false, false]);
  });

  it('is no trace: traceparent wins', async () => {
    const answer = await pay({ 'x-trace-id': 'f'.repeat(32), traceparent: `00-${TRACE}-${PARENT}-01` });
    expect(traceOf(answer)).toBe(TRACE);
  });
});

it.each([
  ['POST', '/oauth2/token'],
  ['GET', '/.well-known/jwks.json'],
  ['GET', '/.well-known/oauth-authorization-server'],
  ['GET', '/nothing'],
  ['POST', '/rpc/health/live'],
  ['POST', '/rpc/payments/create'],
])('every answer carries its trace and forbids sniffing: %s %s', async (method, path) => {
  const headers = { traceparent: `00-${TRACE}-${PARENT}-01` };
  const { headers: got } = await send(stage.server.url, { method, path, headers });
  expect(got.get('traceresponse')).toContain(TRACE);
  expect(got.get('x-content-type-options')).toBe('nosniff');
});

describe('401', () => {
  it.each<[string, Record<string, string>, string]>([
    ['no token', {}, 'Bearer realm="tallystick"'],
    ['an empty header', { authorization: '' }, 'Bearer realm="tallystick"'],
    ['another scheme', { authorization: 'Basic ZGVtbzpkZW1v' }, 'error="invalid_token"'],
    ['a token that is none', { authorization: 'Bearer abc' }, 'error="invalid_token"'],
    ['the scheme alone', { authorization: 'Bearer' }, 'error="invalid_token"'],
  ])('for %s challenges as RFC 6750 has it', async (_, headers, challenge) => {
    const path = `/v1/loans/${loan.loanId}/balance`;
    const answer = await send(stage.server.url, { method: 'GET', path, headers });
    expect([answer.status, answer.body.code]).toEqual([401, 'unauthorized']);
    expect(answer.headers.get('www-authenticate')).toContain(challenge);
  });
});

it('403 challenges too, and names the scope in its detail', async () => {
  const token = await lender.tokenFor(['hpts:balances:read']);
  const path = `/v1/loans/${loan.loanId}/journal-entries`;
  const answer = await send(stage.server.url, { method: 'GET', path, headers: { authorization: `Bearer ${token}` } });
  expect(answer.headers.get('www-authenticate')).toContain('insufficient_scope');
  expect(answer.body.detail).toBe('the token lacks the scope hpts:ledger:read');
});

const byPath = Map.groupBy(DESCRIBED, ({ path }) => path);
const routes = [...byPath].map(([path, operations]) => {
  const methods = operations.map(({ method }) => (method === 'GET' ? 'GET, HEAD' : method));
  return [path, methods.join(', '), operations] as const;
});

describe.each(routes)('%s takes %s', (path, allow, operations) => {
  const taken = new Set(allow.split(', '));
  const refused = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY'].filter((m) => !taken.has(m));

  it.each(refused)('and answers %s with 405 and Allow, token or no token', async (method) => {
    const target = `/v1${pathOf(path, await sampleOf(operations[0]!.name, lender))}`;
    for (const headers of [{}, posting(lender, freshKey())]) {
      const answer = await send(stage.server.url, { method, path: target, headers });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow]);
      if (method === 'HEAD') expect(answer.text).toBe('');
      else expect(answer.body.code).toBe('method_not_allowed');
    }
  });

  if (taken.has('HEAD')) {
    it('and answers HEAD with the head of its GET', async () => {
      const read = operations.find(({ method }) => method === 'GET')!;
      const target = `/v1${pathOf(path, await sampleOf(read.name, lender))}`;
      const headers = { authorization: `Bearer ${lender.token}` };
      const [get, head] = await Promise.all(
        ['GET', 'HEAD'].map((method) => send(stage.server.url, { method, path: target, headers })),
      );
      expect([head!.status, head!.text]).toEqual([200, '']);
      expect(head!.headers.get('content-type')).toBe(get!.headers.get('content-type'));
      expect(head!.headers.has('traceresponse')).toBe(true);
    });
  }
});

it('HEAD without a token is 401', async () => {
  const answer = await send(stage.server.url, { method: 'HEAD', path: `/v1/loans/${loan.loanId}/balance` });
  expect([answer.status, answer.headers.has('www-authenticate')]).toEqual([401, true]);
});

it.each([
  ['GET', '/v1'],
  ['GET', '/v1/'],
  ['GET', '/v1/nothing'],
  ['POST', '/v1/payments/'],
  ['POST', '/v1/Payments'],
  ['POST', '/v1//payments'],
  ['POST', '/v2/payments'],
  ['POST', '/payments'],
  ['GET', '/v1/loan'],
  ['GET', '/v1/loans//balance'],
  ['GET', '/v1/loans/a/b/balance'],
  ['GET', '/v1/%ZZ'],
  ['GET', '/v1/%00'],
  ['GET', '/v1/%C3%A4?a=%ZZ'],
  ['OPTIONS', '/v1/nothing'],
  ['POST', '/rpc/nothing'],
  ['POST', '/rpc/payments'],
  ['POST', '/rpc/payments/create/more'],
  ['POST', '/rpc/payments/__proto__'],
])('%s %s is no route: a problem that names the path as it was sent', async (method, path) => {
  const answer = await send(stage.server.url, { method, path, headers: posting(lender, freshKey()) });
  expect([answer.status, answer.body.code]).toEqual([404, 'route_not_found']);
  expect(answer.body.instance).toBe(path.split('?')[0]);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
});

it('no answer says which software gives it, or sets a cookie', async () => {
  const { headers } = await pay({});
  for (const name of ['server', 'x-powered-by', 'set-cookie']) expect(headers.has(name), name).toBe(false);
});
