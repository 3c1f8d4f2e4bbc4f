import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { environment } from './environment.ts';

/** A process of ours that has said, by its first message, that it is ready. */
export interface Child<Hello> {
  readonly pid: number;
  readonly hello: Hello;
  /** Sends a message and answers with the next one that comes back. One at a time. */
  ask(message: object, patience: number): Promise<unknown>;
  /** Ends it: SIGTERM, and SIGKILL when it stays. */
  stop(): Promise<void>;
}

/** How a child is started. */
export interface ChildOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** A file descriptor for what it prints. */
  readonly output?: number;
  /** Milliseconds to its first message. */
  readonly patience?: number;
}

const STOPPING = 10_000;

/** Starts a program of this package as a process of its own, on this Node and from the sources. */
export async function startChild<Hello>(file: string, options: ChildOptions = {}): Promise<Child<Hello>> {
  const output = options.output ?? 'inherit';
  const child = fork(path.join(import.meta.dirname, file), [], {
    execArgv: ['--conditions=@tallystick/source'],
    env: { PATH: environment.PATH, HOME: environment.HOME, TMPDIR: environment.TMPDIR, ...options.env },
    stdio: ['ignore', output, output === 'inherit' ? 'inherit' : output, 'ipc'],
    serialization: 'advanced',
  });
  const stop = () => end(child);
  try {
    const hello = (await nextMessage(child, file, options.patience ?? 60_000)) as Hello;
    return {
      pid: child.pid!,
      hello,
      stop,
      ask(message, patience) {
        const answer = nextMessage(child, file, patience);
        child.send(message);
        return answer;
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function nextMessage(child: ChildProcess, file: string, patience: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => done(() => reject(new Error(`${file} said nothing for ${patience} ms`))), patience);
    const onMessage = (message: unknown) => done(() => resolve(message));
    const onExit = (code: number | null) => done(() => reject(new Error(`${file} ended with ${code}`)));
    const done = (settle: () => void) => {
      clearTimeout(timer);
      child.off('message', onMessage).off('exit', onExit);
      settle();
    };
    child.once('message', onMessage).once('exit', onExit);
  });
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), STOPPING);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    child.kill('SIGTERM');
  });
}
