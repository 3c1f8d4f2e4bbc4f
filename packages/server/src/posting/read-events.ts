import type {
  BookedDisbursement,
  BookedEntry,
  BookedEvent,
  BookedPayment,
  BookedReceipt,
  Currency,
  EntryId,
  EventId,
  EventKind,
  EventType,
  LoanId,
  LocalDate,
  Minor,
  Posting,
  SourceMethod,
} from '@tallystick/core';
import type { Tx } from '../store/transaction.ts';
import { type LedgerBook, paymentName } from './ledger-book.ts';
import { postingOf } from './read-past.ts';

/** Whether the entry `j` of the tenant was reversed. */
const REVERSED = `exists (select from journal_entries r where r.tenant_id = j.tenant_id and r.reverses_entry_id = j.journal_entry_id)`;

interface EventRow {
  readonly event_id: string;
  readonly kind: EventKind;
  readonly loan_id: string | null;
  readonly actor: string;
  readonly acted_on_by: readonly { readonly event_id: string; readonly kind: EventKind }[] | null;
}

/** Reads the events that commands act on, each with those that acted on it before, in their order. */
export async function readEvents(
  tx: Tx,
  tenantId: string,
  eventIds: readonly EventId[],
  book: LedgerBook,
): Promise<void> {
  const rows = await tx<EventRow[]>`
    select e.event_id, e.kind, e.loan_id, e.actor, (
      select json_agg(json_build_object('event_id', s.event_id, 'kind', s.kind) order by s.position)
      from events s where s.tenant_id = ${tenantId} and s.subject_event_id = e.event_id) as acted_on_by
    from unnest(${eventIds}::uuid[]) as asked (event_id)
    cross join lateral (
      select * from events v where v.tenant_id = ${tenantId} and v.event_id = asked.event_id offset 0) e`;
  for (const row of rows) book.events.set(row.event_id as EventId, eventOf(row));
}

const eventOf = (row: EventRow): BookedEvent => ({
  eventId: row.event_id as EventId,
  kind: row.kind,
  loanId: (row.loan_id ?? undefined) as LoanId | undefined,
  actor: row.actor,
  actedOnBy: (row.acted_on_by ?? []).map(({ event_id, kind }) => ({ eventId: event_id as EventId, kind })),
});

interface DisbursementRow {
  readonly event_id: string;
  readonly loan_id: string;
  readonly net: string;
  readonly effective_at: string;
  readonly reversed: boolean;
  readonly settled_by: string | null;
}

/** Reads money that went out: a draw, or the cash-out of a refinance; and the settlement of it that still counts. */
export async function readDisbursements(
  tx: Tx,
  tenantId: string,
  eventIds: readonly EventId[],
  book: LedgerBook,
): Promise<void> {
  const rows = await tx<DisbursementRow[]>`
    select e.event_id, e.loan_id, e.request->>'effective_at' as effective_at,
      case e.kind when 'disbursement'
        then (e.request->>'amount_minor')::numeric - coalesce((e.request->>'withheld_fee_minor')::numeric, 0)
        else coalesce((e.request->>'cash_out_minor')::numeric, 0) end as net,
      exists (select from journal_entries r where r.tenant_id = ${tenantId} and r.reverses_entry_id = e.entry_ids[1]) as reversed,
      (select s.event_id from events s cross join lateral unnest(s.entry_ids) as i (id)
        join journal_entries j on j.tenant_id = ${tenantId} and j.journal_entry_id = i.id
        where s.tenant_id = ${tenantId} and (s.event_id = e.event_id or (s.subject_event_id = e.event_id and s.kind = 'settlement'))
          and j.event_type = 'disbursement_settled' and not ${tx.unsafe(REVERSED)} limit 1) as settled_by
    from unnest(${eventIds}::uuid[]) as asked (event_id)
    cross join lateral (
      select * from events v where v.tenant_id = ${tenantId} and v.event_id = asked.event_id
        and v.kind in ('disbursement', 'refinance') offset 0) e`;
  for (const row of rows) book.disbursements.set(row.event_id as EventId, disbursementOf(row));
}

const disbursementOf = (row: DisbursementRow): BookedDisbursement => ({
  eventId: row.event_id as EventId,
  loanId: row.loan_id as LoanId,
  net: BigInt(row.net),
  effectiveAt: row.effective_at as LocalDate,
  reversed: row.reversed,
  settledBy: (row.settled_by ?? undefined) as EventId | undefined,
});

interface PaymentRow {
  readonly kind: BookedPayment['kind'];
  readonly source_method: string;
  readonly external_ref: string;
  readonly event_id: string;
  readonly loan_id: string | null;
  readonly amount_minor: string;
  readonly currency: string;
  readonly response: string;
  readonly reversed: boolean;
}

