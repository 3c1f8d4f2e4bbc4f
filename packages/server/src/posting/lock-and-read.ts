import {
  type EntryId,
  type EventId,
  hangingOn,
  type LoanId,
  type LocalDate,
  loansOfLines,
  type Needs,
  type ProgramId,
} from '@tallystick/core';
import { type KeptProgram, keptProgramOf } from '@tallystick/core/wire';
import { type LoanRow, loanOf } from '../store/loan-row.ts';
import type { Query, Tx } from '../store/transaction.ts';
import { LedgerBook } from './ledger-book.ts';
import { readEntry, readLineless } from './read-entries.ts';
import { readDisbursements, readEvents, readPayments, readReceipts } from './read-events.ts';
import { readHistories, readThePast } from './read-past.ts';
import { readTotals } from './read-totals.ts';
import type { PostingRequest } from './request.ts';

/** What a batch needs, gathered from its requests. */
interface Wanted {
  readonly loanIds: readonly LoanId[];
  readonly subjectIds: readonly EventId[];
  readonly receiptIds: readonly EventId[];
  readonly entryIds: readonly EntryId[];
  /** The entries whose loans are wanted too: those that are to be reversed for every loan. */
  readonly wholeEntryIds: readonly EntryId[];
  readonly payments: readonly { readonly sourceMethod: string; readonly externalRef: string }[];
  readonly keys: readonly string[];
  /** The day through which the books are to close. */
  readonly closes: LocalDate | undefined;
  readonly successors: boolean;
}

/**
 * Locks the loans of a batch in the order of their ids and reads what its decisions need, in one round trip; in two
 * when something is dated back or about the past.
 *
 * The locks come first and the keys after them, each statement with a snapshot of its own: whoever held a lock before
 * us has committed, and what it booked is seen. What is locked without a loan (accounting periods, and events that have
 * no loan to lock) comes before the loans, and loans in one global order, so two batches never deadlock.
 */
export async function lockAndRead(
  tx: Tx,
  tenantId: string,
  requests: readonly PostingRequest[],
  needs: readonly Needs[],
): Promise<LedgerBook> {
  const wanted = gather(requests, needs);
  const book = new LedgerBook();
  const locking = lockLoans(tx, tenantId, wanted);
  tx.send(...lockBeforeLoans(tx, tenantId, wanted), locking);
  const [loans] = await Promise.all([
    locking,
    readKeysAndPrograms(tx, tenantId, wanted.keys, book),
    wanted.subjectIds.length === 0 ? undefined : readEvents(tx, tenantId, wanted.subjectIds, book),
    wanted.subjectIds.length === 0 ? undefined : readDisbursements(tx, tenantId, wanted.subjectIds, book),
    wanted.receiptIds.length === 0 ? undefined : readReceipts(tx, tenantId, wanted.receiptIds, book),
    wanted.payments.length === 0 ? undefined : readPayments(tx, tenantId, wanted.payments, book),
    wanted.closes === undefined ? undefined : readTotals(tx, tenantId, wanted.closes, book),
    ...wanted.entryIds.map((id) => readEntry(tx, tenantId, id, book)),
  ]);
  keepLoans(book, loans);
  if (wanted.successors) await lockSuccessors(tx, tenantId, book);
  await readThePast(
    tx,
    tenantId,
    needs.map((need) => ({ needs: historyOnlyWhereItHelps(need, book), loanIds: loansOf(need, book) })),
    book,
  );
  for (const need of needs) if (need.entryId !== undefined) await readReversed(tx, tenantId, need, book);
  return book;
}

/**
 * Reads what a reversal looks at beyond the histories of its loans: entries without lines, and with a cascade everything
 * that it undoes too, however far it leads. Loans that are met on the way are locked out of the global order, as
 * successors are.
 */
async function readReversed(tx: Tx, tenantId: string, { entryId, cascades }: Needs, book: LedgerBook): Promise<void> {
  const target = book.entries.get(entryId!);
  if (target === undefined || target.entry.type === 'accrual') return;
  await readLineless(tx, tenantId, [...book.histories.keys()], book);
  while (cascades) {
    const hanging = hangingOn(target.entry.id, [target.withoutLoan, ...book.histories.values()]);
    const unread = hanging.filter((id) => !book.entries.has(id));
    if (unread.length === 0) return;
    await Promise.all(unread.map((id) => readEntry(tx, tenantId, id, book)));
    const met = [...new Set(unread.flatMap((id) => book.entries.get(id)!.loanIds))];
    const loanIds = met.filter((id) => !book.histories.has(id));
    if (loanIds.length === 0) continue;
    keepLoans(book, await lockLoansById(tx, tenantId, loanIds));
    await readHistories(tx, tenantId, loanIds, book);
    await readLineless(tx, tenantId, loanIds, book);
  }
}

