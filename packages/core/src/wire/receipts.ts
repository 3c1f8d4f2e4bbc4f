import type { LocalDate } from '../calendar/date.ts';
import type { Currency } from '../money/currency.ts';
import type { Act } from './act.ts';

const create: Act<'receipts', 'create', 'receipt'> = {
  commandOf: ({ body }) => ({
    kind: 'receipt',
    amount: BigInt(body.amount_minor),
    currency: body.currency as Currency,
    effectiveAt: body.effective_at as LocalDate,
    sourceMethod: body.source_method,
    externalRef: body.external_ref,
  }),
  bodyOf: (answer, eventId) => ({
    receipt_event_id: eventId,
    journal_entry_id: answer.entryId,
    posted_at: answer.postedAt,
  }),
};

/** Money of nobody yet. */
export const receipts = { create };
