import type {
  ClosedPeriod,
  EventId,
  Instant,
  JournalEntry,
  Layer,
  Loan,
  LoanId,
  Minor,
  NamedPayment,
  ZeroAccruals,
} from '@tallystick/core';
import { periodTotalOf } from '@tallystick/core/wire';
import { column, plainArray as list } from '../store/codecs.ts';
import type { Query, Tx } from '../store/transaction.ts';
import { AccountTotals, addAccountTotals, type WhosePostings } from './account-totals.ts';

/** One event that a batch books, with everything that goes into its rows. */
export interface BookedEvent {
  readonly tenantId: string;
  readonly eventId: EventId;
  readonly kind: string;
  readonly idempotencyKey: string;
  readonly fingerprint: string;
  readonly record: string;
  readonly response: string;
  readonly actor: string;
  readonly loanId: LoanId | undefined;
  readonly subject: EventId | undefined;
  readonly postedAt: Instant;
  readonly entries: readonly JournalEntry[];
  readonly payment: Omit<NamedPayment, 'booked'> | undefined;
  readonly zeroAccruals: ZeroAccruals | undefined;
  readonly closes: ClosedPeriod | undefined;
}

/** What the requests of one tenant leave behind. `opened` are loans that did not exist before; `changed` those that did. */
export interface BookedShare extends WhosePostings {
  readonly events: readonly BookedEvent[];
  readonly opened: readonly Loan[];
  readonly changed: readonly Loan[];
}

/**
 * Writes a batch: one statement a table, each from arrays, whatever the number of events and tenants. The account totals
 * and the feeds come last and in a fixed order, because they are the only rows that batches of one tenant share.
 */
export function statementsOf(tx: Tx, shares: readonly BookedShare[]): Query[] {
  const events = shares.flatMap((share) => share.events);
  const entries = events.flatMap((event) => event.entries.map((entry) => ({ event, entry })));
  const statements = entries.length === 0 ? [] : [insertEntries(tx, entries)];
  const slices = entries
    .filter(({ entry }) => entry.postings.length > 0)
    .map(({ event, entry }) => ({ tenantId: event.tenantId, entry, from: 1 }));
  if (slices.length > 0) statements.push(insertPostings(tx, slices));
  const opened = shares.flatMap(({ tenantId, opened }) => opened.map((loan) => ({ tenantId, loan })));
  if (opened.length > 0) statements.push(insertLoans(tx, opened));
  const changed = shares.flatMap(({ tenantId, changed }) => changed.map((loan) => ({ tenantId, loan })));
  if (changed.length > 0) statements.push(updateLoans(tx, changed));
  const named = events.filter((event) => event.payment !== undefined);
  if (named.length > 0) statements.push(...nameOf(tx, named));
  for (const event of events) if (event.zeroAccruals !== undefined) statements.push(insertZeroAccruals(tx, event));
  const totals = new AccountTotals();
  for (const share of shares) {
    for (const { entries } of share.events) for (const entry of entries) totals.add(share, entry);
  }
  if (slices.length > 0) statements.push(addAccountTotals(tx, totals));
  for (const event of events) if (event.closes !== undefined) statements.push(insertPeriod(tx, event));
  return [...statements, insertEvents(tx, shares)];
}

/**
 * Inserts events at their places in their tenants' feeds. A feed's row stays locked until COMMIT, so places are taken in
 * the order of commits and a reader who has seen one has seen all before it.
 */
