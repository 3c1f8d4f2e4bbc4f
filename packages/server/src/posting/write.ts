import type {
  ClosedPeriod,
  EventId,
  Instant,
  JournalEntry,
  Loan,
  LoanId,
  NamedPayment,
  Posting,
  ZeroAccruals,
} from '@tallystick/core';
import { periodTotalOf } from '@tallystick/core/wire';
import { plainArray as list } from '../store/codecs.ts';
import { type Column, lines, plain, quoted, RowShape, type SentRows, templateOf } from '../store/row-shape.ts';
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
 * Writes a batch, each table from arrays, whatever the number of events and tenants. The account totals and the feeds
 * come last and in a fixed order, because they are the only rows that batches of one tenant share; what else there
 * is for most batches travels as one statement.
 */
export function statementsOf(tx: Tx, shares: readonly BookedShare[]): Query[] {
  const events = shares.flatMap((share) => share.events);
  const entries = events.flatMap((event) => event.entries.map((entry) => ({ event, entry })));
  const posted = entries
    .filter(({ entry }) => entry.postings.length > 0)
    .map(({ event, entry }, place) => ({ tenantId: event.tenantId, entry, place }));
  const opened = shares.flatMap(({ tenantId, opened }) => opened.map((loan) => ({ tenantId, loan })));
  const changed = shares.flatMap(({ tenantId, changed }) => changed.map((loan) => ({ tenantId, loan })));
  const named = events.filter((event) => event.payment !== undefined);
  const totals = new AccountTotals();
  for (const share of shares) {
    for (const { entries } of share.events) for (const entry of entries) totals.add(share, entry);
  }
  const zeros = events.filter((event) => event.zeroAccruals !== undefined);
  const closing = events.filter((event) => event.closes !== undefined);
  return [
    ...handOn(tx, named),
    ...together(tx, [
      ...(entries.length === 0 ? [] : [insertEntries(tx, entries)]),
      ...(posted.length === 0 ? [] : [insertPostings(tx, posted)]),
      ...(opened.length === 0 ? [] : [insertLoans(tx, opened)]),
      ...(changed.length === 0 ? [] : [updateLoans(tx, changed)]),
      ...(named.length === 0 ? [] : [insertNames(tx, named)]),
    ]),
    ...zeros.map((event) => insertZeroAccruals(tx, event)),
    ...(posted.length === 0 ? [] : [addAccountTotals(tx, totals)]),
    ...closing.map((event) => insertPeriod(tx, event)),
    insertEvents(tx, shares),
  ];
}

/**
 * Statements that write different tables as one statement: a batch costs both sides something for each, however much it
 * writes (decision 0037). None of them sees what the others write.
 */
function together(tx: Tx, statements: readonly Query[]): Query[] {
  if (statements.length < 2) return [...statements];
  const before = statements.map((_, index) =>
    index === 0 ? 'with w0 as (' : index < statements.length - 1 ? `), w${index} as (` : ') ',
  );
  return [tx(templateOf([...before, '']), ...(statements as never[]))];
}

/** An event, and how many of its tenant's come after it. */
interface PlacedEvent {
  readonly event: BookedEvent;
  readonly after: number;
}

const EVENTS = new RowShape<PlacedEvent>(
  'e',
  {
    event_id: plain('uuid', ({ event }) => event.eventId),
    tenant_id: plain('uuid', ({ event }) => event.tenantId),
    kind: plain('text', ({ event }) => event.kind),
    idempotency_key: quoted(({ event }) => event.idempotencyKey),
    fingerprint: lines('bytea', ({ event }) => `\\x${event.fingerprint}`),
    request: lines('jsonb', ({ event }) => event.record),
    response: lines('text', ({ event }) => event.response),
    actor: quoted(({ event }) => event.actor),
    loan_id: plain('uuid', ({ event }) => event.loanId),
    subject_event_id: plain('uuid', ({ event }) => event.subject),
    posted_at: plain('timestamptz', ({ event }) => event.postedAt),
    entry_ids: lines('uuid[]', ({ event }) => list(event.entries.map((entry) => entry.id))),
  },
  { after: plain('int', ({ after }) => after) },
);

const FEEDS = new RowShape<Pick<BookedShare, 'tenantId' | 'events'>>('f', {
  tenant_id: plain('uuid', ({ tenantId }) => tenantId),
  last_position: plain('bigint', ({ events }) => events.length),
});

/**
 * Inserts events at their places in their tenants' feeds. A feed's row stays locked until COMMIT, so places are taken in
 * the order of commits and a reader who has seen one has seen all before it.
 */
