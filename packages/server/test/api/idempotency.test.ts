import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DESCRIBED, type Lender, lenderOf, startTestServer } from '../harness/server.ts';
import { drawBody, freshKey, openLoan, owes, paymentBody } from './loan-life.ts';
import { pathOf, type Sample, sampleOf } from './samples.ts';
import { NOW, openStage, type Stage } from './stage.ts';

let stage: Stage;
let lender: Lender;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
});

afterAll(() => stage.close());

const POSTS = DESCRIBED.filter(({ method }) => method === 'POST').map(({ name, path }) => [name, path] as const);

describe.each(POSTS)('%s', (name, template) => {
  const good = async () => {
    const sample = await sampleOf(name, lender);
    return { sample, path: pathOf(template, sample), key: freshKey() };
  };

  it('answers 201 once and then 200 with the same bytes and Idempotent-Replayed', async () => {
    const { sample, path, key } = await good();
    const first = await lender.post(path, sample.body, key);
    expect([first.status, first.headers.get('idempotent-replayed')]).toEqual([201, null]);
    const before = await stage.census();
    const replay = await lender.post(path, sample.body, key);
    expect([replay.status, replay.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
    expect(replay.text).toBe(first.text);
    expect(await stage.census()).toBe(before);
  });

  it('knows the request by its values, not by order, white space or the case of ids', async () => {
    const { sample, path, key } = await good();
    const first = await lender.post(path, sample.body, key);
    const respelled = JSON.stringify(reordered(sample.body), null, '\t').replaceAll(/"[0-9a-f-]{36}"/g, upper);
    const params = Object.fromEntries(Object.entries(sample.params ?? {}).map(([place, id]) => [place, upper(id)]));
    const replay = await lender.post(pathOf(template, { params }), ` ${respelled}\r\n`, key);
    expect([replay.status, replay.text]).toEqual([200, first.text]);
  });

  it('refuses the key for another request and names no figure of the first', async () => {
    const { sample, path, key } = await good();
    await lender.post(path, sample.body, key);
    const answer = await stage.refused('idempotency_key_reused', () => lender.post(path, another(sample), key));
    expect(answer.status).toBe(422);
  });

  it('books once for 50 who ask at once: one 201, 49 times 200, the same bytes', async () => {
    const { sample, path, key } = await good();
    const answers = await Promise.all(Array.from({ length: 50 }, () => lender.post(path, sample.body, key)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(49);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    const { operatorSql: sql } = stage.server.connections;
    const [row] = await sql`select count(*)::int as n from events where idempotency_key = ${key}`;
    expect(row!.n).toBe(1);
  });

  it('keeps the keys of two lenders apart', async () => {
    const { sample, path, key } = await good();
    const theirs = await lender.post(path, sample.body, key);
    const stranger = await stage.lender();
    const own = await sampleOf(name, stranger);
    const answer = await stranger.post(pathOf(template, own), own.body, key);
    expect(answer.status, answer.text).toBe(201);
    expect(answer.text).not.toBe(theirs.text);
  });
});

it('two servers of one database book once for 50 who ask both at once', async () => {
  const twin = await startTestServer({ database: stage.server.databaseUrl, now: () => NOW });
  const there = await lenderOf(twin.url, lender.tenantId, lender.clientId, lender.clientSecret);
  const loan = await openLoan(lender);
  const [key, body] = [freshKey(), paymentBody(loan)];
  const ask = (_: unknown, index: number) => (index % 2 === 0 ? lender : there).post('/payments', body, key);
  const answers = await Promise.all(Array.from({ length: 50 }, ask));
  await twin.close();
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array(49).fill(200), 201]);
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect(await owes(lender, loan.loanId)).toEqual(['999000', '0', '0', '0']);
});

/** A request that differs in one field, to a value that is as good. */
function another({ body = {} }: Sample): object {
  const others = { accrual_date: '2026-05-17', through_date: '2026-05-17', effective_at: '2026-05-17' };
  const field = Object.entries({ ...others, reason: 'another', comment: 'another' }).find(([name]) => name in body);
  expect(field, 'the sample has a date or a reason').toBeDefined();
  return { ...body, [field![0]]: field![1] };
}

const upper = (text: string) => text.toUpperCase();

/** The same value with the properties of every object in the opposite order. */
function reordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reordered(item)]),
  );
}

