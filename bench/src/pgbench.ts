import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { environment } from './environment.ts';

/** What one run of pgbench is to do. */
export interface PgbenchRun {
  readonly program: string;
  readonly url: string;
  /** The script, in pgbench's own language. */
  readonly script: string;
  readonly clients: number;
  readonly threads: number;
  readonly seconds: number;
  /** The role that it works in, when it is not the login. */
  readonly role?: string;
}

export interface PgbenchResult {
  /** Transactions a second, connecting not counted. */
  readonly rate: number;
  readonly transactions: number;
}

/** Finds pgbench: on the PATH, or where Debian puts it, the newest first. Undefined when this machine has none. */
export function findPgbench(): string | undefined {
  const root = '/usr/lib/postgresql';
  const majors = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...(environment.PATH ?? '').split(path.delimiter),
    ...majors.map((major) => path.join(root, major, 'bin')),
  ];
  return folders.map((folder) => path.join(folder, 'pgbench')).find((file) => existsSync(file));
}

/** @throws Error when a transaction failed: a rate of failures is no rate. */
export async function runPgbench(run: PgbenchRun): Promise<PgbenchResult> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tallystick-pgbench-'));
  const file = path.join(folder, 'script.sql');
  writeFileSync(file, run.script);
  const url = new URL(run.url);
  const args = [
    ...['-h', url.hostname, '-p', url.port || '5432', '-U', decodeURIComponent(url.username)],
    ...['-n', '-M', 'prepared', '-f', file, '-c', `${run.clients}`, '-j', `${run.threads}`, '-T', `${run.seconds}`],
    url.pathname.slice(1),
  ];
  try {
    const role = run.role === undefined ? {} : { PGOPTIONS: `-c role=${run.role}` };
    const said = await outputOf(run.program, args, { PGPASSWORD: decodeURIComponent(url.password), ...role });
    const failed = Number(/number of failed transactions: (\d+)/.exec(said)?.[1] ?? 0);
    const transactions = Number(/number of transactions actually processed: (\d+)/.exec(said)?.[1]);
    const rate = Number(/tps = ([\d.]+) \(without initial connection time\)/.exec(said)?.[1]);
    if (failed > 0 || !(transactions > 0) || !(rate > 0)) throw new Error(`pgbench did not do its work: ${said}`);
    return { rate, transactions };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function outputOf(program: string, args: readonly string[], env: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...environment, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    let complaint = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint += text;
    });
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve(said) : reject(new Error(`pgbench: ${complaint.trim().slice(0, 500)}`)),
    );
  });
}
