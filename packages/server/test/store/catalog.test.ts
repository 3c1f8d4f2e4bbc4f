import { getTableConfig, type PgTable } from 'drizzle-orm/pg-core';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connections, openConnections } from '../../src/store/connections.ts';
import * as schema from '../../src/store/schema.ts';
import { asking, reading, writing } from '../../src/store/transaction.ts';
import { freshDatabase, type TestDatabase } from '../harness/database.ts';

/** Tables whose keys do not begin with tenant_id, and why that is right. */
const IDENTITY: Record<string, string> = {
  oauth_clients: 'looked up by client_id before any tenant is known; the row is what names the tenant',
  oauth_client_secrets: 'belongs to a client, which is looked up before any tenant is known',
  signing_keys: "the issuer's own, for every tenant alike",
  server_secrets: "the servers' own, for every tenant alike",
};

const A = '0199a000-0000-7000-8000-00000000000a';
const B = '0199a000-0000-7000-8000-00000000000b';
const ID = '0199a000-0000-7000-8000-000000000001';

let database: TestDatabase;
let connections: Connections;
let admin: postgres.Sql;

beforeAll(async () => {
  database = await freshDatabase();
  connections = openConnections(database.url, { reader: { lanes: 1 } });
  admin = postgres(database.url, { max: 1, onnotice: () => undefined });
  // A month made at run time must be walled in like the one the migration made.
  await asking(connections.writer, (sql) => sql`select ensure_postings_month('2026-05-17')`);
  for (const tenant of [A, B]) await seed(tenant);
});
afterAll(async () => {
  await connections?.end();
  await admin?.end();
  await database?.drop();
});

/** One row in every table of a tenant. */
async function seed(tenant: string): Promise<void> {
  await admin`insert into tenants values (${tenant}, 'Lender', ${tenant}, now())`;
  await admin`insert into programs values (${tenant}, ${tenant}, 1, 'Default', '{}', now())`;
  await admin`insert into accounts values (${tenant}, 1100, 'principal', 'Loans', 'asset', 'DR')`;
  await admin`insert into loans (tenant_id, loan_id, borrower_id, program_id, currency, status, opened_at, last_effective_at, last_activity_at)
    values (${tenant}, ${ID}, ${ID}, ${tenant}, 'USD', 'active', '2026-05-01', '2026-05-01', now())`;
  await admin`insert into events values (${tenant}, ${ID}, 'payment', 'key', '\\x00', '{}', '{}', 'a', null, null, now(), 1, array[${ID}]::uuid[])`;
  await admin`insert into feeds values (${tenant}, 1)`;
  await admin`insert into periods values (${tenant}, '2026-04-30', ${ID}, now(), 'a', '[]')`;
  await admin`insert into journal_entries values (${tenant}, ${ID}, ${ID}, 'payment', 'USD', '2026-05-01', '2026-05-01', now(), null, null, null, 'a')`;
  for (const [sequence, effective] of [
    [1, '2026-05-01'],
    [2, '1999-12-31'],
  ] as const) {
    await admin`insert into postings values (${tenant}, ${ID}, ${sequence}, 1000, 1100, 5, 'USD', 'SETTLED', null, null, null, null, ${effective}::text::date)`;
  }
  await admin`insert into zero_accruals values (${tenant}, ${ID}, '2026-05-01', ${ID})`;
  await admin`insert into external_refs values (${tenant}, 'ach', 'ref', ${ID})`;
  await admin`insert into account_days values (${tenant}, ${tenant}, 1100, 'USD', 'SETTLED', '2026-05-01', 5, 0)`;
}

interface Table {
  name: string;
  walled: boolean;
  forced: boolean;
  tenanted: boolean;
  partition: boolean;
}
const tables = (): Promise<Table[]> => admin<Table[]>`
  select c.relname as name, c.relrowsecurity as walled, c.relforcerowsecurity as forced, c.relispartition as partition,
    exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped) as tenanted
  from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`;

