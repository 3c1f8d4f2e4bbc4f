import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { openDatabase } from '@tallystick/server';
import postgres from 'postgres';

/** The PostgreSQL that everything of a run is measured on. */
export interface BenchDatabase {
  readonly embedded: boolean;
  /** What it says of itself: its version and the settings that make a commit durable. */
  readonly settings: Readonly<Record<string, string>>;
  /** Makes an empty database and answers its URL and what drops it. */
  create(): Promise<{ readonly url: string; drop(): Promise<void> }>;
  /**
   * Writes as much log as is kept for re-use. A young database makes its log files as it goes, and every COMMIT waits for
   * each; one that has been at work writes over those it has (decision 0034).
   */
  age(): Promise<void>;
  close(): Promise<void>;
}

/** A client as the bench uses it: for fills and counts, beside the server's own connections. */
export type Sql = postgres.Sql;

/** The same within a transaction. */
export type TransactionSql = postgres.TransactionSql;

/** The settings that a reader of the figures must know. */
const TOLD = [
  'server_version',
  'fsync',
  'synchronous_commit',
  'full_page_writes',
  'shared_buffers',
  'max_wal_size',
  'wal_compression',
  'jit',
  'autovacuum',
];

/** Opens a client on a database. Statements may take as long as they take. */
export function clientOf(url: string, max = 1): Sql {
  return postgres(url, {
    max,
    onnotice: () => undefined,
    connection: { application_name: 'tallystick bench', statement_timeout: '0' as unknown as number, jit: 'off' },
  });
}

/**
 * Opens the given PostgreSQL, or the embedded one in a new directory.
 *
 * @throws Error when the login is no superuser: the fills write past row-level security.
 */
export async function openBenchDatabase(given: string | undefined): Promise<BenchDatabase> {
  const dataDir = given === undefined ? temporaryFolder() : '';
  const opened = await openDatabase({ databaseUrl: given, dataDir }, () => undefined);
  const admin = clientOf(opened.url);
  const close = async () => {
    await admin.end({ timeout: 5 });
    await opened.close();
    if (dataDir !== '') rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const [login] = await admin<
      { super: boolean }[]
    >`select rolsuper as super from pg_roles where rolname = current_user`;
    if (login?.super !== true) throw new Error('The bench needs a superuser of its PostgreSQL, to fill books quickly.');
    const settings: Record<string, string> = {};
    for (const name of TOLD) {
      const [row] = await admin<{ value: string }[]>`select current_setting(${name}) as value`;
      settings[name] = row!.value;
    }
    const { embedded, url } = opened;
    return { embedded, settings, create: () => create(admin, url), age: () => age(admin), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function age(admin: Sql): Promise<void> {
  const [row] = await admin<{ files: number }[]>`
    select (pg_size_bytes(current_setting('min_wal_size')) / pg_size_bytes(current_setting('wal_segment_size')))::int as files`;
  for (let file = 0; file < row!.files; file++) {
    await admin`select pg_logical_emit_message(false, 'tallystick.bench', 'age')`;
    await admin`select pg_switch_wal()`;
  }
  await admin`checkpoint`;
}

async function create(admin: Sql, adminUrl: string) {
  const name = `tallystick_bench_${randomBytes(6).toString('hex')}`;
  await admin.unsafe(`create database ${name}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    async drop() {
      await admin.unsafe(`drop database if exists ${name} with (force)`);
    },
  };
}

/** A new directory that another user may pass through, because root's PostgreSQL runs as one. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tallystick-bench-'));
  if (process.getuid?.() === 0) chmodSync(folder, 0o711);
  return folder;
}
