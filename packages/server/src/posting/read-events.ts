import type {
  AllocationInstruction,
  BookedDisbursement,
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
  SourceMethod,
} from '@tallystick/core';
import { type AdjustmentRequest, adjustOf, instructionOf as instructionIn } from '@tallystick/core/wire';
import { plain, quoted, RowShape } from '../store/row-shape.ts';
import type { Tx } from '../store/transaction.ts';
import { type LedgerBook, paymentName } from './ledger-book.ts';
import { booksOf } from './share.ts';

/** Whether the entry `j` of the tenant was reversed. */
const REVERSED = `exists (select from journal_entries r where r.tenant_id = j.tenant_id and r.reverses_entry_id = j.journal_entry_id)`;

/** Whether the event `e` booked an entry of one of these types that was reversed. Its first entry may be of older money. */
const reversedEntryOf = (...types: readonly EventType[]) => `exists (
  select from unnest(e.entry_ids) as i (id)
  join journal_entries j on j.tenant_id = e.tenant_id and j.journal_entry_id = i.id
  where j.event_type in (${types.map((type) => `'${type}'`).join(', ')}) and ${REVERSED})`;

interface EventRow {
  readonly event_id: string;
  readonly kind: EventKind;
  readonly loan_id: string | null;
  readonly actor: string;
  readonly allocation_mode: AllocationInstruction['mode'] | null;
  readonly custom_allocation: Readonly<Record<'fees_minor' | 'interest_minor' | 'principal_minor', string>> | null;
  readonly acted_on_by: readonly { readonly event_id: string; readonly kind: EventKind }[] | null;
  /** What was asked for, of an adjustment. */
  readonly adjustment: AdjustmentRequest | null;
  readonly posted: boolean;
}

/** Reads the events that commands act on, each with those that acted on it before, in their order; an adjustment with its lines. */
export async function readEvents(
  tx: Tx,
  tenantId: string,
  eventIds: readonly EventId[],
  book: LedgerBook,
): Promise<void> {
  const rows = await tx<EventRow[]>`
    select e.event_id, e.kind, e.loan_id, e.actor, cardinality(e.entry_ids) > 0 as posted,
      case e.kind when 'adjustment' then e.request end as adjustment,
      e.request->>'allocation_mode' as allocation_mode, e.request->'custom_allocation' as custom_allocation, (
      select json_agg(json_build_object('event_id', s.event_id, 'kind', s.kind) order by s.position)
      from events s where s.tenant_id = ${tenantId} and s.subject_event_id = e.event_id) as acted_on_by
    from unnest(${eventIds}::uuid[]) as asked (event_id)
    cross join lateral (
      select * from events v where v.tenant_id = ${tenantId} and v.event_id = asked.event_id offset 0) e`;
  for (const row of rows) {
    const eventId = row.event_id as EventId;
    const { adjustment, posted } = row;
    book.events.set(eventId, eventOf(row));
    if (adjustment !== null) book.adjustments.set(eventId, { eventId, asked: adjustOf(adjustment), posted });
  }
}

const eventOf = (row: EventRow): BookedEvent => ({
  eventId: row.event_id as EventId,
  kind: row.kind,
  loanId: (row.loan_id ?? undefined) as LoanId | undefined,
  actor: row.actor,
  ...instructionOf(row),
  actedOnBy: (row.acted_on_by ?? []).map(({ event_id, kind }) => ({ eventId: event_id as EventId, kind })),
});

