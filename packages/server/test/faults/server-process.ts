import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const ENTRY = path.join(import.meta.dirname, 'serve-process.ts');
/** Milliseconds in which a process must say where it serves. */
const STARTUP = 20_000;

/** A server in a process of its own. */
export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** Everything it has written so far, to both outputs. */
  output(): string;
  /** Kills it as a crash would, and waits until it is gone. */
  kill(): Promise<void>;
  /** Asks it to stop, and answers the code it ended with: null when a signal ended it. */
  terminate(): Promise<number | null>;
}

const alive = new Set<ChildProcess>();

/** Ends every process that a test left behind. Only those that this file started. */
export async function killAll(): Promise<void> {
  await Promise.all([...alive].map((child) => end(child, 'SIGKILL')));
}

/** Starts a server process on a database and answers once it serves. */
export async function startProcess(
  databaseUrl: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const words = ['--conditions=@tallystick/source', '--no-warnings', ENTRY];
  const child = spawn(process.execPath, words, {
    env: { PATH: process.env.PATH, PORT: '0', LOG_LEVEL: 'silent', DATABASE_URL: databaseUrl, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  alive.add(child);
  let written = '';
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no server after ${STARTUP} ms: ${written}`)), STARTUP);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        written += text;
        const said = /serving (http:\S+)/.exec(written);
        if (said !== null) resolve(said[1]!);
      });
    }
    child.once('exit', (code, signal) => {
      alive.delete(child);
      clearTimeout(timer);
      reject(new Error(`the server ended with ${code ?? signal}: ${written}`));
    });
  });
  return {
    url,
    pid: child.pid!,
    output: () => written,
    async kill() {
      await end(child, 'SIGKILL');
    },
    terminate: () => end(child, 'SIGTERM'),
  };
}

async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'close');
    child.kill(signal);
    await gone;
  }
  return child.exitCode;
}
