import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import postgres from 'postgres';
import { inject } from 'vitest';
import { migrate } from '../../src/store/migrate.ts';

const MIGRATIONS = path.resolve(import.meta.dirname, '../../migrations');

/** A database of a test's own: migrated, empty, and gone after `drop`. */
export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/**
 * The administrator's URL of the server the tests run on: from the global setup, or while developing from TEST_ADMIN_URL.
 */
export function adminUrl(): string {
  const provided = (inject as (key: string) => unknown)('adminUrl');
  if (typeof provided === 'string') return provided;
  return process.env.TEST_ADMIN_URL ?? 'postgres://postgres:pg@127.0.0.1:5432/postgres';
}

/** The same server and login, another database. */
export function onDatabase(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}

/**
 * Clones a fresh database from a migrated template, which the first caller on a server makes. The template is named
 * after the migrations' text, so editing one makes a new template; an advisory lock keeps test files from making it twice.
 */
export async function freshDatabase(admin: string = adminUrl()): Promise<TestDatabase> {
  const sql = postgres(admin, { max: 1, onnotice: () => undefined });
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  try {
    const template = await migratedTemplate(sql, admin);
    await sql.unsafe(`create database ${name} template ${template}`);
  } finally {
    await sql.end();
  }
  return {
    url: onDatabase(admin, name),
    async drop() {
      const again = postgres(admin, { max: 1, onnotice: () => undefined });
      try {
        await again.unsafe(`drop database if exists ${name} with (force)`);
      } finally {
        await again.end();
      }
    },
  };
}

async function migratedTemplate(sql: postgres.Sql, admin: string): Promise<string> {
  const hash = createHash('sha256');
  for (const file of readdirSync(MIGRATIONS)
    .filter((name) => name.endsWith('.sql'))
    .sort()) {
    hash.update(readFileSync(path.join(MIGRATIONS, file)));
  }
  const template = `migrated_${hash.digest('hex').slice(0, 16)}`;
  // Held while cloning too: a template must have no session on it, and the one who makes it has one.
  await sql`select pg_advisory_lock(hashtext('tallystick.test'), hashtext('template'))`;
  const [existing] = await sql`select datistemplate as ready from pg_database where datname = ${template}`;
  if (existing?.ready === true) return template;
  if (existing !== undefined) await sql.unsafe(`drop database ${template} with (force)`); // a maker that was killed
  await sql.unsafe(`create database ${template}`);
  await migrate(onDatabase(admin, template));
  await sql.unsafe(`alter database ${template} is_template true`);
  return template;
}
