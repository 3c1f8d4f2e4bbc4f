import type { LocalDate } from '@tallystick/core';

/** The world outside the books, passed in: when it is and which ids are fresh. */
export interface World {
  now(): Date;
  newId(): string;
  /** From 0 up to 1: spreads retries. */
  random(): number;
  /** The calendar day now in a time zone. */
  today(timeZone: string): LocalDate;
}
