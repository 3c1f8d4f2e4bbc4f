import {
  type Answer,
  decide,
  type Effects,
  type EntryId,
  type Instant,
  isRefusal,
  type Loan,
  type LoanId,
  type Moment,
  type Needs,
} from '@tallystick/core';
import { decidedEntryOf, rehearsed } from '@tallystick/core/wire';
import type { Tx } from '../store/transaction.ts';
import type { LedgerBook } from './ledger-book.ts';
import { loansOf, lockAndRead } from './lock-and-read.ts';
import { type Result, RollBack, settledBefore } from './outcome.ts';
import type { NumberedRequest } from './request.ts';
import { type Share, sharesOf } from './share.ts';
import type { World } from './world.ts';
import { type BookedEvent, type BookedShare, statementsOf } from './write.ts';

/**
 * Decides each tenant's requests of a batch one after the other, each seeing what those before it book, and sends what
 * they book on its way to COMMIT. A defect of one request is that request's result.
 */
export async function decideBatch(
  tx: Tx,
  requests: readonly NumberedRequest[],
  world: World,
  committing: () => void,
): Promise<readonly Result[]> {
  const shares = sharesOf(requests);
  await lockAndRead(tx, shares);
  const found = new Map<NumberedRequest, Result>();
  const booked = shares.map((share) => decideShare(share, world, found));
  const results = requests.map((request) => found.get(request)!);
  const left = booked.filter(({ events }) => events.length > 0);
  if (left.length > 0) {
    const statements = statementsOf(tx, left);
    if (requests.some((request) => request.dryRun)) {
      await Promise.all(statements);
      throw new RollBack(results);
    }
    tx.send(...statements);
  }
  committing();
  return results;
}

/** Decides the requests of one tenant, notes their results, and answers what they leave behind. */
function decideShare(
  { tenantId, requests, needs, book }: Share,
  world: World,
  found: Map<NumberedRequest, Result>,
): BookedShare {
  const existing = new Set(book.loans.keys());
  const events: BookedEvent[] = [];
  const touched = new Set<LoanId>();
  const booked = (effects: Effects<Answer>, event: BookedEvent) => {
    for (const loan of effects.loans) touched.add(loan.id);
    events.push(event);
  };
  for (const [index, request] of requests.entries()) {
    try {
      found.set(request, decideOne(request, needs[index]!, book, world, booked));
    } catch (defect) {
      found.set(request, { defect });
    }
  }
  const loans = [...touched].map((id) => book.loans.get(id) as Loan);
  return {
    tenantId,
    events,
    opened: loans.filter((loan) => !existing.has(loan.id)),
    changed: loans.filter((loan) => existing.has(loan.id)),
    programOf: (id) => (id === undefined ? book.defaultProgramId! : book.loans.get(id)!.programId),
  };
}

function decideOne(
  request: NumberedRequest,
  needs: Needs,
  book: LedgerBook,
  world: World,
  booked: (effects: Effects<Answer>, event: BookedEvent) => void,
): Result {
  const settled = settledBefore(request, book);
  if (settled !== undefined) return { outcome: settled };
  const moment = momentOf(request, needs, book, world);
  const decision = decide(request.command, book, moment);
  if (isRefusal(decision)) return { outcome: { outcome: 'refused', refusal: decision } };
  if ('alreadyBookedAs' in decision) {
    return { outcome: { outcome: 'replayed', response: book.responses.get(decision.alreadyBookedAs)! } };
  }

  const { eventId, postedAt, actor } = moment;
  const { command } = request;
  const body = request.present(decision.answer, eventId);
  const response = JSON.stringify(
    request.dryRun
      ? rehearsed(
          body,
          decision.entries.map((entry) => decidedEntryOf(entry, { postedAt, actor })),
        )
      : body,
  );
  booked(decision, {
    tenantId: request.tenantId,
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
    closes: decision.closes,
  });
  const sourceMethod = decision.receipt?.sourceMethod ?? ('sourceMethod' in command ? command.sourceMethod : undefined);
  book.absorb(decision, { eventId, kind: command.kind, actor, sourceMethod });
  book.responses.set(eventId, response);
  book.answers.set(request.idempotencyKey, { eventId, fingerprint: request.fingerprint, response });
  return { outcome: { outcome: request.dryRun ? 'rehearsed' : 'booked', response } };
}

/** A loan's history never goes back in time, though the clocks of two servers may differ. */
function momentOf(request: NumberedRequest, needs: Needs, book: LedgerBook, world: World): Moment {
  let postedAt: Instant = world.now().toISOString();
  for (const id of loansOf(needs, book)) {
    const last = book.loans.get(id)?.lastActivityAt;
    if (last !== undefined && last > postedAt) postedAt = last;
  }
  return {
    eventId: request.eventId,
    postedAt,
    actor: request.actor,
    newEntryId: () => world.newId() as EntryId,
    today: world.today,
  };
}
