import { z } from 'zod';
import { posting } from './operation.ts';
import { LoanStatus, StaleAccruals, Warnings } from './outcome.ts';
import { Rehearsable, Rehearsed } from './rehearsal.ts';
import { Amount, CalendarDate, IdParams, PositiveAmount, UtcInstant, Uuid } from './wire.ts';

const ReturnRequest = z
  .strictObject({
    return_code: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,32}$/, 'must be 1 to 32 letters, digits, points, hyphens or _')
      .describe('Why the bank took the money back: an ACH code such as `R01`, or the reason of a card scheme.'),
    effective_at: CalendarDate.optional().describe(
      "Default: by the program's `return_effective` the payment's own date, as if it had never been paid, or today.",
    ),
    amount_minor: PositiveAmount.optional().describe(
      'A part of the payment, as card schemes take it. Default: all that was not returned yet.',
    ),
    ...Rehearsable,
  })
  .meta({ id: 'ReturnRequest', description: 'What the bank says of money that it took back.' });

const Return = z
  .object({
    return_event_id: Uuid,
    payment_event_id: Uuid,
    journal_entry_id: Uuid,
    posted_at: UtcInstant,
    returned_minor: Amount,
    restored: z
      .object({
        principal_minor: Amount,
        interest_minor: Amount,
        fees_minor: Amount.describe('Late charges count as fees.'),
        suspense_minor: Amount.describe('What was taken out of suspense, where it had not been applied.'),
        recovery_minor: Amount.describe('What is claimed again.'),
      })
      .describe('What each bucket got back: what the money had paid of it, as it stands allocated now.'),
    return_class: z
      .enum(['nsf', 'administrative', 'unauthorised', 'other'])
      .describe('What kind of return the code means.'),
    retry_allowed: z.boolean().describe("Whether the network's rules let the payment be presented again."),
    follow_on_entry_ids: z
      .array(Uuid)
      .describe('Entries that the return led to at once, such as the charge-off of what it restored.'),
    loan_status: LoanStatus.optional().describe('Where the loan stands now. Absent for an unidentified receipt.'),
    stale_accruals: StaleAccruals,
    warnings: Warnings,
    ...Rehearsed,
  })
  .meta({ id: 'Return', description: 'A return that was booked.' });

/** The bank takes the money of a payment back. */
export const returnPayment = posting({
  path: '/payments/{id}/return',
  operationId: 'returnPayment',
  tag: 'Payments',
  summary: 'Book that a payment came back',
  description:
    'Gives back to each bucket exactly what the payment took from it, as the money is allocated now. A return is never refused for what became of the money: a loan that was charged off meanwhile is charged off for the restored part too, and a refund that was paid out of it is owed as a fee.',
  scope: 'hpts:payments:write',
  input: { params: IdParams, body: ReturnRequest },
  answer: Return,
  refusals: [
    'event_not_found',
    'already_returned',
    'already_reversed',
    'period_closed',
    'effective_before_first_disbursement',
    'return_exceeds_payment',
  ],
});
