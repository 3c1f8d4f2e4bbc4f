import type { EventKind, SourceMethod } from '@tallystick/core';
import { type LedgerEntry, roomFor } from '@tallystick/core/wire';
import type { Pool } from '../store/pool.ts';
import { type Query, reading, type Tx } from '../store/transaction.ts';
import { api } from './implement.ts';
import { postingCount, readLedgerEntries } from './journal-lines.ts';
import { beginningOf, pageOf } from './page.ts';
import { problemError } from './problem.ts';

interface EventRow {
  readonly position: bigint;
  readonly event_id: string;
  readonly kind: EventKind;
  readonly loan_id: string | null;
  readonly subject_event_id: string | null;
  readonly posted_at: string;
  readonly actor: string;
  readonly idempotency_key: string;
  readonly request: Record<string, unknown>;
  readonly response: string;
  readonly entry_ids: readonly string[];
  /** How many postings its entries have. */
  readonly postings: number;
}

interface Asked {
  readonly kind?: EventKind | undefined;
  readonly loan_id?: string | undefined;
  readonly idempotency_key?: string | undefined;
  readonly subject_event_id?: string | undefined;
  /** There where `external_ref` is, and only there. */
  readonly source_method?: SourceMethod | undefined;
  readonly external_ref?: string | undefined;
  readonly page_size: number;
}

/**
 * The feed: every event of the tenant with all that it booked, in the order of commit.
 *
 * Law: whoever has seen position n has seen every position before it, because a position is counted under a lock that is
 * held until COMMIT (`posting/write.ts`). So a reader that goes on after the last position it has misses nothing, and
 * the entries of all events from the first, folded, are the books.
 * A page ends early, after at least one event, when what its events booked is long.
 */
const list = api.events.list.handler(async ({ input: { query }, context }) => {
  const tenantId = context.principal!.tenantId;
  const { reader } = context.services;
  const { page_size, page_token, ...filters } = query;
  const asked = JSON.stringify([tenantId, 'events', Object.entries(filters).sort()]);
  const place = beginningOf(context, asked, page_token) ?? query.after ?? '0';
  const [rows] = await reading(reader, tenantId, (tx) => [
    readEvents(tx, tenantId, placesOf(tx, tenantId, place, query)),
  ]);
  const page = pageOf(context, asked, rows, Math.min(page_size, roomFor(rows)), (row) => String(row.position));
  return { status: 200 as const, body: { items: await itemsOf(reader, tenantId, page.rows), ...page.next } };
});

/** One event by its id, of whatever kind, as the feed shows it. */
const get = api.events.get.handler(async ({ input: { params }, context }) => {
  const tenantId = context.principal!.tenantId;
  const { reader } = context.services;
  const [rows] = await reading(reader, tenantId, (tx) => [
    readEvents(
      tx,
      tenantId,
      tx`select v.position from events v where v.tenant_id = ${tenantId} and v.event_id = ${params.id}`,
    ),
  ]);
  const [event] = await itemsOf(reader, tenantId, rows);
  if (event === undefined) throw problemError(context, 'event_not_found', `no event ${params.id}`);
  return { status: 200 as const, body: event };
});

/** Events with their entries. Neither ever changes, so this second look sees what belongs to the first. */
async function itemsOf(reader: Pool, tenantId: string, rows: readonly EventRow[]) {
  const entries = await readLedgerEntries(
    reader,
    tenantId,
    rows.flatMap((row) => row.entry_ids),
  );
  return rows.map((row) => itemOf(row, entries));
}

const itemOf = (row: EventRow, entries: ReadonlyMap<string, LedgerEntry>) => ({
  position: String(row.position),
  event_id: row.event_id,
  kind: row.kind,
  ...(row.loan_id === null ? {} : { loan_id: row.loan_id }),
  ...(row.subject_event_id === null ? {} : { subject_event_id: row.subject_event_id }),
  posted_at: row.posted_at,
  actor: row.actor,
  idempotency_key: row.idempotency_key,
  request: row.request,
  answer: JSON.parse(row.response) as Record<string, unknown>,
  entries: row.entry_ids.map((id) => entries.get(id)!),
});

