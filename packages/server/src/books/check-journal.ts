import { MOST_LINES } from '@tallystick/core/wire';
import { type Check, checkOf } from './check.ts';

/** There is no foreign key from a posting to its entry (one writer, one transaction), so this looks instead. */
const orphanPostings = checkOf(`
  select p.tenant_id, format('posting %s of entry %s: %s', p.sequence, p.journal_entry_id,
    case when e.journal_entry_id is null then 'no such entry' else 'its date or currency is not the entry''s' end) as detail
  from postings p left join journal_entries e on e.tenant_id = p.tenant_id and e.journal_entry_id = p.journal_entry_id
  where e.journal_entry_id is null or e.effective_at <> p.effective_at or e.currency <> p.currency`);

/**
 * Every entry is of an event that names it, and every entry that an event names is its own. An event that books nothing
 * is of few kinds: a close of the books, an adjustment that waits for approval, its rejection.
 */
const orphanEntries = checkOf(`
  select v.tenant_id, format('event %s (%s) has no entry', v.event_id, v.kind) as detail
  from events v where cardinality(v.entry_ids) = 0 and v.kind not in ('period_close', 'adjustment', 'rejection')
  union all
  select coalesce(n.tenant_id, e.tenant_id), format('entry %s is of event %s and named by event %s',
    coalesce(n.id, e.journal_entry_id), coalesce(e.event_id::text, 'none'), coalesce(n.event_id::text, 'none'))
  from (select v.tenant_id, v.event_id, i.id from events v cross join lateral unnest(v.entry_ids) as i (id)) n
  full join journal_entries e on e.tenant_id = n.tenant_id and e.journal_entry_id = n.id
  where n.event_id is distinct from e.event_id`);

/** The feed counts every event of a tenant from 1 without a gap, and no further. */
const feed = checkOf(`
  select coalesce(f.tenant_id, v.tenant_id) as tenant_id, format('the feed stands at %s and holds %s events, from %s to %s',
    f.last_position, coalesce(v.events, 0), v.first, v.last) as detail
  from feeds f full join (
    select tenant_id, count(*) as events, min(position) as first, max(position) as last from events group by tenant_id) v
    using (tenant_id)
  where v.first <> 1 or v.last <> v.events or f.last_position is distinct from coalesce(v.last, 0)`);

/** The money in suspense that a posting moves came in by an event of the tenant. */
const sources = checkOf(`
  select p.tenant_id, format('posting %s of entry %s moves the money of event %s, which is not there',
    p.sequence, p.journal_entry_id, p.source_event_id) as detail
  from postings p left join events v on v.tenant_id = p.tenant_id and v.event_id = p.source_event_id
  where p.source_event_id is not null and v.event_id is null`);

/** Postings of an entry are numbered from 1 without a gap; an entry of very many has one for each loan (`ledgerEntryOf`). */
const numbering = checkOf(`
  select tenant_id, format('entry %s has %s postings, numbered to %s, of %s loans', journal_entry_id, count(*),
    max(sequence), count(distinct loan_id)) as detail
  from postings group by tenant_id, journal_entry_id
  having max(sequence) <> count(*) or (count(*) > ${MOST_LINES} and count(distinct loan_id) <> count(*))`);

/** An entry counts in the general ledger on its effective date or, where that was closed, later. */
const accountingDates = checkOf(`
  select tenant_id, format('entry %s takes effect on %s and counts on %s', journal_entry_id, effective_at, accounting_date) as detail
  from journal_entries where accounting_date < effective_at`);

/** The journal in itself: events, entries and postings belong together and are all there. */
export const journalChecks: Readonly<Record<string, Check>> = {
  orphan_posting: orphanPostings,
  orphan_entry: orphanEntries,
  feed,
  source_event: sources,
  posting_numbers: numbering,
  accounting_date: accountingDates,
};
