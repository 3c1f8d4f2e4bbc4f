import type { BorrowerId, Currency, LoanId, LocalDate, ProgramId } from '@tallystick/core';
import { api } from './implement.ts';
import { posted } from './posted.ts';
import { staleOf, warningOf } from './remarks.ts';

const create = api.refinances.create.handler(({ input: { headers, body }, context }) => {
  const command = {
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
  } as const;
  return posted(context, {
    operation: 'refinances.create',
    idempotencyKey: headers['idempotency-key'],
    request: body,
    command,
    present: (answer, eventId) => ({
      refinance_event_id: eventId,
      journal_entry_id: answer.entryId,
      posted_at: answer.postedAt,
      payoff_minor: String(answer.payoff),
      principal_minor: String(answer.principal),
      capitalized_interest_minor: String(answer.capitalizedInterest),
      capitalized_fees_minor: String(answer.capitalizedFees),
      cash_out_minor: String(command.cashOut),
      withheld_fee_minor: String(command.withheldFee),
      old_loan_id: command.oldLoanId,
      new_loan_id: command.newLoanId,
      ...staleOf(answer.staleAccruals),
      warnings: answer.warnings.map(warningOf),
    }),
  });
});

/** Loans that pay off others. */
export const refinances = { create };