/** Reads the events at some positions, in order, with how many postings each has: their sum decides where a page ends. */
function readEvents(tx: Tx, tenantId: string, positions: Query) {
  return tx<EventRow[]>`
    with page as materialized (${positions})
    select v.position, v.event_id, v.kind, v.loan_id, v.subject_event_id, v.posted_at, v.actor, v.idempotency_key,
      v.request, v.response, v.entry_ids, (
        select coalesce(sum(${postingCount(tx, tenantId)}), 0)::int from unnest(v.entry_ids) as i (id)
        cross join lateral (
          select * from journal_entries j where j.tenant_id = ${tenantId} and j.journal_entry_id = i.id offset 0) e) as postings
    from page
    cross join lateral (
      select * from events w where w.tenant_id = ${tenantId} and w.position = page.position offset 0) v
    order by v.position`;
}

/**
 * The positions of a page and one more. What is found by an index of its own is read whole and cut to the page; a kind,
 * or nothing, is followed along the feed, by the index of the kind or the feed's own.
 * A kind is one of the contract's closed list, and is written out so that the planner can tell it is not 'payment'.
 */
function placesOf(tx: Tx, tenantId: string, after: string, asked: Asked): Query {
  const { kind, page_size: size } = asked;
  const [first, ...others] = setsOf(tx, tenantId, asked);
  const found = first && others.reduce((both, other) => tx`${both} intersect ${other}`, first);
  return tx`
    select v.position from ${found === undefined ? tx`events v where v.tenant_id = ${tenantId} and` : tx`(${found}) v where`}
      v.position > ${after}::bigint ${kind === undefined ? tx`` : tx`and v.kind = ${tx.unsafe(`'${kind}'`)}`}
    order by v.position limit ${size + 1}`;
}

/**
 * The events that each filter but the kind leaves, position and kind of each. `offset 0` keeps what is asked of all of
 * them out: with a position beside the key, the feed's own index looks as good to a planner without statistics.
 */
function setsOf(tx: Tx, tenantId: string, asked: Asked): Query[] {
  const { loan_id: loanId, idempotency_key: key, subject_event_id: subject, source_method: method } = asked;
  const eventsBy = (condition: Query) =>
    tx`(select w.position, w.kind from events w where w.tenant_id = ${tenantId} and ${condition} offset 0)`;
  return [
    ...(loanId === undefined ? [] : [tx`(${eventsOfLoan(tx, tenantId, loanId)})`]),
    ...(key === undefined ? [] : [eventsBy(tx`w.idempotency_key = ${key}`)]),
    ...(subject === undefined ? [] : [eventsBy(tx`w.subject_event_id = ${subject}`)]),
    ...(method === undefined ? [] : [eventOfReference(tx, tenantId, method, asked.external_ref!)]),
  ];
}

/** The event that bears a processor's reference now. */
const eventOfReference = (tx: Tx, tenantId: string, method: SourceMethod, externalRef: string) => tx`
  (select b.position, b.kind
   from (select event_id from external_refs x where x.tenant_id = ${tenantId} and x.source_method = ${method}
     and x.external_ref = ${externalRef} offset 0) r
   cross join lateral (
     select position, kind from events w where w.tenant_id = ${tenantId} and w.event_id = r.event_id offset 0) b)`;

/**
 * The events about a loan: those that name it, and those that booked lines of it, as an accrual batch does for each of
 * its loans. What names it and books no line is of few kinds, which an index of their own knows.
 */
function eventsOfLoan(tx: Tx, tenantId: string, loanId: string) {
  return tx`
    select n.position, n.kind from events n
    where n.tenant_id = ${tenantId} and n.loan_id = ${loanId}
      and n.kind in ('loan', 'nonaccrual', 'restructure', 'reversal', 'adjustment', 'approval', 'rejection')
    union
    select b.position, b.kind
    from (
      select distinct journal_entry_id from postings where tenant_id = ${tenantId} and loan_id = ${loanId}) p
    cross join lateral (
      select event_id from journal_entries j where j.tenant_id = ${tenantId}
        and j.journal_entry_id = p.journal_entry_id offset 0) e
    cross join lateral (
      select position, kind from events w where w.tenant_id = ${tenantId} and w.event_id = e.event_id offset 0) b`;
}

/** Everything that happened, in order. */
export const events = { list, get };
