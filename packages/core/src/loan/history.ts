/**
 * The history of a loan: every entry that has lines of it, in the order in which they were booked. What a loan holds is
 * a handful of sums; whose money it was, which fee it paid and what followed from what is read here.
 */
import type { LocalDate } from '../calendar/date.ts';
import type { EventType } from '../ledger/entry.ts';
import type { EntryId, EventId } from '../ledger/identity.ts';
import type { Posting } from '../ledger/posting.ts';
import type { SourceMethod } from './source-method.ts';

/** One entry of a loan's history, with the loan's own postings of it. */
export interface PastEntry {
  readonly entryId: EntryId;
  readonly type: EventType;
  /** The event that booked it, what kind of event that was, and the event that it acted on. */
  readonly eventId: EventId;
  readonly kind: EventKind;
  readonly subject: EventId | undefined;
  readonly correlationId: EventId | undefined;
  readonly reversesEntryId: EntryId | undefined;
  readonly effectiveAt: LocalDate;
  readonly accountingDate: LocalDate;
  readonly ordinal: number;
  /** How the money came, where the event says so: a payment, a recovery, a receipt. */
  readonly sourceMethod: SourceMethod | undefined;
  readonly postings: readonly Posting[];
}

/** What kind of thing an event is: what the lender's system asked for. */
export type EventKind =
  | 'loan'
  | 'disbursement'
  | 'settlement'
  | 'accrual'
  | 'payment'
  | 'payment_settlement'
  | 'return'
  | 'allocation'
  | 'refund'
  | 'receipt'
  | 'fee'
  | 'waiver'
  | 'chargeoff'
  | 'recovery'
  | 'refinance'
  | 'restructure'
  | 'nonaccrual'
  | 'reversal'
  | 'adjustment'
  | 'approval'
  | 'rejection'
  | 'period_close';

/** A loan's entries, oldest posted first. */
export type History = readonly PastEntry[];

/** The reversal of an entry, as far as this loan is concerned: a batch can be reversed loan by loan. */
export function reversalOf(history: History, entryId: EntryId): PastEntry | undefined {
  return history.find((past) => past.reversesEntryId === entryId);
}

/** The entries that still count: neither reversed nor a reversal. */
export function live(history: History): PastEntry[] {
  const reversed = new Set(history.map((past) => past.reversesEntryId));
  return history.filter((past) => past.reversesEntryId === undefined && !reversed.has(past.entryId));
}
