import type { LoanId, LocalDate } from '@tallystick/core';
import { instructionOf, splitOf } from './allocation.ts';
import { api } from './implement.ts';
import { posted } from './posted.ts';
import { staleOf } from './remarks.ts';

/** Suspense pays what the loan owes. */
export const allocateSuspense = api.loans.allocateSuspense.handler(({ input: { headers, params, body }, context }) =>
  posted(context, {
    operation: 'loans.allocateSuspense',
    idempotencyKey: headers['idempotency-key'],
    request: { ...params, ...body },
    command: {
      kind: 'allocation',
      loanId: params.loan_id as LoanId,
      effectiveAt: body.effective_at as LocalDate,
      amount: body.amount_minor === undefined ? undefined : BigInt(body.amount_minor),
      instruction: instructionOf(body.allocation_mode, body.custom_allocation),
    },
    present: (answer, eventId) => ({
      allocation_event_id: eventId,
      journal_entry_id: answer.entryId,
      posted_at: answer.postedAt,
      allocation: splitOf(answer.allocation, answer.recovered),
      suspense_minor: String(answer.suspense),
      loan_status: answer.loanStatus,
      ...staleOf(answer.staleAccruals),
    }),
  }),
);

/** Suspense goes back to the borrower. How it goes is kept with the request, and decides nothing. */
export const refundSuspense = api.loans.refundSuspense.handler(({ input: { headers, params, body }, context }) =>
  posted(context, {
    operation: 'loans.refundSuspense',
    idempotencyKey: headers['idempotency-key'],
    request: { ...params, ...body },
    command: {
      kind: 'refund',
      loanId: params.loan_id as LoanId,
      amount: BigInt(body.amount_minor),
      effectiveAt: body.effective_at as LocalDate,
      externalRef: body.external_ref,
    },
    present: (answer, eventId) => ({
      refund_event_id: eventId,
      journal_entry_id: answer.entryId,
      posted_at: answer.postedAt,
      suspense_minor: String(answer.suspense),
      available_suspense_minor: String(answer.available),
    }),
  }),
);
