import { z } from 'zod';
import { AccrualItem, faultlessItems } from './accrual-item.ts';
import { BATCH_BODY_LIMIT, posting, reading } from './operation.ts';
import { WarningItem } from './outcome.ts';
import { Rehearsable, Rehearsed } from './rehearsal.ts';
import {
  Amount,
  CalendarDate,
  IdParams,
  KnownAt,
  NextPageToken,
  NoQuery,
  PageSize,
  PageToken,
  UtcInstant,
  Uuid,
} from './wire.ts';

/** The most loans of one batch. */
export const MOST_ACCRUALS = 100_000;

/**
 * The items of a batch. A loop of our own reads them where there is nothing to object to, in half of the time; whatever
 * it does not take, the schema reads, so that there is one source of what is wrong with an item.
 */
const AccrualItems = z
  .array(AccrualItem)
  .min(1, 'must name at least one loan')
  .max(MOST_ACCRUALS, `must name at most ${MOST_ACCRUALS} loans`);
const { parse } = AccrualItems._zod;
AccrualItems._zod.parse = (payload, context) => {
  const items = faultlessItems(payload.value);
  return items === undefined ? parse(payload, context) : Object.assign(payload, { value: items });
};

const AccrualBatchRequest = z
  .strictObject({
    program_id: Uuid,
    accrual_date: CalendarDate.describe('The day that is accrued: interest for the night after it.'),
    day_count_convention: z.enum(['ACT_365', 'ACT_360', '30_360']).describe("The program's own, as a cross-check."),
    loans: AccrualItems,
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
    // A batch has always had its answer to this, and so has its fingerprint.
    dry_run: Rehearsable.dry_run.unwrap().default(false),
  })
  .meta({ id: 'AccrualBatchRequest', description: "One day's interest for the loans of a program." });

const BATCH_ANSWER = {
  accrual_event_id: Uuid,
  journal_entry_id: Uuid,
  loan_count: z.int().min(1).describe('How many loans were sent.'),
  total_accrued_minor: Amount.describe('The interest that was booked by it.'),
  posted_at: UtcInstant,
  posted_count: z.int().min(0).describe('How many loans were booked by it, zeros included.'),
  skipped_count: z.int().min(0).describe('How many had accrued the same amount already.'),
  warnings: z.array(WarningItem).describe('What is unusual though booked. At most 1,000.'),
};

const AccrualBatch = z
  .object({ ...BATCH_ANSWER, ...Rehearsed })
  .meta({ id: 'AccrualBatch', description: 'An accrual batch that was booked.' });

const AccrualReceipt = z
  .object({
    ...BATCH_ANSWER,
    program_id: Uuid,
    accrual_date: CalendarDate,
    reversed_count: z.int().min(0).describe('How many of its loans were reversed since.'),
    reversed_minor: Amount.describe('The interest of those.'),
  })
  .meta({ id: 'AccrualReceipt', description: 'An accrual batch as it was booked, and what was reversed of it.' });

const AccrualCoverage = z
  .object({
    date: CalendarDate,
    items: z.array(
      z.object({
        loan_id: Uuid,
        program_id: Uuid,
        principal_minor: Amount.describe('The principal at the close of the date.'),
        last_accrual_date: CalendarDate.optional().describe('The last date before that has an accrual.'),
      }),
    ),
    next_page_token: NextPageToken,
  })
  .meta({ id: 'AccrualCoverage', description: 'A page of the loans that have no accrual for a date.' });

/** Interest. */
export const accruals = {
  postBatch: posting({
    path: '/accruals/batch',
    operationId: 'postAccrualBatch',
    tag: 'Accruals',
    summary: 'Book one day of interest',
    description:
      'Books one journal entry for 1 to 100,000 loans, all or nothing. A refusal names every bad loan with a code of its own (the first 1,000); a batch whose only fault is duplicates is a conflict.',
    scope: 'hpts:accruals:write',
    bodyLimit: BATCH_BODY_LIMIT,
    input: { body: AccrualBatchRequest },
    answer: AccrualBatch,
    refusals: [
      'program_not_found',
      'accrual_duplicate',
      'period_closed',
      'convention_mismatch',
      'control_total_mismatch',
      'batch_rejected',
    ],
  }),
  coverage: reading({
    path: '/accruals/coverage',
    operationId: 'getAccrualCoverage',
    tag: 'Accruals',
    summary: 'Which loans have no accrual for a date',
    description:
      'Answers the active loans that had principal at the close of a date and have no accrual for it that still stands. An empty answer is the proof that the date is covered.',
    scope: 'hpts:ledger:read',
    input: {
      query: z.strictObject({
        date: CalendarDate,
        program_id: Uuid.optional().describe('Only loans of this program.'),
        known_at: KnownAt,
        page_size: PageSize,
        page_token: PageToken.optional(),
      }),
    },
    answers: 'A page of loans without an accrual.',
    answer: AccrualCoverage,
    refusals: ['page_token_invalid', 'program_not_found'],
  }),
  get: reading({
    path: '/accruals/{id}',
    operationId: 'getAccrual',
    tag: 'Accruals',
    summary: 'The receipt of an accrual batch',
    description: 'Answers the counts and totals of a batch as it was booked, and what was reversed of it since.',
    scope: 'hpts:ledger:read',
    input: { params: IdParams, query: NoQuery },
    answers: 'The receipt.',
    answer: AccrualReceipt,
    refusals: ['event_not_found'],
  }),
};
