import type { BorrowerId, Currency, LoanId, LocalDate, ProgramId } from '@tallystick/core';
import { api } from './implement.ts';
import { posted } from './posted.ts';

/** A loan that opens without a draw, with what it owes already. */
export const open = api.loans.open.handler(({ input: { headers, body }, context }) => {
  const { opening_balances: balances = {} } = body;
  return posted(context, {
    operation: 'loans.open',
    idempotencyKey: headers['idempotency-key'],
    request: body,
    command: {
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
    },
    present: (answer, eventId) => ({
      loan_event_id: eventId,
      journal_entry_id: answer.entryId,
      posted_at: answer.postedAt,
      loan_status: answer.loanStatus,
    }),
  });
});
