import type { LocalDate } from '@tallystick/core';

/**
 * The clock of a fake ledger. It stands still until it is moved, and never goes back.
 *
 * @example
 * const { clock } = createFakeLedger({ now: '2026-05-01T12:00:00Z' });
 * const moved = (given: FakeClock) => given.moveTo('2026-06-01T00:00:00Z');
 * moved(clock);
 * clock.advance({ days: 1 });
 */
export interface FakeClock {
  /** The instant at which it stands. */
  now(): Date;
  /** Moves it to an instant. Throws RangeError for one before its own. */
  moveTo(instant: string | Date): void;
  /** Moves it on. Throws RangeError where that leads back. */
  advance(by: { readonly days?: number; readonly hours?: number; readonly seconds?: number }): void;
}

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;

/** A clock that stands at an instant. */
export function clockAt(start: string | Date): FakeClock {
  let at = instantOf(start);
  const moveTo = (instant: string | Date) => {
    const next = instantOf(instant);
    if (next < at) throw new RangeError(`The clock of a ledger never goes back: it is ${at.toISOString()}.`);
    at = next;
  };
  return {
    now: () => new Date(at),
    moveTo,
    advance: ({ days = 0, hours = 0, seconds = 0 }) =>
      moveTo(new Date(at.getTime() + days * DAY + hours * HOUR + seconds * SECOND)),
  };
}

function instantOf(given: string | Date): Date {
  const instant = new Date(given);
  if (Number.isNaN(instant.getTime())) throw new RangeError(`${String(given)} is no instant.`);
  return instant;
}

/** The calendar day of an instant in a time zone. */
export function dayIn(timeZone: string, at: Date): LocalDate {
  const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  return new Intl.DateTimeFormat('en-CA', { timeZone, ...parts }).format(at) as LocalDate;
}