describe('T2: every table is behind row-level security, forced', () => {
  it('also the partitions, and those made at run time', async () => {
    const all = await tables();
    expect(all.filter(({ partition }) => partition).map(({ name }) => name)).toEqual([
      'postings_2026_05',
      'postings_before_2000',
    ]);
    expect(all.filter(({ walled, forced }) => !walled || !forced)).toEqual([]);
    expect(all.filter(({ tenanted, name }) => !tenanted && IDENTITY[name] === undefined)).toEqual([]);
  });

  const TENANTED = [
    'tenants',
    'programs',
    'accounts',
    'loans',
    'events',
    'journal_entries',
    'postings',
    'zero_accruals',
    'external_refs',
    'account_days',
    'feeds',
    'periods',
  ];

  it('lists here every table a reader may read', async () => {
    const readable = await admin`select relname as name from pg_class where relnamespace = 'public'::regnamespace
      and relkind in ('r', 'p') and has_table_privilege('tallystick_reader', oid, 'select') order by 1`;
    expect(readable.map(({ name }) => name)).toEqual([...TENANTED].sort());
  });

  it.each(TENANTED)("shows a reader of %s its own tenant's rows, and no rows without a tenant", async (table) => {
    const seen = async (tenant: string) => {
      const [rows] = await reading(connections.reader, tenant, (tx) => [
        tx.unsafe(`select distinct tenant_id from ${table}`),
      ]);
      return rows.map((row) => row.tenant_id);
    };
    const without = () => asking(connections.reader, (sql) => sql.unsafe(`select tenant_id from ${table}`));
    const fresh = openConnections(database.url, { reader: { lanes: 1 } });
    expect(await asking(fresh.reader, (sql) => sql.unsafe(`select tenant_id from ${table}`))).toEqual([]);
    await fresh.end();
    expect(await seen(A)).toEqual([A]);
    expect(await without()).toEqual([]); // the setting reads '' now, not null
    expect(await seen(B)).toEqual([B]);
    expect(await seen('0199a000-0000-7000-8000-00000000000c')).toEqual([]);
  });

  it('keeps a reader out of a partition named directly', async () => {
    await expect(reading(connections.reader, A, (tx) => [tx`select * from postings_2026_05`])).rejects.toMatchObject({
      code: '42501',
    });
  });

  it.each(Object.keys(IDENTITY))('shows %s to the issuer and the operator alone', async (table) => {
    await expect(reading(connections.reader, A, (tx) => [tx.unsafe(`select * from ${table}`)])).rejects.toMatchObject({
      code: '42501',
    });
    await expect(asking(connections.writer, (sql) => sql.unsafe(`select * from ${table}`))).rejects.toMatchObject({
      code: '42501',
    });
    expect(await asking(connections.issuer, (sql) => sql.unsafe(`select * from ${table}`))).toEqual([]);
  });
});

describe('T3: every key begins with tenant_id', () => {
  it('primary, unique and foreign keys, and every index', async () => {
    const keys = await admin`
      select c.relname as table, k.conname as key, a.attname as first
      from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
      where c.relnamespace = 'public'::regnamespace and k.contype in ('p', 'u', 'f')
      union
      select c.relname, i.indexrelid::regclass::text, a.attname
      from pg_index i join pg_class c on c.oid = i.indrelid join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
      where c.relnamespace = 'public'::regnamespace`;
    expect(keys.length).toBeGreaterThan(20);
    expect(keys.filter((key) => key.first !== 'tenant_id' && IDENTITY[key.table] === undefined)).toEqual([]);
  });
});

