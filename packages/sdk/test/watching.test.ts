import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { BOOKED, KEY, LOAN, ledgerOf, PAYMENT } from './ledger-of.ts';
import { problem, type Reply, scripted } from './scripted-server.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const headers = { traceresponse: `00-${TRACE}-00f067aa0ba902b7-01` };
const ok = { status: 200, body: { loan_id: LOAN }, headers };

describe('hooks', () => {
  it('see each attempt and its ending, and each wait', async () => {
    const seen: unknown[] = [];
    const see = (event: string) => (what: object) => void seen.push({ event, ...what });
    const server = await scripted([problem(503, 'overloaded'), ok]);
    const { ledger } = ledgerOf(server, {
      onRequest: see('request'),
      onResponse: see('response'),
      onRetry: see('retry'),
    });
    await ledger.loans.balance(LOAN);
    const url = `${server.url}/v1/loans/${LOAN}/balance`;
    const balance = { operation: 'loans.balance', method: 'GET', url };
    expect(seen).toMatchObject([
      { event: 'request', operation: 'token', attempt: 1 },
      { event: 'response', operation: 'token', attempt: 1, status: 200 },
      { event: 'request', ...balance, attempt: 1, headers: { authorization: '[redacted]' } },
      { event: 'response', ...balance, attempt: 1, status: 503 },
      { event: 'retry', ...balance, attempt: 1, reason: '503 overloaded', waitMs: 125 },
      { event: 'request', ...balance, attempt: 2 },
      { event: 'response', ...balance, attempt: 2, status: 200, traceId: TRACE, requestId: '00f067aa0ba902b7' },
    ]);
  });

  it('and a logger that throw change nothing', async () => {
    const server = await scripted([problem(503, 'overloaded'), { status: 201, body: BOOKED }]);
    const oops = () => {
      throw new Error('oops');
    };
    const logger = { debug: oops, warn: oops };
    const { ledger } = ledgerOf(server, { onRequest: oops, onResponse: oops, onRetry: oops, logger });
    expect(await ledger.payments.create(PAYMENT, { idempotencyKey: KEY })).toEqual(BOOKED);
  });
});

describe('a logger', () => {
  it('is told each attempt with its ending, and each retry with its reason', async () => {
    const lines: string[] = [];
    const logger = {
      debug: (message: string) => void lines.push(`debug ${message}`),
      warn: (message: string) => void lines.push(`warn ${message}`),
    };
    const { ledger } = ledgerOf(await scripted([problem(429, 'rate_limited'), 'cut', ok]), { logger });
    await ledger.loans.balance(LOAN);
    const call = `loans.balance GET /v1/loans/${LOAN}/balance`;
    expect(lines).toEqual([
      'debug token POST /oauth2/token: attempt 1, 200 in 0 ms',
      `debug ${call}: attempt 1, 429 in 0 ms`,
      `warn ${call}: attempt 1 failed (429 rate_limited), next in 125 ms`,
      `debug ${call}: attempt 2, no answer in 0 ms`,
      expect.stringMatching(/^warn .*: attempt 2 failed \((?:UND_ERR_SOCKET|ECONNRESET)\), next in 250 ms$/),
      `debug ${call}: attempt 3, 200 in 0 ms, trace ${TRACE}, request 00f067aa0ba902b7`,
    ]);
  });
});

describe('a canary in each place where a secret is', () => {
  const CANARY = 'canary-5f3a';
  const ALL = /canary-5f3a/;

  /** Makes calls that end in every way, and answers all that anybody could see of them. */
  async function everythingSeen(replies: readonly Reply[]): Promise<string> {
    const seen: unknown[] = [];
    const see = (what: unknown) => void seen.push(what);
    const server = await scripted(replies, () => ({ status: 200, body: { access_token: `${CANARY}-token` } }));
    const { ledger } = ledgerOf(server, {
      clientSecret: `${CANARY}-secret`,
      headers: { 'x-api-key': `${CANARY}-header`, cookie: `${CANARY}-cookie` },
      onRequest: see,
      onResponse: see,
      onRetry: see,
      logger: { debug: see, warn: see },
    });
    const metadata = { note: `${CANARY}-body` };
    await ledger.payments.create({ ...PAYMENT, metadata }, { idempotencyKey: KEY }).catch(see);
    seen.push(inspect(ledger, { depth: 9, showHidden: true }));
    return seen.map((what) => `${inspect(what, { depth: 9 })}\n${String(what)}\n${JSON.stringify(what)}`).join('\n');
  }

  it.each<[string, readonly Reply[]]>([
    ['succeeds', [{ status: 201, body: BOOKED }]],
    ['is refused', [problem(403, 'insufficient_scope')]],
    ['is refused with its token', Array(9).fill(problem(401, 'unauthorized'))],
    ['is cut', Array(9).fill('cut')],
    ['is answered by a proxy that repeats it', Array(9).fill({ status: 502, body: `<html>${CANARY}</html>` })],
  ])('is never seen when a call %s', async (_, replies) => {
    const server = await everythingSeen(replies);
    expect(server.length).toBeGreaterThan(500);
    expect(server).not.toMatch(ALL);
  });

  it('is sent all the same', async () => {
    const server = await scripted([ok]);
    const { ledger } = ledgerOf(server, { clientSecret: CANARY, headers: { 'x-api-key': CANARY } });
    await ledger.loans.balance(LOAN);
    expect(server.tokens[0]!.body).toContain(CANARY);
    expect(server.met[0]!.headers['x-api-key']).toBe(CANARY);
  });
});
