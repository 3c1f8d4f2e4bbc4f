import type { Ledger } from '@tallystick/sdk';
import type { Command } from 'commander';
import { address } from '../arguments.ts';
import { type AddCommand, declare, givenTo, groupOf } from '../command.ts';
import type { Sheet } from '../export/sheet.ts';
import type { Format } from '../export/write-sheet.ts';
import { codeIn, usage } from '../failure.ts';
import { choice, day, type Field, record, text } from '../field.ts';
import * as filter from '../filters.ts';
import { examples, LEDGER_NOTE, URL_OPTION } from '../help.ts';
import { UNATTENDED } from '../ledger.ts';
import { progressOf } from '../progress.ts';
import { ledgerOf } from '../question.ts';
import type { Terminal } from '../terminal.ts';

/** `tally export …`: the books, for other programs. */

/** A sheet that can be exported: what it can be narrowed by, and where it comes from. */
interface Exported<Asked extends object> {
  readonly name: string;
  readonly about: string;
  readonly note: string;
  readonly asked: Field<Asked>;
  readonly sheet: (ledger: Ledger, asked: Asked) => Promise<Sheet>;
  readonly examples: readonly [string, string];
}

const NOTE = `
The format is that of --format, or what -o is called: .csv, .ndjson, .hledger
or .journal, .beancount or .bean, .parquet. Without -o it goes to stdout, which
Parquet cannot. A file has its name only when it is whole.`;

const FORMAT_OF: Readonly<Record<string, Format>> = {
  csv: 'csv',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  hledger: 'hledger',
  journal: 'hledger',
  beancount: 'beancount',
  bean: 'beancount',
  parquet: 'parquet',
};

function exported<Asked extends object>(terms: Exported<Asked>): AddCommand {
  const format = choice('--format <format>', 'how it is written', ['csv', 'ndjson', 'hledger', 'beancount', 'parquet']);
  const output = text('-o, --output <file>', 'where it is written (default: stdout)');
  return (program, terminal) => {
    const command = program.command(terms.name).description(terms.about);
    declare(command, [...format.parts, ...output.parts, ...terms.asked.parts]);
    command
      .option(...URL_OPTION, address)
      .addHelpText('after', terms.note + NOTE + LEDGER_NOTE)
      .addHelpText('after', examples(...terms.examples))
      .action(async () => {
        const given = givenTo(command, terminal.stdin);
        const [asked, file] = [await terms.asked.read(given), await output.read(given)];
        const named = formatFor(file, await format.read(given), terminal);
        await write(command, terminal, named, file, (ledger) => terms.sheet(ledger, asked));
      });
  };
}

/** The format that is asked for, which a program that wants JSON need not name. */
function formatFor(file: string | undefined, named: Format | undefined, terminal: Terminal): Format {
  const format = named ?? (file === undefined ? undefined : FORMAT_OF[file.split('.').at(-1)!.toLowerCase()]);
  const otherwise = file === undefined && terminal.speaksJson ? 'ndjson' : undefined;
  const found = format ?? otherwise;
  if (found === undefined) throw usage('Say how it is to be written, as --format csv or -o books.csv.');
  if (file === undefined && found === 'parquet') throw usage('Parquet needs a file: name it by -o.');
  if (file === undefined && terminal.speaksJson && found !== 'ndjson') {
    throw usage(`stdout cannot hold both JSON and ${found}: name a file by -o.`);
  }
  return found;
}

async function write(
  command: Command,
  terminal: Terminal,
  format: Format,
  file: string | undefined,
  sheetOf: (ledger: Ledger) => Promise<Sheet>,
): Promise<void> {
  const { printSheet, writeSheetTo } = await import('../export/write-sheet.ts');
  const { counted } = await import('../export/sheet.ts');
  const ask = ledgerOf(command, terminal, UNATTENDED);
  await ask(async (ledger) => {
    const chart = () => ledger.accounts.list().toArray({ limit: Number.POSITIVE_INFINITY });
    const sheet = await sheetOf(ledger);
    if (format !== 'parquet' && file === undefined) return printSheet(terminal.stdout, format, sheet, chart);
    const progress = progressOf(terminal, 'rows');
    try {
      await writeSheetTo(file!, format, counted(sheet, progress.step), chart);
    } catch (error) {
      throw isOfFile(error) ? usage(`${file} cannot be written (${codeIn(error)}).`) : error;
    } finally {
      progress.end();
    }
    terminal.answer({ file, format, row_count: progress.count }, `Wrote ${progress.count} rows to ${file}.`);
  });
}

const isOfFile = (error: unknown): boolean =>
  ['open', 'write', 'rename'].includes((error as NodeJS.ErrnoException).syscall ?? '');

const entries = exported({
  name: 'entries',
  about: 'write the journal, a row for each line, oldest posted first',
  note: '\n--from and --to go by the effective date. In hledger and beancount the date is\nthe accounting date, by which the trial balance counts.',
  asked: record({
    from: filter.from(),
    to: filter.to(),
    programId: filter.program(),
    currency: text('--currency <code>', 'only lines of this currency'),
    knownAt: filter.knownAt(),
  }),
  sheet: async (ledger, asked) => (await import('../export/entries-sheet.ts')).entriesSheet(ledger, asked),
  examples: [
    'tally export entries -o books.hledger',
    'tally export entries --from 2026-05-01 --to 2026-05-31 --format csv > may.csv',
  ],
});

const balances = exported({
  name: 'balances',
  about: 'write the trial balance, a row for each account and layer',
  note: '\nIn hledger and beancount it is one transaction, which opens books with it.',
  asked: record({
    asOf: day('--as-of <date>', 'the last accounting date that counts (default: everything posted)'),
    programId: filter.program(),
    currency: text('--currency <code>', 'needed when the books have more than one'),
    knownAt: filter.knownAt(),
  }),
  sheet: async (ledger, asked) =>
    (await import('../export/balances-sheet.ts')).balancesSheet(await ledger.books.trialBalance(asked)),
  examples: [
    'tally export balances --as-of 2026-05-31 -o may.parquet',
    'tally export balances --currency USD --format ndjson',
  ],
});

/** The books, for other programs. */
export const exports: AddCommand = groupOf({
  name: 'export',
  about: 'write the books as CSV, NDJSON, hledger, beancount or Parquet',
  examples: ['tally export entries -o books.hledger', 'tally export balances --as-of 2026-05-31 -o may.csv'],
  commands: [entries, balances],
});
