import { describe, expect, it } from 'vitest';
import { isProblem, ProblemError } from '../src/index.ts';
import { LOAN, ledgerOf } from './ledger-of.ts';
import { hourly, problem, scripted } from './scripted-server.ts';

const fine = async () => ({ status: 200, body: { loan_id: LOAN } });
const HOUR = 3_600_000;

describe('a token for client credentials', () => {
  it('is asked for as the quickstart asks, and only when a call needs it', async () => {
    const server = await scripted(fine);
    const { ledger } = ledgerOf(server, { scope: 'hpts:payments:write hpts:balances:read' });
    await ledger.health.live();
    expect(server.tokens).toHaveLength(0);
    expect(server.met[0]!.headers).not.toHaveProperty('authorization');
    await ledger.loans.balance(LOAN);
    const [request] = server.tokens;
    expect(request!.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(Object.fromEntries(new URLSearchParams(request!.body))).toEqual({
      grant_type: 'client_credentials',
      client_id: 'demo',
      client_secret: 'demo-secret',
      scope: 'hpts:payments:write hpts:balances:read',
    });
  });

  it('is asked for once by a hundred calls at the same time', async () => {
    const server = await scripted(fine);
    const { ledger } = ledgerOf(server);
    await Promise.all(Array.from({ length: 100 }, () => ledger.loans.balance(LOAN)));
    expect(server.met).toHaveLength(100);
    expect(server.tokens).toHaveLength(1);
  });

  it.each([
    ['a minute before the end of an hour', 3600, HOUR - 60_000],
    ['a tenth before the end of ten seconds', 10, 9_000],
    ['after five minutes less a margin, when its life is not told', undefined, 270_000],
  ])('is renewed %s', async (_, life, until) => {
    const server = await scripted(fine, () => ({ status: 200, body: { access_token: 't', expires_in: life } }));
    const { ledger, clock } = ledgerOf(server);
    await ledger.loans.balance(LOAN);
    clock.time += until - 1;
    await ledger.loans.balance(LOAN);
    expect(server.tokens).toHaveLength(1);
    clock.time += 1;
    await ledger.loans.balance(LOAN);
    expect(server.tokens).toHaveLength(2);
  });

  it('is renewed once when a hundred calls are refused with it, and each call is sent once more', async () => {
    const server = await scripted(({ headers }) =>
      headers.authorization === 'Bearer token-1' ? problem(401, 'unauthorized') : { status: 200, body: {} },
    );
    const { ledger } = ledgerOf(server);
    await Promise.all(Array.from({ length: 100 }, () => ledger.loans.balance(LOAN)));
    expect(server.tokens).toHaveLength(2);
    expect(server.met).toHaveLength(200);
  });

  it('is not renewed again when the new one is refused too', async () => {
    const server = await scripted(() => problem(401, 'unauthorized'));
    const error = await ledgerOf(server)
      .ledger.loans.balance(LOAN)
      .catch((e) => e);
    expect(isProblem(error, 'unauthorized')).toBe(true);
    expect([server.met.length, server.tokens.length]).toEqual([2, 2]);
  });

  it('is asked for again when the endpoint was down', async () => {
    const server = await scripted(fine, (met, index) => (index < 2 ? { status: 503 } : hourly(met, index)));
    const { ledger, clock } = ledgerOf(server);
    await ledger.loans.balance(LOAN);
    expect(server.tokens).toHaveLength(3);
    expect(clock.slept).toEqual([125, 250]);
  });

  it('that failed is not remembered', async () => {
    const server = await scripted(fine, [
      { status: 401, body: { error: 'invalid_client' } },
      await hourly({} as never, 1),
    ]);
    const { ledger } = ledgerOf(server);
    await expect(ledger.loans.balance(LOAN)).rejects.toThrow(ProblemError);
    await ledger.loans.balance(LOAN);
    expect(server.met[0]!.headers.authorization).toBe('Bearer token-2');
  });

  it.each([
    ['invalid_client', 401, 'unauthorized'],
    ['invalid_scope', 400, 'insufficient_scope'],
  ] as const)(
    'that is refused as %s is the problem %s %s, and the secret is not repeated',
    async (error, status, code) => {
      const body = { error, error_description: 'no client with demo-secret' };
      const server = await scripted(fine, [{ status, body, headers: { 'content-type': 'application/json' } }]);
      const problem = await ledgerOf(server)
        .ledger.loans.balance(LOAN)
        .catch((e) => e);
      expect(isProblem(problem, code)).toBe(true);
      expect(problem).toMatchObject({ status, detail: `${error}: no client with [redacted]` });
      expect(server.met).toHaveLength(0);
    },
  );

  it('that cannot stand in a header is refused without being repeated', async () => {
    const server = await scripted(fine, [{ status: 200, body: { access_token: 'hunter2\r\nX: y' } }]);
    await expect(ledgerOf(server).ledger.loans.balance(LOAN)).rejects.toThrow(/^(?!.*hunter2)/);
  });

  it('is waited for no longer than the call may take', async () => {
    const server = await scripted(fine, () => 'hang');
    const { ledger } = ledgerOf(server);
    await expect(ledger.loans.balance(LOAN, { timeoutMs: 30 })).rejects.toMatchObject({ name: 'UnreachableError' });
  });
});

it('uses a token from elsewhere as it is, and asks for no other', async () => {
  const server = await scripted(() => problem(401, 'unauthorized'));
  const { ledger } = ledgerOf(server, { clientId: undefined, clientSecret: undefined, token: 'mine' } as never);
  await expect(ledger.loans.balance(LOAN)).rejects.toThrow('unauthorized (401)');
  expect(server.met.map(({ headers }) => headers.authorization)).toEqual(['Bearer mine']);
  expect(server.tokens).toHaveLength(0);
});

describe('a function for tokens', () => {
  const supplied = (server: Parameters<typeof ledgerOf>[0], token: () => string | Promise<string>, more = {}) =>
    ledgerOf(server, { clientId: undefined, clientSecret: undefined, token, ...more } as never).ledger;

  /** Answers token-1, token-2 …, and counts. */
  function counting() {
    let asked = 0;
    return { supply: async () => `token-${++asked}`, asked: () => asked };
  }

  it('is asked when a call needs a token and there is none, and once by a hundred calls', async () => {
    const server = await scripted(fine);
    const { supply, asked } = counting();
    const ledger = supplied(server, supply);
    await ledger.health.live();
    expect(asked()).toBe(0);
    await Promise.all(Array.from({ length: 100 }, () => ledger.loans.balance(LOAN)));
    await ledger.loans.balance(LOAN);
    expect([asked(), server.met.length, server.tokens.length]).toEqual([1, 102, 0]);
  });

  it('is asked once more when a hundred calls are refused with the last, and each is sent once more', async () => {
    const server = await scripted(({ headers }) =>
      headers.authorization === 'Bearer token-1' ? problem(401, 'unauthorized') : { status: 200, body: {} },
    );
    const { supply, asked } = counting();
    const ledger = supplied(server, supply);
    await Promise.all(Array.from({ length: 100 }, () => ledger.loans.balance(LOAN)));
    expect([asked(), server.met.length]).toEqual([2, 200]);
  });

  it('is not asked a third time by a call that is refused again', async () => {
    const server = await scripted(() => problem(401, 'unauthorized'));
    const { supply, asked } = counting();
    await expect(supplied(server, supply).loans.balance(LOAN)).rejects.toMatchObject({ code: 'unauthorized' });
    expect([asked(), server.met.length]).toEqual([2, 2]);
  });

  it('may answer at once, and its token is in no error', async () => {
    const server = await scripted(() => ({ status: 403, body: 'token-9 may not', headers: {} }));
    const error = await supplied(server, () => 'token-9')
      .loans.balance(LOAN)
      .catch((e) => e);
    expect(error.response.text).toBe('[redacted] may not');
  });

  it('that throws ends the calls that waited, sends nothing, and is asked again', async () => {
    const server = await scripted(fine);
    let isDown = true;
    const ledger = supplied(server, () => {
      if (isDown) throw new Error('the vault is sealed');
      return 'token-1';
    });
    await expect(ledger.loans.balance(LOAN)).rejects.toThrow('the vault is sealed');
    isDown = false;
    await ledger.loans.balance(LOAN);
    expect(server.met).toHaveLength(1);
  });

  it('that answers no token is told without its words', async () => {
    const ledger = supplied(await scripted(fine), () => 'hunter2\r\nX: y');
    await expect(ledger.loans.balance(LOAN)).rejects.toThrow('The function that was passed as token answered none.');
  });

  it('that never answers is waited for no longer than the call may take, and is asked again', async () => {
    const server = await scripted(fine);
    let asked = 0;
    const ledger = supplied(server, () => (++asked === 1 ? new Promise(() => {}) : 'token-2'), { timeoutMs: 30 });
    await expect(ledger.loans.balance(LOAN)).rejects.toMatchObject({ name: 'UnreachableError' });
    await new Promise((resolve) => setTimeout(resolve, 20));
    await ledger.loans.balance(LOAN);
    expect(server.met).toHaveLength(1);
  });
});
