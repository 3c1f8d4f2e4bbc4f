import { z } from 'zod';
import { Rehearsable } from './rehearsal.ts';
import { CalendarDate, Reference } from './wire.ts';

/** The bank's confirmation that money moved, of a disbursement or of a payment. */
export const SettlementRequest = z
  .strictObject({
    effective_at: CalendarDate,
    bank_ref: Reference.optional().describe("The bank's own name for the movement."),
    ...Rehearsable,
  })
  .meta({ id: 'SettlementRequest', description: "The bank's confirmation." });
