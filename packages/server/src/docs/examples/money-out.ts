import { EXAMPLE } from '../problems/page.ts';
import type { ChapterExamples } from './exchange.ts';
import { booked, LOAN, STORY } from './story.ts';

const draw = { ...LOAN, amount_minor: '1000000', currency: 'USD', effective_at: '2026-01-05' };

/** Money that goes out. */
export const MONEY_OUT: ChapterExamples = {
  createDisbursement: {
    key: 'disbursement:loan_42:draw_1',
    exchanges: [
      {
        name: 'ach',
        summary: '10,000.00 USD go out by ACH',
        request: { ...draw, method: 'ach', destination_ref: 'bank_acct_7731' },
        answer: { disbursement_event_id: STORY.draw.event, ...booked(STORY.draw), status: 'in_transit' },
      },
      {
        name: 'withheld_fee',
        summary: 'The same with an origination fee of 250.00 kept back, settled at once',
        request: {
          ...draw,
          withheld_fee_minor: '25000',
          method: 'internal_transfer',
          metadata: { channel: 'branch' },
        },
        answer: { disbursement_event_id: STORY.draw.event, ...booked(STORY.draw), status: 'settled' },
      },
    ],
    details: {
      loan_state_forbids: 'the loan is charged_off, and only a pending or active loan can be drawn',
      program_not_found: `no program ${EXAMPLE.program}`,
    },
  },
  settleDisbursement: {
    key: 'settlement:loan_42:draw_1',
    exchanges: [
      {
        name: 'settled',
        summary: 'The bank file shows the money gone',
        request: { effective_at: '2026-01-07', bank_ref: 'stmt_2026-01-07_0042' },
        answer: {
          settlement_event_id: STORY.drawSettled.event,
          disbursement_event_id: STORY.draw.event,
          ...booked(STORY.drawSettled),
        },
      },
    ],
    details: {
      effective_before_first_disbursement: '2026-01-04 is before the disbursement itself, 2026-01-05',
    },
  },
};
