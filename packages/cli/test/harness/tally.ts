import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';

const SOURCE = '--conditions=@tallystick/source';
const MAIN = path.resolve(import.meta.dirname, '../../src/main.ts');

type Env = Readonly<Record<string, string>>;

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A `tally serve` that listens. */
export interface Serving {
  readonly url: string;
  /** What it has printed so far. */
  stdout(): string;
  stderr(): string;
  kill(signal: NodeJS.Signals): void;
  /** How it ended, once it has. */
  readonly ended: Promise<Ended>;
}

/** A folder of a test's own with a `tally` in it that runs the sources, and room for an embedded database. */
export interface Workplace {
  readonly folder: string;
  readonly dataDir: string;
  /** Runs `tally` and waits for its end. */
  tally(args: readonly string[], options?: { readonly env?: Env; readonly input?: string }): Promise<Ended>;
  /** Runs a line of shell in which `tally` is a command. */
  shell(line: string, env?: Env): Promise<Ended>;
  /** Starts `tally serve` on a free port, and waits until it says where it listens. */
  serve(env?: Env, args?: readonly string[]): Promise<Serving>;
  /** Starts `tally` and does not wait. */
  start(args: readonly string[], env?: Env): Omit<Serving, 'url'>;
  /** Ends every server that still runs, and removes the folder. */
  close(): Promise<void>;
}

/** Makes a workplace. Commands in it see this environment and no other, but for what a call adds. */
export function openWorkplace(): Workplace {
  const folder = mkdtempSync(path.join(tmpdir(), 'tally-'));
  chmodSync(folder, 0o755); // root's PostgreSQL runs as another user, who has to get in
  const dataDir = path.join(folder, 'data');
  for (const [name, script] of [
    ['tally', MAIN],
    ['first-payment', path.join(import.meta.dirname, 'first-payment.ts')],
  ] as const) {
    const file = path.join(folder, name);
    writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' ${SOURCE} '${script}' "$@"\n`, { mode: 0o755 });
  }
  // A test runs dozens of commands: the first compiles the server for all of them.
  const NODE_COMPILE_CACHE = path.join(folder, 'compiled');
  const base = { NODE_COMPILE_CACHE, PATH: `${folder}:${process.env.PATH}`, DATA_DIR: dataDir, PORT: '0' };
  const running = new Set<Omit<Serving, 'url'>>();

  const run = (file: string, args: readonly string[], env: Env = {}, input?: string) => {
    const child = spawn(file, args, { env: { ...base, ...env }, cwd: folder });
    const printed = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      printed.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      printed.stderr += text;
    });
    child.stdin.on('error', () => undefined).end(input);
    const ended = new Promise<Ended>((resolve, reject) => {
      child.once('error', reject).once('close', (code) => resolve({ code, ...printed }));
    });
    return {
      stdout: () => printed.stdout,
      stderr: () => printed.stderr,
      kill: (signal: NodeJS.Signals) => void child.kill(signal),
      ended,
    };
  };

  const start = (args: readonly string[], env?: Env) => {
    const started = run(process.execPath, [SOURCE, MAIN, ...args], env);
    running.add(started);
    void started.ended.finally(() => running.delete(started));
    return started;
  };

  return {
    folder,
    dataDir,
    start,
    tally: (args, { env, input } = {}) => run(process.execPath, [SOURCE, MAIN, ...args], env, input).ended,
    shell: (line, env) => run('/bin/sh', ['-c', line], env).ended,
    async serve(env, args = []) {
      const started = start(['serve', ...args], env);
      const url = await whenPrinted(started, /(?:answers at |"event":"ready","url":")(http:\/\/[^\s"]+)/);
      return { ...started, url };
    },
    async close() {
      for (const started of running) started.kill('SIGTERM');
      await Promise.all([...running].map(({ ended }) => ended));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until a process has printed something, and answers the first group of the match. */
export async function whenPrinted(started: Omit<Serving, 'url'>, pattern: RegExp): Promise<string> {
  const ended = started.ended.then(() => true);
  for (;;) {
    const match = pattern.exec(started.stdout());
    if (match !== null) return match[1] ?? match[0];
    const isOver = await Promise.race([ended, new Promise<false>((resolve) => setTimeout(resolve, 20, false))]);
    if (isOver && !pattern.test(started.stdout())) {
      throw new Error(`It ended without printing ${pattern}:\n${started.stdout()}\n${started.stderr()}`);
    }
  }
}
