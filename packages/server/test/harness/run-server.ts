import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import postgres from 'postgres';
import {
  type Binaries,
  findBinaries,
  machineBinaries,
  OLDEST_MAJOR,
  packagedBinaries,
} from '../../src/database/binaries.ts';
import { startEmbeddedPostgres } from '../../src/database/embedded.ts';

/** What the tests run on: the database that comes with the server, or a server of the user's kind; and its major version. */
export type Flavour = `embedded-${number}` | `system-${number}`;

/** A PostgreSQL server for the length of a test run. */
export interface RunServer {
  /** As a superuser, to the database `postgres`. */
  readonly adminUrl: string;
  readonly flavour: Flavour;
  stop(): Promise<void>;
}

/**
 * The PostgreSQL the tests start: the embedded one, or with TALLYSTICK_TEST_DATABASE=system the machine's own, else a
 * PostgreSQL 15 from npm, so that a machine with nothing but Node tests on both the newest and the oldest version.
 */
export function testBinaries(): { readonly binaries: Binaries; readonly flavour: Flavour } {
  if (process.env.TALLYSTICK_TEST_DATABASE !== 'system') {
    const binaries = findBinaries();
    return { binaries, flavour: `embedded-${binaries.major}` };
  }
  const binaries = machineBinaries()[0] ?? packagedBinaries(`postgres-15-${process.platform}-${process.arch}`);
  if (!binaries)
    throw new Error('No PostgreSQL server to test on: install PostgreSQL 15+, or set TALLYSTICK_TEST_DATABASE_URL.');
  return { binaries, flavour: `system-${binaries.major}` };
}

/** Starts the server that `testBinaries` names on a directory of its own; with TALLYSTICK_TEST_DATABASE_URL it only looks. */
export async function runServer(): Promise<RunServer> {
  const given = process.env.TALLYSTICK_TEST_DATABASE_URL;
  if (process.env.TALLYSTICK_TEST_DATABASE === 'system' && given) {
    return { adminUrl: given, flavour: `system-${await majorAt(given)}`, stop: async () => undefined };
  }
  const { binaries, flavour } = testBinaries();
  const dataDir = temporaryFolder('tallystick-tests-');
  const server = await startEmbeddedPostgres({ dataDir, binaries });
  // Interrupted, vitest leaves without the teardown; a server without a directory would run on for ever.
  const leave = () => {
    process.kill(server.pid(), 'SIGQUIT');
    rmSync(dataDir, { recursive: true, force: true });
  };
  process.once('exit', leave);
  return {
    adminUrl: server.url,
    flavour,
    async stop() {
      process.off('exit', leave);
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A new directory for the data of a test, which another user may pass through: root's PostgreSQL runs as one. */
export function temporaryFolder(prefix: string): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), prefix));
  if (process.getuid?.() === 0) chmodSync(folder, 0o711);
  return folder;
}

async function majorAt(url: string): Promise<number> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    const [row] = await sql<{ version: string }[]>`select current_setting('server_version_num') as version`;
    const major = Math.floor(Number(row?.version) / 10_000);
    if (major < OLDEST_MAJOR)
      throw new Error(`TALLYSTICK_TEST_DATABASE_URL is PostgreSQL ${major}; it must be ${OLDEST_MAJOR} or later.`);
    return major;
  } finally {
    await sql.end();
  }
}
