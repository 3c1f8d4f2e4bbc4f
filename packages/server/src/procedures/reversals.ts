import type { EntryId, LoanId, LocalDate } from '@tallystick/core';
import { api } from './implement.ts';
import { posted } from './posted.ts';
import { staleOfLoans, warningOf } from './remarks.ts';

const create = api.reversals.create.handler(({ input: { headers, body }, context }) =>
  posted(context, {
    operation: 'reversals.create',
    idempotencyKey: headers['idempotency-key'],
    request: body,
    command: {
      kind: 'reversal',
      entryId: body.journal_entry_id as EntryId,
      reasonCode: body.reason_code,
      effectiveAt: body.effective_at as LocalDate | undefined,
      cascade: body.cascade,
      loanIds: body.loan_ids as LoanId[] | undefined,
    },
    present: (answer, eventId) => ({
      reversal_event_id: eventId,
      journal_entry_id: answer.entryId,
      reversed_entry_ids: [...answer.reversedEntryIds],
      reversal_entry_ids: [...answer.reversalEntryIds],
      posted_at: answer.postedAt,
      ...(answer.reversedLoans === undefined ? {} : { reversed_count: answer.reversedLoans }),
      ...staleOfLoans(answer.staleAccruals),
      warnings: answer.warnings.map(warningOf),
    }),
  }),
);

/** Mistakes undone. */
export const reversals = { create };