export function insertEvents(tx: Tx, shares: readonly Pick<BookedShare, 'tenantId' | 'events'>[]): Query {
  const events = shares.flatMap((share) => share.events);
  const after = shares.flatMap((share) => share.events.map((_, index) => share.events.length - 1 - index));
  return tx`
    with feed as (
      insert into feeds (tenant_id, last_position)
      select * from unnest(${list(shares.map((s) => s.tenantId))}::uuid[], ${list(shares.map((s) => s.events.length))}::bigint[])
      on conflict (tenant_id) do update set last_position = feeds.last_position + excluded.last_position
      returning tenant_id, last_position)
    insert into events (tenant_id, event_id, kind, idempotency_key, fingerprint, request, response, actor, loan_id,
      subject_event_id, posted_at, position, entry_ids)
    select e.tenant_id, event_id, kind, idempotency_key, decode(fingerprint, 'hex'), request::jsonb, response, actor,
      loan_id, subject_event_id, posted_at, last_position - after, entry_ids::uuid[]
    from unnest(${list(events.map((e) => e.tenantId))}::uuid[], ${list(events.map((e) => e.eventId))}::uuid[],
      ${list(events.map((e) => e.kind))}::text[], ${events.map((e) => e.idempotencyKey)}::text[],
      ${list(events.map((e) => e.fingerprint))}::text[], ${events.map((e) => e.record)}::text[],
      ${events.map((e) => e.response)}::text[], ${events.map((e) => e.actor)}::text[],
      ${list(events.map((e) => e.loanId))}::uuid[], ${list(events.map((e) => e.subject))}::uuid[],
      ${list(events.map((e) => e.postedAt))}::timestamptz[], ${list(after)}::int[],
      ${list(events.map((e) => `"${list(e.entries.map((entry) => entry.id))}"`))}::text[])
      as e (tenant_id, event_id, kind, idempotency_key, fingerprint, request, response, actor, loan_id, subject_event_id,
        posted_at, after, entry_ids)
    join feed on feed.tenant_id = e.tenant_id`;
}

/** Closes the books through a day, with what they hold then. */
function insertPeriod(tx: Tx, { tenantId, eventId, closes, postedAt, actor }: BookedEvent): Query {
  const { throughDate, totals } = closes!;
  return tx`
    insert into periods (tenant_id, through_date, event_id, closed_at, closed_by, totals)
    values (${tenantId}, ${throughDate}, ${eventId}, ${postedAt}, ${actor}, ${JSON.stringify(totals.map(periodTotalOf))}::jsonb)`;
}

interface EntryOfEvent {
  readonly event: BookedEvent;
  readonly entry: JournalEntry;
}

export function insertEntries(tx: Tx, entries: readonly EntryOfEvent[]): Query {
  return tx`
    insert into journal_entries (tenant_id, journal_entry_id, event_id, event_type, currency, effective_at,
      accounting_date, posted_at, correlation_id, reverses_entry_id, description, actor, program_version)
    select * from unnest(${list(entries.map(({ event }) => event.tenantId))}::uuid[],
      ${list(entries.map(({ entry }) => entry.id))}::uuid[],
      ${list(entries.map(({ event }) => event.eventId))}::uuid[], ${list(entries.map(({ entry }) => entry.type))}::text[],
      ${list(entries.map(({ entry }) => entry.currency))}::text[],
      ${list(entries.map(({ entry }) => entry.effectiveAt))}::date[],
      ${list(entries.map(({ entry }) => entry.accountingDate))}::date[],
      ${list(entries.map(({ event }) => event.postedAt))}::timestamptz[],
      ${list(entries.map(({ entry }) => entry.correlationId))}::uuid[],
      ${list(entries.map(({ entry }) => entry.reversesEntryId))}::uuid[],
      ${entries.map(({ entry }) => entry.description ?? null)}::text[],
      ${entries.map(({ event }) => event.actor)}::text[],
      ${list(entries.map(({ entry }) => entry.programVersion))}::int[])`;
}

/** The columns of the postings of a batch, one list a column. What they share with their entry is joined from it. */
class PostingColumns {
  readonly entry: number[] = [];
  readonly sequence: number[] = [];
  readonly debit: number[] = [];
  readonly credit: number[] = [];
  readonly amount: Minor[] = [];
  readonly layer: Layer[] = [];
  readonly loanId: (string | undefined)[] = [];
  readonly borrowerId: (string | undefined)[] = [];
  readonly ordinal: (number | undefined)[] = [];
  readonly externalRef: (string | null)[] = [];
  readonly source: (string | undefined)[] = [];

