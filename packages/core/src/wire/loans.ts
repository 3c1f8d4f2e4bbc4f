import type { LocalDate } from '../calendar/date.ts';
import type { BorrowerId, LoanId, ProgramId } from '../ledger/identity.ts';
import type { Currency } from '../money/currency.ts';
import type { Act } from './act.ts';
import { instructionOf, splitOf } from './allocation.ts';
import { staleOf } from './remarks.ts';

/** A loan that opens without a draw, with what it owes already. */
const open: Act<'loans', 'open', 'loan'> = {
  commandOf: ({ body: { opening_balances: balances = {}, ...body } }) => ({
    kind: 'loan',
    loanId: body.loan_id as LoanId,
    borrowerId: body.borrower_id as BorrowerId,
    currency: body.currency as Currency,
    programId: body.program_id as ProgramId | undefined,
    effectiveAt: body.effective_at as LocalDate,
    balances: {
      principal: BigInt(balances.principal_minor ?? 0),
      interest: BigInt(balances.interest_minor ?? 0),
      fees: BigInt(balances.fees_minor ?? 0),
      lateCharges: BigInt(balances.late_charges_minor ?? 0),
      suspense: BigInt(balances.suspense_minor ?? 0),
    },
  }),
  bodyOf: (answer, eventId) => ({
    loan_event_id: eventId,
    journal_entry_id: answer.entryId,
    posted_at: answer.postedAt,
    loan_status: answer.loanStatus,
  }),
};

/** Suspense pays what the loan owes. */
const allocateSuspense: Act<'loans', 'allocateSuspense', 'allocation'> = {
  commandOf: ({ params, body }) => ({
    kind: 'allocation',
    loanId: params.loan_id as LoanId,
    effectiveAt: body.effective_at as LocalDate,
    amount: body.amount_minor === undefined ? undefined : BigInt(body.amount_minor),
    instruction: instructionOf(body.allocation_mode, body.custom_allocation),
  }),
  bodyOf: (answer, eventId) => ({
    allocation_event_id: eventId,
    journal_entry_id: answer.entryId,
    posted_at: answer.postedAt,
    allocation: splitOf(answer.allocation, answer.recovered),
    suspense_minor: String(answer.suspense),
    loan_status: answer.loanStatus,
    ...staleOf(answer.staleAccruals),
  }),
};

/** Suspense goes back to the borrower. How it goes is kept with the request, and decides nothing. */
const refundSuspense: Act<'loans', 'refundSuspense', 'refund'> = {
  commandOf: ({ params, body }) => ({
    kind: 'refund',
    loanId: params.loan_id as LoanId,
    amount: BigInt(body.amount_minor),
    effectiveAt: body.effective_at as LocalDate,
    externalRef: body.external_ref,
  }),
  bodyOf: (answer, eventId) => ({
    refund_event_id: eventId,
    journal_entry_id: answer.entryId,
    posted_at: answer.postedAt,
    suspense_minor: String(answer.suspense),
    available_suspense_minor: String(answer.available),
  }),
};

/** Takes the interest of a loan out of income, or lets it in again. */
const setNonaccrual: Act<'loans', 'setNonaccrual', 'nonaccrual'> = {
  commandOf: ({ params, body }) => ({
    kind: 'nonaccrual',
    loanId: params.loan_id as LoanId,
    effectiveAt: body.effective_at as LocalDate,
    nonaccrual: body.nonaccrual,
    reason: body.reason,
  }),
  bodyOf: (answer, eventId) => ({
    nonaccrual_event_id: eventId,
    journal_entry_id: answer.entryId,
    posted_at: answer.postedAt,
    nonaccrual: answer.nonaccrual,
    interest_reversed_minor: String(answer.interestReversed),
  }),
};

/** What is done with a loan beside money in and out. */
export const loans = { open, allocateSuspense, refundSuspense, setNonaccrual };
