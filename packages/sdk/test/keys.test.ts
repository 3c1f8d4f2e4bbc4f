import { describe, expect, it } from 'vitest';
import { isProblem, type KeyedRequest, OutcomeUnknownError, UnreachableError } from '../src/index.ts';
import { BOOKED, KEY, LOAN, ledgerOf, PAYMENT } from './ledger-of.ts';
import { goneServer, problem, type Reply, scripted } from './scripted-server.ts';

const booked = { status: 201, body: BOOKED };

describe('onKey', () => {
  it('is shown a post before it is sent, once, however often it is tried', async () => {
    const server = await scripted([problem(503, 'overloaded'), booked]);
    const shown: KeyedRequest[] = [];
    const onKey = async (post: KeyedRequest) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect([...server.tokens, ...server.met]).toEqual([]);
      shown.push(post);
    };
    await ledgerOf(server, { onKey }).ledger.payments.create(PAYMENT, { idempotencyKey: KEY });
    const body = JSON.stringify(PAYMENT);
    const post = { operation: 'payments.create', method: 'POST', path: '/payments', body, idempotencyKey: KEY };
    expect(shown).toEqual([post]);
    expect(server.met.map((met) => met.body)).toEqual([body, body]);
  });

  it('is shown no read and no put', async () => {
    const ok = { status: 200, body: {} };
    const shown: KeyedRequest[] = [];
    const { ledger } = ledgerOf(await scripted([ok, ok]), { onKey: (post) => void shown.push(post) });
    await ledger.loans.balance(LOAN);
    await ledger.programs.put(LOAN, { name: 'Prime' });
    expect(shown).toEqual([]);
  });

  it('keeps a post from being sent when it cannot keep the key', async () => {
    const server = await scripted([booked]);
    const full = new Error('disk full');
    const { ledger } = ledgerOf(server, { onKey: () => Promise.reject(full) });
    await expect(ledger.payments.create(PAYMENT, { idempotencyKey: KEY })).rejects.toBe(full);
    expect([...server.tokens, ...server.met]).toEqual([]);
  });

  it('is shown all that it takes to send the post again, to the byte', async () => {
    const server = await scripted([booked, { ...booked, status: 200 }]);
    const kept: KeyedRequest[] = [];
    const { ledger } = ledgerOf(server, { onKey: (post) => void kept.push(post) });
    const payment = { ...PAYMENT, amount_minor: 88_849n, metadata: { z: 1, a: 'ü' } };
    await ledger.payments.create(payment, { idempotencyKey: KEY });
    const { path, body, idempotencyKey } = kept[0]!;
    const again = await ledger.request({ method: 'POST', path, body: JSON.parse(body), idempotencyKey });
    expect(again.isReplay).toBe(true);
    const [first, second] = server.met.map((met) => [met.url, met.body, met.headers['idempotency-key']]);
    expect(second).toEqual(first);
  });
});

describe('every way in which a post fails names its key', () => {
  const post = async (script: readonly Reply[], tokenScript?: readonly Reply[], url?: string) => {
    const server = await scripted(script, tokenScript);
    const { ledger } = ledgerOf({ url: url ?? server.url });
    return ledger.payments.create(PAYMENT, { idempotencyKey: KEY }).catch((error: unknown) => error);
  };

  it('a refusal', async () => {
    expect(await post([problem(404, 'loan_not_found')])).toMatchObject({ code: 'loan_not_found', idempotencyKey: KEY });
  });

  it('an outcome that is unknown', async () => {
    const failure = await post(Array(9).fill('cut'));
    expect(failure).toBeInstanceOf(OutcomeUnknownError);
    expect(failure).toMatchObject({ idempotencyKey: KEY });
  });

  it('a token that is refused', async () => {
    const failure = await post([], [{ status: 401, body: { error: 'invalid_client' } }]);
    expect(isProblem(failure, 'unauthorized')).toBe(true);
    expect(failure).toMatchObject({ idempotencyKey: KEY, detail: 'invalid_client' });
  });

  it('a token endpoint that is not there', async () => {
    const failure = await post([], [], await goneServer());
    expect(failure).toBeInstanceOf(UnreachableError);
    expect(failure).toMatchObject({ idempotencyKey: KEY, call: 'POST /oauth2/token', attempts: 6 });
  });

  it('and those that share the request for a token are each told their own', async () => {
    const server = await scripted([], [{ status: 401, body: { error: 'invalid_client' } }]);
    const { ledger } = ledgerOf(server);
    const keys = ['payment:loan_42:1', 'payment:loan_42:2'];
    const failures = await Promise.all(
      keys.map((idempotencyKey) => ledger.payments.create(PAYMENT, { idempotencyKey }).catch((error) => error)),
    );
    expect(failures.map((failure) => failure.idempotencyKey)).toEqual(keys);
  });
});
