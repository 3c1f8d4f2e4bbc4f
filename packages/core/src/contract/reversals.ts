import { z } from 'zod';
import { BATCH_BODY_LIMIT, posting } from './operation.ts';
import { StaleAccrualsOfLoans, Warnings } from './outcome.ts';
import { Rehearsable, Rehearsed } from './rehearsal.ts';
import { CalendarDate, ReasonCode, UtcInstant, Uuid } from './wire.ts';

/** The most loans of an accrual batch that one reversal names: all of a batch. */
const MOST_LOANS = 100_000;

const ReversalRequest = z
  .strictObject({
    journal_entry_id: Uuid.describe('The entry that should never have been.'),
    reason_code: ReasonCode,
    effective_at: CalendarDate.optional().describe("Default: the entry's own date, as if it had never been."),
    cascade: z
      .boolean()
      .default(false)
      .describe('Reverse what depends on it too, latest first. Otherwise a dependent entry refuses the reversal.'),
    loan_ids: z
      .array(Uuid)
      .min(1, 'must name at least one loan')
      .max(MOST_LOANS, `must name at most ${MOST_LOANS} loans`)
      .refine((ids) => new Set(ids).size === ids.length, 'must name each loan once')
      .optional()
      .describe('The loans of an accrual batch whose accruals are reversed. Default: all of them.'),
    ...Rehearsable,
  })
  .meta({ id: 'ReversalRequest', description: 'An entry that is to be undone.' });

const Reversal = z
  .object({
    reversal_event_id: Uuid,
    journal_entry_id: Uuid.describe('The entry that reverses the one that was named.'),
    reversed_entry_ids: z.array(Uuid).describe('The entries that were undone, dependents included.'),
    reversal_entry_ids: z.array(Uuid).describe('The entries that undo them, in the same order.'),
    posted_at: UtcInstant,
    reversed_count: z.int().min(1).optional().describe('How many loans of a batch were undone.'),
    stale_accruals: StaleAccrualsOfLoans,
    warnings: Warnings,
    ...Rehearsed,
  })
  .meta({ id: 'Reversal', description: 'A reversal that was booked.' });

/** Mistakes undone. */
export const reversals = {
  create: posting({
    path: '/reversals',
    operationId: 'createReversal',
    tag: 'Corrections',
    summary: 'Reverse an entry',
    description:
      'Books the mirror of an entry, on the same accounts and the same date. Use it for what was keyed wrongly: money that the bank took back is a return, a fee that is given up is a waiver. Accruals never stand in the way; they are listed when they became stale.',
    scope: 'hpts:adjustments:write',
    bodyLimit: BATCH_BODY_LIMIT,
    input: { body: ReversalRequest },
    answer: Reversal,
    refusals: [
      'loan_not_found',
      'journal_entry_not_found',
      'already_reversed',
      'reversal_of_reversal',
      'has_dependents',
      'period_closed',
      'effective_before_first_disbursement',
      'would_go_negative',
    ],
  }),
};
