import type { Runtime } from '../src/index.ts';

/** A clock that stands still until it is slept on, and a chance that always falls the same way. */
export interface FakeRuntime extends Runtime {
  time: number;
  /** The waits that were asked for, in milliseconds. */
  readonly slept: number[];
}

/** Makes a clock that starts at 2026-05-01T12:00:00Z. Sleeping moves it, and takes no time. */
export function fakeRuntime(random = 0.5): FakeRuntime {
  return {
    time: Date.parse('2026-05-01T12:00:00Z'),
    slept: [],
    now() {
      return this.time;
    },
    async sleep(milliseconds, signal) {
      signal?.throwIfAborted();
      this.slept.push(milliseconds);
      this.time += milliseconds;
    },
    random: () => random,
  };
}
