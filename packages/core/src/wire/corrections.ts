import type { LocalDate } from '../calendar/date.ts';
import type { Direction } from '../ledger/account.ts';
import type { EntryId, EventId, LoanId } from '../ledger/identity.ts';
import type { Layer } from '../ledger/posting.ts';
import type { Adjust } from '../loan/adjusting-lines.ts';
import type { Currency } from '../money/currency.ts';
import type { Act, Answered } from './act.ts';
import { staleOfLoans, warningOf } from './remarks.ts';

const reverse: Act<'reversals', 'create', 'reversal'> = {
  commandOf: ({ body }) => ({
    kind: 'reversal',
    entryId: body.journal_entry_id as EntryId,
    reasonCode: body.reason_code,
    effectiveAt: body.effective_at as LocalDate | undefined,
    cascade: body.cascade,
    loanIds: body.loan_ids as LoanId[] | undefined,
  }),
  bodyOf: (answer, eventId) => ({
    reversal_event_id: eventId,
    journal_entry_id: answer.entryId,
    reversed_entry_ids: [...answer.reversedEntryIds],
    reversal_entry_ids: [...answer.reversalEntryIds],
    posted_at: answer.postedAt,
    ...(answer.reversedLoans === undefined ? {} : { reversed_count: answer.reversedLoans }),
    ...staleOfLoans(answer.staleAccruals),
    warnings: answer.warnings.map(warningOf),
  }),
};

/** An adjustment as it is sent, and as it is kept with its event until somebody decides about it. */
export interface AdjustmentRequest {
  readonly lines: readonly AdjustmentLine[];
  readonly currency: string;
  readonly effective_at: string;
  readonly reason_code: string;
  readonly description: string;
}

interface AdjustmentLine {
  readonly account_code: string;
  readonly direction: Direction;
  readonly amount_minor: string;
  readonly loan_id?: string | undefined;
  readonly layer: Layer;
}

/** The command in a request: the same when it comes in and when its approval reads it back. */
export const adjustOf = (request: AdjustmentRequest): Adjust => ({
  kind: 'adjustment',
  lines: request.lines.map((line) => ({
    account: Number(line.account_code),
    direction: line.direction,
    amount: BigInt(line.amount_minor),
    loanId: line.loan_id as LoanId | undefined,
    layer: line.layer,
  })),
  currency: request.currency as Currency,
  effectiveAt: request.effective_at as LocalDate,
  reasonCode: request.reason_code,
  description: request.description,
});

const create: Act<'adjustments', 'create', 'adjustment'> = {
  commandOf: ({ body }) => adjustOf(body),
  bodyOf: (answer, eventId) => ({
    adjustment_event_id: eventId,
    status: answer.status,
    ...(answer.entryId === undefined ? {} : { journal_entry_id: answer.entryId }),
    posted_at: answer.postedAt,
    ...staleOfLoans(answer.staleAccruals),
    warnings: answer.warnings.map(warningOf),
  }),
};

const approve: Act<'adjustments', 'approve', 'approval'> = {
  commandOf: ({ params }) => ({ kind: 'approval', adjustmentId: params.id as EventId }),
  bodyOf: (answer, eventId) => ({
    approval_event_id: eventId,
    adjustment_event_id: answer.adjustmentId,
    journal_entry_id: answer.entryId,
    posted_at: answer.postedAt,
    status: 'approved',
    ...staleOfLoans(answer.staleAccruals),
  }),
};

const reject: Act<'adjustments', 'reject', 'rejection'> = {
  commandOf: ({ params }) => ({ kind: 'rejection', adjustmentId: params.id as EventId }),
  bodyOf: (answer, eventId) => ({
    rejection_event_id: eventId,
    adjustment_event_id: answer.adjustmentId,
    posted_at: answer.postedAt,
    status: 'rejected',
  }),
};

/** Somebody's decision about an adjustment. */
export interface Decided {
  readonly kind: 'approval' | 'rejection';
  readonly by: string;
  readonly at: string;
}

/** An adjustment that was asked for, and what became of it. */
export interface AdjustmentStory {
  readonly eventId: string;
  readonly request: AdjustmentRequest;
  readonly by: string;
  readonly at: string;
  /** The entry, once it is booked: at once, or by its approval. */
  readonly entryId: string | undefined;
  readonly decided: Decided | undefined;
}

/** An adjustment with its decision, as it is answered. */
export const adjustmentBodyOf = ({
  request,
  decided,
  entryId,
  ...story
}: AdjustmentStory): Answered<'adjustments', 'get'> => ({
  adjustment_event_id: story.eventId,
  status: statusOf(entryId, decided),
  requested_by: story.by,
  requested_at: story.at,
  ...(decided === undefined ? {} : { decided_by: decided.by, decided_at: decided.at }),
  lines: [...request.lines],
  currency: request.currency,
  effective_at: request.effective_at,
  reason_code: request.reason_code,
  description: request.description,
  ...(entryId === undefined ? {} : { journal_entry_id: entryId }),
});

function statusOf(entryId: string | undefined, decided: Decided | undefined): Answered<'adjustments', 'get'>['status'] {
  if (decided !== undefined) return decided.kind === 'approval' ? 'approved' : 'rejected';
  return entryId === undefined ? 'pending_approval' : 'posted';
}

/** Mistakes undone. */
export const reversals = { create: reverse };

/** Entries that no typed event says. */
export const adjustments = { create, approve, reject };
