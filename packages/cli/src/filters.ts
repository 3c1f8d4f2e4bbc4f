import type { AdjustmentRecord, EventFilters } from '@tallystick/sdk';
import { Option } from 'commander';
import { usage } from './failure.ts';
import { checked, choice, day, type Field, type Fields, id, moment, text } from './field.ts';
import { METHODS } from './request-fields.ts';

/** What reads can be narrowed by, each under one name on every command. */

/** The first and the last effective day of what is listed. */
export const from = () => day('--from <date>', 'from this effective day');
export const to = () => day('--to <date>', 'to this effective day');

/** What the books said at an instant. */
export const knownAt = () => moment('--known-at <instant>', 'as the books stood at this instant');

/** Only what was posted later. */
export const postedAfter = () => moment('--posted-after <instant>', 'only entries posted after this instant');

/** Only what belongs to loans of one program. */
export const program = () => id('--program <uuid>', 'only loans of this program');

/** Oldest posted first, or newest. */
export const order = () => choice('--order <order>', 'oldest posted first, or newest (default: asc)', ['asc', 'desc']);

/** Only entries of one type, of the core's list. */
export const eventType = () =>
  oneOf(text('--type <type>', 'only entries of this type'), '--type', 'entry types', async () => {
    return (await import('@tallystick/core')).EVENT_TYPES;
  });

/** Only events of one kind, of the contract's list. */
export const eventKind = () =>
  oneOf(text('--kind <kind>', 'only events of this kind'), '--kind', 'kinds of event', async () => {
    return (await import('@tallystick/core/contract')).EVENT_KINDS;
  });

/** Only what was booked under a key. */
export const idempotencyKey = () => text('--key <key>', 'only the event that was booked under this key');

/** Only what acted on an event. */
export const acting = () => id('--subject <event_id>', 'only events that acted on this one');

/** Only the money that a processor calls so, by its method and its reference: the one says nothing without the other. */
export function processorName(): Fields<Pick<EventFilters, 'sourceMethod' | 'externalRef'>> {
  const method = choice('--method <method>', 'how the money came that --ref names', METHODS);
  const reference = text('--ref <text>', "only the payment of this reference, the processor's own");
  return {
    sourceMethod: method,
    externalRef: {
      parts: reference.parts,
      async read(given) {
        const [how, named] = [await method.read(given), await reference.read(given)];
        if ((how === undefined) !== (named === undefined)) throw usage('Give --method and --ref together.');
        return named;
      },
    },
  };
}

/** Only adjustments that have a status now. Those that wait are asked for most, and have an option of their own. */
export function adjustmentStatus(): Field<AdjustmentRecord['status'] | undefined> {
  const status = choice('--status <status>', 'only those of this status', [
    'posted',
    'pending_approval',
    'approved',
    'rejected',
  ]);
  const pending = new Option('--pending', 'only those that wait for approval').conflicts('status');
  return {
    parts: [pending, ...status.parts],
    read: (given) => (given.of(pending) ? 'pending_approval' : status.read(given)),
  };
}

/** A word of a list that loads only when the word is given. */
export function oneOf<Word extends string>(
  field: Field<string | undefined>,
  name: string,
  what: string,
  listed: () => Promise<readonly Word[]>,
): Field<Word | undefined> {
  return checked(field, async (given) => {
    const words = await listed();
    const known = words.find((word) => word === given);
    if (known === undefined) throw usage(`${name} '${given}' is none of the ${what}: ${words.join(', ')}.`);
    return known;
  });
}
