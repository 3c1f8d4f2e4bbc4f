import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PostingRequest } from '../../src/posting/request.ts';
import { freshDatabase, type TestDatabase } from '../harness/database.ts';
import {
  booksOf,
  drawLoan,
  type OwnEngine,
  openEngine,
  openTenant,
  postTogether,
  transactionsOf,
  wordOf,
} from './books.ts';
import { accrualOf, drawOf, feeOf, paymentOf, requestOf, settlementOf } from './requests.ts';
import { findings } from './stage.ts';

const BATCH = 300;
const FAULTY = 137;

let database: TestDatabase;
let sql: postgres.Sql;
let own: OwnEngine;
let tenantId: string;
let loanId: string;

beforeAll(async () => {
  database = await freshDatabase();
  sql = postgres(database.url, { max: 1 });
  own = openEngine(database.url, { batch: 300 });
  tenantId = await openTenant(own.connections);
  loanId = randomUUID();
  await drawLoan(own.engine, tenantId, loanId, 1_000_000_000n);
});
afterAll(async () => {
  await own?.end();
  await sql?.end();
  await database?.drop();
});

/** A batch of payments of 1, in which one request is what `fault` makes of it. */
async function batchWith(prefix: string, fault: (sound: PostingRequest) => PostingRequest) {
  const requests = Array.from({ length: BATCH }, (_, index) => {
    const sound = requestOf(tenantId, `${prefix}:${index}`, paymentOf(loanId, 1n));
    return index === FAULTY ? fault(sound) : sound;
  });
  const before = await principal();
  const results = await postTogether(own.engine, requests);
  const others = results.filter((_, index) => index !== FAULTY).map(wordOf);
  expect(others).toEqual(Array.from({ length: BATCH - 1 }, () => 'booked'));
  expect(before - (await principal())).toBe(BATCH - 1);
  const rows = await sql`select idempotency_key from events where idempotency_key = ${`${prefix}:${FAULTY}`}`;
  expect(rows).toEqual([]);
  return results[FAULTY]!;
}
const principal = async (): Promise<number> =>
  Number((await sql`select principal from loans where loan_id = ${loanId}`)[0]!.principal);

describe('a defect that concerns one of three hundred requests fails that request alone', () => {
  it.each<[string, (sound: PostingRequest) => PostingRequest, object]>([
    [
      'an answer that cannot be made',
      (sound) => ({
        ...sound,
        present: () => {
          throw new RangeError('a defect of the answer');
        },
      }),
      { name: 'RangeError' },
    ],
    [
      'a law of the ledger that is broken',
      (sound) => ({ ...sound, command: paymentOf(loanId, 0n) }),
      { name: 'InvariantViolation' },
    ],
  ])('%s: in the one transaction of the batch', async (name, fault, error) => {
    expect(await batchWith(name, fault)).toMatchObject({ status: 'rejected', reason: error });
    expect(await transactionsOf(sql, tenantId, `${name}:`)).toBe(1);
  });
});

describe('a statement that fails for one of three hundred requests fails that request alone', () => {
  it.each<[string, (sound: PostingRequest) => PostingRequest, object]>([
    ['a record that is no JSON', (sound) => ({ ...sound, record: '{' }), { code: '22P02' }],
    ['a record that jsonb cannot hold', (sound) => ({ ...sound, record: '{"note":"\\u0000"}' }), { code: '22P05' }],
    ['a text that PostgreSQL refuses', (sound) => ({ ...sound, actor: 'a\0b' }), { name: 'PostgresError' }],
    ['a loan that is named by no UUID', (sound) => ({ ...sound, command: paymentOf('loan 1', 1n) }), { code: '22P02' }],
    [
      'a value the driver cannot write',
      (sound) => ({ ...sound, actor: { toString: () => assert.fail('no text') } as unknown as string }),
      { message: 'no text' },
    ],
  ])('%s: the others are booked one by one', async (name, fault, error) => {
    expect(await batchWith(name, fault)).toMatchObject({ status: 'rejected', reason: error });
  });

  it('leaves the key of the failed request free for a sound one', async () => {
    const sound = requestOf(tenantId, 'mended:key', paymentOf(loanId, 1n));
    const [failed] = await postTogether(own.engine, [{ ...sound, record: '{' }]);
    expect(failed).toMatchObject({ status: 'rejected' });
    expect((await postTogether(own.engine, [sound])).map(wordOf)).toEqual(['booked']);
  });
});

describe('I5: a refusal leaves no trace', () => {
  it('of any kind, alone and together', async () => {
    const known = [loanId];
    const before = await booksOf(sql, tenantId, known);
    const other = randomUUID();
    const refused = [
      requestOf(tenantId, 'refused:1', paymentOf(other, 1n)),
      requestOf(tenantId, 'refused:2', paymentOf(loanId, 1n, '2024-01-01')),
      requestOf(tenantId, 'refused:3', paymentOf(loanId, 1n, '2999-01-01')),
      requestOf(tenantId, 'refused:4', {
        ...paymentOf(loanId, 1n),
        instruction: { mode: 'custom', fees: 1n, interest: 0n, principal: 0n },
      }),
      requestOf(tenantId, 'refused:5', feeOf(other, 1n, '2025-05-02', 'late')),
      requestOf(tenantId, 'refused:6', settlementOf(randomUUID(), '2025-05-02')),
      requestOf(
        tenantId,
        'refused:7',
        accrualOf(tenantId, [loanId, other], '2025-05-02', { principal: 1n, interest: 1n, onDuplicate: 'reject' }),
      ),
      requestOf(tenantId, 'refused:8', { ...drawOf(loanId, 1n), currency: 'EUR' as never }),
      requestOf(tenantId, 'refused:9', { ...drawOf(other, 2n ** 63n) }),
    ];
    const words = [
      'loan_not_found',
      'effective_before_first_disbursement',
      'effective_date_in_future',
      'allocation_exceeds_owed',
      'loan_not_found',
      'event_not_found',
      'batch_rejected',
      'currency_mismatch',
      'amount_overflow',
    ];
    expect((await postTogether(own.engine, refused)).map(wordOf)).toEqual(words);
    for (const [index, request] of refused.entries()) {
      expect((await postTogether(own.engine, [request])).map(wordOf)).toEqual([words[index]]);
    }
    expect(await booksOf(sql, tenantId, known)).toEqual(before);
  });

  it('and the books verify after all of this', async () => {
    expect(await findings(database.url)).toEqual([]);
  });
});
