import { randomUUIDv7 } from 'node:crypto';
import type { LocalDate } from '@tallystick/core';
import type { World } from './posting/world.ts';

const MINUTE = 60_000;

interface Calendar {
  readonly format: Intl.DateTimeFormat;
  minute: number;
  day: LocalDate;
}

const calendars = new Map<string, Calendar>();

/** The calendar day that an instant falls on in an IANA time zone. No zone's day begins within a minute, so one is kept. */
export function dayIn(timeZone: string, at: Date): LocalDate {
  let calendar = calendars.get(timeZone);
  if (calendar === undefined) {
    const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
    calendar = {
      format: new Intl.DateTimeFormat('en-CA', { timeZone, ...parts }),
      minute: Number.NaN,
      day: '' as LocalDate,
    };
    calendars.set(timeZone, calendar);
  }
  const minute = Math.floor(at.getTime() / MINUTE);
  if (minute !== calendar.minute) {
    calendar.minute = minute;
    calendar.day = calendar.format.format(at) as LocalDate;
  }
  return calendar.day;
}

/** The world as this machine sees it, or with a test's clock in its place. */
export function createWorld(now: () => Date = () => new Date()): World {
  return {
    now,
    newId: () => randomUUIDv7(),
    random: Math.random,
    today: (timeZone) => dayIn(timeZone, now()),
  };
}
