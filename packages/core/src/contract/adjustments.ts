import { z } from 'zod';
import { AccountCode } from './accounts.ts';
import { Layer } from './journal.ts';
import { posting, reading } from './operation.ts';
import { StaleAccrualsOfLoans, Warnings } from './outcome.ts';
import { Rehearsable, Rehearsed } from './rehearsal.ts';
import {
  CalendarDate,
  CurrencyCode,
  IdParams,
  NextPageToken,
  NoQuery,
  PageSize,
  PageToken,
  PositiveAmount,
  ReasonCode,
  UtcInstant,
  Uuid,
} from './wire.ts';

const AdjustmentLine = z
  .strictObject({
    account_code: AccountCode,
    direction: z.enum(['DR', 'CR']),
    amount_minor: PositiveAmount,
    loan_id: Uuid.optional().describe('Needed on an account that belongs to loans.'),
    layer: Layer.default('SETTLED'),
  })
  .meta({ id: 'AdjustmentLine', description: 'One line of an adjustment.' });

const Description = z
  .string()
  .min(1, 'must not be empty')
  .max(2000, 'must be at most 2000 characters')
  .describe('What happened and why no typed event says it.');

const AdjustmentRequest = z
  .strictObject({
    lines: z
      .array(AdjustmentLine)
      .min(2, 'must have at least two lines')
      .max(100, 'must have at most 100 lines')
      .describe(
        'Debits and credits are equal in each layer, memo accounts (9xxx) apart. What moves between loans passes through 2900.',
      ),
    currency: CurrencyCode,
    effective_at: CalendarDate,
    reason_code: ReasonCode,
    description: Description,
    ...Rehearsable,
  })
  .meta({ id: 'AdjustmentRequest', description: 'An entry of free lines.' });

const Adjustment = z
  .object({
    adjustment_event_id: Uuid,
    status: z
      .enum(['posted', 'pending_approval'])
      .describe('Pending where the program demands a second person; then nothing is booked yet.'),
    journal_entry_id: Uuid.optional().describe('Absent while it is pending.'),
    posted_at: UtcInstant,
    stale_accruals: StaleAccrualsOfLoans,
    warnings: Warnings,
    ...Rehearsed,
  })
  .meta({ id: 'Adjustment', description: 'An adjustment that was booked, or that waits for approval.' });

const ApprovalRequest = z
  .strictObject({ comment: z.string().min(1).max(2000).optional(), ...Rehearsable })
  .meta({ id: 'ApprovalRequest', description: 'The yes of a second person.' });

const Approval = z
  .object({
    approval_event_id: Uuid,
    adjustment_event_id: Uuid,
    journal_entry_id: Uuid,
    posted_at: UtcInstant,
    status: z.literal('approved'),
    stale_accruals: StaleAccrualsOfLoans,
    ...Rehearsed,
  })
  .meta({ id: 'Approval', description: 'An adjustment that was approved and booked.' });

const RejectionRequest = z
  .strictObject({
    reason: z.string().min(1, 'must not be empty').max(2000, 'must be at most 2000 characters'),
    ...Rehearsable,
  })
  .meta({ id: 'RejectionRequest', description: 'The no of a second person.' });

const Rejection = z
  .object({
    rejection_event_id: Uuid,
    adjustment_event_id: Uuid,
    posted_at: UtcInstant,
    status: z.literal('rejected'),
    ...Rehearsed,
  })
  .meta({ id: 'Rejection', description: 'An adjustment that was rejected. Nothing is booked.' });

const AdjustmentStatus = z
  .enum(['posted', 'pending_approval', 'approved', 'rejected'])
  .describe('Booked at once, waiting for a second person, or what that person decided.');

