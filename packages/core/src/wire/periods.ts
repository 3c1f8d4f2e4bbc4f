import type { LocalDate } from '../calendar/date.ts';
import type { LedgerTotal } from '../loan/book.ts';
import type { Act } from './act.ts';

/** The totals of one currency as a closed period keeps them, and as they are answered. */
export interface PeriodTotal {
  readonly currency: string;
  readonly debits_minor: string;
  readonly credits_minor: string;
}

/** A total as it is kept and answered. Text, because a sum may pass what a number or a bigint holds. */
export const periodTotalOf = ({ currency, debits, credits }: LedgerTotal): PeriodTotal => ({
  currency,
  debits_minor: String(debits),
  credits_minor: String(credits),
});

/** Closes the books through a date, for good. */
const closePeriod: Act<'books', 'closePeriod', 'period_close'> = {
  commandOf: ({ body }) => ({ kind: 'period_close', throughDate: body.through_date as LocalDate }),
  bodyOf: (answer, eventId) => ({
    period_close_event_id: eventId,
    through_date: answer.throughDate,
    posted_at: answer.postedAt,
    totals: answer.totals.map(periodTotalOf),
  }),
};

/** The books as a whole. */
export const books = { closePeriod };
