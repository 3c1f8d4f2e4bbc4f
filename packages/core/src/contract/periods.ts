import { z } from 'zod';
import { posting, reading } from './operation.ts';
import { Rehearsable, Rehearsed } from './rehearsal.ts';
import { CalendarDate, CurrencyCode, NextPageToken, PageSize, PageToken, Total, UtcInstant, Uuid } from './wire.ts';

const PeriodCloseRequest = z
  .strictObject({ through_date: CalendarDate.describe('The last accounting date of the period.'), ...Rehearsable })
  .meta({ id: 'PeriodCloseRequest', description: 'A period that is to be closed.' });

const PERIOD = {
  period_close_event_id: Uuid,
  through_date: CalendarDate,
  posted_at: UtcInstant,
  totals: z
    .array(z.object({ currency: CurrencyCode, debits_minor: Total, credits_minor: Total }))
    .describe('The trial balance through that date, a row for each currency. Debits equal credits.'),
};

const Period = z
  .object({ ...PERIOD, ...Rehearsed })
  .meta({ id: 'ClosedPeriod', description: 'A period that is closed.' });

const PeriodPage = z
  .object({
    items: z.array(z.object({ ...PERIOD, actor: z.string().describe('The client or subject that closed it.') })),
    next_page_token: NextPageToken,
  })
  .meta({ id: 'PeriodPage', description: 'A page of closed periods.' });

/** Closes the books through a date. */
export const closePeriod = posting({
  path: '/periods/close',
  operationId: 'closePeriod',
  tag: 'Books',
  summary: 'Close the books through a date',
  description:
    "Closes every accounting date through the one given, for good. What is posted later with an effective date in there counts on the first open day, or is refused, as the loan's program says; effective dates, and so balances and interest, are not touched.",
  scope: 'hpts:books:close',
  input: { body: PeriodCloseRequest },
  answer: Period,
  refusals: ['period_out_of_order'],
});

/** The periods that are closed. */
export const periods = reading({
  path: '/periods',
  operationId: 'listPeriods',
  tag: 'Books',
  summary: 'The closed periods',
  description: 'Answers every close with its totals, oldest first.',
  scope: 'hpts:ledger:read',
  input: { query: z.strictObject({ page_size: PageSize, page_token: PageToken.optional() }) },
  answers: 'A page of closed periods.',
  answer: PeriodPage,
  refusals: ['page_token_invalid'],
});
