import { type Answered, type Asked, type acts, type Noun, type VerbOf, yearZero } from '@tallystick/core/wire';
import { Failed } from './failed.ts';
import type { PlacedEntry } from './journal.ts';
import type { Tenant } from './tenant.ts';

/** Carries out an operation that posts nothing: answers its body, or throws `Failed`. */
export type Read<N extends Noun, V extends VerbOf<N>> = (tenant: Tenant, asked: Asked<N, V>) => Answered<N, V>;

/** The verbs of a noun that post. */
type PostingVerb<N extends Noun> = N extends keyof typeof acts ? keyof (typeof acts)[N] : never;

/** The operations of a noun that post nothing. */
export type ReadsOf<N extends Noun> = {
  readonly [V in Exclude<VerbOf<N>, PostingVerb<N> | 'put' | 'map'>]: Read<N, V>;
};

/**
 * Tells what was known at an instant from what was posted later. Everything is known when no instant is asked for.
 *
 * @throws Failed validation_failed for an instant in the year 0.
 */
export function knownBy(instant: string | undefined, parameter = 'known_at'): (postedAt: string) => boolean {
  const failing = yearZero(instant, parameter);
  if (failing !== undefined) throw new Failed(failing);
  if (instant === undefined) return () => true;
  const last = Date.parse(instant);
  return (postedAt) => Date.parse(postedAt) <= last;
}

/** An entry as answers show it. */
export const shown = ({ entry, event }: PlacedEntry) => ({ ...entry, postedAt: event.postedAt, actor: event.actor });
