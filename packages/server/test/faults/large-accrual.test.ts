import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../harness/database.ts';
import { type OwnEngine, openEngine, openTenant, postTogether, wordOf } from './books.ts';
import { accrualOf, drawOf, paymentOf, requestOf } from './requests.ts';
import { findings } from './stage.ts';
import { startVanishingProxy } from './vanishing-proxy.ts';

/** More loans than one part of a batch holds, so that it takes two. */
const LOANS = 5_200;

let database: TestDatabase;
let sql: postgres.Sql;
/** Two engines on one database, as two processes would have. */
let engines: OwnEngine[];
let tenantId: string;
const loanIds = Array.from({ length: LOANS }, () => randomUUID());

beforeAll(async () => {
  database = await freshDatabase();
  sql = postgres(database.url, { max: 2 });
  engines = [openEngine(database.url, { waitingPerTenant: 10_000 }), openEngine(database.url)];
  tenantId = await openTenant(engines[0]!.connections, true);
  const draws = loanIds.map((id) => requestOf(tenantId, `draw:${id}`, drawOf(id, 10_000n)));
  const words = (await postTogether(engines[0]!.engine, draws)).map(wordOf);
  if (words.some((word) => word !== 'booked')) throw new Error('a draw was not booked');
}, 60_000);
afterAll(async () => {
  for (const own of engines ?? []) await own.end();
  await sql?.end();
  await database?.drop();
});

const night = (key: string, date: string, ids: readonly string[] = loanIds) =>
  requestOf(tenantId, key, accrualOf(tenantId, ids, date, { principal: 10_000n, interest: 2n, onDuplicate: 'reject' }));
const interestOf = async (): Promise<{ least: bigint; most: bigint }> => {
  const [row] = await sql`select min(interest)::int as least, max(interest)::int as most from loans`;
  return row as never;
};

const loanRow = async (id: string): Promise<{ owed: number; entries: number }> => {
  const [row] = await sql`
    select (principal + interest)::int as owed, entry_count as entries from loans where loan_id = ${id}`;
  return row as never;
};

/** Resolves when so many transactions wait for a lock. */
const untilWaiting = async (wanted: number): Promise<void> => {
  for (let waiting = 0; waiting < wanted; ) {
    const [row] = await sql`select count(*)::int as waiting from pg_locks where not granted`;
    waiting = row!.waiting;
  }
};

