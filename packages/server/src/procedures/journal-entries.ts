import type { EventType, Posting } from '@tallystick/core';
import { entryFieldsOf, MOST_LINES, roomFor, wireLinesOf } from '@tallystick/core/wire';
import { reading, type Tx } from '../store/transaction.ts';
import type { Context } from './context.ts';
import { api } from './implement.ts';
import {
  ENTRY_COLUMNS,
  type EntryRow,
  POSTING_COLUMNS,
  type PostingRow,
  postingCount,
  postingOf,
  readLedgerEntries,
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
  readonly posted_after?: string | undefined;
  readonly page_size: number;
  readonly page_token?: string | undefined;
  readonly order: 'asc' | 'desc';
}

/** Where an entry stands in the journal: its event's position in the feed, and its place among the event's entries. */
interface Placed {
  readonly position: bigint;
  readonly place: bigint;
  readonly journal_entry_id: string;
  readonly postings: number;
}

/**
 * The tenant's journal, page by page, in the order in which it was committed: an event's position is counted until its
 * COMMIT, so a page that was read once never changes and nothing slips in before it.
 *
 * A page of large entries may hold fewer than were asked for. Filters are met on the way along the journal: one that
 * passes over many entries before it finds a page's worth takes as long as they are many.
 */
const list = api.journalEntries.list.handler(async ({ input: { query }, context }) => {
  const { tenantId } = context.principal!;
  const { page_size, page_token, ...filters } = query;
  refuseYearZero(context, query.known_at);
  refuseYearZero(context, query.posted_after, 'posted_after');
  const asked = JSON.stringify([tenantId, 'journal', Object.entries(filters).sort()]);
  const [position, place] = beginningOf(context, asked, page_token)?.split('.') ?? [];
  const [found] = await reading(context.services.reader, tenantId, (tx) => [
    readPlaces(tx, tenantId, query, position === undefined || place === undefined ? undefined : { position, place }),
  ]);
  const size = Math.min(roomFor(found), page_size);
  const { rows, next } = pageOf(context, asked, found, size, (last) => `${last.position}.${last.place}`);
  const ids = rows.map((row) => row.journal_entry_id);
  const entries = await readLedgerEntries(context.services.reader, tenantId, ids);
  return { status: 200 as const, body: { items: ids.map((id) => entries.get(id)!), ...next } };
});

const FIRST = { position: '0', place: '0' };
const LAST = { position: '9223372036854775807', place: '0' };

/** Reads where one entry more than the page holds stands, and how many postings each has. */
function readPlaces(tx: Tx, tenantId: string, query: JournalQuery, cursor: typeof FIRST | undefined) {
  const ascending = query.order === 'asc';
  const after = ascending ? (cursor ?? FIRST) : FIRST;
  const before = ascending ? LAST : (cursor ?? LAST);
  const ofType = query.event_type === undefined ? tx`` : tx`and e.event_type = ${query.event_type}`;
  return tx<Placed[]>`
    select v.position, x.place, e.journal_entry_id, ${postingCount(tx, tenantId)} as postings
    from events v
    cross join lateral unnest(v.entry_ids) with ordinality as x (id, place)
    cross join lateral (
      select * from journal_entries j where j.tenant_id = ${tenantId} and j.journal_entry_id = x.id offset 0) e
    where v.tenant_id = ${tenantId} and v.position between ${after.position} and ${before.position}
      and (v.position, x.place) > (${after.position}, ${after.place})
      and (v.position, x.place) < (${before.position}, ${before.place})
      and e.effective_at between ${query.from_date ?? '-infinity'} and ${query.to_date ?? 'infinity'}
      and e.posted_at > ${query.posted_after ?? '-infinity'} and e.posted_at <= ${query.known_at ?? 'infinity'}
      ${ofType}
    order by v.position ${ascending ? tx`asc` : tx`desc`}, x.place ${ascending ? tx`asc` : tx`desc`}
    limit ${query.page_size + 1}`;
}

/** An entry, and how many postings it has. */
type CountedEntry = EntryRow & { readonly postings: number };

/** One entry with a page of its lines, in the order of their sequence. Only the postings of the page are read. */
const get = api.journalEntries.get.handler(async ({ input: { params, query }, context }) => {
  const { tenantId } = context.principal!;
  const asked = JSON.stringify([tenantId, 'journal entry', params.id]);
  const after = Number(beginningOf(context, asked, query.page_token) ?? 0);
  const [[entry]] = await reading(context.services.reader, tenantId, (tx) => [
    tx<CountedEntry[]>`
      select ${tx.unsafe(ENTRY_COLUMNS)}, ${postingCount(tx, tenantId)} as postings from journal_entries e
      where e.tenant_id = ${tenantId} and e.journal_entry_id = ${params.id}`,
  ]);
  if (entry === undefined) throw problemError(context, 'journal_entry_not_found', `no journal entry ${params.id}`);
  const { lines, count } = await readLines(context, entry, after, query.page_size + 1);
  const { rows, next } = pageOf(context, asked, lines, query.page_size, (last) => last.sequence);
  return {
    status: 200 as const,
    body: { ...entryFieldsOf(shownEntryOf(entry)), lines: [...rows], line_count: count, ...next },
  };
});

interface Lines {
  readonly lines: ReturnType<typeof wireLinesOf>;
  /** How many lines the whole entry has. */
  readonly count: number;
}

/**
 * Reads up to `most` lines of an entry, after a sequence. Lines that are alike are one, which only the whole entry
 * tells; so it is read whole while it is small. One that is larger has no two lines alike (see `ledgerEntryOf`): its
 * line n is the debit of posting n, and after the debits come the credits in the same order.
 */
async function readLines(context: Context, entry: CountedEntry, after: number, most: number): Promise<Lines> {
  const { postings: count, currency } = entry;
  if (count <= MOST_LINES) {
    const lines = wireLinesOf(await readPostings(context, entry, 1, count), currency);
    return { lines: lines.slice(after, after + most), count: lines.length };
  }
  const last = Math.min(after + most, 2 * count);
  const lines: Lines['lines'] = [];
  for (const [side, first] of [
    ['DR', 0],
    ['CR', count],
  ] as const) {
    const [from, to] = [Math.max(after - first, 0) + 1, Math.min(last - first, count)];
    const postings = from > to ? [] : await readPostings(context, entry, from, to);
    const ofSide = wireLinesOf(postings, currency).filter(({ direction }) => direction === side);
    lines.push(...ofSide.map((line, index) => ({ ...line, sequence: first + from + index })));
  }
  return { lines, count: 2 * count };
}

async function readPostings(context: Context, entry: EntryRow, from: number, to: number): Promise<Posting[]> {
  const { tenantId } = context.principal!;
  const [postings] = await reading(context.services.reader, tenantId, (tx) => [
    tx<PostingRow[]>`
      select ${tx.unsafe(POSTING_COLUMNS)} from postings p
      where p.tenant_id = ${tenantId} and p.journal_entry_id = ${entry.journal_entry_id}
        and p.effective_at = ${entry.effective_at} and p.sequence between ${from} and ${to}
      order by p.sequence`,
  ]);
  return postings.map(postingOf);
}

/** The journal of the tenant. */
export const journalEntries = { get, list };
