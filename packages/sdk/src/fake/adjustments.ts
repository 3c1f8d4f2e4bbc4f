import type { EventId } from '@tallystick/core';
import { type AdjustmentRequest, adjustmentBodyOf } from '@tallystick/core/wire';
import { found } from './failed.ts';
import type { ReadsOf } from './read.ts';

/** Entries that no typed event says. */
export const adjustments: ReadsOf<'adjustments'> = {
  get: ({ journal }, { params: { id } }) => {
    const event = journal.event(id as EventId);
    const asked = found(
      event?.command.kind === 'adjustment' ? event : undefined,
      'event_not_found',
      `no adjustment ${id}`,
    );
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
  },
};