function instructionOf({
  allocation_mode: mode,
  custom_allocation: parts,
}: EventRow): Pick<BookedEvent, 'instruction'> {
  if (mode === null) return {};
  return { instruction: instructionIn(mode, parts ?? undefined) };
}

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
      ${tx.unsafe(reversedEntryOf('disbursement', 'refinance'))} as reversed,
      (select s.event_id from events s cross join lateral unnest(s.entry_ids) as i (id)
        join journal_entries j on j.tenant_id = ${tenantId} and j.journal_entry_id = i.id
        where s.tenant_id = ${tenantId} and (s.event_id = e.event_id or (s.subject_event_id = e.event_id and s.kind = 'settlement'))
          and j.event_type = 'disbursement_settled' and not ${tx.unsafe(REVERSED)} limit 1) as settled_by
    from unnest(${eventIds}::uuid[]) as asked (event_id)
    cross join lateral (
      select * from events v where v.tenant_id = ${tenantId} and v.event_id = asked.event_id
        and (v.kind = 'disbursement' or (v.kind = 'refinance' and v.request ? 'cash_out_minor')) offset 0) e`;
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
  readonly tenant_id: string;
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

/** The payments that requests of a tenant name, as their processors named them. */
interface PaymentsAsked {
  readonly tenantId: string;
  readonly payments: readonly { readonly sourceMethod: string; readonly externalRef: string }[];
  readonly book: LedgerBook;
}

const ASKED_NAMES = new RowShape<Pick<PaymentsAsked, 'tenantId'> & PaymentsAsked['payments'][number]>('asked', {
  external_ref: quoted(({ externalRef }) => externalRef),
  source_method: plain('text', ({ sourceMethod }) => sourceMethod),
  tenant_id: plain('uuid', ({ tenantId }) => tenantId),
});

/** Reads payments of several tenants by the names that their processors gave them. */
export async function readPayments(tx: Tx, shares: readonly PaymentsAsked[]): Promise<void> {
  const asked = shares.flatMap(({ tenantId, payments }) => payments.map((payment) => ({ tenantId, ...payment })));
  if (asked.length === 0) return;
  const { rows, of } = ASKED_NAMES.of(tx, asked);
  const found = await tx<PaymentRow[]>`
    select r.tenant_id, r.source_method, r.external_ref, e.event_id, e.kind, e.loan_id,
      e.request->>'amount_minor' as amount_minor, e.request->>'currency' as currency, e.response,
      ${tx.unsafe(reversedEntryOf('payment_received'))} as reversed
    from ${rows}
    cross join lateral (
      select * from external_refs x where x.tenant_id = ${of('tenant_id')} and x.source_method = ${of('source_method')}
        and x.external_ref = ${of('external_ref')} offset 0) r
    cross join lateral (
      select * from events v where v.tenant_id = r.tenant_id and v.event_id = r.event_id offset 0) e`;
  const books = booksOf(shares);
  for (const row of found) {
    const book = books.get(row.tenant_id)!;
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

/** What banks took back of the money of an event `e`: its returns that still count. */
const RETURNED = `coalesce((
  select sum((s.response::jsonb->>'returned_minor')::numeric) from events s
  join journal_entries j on j.tenant_id = s.tenant_id and j.journal_entry_id = (s.response::jsonb->>'journal_entry_id')::uuid
  where s.tenant_id = e.tenant_id and s.subject_event_id = e.event_id and s.kind = 'return' and not ${REVERSED}), 0)`;

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
  readonly returned: string;
  readonly returned_of_payments: string;
}

/**
 * Reads unidentified receipts, by themselves or by a payment that took from one: what payments took from them, those that
 * still count, what of it the bank took back, and whether they settled.
 */
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
      ${tx.unsafe(reversedEntryOf('payment_received'))} as reversed,
      exists (select from events s join journal_entries j on j.tenant_id = ${tenantId} and j.journal_entry_id = s.entry_ids[1]
        where s.tenant_id = ${tenantId} and s.subject_event_id = e.event_id and s.kind = 'payment_settlement'
          and not ${tx.unsafe(REVERSED)}) as settled,
      coalesce((select sum((p.request->>'amount_minor')::numeric) from events p cross join lateral unnest(p.entry_ids) as i (id)
        join journal_entries j on j.tenant_id = ${tenantId} and j.journal_entry_id = i.id and j.event_type = 'payment_received'
        where p.tenant_id = ${tenantId} and p.subject_event_id = e.event_id and p.kind = 'payment'
          and not ${tx.unsafe(REVERSED)}), 0) as taken,
      ${tx.unsafe(RETURNED)} as returned,
      coalesce((select sum(${tx.unsafe(RETURNED)}) from events e where e.tenant_id = ${tenantId} and e.kind = 'payment'
        and e.subject_event_id = asked.event_id), 0) as returned_of_payments
    from (
      select event_id from unnest(${eventIds}::uuid[]) as named (event_id)
      union
      select p.subject_event_id from events p where p.tenant_id = ${tenantId} and p.event_id = any(${eventIds}::uuid[])
        and p.kind = 'payment' and p.subject_event_id is not null) as asked (event_id)
    cross join lateral (
      select * from events v where v.tenant_id = ${tenantId} and v.event_id = asked.event_id and v.kind = 'receipt' offset 0) e`;
  for (const row of rows) book.receipts.set(row.event_id as EventId, receiptOf(row));
}

const receiptOf = (row: ReceiptRow): BookedReceipt => ({
  eventId: row.event_id as EventId,
  entryId: row.entry_id as EntryId,
  amount: BigInt(row.amount),
  taken: BigInt(row.taken),
  returned: { unidentified: BigInt(row.returned), ofPayments: BigInt(row.returned_of_payments) },
  currency: row.currency as Currency,
  sourceMethod: row.source_method,
  externalRef: row.external_ref ?? undefined,
  effectiveAt: row.effective_at as LocalDate,
  settled: row.settled,
  reversed: row.reversed,
});
