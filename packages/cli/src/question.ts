import type { Ledger } from '@tallystick/sdk';
import type { Command } from 'commander';
import { written } from './answer.ts';
import { address } from './arguments.ts';
import type { Sheet } from './bars.ts';
import { type AddCommand, declare, givenTo } from './command.ts';
import { CSV_OPTION } from './csv-option.ts';
import { EXIT } from './exit.ts';
import type { Field } from './field.ts';
import { examples, LEDGER_NOTE, URL_OPTION } from './help.ts';
import { type Ask, ledgerAt } from './ledger.ts';
import type { Terminal } from './terminal.ts';

/** A read of the ledger as a command: what it is called, what it asks for, and how its answer reads. */
export interface Question<Asked extends object, Answer extends object> {
  readonly name: string;
  readonly about: string;
  /** What help says under the options, beside what it says of every read. */
  readonly note?: string;
  readonly asked: Field<Asked>;
  readonly ask: (ledger: Ledger, asked: Asked, tell: Terminal['note']) => Promise<Answer>;
  readonly describe: (answer: Answer, ask: Ask, sheet: Sheet) => string | Promise<string>;
  /** The records of an answer that is a list or a table: what `--csv` prints. Without it there is no `--csv`. */
  readonly rows?: (answer: Answer) => readonly object[];
  /** Whether the answer is something that should not be so: the command then ends with the code of findings. */
  readonly finds?: (answer: Answer) => boolean;
  readonly examples: readonly [string, string];
}

/** Makes the command of a read. */
export function question<Asked extends object, Answer extends object>(terms: Question<Asked, Answer>): AddCommand {
  const { name, about, note, asked, rows } = terms;
  return (program, terminal) => {
    const command = program.command(name).description(about);
    declare(command, asked.parts);
    if (rows !== undefined) command.option(...CSV_OPTION);
    command
      .option(...URL_OPTION, address)
      .addHelpText('after', [note, LEDGER_NOTE].filter(Boolean).join('\n'))
      .addHelpText('after', examples(...terms.examples))
      .action(() => answer(terms, command, terminal));
  };
}

async function answer<Asked extends object, Answer extends object>(
  { asked, ask, describe, rows, finds }: Question<Asked, Answer>,
  command: Command,
  terminal: Terminal,
): Promise<void> {
  const what = await asked.read(givenTo(command, terminal.stdin));
  const put = ledgerOf(command, terminal);
  const found = await put((ledger) => ask(ledger, what, terminal.note));
  terminal.answer(
    found,
    await written(
      terminal,
      () => rows?.(found) ?? [],
      () => describe(found, put, terminal),
    ),
  );
  if (finds?.(found)) terminal.leaveWith(EXIT.findings);
}

/** The ledger that a command is to ask, and how often it tries again what fails. */
export function ledgerOf(command: Command, terminal: Terminal, maxRetries?: number): Ask {
  const { url }: { url?: string } = command.opts();
  return ledgerAt(terminal, url, maxRetries);
}
