import type { LocalDate } from '../calendar/date.ts';
import type { BorrowerId, EventId, LoanId } from '../ledger/identity.ts';
import type { Currency } from '../money/currency.ts';
import type { Act } from './act.ts';

const assess: Act<'fees', 'assess', 'fee'> = {
  commandOf: ({ body }) => ({
    kind: 'fee',
    loanId: body.loan_id as LoanId,
    borrowerId: body.borrower_id as BorrowerId,
    amount: BigInt(body.amount_minor),
    currency: body.currency as Currency,
    effectiveAt: body.effective_at as LocalDate,
    feeType: body.fee_type,
    description: body.description,
  }),
  bodyOf: (answer, eventId) => ({
    fee_event_id: eventId,
    journal_entry_id: answer.entryId,
    posted_at: answer.postedAt,
    fees_receivable_minor: String(answer.feesReceivable),
  }),
};

const waive: Act<'fees', 'waive', 'waiver'> = {
  commandOf: ({ params, body }) => ({
    kind: 'waiver',
    feeId: params.id as EventId,
    effectiveAt: body.effective_at as LocalDate,
    amount: body.amount_minor === undefined ? undefined : BigInt(body.amount_minor),
    scope: body.scope,
    reason: body.reason,
  }),
  bodyOf: ({ fee, ...answer }, eventId) => ({
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
};

/** Fees. */
export const fees = { assess, waive };
