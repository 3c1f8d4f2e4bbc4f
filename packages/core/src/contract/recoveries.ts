import { z } from 'zod';
import { posting } from './operation.ts';
import { Claims, LoanStatus } from './outcome.ts';
import { SourceMethod } from './payments.ts';
import { Rehearsable, Rehearsed } from './rehearsal.ts';
import { Amount, CalendarDate, CurrencyCode, PositiveAmount, Reference, UtcInstant, Uuid } from './wire.ts';

const RecoveryRequest = z
  .strictObject({
    loan_id: Uuid,
    amount_minor: PositiveAmount.describe('What the borrower paid, collection costs included.'),
    currency: CurrencyCode,
    effective_at: CalendarDate,
    source_method: SourceMethod,
    external_ref: Reference.optional().describe(
      "The processor's name for the money, unique among the tenant's payments by the same method.",
    ),
    collection_cost_minor: PositiveAmount.optional().describe(
      'What an agency kept of it. The claim is paid in full; the cost is an expense.',
    ),
    ...Rehearsable,
  })
  .refine(
    (body) =>
      body.collection_cost_minor === undefined || BigInt(body.collection_cost_minor) < BigInt(body.amount_minor),
    { path: ['collection_cost_minor'], message: 'must be below amount_minor' },
  )
  .meta({ id: 'RecoveryRequest', description: 'Money that was collected on a charged-off claim.' });

const Recovery = z
  .object({
    recovery_event_id: Uuid,
    journal_entry_id: Uuid.describe('The entry of the recovery.'),
    receipt_entry_id: Uuid.describe('The entry of the receipt.'),
    posted_at: UtcInstant,
    recovery: z
      .object({ principal_minor: Amount, interest_minor: Amount, fees_minor: Amount, suspense_minor: Amount })
      .describe('How the money was split. What is above the claim is in suspense.'),
    claims: Claims.describe('What is still claimed after this.'),
    loan_status: LoanStatus,
    ...Rehearsed,
  })
  .meta({ id: 'Recovery', description: 'A recovery that was booked.' });

/** Money on claims that were charged off. */
export const recoveries = {
  create: posting({
    path: '/recoveries',
    operationId: 'createRecovery',
    tag: 'Charge-offs',
    summary: 'Book money collected on a claim',
    description:
      "Books the receipt and pays the claim with it, in the program's recovery order, up to what is still claimed. The rest is the borrower's money, in suspense.",
    scope: 'hpts:chargeoffs:write',
    input: { body: RecoveryRequest },
    answer: Recovery,
    refusals: [
      'loan_not_found',
      'external_ref_conflict',
      'period_closed',
      'currency_mismatch',
      'effective_before_first_disbursement',
      'backdating_forbidden',
      'no_claim_to_recover',
    ],
  }),
};
