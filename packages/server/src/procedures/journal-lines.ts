/** Rows of the journal as answers show them: the one place where postings become lines on the wire. */
import {
  type AccountCode,
  type BorrowerId,
  type EventType,
  type Layer,
  type LoanId,
  linesOf,
  type Minor,
  type Posting,
} from '@tallystick/core';
import type { Pool } from '../store/pool.ts';
import { reading, type Tx } from '../store/transaction.ts';

/** The most lines of one entry that a list shows; `GET /v1/journal-entries/{id}` pages them all. */
export const MOST_LINES = 1_000;

/** About the most postings that one page of a list holds, so that no page is larger than a server can hold many times. */
const MOST_OF_A_PAGE = 20_000;

/** A row of `journal_entries`, as far as it is shown. */
export interface EntryRow {
  readonly journal_entry_id: string;
  readonly event_type: EventType;
  readonly currency: string;
  readonly effective_at: string;
  readonly accounting_date: string;
  readonly posted_at: string;
  readonly correlation_id: string | null;
  readonly reverses_entry_id: string | null;
  readonly description: string | null;
  readonly actor: string;
}

/** A row of `postings`, as far as it is shown. */
export interface PostingRow {
  readonly debit: number;
  readonly credit: number;
  readonly amount: Minor;
  readonly layer: Layer;
  readonly loan_id: string | null;
  readonly borrower_id: string | null;
  readonly external_ref: string | null;
}

/** The columns that an `EntryRow` is made of, of the table `e`; and those of a `PostingRow`, of the table `p`. */
export const ENTRY_COLUMNS = `e.journal_entry_id, e.event_type, e.currency, e.effective_at, e.accounting_date, e.posted_at,
  e.correlation_id, e.reverses_entry_id, e.description, e.actor`;
export const POSTING_COLUMNS = `p.debit, p.credit, p.amount, p.layer::text as layer, p.loan_id, p.borrower_id, p.external_ref`;

/** What an entry says beside its lines. */
export const entryFieldsOf = (entry: EntryRow) => ({
  journal_entry_id: entry.journal_entry_id,
  event_type: entry.event_type,
  effective_at: entry.effective_at,
  accounting_date: entry.accounting_date,
  posted_at: entry.posted_at,
  ...(entry.correlation_id === null ? {} : { correlation_id: entry.correlation_id }),
  ...(entry.reverses_entry_id === null ? {} : { reverses_entry_id: entry.reverses_entry_id }),
  ...(entry.description === null ? {} : { description: entry.description }),
  actor: entry.actor,
});

/** The lines of postings of one entry, in their order: debits, then credits, numbered from 1 (see `linesOf`). */
export function wireLinesOf(postings: readonly PostingRow[], currency: string) {
  return linesOf(postings.map(postingOf)).map((line) => ({
    sequence: line.sequence,
    account_code: String(line.account),
    direction: line.direction,
    amount_minor: String(line.amount),
    currency,
    layer: line.layer,
    ...(line.loanId === undefined ? {} : { loan_id: line.loanId }),
    ...(line.borrowerId === undefined ? {} : { borrower_id: line.borrowerId }),
    ...(line.externalRef === undefined ? {} : { external_ref: line.externalRef }),
  }));
}

function postingOf(row: PostingRow): Posting {
  return {
    debit: row.debit as AccountCode,
    credit: row.credit as AccountCode,
    amount: row.amount,
    layer: row.layer,
    ...(row.loan_id === null ? {} : { loanId: row.loan_id as LoanId }),
    ...(row.borrower_id === null ? {} : { borrowerId: row.borrower_id as BorrowerId }),
    ...(row.external_ref === null ? {} : { externalRef: row.external_ref }),
  };
}

/**
 * An entry as the whole ledger sees it, with `MOST_LINES` of its lines at most.
 *
 * @param postings all of them, or the first `MOST_LINES` of an entry that has more: `count` says how many there are.
 * Law: an entry of more than `MOST_LINES` postings is the interest of a batch, or a reversal of it, and has one posting
 * for each loan; so no two of its lines are alike, it has two lines a posting, and its debits come first. `verifyBooks`
 * checks it.
 */
export function ledgerEntryOf(entry: EntryRow, postings: readonly PostingRow[], count: number) {
  const lines = wireLinesOf(postings, entry.currency);
  const lineCount = count > MOST_LINES ? 2 * count : lines.length;
  return {
    ...entryFieldsOf(entry),
    lines: lines.slice(0, MOST_LINES),
    line_count: lineCount,
    ...(lineCount > MOST_LINES ? { lines_truncated: true as const } : {}),
  };
}

/** An entry of a list of the ledger. */
export type LedgerEntry = ReturnType<typeof ledgerEntryOf>;

/**
 * How many postings the entry `e` has. Postings are numbered from 1 without a gap, so the last one's number says it;
 * none has no row to ask.
 */
export const postingCount = (tx: Tx, tenantId: string) => tx`
  coalesce((select n.sequence from postings n where n.tenant_id = ${tenantId} and n.journal_entry_id = e.journal_entry_id
    and n.effective_at = e.effective_at order by n.sequence desc limit 1), 0)`;

/** How many rows of a list, each with the postings that it would show, fit on one page: one at least. */
export function roomFor(rows: readonly { readonly postings: number }[]): number {
  let held = 0;
  const overflowing = rows.findIndex(({ postings }) => {
    held += Math.min(postings, MOST_LINES);
    return held > MOST_OF_A_PAGE;
  });
  return overflowing === -1 ? rows.length : Math.max(overflowing, 1);
}

/** Reads entries by their ids, each with its lines as a list shows them. Ids of another tenant, or of none, are left out. */
export async function readLedgerEntries(
  reader: Pool,
  tenantId: string,
  entryIds: readonly string[],
): Promise<ReadonlyMap<string, LedgerEntry>> {
  if (entryIds.length === 0) return new Map();
  const asked = `{${entryIds.join(',')}}`;
  const [entries, postings] = await reading(reader, tenantId, (tx) => [
    tx<(EntryRow & { readonly posting_count: number })[]>`
      select ${tx.unsafe(ENTRY_COLUMNS)}, ${postingCount(tx, tenantId)} as posting_count
      from unnest(${asked}::uuid[]) as asked (id)
      cross join lateral (
        select * from journal_entries j where j.tenant_id = ${tenantId} and j.journal_entry_id = asked.id offset 0) e`,
    tx<(PostingRow & { readonly journal_entry_id: string })[]>`
      select p.journal_entry_id, ${tx.unsafe(POSTING_COLUMNS)}
      from unnest(${asked}::uuid[]) as asked (id)
      cross join lateral (
        select * from journal_entries j where j.tenant_id = ${tenantId} and j.journal_entry_id = asked.id offset 0) e
      cross join lateral (
        select * from postings u where u.tenant_id = ${tenantId} and u.journal_entry_id = e.journal_entry_id
          and u.effective_at = e.effective_at and u.sequence <= ${MOST_LINES} offset 0) p
      order by p.journal_entry_id, p.sequence`,
  ]);
  const of = Map.groupBy(postings, (row) => row.journal_entry_id);
  return new Map(
    entries.map((row) => [
      row.journal_entry_id,
      ledgerEntryOf(row, of.get(row.journal_entry_id) ?? [], row.posting_count),
    ]),
  );
}
