import {
  type AccrualAnswer,
  type AccrualBatch,
  type AccrueBatch,
  type EntryId,
  type Instant,
  inLoanOrder,
  isRefusal,
  type JournalEntry,
  type Loan,
  type LoanId,
  openAccrualBatch,
  type Posting,
} from '@tallystick/core';
import { type LedgerEntry, ledgerEntryOf, MOST_LINES, rehearsed } from '@tallystick/core/wire';
import { plainArray } from '../store/codecs.ts';
import { inOneText, type LoanText, loansIn } from '../store/loan-text.ts';
import type { Pool } from '../store/pool.ts';
import { type Query, reading, type Tx } from '../store/transaction.ts';
import { AccountTotals, addAccountTotals } from './account-totals.ts';
import { LedgerBook } from './ledger-book.ts';
import { lockPeriods, readAnswers, readPrograms } from './lock-and-read.ts';
import { type Result, RollBack, settledBefore } from './outcome.ts';
import { readThePast } from './read-past.ts';
import type { NumberedRequest } from './request.ts';
import type { World } from './world.ts';
import { insertEntries, insertEvents, insertZeroAccruals } from './write.ts';
import { type RowVersion, writeAccruals } from './write-accruals.ts';

/** Loans of one part: enough that a round trip is nothing beside it, few enough that ten thousand objects are alive. */
const PART = 2_000;

/** Whether a request is an accrual batch of so many loans that it is taken in parts. */
export const isLargeAccrual = ({ command }: NumberedRequest): boolean =>
  command.kind === 'accrual' && command.items.length > PART;

/**
 * Thrown when loans that were read beside the transaction were written by somebody else before it wrote them, or when
 * there is something to refuse, which only locked loans can tell for certain. Nothing of it may be booked.
 */
export class Overtaken extends Error {
  constructor() {
    super('the loans must be locked before they are read');
  }
}

/** Reads loans in the order of their ids, without waiting for it. */
interface LoanReader {
  /** Whether the loans stay locked once they are read. */
  readonly locks: boolean;
  read(loanIds: readonly LoanId[]): Promise<LoanText>;
}

/** Where a version of a row is, and whose: its place in the table, and the transaction that wrote it there. */
const VERSION = ['ctid', 'xmin'];

const loansOrdered = (tx: Tx, tenantId: string, loanIds: readonly LoanId[]) => tx`
    select *, ctid, xmin from loans where tenant_id = ${tenantId} and loan_id = any(${plainArray(loanIds)}::uuid[])
    order by loan_id`;

/** Locks loans and reads them, in the transaction that books them. */
export function lockingReader(tx: Tx, tenantId: string): LoanReader {
  return {
    locks: true,
    async read(loanIds) {
      const query = inOneText(tx, tx`${loansOrdered(tx, tenantId, loanIds)} for update`, VERSION);
      tx.send(query); // now: what is asked after it must come after it
      const [text] = await query;
      return text!;
    },
  };
}

/**
 * Reads loans by a connection of its own, while the transaction that books them writes others: a batch of 100,000 takes a
 * fifth less time. The lock on the table conflicts with no work but that which moves rows from place to place, so a
 * version that was read names one row, or none any more, until the transaction is over.
 */
export async function readerBeside(tx: Tx, reader: Pool, tenantId: string): Promise<LoanReader> {
  await tx`lock table loans in row exclusive mode`;
  return {
    locks: false,
    async read(loanIds) {
      const [[text]] = await reading(reader, tenantId, (look) => [
        inOneText(look, loansOrdered(look, tenantId, loanIds), VERSION),
      ]);
      return text!;
    },
  };
}

/**
 * Books an accrual batch part by part in one transaction, in the order of the loans' ids: while the database writes one
 * part, the next is read and this process decides; and no more than three parts are in memory. All or nothing all the
 * same: a refusal found in the last part rolls the first one back.
 *
 * A loan is written only if its row is the very version that was read, so what was decided over it holds.
 *
 * @throws Overtaken, with loans that are not locked, when the batch must be done again with locks.
 */