it('a key belongs to one operation: another one with it is refused', async () => {
  const loan = await openLoan(lender);
  const key = freshKey();
  await lender.post('/payments', paymentBody(loan), key);
  await stage.refused('idempotency_key_reused', () => lender.post('/disbursements', drawBody(), key));
});

it('a key belongs to one path: the settlement of another draw with it is refused', async () => {
  const [one, two] = await Promise.all([openLoan(lender), openLoan(lender)]);
  const key = freshKey();
  const body = { effective_at: '2026-04-02' };
  await lender.post(`/disbursements/${one.disbursementId}/settle`, body, key);
  const path = `/disbursements/${two.disbursementId}/settle`;
  await stage.refused('idempotency_key_reused', () => lender.post(path, body, key));
});

it.each<[string, string, (sent: Sample['body']) => object]>([
  ['an amount', 'payments.create', (sent) => ({ ...sent, amount_minor: '1001' })],
  ['a stray word of metadata', 'payments.create', (sent) => ({ ...sent, metadata: { channel: 'branch' } })],
  [
    'the order of a list in metadata',
    'payments.create',
    (sent) => ({ ...sent, metadata: { channel: 'autopay', tries: [2, 1] } }),
  ],
  ['a field that was absent', 'payments.create', (sent) => ({ ...sent, external_ref: 'late news' })],
  [
    'one item of a batch',
    'accruals.postBatch',
    (sent) => ({ ...sent, loans: [{ ...firstLoan(sent), interest_minor: '1' }] }),
  ],
])('another request is one that differs in %s', async (_, name, change) => {
  const { path: template } = DESCRIBED.find((operation) => operation.name === name)!;
  const sample = await sampleOf(name, lender);
  const key = freshKey();
  await lender.post(template, sample.body, key);
  await stage.refused('idempotency_key_reused', () => lender.post(template, change(sample.body), key));
});

const firstLoan = (sent: Sample['body']) => (sent!.loans as object[])[0];

it('a default that is written out is the same request', async () => {
  const loan = await openLoan(lender);
  const key = freshKey();
  const first = await lender.post('/payments', paymentBody(loan), key);
  const replay = await lender.post('/payments', paymentBody(loan, { allocation_mode: 'waterfall' }), key);
  expect([replay.status, replay.text]).toEqual([200, first.text]);
});

describe('a refusal burns no key', () => {
  it('404: a payment before its loan exists succeeds under the same key after', async () => {
    const draw = drawBody();
    const key = `payment:${draw.loan_id}:txn_9`;
    const payment = paymentBody({
      loanId: draw.loan_id,
      borrowerId: draw.borrower_id,
      programId: '',
      disbursementId: '',
    });
    await stage.refused('loan_not_found', () => lender.post('/payments', payment, key));
    await lender.post('/disbursements', draw, freshKey());
    expect((await lender.post('/payments', payment, key)).status).toBe(201);
  });

  it.each<[number, string, object]>([
    [422, 'currency_mismatch', { currency: 'EUR' }],
    [400, 'validation_failed', { amount_minor: 5 }],
  ])('%i: the mended request succeeds under the same key', async (_, code, fault) => {
    const loan = await openLoan(lender);
    const key = freshKey();
    await stage.refused(code, () => lender.post('/payments', { ...paymentBody(loan), ...fault }, key));
    expect((await lender.post('/payments', paymentBody(loan), key)).status).toBe(201);
  });
});

it('a replay outlives the state that allowed it', async () => {
  const loan = await openLoan(lender);
  const key = freshKey();
  const fee = { ...paymentBody(loan), source_method: undefined, fee_type: 'other' };
  const first = await lender.post('/fees', fee, key);
  await lender.post(
    '/payments',
    paymentBody(loan, { amount_minor: '1001000', effective_at: '2026-05-02' }),
    freshKey(),
  );
  await stage.refused('loan_state_forbids', () => lender.post('/fees', fee, freshKey()));
  const replay = await lender.post('/fees', fee, key);
  expect([replay.status, replay.text]).toEqual([200, first.text]);
});

it('keys differ by case and may be 255 characters long', async () => {
  const loan = await openLoan(lender);
  const key = `k${randomUUID()}`.padEnd(255, 'x');
  const one = await lender.post('/payments', paymentBody(loan), key);
  const two = await lender.post('/payments', paymentBody(loan), upper(key));
  expect([one.status, two.status]).toEqual([201, 201]);
});
