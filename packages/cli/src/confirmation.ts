import { EXIT } from './exit.ts';
import { Failure, usage } from './failure.ts';
import type { Terminal } from './terminal.ts';

/** An act that cannot be taken back. */
export interface Irreversible {
  /** What has to be typed, in words: `the id of the loan`. */
  readonly what: string;
  /** The same as it must be typed. */
  readonly value: string;
  /** What it does, and what it takes to undo it, for somebody who is about to. */
  readonly warning: string;
  /** What there is to be seen before that. */
  readonly shows?: (() => Promise<string>) | undefined;
}

/**
 * Lets a person type what an act is about before it is sent.
 *
 * @throws Failure when something else is typed, or when there is nobody to ask: a script says `--yes`.
 */
export async function confirm(terminal: Terminal, { what, value, warning, shows }: Irreversible): Promise<void> {
  if (!terminal.isInteractive) {
    throw usage(`${warning} Give --yes to do it without being asked: there is no terminal to ask on.`);
  }
  if (shows !== undefined) terminal.note(`${await shows()}\n`);
  const typed = await terminal.ask(`${warning}\nType ${what} to go on: `);
  if (typed.trim().toLowerCase() === value) return;
  throw new Failure('not_confirmed', EXIT.usage, `Nothing was sent: what was typed is not ${what}, ${value}.`);
}