export async function accrueInParts(
  tx: Tx,
  loans: LoanReader,
  request: NumberedRequest,
  world: World,
  committing: () => void,
): Promise<Result> {
  const { tenantId } = request;
  const command = request.command as AccrueBatch;
  const parts = partsOf(inLoanOrder(command.items));
  const shared = new LedgerBook();
  const share = { tenantId, keys: [request.idempotencyKey], book: shared, closes: undefined };
  tx.send(...lockPeriods(tx, [share]));
  // A lock comes before the look for the key: whoever holds it now may be booking this very request. Without locks the
  // update finds that out.
  let coming = startReading(loans, command, parts[0]!);
  await Promise.all([readPrograms(tx, [share]), readAnswers(tx, [share])]);
  const settled = settledBefore(request, shared);
  if (settled !== undefined) return { outcome: settled };
  const postedAt = world.now().toISOString();
  const newEntryId = () => world.newId() as EntryId;
  const moment = { eventId: request.eventId, postedAt, actor: request.actor, newEntryId, today: world.today };
  const batch = openAccrualBatch(command, shared, moment);
  if (isRefusal(batch)) return { outcome: { outcome: 'refused', refusal: batch } };

  const course = new Course(tx, tenantId, command, batch, postedAt);
  for (const [index, part] of parts.entries()) {
    const text = await coming;
    const next = parts[index + 1];
    if (next !== undefined) coming = startReading(loans, command, next);
    await course.take(part, text, shared);
    if (course.overtaken || (batch.faulty && !loans.locks)) throw new Overtaken();
  }
  const answer = batch.answer();
  if (isRefusal(answer)) throw new RollBack([{ outcome: { outcome: 'refused', refusal: answer } }]);
  const body = request.present({ ...answer, postedAt: course.latest }, request.eventId);
  const response = JSON.stringify(request.dryRun ? rehearsed(body, [course.shown(request.actor)]) : body);
  const last = course.finish(request, answer, response);
  tx.send(...last);
  await course.written();
  if (course.overtaken) throw new Overtaken();
  if (request.dryRun) {
    await Promise.all(last);
    throw new RollBack([{ outcome: { outcome: 'rehearsed', response } }]);
  }
  committing();
  return { outcome: { outcome: 'booked', response } };
}

/** The places of the items, cut into parts. */
function partsOf(order: readonly number[]): number[][] {
  return Array.from({ length: Math.ceil(order.length / PART) }, (_, index) =>
    order.slice(index * PART, (index + 1) * PART),
  );
}

const loansOf = (command: AccrueBatch, part: readonly number[]): LoanId[] =>
  part.map((place) => command.items[place]!.loanId);

/** Starts to read a part. That it fails is told to whoever awaits it, if anybody still does. */
function startReading(loans: LoanReader, command: AccrueBatch, part: readonly number[]): Promise<LoanText> {
  const text = loans.read(loansOf(command, part));
  text.catch(() => undefined);
  return text;
}

/** The course of one batch through its parts: what it has written and what it must still write. */
class Course {
  /** When the batch is posted: no earlier than the last entry of any of its loans, whatever the clocks say. */
  latest: Instant;
  /** Whether a loan was no longer the version that was read when it came to be written. */
  overtaken = false;
  readonly #tx: Tx;
  readonly #tenantId: string;
  readonly #command: AccrueBatch;
  readonly #batch: AccrualBatch;
  readonly #begun: Instant;
  readonly #totals = new AccountTotals();
  readonly #zeros: LoanId[] = [];
  readonly #first: Posting[] = [];
  readonly #writes: Promise<void>[] = [];
  #sequence = 1;

  constructor(tx: Tx, tenantId: string, command: AccrueBatch, batch: AccrualBatch, begun: Instant) {
    this.#tx = tx;
    this.#tenantId = tenantId;
    this.#command = command;
    this.#batch = batch;
    this.#begun = begun;
    this.latest = begun;
  }