const AdjustmentRecord = z
  .object({
    adjustment_event_id: Uuid,
    status: AdjustmentStatus,
    requested_by: z.string().describe('The client or subject of the token that asked for it.'),
    requested_at: UtcInstant,
    decided_by: z.string().optional().describe('Who approved or rejected it.'),
    decided_at: UtcInstant.optional(),
    lines: z.array(
      z.object({
        account_code: AccountCode,
        direction: z.enum(['DR', 'CR']),
        amount_minor: PositiveAmount,
        loan_id: Uuid.optional(),
        layer: Layer,
      }),
    ),
    currency: CurrencyCode,
    effective_at: CalendarDate,
    reason_code: z.string(),
    description: z.string(),
    journal_entry_id: Uuid.optional().describe('Present once it is booked.'),
  })
  .meta({ id: 'AdjustmentRecord', description: 'An adjustment as it was asked for, and what became of it.' });

const AdjustmentPage = z
  .object({ items: z.array(AdjustmentRecord), next_page_token: NextPageToken })
  .meta({ id: 'AdjustmentPage', description: 'A page of adjustments.' });

/** Entries that no typed event says. */
export const adjustments = {
  create: posting({
    path: '/adjustments',
    operationId: 'createAdjustment',
    tag: 'Corrections',
    summary: 'Book free lines, or propose them',
    description:
      "Books an entry of lines on any accounts of the chart. No balance of a loan may go below zero on any day. Where a loan's program demands two people it waits for approval, and nothing is booked meanwhile.",
    scope: 'hpts:adjustments:write',
    input: { body: AdjustmentRequest },
    answer: Adjustment,
    refusals: [
      'loan_not_found',
      'period_closed',
      'currency_mismatch',
      'effective_before_first_disbursement',
      'would_go_negative',
      'unbalanced_adjustment',
      'account_unknown',
      'loan_required',
    ],
  }),
  get: reading({
    path: '/adjustments/{id}',
    operationId: 'getAdjustment',
    tag: 'Corrections',
    summary: 'What an adjustment would book, and what became of it',
    description: 'Answers the lines as they were asked for, so that an approver sees what is approved.',
    scope: 'hpts:ledger:read',
    input: { params: IdParams, query: NoQuery },
    answers: 'The adjustment.',
    answer: AdjustmentRecord,
    refusals: ['event_not_found'],
  }),
  list: reading({
    path: '/adjustments',
    operationId: 'listAdjustments',
    tag: 'Corrections',
    summary: 'The adjustments, and what became of them',
    description:
      'Answers adjustments in the order in which they were asked for. With `status=pending_approval` it is the queue of whoever must approve.',
    scope: 'hpts:ledger:read',
    input: {
      query: z.strictObject({
        status: AdjustmentStatus.optional().describe('Only adjustments that have this status now. Default: all.'),
        loan_id: Uuid.optional().describe('Only adjustments with a line of this loan.'),
        page_size: PageSize,
        page_token: PageToken.optional(),
      }),
    },
    answers: 'A page of adjustments.',
    answer: AdjustmentPage,
    refusals: ['page_token_invalid'],
  }),
  approve: posting({
    path: '/adjustments/{id}/approve',
    operationId: 'approveAdjustment',
    tag: 'Corrections',
    summary: 'Approve an adjustment',
    description:
      'Books an adjustment that waits for approval, by the rules as they stand now. Never by the one who asked for it.',
    scope: 'hpts:adjustments:approve',
    input: { params: IdParams, body: ApprovalRequest },
    answer: Approval,
    refusals: [
      'self_approval',
      'event_not_found',
      'period_closed',
      'not_pending',
      'effective_before_first_disbursement',
      'would_go_negative',
    ],
  }),
  reject: posting({
    path: '/adjustments/{id}/reject',
    operationId: 'rejectAdjustment',
    tag: 'Corrections',
    summary: 'Reject an adjustment',
    description: 'Ends an adjustment that waits for approval. Nothing is booked. Never by the one who asked for it.',
    scope: 'hpts:adjustments:approve',
    input: { params: IdParams, body: RejectionRequest },
    answer: Rejection,
    refusals: ['self_approval', 'event_not_found', 'not_pending'],
  }),
};
