import { z } from 'zod';
import { posting } from './operation.ts';
import { Rehearsable, Rehearsed } from './rehearsal.ts';
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

const FeeRequest = z
  .strictObject({
    loan_id: Uuid,
    borrower_id: Uuid,
    amount_minor: PositiveAmount,
    currency: CurrencyCode,
    effective_at: CalendarDate,
    fee_type: z
      .enum(['origination', 'late', 'nsf', 'servicing', 'other'])
      .describe('What the fee is for. Late charges are kept apart.'),
    description: Reference.optional(),
    ...Rehearsable,
    metadata: Metadata.optional(),
  })
  .meta({ id: 'FeeRequest', description: 'A fee that is charged to a loan.' });

const Fee = z
  .object({
    fee_event_id: Uuid,
    journal_entry_id: Uuid,
    posted_at: UtcInstant,
    fees_receivable_minor: Amount.describe('What the loan owes in fees after this one, late charges included.'),
    ...Rehearsed,
  })
  .meta({ id: 'Fee', description: 'A fee that was booked.' });

const WaiverRequest = z
  .strictObject({
    effective_at: CalendarDate,
    amount_minor: PositiveAmount.optional().describe('How much to waive. Default: all that the scope holds.'),
    scope: z
      .enum(['unpaid', 'paid', 'all'])
      .default('unpaid')
      .describe('Which part of the fee is given up. What was paid goes back into suspense.'),
    reason: Reference.describe('Why, in your own words.'),
    ...Rehearsable,
  })
  .meta({ id: 'WaiverRequest', description: 'A fee that is given up, or a part of it.' });

const Waiver = z
  .object({
    waiver_event_id: Uuid,
    fee_event_id: Uuid,
    journal_entry_id: Uuid,
    posted_at: UtcInstant,
    waived_unpaid_minor: Amount.describe('What the borrower no longer owes.'),
    waived_paid_minor: Amount.describe('What the borrower had paid and now has in suspense.'),
    fee: z
      .object({ assessed_minor: Amount, paid_minor: Amount, waived_minor: Amount, unpaid_minor: Amount })
      .describe(
        'Where the fee stands after this. Paid, waived and unpaid add up to what was assessed: a claim is unpaid, and what was capitalised or adjusted counts as paid.',
      ),
    ...Rehearsed,
  })
  .meta({ id: 'Waiver', description: 'A waiver that was booked.' });

/** Fees. */
export const fees = {
  assess: posting({
    path: '/fees',
    operationId: 'assessFee',
    tag: 'Fees',
    summary: 'Assess a fee',
    description: 'Charges a fee to an active loan. It is paid oldest first within its kind.',
    scope: 'hpts:fees:write',
    input: { body: FeeRequest },
    answer: Fee,
    refusals: [
      'loan_not_found',
      'period_closed',
      'currency_mismatch',
      'borrower_mismatch',
      'effective_before_first_disbursement',
      'loan_state_forbids',
    ],
  }),
  waive: posting({
    path: '/fees/{id}/waive',
    operationId: 'waiveFee',
    tag: 'Fees',
    summary: 'Waive a fee',
    description:
      'Gives a fee up, whole or in part: what is unpaid is no longer owed, what was paid goes back into suspense and stays there until it is applied or refunded. On a charged-off loan it lowers the claim.',
    scope: 'hpts:fees:write',
    input: { params: IdParams, body: WaiverRequest },
    answer: Waiver,
    refusals: [
      'event_not_found',
      'already_reversed',
      'period_closed',
      'effective_before_first_disbursement',
      'loan_state_forbids',
      'waiver_exceeds_fee',
      'would_go_negative',
    ],
  }),
};
