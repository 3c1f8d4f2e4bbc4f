import { randomUUID } from 'node:crypto';
import type { Command, ProgramId } from '@tallystick/core';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../harness/database.ts';
import { booksOf, drawLoan, type OwnEngine, openEngine, openTenant, postTogether, wordOf } from './books.ts';
import { accrualOf, drawOf, feeOf, paymentOf, requestOf } from './requests.ts';
import { findings } from './stage.ts';

let database: TestDatabase;
let sql: postgres.Sql;
let own: OwnEngine;

beforeAll(async () => {
  database = await freshDatabase();
  sql = postgres(database.url, { max: 2 });
  own = openEngine(database.url);
});
afterAll(async () => {
  await own?.end();
  await sql?.end();
  await database?.drop();
});

const openTenants = async (count: number): Promise<string[]> => {
  const tenants: string[] = [];
  for (let made = 0; made < count; made++) tenants.push(await openTenant(own.connections));
  return tenants;
};
const transactions = async (tenants: readonly string[], prefix: string): Promise<string[]> => {
  const rows = await sql<{ transaction: string }[]>`
    select distinct xmin::text as transaction from events
    where tenant_id in ${sql(tenants)} and idempotency_key like ${`${prefix}%`}`;
  return rows.map((row) => row.transaction);
};

describe('requests of several tenants that arrive together', () => {
  const loanId = randomUUID();
  const other = randomUUID();
  /** The same loans, keys and references for every tenant: nothing but the tenant tells them apart. */
  const commands = (tenantId: string): [string, Command][] => [
    ['together:fee', feeOf(loanId, 30n, '2025-05-02', 'late')],
    ['together:paid', paymentOf(loanId, 100n, '2025-05-03', 'ref_same')],
    ['together:again', paymentOf(loanId, 100n, '2025-05-03', 'ref_same')],
    ['together:new', drawOf(other, 500n, '2025-05-03')],
    [
      'together:night',
      accrualOf(tenantId as ProgramId, [other], '2025-05-04', { principal: 500n, interest: 7n, onDuplicate: 'reject' }),
    ],
    [
      'together:zero',
      accrualOf(tenantId as ProgramId, [other], '2025-05-05', { principal: 500n, interest: 0n, onDuplicate: 'reject' }),
    ],
    ['together:back', paymentOf(loanId, 50n, '2025-05-02')],
    ['together:over', paymentOf(other, 9_999n, '2025-05-06')],
  ];
  /** As requests whose fingerprints do not name the tenant. */
  const requests = (tenantId: string) => {
    const unnamed = commands('');
    return commands(tenantId).map(([key, command], place) =>
      requestOf(tenantId, key, command, { fingerprint: requestOf('', '', unnamed[place]![1]).fingerprint }),
    );
  };

  it('are one transaction, and leave each tenant the books that it would have had alone', async () => {
    const [alone, ...tenants] = (await openTenants(4)) as [string, ...string[]];
    for (const [index, tenantId] of [alone, ...tenants].entries()) {
      // Different sums on the same loan: what is read for one tenant would not do for another.
      await drawLoan(own.engine, tenantId, loanId, BigInt(1_000 * Math.max(index, 1)));
    }
    const singly = [];
    for (const request of requests(alone)) singly.push(...(await postTogether(own.engine, [request])));
    const byTurns = requests('').flatMap((_, place) => tenants.map((tenantId) => requests(tenantId)[place]!));
    const results = await postTogether(own.engine, byTurns);
    expect(await transactions(tenants, 'together:')).toHaveLength(1);
    const words = singly.map(wordOf);
    expect(words).toEqual(['booked', 'booked', 'replayed', 'booked', 'booked', 'booked', 'booked', 'booked']);
    expect(results.map(wordOf)).toEqual(words.flatMap((word) => tenants.map(() => word)));
    const rows = await sql`select tenant_id, principal, suspense, entry_count from loans where loan_id = ${loanId}`;
    const principals = Object.fromEntries(rows.map((row) => [row.tenant_id, Number(row.principal)]));
    // 100 pays the fee of 30 and 70 of principal, 50 dated back pays principal.
    expect(tenants.map((tenantId) => principals[tenantId])).toEqual([880, 1_880, 2_880]);
    const known = [loanId, other];
    expect(await booksOf(sql, tenants[0]!, known)).toEqual(await booksOf(sql, alone, known));
    expect(await findings(database.url)).toEqual([]);
  });

  it('take turns: one request of a tenant is not behind the hundreds of another', async () => {
    const [busy, quiet] = (await openTenants(2)) as [string, string];
    for (const tenantId of [busy, quiet]) await drawLoan(own.engine, tenantId, loanId, 1_000_000n);
    const done: string[] = [];
    const post = (tenantId: string, key: string) =>
      own.engine.post(requestOf(tenantId, key, paymentOf(loanId, 1n))).then(() => done.push(tenantId));
    const many = Array.from({ length: 900 }, (_, index) => post(busy, `turns:${index}`));
    await Promise.all([...many, post(quiet, 'turns:1')]);
    expect(done.indexOf(quiet)).toBeLessThan(100);
  });

  it('go on without the one whose loan is locked elsewhere', async () => {
    const [locked, free] = (await openTenants(2)) as [string, string];
    for (const tenantId of [locked, free]) await drawLoan(own.engine, tenantId, loanId, 1_000n);
    const [taken, letGo] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const holding = sql.begin(async (tx) => {
      await tx`select from loans where tenant_id = ${locked} and loan_id = ${loanId} for update`;
      taken.resolve();
      await letGo.promise;
    });
    await taken.promise;
    const settled: string[] = [];
    const post = (tenantId: string, key: string) =>
      own.engine
        .post(requestOf(tenantId, key, paymentOf(loanId, 1n)))
        .then(({ outcome }) => settled.push(`${tenantId} ${outcome}`));
    const waits = post(locked, 'locked:1');
    await post(free, 'locked:1');
    await post(free, 'locked:2'); // the next batch is not held up either
    expect(settled).toEqual([`${free} booked`, `${free} booked`]);
    letGo.resolve();
    await Promise.all([waits, holding]);
    expect(settled.at(-1)).toBe(`${locked} booked`);
  });

  it('fail alone where one has a defect', async () => {
    const [faulty, sound] = (await openTenants(2)) as [string, string];
    for (const tenantId of [faulty, sound]) await drawLoan(own.engine, tenantId, loanId, 1_000n);
    const results = await postTogether(own.engine, [
      requestOf(faulty, 'defect:1', paymentOf(loanId, 0n)),
      requestOf(sound, 'defect:1', paymentOf(loanId, 5n)),
      // A month that PostgreSQL cannot name fails the statement, and so the whole batch, until its tenants are parted.
      requestOf(faulty, 'defect:2\u0000', paymentOf(loanId, 5n)),
      requestOf(sound, 'defect:2', paymentOf(loanId, 5n)),
    ]);
    expect(results.map(wordOf)).toEqual(['InvariantViolation', 'booked', 'PostgresError', 'booked']);
    expect(await findings(database.url)).toEqual([]);
  });
});
