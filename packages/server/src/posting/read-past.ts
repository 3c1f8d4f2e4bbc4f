import {
  ACCOUNTS,
  type AccountCode,
  addDays,
  type BorrowerId,
  type EntryId,
  type EventId,
  type EventKind,
  type EventType,
  type Loan,
  type LoanId,
  type LocalDate,
  type Minor,
  type Movement,
  type Needs,
  type PastEntry,
  type Posting,
  type SourceMethod,
} from '@tallystick/core';
import { plain, RowShape } from '../store/row-shape.ts';
import type { Tx } from '../store/transaction.ts';
import { accrualName, type LedgerBook } from './ledger-book.ts';

/** What one request needs of the past, and the loans that it concerns. */
export interface NeedsOfLoans {
  readonly needs: Needs;
  readonly loanIds: readonly LoanId[];
}

/**
 * Reads what decisions must know of the past of the locked loans: the movements that back-dated commands must respect,
 * the accruals of dates that are covered already, and whole histories where a command is about the past.
 */
export async function readThePast(
  tx: Tx,
  tenantId: string,
  wanted: readonly NeedsOfLoans[],
  book: LedgerBook,
): Promise<void> {
  const earliest = new Map<LoanId, LocalDate>();
  const whole = new Set<LoanId>();
  const covered: LoanDay[] = [];
  for (const { needs, loanIds } of wanted) {
    for (const id of loanIds) {
      const loan = book.loans.get(id);
      if (loan === undefined) continue;
      if (needsHistory(needs, loan, book)) whole.add(id);
      const after = movementsAfter(needs, loan);
      const before = earliest.get(id);
      if (after !== undefined && after < loan.lastEffectiveAt && (before === undefined || after < before)) {
        earliest.set(id, after);
      }
      const { accrualsOn } = needs;
      if (accrualsOn !== undefined && loan.accruedThrough !== undefined && accrualsOn <= loan.accruedThrough) {
        covered.push({ loanId: id, date: accrualsOn });
      }
    }
  }
  for (const id of whole) earliest.delete(id);
  const reads: Promise<void>[] = [];
  if (earliest.size > 0) reads.push(readMovements(tx, tenantId, earliest, book));
  if (covered.length > 0) reads.push(readAccruals(tx, tenantId, covered, book));
  if (whole.size > 0) reads.push(readHistories(tx, tenantId, [...whole], book));
  await Promise.all(reads);
}

function needsHistory({ history }: Needs, loan: Loan, book: LedgerBook): boolean {
  if (history !== 'where_suspense_is_spent') return history === 'always';
  return loan.balances.suspense > 0n && book.programs.get(loan.programId)?.applySuspense === 'on_next_payment';
}

/** Where the loan has accrued for the day already, what is booked on it makes that accrual stale: so from the day before. */
function movementsAfter({ movementsAfter: after, accrualsOn }: Needs, loan: Loan): LocalDate | undefined {
  if (after === undefined || accrualsOn !== undefined) return after;
  const mayBeStale = loan.accruedThrough !== undefined && loan.accruedThrough >= after && after > '0001-01-01';
  return mayBeStale ? addDays(after, -1) : after;
}

interface MovementRow {
  readonly loan_id: string;
  readonly event_type: EventType;
  readonly undone_type: EventType | null;
  readonly undone_on: string | null;
  readonly effective_at: string;
  readonly debit: number;
  readonly credit: number;
  readonly amount: bigint;
}

/** A loan, and a day of its past. */
interface LoanDay {
  readonly loanId: LoanId;
  readonly date: LocalDate;
}

const ASKED_DAYS = new RowShape<LoanDay>('asked', {
  loan_id: plain('uuid', ({ loanId }) => loanId),
  date: plain('date', ({ date }) => date),
});

