import type {
  AccountCode,
  EventId,
  Instant,
  JournalEntry,
  Layer,
  Loan,
  LoanId,
  LocalDate,
  Minor,
} from '@tallystick/core';
import type { Query, Tx } from '../store/transaction.ts';

/** One event that a batch books, with everything that goes into its rows. */
export interface BookedEvent {
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
  readonly payment: { readonly sourceMethod: string; readonly externalRef: string } | undefined;
  readonly zeroAccruals:
    | { readonly date: LocalDate; readonly entryId: string; readonly loanIds: readonly LoanId[] }
    | undefined;
}

/** What a batch leaves behind. `opened` are loans that did not exist before it; `changed` those that did. */
export interface BatchResult {
  readonly events: readonly BookedEvent[];
  readonly opened: readonly Loan[];
  readonly changed: readonly Loan[];
  /** The program of each loan that a posting names, and of the postings that name none. */
  programOf(loanId: LoanId | undefined): string;
}

/**
 * Writes a batch: one statement a table, each from arrays, whatever the number of events. The account totals come last
 * and in a fixed order, because they are the only rows that batches of one tenant share.
 */
export function statementsOf(tx: Tx, tenantId: string, batch: BatchResult): Query[] {
  const entries = batch.events.flatMap((event) => event.entries.map((entry) => ({ event, entry })));
  const statements = [insertEvents(tx, tenantId, batch.events), insertEntries(tx, tenantId, entries)];
  if (entries.some(({ entry }) => entry.postings.length > 0)) statements.push(insertPostings(tx, tenantId, entries));
  if (batch.opened.length > 0) statements.push(insertLoans(tx, tenantId, batch.opened));
  if (batch.changed.length > 0) {
    const update = batch.events.every((event) => event.kind === 'accrual') ? updateAccruedLoans : updateLoans;
    statements.push(update(tx, tenantId, batch.changed));
  }
  const named = batch.events.filter((event) => event.payment !== undefined);
  if (named.length > 0) statements.push(insertExternalRefs(tx, tenantId, named));
  for (const event of batch.events) {
    if (event.zeroAccruals !== undefined) statements.push(insertZeroAccruals(tx, tenantId, event.zeroAccruals));
  }
  const totals = accountTotals(entries, batch.programOf);
  if (totals.length > 0) statements.push(addAccountTotals(tx, tenantId, totals));
  return statements;
}

function insertEvents(tx: Tx, tenantId: string, events: readonly BookedEvent[]): Query {
  return tx`
    insert into events (tenant_id, event_id, kind, idempotency_key, fingerprint, request, response, actor, loan_id,
      subject_event_id, posted_at)
    select ${tenantId}, event_id, kind, idempotency_key, decode(fingerprint, 'hex'), request::jsonb, response, actor,
      loan_id, subject_event_id, posted_at
    from unnest(${events.map((e) => e.eventId)}::uuid[], ${events.map((e) => e.kind)}::text[],
      ${events.map((e) => e.idempotencyKey)}::text[], ${events.map((e) => e.fingerprint)}::text[],
      ${events.map((e) => e.record)}::text[], ${events.map((e) => e.response)}::text[],
      ${events.map((e) => e.actor)}::text[], ${events.map((e) => e.loanId ?? null)}::uuid[],
      ${events.map((e) => e.subject ?? null)}::uuid[], ${events.map((e) => e.postedAt)}::timestamptz[])
      as e (event_id, kind, idempotency_key, fingerprint, request, response, actor, loan_id, subject_event_id, posted_at)`;
}

interface EntryOfEvent {
  readonly event: BookedEvent;
  readonly entry: JournalEntry;
}

