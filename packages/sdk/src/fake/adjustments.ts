import type { EventId } from '@tallystick/core';
import { type AdjustmentRequest, adjustmentBodyOf } from '@tallystick/core/wire';
import { found } from './failed.ts';
import type { Journal, PlacedEvent } from './journal.ts';
import { pageOf } from './page.ts';
import type { ReadsOf } from './read.ts';

/** Entries that no typed event says. */
export const adjustments: ReadsOf<'adjustments'> = {
  get: ({ journal }, { params: { id } }) => {
    const event = journal.event(id as EventId);
    const asked = event !== undefined && isAdjustment(event) ? event : undefined;
    return recordOf(journal, found(asked, 'event_not_found', `no adjustment ${id}`));
  },

  list: ({ journal }, asked) => {
    const { status, loan_id: loanId } = asked.query;
    const records = journal.events
      .filter(isAdjustment)
      .map((event) => recordOf(journal, event))
      .filter((record) => status === undefined || record.status === status)
      .filter(({ lines }) => loanId === undefined || lines.some((line) => line.loan_id === loanId));
    const page = pageOf('adjustments.list', asked, records, ({ adjustment_event_id: id }) => id);
    return { items: [...page.rows], ...page.next };
  },
};

const isAdjustment = ({ command }: PlacedEvent): boolean => command.kind === 'adjustment';

/** An adjustment with its decision, if there is one. */
function recordOf(journal: Journal, asked: PlacedEvent) {
  const decision = journal
    .actingOn(asked.eventId)
    .find(({ command: { kind } }) => kind === 'approval' || kind === 'rejection');
  const [entry = decision?.effects.entries[0]] = asked.effects.entries;
  return adjustmentBodyOf({
    eventId: asked.eventId,
    request: asked.record as unknown as AdjustmentRequest,
    by: asked.actor,
    at: asked.postedAt,
    entryId: entry?.id,
    decided: decision && {
      kind: decision.command.kind as 'approval' | 'rejection',
      by: decision.actor,
      at: decision.postedAt,
    },
  });
}