describe('B1: what a role may do to a table', () => {
  const journal = ['events', 'journal_entries', 'postings', 'zero_accruals', 'external_refs'];
  const books = [...journal, 'periods', 'feeds', 'loans', 'account_days', 'tenants', 'programs', 'accounts'];
  const identity = Object.keys(IDENTITY);
  const MAY: Record<string, Record<string, readonly string[]>> = {
    tallystick_reader: { select: books, insert: [], update: [], delete: [], truncate: [] },
    tallystick_writer: {
      select: books,
      insert: [...journal, 'periods', 'feeds', 'loans', 'account_days', 'programs'],
      update: ['feeds', 'loans', 'account_days'],
      delete: [],
      truncate: [],
    },
    tallystick_issuer: {
      select: identity,
      insert: ['signing_keys', 'server_secrets'],
      update: [],
      delete: [],
      truncate: [],
    },
    tallystick_operator: {
      select: [...books, ...identity],
      insert: ['tenants', 'programs', 'accounts', ...identity],
      update: ['oauth_clients', 'oauth_client_secrets'],
      delete: [],
      truncate: [],
    },
  };

  it.each(
    Object.entries(MAY).flatMap(([role, acts]) => Object.entries(acts).map(([act, on]) => [role, act, on] as const)),
  )('%s: %s', async (role, act, on) => {
    const granted = await admin`select relname as name from pg_class where relnamespace = 'public'::regnamespace
        and relkind in ('r', 'p') and has_table_privilege(${role}, oid, ${act})`;
    expect(granted.map(({ name }) => name).sort()).toEqual([...on].sort());
  });

  it('gives no runtime role a way around the walls', async () => {
    const roles = await admin`select rolname from pg_roles where rolname like 'tallystick%'
      and (rolsuper or rolbypassrls or rolcanlogin or rolcreaterole or rolcreatedb)`;
    expect(roles).toEqual([]);
  });

  const RECORDS = [
    'events',
    'journal_entries',
    'postings',
    'postings_2026_05',
    'postings_before_2000',
    'zero_accruals',
    'programs',
    'periods',
  ];
  it.each(RECORDS)('the owner, a superuser, cannot rewrite %s', async (table) => {
    for (const statement of [
      `update ${table} set tenant_id = tenant_id`,
      `delete from ${table}`,
      `truncate ${table}`,
    ]) {
      await expect(admin.unsafe(statement)).rejects.toMatchObject({
        code: '42501',
        message: expect.stringContaining('append-only'),
      });
    }
  });

  it('the writer posts for a tenant, and cannot take it back', async () => {
    await writing(connections.writer, (tx) => tx`insert into external_refs values (${A}, 'wire', 'x', ${ID})`);
    await expect(writing(connections.writer, (tx) => tx`delete from external_refs`)).rejects.toMatchObject({
      code: '42501',
    });
    await expect(writing(connections.writer, (tx) => tx`update events set actor = 'b'`)).rejects.toMatchObject({
      code: '42501',
    });
  });
});

describe('the schema drizzle is told', () => {
  const declared = Object.values(schema).filter((value) => typeof value === 'object') as unknown as PgTable[];

  it('declares every table but the partitions', async () => {
    const real = (await tables()).filter(({ partition }) => !partition).map(({ name }) => name);
    expect(declared.map((table) => getTableConfig(table).name).sort()).toEqual(real);
  });

  it.each(declared.map((table) => [getTableConfig(table).name, table] as const))(
    "has the database's columns and keys of %s",
    async (name, table) => {
      const config = getTableConfig(table);
      const columns = await admin`
      select attname as name, format_type(atttypid, atttypmod) as type, attnotnull as required, atthasdef as defaulted
      from pg_attribute where attrelid = ${name}::regclass and attnum > 0 and not attisdropped order by attnum`;
      expect(
        config.columns.map((column) => ({
          name: column.name,
          type: column.getSQLType().replace(', ', ','),
          required: column.notNull,
          defaulted: column.hasDefault,
        })),
      ).toEqual([...columns]);

      const keys = await admin`
      select contype::text as kind, array(select attname::text from unnest(conkey) with ordinality n(num, place)
        join pg_attribute on attrelid = conrelid and attnum = num order by place) as columns
      from pg_constraint where conrelid = ${name}::regclass and contype in ('p', 'u', 'f')`;
      const names = (of: readonly { name: string }[]) => of.map((column) => column.name);
      const told = [
        ...config.columns.filter((column) => column.primary).map((column) => ({ kind: 'p', columns: [column.name] })),
        ...config.primaryKeys.map((key) => ({ kind: 'p', columns: names(key.columns) })),
        ...config.uniqueConstraints.map((key) => ({ kind: 'u', columns: names(key.columns) })),
        ...config.foreignKeys.map((key) => ({ kind: 'f', columns: names(key.reference().columns) })),
      ];
      const sorted = (list: readonly object[]) => list.map((key) => JSON.stringify(key)).sort();
      expect(sorted(told)).toEqual(sorted([...keys].map(({ kind, columns: of }) => ({ kind, columns: of }))));
    },
  );
});
