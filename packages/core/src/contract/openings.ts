import { z } from 'zod';
import { posting } from './operation.ts';
import { LoanStatus } from './outcome.ts';
import { Rehearsable, Rehearsed } from './rehearsal.ts';
import { Amount, CalendarDate, CurrencyCode, Metadata, UtcInstant, Uuid } from './wire.ts';

const LoanRequest = z
  .strictObject({
    loan_id: Uuid,
    borrower_id: Uuid,
    currency: CurrencyCode,
    program_id: Uuid.optional().describe("Default: the tenant's default program."),
    effective_at: CalendarDate.describe('The day on which the loan opens, and on which its opening balances stand.'),
    opening_balances: z
      .strictObject({
        principal_minor: Amount.optional(),
        interest_minor: Amount.optional(),
        fees_minor: Amount.optional(),
        late_charges_minor: Amount.optional(),
        suspense_minor: Amount.optional().describe("The borrower's money that is not applied."),
      })
      .optional()
      .describe('What the loan owed in the system that it comes from. What is left out is zero.'),
    ...Rehearsable,
    metadata: Metadata.optional(),
  })
  .meta({ id: 'LoanRequest', description: 'A loan that is registered before its first draw, or brought in.' });

const OpenedLoan = z
  .object({ loan_event_id: Uuid, journal_entry_id: Uuid, posted_at: UtcInstant, loan_status: LoanStatus, ...Rehearsed })
  .meta({ id: 'OpenedLoan', description: 'A loan that was opened.' });

/** Opens a loan without a draw. */
export const openLoan = posting({
  path: '/loans',
  operationId: 'openLoan',
  tag: 'Loans',
  summary: 'Open a loan, or bring one in',
  description:
    'Registers a loan before its first draw, or brings one in from another system: its opening balances are booked against account 3000. A loan that only draws needs no opening; its first draw opens it.',
  scope: 'hpts:loans:write',
  input: { body: LoanRequest },
  answer: OpenedLoan,
  refusals: ['program_not_found', 'loan_exists', 'period_closed', 'currency_mismatch'],
});
