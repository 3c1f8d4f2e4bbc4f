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
import { plainArray } from '../store/codecs.ts';
import { inOneText, type LoanText, loansIn } from '../store/loan-text.ts';
import { plain, quoted, RowShape } from '../store/row-shape.ts';
import type { Query, Tx } from '../store/transaction.ts';
import type { LedgerBook } from './ledger-book.ts';
import { readEntry, readLineless } from './read-entries.ts';
import { readDisbursements, readEvents, readPayments, readReceipts } from './read-events.ts';
import { readHistories, readThePast } from './read-past.ts';
import { readTotals } from './read-totals.ts';
import { booksOf, type Share } from './share.ts';

/** What a tenant's requests need together. */
interface Wanted {
  readonly tenantId: string;
  readonly book: LedgerBook;
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
}

/**
 * Locks the loans of a batch in the order of their tenants and ids and reads what its decisions need into each tenant's
 * book, in one round trip; in two when something is dated back or about the past.
 *
 * The locks come first and the keys after them, each statement with a snapshot of its own: whoever held a lock before
 * us has committed, and what it booked is seen. What is locked without a loan (accounting periods, and events that have
 * no loan to lock) comes before the loans, and all of it in one global order, so two batches never deadlock.
 */
export async function lockAndRead(tx: Tx, shares: readonly Share[]): Promise<void> {
  const wanted = shares.map(gather);
  const locking = lockLoans(tx, wanted);
  tx.send(...lockPeriods(tx, wanted), ...wanted.flatMap((share) => lockNames(tx, share)), ...locking);
  const [locked] = await Promise.all([
    Promise.all(locking),
    readPrograms(tx, wanted),
    readAnswers(tx, wanted),
    readPayments(tx, wanted),
    ...wanted.flatMap((share) => readWhatIsNamed(tx, share)),
  ]);
  const books = booksOf(shares);
  for (const [text] of locked) keepLoans(text!, books);
  await Promise.all(shares.map((share) => readFurther(tx, share)));
}

/** Reads the events, receipts and entries that requests of one tenant name. */
function readWhatIsNamed(tx: Tx, wanted: Wanted): Promise<void>[] {
  const { tenantId, book, subjectIds, receiptIds, closes, entryIds } = wanted;
  return [
    ...(subjectIds.length === 0 ? [] : [readEvents(tx, tenantId, subjectIds, book)]),
    ...(subjectIds.length === 0 ? [] : [readDisbursements(tx, tenantId, subjectIds, book)]),
    ...(receiptIds.length === 0 ? [] : [readReceipts(tx, tenantId, receiptIds, book)]),
    ...(closes === undefined ? [] : [readTotals(tx, tenantId, closes, book)]),
    ...entryIds.map((id) => readEntry(tx, tenantId, id, book)),
  ];
}

