import { createReadStream, type ReadStream } from 'node:fs';
import { codeIn, usage } from './failure.ts';

/** One row of a CSV file: its cells under the names of the header, and the line of the file that it ends on. */
export interface CsvRow {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
  /** Whether it has more or fewer cells than the header. */
  readonly isRagged: boolean;
}

/**
 * The rows of a CSV file with a header (RFC 4180, UTF-8, a byte-order mark or none), read as they are asked for.
 *
 * @throws Failure when the file cannot be read, or is none, as when a quote is never closed.
 */
export async function* csvRows(file: ReadStream): AsyncGenerator<CsvRow, void, undefined> {
  const { parse } = await import('csv-parse');
  const parser = parse({ bom: true, columns: true, info: true, relax_column_count: true, skip_empty_lines: true });
  let ragged = 0;
  // A pipe hands no errors on, so that of the file is handed on here.
  file.once('error', (error) => parser.destroy(error)).pipe(parser);
  try {
    for await (const { info, record } of parser) {
      // The parser counts them as it goes.
      yield { line: info.lines, cells: record, isRagged: info.invalid_field_length > ragged };
      ragged = info.invalid_field_length;
    }
  } catch (error) {
    throw unreadable(file, error);
  } finally {
    file.destroy();
  }
}

/** Opens a file to be read as text, piece by piece. */
export const openText = (file: string): ReadStream => createReadStream(file, { encoding: 'utf8' });

/** The failure to read a file that the caller named. */
export function unreadable(file: ReadStream | string, error: unknown): Error {
  const name = typeof file === 'string' ? file : String(file.path);
  const code = codeIn(error) ?? '';
  const why = code.startsWith('CSV_') ? (error as Error).message : code;
  return usage(`${name} cannot be read (${why}).`);
}
