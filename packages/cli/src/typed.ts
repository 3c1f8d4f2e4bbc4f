import { type Readable, Writable } from 'node:stream';
import { EXIT } from './exit.ts';
import { Failure } from './failure.ts';

/** A question to a person at the terminal. What is typed after a secret's question is not shown. */
export interface Asked {
  readonly question: string;
  readonly isSecret?: boolean;
}

/**
 * Asks a person several things, one after the other, and answers the lines that were typed; a line is empty when the
 * terminal ends the input instead. All are read by one reader, so that a paste of several lines answers several
 * questions.
 *
 * @throws Failure when Ctrl-C is typed.
 */
export async function linesTyped(
  asked: readonly Asked[],
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<readonly string[]> {
  const { createInterface } = await import('node:readline');
  let isShown = false;
  const echo = new Writable({
    write(chunk: Buffer, _, done) {
      if (isShown) output.write(chunk);
      done();
    },
  });
  // As a terminal, so that it is the reader that echoes what is typed, and not the terminal itself.
  const reader = createInterface({ input, output: echo, terminal: true, historySize: 0 });
  const typed: string[] = [];
  try {
    return await new Promise((resolve, reject) => {
      // Within the event of the line before: what is pasted after it may be the secret already.
      const putNext = () => {
        const next = asked[typed.length];
        if (next === undefined) return resolve(typed);
        output.write(next.question);
        isShown = !next.isSecret;
      };
      reader.on('line', (line) => {
        if (asked[typed.length]?.isSecret) output.write('\n');
        isShown = false;
        typed.push(line.trim());
        putNext();
      });
      reader.once('close', () => resolve(asked.map((_, index) => typed[index] ?? '')));
      reader.once('SIGINT', () => reject(new Failure('interrupted', EXIT.failed, 'Interrupted: nothing was changed.')));
      putNext();
    });
  } finally {
    reader.close();
  }
}

/** Milliseconds for which a line may take to arrive on stdin: a forgotten pipe should not hang for ever. */
const PATIENCE = 10_000;

/** The first lines of stdin, fewer when no more come; none when it is a terminal, where a secret would be seen. */
export async function linesPiped(
  stdin: Readable & { readonly isTTY?: boolean },
  count: number,
): Promise<readonly string[]> {
  if (stdin.isTTY) return [];
  const late = setTimeout(() => stdin.destroy(), PATIENCE);
  let text = '';
  try {
    for await (const chunk of stdin.setEncoding('utf8')) {
      text += chunk;
      if (text.split('\n').length > count) break;
    }
  } catch {
    // Nothing came in time, or stdin is closed.
  }
  clearTimeout(late);
  const lines = text.split('\n').map((line) => line.trim());
  return lines.slice(0, count);
}
