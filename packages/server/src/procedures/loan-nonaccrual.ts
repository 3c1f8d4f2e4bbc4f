import type { LoanId, LocalDate } from '@tallystick/core';
import { api } from './implement.ts';
import { posted } from './posted.ts';

/** Takes the interest of a loan out of income, or lets it in again. */
export const setNonaccrual = api.loans.setNonaccrual.handler(({ input: { headers, params, body }, context }) =>
  posted(context, {
    operation: 'loans.setNonaccrual',
    idempotencyKey: headers['idempotency-key'],
    request: { ...params, ...body },
    command: {
      kind: 'nonaccrual',
      loanId: params.loan_id as LoanId,
      effectiveAt: body.effective_at as LocalDate,
      nonaccrual: body.nonaccrual,
      reason: body.reason,
    },
    present: (answer, eventId) => ({
      nonaccrual_event_id: eventId,
      journal_entry_id: answer.entryId,
      posted_at: answer.postedAt,
      nonaccrual: answer.nonaccrual,
      interest_reversed_minor: String(answer.interestReversed),
    }),
  }),
);
