import type { Currency, LocalDate } from '@tallystick/core';
import { api } from './implement.ts';
import { posted } from './posted.ts';

const create = api.receipts.create.handler(({ input: { headers, body }, context }) =>
  posted(context, {
    operation: 'receipts.create',
    idempotencyKey: headers['idempotency-key'],
    request: body,
    command: {
      kind: 'receipt',
      amount: BigInt(body.amount_minor),
      currency: body.currency as Currency,
      effectiveAt: body.effective_at as LocalDate,
      sourceMethod: body.source_method,
      externalRef: body.external_ref,
    },
    present: (answer, eventId) => ({
      receipt_event_id: eventId,
      journal_entry_id: answer.entryId,
      posted_at: answer.postedAt,
    }),
  }),
);

/** Money of nobody yet. */
export const receipts = { create };
