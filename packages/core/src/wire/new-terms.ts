import type { LocalDate } from '../calendar/date.ts';
import type { BorrowerId, LoanId, ProgramId } from '../ledger/identity.ts';
import type { Currency } from '../money/currency.ts';
import type { Act } from './act.ts';
import { staleOf, warningOf } from './remarks.ts';

const refinance: Act<'refinances', 'create', 'refinance'> = {
  commandOf: ({ body }) => ({
    kind: 'refinance',
    oldLoanId: body.old_loan_id as LoanId,
    newLoanId: body.new_loan_id as LoanId,
    borrowerId: body.borrower_id as BorrowerId,
    currency: body.currency as Currency,
    effectiveAt: body.effective_at as LocalDate,
    cashOut: BigInt(body.cash_out_minor ?? 0),
    withheldFee: BigInt(body.withheld_fee_minor ?? 0),
    method: body.method ?? 'ach',
    programId: body.program_id as ProgramId | undefined,
  }),
  bodyOf: (answer, eventId, { body }) => ({
    refinance_event_id: eventId,
    journal_entry_id: answer.entryId,
    posted_at: answer.postedAt,
    payoff_minor: String(answer.payoff),
    principal_minor: String(answer.principal),
    capitalized_interest_minor: String(answer.capitalizedInterest),
    capitalized_fees_minor: String(answer.capitalizedFees),
    cash_out_minor: body.cash_out_minor ?? '0',
    withheld_fee_minor: body.withheld_fee_minor ?? '0',
    old_loan_id: body.old_loan_id,
    new_loan_id: body.new_loan_id,
    ...staleOf(answer.staleAccruals),
    warnings: answer.warnings.map(warningOf),
  }),
};

const restructure: Act<'restructures', 'create', 'restructure'> = {
  commandOf: ({ body }) => ({
    kind: 'restructure',
    loanId: body.loan_id as LoanId,
    effectiveAt: body.effective_at as LocalDate,
    relief: {
      capitalizeInterest: BigInt(body.capitalize_interest_minor ?? '0'),
      capitalizeFees: BigInt(body.capitalize_fees_minor ?? '0'),
      forgivePrincipal: BigInt(body.forgive_principal_minor ?? '0'),
      forgiveInterest: BigInt(body.forgive_interest_minor ?? '0'),
      waiveFees: BigInt(body.waive_fees_minor ?? '0'),
    },
    approvalRef: body.approval_ref,
  }),
  bodyOf: ({ relief, ...answer }, eventId) => ({
    restructure_event_id: eventId,
    journal_entry_id: answer.entryId,
    posted_at: answer.postedAt,
    capitalized_interest_minor: String(relief.capitalizeInterest),
    capitalized_fees_minor: String(relief.capitalizeFees),
    forgiven_principal_minor: String(relief.forgivePrincipal),
    forgiven_interest_minor: String(relief.forgiveInterest),
    waived_fees_minor: String(relief.waiveFees),
    principal_minor: String(answer.principal),
    loan_status: answer.loanStatus,
    ...staleOf(answer.staleAccruals),
  }),
};

/** Loans that pay off others. */
export const refinances = { create: refinance };

/** Loans that go on under other terms. */
export const restructures = { create: restructure };