  add({ entry, from }: EntrySlice, place: number): void {
    entry.postings.forEach((posting, index) => {
      this.entry.push(place);
      this.sequence.push(from + index);
      this.debit.push(posting.debit);
      this.credit.push(posting.credit);
      this.amount.push(posting.amount);
      this.layer.push(posting.layer);
      this.loanId.push(posting.loanId);
      this.borrowerId.push(posting.borrowerId);
      this.ordinal.push(posting.loanOrdinal);
      this.externalRef.push(posting.externalRef ?? null);
      this.source.push(posting.source);
    });
  }
}

/** Some of an entry's postings: all of them, or the part of a batch that was just decided. */
export interface EntrySlice {
  readonly tenantId: string;
  readonly entry: JournalEntry;
  /** The sequence of the first of `entry.postings` within the whole entry. */
  readonly from: number;
}

/** Inserts postings of entries that are, or will be, inserted in the same transaction. */
export function insertPostings(tx: Tx, slices: readonly EntrySlice[]): Query {
  const rows = new PostingColumns();
  slices.forEach((slice, index) => {
    rows.add(slice, index + 1);
  });
  const entries = slices.map(({ entry }) => entry);
  const entry = column(rows.entry);
  const debit = column(rows.debit);
  const credit = column(rows.credit);
  const layer = column(rows.layer);
  const source = column(rows.source);
  const named = rows.externalRef.some((ref) => ref !== null);
  const tenant = column(slices.map(({ tenantId }) => tenantId));
  const currency = column(entries.map(({ currency }) => currency));
  const effective = column(entries.map(({ effectiveAt }) => effectiveAt));
  return tx`
    insert into postings (tenant_id, journal_entry_id, sequence, debit, credit, amount, currency, layer, loan_id,
      borrower_id, loan_ordinal, external_ref, source_event_id, effective_at)
    select coalesce(e.tenant_id, ${tenant.all}::uuid), e.id, p.sequence, coalesce(p.debit, ${debit.all}::smallint),
      coalesce(p.credit, ${credit.all}::smallint), p.amount, coalesce(e.currency, ${currency.all}::text),
      coalesce(p.layer, ${layer.all}::layer), p.loan_id, p.borrower_id, p.loan_ordinal, p.external_ref,
      coalesce(p.source, ${source.all}::uuid), coalesce(e.effective_at, ${effective.all}::date)
    from unnest(${entry.each}::int[], ${list(rows.sequence)}::int[], ${debit.each}::smallint[], ${credit.each}::smallint[],
      ${list(rows.amount)}::bigint[], ${layer.each}::layer[], ${list(rows.loanId)}::uuid[],
      ${list(rows.borrowerId)}::uuid[], ${list(rows.ordinal)}::int[], ${named ? rows.externalRef : '{}'}::text[],
      ${source.each}::uuid[])
      as p (entry, sequence, debit, credit, amount, layer, loan_id, borrower_id, loan_ordinal, external_ref, source)
    join unnest(${tenant.each}::uuid[], ${list(entries.map(({ id }) => id))}::uuid[], ${currency.each}::text[],
      ${effective.each}::date[]) with ordinality
      as e (tenant_id, id, currency, effective_at, place) on e.place = coalesce(p.entry, ${entry.all}::int)`;
}

/** A loan and whose it is: two tenants may give one id to a loan. */
interface TenantLoan {
  readonly tenantId: string;
  readonly loan: Loan;
}

