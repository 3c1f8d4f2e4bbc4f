import type { LocalDate } from '../calendar/date.ts';
import type { RestoredBuckets } from '../events/money-in/payment-return.ts';
import { mayRetry, returnClassOf } from '../events/money-in/return-code.ts';
import type { BorrowerId, EventId, LoanId } from '../ledger/identity.ts';
import type { Currency } from '../money/currency.ts';
import type { Act } from './act.ts';
import { explanationOf, instructionOf, splitOf } from './allocation.ts';
import { staleOf, warningOf } from './remarks.ts';

const create: Act<'payments', 'create', 'payment'> = {
  commandOf: ({ body }) => ({
    kind: 'payment',
    loanId: body.loan_id as LoanId,
    borrowerId: body.borrower_id as BorrowerId,
    amount: BigInt(body.amount_minor),
    currency: body.currency as Currency,
    effectiveAt: body.effective_at as LocalDate,
    sourceMethod: body.source_method,
    externalRef: body.external_ref,
    instruction: instructionOf(body.allocation_mode, body.custom_allocation),
    fromReceipt: body.from_receipt_event_id as EventId | undefined,
  }),
  bodyOf: (answer, eventId, { body }) => ({
    payment_event_id: eventId,
    journal_entry_id: answer.entryId,
    allocation: splitOf(answer.allocation, answer.recovered),
    posted_at: answer.postedAt,
    ...(answer.allocationEntryId === undefined ? {} : { allocation_entry_id: answer.allocationEntryId }),
    ...(answer.recoveryEntryId === undefined ? {} : { recovery_entry_id: answer.recoveryEntryId }),
    loan_status: answer.loanStatus,
    ...(answer.holdUntil === undefined ? {} : { hold_until: answer.holdUntil }),
    ...(answer.writtenOff === 0n ? {} : { small_balance_written_off_minor: String(answer.writtenOff) }),
    ...staleOf(answer.staleAccruals),
    ...(body.explain && answer.explained !== undefined
      ? { explain: explanationOf(answer.explained, answer.allocation) }
      : {}),
    warnings: answer.warnings.map(warningOf),
  }),
};

const settle: Act<'payments', 'settle', 'payment_settlement'> = {
  commandOf: ({ params, body }) => ({
    kind: 'payment_settlement',
    paymentId: params.id as EventId,
    effectiveAt: body.effective_at as LocalDate,
    bankRef: body.bank_ref,
  }),
  bodyOf: ({ paymentId, entryId, postedAt, applied }, eventId) => ({
    settlement_event_id: eventId,
    payment_event_id: paymentId,
    journal_entry_id: entryId,
    posted_at: postedAt,
    ...(applied === undefined ? {} : { allocation: splitOf(applied.allocation, applied.recovered.total) }),
    ...(applied?.allocationEntry === undefined ? {} : { allocation_entry_id: applied.allocationEntry.id }),
  }),
};

/** A payment comes back. What its code means is answered, and decides nothing. */
const returned: Act<'payments', 'return', 'return'> = {
  commandOf: ({ params, body }) => ({
    kind: 'return',
    paymentId: params.id as EventId,
    effectiveAt: body.effective_at as LocalDate | undefined,
    amount: body.amount_minor === undefined ? undefined : BigInt(body.amount_minor),
  }),
  bodyOf: (answer, eventId, { body }) => ({
    return_event_id: eventId,
    payment_event_id: answer.paymentId,
    journal_entry_id: answer.entryId,
    posted_at: answer.postedAt,
    returned_minor: String(answer.returned),
    restored: restoredOf(answer.restored),
    return_class: returnClassOf(body.return_code),
    retry_allowed: mayRetry(body.return_code),
    follow_on_entry_ids: [...answer.followOnEntryIds],
    ...(answer.loanStatus === undefined ? {} : { loan_status: answer.loanStatus }),
    ...staleOf(answer.staleAccruals),
    warnings: answer.warnings.map(warningOf),
  }),
};

const restoredOf = ({ principal, interest, fees, suspense, recovery }: RestoredBuckets) => ({
  principal_minor: String(principal),
  interest_minor: String(interest),
  fees_minor: String(fees),
  suspense_minor: String(suspense),
  recovery_minor: String(recovery),
});

/** Money in. */
export const payments = { create, settle, return: returned };
