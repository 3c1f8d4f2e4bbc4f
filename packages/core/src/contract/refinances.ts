import { z } from 'zod';
import { PayoutMethod } from './disbursements.ts';
import { posting } from './operation.ts';
import { StaleAccruals, Warnings } from './outcome.ts';
import { Rehearsable, Rehearsed } from './rehearsal.ts';
import { Amount, CalendarDate, CurrencyCode, PositiveAmount, UtcInstant, Uuid } from './wire.ts';

const RefinanceRequest = z
  .strictObject({
    old_loan_id: Uuid,
    new_loan_id: Uuid.describe('A loan that is not open yet.'),
    borrower_id: Uuid,
    currency: CurrencyCode,
    effective_at: CalendarDate,
    cash_out_minor: PositiveAmount.optional().describe('What the borrower gets beside the payoff of the old loan.'),
    withheld_fee_minor: PositiveAmount.optional().describe(
      'An origination fee that is lent with the rest and kept back. It comes on top of the cash-out.',
    ),
    method: PayoutMethod.optional().describe('How the cash-out leaves. Default: ach.'),
    program_id: Uuid.optional().describe("The program of the new loan. Default: the old loan's."),
    ...Rehearsable,
  })
  .refine((body) => body.old_loan_id !== body.new_loan_id, {
    path: ['new_loan_id'],
    message: 'must not be old_loan_id',
  })
  .refine((body) => body.method === undefined || body.cash_out_minor !== undefined, {
    path: ['method'],
    message: 'goes with cash_out_minor',
  })
  .meta({ id: 'RefinanceRequest', description: 'A loan that pays off another.' });

const Refinance = z
  .object({
    refinance_event_id: Uuid,
    journal_entry_id: Uuid,
    posted_at: UtcInstant,
    payoff_minor: Amount.describe('What the old loan owed: principal, interest and fees.'),
    principal_minor: Amount.describe('What the new loan owes: payoff, cash-out and withheld fee.'),
    capitalized_interest_minor: Amount.describe('Interest of the old loan that is principal of the new one.'),
    capitalized_fees_minor: Amount.describe('Fees of the old loan that are principal of the new one.'),
    cash_out_minor: Amount,
    withheld_fee_minor: Amount,
    old_loan_id: Uuid,
    new_loan_id: Uuid,
    stale_accruals: StaleAccruals,
    warnings: Warnings,
    ...Rehearsed,
  })
  .meta({ id: 'Refinance', description: 'A refinance that was booked.' });

/** Loans that pay off others. */
export const refinances = {
  create: posting({
    path: '/refinances',
    operationId: 'createRefinance',
    tag: 'Restructuring',
    summary: 'Refinance a loan',
    description:
      'Opens a loan that pays off another, in one entry that cannot half-fail. Money in suspense of the old loan is applied to it first; what a bank may still take back refuses the refinance. The cash-out is in transit until `POST /v1/disbursements/{id}/settle` confirms it, by the id of this event.',
    scope: 'hpts:loans:write',
    input: { body: RefinanceRequest },
    answer: Refinance,
    refusals: [
      'loan_not_found',
      'program_not_found',
      'loan_exists',
      'period_closed',
      'currency_mismatch',
      'borrower_mismatch',
      'effective_before_first_disbursement',
      'loan_state_forbids',
      'suspense_on_hold',
      'would_go_negative',
    ],
  }),
};
