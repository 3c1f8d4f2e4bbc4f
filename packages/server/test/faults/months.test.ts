import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isTransient } from '../../src/store/failure.ts';
import { freshDatabase, type TestDatabase } from '../harness/database.ts';
import { drawLoan, type OwnEngine, openEngine, openTenant, postTogether, wordOf } from './books.ts';
import { drawOf, requestOf } from './requests.ts';
import { findings } from './stage.ts';
import { startVanishingProxy } from './vanishing-proxy.ts';

let database: TestDatabase;
let sql: postgres.Sql;
/** Two engines that have seen no month yet, as two processes would have. */
let engines: OwnEngine[];
let tenantId: string;

beforeAll(async () => {
  database = await freshDatabase();
  sql = postgres(database.url, { max: 1 });
  engines = [openEngine(database.url), openEngine(database.url)];
  tenantId = await openTenant(engines[0]!.connections);
});
afterAll(async () => {
  for (const own of engines ?? []) await own.end();
  await sql?.end();
  await database?.drop();
});

const partitions = async (): Promise<string[]> =>
  (
    await sql`select inhrelid::regclass::text as name from pg_inherits where inhparent = 'postings'::regclass order by 1`
  ).map(({ name }) => name);
/** Draws new loans on the given dates, over both engines in turn, all at once. */
async function drawOn(dates: readonly string[]): Promise<string[]> {
  const results = await Promise.all(
    dates.map((date, index) =>
      postTogether(engines[index % 2]!.engine, [
        requestOf(tenantId, `draw:${randomUUID()}`, drawOf(randomUUID(), 5n, date)),
      ]),
    ),
  );
  return results.flat().map(wordOf);
}
const booked = (count: number) => Array.from({ length: count }, () => 'booked');

describe('the month of a posting is made before the posting needs it', () => {
  it('once, when two servers meet it first at the same moment', async () => {
    expect(await drawOn(Array.from({ length: 40 }, () => '2024-03-15'))).toEqual(booked(40));
    expect(await partitions()).toEqual(['postings_2024_03', 'postings_before_2000']);
    expect(await sql`select count(*)::int as n from postings_2024_03`).toEqual([{ n: 80 }]);
  });

  it('and so are two years of months that come at once', async () => {
    const dates = Array.from(
      { length: 24 },
      (_, month) => `${2021 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}-28`,
    );
    expect(await drawOn([...dates, ...dates])).toEqual(booked(48));
    expect(await partitions()).toHaveLength(26);
  });

  it('on the first and the last day of a month and of a year', async () => {
    const edges = ['2020-01-01', '2020-02-29', '2020-12-31', '2000-01-01', '2000-01-31'];
    expect(await drawOn(edges)).toEqual(booked(5));
    const [row] = await sql`select count(*)::int as n from postings_2020_02 where effective_at = '2020-02-29'`;
    expect(row).toEqual({ n: 2 });
  });

  it('but not for a date before 2000, which has one place', async () => {
    const before = await partitions();
    expect(await drawOn(['1999-12-31', '1970-01-01', '0001-01-01'])).toEqual(booked(3));
    expect(await partitions()).toEqual(before);
    expect(await sql`select count(*)::int as n from postings_before_2000`).toEqual([{ n: 6 }]);
  });

  it('and not for a date that no decision accepts', async () => {
    const before = await partitions();
    const words = await drawOn(['2999-12-31', '9999-12-31', '2500-06-01', '2500-06-02']);
    expect(new Set(words)).toEqual(new Set(['effective_date_in_future']));
    expect(await partitions()).toEqual(before);
  });

  it('without waiting for a posting that is under way, nor making it wait', async () => {
    const held = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const other = postgres(database.url, { max: 1 });
    const underWay = other.begin(async (tx) => {
      await tx`insert into postings (tenant_id, journal_entry_id, sequence, debit, credit, amount, currency, layer, effective_at)
        values (${tenantId}, ${randomUUID()}, 1, 1000, 2200, 1, 'USD', 'SETTLED', '2024-03-01')`;
      begun.resolve();
      await held.promise;
      throw new Error('rolled back');
    });
    await begun.promise;
    expect(await drawOn(['2019-05-05'])).toEqual(['booked']);
    held.resolve();
    await expect(underWay).rejects.toThrow('rolled back');
    await other.end();
  });

  it('and is asked for again when it could not be made', async () => {
    const proxy = await startVanishingProxy(database.url);
    const own = openEngine(proxy.url);
    await own.connections.check();
    await proxy.vanish();
    await expect(drawLoan(own.engine, tenantId, randomUUID(), 5n)).rejects.toSatisfy(isTransient);
    await proxy.comeBack();
    expect(await drawLoan(own.engine, tenantId, randomUUID(), 5n)).toMatchObject({ outcome: 'booked' });
    await own.end();
    await proxy.close();
  });

  it('for a burst larger than the queue before the connections: nobody of the first burst is refused', async () => {
    const own = openEngine(database.url);
    const requests = Array.from({ length: 900 }, (_, index) =>
      requestOf(tenantId, `burst:${index}`, drawOf(randomUUID(), 5n, '2018-08-08')),
    );
    const results = await postTogether(own.engine, requests);
    expect(results.map(wordOf)).toEqual(booked(900));
    await own.end();
  });

  it('and leaves books that verify', async () => {
    expect(await findings(database.url)).toEqual([]);
  });
});
