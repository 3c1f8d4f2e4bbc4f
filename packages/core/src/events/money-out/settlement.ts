import type { LocalDate } from '../../calendar/date.ts';
import type { EntryId, EventId, Instant } from '../../ledger/identity.ts';
import { type Book, type Decision, type Moment, programOf, refuseFuture } from '../../loan/book.ts';
import { Draft } from '../../loan/draft.ts';
import { InvariantViolation, isRefusal, refuse } from '../../loan/refusal.ts';
import { settlementPosting } from './disbursement.ts';

/** The bank confirms that a disbursement left. */
export interface SettleDisbursement {
  readonly kind: 'settlement';
  readonly disbursementId: EventId;
  readonly effectiveAt: LocalDate;
  readonly bankRef: string | undefined;
}

/** The settlement that was booked. */
export interface SettlementAnswer {
  readonly kind: 'settlement';
  readonly disbursementId: EventId;
  readonly entryId: EntryId;
  readonly postedAt: Instant;
}

/**
 * Books that the money of a disbursement left the bank: DR 2100 / CR 1000, once. The loan owes what it owed before;
 * money in transit going back to zero is the proof that the money left.
 */
export function settleDisbursement(
  command: SettleDisbursement,
  book: Book,
  moment: Moment,
): Decision<SettlementAnswer> {
  const disbursement = book.disbursement(command.disbursementId);
  if (disbursement === undefined) return refuse('event_not_found', `no disbursement ${command.disbursementId}`);
  if (disbursement.reversed) return refuse('already_reversed', `disbursement ${disbursement.eventId} was reversed`);
  if (disbursement.settledBy !== undefined) {
    return refuse('already_settled', `settled by event ${disbursement.settledBy}`);
  }
  const loan = book.loan(disbursement.loanId);
  if (loan === undefined) throw new InvariantViolation(`Disbursement ${disbursement.eventId} has no loan.`);
  const future = refuseFuture(command.effectiveAt, programOf(loan, book), moment);
  if (future !== undefined) return future;
  if (command.effectiveAt < disbursement.effectiveAt) {
    const detail = `${command.effectiveAt} is before the disbursement itself, ${disbursement.effectiveAt}`;
    return refuse('effective_before_first_disbursement', detail);
  }

  const draft = new Draft(book, moment);
  const entry = draft.write(loan, {
    type: 'disbursement_settled',
    effectiveAt: command.effectiveAt,
    postings: [settlementPosting(loan, disbursement.net, command.bankRef)],
    correlationId: disbursement.eventId,
  });
  if (isRefusal(entry)) return entry;
  return {
    ...draft.booked,
    loanId: loan.id,
    subject: disbursement.eventId,
    disbursement: { ...disbursement, settledBy: moment.eventId },
    answer: {
      kind: 'settlement',
      disbursementId: disbursement.eventId,
      entryId: entry.id,
      postedAt: moment.postedAt,
    },
  };
}
