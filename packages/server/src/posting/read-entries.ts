import type {
  BookedEntry,
  Currency,
  EntryId,
  EventId,
  EventKind,
  EventType,
  LoanId,
  LocalDate,
  Minor,
  PastEntry,
  Posting,
} from '@tallystick/core';
import type { Tx } from '../store/transaction.ts';
import type { LedgerBook } from './ledger-book.ts';
import { historyOf, type PastEntryRow, type PastRow, pastEntryOf, postingOf } from './read-past.ts';

interface EntryRow {
  readonly journal_entry_id: string;
  readonly event_id: string;
  readonly kind: EventKind;
  readonly loan_id: string | null;
  /** The event that the entry's own event acted on, or that event itself. */
  readonly root: string;
  readonly event_type: EventType;
  readonly currency: string;
  readonly effective_at: string;
  readonly accounting_date: string;
  readonly correlation_id: string | null;
  readonly reverses_entry_id: string | null;
  readonly description: string | null;
}

interface EntryPostingRow {
  readonly debit: number;
  readonly credit: number;
  readonly amount: Minor;
  readonly layer: Posting['layer'];
  readonly loan_id: string | null;
  readonly borrower_id: string | null;
  readonly external_ref: string | null;
  readonly source_event_id: string | null;
}

/** Reads an entry whole, with what was reversed of it already. Reversals are rare, so one entry at a time. */
export async function readEntry(tx: Tx, tenantId: string, entryId: EntryId, book: LedgerBook): Promise<void> {
  const [entries, postings, zeros, reversals] = await Promise.all([
    tx<EntryRow[]>`
      select j.*, v.kind, v.loan_id, coalesce(v.subject_event_id, v.event_id) as root from journal_entries j
      join events v on v.tenant_id = j.tenant_id and v.event_id = j.event_id
      where j.tenant_id = ${tenantId} and j.journal_entry_id = ${entryId}`,
    tx<EntryPostingRow[]>`
      select debit, credit, amount, layer::text as layer, loan_id, borrower_id, external_ref, source_event_id
      from postings where tenant_id = ${tenantId} and journal_entry_id = ${entryId} and effective_at = (
        select effective_at from journal_entries where tenant_id = ${tenantId} and journal_entry_id = ${entryId})
      order by sequence`,
    tx<{ loan_id: string }[]>`
      select loan_id from zero_accruals
      where tenant_id = ${tenantId} and journal_entry_id = ${entryId} and reverses_entry_id is null order by loan_id`,
    tx<{ journal_entry_id: string; loan_id: string | null }[]>`
      select r.journal_entry_id, l.loan_id
      from journal_entries r
      left join lateral (
        select u.loan_id from postings u where u.tenant_id = ${tenantId} and u.journal_entry_id = r.journal_entry_id
          and u.effective_at = r.effective_at
        union
        select c.loan_id from zero_accruals c where c.tenant_id = ${tenantId} and c.journal_entry_id = r.journal_entry_id
      ) l on true
      where r.tenant_id = ${tenantId} and r.reverses_entry_id = ${entryId}`,
  ]);
  const [row] = entries;
  if (row === undefined) return;
  const zeroLoans = zeros.map(({ loan_id }) => loan_id as LoanId);
  const reversedLoans = new Map(
    reversals.flatMap(({ loan_id, journal_entry_id }) =>
      loan_id === null ? [] : [[loan_id as LoanId, journal_entry_id as EntryId] as const],
    ),
  );
  const entry = entryOf(row, postings.map(postingOf));
  const loans = [...new Set([...entry.postings.flatMap(({ loanId }) => loanId ?? []), ...zeroLoans])];
  const whole = reversals.length > 0 && loans.every((id) => reversedLoans.has(id));
  const beside = loans.length > 0 ? { loanIds: loans, withoutLoan: [] } : await besideLoans(tx, tenantId, row, entry);
  book.entries.set(entryId, {
    ...beside,
    entry,
    eventId: row.event_id as EventId,
    kind: row.kind,
    reversedBy: whole ? (reversals[0]!.journal_entry_id as EntryId) : undefined,
    reversedLoans,
    zeroLoans,
  });
}

const entryOf = (row: EntryRow, postings: readonly Posting[]): BookedEntry['entry'] => ({
  id: row.journal_entry_id as EntryId,
  type: row.event_type,
  currency: row.currency as Currency,
  effectiveAt: row.effective_at as LocalDate,
  accountingDate: row.accounting_date as LocalDate,
  ...(row.correlation_id === null ? {} : { correlationId: row.correlation_id as EventId }),
  ...(row.reverses_entry_id === null ? {} : { reversesEntryId: row.reverses_entry_id as EntryId }),
  ...(row.description === null ? {} : { description: row.description }),
  postings,
});

