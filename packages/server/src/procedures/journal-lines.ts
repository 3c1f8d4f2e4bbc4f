/** Rows of the journal on their way into answers. */
import type {
  AccountCode,
  BorrowerId,
  Currency,
  EntryId,
  EventId,
  EventType,
  Layer,
  LoanId,
  LocalDate,
  Minor,
  Posting,
} from '@tallystick/core';
import { type LedgerEntry, ledgerEntryOf, MOST_LINES, type ShownEntry } from '@tallystick/core/wire';
import type { Pool } from '../store/pool.ts';
import { reading, type Tx } from '../store/transaction.ts';

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

/** What is shown of an entry, from its row. */
export const shownEntryOf = (row: EntryRow): ShownEntry => ({
  id: row.journal_entry_id as EntryId,
  type: row.event_type,
  currency: row.currency as Currency,
  effectiveAt: row.effective_at as LocalDate,
  accountingDate: row.accounting_date as LocalDate,
  postedAt: row.posted_at,
  ...(row.correlation_id === null ? {} : { correlationId: row.correlation_id as EventId }),
  ...(row.reverses_entry_id === null ? {} : { reversesEntryId: row.reverses_entry_id as EntryId }),
  ...(row.description === null ? {} : { description: row.description }),
  actor: row.actor,
});

/** A posting from its row, as far as it is shown. */
export function postingOf(row: PostingRow): Posting {
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
 * How many postings the entry `e` has. Postings are numbered from 1 without a gap, so the last one's number says it;
 * none has no row to ask.
 */
export const postingCount = (tx: Tx, tenantId: string) => tx`
  coalesce((select n.sequence from postings n where n.tenant_id = ${tenantId} and n.journal_entry_id = e.journal_entry_id
    and n.effective_at = e.effective_at order by n.sequence desc limit 1), 0)`;

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
      ledgerEntryOf(shownEntryOf(row), (of.get(row.journal_entry_id) ?? []).map(postingOf), row.posting_count),
    ]),
  );
}
