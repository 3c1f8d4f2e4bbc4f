import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Postmaster } from './postmaster.ts';
import { isRunning } from './process-identity.ts';
import { DatabaseUnavailable } from './unavailable.ts';

/** How hard, and how long to wait for each. Even the last loses nothing: the next start recovers from the log. */
const STEPS = [
  ['SIGINT', 60_000], // fast: open transactions are rolled back, a checkpoint is written
  ['SIGQUIT', 10_000], // immediate: no checkpoint
  ['SIGKILL', 5_000],
] as const;

/** Shuts PostgreSQL down and returns once it is gone. */
export async function stopPostmaster({ pid, identity }: Pick<Postmaster, 'pid' | 'identity'>): Promise<void> {
  for (const [signal, patience] of STEPS) {
    const deadline = Date.now() + patience;
    if (isRunning(identity)) process.kill(pid, signal);
    while (isRunning(identity) && Date.now() < deadline) await sleep(10);
    if (!isRunning(identity)) return;
  }
  throw new DatabaseUnavailable(`PostgreSQL (process ${pid}) does not end.`);
}
