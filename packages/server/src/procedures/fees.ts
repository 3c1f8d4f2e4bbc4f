import type { BorrowerId, Currency, EventId, LoanId, LocalDate } from '@tallystick/core';
import { api } from './implement.ts';
import { posted } from './posted.ts';

const assess = api.fees.assess.handler(({ input: { headers, body }, context }) =>
  posted(context, {
    operation: 'fees.assess',
    idempotencyKey: headers['idempotency-key'],
    request: body,
    command: {
      kind: 'fee',
      loanId: body.loan_id as LoanId,
      borrowerId: body.borrower_id as BorrowerId,
      amount: BigInt(body.amount_minor),
      currency: body.currency as Currency,
      effectiveAt: body.effective_at as LocalDate,
      feeType: body.fee_type,
      description: body.description,
    },
    present: (answer, eventId) => ({
      fee_event_id: eventId,
      journal_entry_id: answer.entryId,
      posted_at: answer.postedAt,
      fees_receivable_minor: String(answer.feesReceivable),
    }),
  }),
);

const waive = api.fees.waive.handler(({ input: { headers, params, body }, context }) =>
  posted(context, {
    operation: 'fees.waive',
    idempotencyKey: headers['idempotency-key'],
    request: { ...params, ...body },
    command: {
      kind: 'waiver',
      feeId: params.id as EventId,
      effectiveAt: body.effective_at as LocalDate,
      amount: body.amount_minor === undefined ? undefined : BigInt(body.amount_minor),
      scope: body.scope,
      reason: body.reason,
    },
    present: ({ fee, ...answer }, eventId) => ({
      waiver_event_id: eventId,
      fee_event_id: answer.feeId,
      journal_entry_id: answer.entryId,
      posted_at: answer.postedAt,
      waived_unpaid_minor: String(answer.waivedUnpaid),
      waived_paid_minor: String(answer.waivedPaid),
      fee: {
        assessed_minor: String(fee.assessed),
        paid_minor: String(fee.paid),
        waived_minor: String(fee.waived),
        unpaid_minor: String(fee.unpaid),
      },
    }),
  }),
);

/** Fees. */
export const fees = { assess, waive };