/** `offset 0` keeps the planner from joining the whole journal: loan by loan is right, whatever its statistics say. */
async function readMovements(
  tx: Tx,
  tenantId: string,
  earliest: ReadonlyMap<LoanId, LocalDate>,
  book: LedgerBook,
): Promise<void> {
  const { rows, of } = ASKED_DAYS.of(
    tx,
    [...earliest].map(([loanId, date]) => ({ loanId, date })),
  );
  const found = await tx<MovementRow[]>`
    select p.loan_id, e.event_type, u.event_type as undone_type, u.effective_at as undone_on, p.effective_at, p.debit,
      p.credit, p.amount
    from ${rows}
    cross join lateral (
      select * from postings m where m.tenant_id = ${tenantId} and m.loan_id = ${of('loan_id')}
        and m.effective_at > ${of('date')} and m.layer = 'SETTLED' offset 0) p
    cross join lateral (
      select event_type, reverses_entry_id from journal_entries j where j.tenant_id = ${tenantId}
        and j.journal_entry_id = p.journal_entry_id offset 0) e
    left join lateral (
      select event_type, effective_at from journal_entries r where r.tenant_id = ${tenantId}
        and r.journal_entry_id = e.reverses_entry_id offset 0) u on true`;
  const movements = new Map<LoanId, Movement[]>();
  for (const row of found) {
    const pair = { debit: row.debit as AccountCode, credit: row.credit as AccountCode };
    const posting = { ...pair, amount: row.amount, layer: 'SETTLED' as const };
    const known = movements.get(row.loan_id as LoanId) ?? [];
    const undoes =
      row.undone_type === null ? undefined : { type: row.undone_type, effectiveAt: row.undone_on as LocalDate };
    known.push({ type: row.event_type, effectiveAt: row.effective_at as LocalDate, undoes, postings: [posting] });
    movements.set(row.loan_id as LoanId, known);
  }
  for (const [id, movementsAfter] of earliest) {
    const loan = book.loans.get(id) as Loan;
    book.loans.set(id, { ...loan, movementsAfter, movements: movements.get(id) ?? [] });
  }
}

/** What a row says of a past entry, whatever lines it has. */
export interface PastEntryRow {
  readonly journal_entry_id: string;
  readonly event_type: EventType;
  readonly event_id: string;
  readonly kind: EventKind;
  readonly subject_event_id: string | null;
  readonly correlation_id: string | null;
  readonly reverses_entry_id: string | null;
  readonly effective_at: string;
  readonly accounting_date: string;
}

/** One posting of an entry of the past, with the entry and its event. */
export interface PastRow extends PastEntryRow {
  readonly loan_id: string | null;
  readonly borrower_id: string | null;
  readonly loan_ordinal: number;
  readonly posted_at: string;
  readonly source_method: SourceMethod | null;
  readonly debit: number;
  readonly credit: number;
  readonly amount: Minor;
  readonly layer: Posting['layer'];
  readonly external_ref: string | null;
  readonly source_event_id: string | null;
}

/** Reads every entry of the loans with their own postings of it, in the order in which they were booked. */
export function pastOf(tx: Tx, tenantId: string, loanIds: readonly LoanId[]) {
  return tx<PastRow[]>`
    select p.loan_id, p.borrower_id, p.loan_ordinal, p.journal_entry_id, e.event_type, e.event_id, v.kind,
      v.subject_event_id, e.correlation_id, e.reverses_entry_id, e.effective_at, e.accounting_date, e.posted_at,
      v.source_method,
      p.debit, p.credit, p.amount, p.layer::text as layer, p.external_ref, p.source_event_id
    from unnest(${loanIds}::uuid[]) as asked (loan_id)
    cross join lateral (
      select * from postings m where m.tenant_id = ${tenantId} and m.loan_id = asked.loan_id offset 0) p
    cross join lateral (
      select * from journal_entries j where j.tenant_id = ${tenantId} and j.journal_entry_id = p.journal_entry_id offset 0) e
    cross join lateral (
      select kind, subject_event_id, coalesce(
        -- money that was taken from an unidentified receipt came as the receipt did
        (select r.request->>'source_method' from events r where w.kind = 'payment' and r.tenant_id = ${tenantId}
          and r.event_id = w.subject_event_id), w.request->>'source_method') as source_method
      from events w where w.tenant_id = ${tenantId} and w.event_id = e.event_id offset 0) v
    order by p.loan_id, p.loan_ordinal, p.sequence`;
}

/** Reads the whole history of loans, and with it every movement of theirs. */
export async function readHistories(
  tx: Tx,
  tenantId: string,
  loanIds: readonly LoanId[],
  book: LedgerBook,
): Promise<void> {
  const rows = await pastOf(tx, tenantId, loanIds);
  const histories = Map.groupBy(rows, (row) => row.loan_id as LoanId);
  for (const id of loanIds) {
    const history = historyOf(histories.get(id) ?? []);
    const movements = movementsOf(history);
    book.histories.set(id, history);
    book.loans.set(id, { ...book.loans.get(id)!, movementsAfter: '0001-01-01' as LocalDate, movements });
  }
}

function movementsOf(history: readonly PastEntry[]): Movement[] {
  const entries = new Map(history.map((past) => [past.entryId, past]));
  return history.map(({ type, effectiveAt, reversesEntryId, postings }) => {
    const undoes = reversesEntryId === undefined ? undefined : entries.get(reversesEntryId);
    return { type, effectiveAt, undoes, postings };
  });
}

