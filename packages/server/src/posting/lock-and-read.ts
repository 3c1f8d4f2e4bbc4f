import {
  ACCOUNTS,
  type AccountCode,
  type BookedDisbursement,
  type Currency,
  type EntryId,
  type EventId,
  type Loan,
  type LoanId,
  type LocalDate,
  type Movement,
  type Needs,
  needsOf,
  type ProgramId,
} from '@tallystick/core';
import { type LoanRow, loanOf } from '../store/loan-row.ts';
import { type ProgramRow, programOfRow } from '../store/program-row.ts';
import type { Tx } from '../store/transaction.ts';
import { accrualName, LedgerBook, paymentName } from './ledger-book.ts';
import type { PostingRequest } from './request.ts';

/** What a batch needs, gathered from its requests. */
interface Wanted {
  readonly loanIds: readonly LoanId[];
  readonly disbursementIds: readonly EventId[];
  readonly payments: readonly { readonly sourceMethod: string; readonly externalRef: string }[];
  readonly keys: readonly string[];
}

/**
 * Locks the loans of a batch in the order of their ids and reads what its decisions need, in one round trip; in two
 * when something is dated back.
 *
 * The lock comes first and the keys after it, each statement with a snapshot of its own: whoever held the lock before
 * us has committed, and what it booked is seen. Loans are locked in one global order, so two batches never deadlock.
 */
export async function lockAndRead(tx: Tx, tenantId: string, requests: readonly PostingRequest[]): Promise<LedgerBook> {
  const needs = requests.map((request) => needsOf(request.command));
  const wanted = gather(requests, needs);
  const book = new LedgerBook();
  const [loans, programs, answers, disbursements, payments] = await Promise.all([
    lockLoans(tx, tenantId, wanted),
    readPrograms(tx, tenantId),
    readAnswers(tx, tenantId, wanted.keys),
    wanted.disbursementIds.length === 0 ? [] : readDisbursements(tx, tenantId, wanted.disbursementIds),
    wanted.payments.length === 0 ? [] : readPayments(tx, tenantId, wanted.payments),
  ]);
  for (const row of loans) book.loans.set(row.loan_id as LoanId, loanOf(row));
  keepPrograms(book, programs);
  keepAnswers(book, answers);
  for (const row of disbursements) book.disbursements.set(row.event_id as EventId, disbursementOf(row));
  for (const row of payments) {
    book.payments.set(paymentName(row.source_method, row.external_ref), {
      eventId: row.event_id as EventId,
      loanId: row.loan_id as LoanId,
      amount: BigInt(row.amount_minor),
      currency: row.currency as Currency,
    });
    book.responses.set(row.event_id as EventId, row.response);
  }
  await readThePast(tx, tenantId, needs, book);
  return book;
}

/** Reads what any request needs beside its loans: the tenant's programs, and what was booked under the keys. */
export async function readKeysAndPrograms(
  tx: Tx,
  tenantId: string,
  keys: readonly string[],
  book: LedgerBook,
): Promise<void> {
  const [programs, answers] = await Promise.all([readPrograms(tx, tenantId), readAnswers(tx, tenantId, keys)]);
  keepPrograms(book, programs);
  keepAnswers(book, answers);
}

function keepPrograms(book: LedgerBook, programs: readonly ProgramRow[]): void {
  for (const row of programs) {
    book.programs.set(row.program_id as ProgramId, programOfRow(row));
    if (row.is_default) book.defaultProgramId = row.program_id as ProgramId;
  }
}

function keepAnswers(book: LedgerBook, answers: readonly AnswerRow[]): void {
  for (const { idempotency_key: key, event_id: eventId, fingerprint, response } of answers) {
    book.answers.set(key, { eventId, fingerprint, response });
  }
}

function gather(requests: readonly PostingRequest[], needs: readonly Needs[]): Wanted {
  return {
    loanIds: [...new Set(needs.flatMap((need) => need.loanIds))],
    disbursementIds: needs.flatMap((need) => (need.disbursementId === undefined ? [] : [need.disbursementId])),
    payments: needs.flatMap((need) => (need.payment === undefined ? [] : [need.payment])),
    keys: requests.map((request) => request.idempotencyKey),
  };
}

/** Locks loans in the order of their ids and reads them as they are once the locks are had. */
export function lockLoansById(tx: Tx, tenantId: string, loanIds: readonly LoanId[]) {
  return tx<LoanRow[]>`
    select * from loans where tenant_id = ${tenantId} and loan_id = any(${`{${loanIds.join(',')}}`}::uuid[]) order by loan_id for update`;
}

