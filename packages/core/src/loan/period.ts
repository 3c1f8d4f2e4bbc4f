import { addDays, type LocalDate } from '../calendar/date.ts';
import type { EventId, Instant } from '../ledger/identity.ts';
import { type Book, type ClosedPeriod, type Decision, type Moment, refuseFuture } from './book.ts';
import type { Program } from './program.ts';
import { type Refusal, refuse } from './refusal.ts';

/** An accounting period ends: nothing counts on its days any more. */
export interface ClosePeriod {
  readonly kind: 'period_close';
  readonly throughDate: LocalDate;
}

/** The period that was closed, with the trial balance through its last day. */
export interface PeriodAnswer extends ClosedPeriod {
  readonly kind: 'period_close';
  readonly eventId: EventId;
  readonly postedAt: Instant;
}

/**
 * Closes the books through a day, for good and in order: a later entry with an earlier effective date counts on the
 * first open day. A day to come cannot be closed, because its own entries are still to come.
 *
 * Law: nobody posts meanwhile, so the totals are those of every entry that will ever count in the period.
 */
export function closePeriod(command: ClosePeriod, book: Book, moment: Moment): Decision<PeriodAnswer> {
  const { throughDate } = command;
  if (book.closedThrough !== undefined && throughDate <= book.closedThrough) {
    return refuse('period_out_of_order', `the books are closed through ${book.closedThrough}, sent ${throughDate}`);
  }
  const future = refuseFuture(throughDate, book.defaultProgram(), moment);
  if (future !== undefined) return future;
  const { eventId, postedAt } = moment;
  const totals = book.totalsThrough(throughDate);
  return {
    entries: [],
    loans: [],
    closes: { throughDate, totals },
    answer: { kind: 'period_close', throughDate, totals, eventId, postedAt },
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
