import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Configuration } from '@tallystick/server';

/** Servers of one machine on one database and one port. */
export interface RunningWorkers {
  /** The address they share. */
  readonly url: string;
  /** Stops them all: each lets its requests finish, then the database is let go. */
  close(): Promise<void>;
}

/** Milliseconds before a worker that died is started again: one that dies of its surroundings must not spin. */
const PAUSE = 500;

/** Whether this process is one of the workers, and so serves by itself and says nothing. */
export const isWorker = (): boolean => cluster.isWorker;

/**
 * Starts several server processes that share the port: one a core is the use of it, since a server decides on one core.
 * This process owns the database and the workers; one that dies is started again, and what it had acknowledged is in the
 * books.
 *
 * @throws Error when a worker cannot start at all, after what it has printed.
 */
export async function startWorkers(count: number, config: Configuration): Promise<RunningWorkers> {
  const { openConnections, openDatabase, prepareDatabase, runDemo } = await import('@tallystick/server');
  const database = await openDatabase(config, (line) => console.error(line));
  await prepareDatabase(database.url);
  if (config.demo) {
    const connections = openConnections(database.url);
    await runDemo(connections).finally(() => connections.end());
  }
  const workers = new Set<Worker>();
  let port = config.port;
  let settled = false; // every worker has listened once, and none was told to stop
  const start = async (place: number): Promise<Worker> => {
    const metrics = config.metricsPort === undefined ? {} : { METRICS_PORT: String(config.metricsPort + place) };
    const worker = cluster.fork({ DATABASE_URL: database.url, DEMO: '0', ...metrics });
    workers.add(worker);
    worker.once('exit', () => {
      workers.delete(worker);
      if (settled) setTimeout(() => settled && start(place).catch(() => undefined), PAUSE);
    });
    await Promise.race([
      once(worker, 'listening').then(([address]: { port: number }[]) => {
        port = address!.port; // asked for any port, all workers get the same one
      }),
      once(worker, 'exit').then(([code]) => Promise.reject(new Error(`A worker could not start (exit ${code}).`))),
    ]);
    return worker;
  };
  const close = async () => {
    settled = false;
    await Promise.all([...workers].map(stopWorker));
    await database.close();
  };
  try {
    await Promise.all(Array.from({ length: count }, (_, place) => start(place)));
    settled = true;
  } catch (error) {
    await close();
    throw error;
  }
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  return { url: `http://${host}:${port}`, close };
}

/** A worker finishes its requests in 25 s at most; one that does not go then is made to. */
async function stopWorker(worker: Worker): Promise<void> {
  if (worker.isDead()) return;
  const gone = once(worker, 'exit');
  worker.process.kill('SIGTERM');
  await Promise.race([gone, sleep(30_000, undefined, { ref: false }).then(() => worker.process.kill('SIGKILL'))]);
}
