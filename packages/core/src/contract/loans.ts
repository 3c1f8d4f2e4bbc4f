import { z } from 'zod';
import { EVENT_TYPES } from '../ledger/entry.ts';
import { operation } from './operation.ts';
import { LoanStatus } from './payments.ts';
import { GUARDED, problems } from './problem.ts';
import { Amount, CalendarDate, CurrencyCode, PageSize, PageToken, PositiveAmount, UtcInstant, Uuid } from './wire.ts';

const LoanParams = z.object({ loan_id: Uuid });

/** An instant in a query, to the millisecond at most. */
const QueryInstant = z.iso
  .datetime({ offset: false, message: 'must be an instant in UTC, as 2026-05-01T12:00:00Z' })
  .meta({ description: 'An instant, RFC 3339 in UTC.', examples: ['2026-05-01T12:00:00Z'] });

const Balance = z
  .object({
    loan_id: Uuid,
    currency: CurrencyCode,
    as_of_date: CalendarDate.describe('The day at whose end the balance stands.'),
    principal_outstanding_minor: Amount,
    interest_receivable_minor: Amount,
    fees_receivable_minor: Amount.describe('Fees and late charges.'),
    total_exposure_minor: Amount.describe('Principal, interest and fees together; suspense is not taken off.'),
    last_activity_at: UtcInstant.optional().describe('When the latest entry that this balance counts was posted.'),
    suspense_minor: Amount.describe("The borrower's money that is not applied."),
    charged_off: z
      .object({ principal_minor: Amount, interest_minor: Amount, fees_minor: Amount })
      .describe('What was charged off and is still claimed.'),
    nonaccrual_interest_minor: Amount.describe('Contractual interest that is not income.'),
    status: LoanStatus.describe('Where the loan stands now, whatever date was asked for.'),
  })
  .meta({
    id: 'Balance',
    description: 'What a loan owes, bucket by bucket.',
    examples: [
      {
        loan_id: '11111111-1111-1111-1111-111111111111',
        currency: 'USD',
        as_of_date: '2026-05-01',
        principal_outstanding_minor: '921651',
        interest_receivable_minor: '0',
        fees_receivable_minor: '0',
        total_exposure_minor: '921651',
        suspense_minor: '0',
        charged_off: { principal_minor: '0', interest_minor: '0', fees_minor: '0' },
        nonaccrual_interest_minor: '0',
        status: 'active',
      },
    ],
  });

const JournalLine = z
  .object({
    sequence: z.int().min(1).describe('From 1, without a gap, within the item.'),
    account_code: z.string(),
    direction: z.enum(['DR', 'CR']),
    amount_minor: PositiveAmount,
    currency: CurrencyCode,
    layer: z.enum(['SETTLED', 'PENDING', 'ENCUMBRANCE']),
    loan_id: Uuid.optional(),
    borrower_id: Uuid.optional(),
    external_ref: z.string().optional(),
  })
  .meta({ id: 'JournalLine', description: 'One line of a journal entry.' });

const JournalEntry = z
  .object({
    journal_entry_id: Uuid,
    event_type: z.enum(EVENT_TYPES),
    effective_at: CalendarDate,
    posted_at: UtcInstant,
    lines: z.array(JournalLine).describe("This loan's lines: debits, then credits. They balance."),
    correlation_id: Uuid.optional().describe('Shared by entries of one decision.'),
    reverses_entry_id: Uuid.optional(),
    description: z.string().optional(),
    actor: z.string().optional().describe('The client or subject of the token.'),
    accounting_date: CalendarDate.describe('The day of the general ledger on which it counts.'),
  })
  .meta({ id: 'JournalEntry', description: 'One journal entry, as one loan sees it.' });

const JournalPage = z
  .object({
    items: z.array(JournalEntry),
    next_page_token: PageToken.optional().describe('Absent on the last page.'),
  })
  .meta({ id: 'JournalPage', description: "A page of a loan's history." });

/** What a loan owes, and how it came to. */
export const loans = {
  balance: operation
    .meta({ scopes: ['hpts:balances:read'] })
    .route({
      method: 'GET',
      path: '/loans/{loan_id}/balance',
      operationId: 'getLoanBalance',
      tags: ['Loans'],
      summary: 'What a loan owes',
      description:
        'Answers everything posted so far; or with `as_of_date` what stood at the end of that effective day; or with `known_at` what the ledger would have answered at that instant.',
      inputStructure: 'detailed',
      outputStructure: 'detailed',
    })
    .errors(problems(...GUARDED, 'loan_not_found'))
    .input(
      z.object({
        params: LoanParams,
        query: z
          .strictObject({
            as_of_date: CalendarDate.optional().describe(
              'The effective day at whose end the balance is asked for. Default: everything posted.',
            ),
            known_at: QueryInstant.optional().describe('Count only what was posted by this instant.'),
          })
          .default({}),
      }),
    )
    .output(z.object({ status: z.literal(200).meta({ description: 'The balance.' }), body: Balance })),
  journalEntries: operation
    .meta({ scopes: ['hpts:ledger:read'] })
    .route({
      method: 'GET',
      path: '/loans/{loan_id}/journal-entries',
      operationId: 'listLoanJournalEntries',
      tags: ['Loans'],
      summary: 'The history of a loan',
      description:
        'Answers the entries that have lines of this loan, oldest posted first, so an entry that is posted while you page is met at the end and none is skipped or repeated. Dates filter by effective date, inclusive.',
      inputStructure: 'detailed',
      outputStructure: 'detailed',
    })
    .errors(problems(...GUARDED, 'page_token_invalid', 'loan_not_found'))
    .input(
      z.object({
        params: LoanParams,
        query: z.strictObject({
          from_date: CalendarDate.optional().describe('The first effective date.'),
          to_date: CalendarDate.optional().describe('The last effective date.'),
          event_type: z.enum(EVENT_TYPES).optional().describe('Only entries of this type.'),
          page_size: PageSize,
          page_token: PageToken.optional(),
          order: z.enum(['asc', 'desc']).default('asc').describe('Oldest posted first, or newest first.'),
        }),
      }),
    )
    .output(z.object({ status: z.literal(200).meta({ description: 'A page of the history.' }), body: JournalPage })),
};