describe('an accrual batch that is taken in parts', () => {
  it('sent ten times at once to two servers has one effect', async () => {
    const posted = Array.from({ length: 10 }, (_, index) =>
      postTogether(engines[index % 2]!.engine, [night('night:1', '2025-05-01')]),
    );
    const results = (await Promise.all(posted)).flat();
    expect(results.map(wordOf).sort()).toEqual(['booked', ...Array.from({ length: 9 }, () => 'replayed')]);
    const bodies = results.map((result) =>
      result.status === 'fulfilled' && 'response' in result.value ? result.value.response : '',
    );
    expect(new Set(bodies).size).toBe(1);
    expect(await interestOf()).toEqual({ least: 2, most: 2 });
  });

  it('meets payments, and a batch in the opposite order, at another server without a deadlock', async () => {
    const begun = performance.now();
    const [first, second, payments] = await Promise.all([
      postTogether(engines[0]!.engine, [night('night:2', '2025-05-02')]),
      postTogether(engines[1]!.engine, [night('night:3', '2025-05-03', [...loanIds].reverse())]),
      postTogether(
        engines[1]!.engine,
        Array.from({ length: 900 }, (_, index) =>
          requestOf(tenantId, `paid:${index}`, paymentOf(loanIds[(index * 131) % LOANS]!, 1n, '2025-05-04')),
        ),
      ),
    ]);
    expect([...first, ...second].map(wordOf)).toEqual(['booked', 'booked']);
    expect(new Set(payments.map(wordOf))).toEqual(new Set(['booked']));
    const [row] = await sql`select deadlocks::int from pg_stat_database where datname = current_database()`;
    expect(row).toEqual({ deadlocks: 0 });
    expect(performance.now() - begun).toBeLessThan(20_000);
  });

  it.each([
    ['after its date changes nothing of it', '2025-05-08', '2025-05-10', false],
    ['before its date is warned of', '2025-05-12', '2025-05-11', true],
  ])('meets a payment between its look at a loan and the write; one %s', async (_, accrued, paid, warned) => {
    const sorted = [...loanIds].sort();
    // Of the second part, which is read while the first is being written; and early in the batch, so that its warnings are named.
    const loanId = loanIds.find((id) => id >= sorted[2_000]! && id < sorted[4_000]!)!;
    const before = await loanRow(loanId);
    const holder = await sql.reserve();
    await holder`begin`;
    await holder`select 1 from loans where loan_id = ${sorted[0]!} for update`;
    const posted = postTogether(engines[0]!.engine, [night(`met:${accrued}`, accrued)]);
    await untilWaiting(1);
    const payment = requestOf(tenantId, `meets:${accrued}`, paymentOf(loanId, 100n, paid));
    expect((await postTogether(engines[1]!.engine, [payment])).map(wordOf)).toEqual(['booked']);
    await holder`commit`;
    holder.release();

    const [outcome] = await posted;
    const answer = JSON.parse((outcome as PromiseFulfilledResult<{ response: string }>).value.response);
    const mismatch = { code: 'principal_mismatch', loanId };
    expect(answer.warnings).toEqual(
      warned
        ? expect.arrayContaining([expect.objectContaining(mismatch)])
        : expect.not.arrayContaining([expect.objectContaining(mismatch)]),
    );
    // The payment's two entries and the batch's one.
    expect(await loanRow(loanId)).toEqual({ owed: before.owed - 100 + 2, entries: before.entries + 3 });
  });

  it('waits for a payment that is being written, and books over what it leaves', async () => {
    const loanId = [...loanIds].sort()[700]!;
    const before = await loanRow(loanId);
    const holder = await sql.reserve();
    await holder`begin`;
    await holder`select 1 from account_days where tenant_id = ${tenantId} for update`;
    const payment = requestOf(tenantId, 'being written', paymentOf(loanId, 100n, '2025-05-10'));
    const paying = postTogether(engines[1]!.engine, [payment]);
    await untilWaiting(1); // it has written the loan, and waits for the account's total
    const accruing = postTogether(engines[0]!.engine, [night('meets what is being written', '2025-05-14')]);
    await untilWaiting(2);
    await holder`commit`;
    holder.release();
    expect([...(await paying), ...(await accruing)].map(wordOf)).toEqual(['booked', 'booked']);
    expect(await loanRow(loanId)).toEqual({ owed: before.owed - 100 + 2, entries: before.entries + 3 });
  });

  it.each([
    ['reached the server', true],
    ['did not', false],
  ])('is booked once when the answer to its COMMIT is lost (%s)', async (name, reached) => {
    const proxy = await startVanishingProxy(database.url);
    const own = openEngine(proxy.url);
    const request = night(`lost:${name}`, reached ? '2025-05-05' : '2025-05-06');
    await own.connections.check();
    proxy.vanishAtCommit(reached);
    const posted = own.engine.post(request);
    const back = setInterval(() => void proxy.comeBack(), 200);
    expect(await posted).toMatchObject({ outcome: 'booked' });
    clearInterval(back);
    expect(await own.engine.post(request)).toMatchObject({ outcome: 'replayed' });
    const rows = await sql`select 1 from events where idempotency_key = ${`lost:${name}`}`;
    expect(rows).toHaveLength(1);
    await own.end();
    await proxy.close();
  });

  it('leaves books that verify', async () => {
    expect(await findings(database.url)).toEqual([]);
  });
});
