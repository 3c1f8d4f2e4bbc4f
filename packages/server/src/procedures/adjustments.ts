import { type AdjustmentRequest, adjustmentBodyOf } from '@tallystick/core/wire';
import { type Query, reading, type Tx } from '../store/transaction.ts';
import { api } from './implement.ts';
import { beginningOf, pageOf } from './page.ts';
import { problemError } from './problem.ts';

interface AdjustmentRow {
  readonly event_id: string;
  readonly position: bigint;
  readonly request: AdjustmentRequest;
  readonly actor: string;
  readonly posted_at: string;
  readonly entry_id: string | null;
  readonly decision: 'approval' | 'rejection' | null;
  readonly decided_by: string | null;
  readonly decided_at: string | null;
}

/** An adjustment with its decision. */
const get = api.adjustments.get.handler(async ({ input: { params }, context }) => {
  const { tenantId } = context.principal!;
  const [[row]] = await reading(context.services.reader, tenantId, (tx) => [
    readAdjustments(tx, tenantId, tx`e.event_id = ${params.id}`),
  ]);
  if (row === undefined) throw problemError(context, 'event_not_found', `no adjustment ${params.id}`);
  return { status: 200 as const, body: bodyOf(row) };
});

/**
 * The adjustments in the order of the feed, narrowed as it is asked. They are gone through by the index of the rarer
 * kinds, each with a look-up of its decision, so a page costs as much as the adjustments that it passes, and the
 * payments between them nothing.
 */
const list = api.adjustments.list.handler(async ({ input: { query }, context }) => {
  const { tenantId } = context.principal!;
  const { page_size: size, page_token: token, ...filters } = query;
  const asked = JSON.stringify([tenantId, 'adjustments', Object.entries(filters).sort()]);
  const after = beginningOf(context, asked, token) ?? '0';
  const [found] = await reading(context.services.reader, tenantId, (tx) => {
    const ofLoan = query.loan_id === undefined ? tx`` : tx`and e.request @> ${lineOf(query.loan_id)}::jsonb`;
    const ofStatus = query.status === undefined ? tx`` : tx`and ${tx.unsafe(HAVE[query.status])}`;
    const page = tx`e.position > ${after}::bigint ${ofLoan} ${ofStatus} order by e.position limit ${size + 1}`;
    return [readAdjustments(tx, tenantId, page)];
  });
  const { rows, next } = pageOf(context, asked, found, size, (last) => String(last.position));
  return { status: 200 as const, body: { items: rows.map(bodyOf), ...next } };
});

/** What a request has that has a line of a loan. */
const lineOf = (loanId: string): string => JSON.stringify({ lines: [{ loan_id: loanId }] });

/** What the adjustment `e` and its decision `d` have in each status, as `adjustmentBodyOf` tells it. */
const HAVE = {
  posted: 'd.kind is null and cardinality(e.entry_ids) > 0',
  pending_approval: 'd.kind is null and cardinality(e.entry_ids) = 0',
  approved: "d.kind = 'approval'",
  rejected: "d.kind = 'rejection'",
} as const;

/** Reads adjustments, each with its decision, if there is one: the event that has it as its subject. */
function readAdjustments(tx: Tx, tenantId: string, which: Query) {
  return tx<AdjustmentRow[]>`
    select e.event_id, e.position, e.request, e.actor, e.posted_at, coalesce(e.entry_ids[1], d.entry_ids[1]) as entry_id,
      d.kind as decision, d.actor as decided_by, d.posted_at as decided_at
    from events e
    left join lateral (
      select * from events v where v.tenant_id = ${tenantId} and v.subject_event_id = e.event_id
        and v.kind in ('approval', 'rejection') offset 0) d on true
    where e.tenant_id = ${tenantId} and e.kind = 'adjustment' and ${which}`;
}

const bodyOf = (row: AdjustmentRow) =>
  adjustmentBodyOf({
    eventId: row.event_id,
    request: row.request,
    by: row.actor,
    at: row.posted_at,
    entryId: row.entry_id ?? undefined,
    decided: row.decision === null ? undefined : { kind: row.decision, by: row.decided_by!, at: row.decided_at! },
  });

/** What is read of adjustments: one, or those that wait. */
export const adjustments = { get, list };
