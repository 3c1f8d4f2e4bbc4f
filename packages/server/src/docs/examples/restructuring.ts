import { EXAMPLE } from '../problems/page.ts';
import type { ChapterExamples } from './exchange.ts';
import { booked, NEW_LOAN_ID, STORY } from './story.ts';

/** Loans that go on under other terms, or in another loan. */
export const RESTRUCTURING: ChapterExamples = {
  createRestructure: {
    key: 'restructure:loan_43:amendment_1',
    exchanges: [
      {
        name: 'capitalised',
        summary: '43.50 USD of interest become principal, at a lower rate from now on',
        request: {
          loan_id: EXAMPLE.otherLoan,
          effective_at: '2026-05-15',
          capitalize_interest_minor: '4350',
          terms: { rate_bps: 1500, maturity_date: '2028-05-15' },
          approval_ref: 'credit_committee_2026_07',
        },
        answer: {
          restructure_event_id: STORY.restructure.event,
          ...booked(STORY.restructure),
          capitalized_interest_minor: '4350',
          capitalized_fees_minor: '0',
          forgiven_principal_minor: '0',
          forgiven_interest_minor: '0',
          waived_fees_minor: '0',
          principal_minor: '461850',
          loan_status: 'active',
        },
      },
    ],
    details: { loan_state_forbids: 'the loan is refinanced, and only one that is owed is restructured' },
  },
  createRefinance: {
    key: 'refinance:loan_43:loan_44',
    exchanges: [
      {
        name: 'cash_out',
        summary: 'A new loan pays off the old one, lends a fee of 50.00 and pays 1,000.00 USD out',
        request: {
          old_loan_id: EXAMPLE.otherLoan,
          new_loan_id: NEW_LOAN_ID,
          borrower_id: EXAMPLE.borrower,
          currency: 'USD',
          effective_at: '2026-06-01',
          cash_out_minor: '100000',
          withheld_fee_minor: '5000',
          method: 'ach',
        },
        answer: {
          refinance_event_id: STORY.refinance.event,
          ...booked(STORY.refinance),
          payoff_minor: '464850',
          principal_minor: '569850',
          capitalized_interest_minor: '3000',
          capitalized_fees_minor: '0',
          cash_out_minor: '100000',
          withheld_fee_minor: '5000',
          old_loan_id: EXAMPLE.otherLoan,
          new_loan_id: NEW_LOAN_ID,
          warnings: [],
        },
      },
    ],
    details: { loan_state_forbids: 'the loan is charged_off, and only an active loan is refinanced' },
  },
};
