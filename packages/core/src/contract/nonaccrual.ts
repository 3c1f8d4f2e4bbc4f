import { z } from 'zod';
import { posting } from './operation.ts';
import { Rehearsable, Rehearsed } from './rehearsal.ts';
import { Amount, CalendarDate, LoanParams, Reference, UtcInstant, Uuid } from './wire.ts';

const NonaccrualRequest = z
  .strictObject({
    effective_at: CalendarDate,
    nonaccrual: z.boolean().describe('Whether the loan is on non-accrual from this day.'),
    reason: Reference.describe('Why, in your own words.'),
    ...Rehearsable,
  })
  .meta({ id: 'NonaccrualRequest', description: 'Whether the interest of a loan counts as income.' });

const Nonaccrual = z
  .object({
    nonaccrual_event_id: Uuid,
    journal_entry_id: Uuid,
    posted_at: UtcInstant,
    nonaccrual: z.boolean(),
    interest_reversed_minor: Amount.describe('The accrued interest that was taken out of income, and is kept as memo.'),
    ...Rehearsed,
  })
  .meta({ id: 'Nonaccrual', description: 'A change of non-accrual that was booked.' });

/** Takes the interest of a loan out of income, or lets it in again. */
export const setNonaccrual = posting({
  path: '/loans/{loan_id}/nonaccrual',
  operationId: 'setNonaccrual',
  tag: 'Loans',
  summary: 'Put a loan on non-accrual, or take it off',
  description:
    'On entry the accrued interest that is unpaid leaves income and the books, and is kept as memo; while the loan stays there, accruals are memo too and payments go to principal first. On exit nothing is booked again: memo interest becomes income when it is paid.',
  scope: 'hpts:loans:write',
  input: { params: LoanParams, body: NonaccrualRequest },
  answer: Nonaccrual,
  refusals: ['loan_not_found', 'period_closed', 'effective_before_first_disbursement', 'loan_state_forbids'],
});
