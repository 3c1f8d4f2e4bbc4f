import type { BorrowerId, Currency, EventId, LoanId, LocalDate } from '@tallystick/core';
import { explanationOf, instructionOf, splitOf } from './allocation.ts';
import { api } from './implement.ts';
import { returnPayment } from './payment-returns.ts';
import { posted } from './posted.ts';
import { staleOf, warningOf } from './remarks.ts';

const create = api.payments.create.handler(({ input: { headers, body }, context }) =>
  posted(context, {
    operation: 'payments.create',
    idempotencyKey: headers['idempotency-key'],
    request: body,
    dryRun: body.dry_run,
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
      fromReceipt: body.from_receipt_event_id as EventId | undefined,
    },
    present: (answer, eventId) => ({
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
      ...(body.dry_run ? { dry_run: true as const } : {}),
      warnings: answer.warnings.map(warningOf),
    }),
  }),
);

const settle = api.payments.settle.handler(({ input: { headers, params, body }, context }) =>
  posted(context, {
    operation: 'payments.settle',
    idempotencyKey: headers['idempotency-key'],
    request: { ...params, ...body },
    command: {
      kind: 'payment_settlement',
      paymentId: params.id as EventId,
      effectiveAt: body.effective_at as LocalDate,
      bankRef: body.bank_ref,
    },
    present: ({ paymentId, entryId, postedAt, applied }, eventId) => ({
      settlement_event_id: eventId,
      payment_event_id: paymentId,
      journal_entry_id: entryId,
      posted_at: postedAt,
      ...(applied === undefined ? {} : { allocation: splitOf(applied.allocation, applied.recovered.total) }),
      ...(applied?.allocationEntry === undefined ? {} : { allocation_entry_id: applied.allocationEntry.id }),
    }),
  }),
);

/** Money in. */
export const payments = { create, settle, return: returnPayment };