function insertEntries(tx: Tx, tenantId: string, entries: readonly EntryOfEvent[]): Query {
  return tx`
    insert into journal_entries (tenant_id, journal_entry_id, event_id, event_type, currency, effective_at,
      accounting_date, posted_at, correlation_id, reverses_entry_id, description, actor)
    select ${tenantId}, e.*
    from unnest(${entries.map(({ entry }) => entry.id)}::uuid[], ${entries.map(({ event }) => event.eventId)}::uuid[],
      ${entries.map(({ entry }) => entry.type)}::text[], ${entries.map(({ entry }) => entry.currency)}::text[],
      ${entries.map(({ entry }) => entry.effectiveAt)}::date[],
      ${entries.map(({ entry }) => entry.accountingDate)}::date[],
      ${entries.map(({ event }) => event.postedAt)}::timestamptz[],
      ${entries.map(({ entry }) => entry.correlationId ?? null)}::uuid[],
      ${entries.map(({ entry }) => entry.reversesEntryId ?? null)}::uuid[],
      ${entries.map(({ entry }) => entry.description ?? null)}::text[],
      ${entries.map(({ event }) => event.actor)}::text[]) as e`;
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

  add(entry: JournalEntry, place: number): void {
    entry.postings.forEach((posting, index) => {
      this.entry.push(place);
      this.sequence.push(index + 1);
      this.debit.push(posting.debit);
      this.credit.push(posting.credit);
      this.amount.push(posting.amount);
      this.layer.push(posting.layer);
      this.loanId.push(posting.loanId);
      this.borrowerId.push(posting.borrowerId);
      this.ordinal.push(posting.loanOrdinal);
      this.externalRef.push(posting.externalRef ?? null);
    });
  }
}

function insertPostings(tx: Tx, tenantId: string, entries: readonly EntryOfEvent[]): Query {
  const rows = new PostingColumns();
  entries.forEach(({ entry }, index) => {
    rows.add(entry, index + 1);
  });
  const named = rows.externalRef.some((ref) => ref !== null);
  return tx`
    insert into postings (tenant_id, journal_entry_id, sequence, debit, credit, amount, currency, layer, loan_id,
      borrower_id, loan_ordinal, external_ref, effective_at)
    select ${tenantId}, e.id, p.sequence, p.debit, p.credit, p.amount, e.currency, p.layer, p.loan_id, p.borrower_id,
      p.loan_ordinal, p.external_ref, e.effective_at
    from unnest(${list(rows.entry)}::int[], ${list(rows.sequence)}::int[], ${list(rows.debit)}::smallint[],
      ${list(rows.credit)}::smallint[], ${list(rows.amount)}::bigint[], ${list(rows.layer)}::layer[],
      ${list(rows.loanId)}::uuid[], ${list(rows.borrowerId)}::uuid[], ${list(rows.ordinal)}::int[],
      ${named ? rows.externalRef : '{}'}::text[])
      as p (entry, sequence, debit, credit, amount, layer, loan_id, borrower_id, loan_ordinal, external_ref)
    join unnest(${list(entries.map(({ entry }) => entry.id))}::uuid[],
      ${list(entries.map(({ entry }) => entry.currency))}::text[],
      ${list(entries.map(({ entry }) => entry.effectiveAt))}::date[]) with ordinality
      as e (id, currency, effective_at, place) on e.place = p.entry`;
}

