import {
  type AccrualAnswer,
  type AccrualBatch,
  type AccrueBatch,
  type EntryId,
  type Instant,
  inLoanOrder,
  isRefusal,
  type LoanId,
  openAccrualBatch,
  type Posting,
} from '@tallystick/core';
import { type LedgerEntry, ledgerEntryOf, MOST_LINES, rehearsed } from '@tallystick/core/wire';
import { plainArray } from '../store/codecs.ts';
import { inColumns, type LoanColumns, rowsOf } from '../store/loan-columns.ts';
import { loanOf } from '../store/loan-row.ts';
import type { Query, Tx } from '../store/transaction.ts';
import { AccountTotals, addAccountTotals } from './account-totals.ts';
import { LedgerBook } from './ledger-book.ts';
import { lockPeriods, readAnswers, readPrograms } from './lock-and-read.ts';
import { type Result, RollBack, settledBefore } from './outcome.ts';
import { readThePast } from './read-past.ts';
import type { NumberedRequest } from './request.ts';
import type { World } from './world.ts';
import { insertEntries, insertEvents, insertPostings, insertZeroAccruals, updateAccruedLoans } from './write.ts';

/** Loans of one part: enough that a round trip is nothing beside it, few enough that ten thousand objects are alive. */
const PART = 2_000;

/** Whether a request is an accrual batch of so many loans that it is taken in parts. */
export const isLargeAccrual = ({ command }: NumberedRequest): boolean =>
  command.kind === 'accrual' && command.items.length > PART;

/**
 * Books an accrual batch part by part in one transaction, in the order of the loans' ids: while the database writes one
 * part and locks the next, this process decides; and no more than two parts are in memory. All or nothing all the same:
 * a refusal found in the last part rolls the first one back.
 */
export async function accrueInParts(
  tx: Tx,
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
  // The first lock comes before the look for the key: whoever holds it now may be booking this very request.
  let reading = startReading(tx, tenantId, command, parts[0]!);
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
    const [columns] = await reading;
    const next = parts[index + 1];
    if (next !== undefined) reading = startReading(tx, tenantId, command, next);
    await course.take(part, columns!, shared);
  }
  const answer = batch.answer();
  if (isRefusal(answer)) throw new RollBack([{ outcome: { outcome: 'refused', refusal: answer } }]);
  const body = request.present({ ...answer, postedAt: course.latest }, request.eventId);
  const response = JSON.stringify(request.dryRun ? rehearsed(body, [course.shown(request.actor)]) : body);
  const last = course.finish(request, answer, response);
  if (request.dryRun) {
    await Promise.all(last);
    throw new RollBack([{ outcome: { outcome: 'rehearsed', response } }]);
  }
  tx.send(...last);
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

/** Where a row is: while it is locked it stays there, so the update need not look for it again. */
const PLACE = ['ctid'] as const;

/** Sends the lock and the read of a part, whose loans are in the order of their ids, without waiting for it. */
function startReading(tx: Tx, tenantId: string, command: AccrueBatch, part: readonly number[]) {
  const rows = tx`
    select *, ctid from loans where tenant_id = ${tenantId} and loan_id = any(${plainArray(loansOf(command, part))}::uuid[])
    order by loan_id for update`;
  const query = inColumns(tx, rows, PLACE);
  tx.send(query);
  return query;
}

/** The course of one batch through its parts: what it has written and what it must still write. */
class Course {
  /** When the batch is posted: no earlier than the last entry of any of its loans, whatever the clocks say. */
  latest: Instant;
  readonly #tx: Tx;
  readonly #tenantId: string;
  readonly #command: AccrueBatch;
  readonly #batch: AccrualBatch;
  readonly #begun: Instant;
  readonly #totals = new AccountTotals();
  readonly #zeros: LoanId[] = [];
  readonly #first: Posting[] = [];
  #sequence = 1;

  constructor(tx: Tx, tenantId: string, command: AccrueBatch, batch: AccrualBatch, begun: Instant) {
    this.#tx = tx;
    this.#tenantId = tenantId;
    this.#command = command;
    this.#batch = batch;
    this.#begun = begun;
    this.latest = begun;
  }

  async take(part: readonly number[], columns: LoanColumns<'ctid'>, shared: LedgerBook): Promise<void> {
    const { accrualDate, items, programId } = this.#command;
    const book = new LedgerBook();
    book.defaultProgramId = shared.defaultProgramId;
    const places = new Map<LoanId, string>();
    for (const row of rowsOf(columns, PLACE)) {
      places.set(row.loan_id as LoanId, row.ctid);
      book.loans.set(row.loan_id as LoanId, loanOf(row));
      if (row.last_activity_at > this.latest) this.latest = row.last_activity_at;
    }
    const needs = { loanIds: loansOf(this.#command, part), movementsAfter: accrualDate, accrualsOn: accrualDate };
    await readThePast(this.#tx, this.#tenantId, [{ needs, loanIds: needs.loanIds }], book);
    for (const place of part) this.#batch.take(items[place]!, place, book);

    const { postings, loans, zeros } = this.#batch.drain();
    if (this.#batch.faulty) return;
    for (const id of zeros) this.#zeros.push(id);
    if (loans.length > 0) this.#tx.send(updateAccruedLoans(this.#tx, loans, places));
    if (postings.length === 0) return;
    const entry = this.#batch.entry(postings);
    this.#tx.send(insertPostings(this.#tx, [{ tenantId: this.#tenantId, entry, from: this.#sequence }]));
    this.#totals.add({ tenantId: this.#tenantId, programOf: () => programId }, entry);
    this.#sequence += postings.length;
    this.#first.push(...postings.slice(0, MOST_LINES - this.#first.length));
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
