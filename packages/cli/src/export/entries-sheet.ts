import { minorUnitsOf } from '@tallystick/core';
import type { Ledger, LedgerEntry, LedgerFilters } from '@tallystick/sdk';
import { amountIn } from '../money.ts';
import type { Sheet, SheetColumn, SheetPosting, SheetRow } from './sheet.ts';

type Line = LedgerEntry['lines'][number];
type EntryLine = readonly [entry: LedgerEntry, line: Line];

const COLUMNS: readonly SheetColumn[] = [
  { name: 'journal_entry_id', kind: 'text' },
  { name: 'event_type', kind: 'text' },
  { name: 'effective_at', kind: 'date' },
  { name: 'accounting_date', kind: 'date' },
  { name: 'posted_at', kind: 'instant' },
  { name: 'sequence', kind: 'whole' },
  { name: 'account_code', kind: 'text' },
  { name: 'direction', kind: 'text' },
  { name: 'amount_minor', kind: 'minor' },
  { name: 'amount', kind: 'major' },
  { name: 'currency', kind: 'text' },
  { name: 'layer', kind: 'text' },
  { name: 'loan_id', kind: 'text' },
  { name: 'borrower_id', kind: 'text' },
  { name: 'external_ref', kind: 'text' },
  { name: 'correlation_id', kind: 'text' },
  { name: 'reverses_entry_id', kind: 'text' },
  { name: 'actor', kind: 'text' },
  { name: 'description', kind: 'text' },
];

/**
 * The journal, a row for each line, oldest posted first. It is read page by page, the lines of a long entry too, so it
 * takes no more memory for a year than for a day.
 */
export function entriesSheet(ledger: Ledger, asked: EntriesAsked): Sheet {
  const lines = () => linesOf(ledger, asked);
  return { columns: COLUMNS, rows: mapped(lines(), rowOf), postings: mapped(lines(), postingOf()) };
}

/** Which entries, and which of their lines. Lines of one currency balance, and so do those of one program. */
type EntriesAsked = LedgerFilters & {
  readonly currency?: string | undefined;
  readonly programId?: string | undefined;
};

async function* linesOf(
  ledger: Ledger,
  { currency, programId, ...filters }: EntriesAsked,
): AsyncGenerator<EntryLine, void, undefined> {
  const isOfProgram = programId === undefined ? async () => true : await programTest(ledger, programId);
  for await (const entry of ledger.journalEntries.list({ ...filters, pageSize: 500 })) {
    const lines = entry.lines_truncated
      ? ledger.journalEntries.lines(entry.journal_entry_id, { pageSize: 500 })
      : entry.lines;
    for await (const line of lines) {
      if ((currency === undefined || line.currency === currency) && (await isOfProgram(line))) yield [entry, line];
    }
  }
}

/**
 * Whether a line counts in a program, as the trial balance has it: by its loan, or in the default program where it has
 * none. The journal does not say, so each loan is looked up, once.
 */
async function programTest(ledger: Ledger, programId: string): Promise<(line: Line) => Promise<boolean>> {
  const isDefault = (await ledger.programs.get(programId)).default;
  const known = new Map<string, boolean>();
  return async ({ loan_id: loan }) => {
    if (loan === undefined) return isDefault;
    const found = known.get(loan) ?? (await ledger.loans.get(loan)).program_id === programId;
    known.set(loan, found);
    return found;
  };
}

async function* mapped<From, To>(
  items: AsyncIterable<From>,
  to: (item: From) => To,
): AsyncGenerator<To, void, undefined> {
  for await (const item of items) yield to(item);
}

function rowOf([{ lines: _, line_count, lines_truncated, ...entry }, line]: EntryLine): SheetRow {
  const hasMajor = minorUnitsOf(line.currency) !== null;
  return { ...entry, ...line, amount: hasMajor ? amountIn(line.amount_minor, line.currency) : undefined };
}

function postingOf(): (item: EntryLine) => SheetPosting {
  let [last, transaction]: [LedgerEntry | undefined, SheetPosting['transaction'] | undefined] = [undefined, undefined];
  return ([entry, line]) => {
    // Its date is the accounting date, by which the trial balance counts.
    if (entry !== last || transaction === undefined) {
      const { journal_entry_id, effective_at, posted_at, correlation_id, reverses_entry_id, actor, description } =
        entry;
      const tags = { journal_entry_id, effective_at, posted_at, correlation_id, reverses_entry_id, actor, description };
      transaction = { date: entry.accounting_date, title: entry.event_type, tags };
      last = entry;
    }
    const { account_code, layer, currency, loan_id, external_ref } = line;
    const amount = BigInt(line.amount_minor);
    const minor = line.direction === 'DR' ? amount : -amount;
    return { transaction, account_code, layer, minor, currency, tags: { loan_id, external_ref } };
  };
}
