import { readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';

/** Linux counts processor time in hundredths of a second. */
const TICK_US = 10_000;

interface Stat {
  readonly parent: number;
  /** Microseconds of processor time, user and system. */
  readonly own: number;
  /** The same of children that have ended. */
  readonly ended: number;
}

/** What /proc says of a process, or undefined when it is gone or the system has no /proc. */
function statOf(pid: number | string): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [utime, stime, cutime, cstime] = fields.slice(11, 15).map(Number);
    return { parent: Number(fields[1]), own: (utime! + stime!) * TICK_US, ended: (cutime! + cstime!) * TICK_US };
  } catch {
    return undefined;
  }
}

/** Microseconds of processor time that a process has used; NaN where that cannot be had. */
export const timeOf = (pid: number): number => statOf(pid)?.own ?? Number.NaN;

/** The same of a PostgreSQL, all its processes together, found by the process of one of its sessions. */
export function timeOfPostgres(backend: number): number {
  const postmaster = statOf(backend)?.parent;
  const main = postmaster === undefined ? undefined : statOf(postmaster);
  if (main === undefined) return Number.NaN;
  let time = main.own + main.ended;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = statOf(name);
    if (stat?.parent === postmaster) time += stat!.own;
  }
  return time;
}

/** Resident memory of a process in MB: now, and the most since it started or since `forgetPeak`. NaN without /proc. */
export function memoryOf(pid: number): { readonly now: number; readonly peak: number } {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
    return { now: field('VmRSS'), peak: field('VmHWM') };
  } catch {
    return { now: Number.NaN, peak: Number.NaN };
  }
}

/** Whether figures of processor time and memory can be had here. */
export const hasProc = process.platform === 'linux';
