import { z } from 'zod';
import {
  AllocationInstruction,
  AllocationSplit,
  BucketName,
  INSTRUCTION_MISTAKE,
  isInstructionWhole,
} from './allocation.ts';
import { posting } from './operation.ts';
import { LoanStatus, StaleAccruals, Warnings } from './outcome.ts';
import { Rehearsable, Rehearsed } from './rehearsal.ts';
import { returnPayment } from './returns.ts';
import { SettlementRequest } from './settlement.ts';
import {
  Amount,
  CalendarDate,
  CurrencyCode,
  IdParams,
  Metadata,
  PositiveAmount,
  Reference,
  UtcInstant,
  Uuid,
} from './wire.ts';

/** How money comes in. */
export const SourceMethod = z
  .enum(['ach', 'wire', 'card', 'check', 'internal_transfer', 'other'])
  .describe('How the money came. ACH and card money is in transit until it settles.');

const PaymentRequest = z
  .strictObject({
    loan_id: Uuid,
    borrower_id: Uuid,
    amount_minor: PositiveAmount,
    currency: CurrencyCode,
    effective_at: CalendarDate,
    source_method: SourceMethod,
    external_ref: Reference.optional().describe(
      "The processor's name for the payment, unique among the tenant's payments by the same method.",
    ),
    from_receipt_event_id: Uuid.optional().describe(
      'The unidentified receipt that the money is taken from, in place of new cash.',
    ),
    retry_of: Uuid.optional().describe('The returned payment that this one presents again. Kept, and decides nothing.'),
    ...AllocationInstruction,
    // Without a default, so that a key that was used before there was this option is still known for its request.
    explain: z.boolean().optional().describe('Answer how the split came about, bucket by bucket. Default: false.'),
    ...Rehearsable,
    metadata: Metadata.optional(),
  })
  .refine(isInstructionWhole, INSTRUCTION_MISTAKE)
  .meta({
    id: 'PaymentRequest',
    description: 'Money that comes in from a borrower.',
    examples: [
      {
        loan_id: '11111111-1111-1111-1111-111111111111',
        borrower_id: '22222222-2222-2222-2222-222222222222',
        amount_minor: '88849',
        currency: 'USD',
        effective_at: '2026-05-01',
        source_method: 'ach',
        external_ref: 'stripe_ch_xyz123',
      },
    ],
  });

const Explanation = z
  .object({
    waterfall: z.array(BucketName).describe('The buckets in the order in which they were offered the money.'),
    waterfall_name: z
      .enum(['default', 'nonaccrual', 'charged_off', 'principal_only', 'interest_only', 'fees_only', 'custom'])
      .describe("The program's waterfall, or the instruction that took its place."),
    program_version: z.int().min(1).describe('The version of the program whose terms decided.'),
    buckets: z.array(
      z.object({
        bucket: BucketName,
        owed_minor: Amount.describe('The most that it could take on the effective date.'),
        applied_minor: Amount,
        left_minor: Amount,
      }),
    ),
  })
  .meta({ id: 'AllocationExplanation', description: 'How a split came about.' });

const Payment = z
  .object({
    payment_event_id: Uuid,
    journal_entry_id: Uuid.describe('The entry of the receipt.'),
    allocation: AllocationSplit.describe(
      'How the payment was split. The parts add up to amount_minor; late charges count as fees.',
    ),
    posted_at: UtcInstant,
    allocation_entry_id: Uuid.optional().describe('The entry of the allocation, when anything was applied.'),
    recovery_entry_id: Uuid.optional().describe('The entry of the recovery, when a claim was paid.'),
    loan_status: LoanStatus,
    hold_until: CalendarDate.optional().describe(
      'The day through which money of this payment is not refunded, because the bank may take it back.',
    ),
    small_balance_written_off_minor: Amount.optional().describe(
      "What was left owing and written off, within the program's tolerance.",
    ),
    stale_accruals: StaleAccruals,
    explain: Explanation.optional().describe('Present when it was asked for.'),
    warnings: Warnings,
    ...Rehearsed,
  })
  .meta({ id: 'Payment', description: 'A payment that was booked.' });

const PaymentSettlement = z
  .object({
    settlement_event_id: Uuid,
    payment_event_id: Uuid.describe('The payment that settled, or the unidentified receipt.'),
    journal_entry_id: Uuid,
    posted_at: UtcInstant,
    allocation: AllocationSplit.optional().describe(
      'How the payment was split, where the program credits it on settlement.',
    ),
    allocation_entry_id: Uuid.optional().describe('The entry of the allocation, when anything was applied now.'),
    ...Rehearsed,
  })
  .meta({ id: 'PaymentSettlement', description: 'The settlement of a payment that was booked.' });

/** Money in. */
export const payments = {
  create: posting({
    path: '/payments',
    operationId: 'createPayment',
    tag: 'Payments',
    summary: 'Book a payment',
    description:
      "Books the receipt and applies it by the program's waterfall, or as instructed. Money that has come in is never refused for the loan's state: what cannot be applied waits in suspense. The same method and external reference under another key is answered as the first payment was.",
    scope: 'hpts:payments:write',
    input: { body: PaymentRequest },
    answer: Payment,
    refusals: [
      'loan_not_found',
      'event_not_found',
      'external_ref_conflict',
      'already_reversed',
      'period_closed',
      'currency_mismatch',
      'borrower_mismatch',
      'effective_before_first_disbursement',
      'backdating_forbidden',
      'allocation_exceeds_owed',
      'custom_allocation_mismatch',
      'receipt_exceeded',
    ],
  }),
  settle: posting({
    path: '/payments/{id}/settle',
    operationId: 'settlePayment',
    tag: 'Payments',
    summary: 'Confirm that a payment reached the bank',
    description:
      'Books that the money of an ACH or card payment, or of an unidentified receipt, reached the bank. Once for each; what the loan owes does not change, unless the program credits payments on settlement.',
    scope: 'hpts:payments:write',
    input: { params: IdParams, body: SettlementRequest },
    answer: PaymentSettlement,
    refusals: [
      'event_not_found',
      'already_settled',
      'already_returned',
      'already_reversed',
      'period_closed',
      'effective_before_first_disbursement',
    ],
  }),
  return: returnPayment,
};
