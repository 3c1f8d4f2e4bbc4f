import { z } from 'zod';
import { JournalFilters, JournalPage } from './journal.ts';
import { setNonaccrual } from './nonaccrual.ts';
import { openLoan } from './openings.ts';
import { reading } from './operation.ts';
import { Claims, LoanStatus } from './outcome.ts';
import { allocateSuspense, refundSuspense } from './suspense.ts';
import { Amount, CalendarDate, CurrencyCode, KnownAt, LoanParams, NoQuery, UtcInstant, Uuid } from './wire.ts';

const Loan = z
  .object({
    loan_id: Uuid,
    borrower_id: Uuid,
    program_id: Uuid,
    currency: CurrencyCode,
    status: LoanStatus,
    nonaccrual: z.boolean().describe('Whether its interest is kept out of income.'),
    opened_at: CalendarDate.describe('The effective date on which it was opened.'),
    last_activity_at: UtcInstant.optional().describe('When its latest entry was posted.'),
    successor_loan_id: Uuid.optional().describe('The loan that refinanced it.'),
  })
  .meta({ id: 'Loan', description: 'What a loan is; its balance is asked for apart.' });

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
    available_suspense_minor: Amount.describe('What of the suspense is past its hold, and could be refunded.'),
    pending_suspense_minor: Amount.optional().describe(
      'Payments that the program credits only when they settle, and that have not. Present when there are any.',
    ),
    charged_off: Claims,
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
        available_suspense_minor: '0',
        charged_off: { principal_minor: '0', interest_minor: '0', fees_minor: '0' },
        nonaccrual_interest_minor: '0',
        status: 'active',
      },
    ],
  });

/** What a loan owes, how it came to, and what is done with it beside money in and out. */
export const loans = {
  open: openLoan,
  get: reading({
    path: '/loans/{loan_id}',
    operationId: 'getLoan',
    tag: 'Loans',
    summary: 'What a loan is',
    description: 'Answers whose loan it is, under which program, and where it stands in its life.',
    scope: 'hpts:balances:read',
    input: { params: LoanParams, query: NoQuery },
    answers: 'The loan.',
    answer: Loan,
    refusals: ['loan_not_found'],
  }),
  balance: reading({
    path: '/loans/{loan_id}/balance',
    operationId: 'getLoanBalance',
    tag: 'Loans',
    summary: 'What a loan owes',
    description:
      'Answers everything posted so far; or with `as_of_date` what stood at the end of that effective day; or with `known_at` what the ledger would have answered at that instant.',
    scope: 'hpts:balances:read',
    input: {
      params: LoanParams,
      query: z
        .strictObject({
          as_of_date: CalendarDate.optional().describe(
            'The effective day at whose end the balance is asked for. Default: everything posted.',
          ),
          known_at: KnownAt,
        })
        .default({}),
    },
    answers: 'The balance.',
    answer: Balance,
    refusals: ['loan_not_found'],
  }),
  journalEntries: reading({
    path: '/loans/{loan_id}/journal-entries',
    operationId: 'listLoanJournalEntries',
    tag: 'Loans',
    summary: 'The history of a loan',
    description:
      'Answers the entries that have lines of this loan, oldest posted first, so an entry that is posted while you page is met at the end and none is skipped or repeated. Dates filter by effective date, inclusive.',
    scope: 'hpts:ledger:read',
    input: { params: LoanParams, query: z.strictObject(JournalFilters) },
    answers: 'A page of the history.',
    answer: JournalPage,
    refusals: ['page_token_invalid', 'loan_not_found'],
  }),
  allocateSuspense,
  refundSuspense,
  setNonaccrual,
};