/**
 * What an entry without a loan's lines has to do with loans: the one that its event is about, where it has no lines at
 * all; else the loans whose payments took from it. And what was booked around it, outside any loan.
 */
async function besideLoans(
  tx: Tx,
  tenantId: string,
  row: EntryRow,
  { postings }: BookedEntry['entry'],
): Promise<Pick<BookedEntry, 'loanIds' | 'withoutLoan'>> {
  if (postings.length === 0) {
    return { loanIds: row.loan_id === null ? [] : [row.loan_id as LoanId], withoutLoan: [] };
  }
  const [takers, around] = await Promise.all([
    tx<{ loan_id: string }[]>`
      select distinct loan_id from events
      where tenant_id = ${tenantId} and subject_event_id = ${row.event_id} and kind = 'payment' and loan_id is not null`,
    readAround(tx, tenantId, row.root),
  ]);
  return { loanIds: takers.map(({ loan_id }) => loan_id as LoanId), withoutLoan: around };
}

/** What an event and those that acted on it booked outside any loan, and the reversals of that, in order. */
async function readAround(tx: Tx, tenantId: string, root: string): Promise<readonly PastEntry[]> {
  const rows = await tx<PastRow[]>`
    with own as (
      select i.id from events v cross join lateral unnest(v.entry_ids) as i (id)
      where v.tenant_id = ${tenantId} and (v.event_id = ${root} or v.subject_event_id = ${root})),
    around as (
      select id from own
      union
      select r.journal_entry_id from own
      join journal_entries r on r.tenant_id = ${tenantId} and r.reverses_entry_id = own.id)
    select dense_rank() over (order by v.position, array_position(v.entry_ids, e.journal_entry_id))::int as loan_ordinal,
      p.loan_id, p.borrower_id, e.journal_entry_id, e.event_type, e.event_id, v.kind, v.subject_event_id,
      e.correlation_id, e.reverses_entry_id, e.effective_at, e.accounting_date, e.posted_at,
      v.request->>'source_method' as source_method, p.debit, p.credit, p.amount, p.layer::text as layer,
      p.external_ref, p.source_event_id
    from around
    join journal_entries e on e.tenant_id = ${tenantId} and e.journal_entry_id = around.id
    join events v on v.tenant_id = ${tenantId} and v.event_id = e.event_id
    join postings p on p.tenant_id = ${tenantId} and p.journal_entry_id = e.journal_entry_id
      and p.effective_at = e.effective_at and p.loan_id is null
    order by loan_ordinal, p.sequence`;
  return historyOf(rows);
}

interface LinelessRow extends PastEntryRow {
  readonly loan_id: string;
  /** The ordinal of the last entry with lines before it. */
  readonly after: number;
}

/**
 * Puts into the histories of loans what stands in none by its lines: entries that only say something, such as the end of
 * non-accrual. Whether one of them came later decides what may be undone.
 */
export async function readLineless(
  tx: Tx,
  tenantId: string,
  loanIds: readonly LoanId[],
  book: LedgerBook,
): Promise<void> {
  const rows = await tx<LinelessRow[]>`
    select v.loan_id, e.journal_entry_id, e.event_type, e.event_id, v.kind, v.subject_event_id, e.correlation_id,
      e.reverses_entry_id, e.effective_at, e.accounting_date, (
        select coalesce(max(b.loan_ordinal), 0) from postings b
        join journal_entries j on j.tenant_id = ${tenantId} and j.journal_entry_id = b.journal_entry_id
        join events w on w.tenant_id = ${tenantId} and w.event_id = j.event_id and w.position < v.position
        where b.tenant_id = ${tenantId} and b.loan_id = v.loan_id) as after
    from unnest(${loanIds}::uuid[]) as asked (loan_id)
    cross join lateral (
      select * from events k where k.tenant_id = ${tenantId} and k.loan_id = asked.loan_id
        and k.kind in ('loan', 'nonaccrual', 'restructure', 'reversal') offset 0) v
    cross join lateral unnest(v.entry_ids) as i (id)
    join journal_entries e on e.tenant_id = ${tenantId} and e.journal_entry_id = i.id
    where not exists (select from postings p where p.tenant_id = ${tenantId} and p.journal_entry_id = e.journal_entry_id
      and p.effective_at = e.effective_at)
    order by v.position, array_position(v.entry_ids, e.journal_entry_id)`;
  for (const [id, lineless] of Map.groupBy(rows, (row) => row.loan_id as LoanId)) {
    const entries = [...book.history(id), ...lineless.map(linelessEntryOf)];
    // Stable: what has lines comes before what was said after it, and what was said keeps its order.
    book.histories.set(
      id,
      entries.sort((a, b) => a.ordinal - b.ordinal),
    );
  }
}

const linelessEntryOf = (row: LinelessRow): PastEntry =>
  pastEntryOf(row, { ordinal: row.after, sourceMethod: undefined, postings: [] });
