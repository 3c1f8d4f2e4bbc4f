import type { LocalDate } from '../calendar/date.ts';
import type { Currency } from '../money/currency.ts';
import type { EntryId, EventId } from './identity.ts';
import type { Posting } from './posting.ts';

/**
 * What a journal entry records. The names are those of the API's `event_type`: the 14 of the reference, and three that
 * a loan's life needs beside them.
 */
export const EVENT_TYPES = [
  'disbursement',
  'disbursement_settled',
  'accrual',
  'payment_received',
  'payment_allocated',
  'payment_returned',
  'fee_assessed',
  'fee_waived',
  'chargeoff',
  'recovery',
  'refinance',
  'restructure',
  'reversal',
  'manual_adjustment',
  'payment_settled',
  'refund',
  'nonaccrual',
] as const;

/** One of the closed list of things that a journal entry can record. */
export type EventType = (typeof EVENT_TYPES)[number];

/**
 * A journal entry: postings of one currency that happened together and stand or fall together.
 *
 * It never changes once it is written; a correction is another entry. `effectiveAt` is the value date, which drives the
 * balances of loans; `accountingDate` is the day of the general ledger on which it counts. Entries of one decision
 * share a `correlationId`.
 */
export interface JournalEntry {
  readonly id: EntryId;
  readonly type: EventType;
  readonly currency: Currency;
  readonly effectiveAt: LocalDate;
  readonly accountingDate: LocalDate;
  readonly correlationId?: EventId;
  readonly reversesEntryId?: EntryId;
  readonly description?: string;
  /** The version of the program's terms that an allocation followed. */
  readonly programVersion?: number;
  readonly postings: readonly Posting[];
}
