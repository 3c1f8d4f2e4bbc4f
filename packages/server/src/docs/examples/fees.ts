import { EXAMPLE } from '../problems/page.ts';
import type { ChapterExamples } from './exchange.ts';
import { booked, LOAN, STORY } from './story.ts';

/** Fees, charged and given up. */
export const FEES: ChapterExamples = {
  assessFee: {
    key: 'fee:loan_42:statement_2026_04',
    exchanges: [
      {
        name: 'servicing',
        summary: 'A servicing fee of 5.00 USD',
        request: {
          ...LOAN,
          amount_minor: '500',
          currency: 'USD',
          effective_at: '2026-04-30',
          fee_type: 'servicing',
          description: 'Paper statement',
        },
        answer: { fee_event_id: STORY.fee.event, ...booked(STORY.fee), fees_receivable_minor: '500' },
      },
      {
        name: 'late',
        summary: 'A late charge of 29.00 USD, which is kept apart from other fees',
        request: {
          ...LOAN,
          amount_minor: '2900',
          currency: 'USD',
          effective_at: '2026-05-20',
          fee_type: 'late',
        },
        answer: { fee_event_id: STORY.lateFee.event, ...booked(STORY.lateFee), fees_receivable_minor: '2900' },
      },
    ],
  },
  waiveFee: {
    key: 'waiver:loan_42:late_2026_05',
    exchanges: [
      {
        name: 'goodwill',
        summary: 'The late charge is given up, nothing of it having been paid',
        request: { effective_at: '2026-05-22', scope: 'unpaid', reason: 'Goodwill, first late payment' },
        answer: {
          waiver_event_id: STORY.waiver.event,
          fee_event_id: STORY.lateFee.event,
          ...booked(STORY.waiver),
          waived_unpaid_minor: '2900',
          waived_paid_minor: '0',
          fee: { assessed_minor: '2900', paid_minor: '0', waived_minor: '2900', unpaid_minor: '0' },
        },
      },
    ],
    details: {
      event_not_found: `no fee ${EXAMPLE.event}`,
      loan_state_forbids: 'the loan is refinanced, and what it owed in fees is closed',
    },
  },
};