/** Reads payments by the names that their processors gave them. */
export async function readPayments(
  tx: Tx,
  tenantId: string,
  payments: readonly { readonly sourceMethod: string; readonly externalRef: string }[],
  book: LedgerBook,
): Promise<void> {
  const methods = payments.map((payment) => payment.sourceMethod);
  const refs = payments.map((payment) => payment.externalRef);
  const rows = await tx<PaymentRow[]>`
    select r.source_method, r.external_ref, e.event_id, e.kind, e.loan_id, e.request->>'amount_minor' as amount_minor,
      e.request->>'currency' as currency, e.response,
      exists (select from journal_entries u where u.tenant_id = ${tenantId} and u.reverses_entry_id = e.entry_ids[1]) as reversed
    from unnest(${methods}::text[], ${refs}::text[]) as asked (source_method, external_ref)
    cross join lateral (
      select * from external_refs x where x.tenant_id = ${tenantId} and x.source_method = asked.source_method
        and x.external_ref = asked.external_ref offset 0) r
    cross join lateral (
      select * from events v where v.tenant_id = ${tenantId} and v.event_id = r.event_id offset 0) e`;
  for (const row of rows) {
    book.payments.set(paymentName(row.source_method, row.external_ref), {
      eventId: row.event_id as EventId,
      kind: row.kind,
      loanId: (row.loan_id ?? undefined) as LoanId | undefined,
      amount: BigInt(row.amount_minor),
      currency: row.currency as Currency,
      reversed: row.reversed,
    });
    book.responses.set(row.event_id as EventId, row.response);
  }
}

interface ReceiptRow {
  readonly event_id: string;
  readonly entry_id: string;
  readonly amount: string;
  readonly currency: string;
  readonly source_method: SourceMethod;
  readonly external_ref: string | null;
  readonly effective_at: string;
  readonly reversed: boolean;
  readonly settled: boolean;
  readonly taken: string;
}

/** Reads unidentified receipts: what payments took from them, those that still count, and whether they settled. */
export async function readReceipts(
  tx: Tx,
  tenantId: string,
  eventIds: readonly EventId[],
  book: LedgerBook,
): Promise<void> {
  const rows = await tx<ReceiptRow[]>`
    select e.event_id, e.entry_ids[1] as entry_id, e.request->>'amount_minor' as amount, e.request->>'currency' as currency,
      e.request->>'source_method' as source_method, e.request->>'external_ref' as external_ref,
      e.request->>'effective_at' as effective_at,
      exists (select from journal_entries r where r.tenant_id = ${tenantId} and r.reverses_entry_id = e.entry_ids[1]) as reversed,
      exists (select from events s join journal_entries j on j.tenant_id = ${tenantId} and j.journal_entry_id = s.entry_ids[1]
        where s.tenant_id = ${tenantId} and s.subject_event_id = e.event_id and s.kind = 'payment_settlement'
          and not ${tx.unsafe(REVERSED)}) as settled,
      coalesce((select sum((p.request->>'amount_minor')::numeric) from events p
        join journal_entries j on j.tenant_id = ${tenantId} and j.journal_entry_id = p.entry_ids[1]
        where p.tenant_id = ${tenantId} and p.subject_event_id = e.event_id and p.kind = 'payment'
          and not ${tx.unsafe(REVERSED)}), 0) as taken
    from unnest(${eventIds}::uuid[]) as asked (event_id)
    cross join lateral (
      select * from events v where v.tenant_id = ${tenantId} and v.event_id = asked.event_id and v.kind = 'receipt' offset 0) e`;
  for (const row of rows) book.receipts.set(row.event_id as EventId, receiptOf(row));
}

const receiptOf = (row: ReceiptRow): BookedReceipt => ({
  eventId: row.event_id as EventId,
  entryId: row.entry_id as EntryId,
  amount: BigInt(row.amount),
  taken: BigInt(row.taken),
  currency: row.currency as Currency,
  sourceMethod: row.source_method,
  externalRef: row.external_ref ?? undefined,
  effectiveAt: row.effective_at as LocalDate,
  settled: row.settled,
  reversed: row.reversed,
});

interface EntryRow {
  readonly journal_entry_id: string;
  readonly event_id: string;
  readonly kind: EventKind;
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
      select j.*, v.kind from journal_entries j
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
  const loans = new Set([...zeroLoans, ...entry.postings.flatMap(({ loanId }) => loanId ?? [])]);
  const whole = reversals.length > 0 && [...loans].every((id) => reversedLoans.has(id));
  book.entries.set(entryId, {
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
