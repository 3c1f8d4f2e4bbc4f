import { addDays, type LocalDate } from '../calendar/date.ts';
import type { EventId, Instant } from '../ledger/identity.ts';
import { type Book, type Decision, type Moment, refuseFuture } from './book.ts';
import type { Program } from './program.ts';
import { type Refusal, refuse } from './refusal.ts';

/** An accounting period ends: nothing counts on its days any more. */
export interface ClosePeriod {
  readonly kind: 'period_close';
  readonly throughDate: LocalDate;
}

/** The period that was closed. */
export interface PeriodAnswer {
  readonly kind: 'period_close';
  readonly throughDate: LocalDate;
  readonly eventId: EventId;
  readonly postedAt: Instant;
}

/**
 * Closes the books through a day, for good and in order: a later entry with an earlier effective date counts on the
 * first open day. A day that is not over cannot be closed, because its own entries are still to come.
 */
export function closePeriod(command: ClosePeriod, book: Book, moment: Moment): Decision<PeriodAnswer> {
  const { throughDate } = command;
  if (book.closedThrough !== undefined && throughDate <= book.closedThrough) {
    return refuse('period_out_of_order', `the books are closed through ${book.closedThrough}, sent ${throughDate}`);
  }
  const future = refuseFuture(throughDate, book.defaultProgram(), moment);
  if (future !== undefined) return future;
  const { eventId, postedAt } = moment;
  return {
    entries: [],
    loans: [],
    closes: throughDate,
    answer: { kind: 'period_close', throughDate, eventId, postedAt },
  };
}

/**
 * The day of the general ledger on which an entry counts: its effective date, or the first open day when that date is
 * in a closed period and the program rolls forward. Mambu keeps a later booking date the same way.
 *
 * @returns the refusal `period_closed` when the program would rather refuse.
 */
export function accountingDateOf(effectiveAt: LocalDate, program: Program, book: Book): LocalDate | Refusal {
  const { closedThrough } = book;
  if (closedThrough === undefined || effectiveAt > closedThrough) return effectiveAt;
  if (program.closedPeriod === 'roll_forward') return addDays(closedThrough, 1);
  return refuse('period_closed', `the books are closed through ${closedThrough}, and ${effectiveAt} is not after that`);
}
