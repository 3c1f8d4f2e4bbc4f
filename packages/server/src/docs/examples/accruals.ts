import { EXAMPLE } from '../problems/page.ts';
import type { ChapterExamples } from './exchange.ts';
import { booked, STORY } from './story.ts';

const batch = {
  accrual_event_id: STORY.accrual.event,
  ...booked(STORY.accrual),
  loan_count: 2,
  total_accrued_minor: '558',
  posted_count: 2,
  skipped_count: 0,
  warnings: [],
};

/** A day of interest, its receipt, and the proof that no loan was forgotten. */
export const ACCRUALS: ChapterExamples = {
  postAccrualBatch: {
    key: 'accrual:prime:2026-01-05',
    exchanges: [
      {
        name: 'two_loans',
        summary: 'Two loans, with control totals',
        request: {
          program_id: EXAMPLE.program,
          accrual_date: '2026-01-05',
          day_count_convention: 'ACT_365',
          loans: [
            { loan_id: EXAMPLE.loan, outstanding_principal_minor: '1000000', interest_minor: '329' },
            { loan_id: EXAMPLE.otherLoan, outstanding_principal_minor: '457500', interest_minor: '229' },
          ],
          control: { loan_count: 2, total_interest_minor: '558' },
        },
        answer: batch,
      },
    ],
  },
  getAccrual: {
    exchanges: [
      {
        name: 'partly_reversed',
        summary: 'The batch as it was booked, one of its two loans having been reversed since',
        answer: {
          ...batch,
          program_id: EXAMPLE.program,
          accrual_date: '2026-01-05',
          reversed_count: 1,
          reversed_minor: '229',
        },
      },
    ],
    details: { event_not_found: `no accrual ${EXAMPLE.event}` },
  },
  getAccrualCoverage: {
    exchanges: [
      {
        name: 'one_missing',
        summary: 'One loan has no accrual for the date',
        answer: {
          date: '2026-01-06',
          items: [
            {
              loan_id: EXAMPLE.otherLoan,
              program_id: EXAMPLE.program,
              principal_minor: '457500',
              last_accrual_date: '2026-01-05',
            },
          ],
        },
      },
      { name: 'covered', summary: 'None is missing', answer: { date: '2026-01-05', items: [] } },
    ],
  },
};
