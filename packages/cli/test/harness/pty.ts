import { spawn, spawnSync } from 'node:child_process';
import process from 'node:process';
import type { Ended, Workplace } from './tally.ts';

/** Whether this machine has the `script` of util-linux, which runs a command on a terminal of its own. */
export const hasTerminals = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux');

/** A terminal, and the person at it. */
interface Person {
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** What is typed, each once the terminal shows what stands before it. */
  readonly types?: readonly (readonly [shown: string, typed: string])[];
}

/** Runs a command on a terminal. What it shows is its stdout, with escapes that can be read. */
export function onTerminal({ folder }: Workplace, line: string, { columns = 80, env, types = [] }: Person) {
  const base = { PATH: `${folder}:${process.env.PATH}`, TERM: 'xterm-256color', LANG: 'C.UTF-8', SHELL: '/bin/sh' };
  const child = spawn('script', ['-qec', `stty cols ${columns} rows 50; exec ${line}`, '/dev/null'], {
    env: { ...base, ...env },
    cwd: folder,
  });
  const waiting = [...types];
  let shown = '';
  let seen = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    const [next] = waiting;
    const at = next === undefined ? -1 : shown.indexOf(next[0], seen);
    if (at < 0) return;
    seen = at + next![0].length;
    waiting.shift();
    child.stdin.write(next![1]);
  });
  return new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout: readable(shown), stderr: '' }));
  });
}

const readable = (shown: string): string => shown.replaceAll('\r', '').replaceAll('\u001b', '\\e');