/** A settlement names its disbursement, not the loan; events never change, so the loan can be looked up in passing. */
function lockLoans(tx: Tx, tenantId: string, wanted: Wanted) {
  if (wanted.disbursementIds.length === 0) return lockLoansById(tx, tenantId, wanted.loanIds);
  return tx<LoanRow[]>`
    select * from loans where tenant_id = ${tenantId} and loan_id = any(${wanted.loanIds}::uuid[] || array(
      select loan_id from events where tenant_id = ${tenantId} and event_id = any(${wanted.disbursementIds}::uuid[])
        and kind = 'disbursement'))
    order by loan_id for update`;
}

function readPrograms(tx: Tx, tenantId: string) {
  return tx<ProgramRow[]>`
    select distinct on (p.program_id) p.program_id, p.version, p.name, p.configuration,
      p.program_id = t.default_program_id as is_default
    from programs p join tenants t on t.tenant_id = p.tenant_id
    where p.tenant_id = ${tenantId} order by p.program_id, p.version desc`;
}

interface AnswerRow {
  readonly idempotency_key: string;
  readonly event_id: string;
  readonly fingerprint: string;
  readonly response: string;
}

/** Key by key, so that only the index on the key fits: without statistics the primary key's looks as good, and reads all. */
function readAnswers(tx: Tx, tenantId: string, keys: readonly string[]) {
  return tx<AnswerRow[]>`
    select e.* from unnest(${keys}::text[]) as asked (key)
    cross join lateral (
      select idempotency_key, event_id, encode(fingerprint, 'hex') as fingerprint, response
      from events where tenant_id = ${tenantId} and idempotency_key = asked.key offset 0) e`;
}

interface DisbursementRow {
  readonly event_id: string;
  readonly loan_id: string;
  readonly amount_minor: string;
  readonly withheld_fee_minor: string | null;
  readonly effective_at: string;
  readonly method: string;
  readonly settled_by: string | null;
}

function readDisbursements(tx: Tx, tenantId: string, eventIds: readonly EventId[]) {
  return tx<DisbursementRow[]>`
    select e.event_id, e.loan_id, e.request->>'amount_minor' as amount_minor,
      e.request->>'withheld_fee_minor' as withheld_fee_minor, e.request->>'effective_at' as effective_at,
      e.request->>'method' as method, s.event_id as settled_by
    from events e
    left join events s on s.tenant_id = e.tenant_id and s.subject_event_id = e.event_id and s.kind = 'settlement'
    where e.tenant_id = ${tenantId} and e.event_id = any(${eventIds}::uuid[]) and e.kind = 'disbursement'`;
}

function disbursementOf(row: DisbursementRow): BookedDisbursement {
  const settledAtOnce = row.method === 'internal_transfer' ? row.event_id : undefined;
  return {
    eventId: row.event_id as EventId,
    loanId: row.loan_id as LoanId,
    net: BigInt(row.amount_minor) - BigInt(row.withheld_fee_minor ?? '0'),
    effectiveAt: row.effective_at as LocalDate,
    settledBy: (row.settled_by ?? settledAtOnce) as EventId | undefined,
  };
}

interface PaymentRow {
  readonly source_method: string;
  readonly external_ref: string;
  readonly event_id: string;
  readonly loan_id: string;
  readonly amount_minor: string;
  readonly currency: string;
  readonly response: string;
}

function readPayments(tx: Tx, tenantId: string, payments: Wanted['payments']) {
  const methods = payments.map((payment) => payment.sourceMethod);
  const refs = payments.map((payment) => payment.externalRef);
  return tx<PaymentRow[]>`
    select r.source_method, r.external_ref, e.event_id, e.loan_id, e.request->>'amount_minor' as amount_minor,
      e.request->>'currency' as currency, e.response
    from unnest(${methods}::text[], ${refs}::text[]) as asked (source_method, external_ref)
    cross join lateral (
      select * from external_refs x where x.tenant_id = ${tenantId} and x.source_method = asked.source_method
        and x.external_ref = asked.external_ref offset 0) r
    cross join lateral (
      select * from events v where v.tenant_id = ${tenantId} and v.event_id = r.event_id offset 0) e`;
}

