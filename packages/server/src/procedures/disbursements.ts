import type { BorrowerId, Currency, EventId, LoanId, LocalDate, ProgramId } from '@tallystick/core';
import { api } from './implement.ts';
import { posted } from './posted.ts';
import { staleOf } from './remarks.ts';

const create = api.disbursements.create.handler(({ input: { headers, body }, context }) =>
  posted(context, {
    operation: 'disbursements.create',
    idempotencyKey: headers['idempotency-key'],
    request: body,
    command: {
      kind: 'disbursement',
      loanId: body.loan_id as LoanId,
      borrowerId: body.borrower_id as BorrowerId,
      amount: BigInt(body.amount_minor),
      currency: body.currency as Currency,
      effectiveAt: body.effective_at as LocalDate,
      method: body.method,
      destinationRef: body.destination_ref,
      programId: body.program_id as ProgramId | undefined,
      withheldFee: body.withheld_fee_minor === undefined ? undefined : BigInt(body.withheld_fee_minor),
    },
    present: (answer, eventId) => ({
      disbursement_event_id: eventId,
      journal_entry_id: answer.entryId,
      posted_at: answer.postedAt,
      status: answer.status,
      ...staleOf(answer.staleAccruals),
    }),
  }),
);

const settle = api.disbursements.settle.handler(({ input: { headers, params, body }, context }) =>
  posted(context, {
    operation: 'disbursements.settle',
    idempotencyKey: headers['idempotency-key'],
    request: { ...params, ...body },
    command: {
      kind: 'settlement',
      disbursementId: params.id as EventId,
      effectiveAt: body.effective_at as LocalDate,
      bankRef: body.bank_ref,
    },
    present: (answer, eventId) => ({
      settlement_event_id: eventId,
      disbursement_event_id: answer.disbursementId,
      journal_entry_id: answer.entryId,
      posted_at: answer.postedAt,
    }),
  }),
);

/** Money out. */
export const disbursements = { create, settle };
