/**
 * What the client takes from the machine it runs on, beside the network. Tests bring their own.
 *
 * @example
 * const runtime: Partial<Runtime> = { now: () => Date.parse('2026-05-01T12:00:00Z'), random: () => 0.5 };
 * const testable = createClient({ runtime });
 */
export interface Runtime {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** Waits between two attempts. Rejects with the signal's reason once the signal is aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** A number from 0 up to, not including, 1. */
  random(): number;
}

/** The longest time that `setTimeout` can wait; above it, it fires at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The machine's own clock and chance, in every JavaScript runtime. */
const systemRuntime: Runtime = {
  now: () => Date.now(),
  random: () => Math.random(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const wake = () => {
        signal?.removeEventListener('abort', stop);
        resolve();
      };
      const stop = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(wake, Math.min(milliseconds, LONGEST_TIMER));
      signal?.addEventListener('abort', stop, { once: true });
    }),
};

/** Completes what a caller brought with what the machine has. */
export function runtimeOf(given: Partial<Runtime> = {}): Runtime {
  return {
    now: given.now?.bind(given) ?? systemRuntime.now,
    sleep: given.sleep?.bind(given) ?? systemRuntime.sleep,
    random: given.random?.bind(given) ?? systemRuntime.random,
  };
}

/** What ends work that took longer than it may. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut';
  /** How long it was given. */
  readonly milliseconds: number;

  constructor(milliseconds: number) {
    super(`no answer within ${milliseconds} ms`);
    this.milliseconds = milliseconds;
  }
}

/**
 * Gives work a time limit. The work gets a signal that is aborted when its time is over or the caller's own signal is;
 * it is left behind even where it does not listen.
 *
 * @throws TimedOut when the time is over; the caller's reason when the caller aborts; what the work throws.
 */
export async function within<T>(
  milliseconds: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const stop = new AbortController();
  const cut = new Promise<never>((_, reject) => {
    stop.signal.addEventListener('abort', () => reject(stop.signal.reason), { once: true });
  });
  const abort = () => stop.abort(signal?.reason);
  const timer = setTimeout(() => stop.abort(new TimedOut(milliseconds)), Math.min(milliseconds, LONGEST_TIMER));
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work(stop.signal), cut]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}
