import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/**
 * A process as one string, `<pid> <when it started>`, so that a number the system has handed out again is not taken
 * for the process that had it before. Undefined when nothing runs under that pid; a zombie does not run.
 */
export function identityOf(pid: number): string | undefined {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  const start = existsSync('/proc/self/stat') ? startFromProc(pid) : startFromPs(pid);
  return start === undefined ? undefined : `${pid} ${start}`;
}

/** Whether the process that `identityOf` once described still runs. */
export function isRunning(identity: string): boolean {
  return identityOf(Number.parseInt(identity, 10)) === identity;
}

/** The command line of a process, its words parted by spaces; empty when it cannot be read. */
export function commandOf(pid: number): string {
  if (existsSync('/proc/self/cmdline')) return (read(`/proc/${pid}/cmdline`) ?? '').replaceAll('\0', ' ');
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
}

function startFromProc(pid: number): string | undefined {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The name of the command may hold spaces and brackets, so count from its last bracket: state first, start 19 later.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  // Ticks since boot; a second boot may hand out the same pid at the same tick, so the boot is named too.
  return `${fields[19]}@${(read('/proc/sys/kernel/random/boot_id') ?? '').trim()}`;
}

function startFromPs(pid: number): string | undefined {
  const ps = spawnSync('ps', ['-o', 'stat=', '-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  const [state, ...start] = (ps.stdout ?? '').trim().split(/\s+/);
  return ps.status !== 0 || !state || state.startsWith('Z') ? undefined : start.join('-');
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
