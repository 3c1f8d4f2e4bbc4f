import { existsSync, readFileSync, readlinkSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { type Cluster, passwordOf } from './cluster.ts';
import { commandOf, identityOf, isRunning } from './process-identity.ts';
import { DatabaseUnavailable } from './unavailable.ts';

/** A running PostgreSQL that has answered a query of ours from our data. */
export interface Postmaster {
  readonly pid: number;
  /** See `identityOf`. */
  readonly identity: string;
  readonly port: number;
  /** As PostgreSQL says it: "18.4". */
  readonly version: string;
  /** Resolves, with how it ended, once the process is gone or the caller no longer asks. Never rejects. */
  gone(noLonger: AbortSignal): Promise<string>;
}

/** What `postmaster.pid` says. `ready` only once it accepts connections. */
export interface PidFile {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

/** A pid above what any system hands out, hence one that is certainly dead. */
const NOBODY = 4_194_305;
/** Crash recovery replays at most max_wal_size, which takes a slow disk a minute. */
const PATIENCE_MS = 300_000;

/** Where to connect, as the superuser. */
export function urlOf(cluster: Cluster, port: number): string {
  return `postgres://postgres:${encodeURIComponent(passwordOf(cluster))}@127.0.0.1:${port}/postgres`;
}

/** Reads `postmaster.pid`, which PostgreSQL writes line by line as it starts; undefined when it is not there. */
export function readPidFile(cluster: Cluster): PidFile | undefined {
  const file = path.join(cluster.data, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  try {
    const lines = readFileSync(file, 'utf8').split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]), ready: (lines[7] ?? '').trim() === 'ready' };
  } catch {
    return undefined;
  }
}

/**
 * The PostgreSQL that already runs on this data, or undefined. One that is still starting or recovering is waited for.
 * A pid file left by a killed PostgreSQL, whose number now belongs to another program, is made harmless. Call it under
 * the start lock.
 *
 * @throws DatabaseUnavailable when PostgreSQL runs on this data but does not let us in.
 */
export async function findRunning(cluster: Cluster): Promise<Postmaster | undefined> {
  const deadline = Date.now() + PATIENCE_MS;
  let why: unknown;
  while (Date.now() < deadline) {
    const file = readPidFile(cluster);
    const identity = file && identityOf(file.pid);
    if (!file || identity === undefined) return undefined;
    const answer = await ask(cluster, file.port).catch((error: unknown) => {
      why = error;
    });
    if (answer) return { pid: file.pid, identity, ...answer, gone: (noLonger) => whenGone(identity, noLonger) };
    if (!runsOn(cluster, file.pid)) return void disown(cluster, file.pid);
    if (file.ready && (why as { code?: string }).code === '28P01') break; // Its password is not the one beside the data.
    await sleep(50);
  }
  throw new DatabaseUnavailable(
    `PostgreSQL runs on ${cluster.data} but does not answer (${why instanceof Error ? why.message : String(why)}). Look into ${cluster.logFile}, stop it and start again.`,
  );
}

/** Connects with our password and makes sure that it is our data which answers: a copied directory holds the same password. */
export async function ask(
  cluster: Cluster,
  port: number,
): Promise<{ readonly port: number; readonly version: string }> {
  const sql = postgres(urlOf(cluster, port), { max: 1, connect_timeout: 5, fetch_types: false, onnotice: () => {} });
  try {
    const [row] = await sql<{ directory: string; version: string }[]>`
      select current_setting('data_directory') as directory, current_setting('server_version') as version`;
    if (!row || realpathSync(row.directory) !== cluster.data) throw new Error(`port ${port} serves ${row?.directory}`);
    return { port, version: row.version.split(' ')[0] ?? '' };
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Resolves once the process is gone, by looking: a process that is not our child tells nobody. */
async function whenGone(identity: string, noLonger: AbortSignal): Promise<string> {
  while (isRunning(identity) && !noLonger.aborted) await sleep(1_000, undefined, { ref: false });
  return 'it ended';
}

/** Whether the process is PostgreSQL on this data, ready or not. Its working directory is its data directory. */
function runsOn(cluster: Cluster, pid: number): boolean {
  const command = commandOf(pid);
  if (command.includes(` -D ${cluster.data} `)) return true;
  try {
    return command.includes('postgres') && readlinkSync(`/proc/${pid}/cwd`) === cluster.data;
  } catch {
    return false;
  }
}

/**
 * Writes a dead pid where a stranger's stands. Removing the file instead would also remove what PostgreSQL checks next:
 * whether processes of the old one still hold its shared memory.
 */
function disown(cluster: Cluster, pid: number): void {
  const file = path.join(cluster.data, 'postmaster.pid');
  const text = readFileSync(file, 'utf8');
  if (Number(text.split('\n')[0]) === pid) writeFileSync(file, text.replace(/^\d+/, String(NOBODY)));
}
