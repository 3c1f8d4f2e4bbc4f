import { afterEach, describe, expect, it, vi } from 'vitest';
import { createClient, isProblem, OutcomeUnknownError, ProblemError, UnreachableError } from '../src/index.ts';
import { BOOKED, KEY, LOAN, ledgerOf, PAYMENT } from './ledger-of.ts';
import { goneServer, problem, type Reply, scripted } from './scripted-server.ts';

const booked = { status: 201, body: BOOKED };
const TOKEN = { clientId: undefined, clientSecret: undefined, token: 'mine' } as object;
const busy = problem(503, 'overloaded');

/** What a post ends as when the server replies so. */
async function post(replies: readonly Reply[], options = {}) {
  const server = await scripted(replies);
  const { ledger, clock } = ledgerOf(server, options);
  const ending = await ledger.payments.create(PAYMENT, { idempotencyKey: KEY }).catch((error: unknown) => error);
  return { server, clock, ending };
}

describe('a retry', () => {
  it.each<[string, Reply]>([
    ['a 408', { status: 408 }],
    ['a 429', problem(429, 'rate_limited')],
    ['a retryable 500', problem(500, 'internal', { retryable: true })],
    ['a 500 of a proxy', { status: 500, body: '<html>Oops</html>' }],
    ['a 502 of a proxy', { status: 502, body: '<html>Bad Gateway</html>' }],
    ['a 503', busy],
    ['a 504', { status: 504 }],
    ['a cut connection', 'cut'],
    ['an answer that is cut short', 'cut_in_body'],
    ['JSON that is no object under 200', { status: 200, body: null }],
    ['a page of something else under 200', { status: 200, body: '<html>Log in to the Wi-Fi</html>' }],
  ])('follows %s', async (_, reply) => {
    const { server, ending } = await post([reply, booked]);
    expect(ending).toEqual(BOOKED);
    expect(server.met).toHaveLength(2);
  });

  it.each<[string, Reply]>([
    ['a 400', problem(400, 'validation_failed')],
    ['a 403', problem(403, 'insufficient_scope')],
    ['a 404', problem(404, 'loan_not_found')],
    ['a 409', problem(409, 'external_ref_conflict')],
    ['a 422', problem(422, 'idempotency_key_reused')],
    ['a defect', problem(500, 'internal')],
    ['a redirect', { status: 307, headers: { location: 'http://127.0.0.1:1/' } }],
  ])('does not follow %s', async (_, reply) => {
    const { server, ending } = await post([reply, booked]);
    expect(ending).toBeInstanceOf(ProblemError);
    expect(server.met).toHaveLength(1);
  });

  it('sends the same key and the same bytes each time', async () => {
    const { server } = await post([busy, 'cut', problem(429, 'rate_limited'), { status: 502 }, booked]);
    expect(server.met).toHaveLength(5);
    for (const { body, headers } of server.met) {
      expect(headers['idempotency-key']).toBe(KEY);
      expect(body).toBe(server.met[0]!.body);
    }
  });

  it('waits longer each time, by chance', async () => {
    const { clock, server } = await post(Array(9).fill(busy));
    expect(clock.slept).toEqual([125, 250, 500, 1_000, 2_000]);
    expect(server.met).toHaveLength(6);
  });

  it.each([
    ['seconds', '7'],
    ['a date', 'Fri, 01 May 2026 12:00:07 GMT'],
  ])('waits as a Retry-After in %s asks', async (_, value) => {
    const { clock } = await post([problem(503, 'overloaded', { headers: { 'retry-after': value } }), booked]);
    expect(clock.slept).toEqual([7_125]);
  });

  it('is not begun when its wait would pass the deadline', async () => {
    const { clock, ending } = await post([problem(429, 'rate_limited', { headers: { 'retry-after': '31' } }), booked]);
    expect(clock.slept).toEqual([]);
    expect(isProblem(ending, 'rate_limited')).toBe(true);
  });

  it('is not begun once the waits have used up the time of the call', async () => {
    const reply = problem(503, 'overloaded', { headers: { 'retry-after': '4' } });
    const { clock, server } = await post(Array(9).fill(reply), { timeoutMs: 10_000 });
    expect(clock.slept).toEqual([4_125, 4_125]);
    expect(server.met).toHaveLength(3);
  });

  it('is never made with maxRetries 0', async () => {
    const { server } = await post([busy, booked], { maxRetries: 0 });
    expect(server.met).toHaveLength(1);
  });

  it('follows an attempt that takes too long', async () => {
    const { server, ending } = await post(['hang', booked], { attemptTimeoutMs: 60 });
    expect(ending).toEqual(BOOKED);
    expect(server.met).toHaveLength(2);
  });
});

describe('one attempt', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('of a payment takes 10 s at most, and of a batch the whole time of the call', async () => {
    vi.useFakeTimers();
    const fetch = () => new Promise<never>(() => {});
    const ledger = createClient({ baseUrl: 'https://ledger.example', token: 'mine', fetch, maxRetries: 0 });
    const ended: string[] = [];
    const options = { idempotencyKey: KEY };
    const note = (name: string) => (error: Error) => ended.push(`${name} ${error.name}`);
    ledger.payments.create(PAYMENT, options).catch(note('payment'));
    ledger.accruals.postBatch({} as never, options).catch(note('batch'));
    await vi.advanceTimersByTimeAsync(9_999);
    expect(ended).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(ended).toEqual(['payment OutcomeUnknownError']);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(ended).toEqual(['payment OutcomeUnknownError', 'batch OutcomeUnknownError']);
  });
});

