import { z } from 'zod';
import { operation, postedAnswer } from './operation.ts';
import { POSTED, problems } from './problem.ts';
import {
  CalendarDate,
  CurrencyCode,
  Metadata,
  PositiveAmount,
  PostHeaders,
  Reference,
  UtcInstant,
  Uuid,
} from './wire.ts';

const DisbursementRequest = z
  .strictObject({
    loan_id: Uuid,
    borrower_id: Uuid,
    amount_minor: PositiveAmount,
    currency: CurrencyCode,
    effective_at: CalendarDate,
    method: z
      .enum(['ach', 'wire', 'card_push', 'internal_transfer'])
      .describe('How the money leaves. An internal transfer settles at once.'),
    destination_ref: Reference.optional().describe('Where the money goes, as your system names it.'),
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
  })
  .meta({ id: 'Disbursement', description: 'A disbursement that was booked.' });

const SettlementRequest = z
  .strictObject({
    effective_at: CalendarDate,
    bank_ref: Reference.optional().describe("The bank's own name for the movement."),
  })
  .meta({ id: 'SettlementRequest', description: "The bank's confirmation." });

const Settlement = z
  .object({
    settlement_event_id: Uuid,
    disbursement_event_id: Uuid,
    journal_entry_id: Uuid,
    posted_at: UtcInstant,
  })
  .meta({ id: 'Settlement', description: 'A settlement that was booked.' });

/** Money out. */
export const disbursements = {
  create: operation
    .meta({ scopes: ['hpts:disbursements:write'] })
    .route({
      method: 'POST',
      path: '/disbursements',
      operationId: 'createDisbursement',
      tags: ['Disbursements'],
      summary: 'Book a draw',
      description:
        'Books a draw. The first draw of an unknown loan opens the loan and fixes its currency and borrower. Interest runs from the effective date, not from settlement.',
      inputStructure: 'detailed',
      outputStructure: 'detailed',
      successStatus: 201,
    })
    .errors(
      problems(
        ...POSTED,
        'program_not_found',
        'currency_mismatch',
        'borrower_mismatch',
        'wrong_program',
        'effective_before_first_disbursement',
        'loan_state_forbids',
      ),
    )
    .input(z.object({ headers: PostHeaders, body: DisbursementRequest }))
    .output(postedAnswer(Disbursement)),
  settle: operation
    .meta({ scopes: ['hpts:disbursements:write'] })
    .route({
      method: 'POST',
      path: '/disbursements/{id}/settle',
      operationId: 'settleDisbursement',
      tags: ['Disbursements'],
      summary: 'Confirm that a draw left the bank',
      description:
        'Books that the money of a disbursement left the bank. Once for each disbursement; what the loan owes does not change.',
      inputStructure: 'detailed',
      outputStructure: 'detailed',
      successStatus: 201,
    })
    .errors(problems(...POSTED, 'event_not_found', 'already_settled', 'effective_before_first_disbursement'))
    .input(z.object({ headers: PostHeaders, params: z.object({ id: Uuid }), body: SettlementRequest }))
    .output(postedAnswer(Settlement)),
};