function insertLoans(tx: Tx, rows: readonly TenantLoan[]): Query {
  const loans = rows.map(({ loan }) => loan);
  return tx`
    insert into loans (tenant_id, loan_id, borrower_id, program_id, currency, status, nonaccrual, principal, interest,
      fees, late_charges, suspense, claim_principal, claim_interest, claim_fees, nonaccrual_interest, opened_at,
      first_draw_at, last_effective_at, accrued_through, entry_count, last_activity_at, successor_loan_id)
    select * from unnest(${list(rows.map(({ tenantId }) => tenantId))}::uuid[], ${list(loans.map((l) => l.id))}::uuid[],
      ${list(loans.map((l) => l.borrowerId))}::uuid[],
      ${list(loans.map((l) => l.programId))}::uuid[], ${list(loans.map((l) => l.currency))}::text[],
      ${list(loans.map((l) => l.status))}::text[], ${list(loans.map((l) => l.nonaccrual))}::boolean[],
      ${bucket(loans, 'principal')}::bigint[], ${bucket(loans, 'interest')}::bigint[],
      ${bucket(loans, 'fees')}::bigint[], ${bucket(loans, 'lateCharges')}::bigint[],
      ${bucket(loans, 'suspense')}::bigint[], ${bucket(loans, 'claimPrincipal')}::bigint[],
      ${bucket(loans, 'claimInterest')}::bigint[], ${bucket(loans, 'claimFees')}::bigint[],
      ${bucket(loans, 'nonaccrualInterest')}::bigint[], ${list(loans.map((l) => l.openedAt))}::date[],
      ${list(loans.map((l) => l.firstDrawAt))}::date[], ${list(loans.map((l) => l.lastEffectiveAt))}::date[],
      ${list(loans.map((l) => l.accruedThrough))}::date[], ${list(loans.map((l) => l.entryCount))}::int[],
      ${list(loans.map((l) => l.lastActivityAt))}::timestamptz[], ${list(loans.map((l) => l.successorId))}::uuid[])`;
}

/** A version of a row, as PostgreSQL names it: where in the table it is, and which transaction wrote it there. */
export interface RowVersion {
  readonly ctid: string;
  readonly xmin: string;
}

/**
 * Updates loans at the places where their rows were read in this transaction, and counts those that are still the
 * version that was read; no other is touched. An accrual moves interest and dates only, so a part of a large batch sends a
 * third of the columns.
 */
export function updateAccruedLoans(tx: Tx, loans: readonly Loan[], versions: ReadonlyMap<LoanId, RowVersion>): Query {
  const found = loans.map((loan) => versions.get(loan.id)!);
  const memo = column(loans.map((l) => l.balances.nonaccrualInterest));
  const effective = column(loans.map((l) => l.lastEffectiveAt));
  const accrued = column(loans.map((l) => l.accruedThrough));
  const active = column(loans.map((l) => l.lastActivityAt));
  return tx`
    update loans set interest = l.interest, nonaccrual_interest = coalesce(l.nonaccrual_interest, ${memo.all}::bigint),
      last_effective_at = coalesce(l.last_effective_at, ${effective.all}::date),
      accrued_through = coalesce(l.accrued_through, ${accrued.all}::date), entry_count = l.entry_count,
      last_activity_at = coalesce(l.last_activity_at, ${active.all}::timestamptz)
    from unnest(${list(found.map(({ ctid }) => `"${ctid}"`))}::tid[], ${list(found.map(({ xmin }) => xmin))}::xid[],
      ${bucket(loans, 'interest')}::bigint[], ${memo.each}::bigint[], ${effective.each}::date[], ${accrued.each}::date[],
      ${list(loans.map((l) => l.entryCount))}::int[], ${active.each}::timestamptz[])
      as l (place, version, interest, nonaccrual_interest, last_effective_at, accrued_through, entry_count, last_activity_at)
    where loans.ctid = l.place and loans.xmin = l.version`;
}

