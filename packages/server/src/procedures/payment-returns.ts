import { type EventId, type LocalDate, mayRetry, type RestoredBuckets, returnClassOf } from '@tallystick/core';
import { api } from './implement.ts';
import { posted } from './posted.ts';
import { staleOf, warningOf } from './remarks.ts';

/** A payment comes back. What its code means is answered, and decides nothing. */
export const returnPayment = api.payments.return.handler(({ input: { headers, params, body }, context }) =>
  posted(context, {
    operation: 'payments.return',
    idempotencyKey: headers['idempotency-key'],
    request: { ...params, ...body },
    command: {
      kind: 'return',
      paymentId: params.id as EventId,
      effectiveAt: body.effective_at as LocalDate | undefined,
      amount: body.amount_minor === undefined ? undefined : BigInt(body.amount_minor),
    },
    present: (answer, eventId) => ({
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
  }),
);

const restoredOf = ({ principal, interest, fees, suspense, recovery }: RestoredBuckets) => ({
  principal_minor: String(principal),
  interest_minor: String(interest),
  fees_minor: String(fees),
  suspense_minor: String(suspense),
  recovery_minor: String(recovery),
});
