import type { BorrowerId, Currency, LoanId, LocalDate } from '@tallystick/core';
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

/** Fees. */
export const fees = { assess };
