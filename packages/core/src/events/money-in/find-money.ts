import type { LocalDate } from '../../calendar/date.ts';
import type { EventId } from '../../ledger/identity.ts';
import type { Book } from '../../loan/book.ts';
import { type History, reversalOf } from '../../loan/history.ts';
import type { Loan } from '../../loan/loan.ts';
import { type MoneyReceived, receiptsOf } from '../../loan/money-received.ts';
import { InvariantViolation, type Refusal, refuse } from '../../loan/refusal.ts';

/** The money of a payment or a recovery, and the loan for which it came in. */
export interface FoundMoney {
  readonly loan: Loan;
  readonly history: History;
  readonly money: MoneyReceived;
}

/**
 * Finds the money that came in by an event, which is what a bank settles or takes back.
 *
 * @returns the refusal `event_not_found` when the event is no payment and no recovery, and `already_reversed` when it was
 * keyed wrongly: that money never came in.
 */
export function findMoney(eventId: EventId, book: Book): FoundMoney | Refusal {
  const event = book.event(eventId);
  if (event === undefined || (event.kind !== 'payment' && event.kind !== 'recovery')) {
    return refuse('event_not_found', `no payment ${eventId}`);
  }
  const loan = event.loanId === undefined ? undefined : book.loan(event.loanId);
  if (loan === undefined) throw new InvariantViolation(`Payment ${eventId} has no loan.`);
  const history = book.history(loan.id);
  const money = receiptsOf(history).find((receipt) => receipt.eventId === eventId);
  if (money !== undefined) return { loan, history, money };
  const entry = history.find((past) => past.eventId === eventId && past.type === 'payment_received');
  const reversal = entry && reversalOf(history, entry.entryId);
  if (reversal === undefined) throw new InvariantViolation(`Payment ${eventId} has no receipt.`);
  return refuse('already_reversed', `payment ${eventId} was reversed by entry ${reversal.entryId}`);
}

/** Refuses a date before the money came in: the bank can neither confirm nor take back what was not there. */
export function refuseBeforeMoney(
  date: LocalDate,
  { effectiveAt }: Pick<MoneyReceived, 'effectiveAt'>,
): Refusal | undefined {
  if (date >= effectiveAt) return undefined;
  return refuse('effective_before_first_disbursement', `${date} is before the money came in, ${effectiveAt}`);
}
