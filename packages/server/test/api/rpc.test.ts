import { createORPCClient, isDefinedError, safe } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import type { ContractRouterClient } from '@orpc/contract';
import { type Contract, PROBLEMS, Problem, type ProblemCode } from '@tallystick/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, DESCRIBED, type Lender } from '../harness/server.ts';
import { freshKey, openLoan, owes, paymentBody, type TestLoan } from './loan-life.ts';
import { inputOf, rpc } from './rpc-call.ts';
import { askFor, sampleOf } from './samples.ts';
import { openStage, type RawRequest, type Stage, send } from './stage.ts';

let stage: Stage;
let lender: Lender;
let loan: TestLoan;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
  loan = await openLoan(lender);
});

afterAll(() => stage.close());

const call = (name: string, input: unknown, meta?: unknown) =>
  rpc(stage.server.url, { name, input, token: lender.token, meta });
const payBy = (key: string, body: unknown = paymentBody(loan)) => ({ headers: { 'idempotency-key': key }, body });

/** Expects an RPC error with the whole problem in it, and answers the problem. */
function problemIn(answer: Answer, code: ProblemCode) {
  const { status, title } = PROBLEMS[code];
  expect(answer.status, answer.text).toBe(status);
  expect(answer.body).toMatchObject({ defined: true, code, status, message: title });
  const problem = Problem.strict().parse(answer.body.data);
  expect(problem).toMatchObject({ code, status, title });
  return problem;
}

const named = (wanted: string) =>
  DESCRIBED.filter(({ method }) => method === wanted).map((operation) => [operation.name, operation] as const);

describe('the same operation over both wires', () => {
  it.each(named('POST'))(
    '%s: booked over REST, replayed over RPC, and the other way round',
    async (name, operation) => {
      const [one, two] = [await sampleOf(name, lender), await sampleOf(name, lender)];
      const [first, second] = [freshKey(), freshKey()];
      const rest = await askFor(lender, operation, one, first);
      const replay = await call(name, inputOf(one, first));
      expect(replay.body).toEqual({ status: 200, headers: { 'idempotent-replayed': 'true' }, body: rest.body });

      const booked = await call(name, inputOf(two, second));
      expect(booked.body).toMatchObject({ status: 201, headers: {} });
      const before = await stage.census();
      const again = await askFor(lender, operation, two, second);
      expect([again.status, again.body]).toEqual([200, booked.body.body]);
      expect(await stage.census()).toBe(before);
    },
  );

  it.each(named('PUT'))('%s: put over REST, and found as it is over RPC', async (name, operation) => {
    const sample = await sampleOf(name, lender);
    const rest = await askFor(lender, operation, sample);
    expect(rest.status, rest.text).toBeLessThan(300);
    const before = await stage.census();
    expect((await call(name, inputOf(sample, ''))).body).toEqual({ status: 200, body: rest.body });
    expect(await stage.census()).toBe(before);
  });

  it.each(named('GET'))('%s answers the same', async (name, operation) => {
    const sample = await sampleOf(name, lender);
    const rest = await askFor(lender, operation, sample);
    expect((await call(name, inputOf(sample, ''))).body).toEqual({ status: 200, body: rest.body });
  });

  it('a key that was used over REST for another request is refused over RPC', async () => {
    const key = freshKey();
    await lender.post('/payments', paymentBody(loan), key);
    const answer = await call('payments.create', payBy(key, paymentBody(loan, { amount_minor: '1001' })));
    problemIn(answer, 'idempotency_key_reused');
  });

  it('50 at once over both book one payment', async () => {
    const paid = await openLoan(lender);
    const [key, body] = [freshKey(), paymentBody(paid)];
    const answers = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        if (index % 2 === 0) return lender.post('/payments', body, key);
        const { body: output } = await call('payments.create', payBy(key, body));
        return { status: output.status, body: output.body };
      }),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(49).fill(200), 201]);
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    expect(await owes(lender, paid.loanId)).toEqual(['999000', '0', '0', '0']);
  });
});

describe('an error carries the whole problem', () => {
  it.each<[ProblemCode, () => object]>([
    ['idempotency_key_required', () => ({ body: paymentBody(loan), headers: {} })],
    ['idempotency_key_required', () => ({ body: paymentBody(loan) })],
    ['idempotency_key_required', () => ({ headers: {} })],
    ['idempotency_key_invalid', () => payBy('short')],
    ['validation_failed', () => payBy(freshKey(), paymentBody(loan, { amount_minor: 5 }))],
    ['loan_not_found', () => payBy(freshKey(), paymentBody(loan, { loan_id: loan.borrowerId }))],
    ['currency_mismatch', () => payBy(freshKey(), paymentBody(loan, { currency: 'EUR' }))],
    ['amount_overflow', () => payBy(freshKey(), paymentBody(loan, { amount_minor: '9999999999999999999' }))],
  ])('%s', async (code, input) => {
    const before = await stage.census();
    const problem = problemIn(await call('payments.create', input()), code);
    expect(problem.instance).toBe('/rpc/payments/create');
    expect(await stage.census()).toBe(before);
  });

  it('with pointers into the body, as REST gives them', async () => {
    const body = paymentBody(loan, { amount_minor: 5 });
    const rest = await lender.post('/payments', body, freshKey());
    const problem = problemIn(await call('payments.create', payBy(freshKey(), body)), 'validation_failed');
    expect(problem.errors).toEqual(rest.body.errors);
  });
});

