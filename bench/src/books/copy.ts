import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Sql } from '../database.ts';
import { accruedBy } from '../load/request.ts';
import { borrowerId, loanId } from './names.ts';

/** Bytes that are handed to COPY at a time. */
const CHUNK = 256 * 1024;

/**
 * Makes a table like `postings`, with the same columns, checks, indexes and partition of a month, to copy into: the
 * journal itself only ever grows by the server.
 */
export async function makeCopyTable(sql: Sql, month: string): Promise<void> {
  await sql.unsafe(`
    create table bench_postings (like postings including all) partition by range (effective_at);
    create table bench_postings_month partition of bench_postings
      for values from ('${month}') to ('${month}'::date + interval '1 month')`);
}

/** The posting rows of one day's batch, ready to be sent. */
export function copyRows(tenantId: string, date: string, loans: number, ordinal: number): Buffer[] {
  const entry = randomUUID();
  const chunks: Buffer[] = [];
  let text = '';
  for (let loan = 0; loan < loans; loan++) {
    text +=
      `${tenantId}\t${entry}\t${loan + 1}\t1200\t4100\t${accruedBy(loan)}\tUSD\tSETTLED\t${loanId(loan)}\t` +
      `${borrowerId(loan)}\t${ordinal}\t\\N\t${date}\t\\N\n`;
    if (text.length < CHUNK && loan < loans - 1) continue;
    chunks.push(Buffer.from(text, 'latin1'));
    text = '';
  }
  return chunks;
}

/** Copies the rows into the twin table and answers how many milliseconds it took, its commit included. */
export async function copyTable(sql: Sql, rows: readonly Buffer[]): Promise<number> {
  const begun = performance.now();
  const into = await sql`copy bench_postings from stdin`.writable();
  await pipeline(Readable.from(rows, { objectMode: true }), into);
  return performance.now() - begun;
}
