import { z } from 'zod';
import { posting } from './operation.ts';
import { LoanStatus, StaleAccruals } from './outcome.ts';
import { Rehearsable, Rehearsed } from './rehearsal.ts';
import { Amount, CalendarDate, Metadata, PositiveAmount, Reference, UtcInstant, Uuid } from './wire.ts';

const CHANGES = [
  'capitalize_interest_minor',
  'capitalize_fees_minor',
  'forgive_principal_minor',
  'forgive_interest_minor',
  'waive_fees_minor',
  'terms',
] as const;

const RestructureRequest = z
  .strictObject({
    loan_id: Uuid,
    effective_at: CalendarDate,
    capitalize_interest_minor: PositiveAmount.optional().describe('Interest that becomes principal.'),
    capitalize_fees_minor: PositiveAmount.optional().describe('Fees that become principal; late charges go first.'),
    forgive_principal_minor: PositiveAmount.optional(),
    forgive_interest_minor: PositiveAmount.optional(),
    waive_fees_minor: PositiveAmount.optional().describe('Fees that are given up; late charges go first.'),
    terms: Metadata.optional().describe(
      'The new terms, such as rate and dates: stored and returned, never read by financial logic. At most 2 KB.',
    ),
    approval_ref: Reference.describe('Who allowed it, as your system names it.'),
    ...Rehearsable,
  })
  .refine((body) => CHANGES.some((field) => body[field] !== undefined), {
    message: `must change something: ${CHANGES.slice(0, -1).join(', ')} or terms`,
  })
  .meta({ id: 'RestructureRequest', description: 'What changes about a loan that goes on.' });

const Restructure = z
  .object({
    restructure_event_id: Uuid,
    journal_entry_id: Uuid,
    posted_at: UtcInstant,
    capitalized_interest_minor: Amount,
    capitalized_fees_minor: Amount,
    forgiven_principal_minor: Amount,
    forgiven_interest_minor: Amount,
    waived_fees_minor: Amount,
    principal_minor: Amount.describe('The principal after this.'),
    loan_status: LoanStatus,
    stale_accruals: StaleAccruals,
    ...Rehearsed,
  })
  .meta({ id: 'Restructure', description: 'A restructure that was booked.' });

/** Loans that go on under other terms. */
export const restructures = {
  create: posting({
    path: '/restructures',
    operationId: 'createRestructure',
    tag: 'Restructuring',
    summary: 'Restructure a loan',
    description:
      'Capitalises interest and fees, forgives principal and interest, waives fees: gross, each on its own accounts. What is forgiven leaves no claim. New terms alone book an entry without lines.',
    scope: 'hpts:loans:write',
    input: { body: RestructureRequest },
    answer: Restructure,
    refusals: [
      'loan_not_found',
      'period_closed',
      'effective_before_first_disbursement',
      'loan_state_forbids',
      'restructure_exceeds_owed',
    ],
  }),
};
