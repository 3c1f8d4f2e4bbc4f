import { z } from 'zod';
import { posting } from './operation.ts';
import { SourceMethod } from './payments.ts';
import { Rehearsable, Rehearsed } from './rehearsal.ts';
import { CalendarDate, CurrencyCode, PositiveAmount, Reference, UtcInstant, Uuid } from './wire.ts';

const ReceiptRequest = z
  .strictObject({
    amount_minor: PositiveAmount,
    currency: CurrencyCode,
    effective_at: CalendarDate,
    source_method: SourceMethod,
    external_ref: Reference.describe(
      "The bank's or the processor's name for the money, unique among the tenant's payments by the same method.",
    ),
    ...Rehearsable,
  })
  .meta({ id: 'ReceiptRequest', description: 'Money that came in and belongs to nobody yet.' });

const Receipt = z
  .object({ receipt_event_id: Uuid, journal_entry_id: Uuid, posted_at: UtcInstant, ...Rehearsed })
  .meta({ id: 'Receipt', description: 'An unidentified receipt that was booked.' });

/** Money whose payer or loan is not known. */
export const receipts = {
  create: posting({
    path: '/receipts',
    operationId: 'createReceipt',
    tag: 'Payments',
    summary: 'Book money whose loan is not known',
    description:
      'Books money that arrived before anybody knows for which loan. When it is known, post a payment with `from_receipt_event_id`: it takes the money from here.',
    scope: 'hpts:payments:write',
    input: { body: ReceiptRequest },
    answer: Receipt,
    refusals: ['external_ref_conflict', 'period_closed'],
  }),
};
