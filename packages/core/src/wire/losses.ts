import type { LocalDate } from '../calendar/date.ts';
import type { Claims } from '../events/money-in/recover.ts';
import type { LoanId } from '../ledger/identity.ts';
import type { Currency } from '../money/currency.ts';
import type { Act } from './act.ts';
import { staleOf } from './remarks.ts';

const chargeOff: Act<'chargeoffs', 'create', 'chargeoff'> = {
  commandOf: ({ body }) => ({
    kind: 'chargeoff',
    loanId: body.loan_id as LoanId,
    effectiveAt: body.effective_at as LocalDate,
    reasonCode: body.reason_code,
    amounts: body.amounts === undefined ? undefined : amountsOf(body.amounts),
  }),
  bodyOf: (answer, eventId) => ({
    chargeoff_event_id: eventId,
    journal_entry_id: answer.entryId,
    posted_at: answer.postedAt,
    charged_off: claimsOf(answer.chargedOff),
    claims: claimsOf(answer.claims),
    loan_status: answer.loanStatus,
    ...staleOf(answer.staleAccruals),
  }),
};

const recover: Act<'recoveries', 'create', 'recovery'> = {
  commandOf: ({ body }) => ({
    kind: 'recovery',
    loanId: body.loan_id as LoanId,
    amount: BigInt(body.amount_minor),
    currency: body.currency as Currency,
    effectiveAt: body.effective_at as LocalDate,
    sourceMethod: body.source_method,
    externalRef: body.external_ref,
    collectionCost: body.collection_cost_minor === undefined ? undefined : BigInt(body.collection_cost_minor),
  }),
  bodyOf: (answer, eventId) => ({
    recovery_event_id: eventId,
    journal_entry_id: answer.entryId,
    receipt_entry_id: answer.receiptEntryId,
    posted_at: answer.postedAt,
    recovery: { ...claimsOf(answer.recovered), suspense_minor: String(answer.unapplied) },
    claims: claimsOf(answer.claims),
    loan_status: answer.loanStatus,
  }),
};

type Amounts = { readonly [Kind in keyof ReturnType<typeof claimsOf>]?: string | undefined };

/** A part that was left out is zero. */
const amountsOf = ({ principal_minor = '0', interest_minor = '0', fees_minor = '0' }: Amounts): Claims => ({
  principal: BigInt(principal_minor),
  interest: BigInt(interest_minor),
  fees: BigInt(fees_minor),
});

/** Claims as they are sent. */
const claimsOf = ({ principal, interest, fees }: Claims) => ({
  principal_minor: String(principal),
  interest_minor: String(interest),
  fees_minor: String(fees),
});

/** Losses. */
export const chargeoffs = { create: chargeOff };

/** Money on claims that were charged off. */
export const recoveries = { create: recover };