/** The loans that a request concerns: those it names, and those of the event or entry that it acts on. */
export function loansOf(needs: Needs, book: LedgerBook): readonly LoanId[] {
  const { subjectId, entryId } = needs;
  if (subjectId === undefined && entryId === undefined) return needs.loanIds;
  const loans = new Set(needs.loanIds);
  const subject = subjectId === undefined ? undefined : book.events.get(subjectId)?.loanId;
  if (subject !== undefined) loans.add(subject);
  const entry = entryId === undefined ? undefined : book.entries.get(entryId);
  if (needs.loanIds.length === 0) for (const id of entry?.loanIds ?? []) loans.add(id);
  const adjustment = subjectId === undefined ? undefined : book.adjustments.get(subjectId);
  for (const id of loansOfLines(adjustment?.asked.lines ?? [])) loans.add(id);
  for (const id of loans) {
    const successor = needs.history === 'always' ? book.loans.get(id)?.successorId : undefined;
    if (successor !== undefined) loans.add(successor);
  }
  return [...loans];
}

/** The reversal of an accrual asks no loan for its history: nothing hangs on an accrual, and a batch has many loans. */
function historyOnlyWhereItHelps(needs: Needs, book: LedgerBook): Needs {
  const entry = needs.entryId === undefined ? undefined : book.entries.get(needs.entryId)?.entry;
  if (entry?.type !== 'accrual') return needs;
  const { history: _history, ...rest } = needs;
  const { effectiveAt } = entry;
  const asked = needs.movementsAfter ?? effectiveAt;
  return { ...rest, movementsAfter: (asked < effectiveAt ? asked : effectiveAt) as LocalDate, accrualsOn: effectiveAt };
}

/** Reads what any request needs beside its loans: the tenant's programs, and what was booked under the keys. */
export async function readKeysAndPrograms(
  tx: Tx,
  tenantId: string,
  keys: readonly string[],
  book: LedgerBook,
): Promise<void> {
  const [programs, answers] = await Promise.all([readPrograms(tx, tenantId), readAnswers(tx, tenantId, keys)]);
  for (const row of programs) {
    book.programs.set(row.program_id as ProgramId, keptProgramOf(row));
    if (row.is_default) book.defaultProgramId = row.program_id as ProgramId;
    book.closedThrough = (row.closed_through ?? undefined) as LocalDate | undefined;
  }
  for (const { idempotency_key: key, event_id: eventId, fingerprint, response } of answers) {
    book.answers.set(key, { eventId, fingerprint, response });
  }
}

function keepLoans(book: LedgerBook, rows: readonly LoanRow[]): void {
  for (const row of rows) book.loans.set(row.loan_id as LoanId, loanOf(row));
}

/** What is there, without what is not, and each of it once. */
const eachOnce = <T>(values: readonly (T | undefined)[]): readonly T[] => [
  ...new Set(values.filter((value) => value !== undefined)),
];

function gather(requests: readonly PostingRequest[], needs: readonly Needs[]): Wanted {
  const entryIds = eachOnce(needs.map((need) => need.entryId));
  return {
    loanIds: [...new Set(needs.flatMap((need) => need.loanIds))],
    subjectIds: eachOnce(needs.map((need) => need.subjectId)),
    receiptIds: eachOnce(needs.map((need) => need.receiptId)),
    entryIds,
    wholeEntryIds: eachOnce(needs.map((need) => (need.loanIds.length === 0 ? need.entryId : undefined))),
    payments: eachOnce(needs.map((need) => need.payment)),
    keys: requests.map((request) => request.idempotencyKey),
    closes: needs.find((need) => need.closes !== undefined)?.closes,
    successors: needs.some((need) => need.history === 'always'),
  };
}

/**
 * Postings of a tenant share the lock of its accounting periods, and a close has it alone: what it closes is complete.
 * Receipts, adjustments and entries without a loan are locked by name, because the journal's own rows never change. An
 * entry brings the event that it is about, and a payment the receipt that it took its money from: what is done to the
 * one meets what is done to the other.
 */
