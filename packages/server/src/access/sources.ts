import { randomBytes } from 'node:crypto';

/** Where an operation gets its time and its chance from, so that a test can say what they are. */
export interface Sources {
  /** Milliseconds since 1970. */
  now(): number;
  /** Bytes nobody can guess. */
  random(bytes: number): Uint8Array;
}

/** The machine's own. */
export const SYSTEM: Sources = { now: Date.now, random: randomBytes };

/** The moment as RFC 3339 text, in UTC. */
export const momentOf = (sources: Pick<Sources, 'now'>): string => new Date(sources.now()).toISOString();
