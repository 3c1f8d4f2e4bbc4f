import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Binaries } from './binaries.ts';
import { commandAs, type RunAs } from './run-as.ts';
import { DatabaseUnavailable } from './unavailable.ts';

/** A database cluster on disk: where each of its parts lies. */
export interface Cluster {
  /** The caller's directory. */
  readonly dataDir: string;
  /** What one rename brings into being: the data and its password. */
  readonly home: string;
  /** PostgreSQL's own data directory. */
  readonly data: string;
  readonly passwordFile: string;
  /** The port it last listened on: kept, so that its address survives a restart. */
  readonly portFile: string;
  readonly logFile: string;
}

/** Names the parts of the cluster in a directory, which is made when it is not there. */
export function clusterIn(dataDir: string): Cluster {
  // Root's PostgreSQL runs as another user, who must be able to pass through, though not to look around.
  mkdirSync(dataDir, { recursive: true, mode: folderMode() });
  const root = realpathSync(dataDir);
  return { dataDir: root, ...partsOf(path.join(root, 'postgres')), logFile: path.join(root, 'postgres.log') };
}

/** The major version that made the data, or undefined when there is none yet. */
export function majorOf(cluster: Cluster): number | undefined {
  const file = path.join(cluster.data, 'PG_VERSION');
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined;
}

/** The password of the superuser `postgres`, made when the cluster was. */
export function passwordOf(cluster: Cluster): string {
  if (existsSync(cluster.passwordFile)) return readFileSync(cluster.passwordFile, 'utf8').trim();
  throw new DatabaseUnavailable(
    `${cluster.passwordFile} is missing: without it nobody can log in to the data beside it. Put it back from a backup.`,
  );
}

/**
 * Makes the cluster: all of it in a directory beside its place, moved there by one rename once it is on the disk.
 * Killed at any moment, the first start therefore leaves either nothing in the place or a whole cluster; what earlier
 * attempts left beside it is swept. Call it under the start lock.
 *
 * @throws DatabaseUnavailable with what initdb said when it fails.
 */
export async function makeCluster(cluster: Cluster, binaries: Binaries, runAs: RunAs): Promise<void> {
  await sweepDrafts(cluster);
  clearPlace(cluster);
  const draft = partsOf(`${cluster.home}.new-${process.pid}`);
  mkdirSync(draft.data, { recursive: true });
  chmodSync(draft.home, folderMode());
  chmodSync(draft.data, 0o700);
  writeFileSync(draft.passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  for (const each of [draft.data, draft.passwordFile]) chownSync(each, runAs.owner.uid, runAs.owner.gid);
  const failure = (await initdb(draft, 'C.UTF-8', binaries, runAs)) ?? undefined;
  // Some systems (older macOS, Red Hat 7) have no C.UTF-8. C orders text the same way, and we fold no letters in SQL.
  const last = failure?.includes('locale') ? await initdb(draft, 'C', binaries, runAs) : failure;
  if (last !== undefined)
    throw new DatabaseUnavailable(`PostgreSQL could not make its data directory in ${cluster.dataDir}: ${last}`);
  flush(draft.passwordFile);
  flush(draft.home);
  renameSync(draft.home, cluster.home);
  flush(cluster.dataDir);
}

function folderMode(): number {
  return process.getuid?.() === 0 ? 0o711 : 0o700;
}

function partsOf(home: string) {
  return {
    home,
    data: path.join(home, 'data'),
    passwordFile: path.join(home, 'password'),
    portFile: path.join(home, 'port'),
  };
}

/** Removes what killed attempts left. Their initdb may still be writing; without its files it ends, so try for a while. */
async function sweepDrafts({ dataDir, home }: Cluster): Promise<void> {
  const prefix = `${path.basename(home)}.new-`;
  for (let tries = 100; tries > 0; tries -= 1) {
    const drafts = readdirSync(dataDir).filter((name) => name.startsWith(prefix));
    if (drafts.length === 0) return;
    for (const draft of drafts) {
      try {
        rmSync(path.join(dataDir, draft), { recursive: true, force: true });
      } catch {
        // It has just written another file: once more.
      }
    }
    await sleep(50);
  }
}

/** Removes an empty place; one that holds something unknown is not ours to remove. */
function clearPlace({ home, data }: Cluster): void {
  if (!existsSync(home)) return;
  const known = new Set(['data', 'password', 'port']);
  const empty =
    readdirSync(home).every((name) => known.has(name)) && (!existsSync(data) || readdirSync(data).length === 0);
  if (!empty)
    throw new DatabaseUnavailable(
      `${home} is there but holds no whole database (no ${path.join('data', 'PG_VERSION')}). Move it away, or set DATA_DIR to another directory.`,
    );
  rmSync(home, { recursive: true });
}

/** Megabytes of one file of the write-ahead log. While a new one is made every COMMIT waits: 50 ms at PostgreSQL's own 16. */
const LOG_FILE = 4;

/** Runs initdb. Undefined when it went well, else what it said. */
function initdb(
  draft: ReturnType<typeof partsOf>,
  locale: string,
  binaries: Binaries,
  runAs: RunAs,
): Promise<string | undefined> {
  const { file, args, options } = commandAs(runAs, binaries, path.join(binaries.folder, 'initdb'), [
    '--pgdata',
    draft.data,
    '--username=postgres',
    '--auth=scram-sha-256',
    `--pwfile=${draft.passwordFile}`,
    '--encoding=UTF8',
    `--locale=${locale}`,
    '--data-checksums',
    `--wal-segsize=${LOG_FILE}`,
    '--no-instructions',
  ]);
  return new Promise((resolve) => {
    const child = spawn(file, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code) => resolve(code === 0 ? undefined : said.trim() || `initdb ended with ${code}`));
  });
}

function flush(file: string): void {
  const handle = openSync(file, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
