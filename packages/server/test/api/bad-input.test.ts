import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DESCRIBED, type Lender } from '../harness/server.ts';
import { drawBody, type Fields, freshKey, openLoan, paymentBody, type TestLoan } from './loan-life.ts';
import { askFor, sampleOf } from './samples.ts';
import { openStage, type Stage } from './stage.ts';

/** Values that are well-formed JSON and must not pass: each is refused with the pointer of the field it stands in. */

let stage: Stage;
let lender: Lender;
let loan: TestLoan;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
  loan = await openLoan(lender);
});

afterAll(() => stage.close());

async function malformed(fields: Fields): Promise<{ pointer: string; code: string }[]> {
  const { status, body } = await stage.refused('validation_failed', () =>
    lender.post('/payments', paymentBody(loan, fields), freshKey()),
  );
  expect(status).toBe(400);
  return body.errors;
}

const pointers = (errors: readonly { pointer: string }[]) => errors.map(({ pointer }) => pointer);

it.each<[string, Fields, string]>([
  ['an amount as a number', { amount_minor: 88849 }, '/amount_minor'],
  ['an amount with a leading zero', { amount_minor: '088849' }, '/amount_minor'],
  ['an amount below zero', { amount_minor: '-1' }, '/amount_minor'],
  ['an amount with a plus', { amount_minor: '+1' }, '/amount_minor'],
  ['an amount with a point', { amount_minor: '888.49' }, '/amount_minor'],
  ['an amount in scientific notation', { amount_minor: '1e3' }, '/amount_minor'],
  ['an amount with separators', { amount_minor: '88,849' }, '/amount_minor'],
  ['an amount with white space', { amount_minor: ' 1' }, '/amount_minor'],
  ['an amount with a line break', { amount_minor: '1\n' }, '/amount_minor'],
  ['an amount in other digits', { amount_minor: '١٢' }, '/amount_minor'],
  ['an amount in hexadecimal', { amount_minor: '0x10' }, '/amount_minor'],
  ['an empty amount', { amount_minor: '' }, '/amount_minor'],
  ['an amount of 20 digits', { amount_minor: '10000000000000000000' }, '/amount_minor'],
  ['an amount of zero', { amount_minor: '0' }, '/amount_minor'],
  ['an amount of null', { amount_minor: null }, '/amount_minor'],
  ['an amount in a list', { amount_minor: ['1'] }, '/amount_minor'],
  ['a day that is none', { effective_at: '2025-02-30' }, '/effective_at'],
  ['the leap day of a common year', { effective_at: '2026-02-29' }, '/effective_at'],
  ['a month that is none', { effective_at: '2026-13-01' }, '/effective_at'],
  ['the year 0', { effective_at: '0000-01-01' }, '/effective_at'],
  ['a day without zeros', { effective_at: '2026-5-1' }, '/effective_at'],
  ['an instant for a day', { effective_at: '2026-05-01T00:00:00Z' }, '/effective_at'],
  ['a day of another order', { effective_at: '01.05.2026' }, '/effective_at'],
  ['infinity', { effective_at: 'infinity' }, '/effective_at'],
  ['a currency in lower case', { currency: 'usd' }, '/currency'],
  ['a currency that is none', { currency: 'ZZZ' }, '/currency'],
  ['a currency of the past', { currency: 'DEM' }, '/currency'],
  ['a currency of four letters', { currency: 'USDT' }, '/currency'],
  ['an id that is short', { loan_id: loanIdShort() }, '/loan_id'],
  ['an id in braces', { loan_id: '{11111111-1111-1111-1111-111111111111}' }, '/loan_id'],
  ['an id without hyphens', { loan_id: '11111111111111111111111111111111' }, '/loan_id'],
  ['an id as a number', { borrower_id: 1 }, '/borrower_id'],
  ['metadata that is a list', { metadata: [] }, '/metadata'],
  ['metadata that is text', { metadata: 'x' }, '/metadata'],
  ['metadata of 2 KB and a byte', { metadata: { a: 'x'.repeat(2048 - 7) } }, '/metadata'],
  ['metadata of 2 KB and a byte in UTF-8', { metadata: { a: `${'é'.repeat(1020)}xx` } }, '/metadata'],
])('%s is refused', async (_, fields, pointer) => {
  expect(new Set(pointers(await malformed(fields)))).toEqual(new Set([pointer]));
});

function loanIdShort(): string {
  return '11111111-1111-1111-1111-11111111111';
}

it.each(['1a', '_a', 'a-b', 'a.b', 'a b', '', 'é', 'a\n', '$where'])('a metadata key %j is refused', async (key) => {
  const body = JSON.stringify(paymentBody(loan)).replace(/}$/, `,"metadata":{${JSON.stringify(key)}:1}}`);
  const answer = await stage.refused('validation_failed', () => lender.post('/payments', body, freshKey()));
  expect(answer.body.errors[0].pointer).toBe(`/metadata/${key}`);
});

it('metadata of 2 KB to the byte passes', async () => {
  const metadata = { a: 'x'.repeat(2048 - 8) };
  expect(JSON.stringify(metadata)).toHaveLength(2048);
  expect((await lender.post('/payments', paymentBody(loan, { metadata }), freshKey())).status).toBe(201);
});

