import { stringify } from 'csv-stringify/sync';

type Row = Readonly<Record<string, unknown>>;

/**
 * Writes records as CSV (RFC 4180, but lines end as on Unix), with the names and the amounts of the JSON. A record inside
 * a record is columns of its own, as `recovery.fees_minor`; a list of records is a row for each, beside what it is part of; a list
 * of words is one cell. Nothing is written of no records: what their columns are is not known.
 */
export function csvOf(records: readonly object[]): string {
  const rows = (records as readonly Row[]).flatMap((record) => rowsOf(record));
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (columns.length === 0) return '';
  const lines = rows.map((row) => columns.map((column) => row[column]));
  return stringify([columns, ...lines], { eof: false, cast: { string: harmless } });
}

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