describe('the wire is as strict as REST', () => {
  const raw = async (request: Partial<RawRequest>) => {
    const answer = await send(stage.server.url, {
      path: '/rpc/payments/create',
      ...request,
      headers: { authorization: `Bearer ${lender.token}`, 'content-type': 'application/json', ...request.headers },
    });
    return { ...answer, body: answer.body.json ?? answer.body };
  };
  const envelope = (key = freshKey()) => JSON.stringify({ json: payBy(key) });

  it.each<[ProblemCode, string, () => Partial<RawRequest>]>([
    ['malformed_json', 'cut short', () => ({ body: envelope().slice(0, -1) })],
    [
      'malformed_json',
      'an amount twice',
      () => ({ body: envelope().replace('"amount_minor"', '"amount_minor":"1","amount_minor"') }),
    ],
    ['payload_too_large', 'too large', () => ({ body: Buffer.alloc(1024 * 1024 + 1, ' ') })],
    ['payload_too_large', 'too large, in chunks', () => ({ body: Buffer.alloc(1024 * 1024 + 1, ' '), chunked: true })],
    ['unsupported_media_type', 'text', () => ({ body: envelope(), headers: { 'content-type': 'text/plain' } })],
    [
      'unsupported_media_type',
      'a form with files',
      () => ({ body: '', headers: { 'content-type': 'multipart/form-data; boundary=x' } }),
    ],
    ['unauthorized', 'without a token', () => ({ body: envelope(), headers: { authorization: '' } })],
  ])('%s: %s', async (code, _, request) => {
    const before = await stage.census();
    problemIn(await raw(request()), code);
    expect(await stage.census()).toBe(before);
  });

  it.each<[string, unknown]>([
    ['no envelope', {}],
    ['a list', []],
    ['null', null],
    ['a number', 5],
    ['an input that is text', { json: 'x' }],
    ['meta that is text', { json: {}, meta: 'x' }],
    ['meta that points nowhere', { json: {}, meta: [[0, 'body', 'amount_minor', 'deep']] }],
    ['meta with an unknown type', { json: {}, meta: [[99, 'body']] }],
    ['meta with a bigint that is none', { json: { body: 'x' }, meta: [[0, 'body']] }],
    ['meta with a URL that is none', { json: { body: 'x' }, meta: [[6, 'body']] }],
    ['meta with a pattern that is none', { json: { body: '(' }, meta: [[7, 'body']] }],
    ['files that are not there', { json: {}, meta: [], maps: [['body']] }],
  ])('a bad envelope is 400 and no defect: %s', async (_, body) => {
    const answer = await raw({ body: JSON.stringify(body) });
    expect(answer.status, answer.text).toBe(400);
    expect(Problem.strict().safeParse(answer.body.data).success, answer.text).toBe(true);
  });

  it('an amount that the envelope calls a bigint is not the text that the contract asks for', async () => {
    const answer = await call('payments.create', payBy(freshKey()), [[0, 'body', 'amount_minor']]);
    problemIn(answer, 'validation_failed');
  });

  it('an envelope cannot reach a prototype', async () => {
    const answer = await call('payments.create', payBy(freshKey()), [[0, 'constructor', 'prototype', 'polluted']]);
    expect(answer.status).toBe(400);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it.each(['GET', 'PUT', 'DELETE', 'OPTIONS', 'HEAD'])('%s is 405', async (method) => {
    const answer = await send(stage.server.url, { method, path: '/rpc/payments/create?data={}' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
  });
});

describe("oRPC's own client", () => {
  const client = (): ContractRouterClient<Contract> =>
    createORPCClient(
      new RPCLink({ url: `${stage.server.url}/rpc`, headers: { authorization: `Bearer ${lender.token}` } }),
    );

  it('books a payment with the types of the contract', async () => {
    const { status, body } = await client().payments.create({
      headers: { 'idempotency-key': freshKey() },
      body: { ...paymentBody(loan), source_method: 'wire' },
    });
    expect([status, body.allocation.principal_minor]).toEqual([201, '1000']);
    const balance = await client().loans.balance({ params: { loan_id: loan.loanId }, query: {} });
    expect(balance.body.loan_id).toBe(loan.loanId);
  });

  it('gets a refusal as an error of the contract, the problem in its data', async () => {
    const input = {
      headers: { 'idempotency-key': freshKey() },
      body: { ...paymentBody(loan), source_method: 'wire' as const },
    };
    const [error] = await safe(client().payments.create({ ...input, body: { ...input.body, currency: 'EUR' } }));
    if (!isDefinedError(error)) throw error;
    expect([error.code, error.status, error.data.detail]).toEqual([
      'currency_mismatch',
      422,
      'the loan is in USD, sent EUR',
    ]);
  });

  it('gets a wrong token as an error of the contract too', async () => {
    const stranger: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ url: `${stage.server.url}/rpc` }));
    const [error] = await safe(stranger.loans.balance({ params: { loan_id: loan.loanId }, query: {} }));
    expect(isDefinedError(error) && error.code).toBe('unauthorized');
  });
});