export function insertEvents(tx: Tx, shares: readonly Pick<BookedShare, 'tenantId' | 'events'>[]): Query {
  const placed = shares.flatMap(({ events }) =>
    events.map((event, index) => ({ event, after: events.length - 1 - index })),
  );
  const feeds = FEEDS.of(tx, shares);
  const events = EVENTS.of(tx, placed);
  return tx`
    with feed as (
      insert into feeds (${feeds.names}) select ${feeds.values} from ${feeds.rows}
      on conflict (tenant_id) do update set last_position = feeds.last_position + excluded.last_position
      returning tenant_id, last_position)
    insert into events (${events.names}, position)
    select ${events.values}, last_position - ${events.of('after')}
    from ${events.rows} join feed on feed.tenant_id = ${events.of('tenant_id')}`;
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

const ENTRIES = new RowShape<EntryOfEvent>('j', {
  journal_entry_id: plain('uuid', ({ entry }) => entry.id),
  tenant_id: plain('uuid', ({ event }) => event.tenantId),
  event_id: plain('uuid', ({ event }) => event.eventId),
  event_type: plain('text', ({ entry }) => entry.type),
  currency: plain('text', ({ entry }) => entry.currency),
  effective_at: plain('date', ({ entry }) => entry.effectiveAt),
  accounting_date: plain('date', ({ entry }) => entry.accountingDate),
  posted_at: plain('timestamptz', ({ event }) => event.postedAt),
  correlation_id: plain('uuid', ({ entry }) => entry.correlationId),
  reverses_entry_id: plain('uuid', ({ entry }) => entry.reversesEntryId),
  description: quoted(({ entry }) => entry.description),
  actor: quoted(({ event }) => event.actor),
  program_version: plain('int', ({ entry }) => entry.programVersion),
});

export function insertEntries(tx: Tx, entries: readonly EntryOfEvent[]): Query {
  const { names, values, rows } = ENTRIES.of(tx, entries);
  return tx`insert into journal_entries (${names}) select ${values} from ${rows}`;
}

/** An entry that has postings, and its place among those of its batch. */
interface PlacedEntry {
  readonly tenantId: string;
  readonly entry: JournalEntry;
  readonly place: number;
}

const POSTED_ENTRIES = new RowShape<PlacedEntry>(
  'e',
  {
    journal_entry_id: plain('uuid', ({ entry }) => entry.id),
    tenant_id: plain('uuid', ({ tenantId }) => tenantId),
    currency: plain('text', ({ entry }) => entry.currency),
    effective_at: plain('date', ({ entry }) => entry.effectiveAt),
  },
  { place: plain('int', ({ place }) => place) },
);

/** A posting with its place in its entry, from 1, and its entry's place. */
interface PlacedPosting {
  readonly posting: Posting;
  readonly sequence: number;
  readonly entryPlace: number;
}

/** What every posting has, and an accrual's has no more of its own: its loan and borrower are its loan's. */
export const POSTING: Readonly<Record<string, Column<Partial<Pick<PlacedPosting, 'posting' | 'sequence'>>>>> = {
  sequence: plain('int', ({ sequence }) => sequence),
  debit: plain('smallint', ({ posting }) => posting?.debit),
  credit: plain('smallint', ({ posting }) => posting?.credit),
  amount: plain('bigint', ({ posting }) => posting?.amount),
  layer: plain('layer', ({ posting }) => posting?.layer),
  loan_ordinal: plain('int', ({ posting }) => posting?.loanOrdinal),
};

const POSTINGS = new RowShape<PlacedPosting>(
  'p',
  {
    ...POSTING,
    loan_id: plain('uuid', ({ posting }) => posting.loanId),
    borrower_id: plain('uuid', ({ posting }) => posting.borrowerId),
    external_ref: quoted(({ posting }) => posting.externalRef),
    source_event_id: plain('uuid', ({ posting }) => posting.source),
  },
  { entry_place: plain('int', ({ entryPlace }) => entryPlace) },
);

/** Inserts the postings of entries that are inserted in the same transaction. */
function insertPostings(tx: Tx, placed: readonly PlacedEntry[]): Query {
  const entries = POSTED_ENTRIES.of(tx, placed);
  const postings = POSTINGS.of(
    tx,
    placed.flatMap(({ entry, place }) =>
      entry.postings.map((posting, index) => ({ posting, sequence: index + 1, entryPlace: place })),
    ),
  );
  return tx`
    insert into postings (${entries.names}, ${postings.names}) select ${entries.values}, ${postings.values}
    from ${postings.rows} join ${entries.rows} on ${entries.of('place')} = ${postings.of('entry_place')}`;
}

/** A loan and whose it is: two tenants may give one id to a loan. */
interface TenantLoan {
  readonly tenantId: string;
  readonly loan: Loan;
}

/** What an accrual changes of a loan. */
export const ACCRUING: Readonly<Record<string, Column<Pick<TenantLoan, 'loan'>>>> = {
  interest: plain('bigint', ({ loan }) => loan.balances.interest),
  nonaccrual_interest: plain('bigint', ({ loan }) => loan.balances.nonaccrualInterest),
  last_effective_at: plain('date', ({ loan }) => loan.lastEffectiveAt),
  accrued_through: plain('date', ({ loan }) => loan.accruedThrough),
  entry_count: plain('int', ({ loan }) => loan.entryCount),
  last_activity_at: plain('timestamptz', ({ loan }) => loan.lastActivityAt),
};

/** What may change of a loan. */
const CHANGING: Readonly<Record<string, Column<TenantLoan>>> = {
  ...ACCRUING,
  status: plain('text', ({ loan }) => loan.status),
  nonaccrual: plain('boolean', ({ loan }) => loan.nonaccrual),
  principal: plain('bigint', ({ loan }) => loan.balances.principal),
  fees: plain('bigint', ({ loan }) => loan.balances.fees),
  late_charges: plain('bigint', ({ loan }) => loan.balances.lateCharges),
  suspense: plain('bigint', ({ loan }) => loan.balances.suspense),
  claim_principal: plain('bigint', ({ loan }) => loan.balances.claimPrincipal),
  claim_interest: plain('bigint', ({ loan }) => loan.balances.claimInterest),
  claim_fees: plain('bigint', ({ loan }) => loan.balances.claimFees),
  first_draw_at: plain('date', ({ loan }) => loan.firstDrawAt),
  successor_loan_id: plain('uuid', ({ loan }) => loan.successorId),
};

const WHICH: Readonly<Record<string, Column<TenantLoan>>> = {
  loan_id: plain('uuid', ({ loan }) => loan.id),
  tenant_id: plain('uuid', ({ tenantId }) => tenantId),
};

const OPENED = new RowShape<TenantLoan>('l', {
  ...WHICH,
  borrower_id: plain('uuid', ({ loan }) => loan.borrowerId),
  program_id: plain('uuid', ({ loan }) => loan.programId),
  currency: plain('text', ({ loan }) => loan.currency),
  opened_at: plain('date', ({ loan }) => loan.openedAt),
  ...CHANGING,
});

function insertLoans(tx: Tx, loans: readonly TenantLoan[]): Query {
  const { names, values, rows } = OPENED.of(tx, loans);
  return tx`insert into loans (${names}) select ${values} from ${rows}`;
}

const CHANGED = new RowShape<TenantLoan>('l', CHANGING, WHICH);

function updateLoans(tx: Tx, loans: readonly TenantLoan[]): Query {
  const changed = CHANGED.of(tx, loans);
  return tx`
    update loans set ${changed.settings} from ${changed.rows}
    where loans.tenant_id = ${changed.of('tenant_id')} and loans.loan_id = ${changed.of('loan_id')}`;
}

const NAMES = new RowShape<BookedEvent>('r', {
  event_id: plain('uuid', (event) => event.eventId),
  tenant_id: plain('uuid', (event) => event.tenantId),
  source_method: plain('text', (event) => event.payment!.sourceMethod),
  external_ref: quoted((event) => event.payment!.externalRef),
});

/** Hands the names of reversed payments on to those that replace them. */
function handOn(tx: Tx, events: readonly BookedEvent[]): Query[] {
  return events.flatMap(({ tenantId, eventId, payment }) =>
    payment?.replaces === undefined
      ? []
      : tx`
          update external_refs set event_id = ${eventId}::uuid
          where tenant_id = ${tenantId} and source_method = ${payment.sourceMethod}
            and external_ref = ${payment.externalRef} and event_id = ${payment.replaces}::uuid`,
  );
}

/**
 * Names payments, unless a name was handed on to its payment. A name that is taken fails the batch, which is how two servers
 * that book one reference at once find out, and how a name is found that somebody else was given meanwhile.
 */
function insertNames(tx: Tx, events: readonly BookedEvent[]): Query {
  const { names, values, rows, of } = NAMES.of(tx, events);
  const mayBeThere = events.some(({ payment }) => payment!.replaces !== undefined);
  return tx`insert into external_refs (${names}) select ${values} from ${rows} ${mayBeThere ? unlessNamed(tx, of) : tx``}`;
}

const unlessNamed = (tx: Tx, of: SentRows['of']) => tx`
    where not exists (
      select from external_refs x where x.tenant_id = ${of('tenant_id')} and x.source_method = ${of('source_method')}
        and x.external_ref = ${of('external_ref')} and x.event_id = ${of('event_id')})`;

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
