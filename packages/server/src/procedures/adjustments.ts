import { type AdjustmentRequest, adjustmentBodyOf } from '@tallystick/core/wire';
import { reading } from '../store/transaction.ts';
import { api } from './implement.ts';
import { problemError } from './problem.ts';

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
export const get = api.adjustments.get.handler(async ({ input: { params }, context }) => {
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
  const { decision, decided_by: by, decided_at: at } = row;
  return {
    status: 200 as const,
    body: adjustmentBodyOf({
      eventId: params.id,
      request: row.request,
      by: row.actor,
      at: row.posted_at,
      entryId: row.entry_id ?? undefined,
      decided: decision === null ? undefined : { kind: decision, by: by!, at: at! },
    }),
  };
});
