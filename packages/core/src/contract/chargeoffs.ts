import { z } from 'zod';
import { posting } from './operation.ts';
import { Claims, LoanStatus, StaleAccruals } from './outcome.ts';
import { Rehearsable, Rehearsed } from './rehearsal.ts';
import { Amount, CalendarDate, ReasonCode, UtcInstant, Uuid } from './wire.ts';

const ChargeoffRequest = z
  .strictObject({
    loan_id: Uuid,
    effective_at: CalendarDate,
    reason_code: ReasonCode,
    amounts: z
      .strictObject({
        principal_minor: Amount.optional(),
        interest_minor: Amount.optional(),
        fees_minor: Amount.optional().describe('Late charges go before fees.'),
      })
      .optional()
      .describe('How much of each. Default: everything; a part that is left out is zero.'),
    ...Rehearsable,
  })
  .meta({ id: 'ChargeoffRequest', description: 'What of a loan is taken to be lost.' });

const Chargeoff = z
  .object({
    chargeoff_event_id: Uuid,
    journal_entry_id: Uuid,
    posted_at: UtcInstant,
    charged_off: z
      .object({ principal_minor: Amount, interest_minor: Amount, fees_minor: Amount })
      .describe('What left the books now.'),
    claims: Claims.describe('All that was charged off and is still claimed, this included.'),
    loan_status: LoanStatus,
    stale_accruals: StaleAccruals,
    ...Rehearsed,
  })
  .meta({ id: 'Chargeoff', description: 'A charge-off that was booked.' });

/** Losses. */
export const chargeoffs = {
  create: posting({
    path: '/chargeoffs',
    operationId: 'createChargeoff',
    tag: 'Charge-offs',
    summary: 'Charge off a loan',
    description:
      'Takes a loan off the books, whole or in part, and keeps the claim as memo: the borrower still owes it. Suspense is not touched. A charge-off is reversed only when it was an error; what is collected later is a recovery, and so is a payment that comes in.',
    scope: 'hpts:chargeoffs:write',
    input: { body: ChargeoffRequest },
    answer: Chargeoff,
    refusals: [
      'loan_not_found',
      'period_closed',
      'effective_before_first_disbursement',
      'loan_state_forbids',
      'chargeoff_exceeds_owed',
      'nothing_to_charge_off',
    ],
  }),
};
