import type { LoanId, LocalDate } from '@tallystick/core';
import { api } from './implement.ts';
import { posted } from './posted.ts';
import { staleOf } from './remarks.ts';

const create = api.restructures.create.handler(({ input: { headers, body }, context }) =>
  posted(context, {
    operation: 'restructures.create',
    idempotencyKey: headers['idempotency-key'],
    request: body,
    command: {
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
    },
    present: ({ relief, ...answer }, eventId) => ({
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
  }),
);

/** Loans that go on under other terms. */
export const restructures = { create };
