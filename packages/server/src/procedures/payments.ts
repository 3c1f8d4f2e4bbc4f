import type { AllocationInstruction, BorrowerId, Currency, LoanId, LocalDate, Warning } from '@tallystick/core';
import { api } from './implement.ts';
import { posted } from './posted.ts';

const create = api.payments.create.handler(({ input: { headers, body }, context }) =>
  posted(context, {
    operation: 'payments.create',
    idempotencyKey: headers['idempotency-key'],
    request: body,
    command: {
      kind: 'payment',
      loanId: body.loan_id as LoanId,
      borrowerId: body.borrower_id as BorrowerId,
      amount: BigInt(body.amount_minor),
      currency: body.currency as Currency,
      effectiveAt: body.effective_at as LocalDate,
      sourceMethod: body.source_method,
      externalRef: body.external_ref,
      instruction: instructionOf(body.allocation_mode, body.custom_allocation),
    },
    present: (answer, eventId) => ({
      payment_event_id: eventId,
      journal_entry_id: answer.entryId,
      allocation: {
        fees_minor: String(answer.allocation.fees + answer.allocation.lateCharges),
        interest_minor: String(answer.allocation.interest),
        principal_minor: String(answer.allocation.principal),
        suspense_minor: String(answer.allocation.unapplied),
      },
      posted_at: answer.postedAt,
      ...(answer.allocationEntryId === undefined ? {} : { allocation_entry_id: answer.allocationEntryId }),
      loan_status: answer.loanStatus,
      warnings: answer.warnings.map(warningOf),
    }),
  }),
);

function instructionOf(
  mode: 'waterfall' | 'principal_only' | 'interest_only' | 'fees_only' | 'custom',
  parts: { fees_minor: string; interest_minor: string; principal_minor: string } | undefined,
): AllocationInstruction {
  if (mode !== 'custom') return { mode };
  // The contract lets `custom` in only with its parts.
  const { fees_minor, interest_minor, principal_minor } = parts!;
  return { mode, fees: BigInt(fees_minor), interest: BigInt(interest_minor), principal: BigInt(principal_minor) };
}

/** A warning as it is sent. */
export const warningOf = ({ code, detail, loanId }: Warning) => ({
  code,
  detail,
  ...(loanId === undefined ? {} : { loan_id: loanId }),
});

/** Money in. */
export const payments = { create };
