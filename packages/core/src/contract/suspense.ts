import { z } from 'zod';
import { AllocationInstruction, AllocationSplit, INSTRUCTION_MISTAKE, isInstructionWhole } from './allocation.ts';
import { posting } from './operation.ts';
import { LoanStatus, StaleAccruals } from './outcome.ts';
import { Rehearsable, Rehearsed } from './rehearsal.ts';
import { Amount, CalendarDate, LoanParams, PositiveAmount, Reference, UtcInstant, Uuid } from './wire.ts';

/** What can be done with money in suspense: it pays what the loan owes, or it goes back to the borrower. */

const AllocationRequest = z
  .strictObject({
    effective_at: CalendarDate,
    amount_minor: PositiveAmount.optional().describe('How much to apply. Default: all that is in suspense.'),
    ...AllocationInstruction,
    ...Rehearsable,
  })
  .refine(isInstructionWhole, INSTRUCTION_MISTAKE)
  .meta({ id: 'AllocationRequest', description: 'Suspense that is to pay what the loan owes.' });

const SuspenseAllocation = z
  .object({
    allocation_event_id: Uuid,
    journal_entry_id: Uuid,
    posted_at: UtcInstant,
    allocation: AllocationSplit.describe(
      'How the money was split. Its suspense is what was to be applied and found nothing to pay.',
    ),
    suspense_minor: Amount.describe('What the loan has in suspense after this.'),
    loan_status: LoanStatus,
    stale_accruals: StaleAccruals,
    ...Rehearsed,
  })
  .meta({ id: 'SuspenseAllocation', description: 'An allocation of suspense that was booked.' });

/** Applies money that waits in suspense. */
export const allocateSuspense = posting({
  path: '/loans/{loan_id}/allocations',
  operationId: 'allocateSuspense',
  tag: 'Loans',
  summary: 'Apply money that is in suspense',
  description:
    "Applies suspense by the program's waterfall, or as instructed, oldest money first. Money that is on hold may pay what the loan owes: a return would undo it.",
  scope: 'hpts:payments:write',
  input: { params: LoanParams, body: AllocationRequest },
  answer: SuspenseAllocation,
  refusals: [
    'loan_not_found',
    'period_closed',
    'effective_before_first_disbursement',
    'backdating_forbidden',
    'loan_state_forbids',
    'allocation_exceeds_owed',
    'custom_allocation_mismatch',
    'insufficient_suspense',
  ],
});

const RefundRequest = z
  .strictObject({
    amount_minor: PositiveAmount,
    effective_at: CalendarDate,
    method: z
      .enum(['ach', 'wire', 'card', 'check', 'internal_transfer', 'other'])
      .describe('How the money goes back to the borrower.'),
    external_ref: Reference.optional().describe("The bank's or the processor's name for the movement."),
    ...Rehearsable,
  })
  .meta({ id: 'RefundRequest', description: 'Suspense that goes back to the borrower.' });

const Refund = z
  .object({
    refund_event_id: Uuid,
    journal_entry_id: Uuid,
    posted_at: UtcInstant,
    suspense_minor: Amount.describe('What the loan has in suspense after this.'),
    available_suspense_minor: Amount.describe('What of it is past its hold and may be refunded today.'),
    ...Rehearsed,
  })
  .meta({ id: 'Refund', description: 'A refund that was booked.' });

/** Pays suspense back. */
export const refundSuspense = posting({
  path: '/loans/{loan_id}/refunds',
  operationId: 'refundSuspense',
  tag: 'Loans',
  summary: 'Refund money that is in suspense',
  description:
    "Pays suspense back to the borrower, oldest money first. Money inside the program's hold, when the bank may still take it back, is not refunded.",
  scope: 'hpts:payments:write',
  input: { params: LoanParams, body: RefundRequest },
  answer: Refund,
  refusals: [
    'loan_not_found',
    'period_closed',
    'effective_before_first_disbursement',
    'insufficient_suspense',
    'suspense_on_hold',
  ],
});
