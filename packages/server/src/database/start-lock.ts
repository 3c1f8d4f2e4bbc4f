import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { identityOf, isRunning } from './process-identity.ts';
import { DatabaseUnavailable } from './unavailable.ts';

/** How long an unfinished ticket counts as held: its writer is between opening the file and writing its name. */
const BLANK_GRACE_MS = 2_000;
const FREE = 'free';

/**
 * Runs `work` while no other process, and no other caller in this one, runs under the lock of the same directory.
 *
 * Node has no lock that the kernel frees when its holder dies, so this one is made of numbered tickets. Whoever makes
 * the highest ticket holds the lock; it may be made only when the one before is marked free or its maker is dead. The
 * highest ticket is never removed, hence two that find the same dead holder cannot both succeed it.
 *
 * @throws DatabaseUnavailable when a living process holds the lock for longer than `patienceMs`.
 */
export async function withStartLock<T>(directory: string, work: () => Promise<T>, patienceMs = 600_000): Promise<T> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const ticket = await takeTicket(directory, Date.now() + patienceMs);
  try {
    return await work();
  } finally {
    writeFileSync(ticket, FREE);
  }
}

async function takeTicket(directory: string, deadline: number): Promise<string> {
  const me = identityOf(process.pid) ?? String(process.pid);
  for (;;) {
    const top = highest(directory);
    if (top === 0 || isFree(path.join(directory, String(top)))) {
      const mine = path.join(directory, String(top + 1));
      if (create(mine, me)) {
        if (highest(directory) === top + 1) {
          for (const lower of tickets(directory))
            if (lower <= top) rmSync(path.join(directory, String(lower)), { force: true });
          return mine;
        }
        rmSync(mine, { force: true });
      }
    } else if (Date.now() > deadline) {
      throw new DatabaseUnavailable(
        `Another process (${readFileSync(path.join(directory, String(top)), 'utf8').split(' ')[0]}) has been starting or stopping this database for minutes. Wait for it, or end it, and try again.`,
      );
    } else await sleep(20);
  }
}

function tickets(directory: string): number[] {
  return readdirSync(directory).map(Number).filter(Number.isSafeInteger);
}

function highest(directory: string): number {
  return Math.max(0, ...tickets(directory));
}

function create(file: string, content: string): boolean {
  try {
    writeFileSync(file, content, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function isFree(file: string): boolean {
  try {
    const holder = readFileSync(file, 'utf8');
    if (holder === '') return Date.now() - statSync(file).mtimeMs > BLANK_GRACE_MS;
    return holder === FREE || !isRunning(holder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false; // A higher one exists by now: look again.
    throw error;
  }
}
