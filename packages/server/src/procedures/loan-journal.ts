import type { EventType } from '@tallystick/core';
import { entryFieldsOf, wireLinesOf } from '@tallystick/core/wire';
import { reading, type Tx } from '../store/transaction.ts';
import { api } from './implement.ts';
import {
  ENTRY_COLUMNS,
  type EntryRow,
  POSTING_COLUMNS,
  type PostingRow,
  postingOf,
  shownEntryOf,
} from './journal-lines.ts';
import { refuseYearZero } from './known-at.ts';
import { beginningOf, pageOf } from './page.ts';
import { problemError } from './problem.ts';

interface JournalQuery {
  readonly from_date?: string | undefined;
  readonly to_date?: string | undefined;
  readonly event_type?: EventType | undefined;
  readonly known_at?: string | undefined;
  readonly page_size: number;
  readonly order: 'asc' | 'desc';
}

/** One posting of the page, with the entry it stands in. */
type PageRow = EntryRow & PostingRow & { readonly loan_ordinal: number };

/**
 * A loan's history, page by page, in the order in which its entries were committed: an entry's ordinal is counted under
 * the lock of its loan, so a page that was read once never changes and nothing slips in before it.
 */
export const journalEntries = api.loans.journalEntries.handler(async ({ input: { params, query }, context }) => {
  refuseYearZero(context, query.known_at);
  const tenantId = context.principal!.tenantId;
  const { from_date = '', to_date = '', event_type = '', known_at = '', order } = query;
  const asked = JSON.stringify([tenantId, params.loan_id, from_date, to_date, event_type, known_at, order]);
  const place = beginningOf(context, asked, query.page_token);
  const cursor = place === undefined ? undefined : Number(place);
  const [loans, rows] = await reading(context.services.reader, tenantId, (tx) => [
    tx<{ loan_id: string }[]>`select loan_id from loans where tenant_id = ${tenantId} and loan_id = ${params.loan_id}`,
    readPage(tx, tenantId, params.loan_id, query, cursor),
  ]);
  if (loans.length === 0) throw problemError(context, 'loan_not_found', `no loan ${params.loan_id}`);

  const entries = [...Map.groupBy(rows, (row) => row.loan_ordinal)];
  const page = pageOf(context, asked, entries, query.page_size, ([ordinal]) => ordinal);
  return {
    status: 200 as const,
    body: { items: page.rows.map(([, postings]) => itemOf(postings)), ...page.next },
  };
});

const FIRST = 0;
const LAST = 2_147_483_647;

/** Reads one entry more than the page holds, which tells whether there is another page. */
function readPage(tx: Tx, tenantId: string, loanId: string, query: JournalQuery, cursor: number | undefined) {
  const ascending = query.order === 'asc';
  const after = ascending ? (cursor ?? FIRST) : FIRST;
  const before = ascending ? LAST : (cursor ?? LAST);
  const from = query.from_date ?? '-infinity';
  const to = query.to_date ?? 'infinity';
  return tx<PageRow[]>`
    with page as (
      select p.loan_ordinal, p.journal_entry_id, p.effective_at
      from postings p ${withEntry(tx, tenantId, query)}
      where p.tenant_id = ${tenantId} and p.loan_id = ${loanId} and p.effective_at between ${from} and ${to}
        and p.loan_ordinal > ${after} and p.loan_ordinal < ${before}
      group by p.loan_ordinal, p.journal_entry_id, p.effective_at
      order by p.loan_ordinal ${ascending ? tx`asc` : tx`desc`}
      limit ${query.page_size + 1}
    )
    select page.loan_ordinal, ${tx.unsafe(ENTRY_COLUMNS)}, ${tx.unsafe(POSTING_COLUMNS)}
    from page
    join journal_entries e on e.tenant_id = ${tenantId} and e.journal_entry_id = page.journal_entry_id
    join postings p on p.tenant_id = ${tenantId} and p.loan_id = ${loanId} and p.effective_at = page.effective_at
      and p.journal_entry_id = page.journal_entry_id
    order by page.loan_ordinal ${ascending ? tx`asc` : tx`desc`}, p.sequence`;
}

/** The join with the entry of a posting `p`, where a filter asks for what only the entry knows. */
function withEntry(tx: Tx, tenantId: string, { event_type: type, known_at: knownAt }: JournalQuery) {
  if (type === undefined && knownAt === undefined) return tx``;
  return tx`
    join journal_entries t on t.tenant_id = ${tenantId} and t.journal_entry_id = p.journal_entry_id
      ${type === undefined ? tx`` : tx`and t.event_type = ${type}`}
      ${knownAt === undefined ? tx`` : tx`and t.posted_at <= ${knownAt}`}`;
}

function itemOf(rows: readonly PageRow[]) {
  const [entry] = rows as readonly [PageRow];
  return { ...entryFieldsOf(shownEntryOf(entry)), lines: wireLinesOf(rows.map(postingOf), entry.currency) };
}
