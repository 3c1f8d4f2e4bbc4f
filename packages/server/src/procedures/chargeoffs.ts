import type { Claims, LoanId, LocalDate } from '@tallystick/core';
import { api } from './implement.ts';
import { posted } from './posted.ts';
import { staleOf } from './remarks.ts';

const create = api.chargeoffs.create.handler(({ input: { headers, body }, context }) =>
  posted(context, {
    operation: 'chargeoffs.create',
    idempotencyKey: headers['idempotency-key'],
    request: body,
    command: {
      kind: 'chargeoff',
      loanId: body.loan_id as LoanId,
      effectiveAt: body.effective_at as LocalDate,
      reasonCode: body.reason_code,
      amounts: body.amounts === undefined ? undefined : amountsOf(body.amounts),
    },
    present: (answer, eventId) => ({
      chargeoff_event_id: eventId,
      journal_entry_id: answer.entryId,
      posted_at: answer.postedAt,
      charged_off: claimsOf(answer.chargedOff),
      claims: claimsOf(answer.claims),
      loan_status: answer.loanStatus,
      ...staleOf(answer.staleAccruals),
    }),
  }),
);

type Amounts = { readonly [Kind in keyof ReturnType<typeof claimsOf>]?: string | undefined };

/** A part that was left out is zero. */
const amountsOf = ({ principal_minor = '0', interest_minor = '0', fees_minor = '0' }: Amounts): Claims => ({
  principal: BigInt(principal_minor),
  interest: BigInt(interest_minor),
  fees: BigInt(fees_minor),
});

/** Claims as they are sent. */
export const claimsOf = ({ principal, interest, fees }: Claims) => ({
  principal_minor: String(principal),
  interest_minor: String(interest),
  fees_minor: String(fees),
});

/** Losses. */
export const chargeoffs = { create };
