import { pipeline } from 'node:stream/promises';
import type { Ledger, Listing, Page } from '@tallystick/sdk';
import { type Command, Option } from 'commander';
import { written } from './answer.ts';
import { address } from './arguments.ts';
import { type AddCommand, declare, givenTo } from './command.ts';
import { CSV_OPTION } from './csv-option.ts';
import { EXIT } from './exit.ts';
import { type Field, number } from './field.ts';
import { examples, LEDGER_NOTE, URL_OPTION } from './help.ts';
import type { Ask } from './ledger.ts';
import { ledgerOf } from './question.ts';
import type { Terminal } from './terminal.ts';

/** A list of the ledger as a command: so many of its items, or all of them. */
export interface Listed<Asked extends object, Item extends object, P extends Page<Item>> {
  readonly name: string;
  readonly about: string;
  /** What help says under the options, beside what it says of every list. */
  readonly note?: string;
  /** What its items are called, in the plural. */
  readonly items: string;
  readonly asked: Field<Asked>;
  readonly list: (ledger: Ledger, asked: Asked & { readonly pageSize: number }) => Listing<Item, P>;
  readonly describe: (page: P, ask: Ask) => string | Promise<string>;
  /** Whether each item is something that should not be so: the command then ends with the code of findings. */
  readonly finds?: true;
  readonly examples: readonly [string, string];
}

/** What help says of every list. */
const NOTE = `
JSON says by "more" whether there are others. With --all they are read page by
page: as JSON one a line, as CSV in two readings, the first for the columns.`;

/** Makes the command of a list. */
export function listed<Asked extends object, Item extends object, P extends Page<Item>>(
  terms: Listed<Asked, Item, P>,
): AddCommand {
  const { name, about, note, asked } = terms;
  const most = upTo(terms.items);
  return (program, terminal) => {
    const command = program.command(name).description(about);
    declare(command, [...asked.parts, ...most.parts]);
    command
      .option(...CSV_OPTION)
      .option(...URL_OPTION, address)
      .addHelpText('after', [note, NOTE, LEDGER_NOTE].filter(Boolean).join('\n'))
      .addHelpText('after', examples(...terms.examples))
      .action(() => answer(terms, most, command, terminal));
  };
}

/** How many items of a list to answer at most: infinitely many where all are asked for. */
export function upTo(items: string, otherwise = 50): Field<number> {
  const given = number('--limit <n>', `how many ${items} at most (default: ${otherwise})`);
  const all = new Option('--all', `all ${items}`).conflicts('limit');
  return {
    parts: [...given.parts, all],
    read: async (from) => (from.of(all) ? Number.POSITIVE_INFINITY : ((await given.read(from)) ?? otherwise)),
  };
}

/** What is told of a list that is cut. */
export const CUT = 'There is more: raise --limit, or say --all.';

async function answer<Asked extends object, Item extends object, P extends Page<Item>>(
  { asked, list, describe, finds }: Listed<Asked, Item, P>,
  most: Field<number>,
  command: Command,
  terminal: Terminal,
): Promise<void> {
  const given = givenTo(command, terminal.stdin);
  const [what, limit] = [await asked.read(given), await most.read(given)];
  const ask = ledgerOf(command, terminal);
  const listing = (ledger: Ledger) => list(ledger, { ...what, pageSize: pageSizeFor(limit) });
  const streams = limit === Number.POSITIVE_INFINITY && (terminal.speaksJson || terminal.speaksCsv);
  const count = streams
    ? await ask((ledger) => streamed(listing(ledger), terminal))
    : await shown(await ask((ledger) => gathered(listing(ledger), limit)), (page) => describe(page, ask), terminal);
  if (finds && count > 0) terminal.leaveWith(EXIT.findings);
}

/** Answers the part of a list that was asked for, and how many items that are. */
async function shown<P extends Page<object>>(
  page: Gathered<P>,
  describe: (page: P) => string | Promise<string>,
  terminal: Terminal,
): Promise<number> {
  terminal.answer(
    page,
    await written(
      terminal,
      () => page.items,
      () => describe(page),
    ),
  );
  if (page.more) terminal.note(CUT);
  return page.items.length;
}

/** Writes a whole list while it is read, no faster than it is taken, and answers how many items it had. */
async function streamed(listing: Listing<object>, terminal: Terminal): Promise<number> {
  let count = 0;
  async function* jsonText(): AsyncGenerator<string, void, undefined> {
    for await (const { items } of listing.pages()) {
      count += items.length;
      if (items.length > 0) yield `${items.map((item) => JSON.stringify(item)).join('\n')}\n`;
    }
  }
  async function* pagesOfItems(): AsyncGenerator<readonly object[], void, undefined> {
    count = 0;
    for await (const { items } of listing.pages()) {
      count += items.length;
      yield items;
    }
  }
  const text = terminal.speaksJson ? jsonText() : (await import('./csv.ts')).csvText(pagesOfItems);
  await pipeline(text, terminal.stdout, { end: false });
  return count;
}

/** The most items that a page of the API holds. */
const PAGE_LIMIT = 500;

/** How many items to fetch at a time, so that no more is read than is answered. */
export const pageSizeFor = (limit: number): number => Math.min(limit, PAGE_LIMIT);

/** The pages of a list as one, and whether there is more of it. */
type Gathered<P> = P & { readonly more: boolean };

/** Gathers the pages of a list into one, up to a limit. A token would not tell where the cut is, so there is none. */
async function gathered<Item, P extends Page<Item>>(listing: Listing<Item, P>, limit: number): Promise<Gathered<P>> {
  const items: Item[] = [];
  let last: P | undefined;
  for await (const page of listing.pages()) {
    last = page;
    items.push(...page.items);
    if (items.length >= limit) break;
  }
  const { next_page_token: token, ...whole } = last!;
  const more = items.length > limit || token !== undefined;
  return { ...whole, items: items.slice(0, limit), more } as unknown as Gathered<P>;
}
