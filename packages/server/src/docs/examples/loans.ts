import { EXAMPLE } from '../problems/page.ts';
import type { ChapterExamples } from './exchange.ts';
import { paymentReceived } from './journal.ts';
import { booked, LOAN, OTHER_LOAN, STORY } from './story.ts';

/** Loans: what they are and owe, and what is done with them beside money in and out. */
export const LOANS: ChapterExamples = {
  openLoan: {
    key: 'loan:loan_43:migration',
    exchanges: [
      {
        name: 'migrated',
        summary: 'A loan comes from another system with what it owes there',
        request: {
          ...OTHER_LOAN,
          currency: 'USD',
          program_id: EXAMPLE.program,
          effective_at: '2026-01-05',
          opening_balances: { principal_minor: '457500' },
          metadata: { old_number: 'L-1187' },
        },
        answer: { loan_event_id: STORY.opening.event, ...booked(STORY.opening), loan_status: 'active' },
      },
      {
        name: 'registered',
        summary: 'A loan is registered before its first draw',
        request: { ...OTHER_LOAN, currency: 'USD', effective_at: '2026-01-05' },
        answer: { loan_event_id: STORY.opening.event, ...booked(STORY.opening), loan_status: 'pending' },
      },
    ],
    details: { currency_mismatch: 'the program lends in USD, sent MXN' },
  },
  getLoan: {
    exchanges: [
      {
        name: 'active',
        summary: 'After the payment of the quickstart',
        answer: {
          ...LOAN,
          program_id: EXAMPLE.program,
          currency: 'USD',
          status: 'active',
          nonaccrual: false,
          opened_at: '2026-01-05',
          last_activity_at: STORY.payment.postedAt,
        },
      },
    ],
  },
  getLoanBalance: {
    exchanges: [
      {
        name: 'after_payment',
        summary: 'After the payment of the quickstart',
        answer: {
          loan_id: EXAMPLE.loan,
          currency: 'USD',
          as_of_date: '2026-05-01',
          principal_outstanding_minor: '921651',
          interest_receivable_minor: '0',
          fees_receivable_minor: '0',
          total_exposure_minor: '921651',
          last_activity_at: STORY.payment.postedAt,
          suspense_minor: '0',
          available_suspense_minor: '0',
          charged_off: { principal_minor: '0', interest_minor: '0', fees_minor: '0' },
          nonaccrual_interest_minor: '0',
          status: 'active',
        },
      },
    ],
  },
  listLoanJournalEntries: {
    exchanges: [
      {
        name: 'receipt',
        summary: 'The receipt of a payment, the first of a page',
        answer: { items: [paymentReceived], next_page_token: 'Ng.3q2-7wAAAAAAAAAAAAAAAA' },
      },
    ],
  },
  allocateSuspense: {
    key: 'allocation:loan_42:2026-05-26',
    exchanges: [
      {
        name: 'part',
        summary: '20.00 of the 30.00 USD in suspense pay principal, the loan owing no fees and no interest',
        request: { effective_at: '2026-05-26', amount_minor: '2000' },
        answer: {
          allocation_event_id: STORY.allocation.event,
          ...booked(STORY.allocation),
          allocation: { fees_minor: '0', interest_minor: '0', principal_minor: '2000', suspense_minor: '0' },
          suspense_minor: '1000',
          loan_status: 'active',
        },
      },
    ],
    details: { loan_state_forbids: 'the loan is refinanced and owes nothing at 2026-05-26 that waterfall pays' },
  },
  refundSuspense: {
    key: 'refund:loan_42:2026-05-27',
    exchanges: [
      {
        name: 'by_ach',
        summary: 'The other 10.00 USD go back to the borrower',
        request: { amount_minor: '1000', effective_at: '2026-05-27', method: 'ach', external_ref: 'po_1187' },
        answer: {
          refund_event_id: STORY.refund.event,
          ...booked(STORY.refund),
          suspense_minor: '0',
          available_suspense_minor: '0',
        },
      },
    ],
  },
  setNonaccrual: {
    key: 'nonaccrual:loan_42:2026-06-02',
    exchanges: [
      {
        name: 'on',
        summary: 'The borrower is bankrupt: 84.76 USD of interest leave income and become memo',
        request: { effective_at: '2026-06-02', nonaccrual: true, reason: 'Petition in bankruptcy' },
        answer: {
          nonaccrual_event_id: STORY.nonaccrual.event,
          ...booked(STORY.nonaccrual),
          nonaccrual: true,
          interest_reversed_minor: '8476',
        },
      },
      {
        name: 'off',
        summary: 'The petition was dismissed: interest is income again from here on',
        request: { effective_at: '2026-06-09', nonaccrual: false, reason: 'Petition dismissed' },
        answer: {
          nonaccrual_event_id: STORY.nonaccrual.event,
          ...booked(STORY.nonaccrual),
          nonaccrual: false,
          interest_reversed_minor: '0',
        },
      },
    ],
    details: { loan_state_forbids: 'the loan is paid_off, and only an active loan accrues or does not' },
  },
};
