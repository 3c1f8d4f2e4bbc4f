import { spawn } from 'node:child_process';
import { closeSync, openSync, readSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Binaries } from './binaries.ts';
import type { Cluster } from './cluster.ts';
import { freePort } from './free-port.ts';
import { ask, type Postmaster, readPidFile } from './postmaster.ts';
import { identityOf, isRunning } from './process-identity.ts';
import { commandAs, type RunAs } from './run-as.ts';
import { SETTINGS } from './settings.ts';
import { stopPostmaster } from './stop-postmaster.ts';
import { DatabaseUnavailable } from './unavailable.ts';

/** What a start needs besides the cluster. */
export interface StartPlan {
  readonly binaries: Binaries;
  readonly runAs: RunAs;
  readonly settings: Readonly<Record<string, string>>;
  /** The port it should have; another is taken when this one is in use, unless `samePort`. */
  readonly port: number | undefined;
  readonly samePort: boolean;
}

/** A longer path than this does not fit into the name of a Unix socket. */
const LONGEST_SOCKET_FOLDER = 90;
/** The log of the run before is kept once, so two files of about this size are the most it takes at a start. */
const LOG_LIMIT = 1_000_000;
/** What a start may meet that passes by itself, and for how long it is tried again. */
const PASSING =
  /could not bind|Address already in use|could not create any TCP\/IP sockets|pre-existing shared memory block/;
const RETRY_MS = 15_000;

/**
 * Starts PostgreSQL on the cluster and returns once it answers. Call it under the start lock, when `findRunning` found none.
 *
 * @throws DatabaseUnavailable with the end of its log when it does not come up.
 */
export async function startPostmaster(cluster: Cluster, plan: StartPlan): Promise<Postmaster> {
  const deadline = Date.now() + RETRY_MS;
  for (;;) {
    const port = plan.samePort && plan.port !== undefined ? plan.port : await freePort(plan.port);
    writeFileSync(cluster.portFile, String(port));
    try {
      return await startOnce(cluster, plan, port);
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable && PASSING.test(error.message)) || Date.now() > deadline) throw error;
      await sleep(200);
    }
  }
}

async function startOnce(cluster: Cluster, plan: StartPlan, port: number): Promise<Postmaster> {
  const log = openLog(cluster.logFile);
  const logStart = statSync(cluster.logFile).size;
  const sockets = cluster.data.length <= LONGEST_SOCKET_FOLDER ? cluster.data : '';
  const settings = { ...SETTINGS, ...plan.settings, listen_addresses: '127.0.0.1', unix_socket_directories: sockets };
  const words = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const program = path.join(plan.binaries.folder, 'postgres');
  const { file, args, options } = commandAs(plan.runAs, plan.binaries, program, [
    '-D',
    cluster.data,
    '-p',
    String(port),
    ...words,
  ]);
  // Detached: Ctrl-C in a terminal goes to the whole foreground group, and PostgreSQL must outlive the requests under way.
  const child = spawn(file, args, { ...options, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  child.unref();
  const gone = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
  });
  const pid = child.pid ?? -1;
  const identity = identityOf(pid);
  while (identity !== undefined && isRunning(identity)) {
    const file = readPidFile(cluster);
    if (file?.pid === pid && file.ready)
      return { pid, identity, ...(await answer(cluster, port, { pid, identity })), gone: () => gone };
    await sleep(10);
  }
  throw new DatabaseUnavailable(
    `PostgreSQL did not start on ${cluster.data} (${await gone}). It said: ${tail(cluster.logFile, logStart)}`,
  );
}

/** Asks a PostgreSQL that says it is ready. One that will not let us in is stopped: nobody else would stop it. */
async function answer(cluster: Cluster, port: number, started: Pick<Postmaster, 'pid' | 'identity'>) {
  try {
    return await ask(cluster, port);
  } catch (error) {
    await stopPostmaster(started);
    throw new DatabaseUnavailable(
      `PostgreSQL started on ${cluster.data} but does not let us in: ${error instanceof Error ? error.message : error}`,
    );
  }
}

function openLog(file: string): number {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT) renameSync(file, `${file}.1`);
  return openSync(file, 'a', 0o600);
}

function tail(file: string, from: number): string {
  const handle = openSync(file, 'r');
  try {
    const { size } = statSync(file);
    const bytes = Buffer.alloc(Math.min(size - from, 2_000));
    readSync(handle, bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString('utf8').trim() || 'nothing';
  } finally {
    closeSync(handle);
  }
}
