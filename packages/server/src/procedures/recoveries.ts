import type { Currency, LoanId, LocalDate } from '@tallystick/core';
import { claimsOf } from './chargeoffs.ts';
import { api } from './implement.ts';
import { posted } from './posted.ts';

const create = api.recoveries.create.handler(({ input: { headers, body }, context }) =>
  posted(context, {
    operation: 'recoveries.create',
    idempotencyKey: headers['idempotency-key'],
    request: body,
    command: {
      kind: 'recovery',
      loanId: body.loan_id as LoanId,
      amount: BigInt(body.amount_minor),
      currency: body.currency as Currency,
      effectiveAt: body.effective_at as LocalDate,
      sourceMethod: body.source_method,
      externalRef: body.external_ref,
      collectionCost: body.collection_cost_minor === undefined ? undefined : BigInt(body.collection_cost_minor),
    },
    present: (answer, eventId) => ({
      recovery_event_id: eventId,
      journal_entry_id: answer.entryId,
      receipt_entry_id: answer.receiptEntryId,
      posted_at: answer.postedAt,
      recovery: { ...claimsOf(answer.recovered), suspense_minor: String(answer.unapplied) },
      claims: claimsOf(answer.claims),
      loan_status: answer.loanStatus,
    }),
  }),
);

/** Money on claims that were charged off. */
export const recoveries = { create };
