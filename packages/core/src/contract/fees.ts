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
    metadata: Metadata.optional(),
  })
  .meta({ id: 'FeeRequest', description: 'A fee that is charged to a loan.' });

const Fee = z
  .object({
    fee_event_id: Uuid,
    journal_entry_id: Uuid,
    posted_at: UtcInstant,
    fees_receivable_minor: Amount.describe('What the loan owes in fees after this one, late charges included.'),
  })
  .meta({ id: 'Fee', description: 'A fee that was booked.' });

/** Fees. */
export const fees = {
  assess: operation
    .meta({ scopes: ['hpts:fees:write'] })
    .route({
      method: 'POST',
      path: '/fees',
      operationId: 'assessFee',
      tags: ['Fees'],
      summary: 'Assess a fee',
      description: 'Charges a fee to an active loan. It is paid oldest first within its kind.',
      inputStructure: 'detailed',
      outputStructure: 'detailed',
      successStatus: 201,
    })
    .errors(
      problems(
        ...POSTED,
        'loan_not_found',
        'currency_mismatch',
        'borrower_mismatch',
        'effective_before_first_disbursement',
        'loan_state_forbids',
      ),
    )
    .input(z.object({ headers: PostHeaders, body: FeeRequest }))
    .output(postedAnswer(Fee)),
};
