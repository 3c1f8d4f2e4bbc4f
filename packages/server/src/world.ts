import { randomUUIDv7 } from 'node:crypto';
import type { LocalDate } from '@tallystick/core';
import type { World } from './posting/world.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day that an instant falls on in an IANA time zone. */
export function dayIn(timeZone: string, at: Date): LocalDate {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(timeZone, format);
  }
  return format.format(at) as LocalDate;
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