/** The entries of the rows of one loan. */
export function historyOf(rows: readonly PastRow[]): PastEntry[] {
  return [...Map.groupBy(rows, (row) => row.loan_ordinal).values()].map((entry) => {
    const first = entry[0]!;
    const its = { ordinal: first.loan_ordinal, sourceMethod: first.source_method ?? undefined };
    return pastEntryOf(first, { ...its, postings: entry.map(postingOf) });
  });
}

/** A row's entry, as the core knows it. */
export const pastEntryOf = (
  row: PastEntryRow,
  its: Pick<PastEntry, 'ordinal' | 'sourceMethod' | 'postings'>,
): PastEntry => ({
  entryId: row.journal_entry_id as EntryId,
  type: row.event_type,
  eventId: row.event_id as EventId,
  kind: row.kind,
  subject: (row.subject_event_id ?? undefined) as EventId | undefined,
  correlationId: (row.correlation_id ?? undefined) as EventId | undefined,
  reversesEntryId: (row.reverses_entry_id ?? undefined) as EntryId | undefined,
  effectiveAt: row.effective_at as LocalDate,
  accountingDate: row.accounting_date as LocalDate,
  ...its,
});

/** A row's posting, as the core knows it. */
export function postingOf(row: {
  readonly debit: number;
  readonly credit: number;
  readonly amount: Minor;
  readonly layer: Posting['layer'];
  readonly loan_id: string | null;
  readonly borrower_id: string | null;
  readonly loan_ordinal?: number | null;
  readonly external_ref: string | null;
  readonly source_event_id: string | null;
}): Posting {
  return {
    debit: row.debit as AccountCode,
    credit: row.credit as AccountCode,
    amount: row.amount,
    layer: row.layer,
    ...(row.loan_id === null ? {} : { loanId: row.loan_id as LoanId, borrowerId: row.borrower_id as BorrowerId }),
    ...(row.loan_ordinal == null ? {} : { loanOrdinal: row.loan_ordinal }),
    ...(row.external_ref === null ? {} : { externalRef: row.external_ref }),
    ...(row.source_event_id === null ? {} : { source: row.source_event_id as EventId }),
  };
}

interface AccrualRow {
  readonly loan_id: string;
  readonly accrual_date: string;
  readonly journal_entry_id: string;
  readonly interest: bigint;
}

/**
 * An accrual is the posting that feeds interest from income, or the memo of it, in an entry of that type. One that was
 * reversed for the loan no longer counts.
 */
async function readAccruals(tx: Tx, tenantId: string, covered: readonly LoanDay[], book: LedgerBook): Promise<void> {
  const { names, values, rows } = ASKED_DAYS.of(tx, covered);
  const found = await tx<AccrualRow[]>`
    with asked (${names}) as materialized (select ${values} from ${rows})
    select p.loan_id, p.effective_at as accrual_date, p.journal_entry_id, p.amount as interest
    from asked
    cross join lateral (
      select a.loan_id, a.effective_at, a.journal_entry_id, a.amount from postings a
      where a.tenant_id = ${tenantId} and a.loan_id = asked.loan_id and a.effective_at = asked.date
        and a.debit in (${ACCOUNTS.interest_receivable.code}, ${ACCOUNTS.memo_nonaccrual_interest.code})
        and a.credit in (${ACCOUNTS.interest_income.code}, ${ACCOUNTS.memo_contra.code}) offset 0) p
    cross join lateral (
      select from journal_entries e where e.tenant_id = ${tenantId} and e.journal_entry_id = p.journal_entry_id
        and e.event_type = 'accrual' offset 0) e
    where not exists (
      select from journal_entries r join postings u on u.tenant_id = ${tenantId} and u.journal_entry_id = r.journal_entry_id
        and u.effective_at = r.effective_at and u.loan_id = p.loan_id
      where r.tenant_id = ${tenantId} and r.reverses_entry_id = p.journal_entry_id)
    union all
    select z.loan_id, z.accrual_date, z.journal_entry_id, 0
    from asked
    cross join lateral (
      select * from zero_accruals c where c.tenant_id = ${tenantId} and c.loan_id = asked.loan_id
        and c.accrual_date = asked.date offset 0) z
    where z.reverses_entry_id is null and not exists (
      select from zero_accruals r where r.tenant_id = ${tenantId} and r.loan_id = z.loan_id
        and r.accrual_date = z.accrual_date and r.reverses_entry_id = z.journal_entry_id)`;
  for (const row of found) {
    book.accruals.set(accrualName(row.loan_id as LoanId, row.accrual_date as LocalDate), {
      entryId: row.journal_entry_id as EntryId,
      interest: row.interest,
    });
  }
}
