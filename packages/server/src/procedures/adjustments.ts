import type { EventId } from '@tallystick/core';
import { type AdjustmentRequest, adjustOf } from '../store/adjustment-request.ts';
import { reading } from '../store/transaction.ts';
import { api } from './implement.ts';
import { posted } from './posted.ts';
import { problemError } from './problem.ts';
import { staleOfLoans, warningOf } from './remarks.ts';

const create = api.adjustments.create.handler(({ input: { headers, body }, context }) =>
  posted(context, {
    operation: 'adjustments.create',
    idempotencyKey: headers['idempotency-key'],
    request: body,
    command: adjustOf(body),
    present: (answer, eventId) => ({
      adjustment_event_id: eventId,
      status: answer.status,
      ...(answer.entryId === undefined ? {} : { journal_entry_id: answer.entryId }),
      posted_at: answer.postedAt,
      ...staleOfLoans(answer.staleAccruals),
      warnings: answer.warnings.map(warningOf),
    }),
  }),
);

const approve = api.adjustments.approve.handler(({ input: { headers, params, body }, context }) =>
  posted(context, {
    operation: 'adjustments.approve',
    idempotencyKey: headers['idempotency-key'],
    request: { ...params, ...body },
    command: { kind: 'approval', adjustmentId: params.id as EventId },
    present: (answer, eventId) => ({
      approval_event_id: eventId,
      adjustment_event_id: answer.adjustmentId,
      journal_entry_id: answer.entryId,
      posted_at: answer.postedAt,
      status: 'approved' as const,
      ...staleOfLoans(answer.staleAccruals),
    }),
  }),
);

const reject = api.adjustments.reject.handler(({ input: { headers, params, body }, context }) =>
  posted(context, {
    operation: 'adjustments.reject',
    idempotencyKey: headers['idempotency-key'],
    request: { ...params, ...body },
    command: { kind: 'rejection', adjustmentId: params.id as EventId },
    present: (answer, eventId) => ({
      rejection_event_id: eventId,
      adjustment_event_id: answer.adjustmentId,
      posted_at: answer.postedAt,
      status: 'rejected' as const,
    }),
  }),
);

interface AdjustmentRow {
  readonly request: AdjustmentRequest;
  readonly actor: string;
  readonly posted_at: string;
  readonly entry_id: string | null;
  readonly decision: 'approval' | 'rejection' | null;
  readonly decided_by: string | null;
  readonly decided_at: string | null;
}

/** An adjustment with its decision, if there is one: the event that has it as its subject. */
const get = api.adjustments.get.handler(async ({ input: { params }, context }) => {
  const { tenantId } = context.principal!;
  const [rows] = await reading(context.services.reader, tenantId, (tx) => [
    tx<AdjustmentRow[]>`
      select e.request, e.actor, e.posted_at, coalesce(e.entry_ids[1], d.entry_ids[1]) as entry_id, d.kind as decision,
        d.actor as decided_by, d.posted_at as decided_at
      from events e
      left join events d on d.tenant_id = ${tenantId} and d.subject_event_id = e.event_id
        and d.kind in ('approval', 'rejection')
      where e.tenant_id = ${tenantId} and e.event_id = ${params.id} and e.kind = 'adjustment'`,
  ]);
  const [row] = rows;
  if (row === undefined) throw problemError(context, 'event_not_found', `no adjustment ${params.id}`);
  const { request } = row;
  return {
    status: 200 as const,
    body: {
      adjustment_event_id: params.id,
      status: statusOf(row),
      requested_by: row.actor,
      requested_at: row.posted_at,
      ...(row.decided_by === null ? {} : { decided_by: row.decided_by }),
      ...(row.decided_at === null ? {} : { decided_at: row.decided_at }),
      lines: [...request.lines],
      currency: request.currency,
      effective_at: request.effective_at,
      reason_code: request.reason_code,
      description: request.description,
      ...(row.entry_id === null ? {} : { journal_entry_id: row.entry_id }),
    },
  };
});

function statusOf({ entry_id, decision }: AdjustmentRow) {
  if (decision !== null) return decision === 'approval' ? 'approved' : 'rejected';
  return entry_id === null ? 'pending_approval' : 'posted';
}

/** Entries that no typed event says. */
export const adjustments = { create, get, approve, reject };
