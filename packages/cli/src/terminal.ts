import type { Readable, Writable } from 'node:stream';
import { EXIT, type ExitCode } from './exit.ts';
import type { Failure } from './failure.ts';
import { painted, paintedFailure, paintedNote } from './paint.ts';
import type { Asked } from './typed.ts';

/** What a command has of the world: its environment, and where its answer goes. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  /** Whether `--json` was given: a program reads, and is told nothing but answers and failures. */
  readonly speaksJson: boolean;
  /** Whether `--csv` was given: the answer is rows, and what is beside it stays on stderr. */
  readonly speaksCsv: boolean;
  /**
   * Prints an answer on stdout: the value as JSON where `--json` was given, the text elsewhere. A command has one; one
   * that follows a feed has one a line.
   */
  answer(value: object, plain: string): void;
  /** For an answer that is too long to be held: it is written piece by piece. */
  readonly stdout: Writable;
  /** Shows a line on stderr in place of the last one, and takes it away when it is empty. Only on a terminal. */
  status(line: string): void;
  /** Tells a person something beside the answer, on stderr. Programs, which asked for JSON, are told nothing. */
  note(sentence: string): void;
  /** Whether `--debug` was given, or TALLYSTICK_DEBUG=1: each request is told. */
  readonly isDebugging: boolean;
  /** Tells a request on stderr, where that was asked for; beside JSON too. */
  debug(line: string): void;
  /** How many characters a line of the terminal has; 80 where there is none. */
  readonly columns: number;
  /** Whether block characters can be drawn: on a terminal of UTF-8, and in ASCII elsewhere. */
  readonly hasBlocks: boolean;
  /** Whether there is a person to ask: at a terminal, and not where a program asked for JSON. */
  readonly isInteractive: boolean;
  /** Asks a person on stderr, and resolves to the line that is typed. */
  ask(question: string): Promise<string>;
  /** Asks a person several things on stderr, secrets without showing them, and resolves to what is typed. */
  askAll(asked: readonly Asked[]): Promise<readonly string[]>;
  /** The profile that `--profile` names. */
  readonly profile: string | undefined;
  useProfile(name: string): void;
  /** Tells on stderr why the command failed, as JSON where that was asked for. */
  fail(failure: Failure): void;
  /** Prints help as it is. */
  help(text: string, stream: 'stdout' | 'stderr'): void;
  /** Ends the command with another code than 0 although it answered. */
  leaveWith(code: ExitCode): void;
  readonly exitCode: ExitCode;
}

/** The parts of `process` that a terminal is made of. */
export type ProcessParts = Pick<NodeJS.Process, 'env' | 'stdin' | 'stdout' | 'stderr' | 'argv'>;

/**
 * Makes the terminal of a process. Whether `--json` was given is read here, before the arguments are understood,
 * because a mistake in the arguments is answered in JSON too; `--csv` and `--debug` are read with it.
 */
export function createTerminal({ env, stdin, stdout, stderr, argv }: ProcessParts): Terminal {
  const json = argv.includes('--json');
  const csv = !json && argv.includes('--csv');
  const debugging = argv.includes('--debug') || env.TALLYSTICK_DEBUG === '1';
  const shown = isColoured(stdout, env) && !csv ? painted : asItIs;
  const [noted, failed] = isColoured(stderr, env) ? [paintedNote, paintedFailure] : [asItIs, asItIs];
  let exitCode: ExitCode = EXIT.ok;
  let profile: string | undefined;
  return {
    env,
    stdin,
    speaksJson: json,
    speaksCsv: csv,
    answer(value, plain) {
      const text = json ? JSON.stringify(value) : shown(plain);
      if (text !== '') stdout.write(`${text}\n`);
    },
    stdout,
    status(line) {
      if (!json && stderr.isTTY === true) stderr.write(`\r\x1b[K${line}`);
    },
    note: (sentence) => json || stderr.write(`${noted(sentence)}\n`),
    isDebugging: debugging,
    debug: (line) => void (debugging && stderr.write(`debug: ${line}\n`)),
    columns: stdout.columns ?? 80,
    hasBlocks: stdout.isTTY === true && env.TERM !== 'dumb' && isUtf8(env),
    isInteractive: !json && stdin.isTTY === true && stderr.isTTY === true,
    ask: (question) => lineTyped(question, stdin, stderr),
    askAll: async (asked) => (await import('./typed.ts')).linesTyped(asked, stdin, stderr),
    useProfile(name) {
      profile = name;
    },
    get profile() {
      return profile;
    },
    fail: (failure) =>
      stderr.write(`${json ? JSON.stringify({ error: failure }) : failed(`tally: ${failure.told()}`)}\n`),
    help(text, stream) {
      if (stream === 'stdout') stdout.write(text);
      else if (!json) stderr.write(text);
    },
    leaveWith(code) {
      exitCode = code;
    },
    get exitCode() {
      return exitCode;
    },
  };
}

const asItIs = (text: string): string => text;

/** Whether a stream shows colours: a terminal does, unless NO_COLOR is set or TERM says that it cannot. */
const isColoured = (stream: NodeJS.WriteStream, env: Terminal['env']): boolean =>
  stream.isTTY === true && !env.NO_COLOR && stream.hasColors?.(env) === true;

/** Whether the locale is one of UTF-8, by the variable that counts. */
const isUtf8 = ({ LC_ALL, LC_CTYPE, LANG }: Terminal['env']): boolean =>
  /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '');

/** One line, as it is typed; empty when the terminal ends the input instead. Ctrl-C ends the command, as anywhere. */
async function lineTyped(question: string, input: Readable, output: NodeJS.WritableStream): Promise<string> {
  const { createInterface } = await import('node:readline');
  const lines = createInterface({ input, output, terminal: false });
  try {
    return await new Promise<string>((resolve) => {
      lines.once('close', () => resolve('')).question(question, resolve);
    });
  } finally {
    lines.close();
  }
}