describe('a property that the request does not have', () => {
  const writes = DESCRIBED.filter(({ method }) => method !== 'GET').map(
    (operation) => [operation.name, operation] as const,
  );

  it.each(writes)('is refused by %s', async (name, operation) => {
    const sample = await sampleOf(name, lender);
    const body = { ...sample.body, amount_minr: '1' };
    const answer = await stage.refused('validation_failed', () => askFor(lender, operation, { ...sample, body }));
    expect(answer.body.errors).toEqual([
      {
        pointer: '/amount_minr',
        code: 'unrecognized_keys',
        detail: '/amount_minr is not a property of this request',
      },
    ]);
  });

  it.each([
    ['a/b', '/a~1b'],
    ['a~b', '/a~0b'],
    ['', '/'],
    ['constructor', '/constructor'],
  ])('is pointed at though it is called %j', async (name, pointer) => {
    const body = JSON.stringify(paymentBody(loan)).replace(/}$/, `,${JSON.stringify(name)}:"1"}`);
    const answer = await stage.refused('validation_failed', () => lender.post('/payments', body, freshKey()));
    expect(pointers(answer.body.errors)).toEqual([pointer]);
  });
});

it('every mistake of a request is named at once', async () => {
  const errors = await malformed({ amount_minor: 1, currency: 'usd', effective_at: 'today', stray: true });
  expect([...new Set(pointers(errors))].sort()).toEqual(['/amount_minor', '/currency', '/effective_at', '/stray']);
});

it('no mistake is quoted back: a value that was sent in a wrong place may be a secret', async () => {
  const answer = await lender.post(
    '/payments',
    paymentBody(loan, { currency: 'CANARY-77', amount_minor: 'CANARY-77' }),
    freshKey(),
  );
  expect(answer.text).not.toContain('CANARY-77');
});

it.each<[string, Fields]>([
  ['a number for a body', 5 as unknown as Fields],
  ['a text for a body', 'x' as unknown as Fields],
  ['null for a body', null as unknown as Fields],
  ['a list for a body', [drawBody()] as unknown as Fields],
])('%s is refused at the root', async (_, body) => {
  const answer = await stage.refused('validation_failed', () =>
    lender.post('/payments', JSON.stringify(body), freshKey()),
  );
  expect(pointers(answer.body.errors)).toEqual(['']);
});

describe('a key', () => {
  it.each([
    ['of 7 characters', 'abcdefg'],
    ['of 256 characters', 'k'.repeat(256)],
    ['with a space', 'pay loan 42'],
    ['that begins with a dot', '.payment:1'],
    ['with a slash', 'payment/loan/42'],
    ['with a letter beyond ASCII', 'paymént:1'],
    ['sent twice', 'payment:1, payment:1'],
  ])('%s is invalid', async (_, key) => {
    await stage.refused('idempotency_key_invalid', () => lender.post('/payments', paymentBody(loan), key));
  });

  it('that is empty is missing', async () => {
    await stage.refused('idempotency_key_required', () => lender.post('/payments', paymentBody(loan), ''));
  });

  it('of 8 characters passes', async () => {
    expect((await lender.post('/payments', paymentBody(loan), 'abcdefgh')).status).toBe(201);
  });
});

describe('a query', () => {
  it.each<[string, string]>([
    ['balance?as_of=2026-05-01', '/query/as_of'],
    ['balance?__proto__=1', '/query/__proto__'],
    ['balance?as_of_date=2026-05-01&as_of_date=2026-05-01', '/query/as_of_date'],
    ['balance?as_of_date=', '/query/as_of_date'],
    ['balance?as_of_date=2026-02-30', '/query/as_of_date'],
    ['balance?as_of_date=%ZZ', '/query/as_of_date'],
    ['balance?as_of_date=2026-05-01%00', '/query/as_of_date'],
    ['balance?known_at=2026-05-01', '/query/known_at'],
    ['balance?known_at=2026-05-01T12:00:00%2B02:00', '/query/known_at'],
    ['balance?known_at=0000-01-01T00:00:00Z', '/query/known_at'],
    ['balance?known_at=2026-02-30T00:00:00Z', '/query/known_at'],
    ['balance?known_at=infinity', '/query/known_at'],
    ['journal-entries?page=2', '/query/page'],
    ['journal-entries?page_size=0', '/query/page_size'],
    ['journal-entries?page_size=501', '/query/page_size'],
    ['journal-entries?page_size=1.5', '/query/page_size'],
    ['journal-entries?page_size=-1', '/query/page_size'],
    ['journal-entries?page_size=ten', '/query/page_size'],
    ['journal-entries?page_size=', '/query/page_size'],
    ['journal-entries?page_size=2&page_size=3', '/query/page_size'],
    ['journal-entries?order=up', '/query/order'],
    ['journal-entries?event_type=payment', '/query/event_type'],
    ['journal-entries?from_date=2026-04-31', '/query/from_date'],
  ])('%s is refused', async (query, pointer) => {
    const answer = await stage.refused('validation_failed', () => lender.get(`/loans/${loan.loanId}/${query}`));
    expect(pointers(answer.body.errors)).toEqual([pointer]);
  });

  it.each(['not-an-id', '%ZZ', '%00', '%2F', '11111111-1111-1111-1111-11111111111g'])(
    'a loan called %s is no loan',
    async (id) => {
      const answer = await stage.refused('validation_failed', () => lender.get(`/loans/${id}/balance`));
      expect(pointers(answer.body.errors)).toEqual(['/params/loan_id']);
    },
  );
});