function insertLoans(tx: Tx, tenantId: string, loans: readonly Loan[]): Query {
  return tx`
    insert into loans (tenant_id, loan_id, borrower_id, program_id, currency, status, nonaccrual, principal, interest,
      fees, late_charges, suspense, claim_principal, claim_interest, claim_fees, nonaccrual_interest, opened_at,
      first_draw_at, last_effective_at, accrued_through, entry_count, last_activity_at)
    select ${tenantId}, l.*
    from unnest(${list(loans.map((l) => l.id))}::uuid[], ${list(loans.map((l) => l.borrowerId))}::uuid[],
      ${list(loans.map((l) => l.programId))}::uuid[], ${list(loans.map((l) => l.currency))}::text[],
      ${list(loans.map((l) => l.status))}::text[], ${list(loans.map((l) => l.nonaccrual))}::boolean[],
      ${bucket(loans, 'principal')}::bigint[], ${bucket(loans, 'interest')}::bigint[],
      ${bucket(loans, 'fees')}::bigint[], ${bucket(loans, 'lateCharges')}::bigint[],
      ${bucket(loans, 'suspense')}::bigint[], ${bucket(loans, 'claimPrincipal')}::bigint[],
      ${bucket(loans, 'claimInterest')}::bigint[], ${bucket(loans, 'claimFees')}::bigint[],
      ${bucket(loans, 'nonaccrualInterest')}::bigint[], ${list(loans.map((l) => l.openedAt))}::date[],
      ${list(loans.map((l) => l.firstDrawAt))}::date[], ${list(loans.map((l) => l.lastEffectiveAt))}::date[],
      ${list(loans.map((l) => l.accruedThrough))}::date[], ${list(loans.map((l) => l.entryCount))}::int[],
      ${list(loans.map((l) => l.lastActivityAt))}::timestamptz[]) as l`;
}

/** An accrual moves interest and dates only, so a batch of nothing else sends a third of the columns. */
function updateAccruedLoans(tx: Tx, tenantId: string, loans: readonly Loan[]): Query {
  return tx`
    update loans set interest = l.interest, nonaccrual_interest = l.nonaccrual_interest,
      last_effective_at = l.last_effective_at, accrued_through = l.accrued_through, entry_count = l.entry_count,
      last_activity_at = l.last_activity_at
    from unnest(${list(loans.map((l) => l.id))}::uuid[], ${bucket(loans, 'interest')}::bigint[],
      ${bucket(loans, 'nonaccrualInterest')}::bigint[], ${list(loans.map((l) => l.lastEffectiveAt))}::date[],
      ${list(loans.map((l) => l.accruedThrough))}::date[], ${list(loans.map((l) => l.entryCount))}::int[],
      ${list(loans.map((l) => l.lastActivityAt))}::timestamptz[])
      as l (loan_id, interest, nonaccrual_interest, last_effective_at, accrued_through, entry_count, last_activity_at)
    where loans.tenant_id = ${tenantId} and loans.loan_id = l.loan_id`;
}

function updateLoans(tx: Tx, tenantId: string, loans: readonly Loan[]): Query {
  return tx`
    update loans set status = l.status, nonaccrual = l.nonaccrual, principal = l.principal, interest = l.interest,
      fees = l.fees, late_charges = l.late_charges, suspense = l.suspense, claim_principal = l.claim_principal,
      claim_interest = l.claim_interest, claim_fees = l.claim_fees, nonaccrual_interest = l.nonaccrual_interest,
      first_draw_at = l.first_draw_at, last_effective_at = l.last_effective_at, accrued_through = l.accrued_through,
      entry_count = l.entry_count, last_activity_at = l.last_activity_at
    from unnest(${list(loans.map((l) => l.id))}::uuid[], ${list(loans.map((l) => l.status))}::text[],
      ${list(loans.map((l) => l.nonaccrual))}::boolean[], ${bucket(loans, 'principal')}::bigint[],
      ${bucket(loans, 'interest')}::bigint[], ${bucket(loans, 'fees')}::bigint[],
      ${bucket(loans, 'lateCharges')}::bigint[], ${bucket(loans, 'suspense')}::bigint[],
      ${bucket(loans, 'claimPrincipal')}::bigint[], ${bucket(loans, 'claimInterest')}::bigint[],
      ${bucket(loans, 'claimFees')}::bigint[], ${bucket(loans, 'nonaccrualInterest')}::bigint[],
      ${list(loans.map((l) => l.firstDrawAt))}::date[], ${list(loans.map((l) => l.lastEffectiveAt))}::date[],
      ${list(loans.map((l) => l.accruedThrough))}::date[], ${list(loans.map((l) => l.entryCount))}::int[],
      ${list(loans.map((l) => l.lastActivityAt))}::timestamptz[])
      as l (loan_id, status, nonaccrual, principal, interest, fees, late_charges, suspense, claim_principal,
        claim_interest, claim_fees, nonaccrual_interest, first_draw_at, last_effective_at, accrued_through, entry_count,
        last_activity_at)
    where loans.tenant_id = ${tenantId} and loans.loan_id = l.loan_id`;
}

