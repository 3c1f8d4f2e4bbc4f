import type { EntryId, EventId } from '@tallystick/core';
import { entryFieldsOf, ledgerEntryOf, MOST_LINES, roomFor, wireLinesOf } from '@tallystick/core/wire';
import { found } from './failed.ts';
import type { PlacedEntry, PlacedEvent } from './journal.ts';
import { pageOf } from './page.ts';
import { knownBy, type ReadsOf, shown } from './read.ts';
import type { Tenant } from './tenant.ts';

/** An entry as the whole ledger sees it. */
function listed(placed: PlacedEntry) {
  const { postings } = placed.entry;
  return ledgerEntryOf(shown(placed), postings.slice(0, MOST_LINES), postings.length);
}

/** The journal of the tenant. */
export const journalEntries: ReadsOf<'journalEntries'> = {
  get: ({ journal }, asked) => {
    const { id } = asked.params;
    const placed = found(journal.entry(id as EntryId), 'journal_entry_not_found', `no journal entry ${id}`);
    const lines = wireLinesOf(placed.entry.postings, placed.entry.currency);
    const page = pageOf('journalEntries.get', asked, lines, ({ sequence }) => String(sequence));
    return { ...entryFieldsOf(shown(placed)), lines: [...page.rows], line_count: lines.length, ...page.next };
  },

  list: ({ journal }, asked) => {
    const { from_date: from = '', to_date: to = '9999-12-31', event_type: type, order, ...query } = asked.query;
    const isKnown = knownBy(query.known_at);
    const isOld = query.posted_after === undefined ? () => false : knownBy(query.posted_after, 'posted_after');
    const rows = journal.entries.filter(({ entry, event: { postedAt } }) => {
      const isAsked =
        entry.effectiveAt >= from && entry.effectiveAt <= to && (type === undefined || entry.type === type);
      return isAsked && isKnown(postedAt) && !isOld(postedAt);
    });
    const inOrder = order === 'asc' ? rows : rows.toReversed();
    const placeOf = ({ event, place }: PlacedEntry) => `${event.position}.${place}`;
    const room = (some: readonly PlacedEntry[]) =>
      roomFor(some.map(({ entry }) => ({ postings: entry.postings.length })));
    const page = pageOf('journalEntries.list', asked, inOrder, placeOf, room);
    return { items: page.rows.map(listed), ...page.next };
  },
};

/** Everything that happened, in order. */
export const events: ReadsOf<'events'> = {
  list: ({ journal, book }, asked) => {
    const {
      after = '0',
      kind,
      loan_id: loanId,
      idempotency_key: key,
      subject_event_id: subject,
      ...query
    } = asked.query;
    const { source_method: method, external_ref: ref } = query;
    const named = method === undefined ? undefined : book.payment(method, ref!);
    const rows = journal.events.filter((event) => {
      const isAsked = event.position > Number(after) && (kind === undefined || event.command.kind === kind);
      const isKeyed = key === undefined || event.idempotencyKey === key;
      const hasActed = subject === undefined || event.effects.subject === subject;
      const isNamed = method === undefined || event.eventId === named?.eventId;
      return isAsked && isKeyed && hasActed && isNamed && (loanId === undefined || isAbout(event, loanId));
    });
    const room = (some: readonly PlacedEvent[]) => roomFor(some.map((event) => ({ postings: postingsOf(event) })));
    const page = pageOf('events.list', asked, rows, ({ position }) => String(position), room);
    return { items: page.rows.map((event) => itemOf(journal, event)), ...page.next };
  },

  get: ({ journal }, { params: { id } }) =>
    itemOf(journal, found(journal.event(id as EventId), 'event_not_found', `no event ${id}`)),
};

/** Whether an event names a loan, or booked lines of it. */
const isAbout = ({ effects }: PlacedEvent, loanId: string): boolean =>
  effects.loanId === loanId ||
  effects.entries.some(({ postings }) => postings.some((posting) => posting.loanId === loanId));

const postingsOf = ({ effects }: PlacedEvent): number =>
  effects.entries.reduce((sum, { postings }) => sum + postings.length, 0);

const itemOf = (journal: Tenant['journal'], event: PlacedEvent) => ({
  position: String(event.position),
  event_id: event.eventId as EventId as string,
  kind: event.command.kind,
  ...(event.effects.loanId === undefined ? {} : { loan_id: event.effects.loanId as string }),
  ...(event.effects.subject === undefined ? {} : { subject_event_id: event.effects.subject as string }),
  posted_at: event.postedAt,
  actor: event.actor,
  idempotency_key: event.idempotencyKey,
  request: { ...event.record },
  answer: JSON.parse(event.response) as Record<string, unknown>,
  entries: event.effects.entries.map(({ id }) => listed(journal.entry(id)!)),
});
