import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import type { Sql } from './codecs.ts';
import { Pool } from './pool.ts';
import { asking, type Tx } from './transaction.ts';

/** Beside `src` and beside `dist` alike. */
const FOLDER = path.resolve(import.meta.dirname, '../../migrations');

interface Journal {
  readonly entries: readonly { readonly when: number; readonly tag: string }[];
}

/**
 * Brings the database to this release's schema and answers how many migrations that took. Processes that start together
 * take turns under an advisory lock, so each migration runs once; all that are pending run in one transaction.
 */
export async function migrate(url: string): Promise<{ applied: number }> {
  const client = postgres(url, {
    max: 1,
    fetch_types: false, // see CODECS
    connection: { application_name: 'tallystick migrate', statement_timeout: '0' as unknown as number },
    onnotice: () => undefined,
  });
  try {
    await client`select pg_advisory_lock(hashtext('tallystick'), hashtext('migrate'))`;
    const applied = await countPending((sql) => sql(client as unknown as Sql));
    await applyMigrations(drizzle(client), { migrationsFolder: FOLDER });
    if (applied > 0) await showJournal(client);
    return { applied };
  } finally {
    await client.end({ timeout: 5 }); // closing the session releases the lock
  }
}

/** How many migrations of this release the database still lacks: 0 when it is current, all of them when it is empty. */
export async function pendingMigrations(database: string | Sql | Pool): Promise<number> {
  if (database instanceof Pool) return countPending((ask) => asking(database, ask));
  if (typeof database !== 'string') return countPending((ask) => ask(database));
  const client = postgres(database, { max: 1, fetch_types: false, onnotice: () => undefined });
  try {
    return await countPending((ask) => ask(client as unknown as Sql));
  } finally {
    await client.end({ timeout: 5 });
  }
}

type Ask = <Answer>(ask: (sql: Sql | Tx) => PromiseLike<Answer>) => PromiseLike<Answer>;

async function countPending(ask: Ask): Promise<number> {
  const journal = JSON.parse(await readFile(path.join(FOLDER, 'meta/_journal.json'), 'utf8')) as Journal;
  const [table] = await ask(
    (sql) => sql<{ present: boolean }[]>`select to_regclass('drizzle.__drizzle_migrations') is not null as present`,
  );
  if (table?.present !== true) return journal.entries.length;
  const [last] = await ask(
    (sql) => sql<{ at: string | null }[]>`select max(created_at)::text as at from drizzle.__drizzle_migrations`,
  );
  const at = Number(last?.at ?? -1);
  return journal.entries.filter(({ when }) => when > at).length;
}

/** Lets the runtime roles see which migrations ran: a server asks that when it is asked whether it is ready. */
async function showJournal(client: postgres.Sql): Promise<void> {
  await client.unsafe(`
    grant usage on schema drizzle to tallystick_writer, tallystick_reader, tallystick_issuer, tallystick_operator;
    grant select on drizzle.__drizzle_migrations to tallystick_writer, tallystick_reader, tallystick_issuer, tallystick_operator`);
}