  async take(part: readonly number[], text: LoanText, shared: LedgerBook): Promise<void> {
    await this.#writes.at(-2); // or parts would pile up that the database has not written
    const { accrualDate, items, programId } = this.#command;
    const book = new LedgerBook();
    book.defaultProgramId = shared.defaultProgramId;
    const versions = new Map<LoanId, RowVersion>();
    for (const { loan, more } of loansIn(text, VERSION.length)) {
      versions.set(loan.id, { ctid: more[0]!, xmin: more[1]! });
      book.loans.set(loan.id, loan);
      if (loan.lastActivityAt > this.latest) this.latest = loan.lastActivityAt;
    }
    const needs = { loanIds: loansOf(this.#command, part), movementsAfter: accrualDate, accrualsOn: accrualDate };
    await readThePast(this.#tx, this.#tenantId, [{ needs, loanIds: needs.loanIds }], book);
    for (const place of part) this.#batch.take(items[place]!, place, book);

    const { postings, loans, zeros } = this.#batch.drain();
    if (this.#batch.faulty) return;
    for (const id of zeros) this.#zeros.push(id);
    const entry = this.#batch.entry(postings);
    if (loans.length > 0) this.#write(entry, loans, versions);
    this.#totals.add({ tenantId: this.#tenantId, programOf: () => programId }, entry);
    this.#sequence += postings.length;
    this.#first.push(...postings.slice(0, MOST_LINES - this.#first.length));
  }

  /** Writes the loans of a part and their postings, which stand in the order of their loans. */
  #write(entry: JournalEntry, loans: readonly Loan[], versions: ReadonlyMap<LoanId, RowVersion>): void {
    let next = 0;
    const accrued = loans.map((loan) => {
      const [posting, version] = [entry.postings[next], versions.get(loan.id)!];
      if (posting?.loanId !== loan.id) return { loan, version };
      return { loan, version, posting, sequence: this.#sequence + next++ };
    });
    const statement = writeAccruals(this.#tx, { tenantId: this.#tenantId, entry }, accrued);
    const written = statement.then(([row]) => {
      if (row!.written < loans.length) this.overtaken = true;
    }) as Promise<void>;
    written.catch(() => undefined); // told to whoever awaits it
    this.#tx.send(statement);
    this.#writes.push(written);
  }

  /** Resolves when every part's loans have been written, or were found overtaken. */
  async written(): Promise<void> {
    await Promise.all(this.#writes);
  }

  /** The entry as it would be shown. */
  shown(actor: string): LedgerEntry {
    const entry = { ...this.#batch.entry([]), postedAt: this.latest, actor };
    return ledgerEntryOf(entry, this.#first, this.#sequence - 1);
  }

  /** The statements that make the parts an event with one entry. */
  finish(request: NumberedRequest, answer: AccrualAnswer, response: string): Query[] {
    const [tx, tenantId] = [this.#tx, this.#tenantId];
    const entry = this.#batch.entry([]);
    const event = {
      tenantId,
      eventId: request.eventId,
      kind: request.command.kind,
      idempotencyKey: request.idempotencyKey,
      fingerprint: request.fingerprint,
      record: request.record,
      response,
      actor: request.actor,
      loanId: undefined,
      subject: undefined,
      postedAt: this.latest,
      entries: [entry],
      payment: undefined,
      zeroAccruals: undefined,
      closes: undefined,
    };
    const statements = [insertEntries(tx, [{ event, entry }])];
    if (this.latest > this.#begun) statements.push(this.#catchUp());
    if (this.#zeros.length > 0) {
      const zeroAccruals = { date: this.#command.accrualDate, entryId: answer.entryId, loanIds: this.#zeros };
      statements.push(insertZeroAccruals(tx, { tenantId, zeroAccruals }));
    }
    if (this.#sequence > 1) statements.push(addAccountTotals(tx, this.#totals));
    return [...statements, insertEvents(tx, [{ tenantId, events: [event] }])];
  }

  /** A loan of a later part was posted to by a server whose clock is ahead: the loans of earlier parts follow. */
  #catchUp(): Query {
    const ids = plainArray(this.#command.items.map((item) => item.loanId));
    return this.#tx`
      update loans set last_activity_at = ${this.latest}
      where tenant_id = ${this.#tenantId} and loan_id = any(${ids}::uuid[]) and last_activity_at < ${this.latest}`;
  }
}
