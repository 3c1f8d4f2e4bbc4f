import { z } from 'zod';
import { BATCH_BODY_LIMIT, operation, postedAnswer } from './operation.ts';
import { WarningItem } from './payments.ts';
import { POSTED, problems } from './problem.ts';
import { Amount, CalendarDate, PostHeaders, UtcInstant, Uuid } from './wire.ts';

/** The most loans of one batch. */
export const MOST_ACCRUALS = 100_000;

/** One loan of an accrual batch. */
export const AccrualItem = z
  .strictObject({
    loan_id: Uuid,
    outstanding_principal_minor: Amount.describe(
      "The principal at the close of the date that the interest was computed on. It must be the ledger's.",
    ),
    interest_minor: Amount.describe('The day\'s interest. "0" marks the date as covered and posts nothing.'),
  })
  .meta({ id: 'AccrualItem', description: 'What one loan accrued.' });

const AccrualBatchRequest = z
  .strictObject({
    program_id: Uuid,
    accrual_date: CalendarDate.describe('The day that is accrued: interest for the night after it.'),
    day_count_convention: z.enum(['ACT_365', 'ACT_360', '30_360']).describe("The program's own, as a cross-check."),
    loans: z
      .array(AccrualItem)
      .min(1, 'must name at least one loan')
      .max(MOST_ACCRUALS, `must name at most ${MOST_ACCRUALS} loans`),
    dry_run: z.boolean().default(false).describe('Check everything and answer, and book nothing. The key stays free.'),
    on_duplicate: z
      .enum(['reject', 'skip'])
      .default('reject')
      .describe(
        'What a loan gets that has accrued for the date already: a refusal, or being passed over when the amount is the same.',
      ),
    control: z
      .strictObject({ loan_count: z.int().min(0), total_interest_minor: Amount })
      .optional()
      .describe('What you believe the batch to hold. A difference refuses it.'),
  })
  .meta({ id: 'AccrualBatchRequest', description: "One day's interest for the loans of a program." });

const AccrualBatch = z
  .object({
    accrual_event_id: Uuid,
    journal_entry_id: Uuid,
    loan_count: z.int().min(1).describe('How many loans were sent.'),
    total_accrued_minor: Amount.describe('The interest that was booked now.'),
    posted_at: UtcInstant,
    posted_count: z.int().min(0).describe('How many loans were booked now, zeros included.'),
    skipped_count: z.int().min(0).describe('How many had accrued the same amount already.'),
    warnings: z.array(WarningItem).describe('What is unusual though booked. At most 1,000.'),
    dry_run: z.literal(true).optional().describe('Present when nothing was booked.'),
  })
  .meta({ id: 'AccrualBatch', description: 'An accrual batch that was booked.' });

/** Interest. */
export const accruals = {
  postBatch: operation
    .meta({ scopes: ['hpts:accruals:write'], bodyLimit: BATCH_BODY_LIMIT })
    .route({
      method: 'POST',
      path: '/accruals/batch',
      operationId: 'postAccrualBatch',
      tags: ['Accruals'],
      summary: 'Book one day of interest',
      description:
        'Books one journal entry for 1 to 100,000 loans, all or nothing. A refusal names every bad loan with a code of its own (the first 1,000); a batch whose only fault is duplicates is a conflict.',
      inputStructure: 'detailed',
      outputStructure: 'detailed',
      successStatus: 201,
    })
    .errors(
      problems(
        ...POSTED,
        'program_not_found',
        'accrual_duplicate',
        'convention_mismatch',
        'control_total_mismatch',
        'batch_rejected',
      ),
    )
    .input(z.object({ headers: PostHeaders, body: AccrualBatchRequest }))
    .output(postedAnswer(AccrualBatch)),
};