export function lockBeforeLoans(
  tx: Tx,
  tenantId: string,
  { closes, receiptIds, subjectIds, entryIds }: Pick<Wanted, 'closes' | 'receiptIds' | 'subjectIds' | 'entryIds'>,
): Query[] {
  const lock = closes === undefined ? tx`pg_advisory_xact_lock_shared` : tx`pg_advisory_xact_lock`;
  const periods = tx`select ${lock}(hashtext('tallystick.periods'), hashtext(${tenantId}))`;
  const names = [...receiptIds, ...subjectIds, ...entryIds];
  if (names.length === 0) return [periods];
  const named = tx`
    select pg_advisory_xact_lock(hashtextextended(name, 0)) from (
      select unnest(${names}::text[]) as name
      union
      select coalesce(v.subject_event_id, v.event_id)::text
      from unnest(${entryIds}::uuid[]) as asked (id)
      join journal_entries j on j.tenant_id = ${tenantId} and j.journal_entry_id = asked.id
      join events v on v.tenant_id = ${tenantId} and v.event_id = j.event_id
      union
      select p.subject_event_id::text from events p where p.tenant_id = ${tenantId}
        and p.event_id = any(${receiptIds}::uuid[]) and p.kind = 'payment' and p.subject_event_id is not null
      order by name) as n`;
  return [periods, named];
}

/** Locks loans in the order of their ids and reads them as they are once the locks are had. */
export function lockLoansById(tx: Tx, tenantId: string, loanIds: readonly LoanId[]) {
  return tx<LoanRow[]>`
    select * from loans where tenant_id = ${tenantId} and loan_id = any(${`{${loanIds.join(',')}}`}::uuid[]) order by loan_id for update`;
}

/** Events and entries never change, so the loans that they name can be looked up in passing. */
function lockLoans(tx: Tx, tenantId: string, wanted: Wanted) {
  const { loanIds, subjectIds, wholeEntryIds } = wanted;
  if (subjectIds.length === 0 && wholeEntryIds.length === 0) return lockLoansById(tx, tenantId, loanIds);
  return tx<LoanRow[]>`
    select * from loans where tenant_id = ${tenantId} and loan_id = any(${loanIds}::uuid[] || array(
        select loan_id from events where tenant_id = ${tenantId} and event_id = any(${subjectIds}::uuid[])
          and loan_id is not null
        union
        select (line->>'loan_id')::uuid from events a
        cross join lateral jsonb_array_elements(case a.kind when 'adjustment' then a.request->'lines' else '[]' end) as l (line)
        where a.tenant_id = ${tenantId} and a.event_id = any(${subjectIds}::uuid[]) and line ? 'loan_id'
        union
        select p.loan_id from unnest(${wholeEntryIds}::uuid[]) as asked (id)
        cross join lateral (
          select * from journal_entries j where j.tenant_id = ${tenantId} and j.journal_entry_id = asked.id offset 0) e
        cross join lateral (
          select u.loan_id from postings u where u.tenant_id = ${tenantId} and u.journal_entry_id = e.journal_entry_id
            and u.effective_at = e.effective_at and u.loan_id is not null
          union
          select z.loan_id from zero_accruals z where z.tenant_id = ${tenantId}
            and z.journal_entry_id = e.journal_entry_id
          union
          select v.loan_id from events v where v.tenant_id = ${tenantId} and v.loan_id is not null
            and (v.event_id = e.event_id or (v.subject_event_id = e.event_id and v.kind = 'payment'))) p))
    order by loan_id for update`;
}

/**
 * Locks the loans by which others were paid off: what comes back to the old loan is moved there. They are known only
 * now, so out of the global order; two that meet crosswise are a deadlock, which the database ends and we try again.
 */
async function lockSuccessors(tx: Tx, tenantId: string, book: LedgerBook): Promise<void> {
  for (;;) {
    const missing = [...book.loans.values()].flatMap(({ successorId }) =>
      successorId === undefined || book.loans.has(successorId) ? [] : [successorId],
    );
    if (missing.length === 0) return;
    keepLoans(book, await lockLoansById(tx, tenantId, missing));
  }
}

function readPrograms(tx: Tx, tenantId: string) {
  return tx<(KeptProgram & { readonly closed_through: string | null })[]>`
    select distinct on (p.program_id) p.program_id, p.version, p.name, p.configuration,
      p.program_id = t.default_program_id as is_default,
      (select max(c.through_date) from periods c where c.tenant_id = ${tenantId}) as closed_through
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
