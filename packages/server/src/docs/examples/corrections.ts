import { EXAMPLE } from '../problems/page.ts';
import type { ChapterExamples } from './exchange.ts';
import { ACTOR, booked, STORY } from './story.ts';

const concession = {
  lines: [
    { account_code: '5400', direction: 'DR', amount_minor: '1500', loan_id: EXAMPLE.otherLoan },
    { account_code: '1200', direction: 'CR', amount_minor: '1500', loan_id: EXAMPLE.otherLoan },
  ],
  currency: 'USD',
  effective_at: '2026-05-29',
  reason_code: 'complaint_upheld',
  description: 'Interest of five days given up after a complaint about a late payoff letter.',
};

/** The adjustment that the examples propose and decide. */
const proposed = { adjustment_event_id: STORY.concession.event };

/** The same, as the second person sees it. */
const waiting = {
  ...proposed,
  ...concession,
  lines: concession.lines.map((line) => ({ ...line, layer: 'SETTLED' })),
  status: 'pending_approval',
  requested_by: ACTOR,
  requested_at: STORY.concession.postedAt,
};

const details = { event_not_found: `no adjustment ${EXAMPLE.event}` };

/** What was booked wrongly, and what no typed event says. */
export const CORRECTIONS: ChapterExamples = {
  createReversal: {
    key: 'reversal:loan_42:fee_keyed_twice',
    exchanges: [
      {
        name: 'entry',
        summary: 'A fee that was keyed twice',
        request: { journal_entry_id: STORY.fee.entry, reason_code: 'keyed_twice' },
        answer: {
          reversal_event_id: STORY.reversal.event,
          ...booked(STORY.reversal),
          reversed_entry_ids: [STORY.fee.entry],
          reversal_entry_ids: [STORY.reversal.entry],
          warnings: [],
        },
      },
      {
        name: 'one_loan_of_a_batch',
        summary: 'The accrual of one loan, the rest of its batch standing',
        request: {
          journal_entry_id: STORY.accrual.entry,
          reason_code: 'wrong_rate',
          loan_ids: [EXAMPLE.otherLoan],
        },
        answer: {
          reversal_event_id: STORY.reversal.event,
          ...booked(STORY.reversal),
          reversed_entry_ids: [STORY.accrual.entry],
          reversal_entry_ids: [STORY.reversal.entry],
          reversed_count: 1,
          warnings: [],
        },
      },
    ],
  },
  createAdjustment: {
    key: 'adjustment:bank_fee:2026_06',
    exchanges: [
      {
        name: 'posted',
        summary: "The bank's fee of 25.00 USD, booked at once",
        request: {
          lines: [
            { account_code: '5500', direction: 'DR', amount_minor: '2500' },
            { account_code: '1000', direction: 'CR', amount_minor: '2500' },
          ],
          currency: 'USD',
          effective_at: '2026-06-12',
          reason_code: 'bank_fee',
          description: 'Wire fees of the month, as on the statement of 12 June.',
        },
        answer: {
          adjustment_event_id: STORY.bankFee.event,
          ...booked(STORY.bankFee),
          status: 'posted',
          warnings: [],
        },
      },
      {
        name: 'proposed',
        summary: 'Interest given up on a loan whose program demands two people: it waits',
        request: concession,
        answer: { ...proposed, status: 'pending_approval', posted_at: STORY.concession.postedAt, warnings: [] },
      },
    ],
  },
  getAdjustment: {
    exchanges: [
      {
        name: 'pending',
        summary: 'What waits, as the second person sees it',
        answer: waiting,
      },
    ],
    details,
  },
  listAdjustments: {
    exchanges: [{ name: 'pending', summary: 'The queue of the second person', answer: { items: [waiting] } }],
  },
  approveAdjustment: {
    key: 'approval:complaint_0311',
    exchanges: [
      {
        name: 'approved',
        summary: 'A second person agrees, and it is booked',
        request: { comment: 'Checked against the complaint file' },
        answer: { approval_event_id: STORY.decision.event, ...proposed, ...booked(STORY.decision), status: 'approved' },
      },
    ],
    details,
  },
  rejectAdjustment: {
    key: 'rejection:complaint_0311',
    exchanges: [
      {
        name: 'rejected',
        summary: 'A second person does not agree, and nothing is booked',
        request: { reason: 'The letter went out in time' },
        answer: {
          rejection_event_id: STORY.decision.event,
          ...proposed,
          posted_at: STORY.decision.postedAt,
          status: 'rejected',
        },
      },
    ],
    details,
  },
};
