import type { LocalDate } from '../calendar/date.ts';
import type { BorrowerId, EventId, LoanId, ProgramId } from '../ledger/identity.ts';
import type { Currency } from '../money/currency.ts';
import type { Act } from './act.ts';
import { staleOf } from './remarks.ts';

const create: Act<'disbursements', 'create', 'disbursement'> = {
  commandOf: ({ body }) => ({
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
  }),
  bodyOf: (answer, eventId) => ({
    disbursement_event_id: eventId,
    journal_entry_id: answer.entryId,
    posted_at: answer.postedAt,
    status: answer.status,
    ...staleOf(answer.staleAccruals),
  }),
};

const settle: Act<'disbursements', 'settle', 'settlement'> = {
  commandOf: ({ params, body }) => ({
    kind: 'settlement',
    disbursementId: params.id as EventId,
    effectiveAt: body.effective_at as LocalDate,
    bankRef: body.bank_ref,
  }),
  bodyOf: (answer, eventId) => ({
    settlement_event_id: eventId,
    disbursement_event_id: answer.disbursementId,
    journal_entry_id: answer.entryId,
    posted_at: answer.postedAt,
  }),
};

/** Money out. */
export const disbursements = { create, settle };
