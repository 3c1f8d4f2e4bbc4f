import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Binaries, findBinaries } from './binaries.ts';
import { type Cluster, clusterIn, majorOf, makeCluster } from './cluster.ts';
import { findRunning, type Postmaster, urlOf } from './postmaster.ts';
import { chooseRunAs, giveTo } from './run-as.ts';
import { withStartLock } from './start-lock.ts';
import { type StartPlan, startPostmaster } from './start-postmaster.ts';
import { stopPostmaster } from './stop-postmaster.ts';
import { DatabaseUnavailable } from './unavailable.ts';
import { join } from './users.ts';

export interface EmbeddedOptions {
  /** Made when it is not there. Holds `postgres/` (the data, its password and port), `postgres.log` and the marks of who uses it. */
  readonly dataDir: string;
  /** Told, in one sentence each, what happens that an operator may want to read. */
  readonly log?: (line: string) => void;
  /** Called when PostgreSQL ends though nobody asked it to. */
  readonly onExit?: (exit: UnexpectedExit) => void;
  /** Overrides single settings of `settings.ts`, for a PostgreSQL that this call starts. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Which PostgreSQL to run; default: `findBinaries`. */
  readonly binaries?: Binaries;
}

export interface UnexpectedExit {
  /** How it ended: "signal SIGKILL". */
  readonly reason: string;
  /** Resolves once it answers again, under the same url. Rejects with DatabaseUnavailable when it was given up. */
  readonly restarted: Promise<void>;
}

export interface EmbeddedPostgres {
  /** postgres://postgres:…@127.0.0.1:port/postgres, good until `stop`, restarts included. */
  readonly url: string;
  /** Whether it ran before this call. */
  readonly adopted: boolean;
  /** "18.4" */
  readonly version: string;
  /** The process that serves it now. */
  pid(): number;
  /** Lets go of it, and shuts it down when no other living process uses it. Returns when that is done; calling again does nothing. */
  stop(): Promise<void>;
}

/** How often a PostgreSQL that keeps dying is started again before it is given up; a quiet minute forgives. */
const RESTARTS = 20;
const QUIET_MS = 60_000;
const LONGEST_PAUSE_MS = 2_000;
/** How the file system says that a directory is not ours to use. */
const CLOSED = new Set(['EACCES', 'EPERM', 'EROFS']);

/**
 * Starts the PostgreSQL that comes with the server on the data in `dataDir`, or joins the one that already runs there.
 *
 * Laws: one directory has at most one PostgreSQL, however many start at once; it ends when its last user lets go; what
 * was committed survives the death of this process, of PostgreSQL and of the machine. It is a process of its own,
 * deaf to Ctrl-C: when this process is killed it runs on, and the next start joins it.
 *
 * @throws DatabaseUnavailable with a sentence for the operator.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  try {
    return await startOrJoin(options);
  } catch (error) {
    const { code, path: file } = error as NodeJS.ErrnoException;
    if (!code || !CLOSED.has(code)) throw error;
    throw new DatabaseUnavailable(
      `${file ?? options.dataDir} is closed to this user (${code}). Run as the user who owns ${options.dataDir}, or set DATA_DIR to another directory.`,
    );
  }
}

async function startOrJoin(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const cluster = clusterIn(path.resolve(options.dataDir));
  const log = options.log ?? (() => {});
  const locked = <T>(work: () => Promise<T>) => withStartLock(path.join(cluster.dataDir, 'starting'), work);

  const first = await locked(async () => {
    const running = await findRunning(cluster);
    const postmaster = running ?? (await start(cluster, options, log));
    return { postmaster, adopted: running !== undefined, membership: join(path.join(cluster.dataDir, 'users')) };
  });
  let current = first.postmaster;
  let stopped: Promise<void> | undefined;
  const letting = new AbortController();

  async function heal(port: number): Promise<void> {
    await locked(async () => {
      if (stopped) return;
      // Every process that uses it notices; the first to get here starts it, the others find it running.
      const next = (await findRunning(cluster)) ?? (await start(cluster, options, log, port));
      if (next.port !== port)
        throw new DatabaseUnavailable(`PostgreSQL came back on port ${next.port} instead of ${port}.`);
      current = next;
    });
  }

  async function supervise(): Promise<void> {
    for (let deaths = 0, up = true; up; ) {
      const since = Date.now();
      const reason = await current.gone(letting.signal);
      if (stopped) return;
      deaths = Date.now() - since > QUIET_MS ? 1 : deaths + 1;
      log(`PostgreSQL ended (${reason}); starting it again.`);
      const restarted = persist(() => heal(first.postmaster.port), deaths, log);
      const outcome = restarted.then(
        () => true,
        () => false,
      );
      options.onExit?.({ reason, restarted });
      up = await outcome;
    }
  }
  void supervise();

  async function letGo(): Promise<void> {
    await locked(async () => {
      if (first.membership.leave().othersRemain) return;
      const running = await findRunning(cluster).catch(() => current);
      if (running) await stopPostmaster(running);
    });
  }

  return {
    url: urlOf(cluster, first.postmaster.port),
    adopted: first.adopted,
    version: first.postmaster.version,
    pid: () => current.pid,
    stop() {
      stopped ??= letGo();
      letting.abort();
      return stopped;
    },
  };
}

async function start(
  cluster: Cluster,
  options: EmbeddedOptions,
  log: (line: string) => void,
  port?: number,
): Promise<Postmaster> {
  const major = majorOf(cluster);
  const binaries = options.binaries ?? findBinaries(major);
  const runAs = chooseRunAs(binaries, cluster.dataDir);
  if (major === undefined) {
    log(`Making a PostgreSQL ${binaries.major} database in ${cluster.dataDir}.`);
    await makeCluster(cluster, binaries, runAs);
  }
  giveTo(runAs.owner, cluster.data);
  const plan: StartPlan = {
    binaries,
    runAs,
    settings: options.settings ?? {},
    port: port ?? (existsSync(cluster.portFile) ? Number(readFileSync(cluster.portFile, 'utf8')) : undefined),
    samePort: port !== undefined,
  };
  const postmaster = await startPostmaster(cluster, plan);
  log(`PostgreSQL ${postmaster.version} runs ${runAs.name}, process ${postmaster.pid}, port ${postmaster.port}.`);
  return postmaster;
}

/** Tries until it works, each time after a longer pause; the deaths before count as attempts. */
async function persist(attempt: () => Promise<void>, deaths: number, log: (line: string) => void): Promise<void> {
  for (let tried = deaths; ; tried += 1) {
    try {
      if (tried > 1) await sleep(Math.min(50 * 2 ** tried, LONGEST_PAUSE_MS));
      return await attempt();
    } catch (error) {
      log(`PostgreSQL could not be started again: ${error instanceof Error ? error.message : error}`);
      if (tried >= RESTARTS) throw error;
    }
  }
}