describe('a call that is aborted', () => {
  it('ends with the reason, before, during and between attempts', async () => {
    const server = await scripted(['hang']);
    const { ledger, clock } = ledgerOf(server);
    const reason = new Error('the user left');
    const read = (signal: AbortSignal) => ledger.loans.balance(LOAN, { signal });
    await expect(read(AbortSignal.abort(reason))).rejects.toBe(reason);
    const during = new AbortController();
    setTimeout(() => during.abort(reason), 20);
    await expect(read(during.signal)).rejects.toBe(reason);
    const between = new AbortController();
    clock.sleep = async (_, signal) => {
      between.abort(reason);
      signal?.throwIfAborted();
    };
    const { ledger: other } = ledgerOf(await scripted([busy]), { runtime: clock });
    await expect(other.loans.balance(LOAN, { signal: between.signal })).rejects.toBe(reason);
  });
});

describe('when nobody answers', () => {
  it('a read says that the ledger is unreachable, and why', async () => {
    const { ledger } = ledgerOf({ url: await goneServer() }, TOKEN);
    const error = await ledger.loans.balance(LOAN).catch((e) => e);
    expect(error).toBeInstanceOf(UnreachableError);
    expect(error.attempts).toBe(6);
    expect(error.message).toBe(
      `The ledger did not answer GET /v1/loans/${LOAN}/balance; 6 attempts, the last: ECONNREFUSED.`,
    );
  });

  it('a post that never left is unreachable too: nothing was booked', async () => {
    const { ledger } = ledgerOf({ url: await goneServer() }, TOKEN);
    await expect(ledger.payments.create(PAYMENT, { idempotencyKey: KEY })).rejects.toBeInstanceOf(UnreachableError);
  });

  it.each([
    ['Node', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })],
    ['Bun', Object.assign(new Error('Unable to connect'), { code: 'ConnectionRefused' })],
    ['Deno', new Error('error sending request for url (http://a/): client error (Connect): tcp connect error')],
  ])('a post that never left is told by the words of %s', async (_, cause) => {
    const fetch = async () => {
      throw new TypeError('fetch failed', { cause });
    };
    const { ledger } = ledgerOf({ url: 'http://a' }, { ...TOKEN, fetch });
    await expect(ledger.payments.create(PAYMENT, { idempotencyKey: KEY })).rejects.toBeInstanceOf(UnreachableError);
  });

  it('a read that is cut each time is unreachable', async () => {
    const { ledger } = ledgerOf(await scripted(() => 'cut'));
    await expect(ledger.loans.balance(LOAN)).rejects.toBeInstanceOf(UnreachableError);
  });
});

describe('the outcome of a post', () => {
  const unknown = problem(503, 'outcome_unknown');
  const refused = problem(422, 'currency_mismatch');

  it.each<[string, readonly Reply[]]>([
    ['every connection was cut', Array(9).fill('cut')],
    ['the ledger does not know it', Array(9).fill(unknown)],
    ['no attempt was answered in time', ['hang']],
    ['a proxy gave up each time', Array(9).fill({ status: 504 })],
    ['a proxy answered 500 each time', Array(9).fill({ status: 500 })],
    ['the answer was cut short each time', Array(9).fill('cut_in_body')],
    ['a cut was followed by a busy ledger', ['cut', ...Array(8).fill(busy)]],
    ['a cut was followed by a token that is refused', ['cut', ...Array(2).fill(problem(401, 'unauthorized'))]],
    ['a cut was followed by a 404 of a proxy', ['cut', { status: 404 }]],
  ])('is unknown when %s', async (_, replies) => {
    const { ending } = await post(replies, replies.includes('hang') ? { timeoutMs: 60 } : {});
    expect(ending).toBeInstanceOf(OutcomeUnknownError);
    expect(ending).toMatchObject({ idempotencyKey: KEY, cause: expect.any(Error) });
    expect((ending as Error).message).toContain(`Send the same request with the same key, ${KEY}`);
  });

  it.each<[string, readonly Reply[], string]>([
    ['the ledger was busy each time', Array(9).fill(busy), 'overloaded'],
    ['a cut was followed by a refusal of the request', ['cut', refused], 'currency_mismatch'],
    ['an unknown outcome was followed by one', [unknown, refused], 'currency_mismatch'],
    ['the ledger met a defect', [problem(500, 'internal')], 'internal'],
  ])('is that nothing was booked when %s', async (_, replies, code) => {
    const { ending } = await post(replies);
    expect(ending).toMatchObject({ name: 'ProblemError', code, idempotencyKey: KEY });
  });

  it('is known when a cut is followed by a replay', async () => {
    const { ending } = await post(['cut', { status: 200, body: BOOKED }]);
    expect(ending).toEqual(BOOKED);
    expect(ending).toHaveProperty('isReplay', true);
  });

  it('that is unknown names the trace to ask the operator about', async () => {
    const { ending } = await post([unknown], { maxRetries: 0 });
    expect(ending).toHaveProperty('traceId', '4bf92f3577b34da6a3ce929d0e0e4736');
  });
});