/** Reads what only the locked loans can tell is needed. */
async function readFurther(tx: Tx, { tenantId, needs, book }: Share): Promise<void> {
  if (needs.some((need) => need.history === 'always')) await lockSuccessors(tx, tenantId, book);
  const ofLoans = needs.map((need) => ({ needs: historyOnlyWhereItHelps(need, book), loanIds: loansOf(need, book) }));
  await readThePast(tx, tenantId, ofLoans, book);
  for (const need of needs) if (need.entryId !== undefined) await readReversed(tx, tenantId, need, book);
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
    await lockMore(tx, tenantId, loanIds, book);
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

function keepLoans(text: LoanText, books: ReadonlyMap<string, LedgerBook>): void {
  for (const { loan, more } of loansIn(text, WHOSE.length)) books.get(more[0]!)!.loans.set(loan.id, loan);
}

/** What is there, without what is not, and each of it once. */
const eachOnce = <T>(values: readonly (T | undefined)[]): readonly T[] => [
  ...new Set(values.filter((value) => value !== undefined)),
];

function gather({ tenantId, requests, needs, book }: Share): Wanted {
  return {
    tenantId,
    book,
    loanIds: [...new Set(needs.flatMap((need) => need.loanIds))],
    subjectIds: eachOnce(needs.map((need) => need.subjectId)),
    receiptIds: eachOnce(needs.map((need) => need.receiptId)),
    entryIds: eachOnce(needs.map((need) => need.entryId)),
    wholeEntryIds: eachOnce(needs.map((need) => (need.loanIds.length === 0 ? need.entryId : undefined))),
    payments: eachOnce(needs.map((need) => need.payment)),
    keys: requests.map((request) => request.idempotencyKey),
    closes: needs.find((need) => need.closes !== undefined)?.closes,
  };
}

/** Postings of a tenant share the lock of its accounting periods, and a close has it alone: what it closes is complete. */
export function lockPeriods(tx: Tx, shares: readonly Pick<Wanted, 'tenantId' | 'closes'>[]): Query[] {
  const periods = (lock: string, tenants: readonly string[]) =>
    tenants.length === 0
      ? []
      : [
          tx`
            select ${tx.unsafe(lock)}(hashtext('tallystick.periods'), hashtext(tenant))
            from unnest(${plainArray(tenants)}::text[]) as t (tenant)`,
        ];
  const tenantsThat = (close: boolean) =>
    shares.filter(({ closes }) => (closes !== undefined) === close).map(({ tenantId }) => tenantId);
  return [
    ...periods('pg_advisory_xact_lock_shared', tenantsThat(false)),
    ...periods('pg_advisory_xact_lock', tenantsThat(true)),
  ];
}

/**
 * Receipts, adjustments and entries without a loan are locked by name, because the journal's own rows never change. An
 * entry brings the event that it is about, and a payment the receipt that it took its money from: what is done to the
 * one meets what is done to the other.
 */
function lockNames(tx: Tx, { tenantId, receiptIds, subjectIds, entryIds }: Wanted): Query[] {
  const names = [...receiptIds, ...subjectIds, ...entryIds];
  if (names.length === 0) return [];
  return [
    tx`
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
        order by name) as n`,
  ];
}

/** Two tenants may give one id to a loan. */
const WHOSE = ['tenant_id'];

const ASKED_LOANS = new RowShape<{ readonly tenantId: string; readonly loanId: LoanId }>('asked', {
  loan_id: plain('uuid', ({ loanId }) => loanId),
  tenant_id: plain('uuid', ({ tenantId }) => tenantId),
});

/** Locks loans of several tenants, in the order of the tenants and of the loans' ids. */
function lockLoansById(tx: Tx, shares: readonly Pick<Wanted, 'tenantId' | 'loanIds'>[]) {
  const asked = shares.flatMap(({ tenantId, loanIds }) => [...loanIds].sort().map((loanId) => ({ tenantId, loanId })));
  if (asked.length === 0) return [];
  const { rows, of } = ASKED_LOANS.of(tx, asked);
  const locked = tx`
    select l.* from ${rows} cross join lateral (
      select * from loans k where k.tenant_id = ${of('tenant_id')} and k.loan_id = ${of('loan_id')} for update) l`;
  return [inOneText(tx, locked, WHOSE)];
}

/** Locks the loans of a batch, by as many statements as keep them in order. */
function lockLoans(tx: Tx, shares: readonly Wanted[]) {
  const namesMore = ({ subjectIds, wholeEntryIds }: Wanted) => subjectIds.length > 0 || wholeEntryIds.length > 0;
  if (!shares.some(namesMore)) return lockLoansById(tx, shares);
  return shares.flatMap((share) => (namesMore(share) ? [lockLoansOfEvents(tx, share)] : lockLoansById(tx, [share])));
}

/** Events and entries never change, so the loans that they name can be looked up in passing. */
function lockLoansOfEvents(tx: Tx, { tenantId, loanIds, subjectIds, wholeEntryIds }: Wanted) {
  const rows = tx`
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
  return inOneText(tx, rows, WHOSE);
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
    await lockMore(tx, tenantId, missing, book);
  }
}

async function lockMore(tx: Tx, tenantId: string, loanIds: readonly LoanId[], book: LedgerBook): Promise<void> {
  const locked = await Promise.all(lockLoansById(tx, [{ tenantId, loanIds }]));
  for (const [text] of locked) keepLoans(text!, new Map([[tenantId, book]]));
}

type ProgramRow = KeptProgram & { readonly tenant_id: string; readonly closed_through: string | null };

/** Reads the programs in force of each tenant, and through which day its books are closed. */
export async function readPrograms(tx: Tx, shares: readonly Pick<Wanted, 'tenantId' | 'book'>[]): Promise<void> {
  const rows = await tx<ProgramRow[]>`
    select p.*, (select max(c.through_date) from periods c where c.tenant_id = asked.tenant_id) as closed_through
    from unnest(${plainArray(shares.map(({ tenantId }) => tenantId))}::uuid[]) as asked (tenant_id)
    cross join lateral (
      select distinct on (v.program_id) v.tenant_id, v.program_id, v.version, v.name, v.configuration,
        v.program_id = t.default_program_id as is_default
      from programs v join tenants t on t.tenant_id = v.tenant_id
      where v.tenant_id = asked.tenant_id order by v.program_id, v.version desc offset 0) p`;
  const books = booksOf(shares);
  for (const row of rows) {
    const book = books.get(row.tenant_id)!;
    book.programs.set(row.program_id as ProgramId, keptProgramOf(row));
    if (row.is_default) book.defaultProgramId = row.program_id as ProgramId;
    book.closedThrough = (row.closed_through ?? undefined) as LocalDate | undefined;
  }
}

interface AnswerRow {
  readonly tenant_id: string;
  readonly idempotency_key: string;
  readonly event_id: string;
  readonly fingerprint: string;
  readonly response: string;
}

const ASKED_KEYS = new RowShape<{ readonly tenantId: string; readonly key: string }>('asked', {
  key: quoted(({ key }) => key),
  tenant_id: plain('uuid', ({ tenantId }) => tenantId),
});

/**
 * Reads what was booked under the keys. Key by key, so that only the index on the key fits: without statistics the
 * primary key's looks as good, and reads all.
 */
export async function readAnswers(
  tx: Tx,
  shares: readonly Pick<Wanted, 'tenantId' | 'keys' | 'book'>[],
): Promise<void> {
  const asked = shares.flatMap(({ tenantId, keys }) => keys.map((key) => ({ tenantId, key })));
  const { rows, of } = ASKED_KEYS.of(tx, asked);
  const found = await tx<AnswerRow[]>`
    select e.* from ${rows} cross join lateral (
      select tenant_id, idempotency_key, event_id, encode(fingerprint, 'hex') as fingerprint, response
      from events where tenant_id = ${of('tenant_id')} and idempotency_key = ${of('key')} offset 0) e`;
  const books = booksOf(shares);
  for (const { tenant_id: tenantId, idempotency_key: key, event_id: eventId, fingerprint, response } of found) {
    books.get(tenantId)!.answers.set(key, { eventId, fingerprint, response });
  }
}