function updateLoans(tx: Tx, rows: readonly TenantLoan[]): Query {
  const loans = rows.map(({ loan }) => loan);
  return tx`
    update loans set status = l.status, nonaccrual = l.nonaccrual, principal = l.principal, interest = l.interest,
      fees = l.fees, late_charges = l.late_charges, suspense = l.suspense, claim_principal = l.claim_principal,
      claim_interest = l.claim_interest, claim_fees = l.claim_fees, nonaccrual_interest = l.nonaccrual_interest,
      first_draw_at = l.first_draw_at, last_effective_at = l.last_effective_at, accrued_through = l.accrued_through,
      entry_count = l.entry_count, last_activity_at = l.last_activity_at, successor_loan_id = l.successor_loan_id
    from unnest(${list(rows.map(({ tenantId }) => tenantId))}::uuid[], ${list(loans.map((l) => l.id))}::uuid[],
      ${list(loans.map((l) => l.status))}::text[], ${list(loans.map((l) => l.nonaccrual))}::boolean[],
      ${bucket(loans, 'principal')}::bigint[], ${bucket(loans, 'interest')}::bigint[],
      ${bucket(loans, 'fees')}::bigint[], ${bucket(loans, 'lateCharges')}::bigint[],
      ${bucket(loans, 'suspense')}::bigint[], ${bucket(loans, 'claimPrincipal')}::bigint[],
      ${bucket(loans, 'claimInterest')}::bigint[], ${bucket(loans, 'claimFees')}::bigint[],
      ${bucket(loans, 'nonaccrualInterest')}::bigint[], ${list(loans.map((l) => l.firstDrawAt))}::date[],
      ${list(loans.map((l) => l.lastEffectiveAt))}::date[], ${list(loans.map((l) => l.accruedThrough))}::date[],
      ${list(loans.map((l) => l.entryCount))}::int[], ${list(loans.map((l) => l.lastActivityAt))}::timestamptz[],
      ${list(loans.map((l) => l.successorId))}::uuid[])
      as l (tenant_id, loan_id, status, nonaccrual, principal, interest, fees, late_charges, suspense, claim_principal,
        claim_interest, claim_fees, nonaccrual_interest, first_draw_at, last_effective_at, accrued_through, entry_count,
        last_activity_at, successor_loan_id)
    where loans.tenant_id = l.tenant_id and loans.loan_id = l.loan_id`;
}

const bucket = (loans: readonly Loan[], name: keyof Loan['balances']) => list(loans.map((loan) => loan.balances[name]));

/**
 * Names payments. A name that is taken fails the batch, which is how two servers that book one reference at once find
 * out; a name whose payment was reversed is handed on, unless somebody else was given it meanwhile.
 */
function nameOf(tx: Tx, events: readonly BookedEvent[]): Query[] {
  const handedOn = events.flatMap(({ tenantId, eventId, payment }) =>
    payment?.replaces === undefined
      ? []
      : tx`
          update external_refs set event_id = ${eventId}::uuid
          where tenant_id = ${tenantId} and source_method = ${payment.sourceMethod}
            and external_ref = ${payment.externalRef} and event_id = ${payment.replaces}::uuid`,
  );
  const insert = tx`
    insert into external_refs (tenant_id, source_method, external_ref, event_id)
    select r.*
    from unnest(${list(events.map((e) => e.tenantId))}::uuid[], ${list(events.map((e) => e.payment!.sourceMethod))}::text[],
      ${events.map((e) => e.payment!.externalRef)}::text[], ${list(events.map((e) => e.eventId))}::uuid[])
      as r (tenant_id, source_method, external_ref, event_id)
    ${handedOn.length === 0 ? tx`` : unlessNamed(tx)}`;
  return [...handedOn, insert];
}

const unlessNamed = (tx: Tx) => tx`
    where not exists (
      select from external_refs x where x.tenant_id = r.tenant_id and x.source_method = r.source_method
        and x.external_ref = r.external_ref and x.event_id = r.event_id)`;

export function insertZeroAccruals(
  tx: Tx,
  { tenantId, zeroAccruals }: Pick<BookedEvent, 'tenantId' | 'zeroAccruals'>,
): Query {
  const { date, entryId, reversesEntryId, loanIds } = zeroAccruals!;
  return tx`
    insert into zero_accruals (tenant_id, loan_id, accrual_date, journal_entry_id, reverses_entry_id)
    select ${tenantId}, loan_id, ${date}::date, ${entryId}::uuid, ${reversesEntryId ?? null}::uuid
    from unnest(${list(loanIds)}::uuid[]) as z (loan_id)`;
}
