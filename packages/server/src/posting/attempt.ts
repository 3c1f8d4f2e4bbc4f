import {
  type Answer,
  decide,
  type Effects,
  type EntryId,
  type Instant,
  isRefusal,
  type Loan,
  type LoanId,
  type LocalDate,
  type Moment,
  needsOf,
  refuse,
} from '@tallystick/core';
import type { Pool } from '../store/pool.ts';
import { type Tx, writing } from '../store/transaction.ts';
import type { LedgerBook } from './ledger-book.ts';
import { lockAndRead } from './lock-and-read.ts';
import type { NumberedRequest, Outcome } from './request.ts';
import { type BookedEvent, statementsOf } from './write.ts';

/** The world outside the books, passed in: when it is and which ids are fresh. */
export interface World {
  now(): Date;
  newId(): string;
  /** From 0 up to 1: spreads retries. */
  random(): number;
  /** The calendar day now in a time zone. */
  today(timeZone: string): LocalDate;
}

/** What came of one request of a batch: an outcome, or a defect that concerns this request alone. */
export type Result = { readonly outcome: Outcome } | { readonly defect: unknown };

/** Thrown to roll a rehearsal back: it has run the real path, statements and all, and must leave nothing. */
class Rehearsed extends Error {
  readonly results: readonly Result[];
  constructor(results: readonly Result[]) {
    super('a rehearsal is rolled back');
    this.results = results;
  }
}

/**
 * Runs one batch as one transaction: lock and read, decide each request in the order of arrival, write, commit. Answers
 * a result for each request, in their order, once COMMIT is answered; throws when the batch as a whole failed, and then
 * nothing of it is booked unless the error is `OutcomeUnknown`.
 *
 * `committing` is called when the last statement is on its way: the next batch of the tenant may begin.
 */
export async function attempt(
  writer: Pool,
  tenantId: string,
  requests: readonly NumberedRequest[],
  world: World,
  committing: () => void,
): Promise<readonly Result[]> {
  try {
    return await writing(writer, (tx) => run(tx, tenantId, requests, world, committing));
  } catch (error) {
    if (error instanceof Rehearsed) return error.results;
    throw error;
  }
}

async function run(
  tx: Tx,
  tenantId: string,
  requests: readonly NumberedRequest[],
  world: World,
  committing: () => void,
): Promise<readonly Result[]> {
  const book = await lockAndRead(tx, tenantId, requests);
  const existing = new Set(book.loans.keys());
  const events: BookedEvent[] = [];
  const touched = new Set<LoanId>();
  const results = requests.map((request): Result => {
    try {
      return decideOne(request, book, world, (effects, event) => {
        for (const loan of effects.loans) touched.add(loan.id);
        events.push(event);
      });
    } catch (defect) {
      return { defect };
    }
  });
  if (events.length > 0) {
    const loans = [...touched].map((id) => book.loans.get(id) as Loan);
    const statements = statementsOf(tx, tenantId, {
      events,
      opened: loans.filter((loan) => !existing.has(loan.id)),
      changed: loans.filter((loan) => existing.has(loan.id)),
      programOf: (id) => (id === undefined ? book.defaultProgramId! : book.loans.get(id)!.programId),
    });
    if (requests.some((request) => request.dryRun)) {
      await Promise.all(statements);
      throw new Rehearsed(results);
    }
    tx.send(...statements);
  }
  committing();
  return results;
}

function decideOne(
  request: NumberedRequest,
  book: LedgerBook,
  world: World,
  booked: (effects: Effects<Answer>, event: BookedEvent) => void,
): Result {
  const kept = book.answers.get(request.idempotencyKey);
  if (kept !== undefined) {
    if (kept.fingerprint !== request.fingerprint) return { outcome: { outcome: 'key_reused', eventId: kept.eventId } };
    // Its own event: an earlier try was committed and only the answer was lost, so this is the first answer.
    const outcome = kept.eventId === request.eventId ? 'booked' : 'replayed';
    return { outcome: { outcome, response: kept.response } };
  }
  if (book.defaultProgramId === undefined) {
    return { outcome: { outcome: 'refused', refusal: refuse('program_not_found', 'this tenant has not been set up') } };
  }
  const moment = momentOf(request, book, world);
  const decision = decide(request.command, book, moment);
  if (isRefusal(decision)) return { outcome: { outcome: 'refused', refusal: decision } };
  if ('alreadyBookedAs' in decision) {
    return { outcome: { outcome: 'replayed', response: book.responses.get(decision.alreadyBookedAs)! } };
  }

  const { eventId, postedAt } = moment;
  const response = JSON.stringify(request.present(decision.answer, eventId));
  booked(decision, {
    eventId,
    kind: request.command.kind,
    idempotencyKey: request.idempotencyKey,
    fingerprint: request.fingerprint,
    record: request.record,
    response,
    actor: request.actor,
    loanId: decision.loanId,
    subject: decision.subject,
    postedAt,
    entries: decision.entries,
    payment: decision.payment,
    zeroAccruals: decision.zeroAccruals,
  });
  book.absorb(decision);
  book.responses.set(eventId, response);
  book.answers.set(request.idempotencyKey, { eventId, fingerprint: request.fingerprint, response });
  return { outcome: { outcome: request.dryRun ? 'rehearsed' : 'booked', response } };
}

/** A loan's history never goes back in time, though the clocks of two servers may differ. */
function momentOf(request: NumberedRequest, book: LedgerBook, world: World): Moment {
  let postedAt: Instant = world.now().toISOString();
  const needs = needsOf(request.command);
  const subject = needs.disbursementId === undefined ? undefined : book.disbursement(needs.disbursementId)?.loanId;
  for (const id of subject === undefined ? needs.loanIds : [subject]) {
    const last = book.loans.get(id)?.lastActivityAt;
    if (last !== undefined && last > postedAt) postedAt = last;
  }
  return {
    eventId: request.eventId,
    postedAt,
    newEntryId: () => world.newId() as EntryId,
    today: world.today,
  };
}
