import { Readable } from 'node:stream';
import type { Sheet } from './sheet.ts';

/**
 * CSV by RFC 4180, with a header and lines that end in CRLF. A text that a spreadsheet would run as a formula has an
 * apostrophe put before it: names and references come from outside, and who opens the file trusts it.
 */
export async function* csvText({ columns, rows }: Sheet): AsyncGenerator<string, void, undefined> {
  const { stringify } = await import('csv-stringify');
  const names = columns.map(({ name }) => name);
  const written = stringify({ header: true, columns: names, escape_formulas: true, record_delimiter: '\r\n' });
  const source = Readable.from(rows);
  source.once('error', (error) => written.destroy(error)).pipe(written);
  for await (const chunk of written) yield String(chunk);
}

/** A JSON object a line, its fields in the order of the columns; what a row does not have is left out. */
export async function* ndjsonText({ columns, rows }: Sheet): AsyncGenerator<string, void, undefined> {
  for await (const row of rows) {
    yield `${JSON.stringify(Object.fromEntries(columns.map(({ name }) => [name, row[name]])))}\n`;
  }
}
