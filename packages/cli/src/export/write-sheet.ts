import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Account } from '@tallystick/sdk';
import { journalText } from './plain-text-accounting.ts';
import type { Sheet } from './sheet.ts';
import { csvText, ndjsonText } from './table-text.ts';

/** The formats of an export. */
export const FORMATS = ['csv', 'ndjson', 'hledger', 'beancount', 'parquet'] as const;

/** One of the formats. */
export type Format = (typeof FORMATS)[number];

/** What the plain-text formats need beside the sheet. */
type Chart = () => Promise<readonly Account[]>;

/** Writes a sheet into a file, which has its name only when it is whole. */
export async function writeSheetTo(file: string, format: Format, sheet: Sheet, chart: Chart): Promise<void> {
  const partial = `${file}.writing`;
  try {
    if (format === 'parquet') await (await import('./parquet.ts')).writeParquet(partial, sheet);
    else await pipeline(textOf(format, sheet, chart), createWriteStream(partial));
    await rename(partial, file);
  } finally {
    await rm(partial, { force: true });
  }
}

/** Writes a sheet in a format that is text, no faster than it is taken. */
export async function printSheet(
  stream: Writable,
  format: Exclude<Format, 'parquet'>,
  sheet: Sheet,
  chart: Chart,
): Promise<void> {
  await pipeline(textOf(format, sheet, chart), stream, { end: false });
}

async function* textOf(
  format: Exclude<Format, 'parquet'>,
  sheet: Sheet,
  chart: Chart,
): AsyncGenerator<string, void, undefined> {
  if (format === 'csv') yield* csvText(sheet);
  else if (format === 'ndjson') yield* ndjsonText(sheet);
  else yield* journalText(format, await chart(), sheet.postings);
}
