import { usage } from './failure.ts';
import { checked, choice, day, type Field, id, moment, text } from './field.ts';

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
