import { stringify } from 'csv-stringify/sync';
import { EXIT } from './exit.ts';
import { Failure } from './failure.ts';

type Row = Readonly<Record<string, unknown>>;

/**
 * Writes records as CSV (RFC 4180, but lines end as on Unix), with the names and the amounts of the JSON. A record inside
 * a record is columns of its own, as `recovery.fees_minor`; a list of records is a row for each, beside what it is part of; a list
 * of words is one cell. Nothing is written of no records: what their columns are is not known.
 */
export function csvOf(records: readonly object[]): string {
  const rows = allRowsOf(records);
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (columns.length === 0) return '';
  return textOf([columns, ...rows.map((row) => columns.map((column) => row[column]))], false);
}

/**
 * Writes the same CSV of records that are too many to be held, a piece for each page of them. It reads them twice: the
 * columns are known when all were seen.
 *
 * @throws Failure when the second reading has a column that the first had not.
 */
export async function* csvText(pages: () => AsyncIterable<readonly object[]>): AsyncGenerator<string, void, undefined> {
  const known = new Set<string>();
  for await (const records of pages()) {
    for (const row of allRowsOf(records)) for (const name of Object.keys(row)) known.add(name);
  }
  if (known.size === 0) return;
  const columns = [...known];
  yield textOf([columns]);
  for await (const records of pages()) {
    const rows = allRowsOf(records);
    if (rows.some((row) => Object.keys(row).some((name) => !known.has(name)))) throw changed();
    yield textOf(rows.map((row) => columns.map((column) => row[column])));
  }
}

const changed = (): Failure =>
  new Failure('list_changed', EXIT.failed, 'What is listed has a new column since it was first read: ask again.', {
    retryable: true,
  });

const textOf = (lines: readonly (readonly unknown[])[], eof = true): string =>
  stringify([...lines], { eof, cast: { string: harmless } });

const allRowsOf = (records: readonly object[]): Row[] =>
  (records as readonly Row[]).flatMap((record) => rowsOf(record));

/** A text that a spreadsheet would take for a formula, behind an apostrophe; an amount below zero is none. */
const harmless = (text: string): string => (/^[=+\-@\t\r]/.test(text) && !/^-\d+$/.test(text) ? `'${text}` : text);

function rowsOf(record: Row, prefix = ''): Row[] {
  let rows: Row[] = [{}];
  for (const [name, value] of Object.entries(record)) {
    const parts = partsOf(`${prefix}${name}`, value);
    rows = rows.flatMap((row) => parts.map((part) => ({ ...row, ...part })));
  }
  return rows;
}

function partsOf(name: string, value: unknown): readonly Row[] {
  if (Array.isArray(value)) {
    if (value.length === 0) return [{}];
    const isOfRecords = value.some((item) => typeof item === 'object' && item !== null);
    if (!isOfRecords) return [{ [name]: value.join(' ') }];
    return value.flatMap((item: Row) => rowsOf(item, `${name}.`));
  }
  if (typeof value === 'object' && value !== null) return rowsOf(value as Row, `${name}.`);
  return [{ [name]: typeof value === 'boolean' ? String(value) : value }];
}
