import { z } from 'zod';
import { operation, postedAnswer } from './operation.ts';
import { POSTED, problems } from './problem.ts';
import {
  Amount,
  CalendarDate,
  CurrencyCode,
  Metadata,
  PositiveAmount,
  PostHeaders,
  Reference,
  UtcInstant,
  Uuid,
} from './wire.ts';

/** Where a loan stands in its life. */
export const LoanStatus = z
  .enum(['pending', 'active', 'paid_off', 'charged_off', 'refinanced', 'cancelled'])
  .describe('Where the loan stands in its life.');

/** A note on something unusual that was booked all the same. */
export const WarningItem = z.object({ code: z.string(), detail: z.string(), loan_id: Uuid.optional() });

const CustomAllocation = z
  .strictObject({ fees_minor: Amount, interest_minor: Amount, principal_minor: Amount })
  .describe('How the payer wants the payment applied. The parts add up to amount_minor.');

const PaymentRequest = z
  .strictObject({
    loan_id: Uuid,
    borrower_id: Uuid,
    amount_minor: PositiveAmount,
    currency: CurrencyCode,
    effective_at: CalendarDate,
    source_method: z
      .enum(['ach', 'wire', 'card', 'check', 'internal_transfer', 'other'])
      .describe('How the money came. ACH and card money is in transit until it settles.'),
    external_ref: Reference.optional().describe(
      "The processor's name for the payment, unique among the tenant's payments by the same method.",
    ),
    allocation_mode: z
      .enum(['waterfall', 'principal_only', 'interest_only', 'fees_only', 'custom'])
      .default('waterfall')
      .describe('How to apply the payment. What does not fit goes to suspense.'),
    custom_allocation: CustomAllocation.optional(),
    metadata: Metadata.optional(),
  })
  .refine((body) => (body.allocation_mode === 'custom') === (body.custom_allocation !== undefined), {
    path: ['custom_allocation'],
    message: 'goes with allocation_mode custom, and only with it',
  })
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

const Payment = z
  .object({
    payment_event_id: Uuid,
    journal_entry_id: Uuid.describe('The entry of the receipt.'),
    allocation: z
      .object({ fees_minor: Amount, interest_minor: Amount, principal_minor: Amount, suspense_minor: Amount })
      .describe('How the payment was split. The parts add up to amount_minor; late charges count as fees.'),
    posted_at: UtcInstant,
    allocation_entry_id: Uuid.optional().describe('The entry of the allocation, when anything was applied.'),
    loan_status: LoanStatus,
    warnings: z.array(WarningItem),
  })
  .meta({ id: 'Payment', description: 'A payment that was booked.' });

/** Money in. */
export const payments = {
  create: operation
    .meta({ scopes: ['hpts:payments:write'] })
    .route({
      method: 'POST',
      path: '/payments',
      operationId: 'createPayment',
      tags: ['Payments'],
      summary: 'Book a payment',
      description:
        "Books the receipt and applies it by the program's waterfall, or as instructed. Money that has come in is never refused for the loan's state: what cannot be applied waits in suspense. The same method and external reference under another key is answered as the first payment was.",
      inputStructure: 'detailed',
      outputStructure: 'detailed',
      successStatus: 201,
    })
    .errors(
      problems(
        ...POSTED,
        'loan_not_found',
        'external_ref_conflict',
        'currency_mismatch',
        'borrower_mismatch',
        'effective_before_first_disbursement',
        'allocation_exceeds_owed',
        'custom_allocation_mismatch',
      ),
    )
    .input(z.object({ headers: PostHeaders, body: PaymentRequest }))
    .output(postedAnswer(Payment)),
};
