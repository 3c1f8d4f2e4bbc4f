import { z } from 'zod';
import { posting } from './operation.ts';
import { StaleAccruals } from './outcome.ts';
import { Rehearsable, Rehearsed } from './rehearsal.ts';
import { SettlementRequest } from './settlement.ts';
import { CalendarDate, CurrencyCode, IdParams, Metadata, PositiveAmount, Reference, UtcInstant, Uuid } from './wire.ts';

/** How money leaves. */
export const PayoutMethod = z
  .enum(['ach', 'wire', 'card_push', 'internal_transfer'])
  .describe('How the money leaves. An internal transfer settles at once.');

const DisbursementRequest = z
  .strictObject({
    loan_id: Uuid,
    borrower_id: Uuid,
    amount_minor: PositiveAmount,
    currency: CurrencyCode,
    effective_at: CalendarDate,
    method: PayoutMethod,
    destination_ref: Reference.optional().describe('Where the money goes, as your system names it.'),
    ...Rehearsable,
    metadata: Metadata.optional(),
    program_id: Uuid.optional().describe(
      "The program of a loan that opens by this draw. Default: the tenant's default program.",
    ),
    withheld_fee_minor: PositiveAmount.optional().describe(
      'An origination fee kept back: amount_minor is the gross, the borrower gets the rest.',
    ),
  })
  .refine(
    (body) => body.withheld_fee_minor === undefined || BigInt(body.withheld_fee_minor) < BigInt(body.amount_minor),
    {
      path: ['withheld_fee_minor'],
      message: 'must be below amount_minor',
    },
  )
  .meta({ id: 'DisbursementRequest', description: 'Money that goes out to a borrower.' });

const Disbursement = z
  .object({
    disbursement_event_id: Uuid,
    journal_entry_id: Uuid,
    posted_at: UtcInstant,
    status: z.enum(['in_transit', 'settled']).describe('In transit until the bank confirms it.'),
    stale_accruals: StaleAccruals,
    ...Rehearsed,
  })
  .meta({ id: 'Disbursement', description: 'A disbursement that was booked.' });

const Settlement = z
  .object({
    settlement_event_id: Uuid,
    disbursement_event_id: Uuid.describe('The disbursement that settled, or the refinance whose cash-out did.'),
    journal_entry_id: Uuid,
    posted_at: UtcInstant,
    ...Rehearsed,
  })
  .meta({ id: 'Settlement', description: 'A settlement that was booked.' });

/** Money out. */
export const disbursements = {
  create: posting({
    path: '/disbursements',
    operationId: 'createDisbursement',
    tag: 'Disbursements',
    summary: 'Book a draw',
    description:
      'Books a draw. The first draw of an unknown loan opens the loan and fixes its currency and borrower. Interest runs from the effective date, not from settlement.',
    scope: 'hpts:disbursements:write',
    input: { body: DisbursementRequest },
    answer: Disbursement,
    refusals: [
      'program_not_found',
      'period_closed',
      'currency_mismatch',
      'borrower_mismatch',
      'wrong_program',
      'effective_before_first_disbursement',
      'loan_state_forbids',
    ],
  }),
  settle: posting({
    path: '/disbursements/{id}/settle',
    operationId: 'settleDisbursement',
    tag: 'Disbursements',
    summary: 'Confirm that a draw left the bank',
    description:
      'Books that the money of a disbursement, or the cash-out of a refinance, left the bank. Once for each; what the loan owes does not change. When the bank gives the money back, reverse the entry of the settlement.',
    scope: 'hpts:disbursements:write',
    input: { params: IdParams, body: SettlementRequest },
    answer: Settlement,
    refusals: [
      'event_not_found',
      'already_settled',
      'already_reversed',
      'period_closed',
      'effective_before_first_disbursement',
    ],
  }),
};
