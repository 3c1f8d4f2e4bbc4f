import type { Ledger, Listing, Page } from '@tallystick/sdk';
import type { Command } from 'commander';
import { written } from './answer.ts';
import { address } from './arguments.ts';
import type { Sheet } from './bars.ts';
import { type AddCommand, declare, givenTo } from './command.ts';
import { CSV_OPTION } from './csv-option.ts';
import { EXIT } from './exit.ts';
import { type Field, number } from './field.ts';
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

/** The ledger that a command is to ask. */
export function ledgerOf(command: Command, terminal: Terminal): Ask {
  const { url }: { url?: string } = command.opts();
  return ledgerAt(terminal, url);
}

/** How many items of a list to answer at most. */
export function limit(items: string, otherwise = 50): Field<number> {
  const given = number('--limit <n>', `how many ${items} at most (default: ${otherwise})`);
  return { parts: given.parts, read: async (from) => (await given.read(from)) ?? otherwise };
}

/** The records of a list. */
export const itemsOf = <Item extends object>({ items }: { readonly items: readonly Item[] }): readonly Item[] => items;

/** The most items that a page of the API holds. */
const PAGE_LIMIT = 500;

/** How many items to fetch at a time, so that no more is read than is answered. */
export const pageSizeFor = (limit: number): number => Math.min(limit, PAGE_LIMIT);

/** Gathers the pages of a list into one, up to a limit, and tells when there is more. */
export async function gathered<Item, P extends Page<Item>>(
  listing: Listing<Item, P>,
  limit: number,
  tell: Terminal['note'],
): Promise<P> {
  let page = await listing.page();
  while (page.next_page_token !== undefined && page.items.length < limit) {
    const next = await listing.page(page.next_page_token);
    page = { ...next, items: [...page.items, ...next.items] };
  }
  const { next_page_token: token, ...whole } = page;
  const isCut = page.items.length > limit;
  if (isCut || token !== undefined) tell('There is more: raise --limit.');
  // A page may end beyond the limit; its token would then skip what is cut off here, so it goes too.
  return isCut ? ({ ...whole, items: page.items.slice(0, limit) } as unknown as P) : page;
}