const bucket = (loans: readonly Loan[], name: keyof Loan['balances']) => list(loans.map((loan) => loan.balances[name]));

/**
 * An array as PostgreSQL spells it, of values that need no quoting: ids, numbers, dates, codes. A hundred thousand of
 * them are joined twenty times faster than the driver escapes them one by one.
 */
function list(values: readonly (string | number | bigint | boolean | undefined)[]): string {
  return `{${values.map((value) => value ?? 'null').join(',')}}`;
}

function insertExternalRefs(tx: Tx, tenantId: string, events: readonly BookedEvent[]): Query {
  return tx`
    insert into external_refs (tenant_id, source_method, external_ref, event_id)
    select ${tenantId}, r.*
    from unnest(${events.map((e) => e.payment!.sourceMethod)}::text[],
      ${events.map((e) => e.payment!.externalRef)}::text[], ${events.map((e) => e.eventId)}::uuid[]) as r`;
}

function insertZeroAccruals(tx: Tx, tenantId: string, zeros: NonNullable<BookedEvent['zeroAccruals']>): Query {
  return tx`
    insert into zero_accruals (tenant_id, loan_id, accrual_date, journal_entry_id)
    select ${tenantId}, loan_id, ${zeros.date}::date, ${zeros.entryId}::uuid
    from unnest(${list(zeros.loanIds)}::uuid[]) as z (loan_id)`;
}

interface AccountTotal {
  readonly programId: string;
  readonly account: AccountCode;
  readonly currency: string;
  readonly layer: Layer;
  readonly date: LocalDate;
  debits: Minor;
  credits: Minor;
}

/** What the batch adds to each account and accounting date, in one global order. */
function accountTotals(entries: readonly EntryOfEvent[], programOf: BatchResult['programOf']): AccountTotal[] {
  const totals = new Map<string, AccountTotal>();
  for (const { entry } of entries) {
    for (const posting of entry.postings) {
      const programId = programOf(posting.loanId);
      const of = (account: AccountCode): AccountTotal => {
        const name = `${programId} ${account} ${entry.currency} ${posting.layer} ${entry.accountingDate}`;
        let total = totals.get(name);
        if (total === undefined) {
          const { currency, accountingDate: date } = entry;
          total = { programId, account, currency, layer: posting.layer, date, debits: 0n, credits: 0n };
          totals.set(name, total);
        }
        return total;
      };
      of(posting.debit).debits += posting.amount;
      of(posting.credit).credits += posting.amount;
    }
  }
  return [...totals].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, total]) => total);
}

function addAccountTotals(tx: Tx, tenantId: string, totals: readonly AccountTotal[]): Query {
  return tx`
    insert into account_days (tenant_id, program_id, account_code, currency, layer, accounting_date, debits, credits)
    select ${tenantId}, t.*
    from unnest(${totals.map((t) => t.programId)}::uuid[], ${totals.map((t) => t.account)}::smallint[],
      ${totals.map((t) => t.currency)}::text[], ${list(totals.map((t) => t.layer))}::layer[],
      ${totals.map((t) => t.date)}::date[], ${totals.map((t) => t.debits.toString())}::numeric[],
      ${totals.map((t) => t.credits.toString())}::numeric[]) as t
    on conflict (tenant_id, program_id, account_code, currency, layer, accounting_date)
    do update set debits = account_days.debits + excluded.debits, credits = account_days.credits + excluded.credits`;
}