/** Reads the movements that back-dated commands must respect, and the accruals of dates that are covered already. */
export async function readThePast(tx: Tx, tenantId: string, needs: readonly Needs[], book: LedgerBook): Promise<void> {
  const earliest = new Map<LoanId, LocalDate>();
  const covered: { loanId: LoanId; date: LocalDate }[] = [];
  for (const need of needs) {
    const loanIds = need.disbursementId === undefined ? need.loanIds : loansOf(need.disbursementId, book);
    for (const id of loanIds) {
      const loan = book.loans.get(id);
      if (loan === undefined) continue;
      const before = earliest.get(id);
      if (need.movementsAfter < loan.lastEffectiveAt && (before === undefined || need.movementsAfter < before)) {
        earliest.set(id, need.movementsAfter);
      }
      const { accrualsOn } = need;
      if (accrualsOn !== undefined && loan.accruedThrough !== undefined && accrualsOn <= loan.accruedThrough) {
        covered.push({ loanId: id, date: accrualsOn });
      }
    }
  }
  const reads: Promise<void>[] = [];
  if (earliest.size > 0) reads.push(readMovements(tx, tenantId, earliest, book));
  if (covered.length > 0) reads.push(readAccruals(tx, tenantId, covered, book));
  await Promise.all(reads);
}

function loansOf(disbursementId: EventId, book: LedgerBook): LoanId[] {
  const disbursement = book.disbursements.get(disbursementId);
  return disbursement === undefined ? [] : [disbursement.loanId];
}

interface MovementRow {
  readonly loan_id: string;
  readonly effective_at: string;
  readonly debit: number;
  readonly credit: number;
  readonly amount: bigint;
}

/** `offset 0` keeps the planner from joining the whole journal: loan by loan is right, whatever its statistics say. */
async function readMovements(
  tx: Tx,
  tenantId: string,
  earliest: ReadonlyMap<LoanId, LocalDate>,
  book: LedgerBook,
): Promise<void> {
  const rows = await tx<MovementRow[]>`
    select p.loan_id, p.effective_at, p.debit, p.credit, p.amount
    from unnest(${[...earliest.keys()]}::uuid[], ${[...earliest.values()]}::date[]) as asked (loan_id, after_date)
    cross join lateral (
      select * from postings m where m.tenant_id = ${tenantId} and m.loan_id = asked.loan_id
        and m.effective_at > asked.after_date and m.layer = 'SETTLED' offset 0) p`;
  const movements = new Map<LoanId, Movement[]>();
  for (const row of rows) {
    const pair = { debit: row.debit as AccountCode, credit: row.credit as AccountCode };
    const posting = { ...pair, amount: row.amount, layer: 'SETTLED' as const };
    const known = movements.get(row.loan_id as LoanId) ?? [];
    known.push({ effectiveAt: row.effective_at as LocalDate, postings: [posting] });
    movements.set(row.loan_id as LoanId, known);
  }
  for (const [id, movementsAfter] of earliest) {
    const loan = book.loans.get(id) as Loan;
    book.loans.set(id, { ...loan, movementsAfter, movements: movements.get(id) ?? [] });
  }
}

interface AccrualRow {
  readonly loan_id: string;
  readonly accrual_date: string;
  readonly journal_entry_id: string;
  readonly interest: bigint;
}

/** An accrual is the posting that feeds interest from income, or the memo of it, in an entry of that type. */
async function readAccruals(
  tx: Tx,
  tenantId: string,
  covered: readonly { readonly loanId: LoanId; readonly date: LocalDate }[],
  book: LedgerBook,
): Promise<void> {
  const rows = await tx<AccrualRow[]>`
    with asked as materialized (
      select * from unnest(${covered.map(({ loanId }) => loanId)}::uuid[], ${covered.map(({ date }) => date)}::date[])
        as asked (loan_id, accrual_date)
    )
    select p.loan_id, p.effective_at as accrual_date, p.journal_entry_id, p.amount as interest
    from asked
    cross join lateral (
      select a.loan_id, a.effective_at, a.journal_entry_id, a.amount from postings a
      where a.tenant_id = ${tenantId} and a.loan_id = asked.loan_id and a.effective_at = asked.accrual_date
        and a.debit in (${ACCOUNTS.interest_receivable.code}, ${ACCOUNTS.memo_nonaccrual_interest.code})
        and a.credit in (${ACCOUNTS.interest_income.code}, ${ACCOUNTS.memo_contra.code}) offset 0) p
    cross join lateral (
      select from journal_entries e where e.tenant_id = ${tenantId} and e.journal_entry_id = p.journal_entry_id
        and e.event_type = 'accrual' offset 0) e
    union all
    select z.loan_id, z.accrual_date, z.journal_entry_id, 0
    from asked
    cross join lateral (
      select * from zero_accruals c where c.tenant_id = ${tenantId} and c.loan_id = asked.loan_id
        and c.accrual_date = asked.accrual_date offset 0) z`;
  for (const row of rows) {
    book.accruals.set(accrualName(row.loan_id as LoanId, row.accrual_date as LocalDate), {
      entryId: row.journal_entry_id as EntryId,
      interest: row.interest,
    });
  }
}
