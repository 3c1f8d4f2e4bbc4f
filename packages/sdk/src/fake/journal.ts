import {
  type Answer,
  type Command,
  type Effects,
  type EntryId,
  type EventId,
  grouped,
  type Instant,
  type JournalEntry,
  type LoanId,
  type PastEntry,
  type ZeroAccruals,
} from '@tallystick/core';

/** One event: what was asked, what it booked and what was answered. */
export interface JournalEvent {
  readonly eventId: EventId;
  readonly command: Command;
  readonly idempotencyKey: string;
  /** What the key was used for: the operation and the request, as one text. */
  readonly asked: string;
  /** What is kept of the request. */
  readonly record: Readonly<Record<string, unknown>>;
  /** The answer, to the byte. */
  readonly response: string;
  readonly actor: string;
  readonly postedAt: Instant;
  readonly effects: Effects<Answer>;
}

/** An event in its place: positions count from 1. */
export type PlacedEvent = JournalEvent & { readonly position: number };

/** An entry with its event, and its place among the event's entries, from 1. */
export interface PlacedEntry {
  readonly entry: JournalEntry;
  readonly event: PlacedEvent;
  readonly place: number;
}

/** An entry of a loan's history, and when it was posted. */
export type PostedEntry = PastEntry & { readonly postedAt: Instant };

/**
 * Everything that happened to one tenant, in order. It only grows, and all else is read from it: by key, by event, by
 * entry, by loan.
 */
export class Journal {
  readonly events: PlacedEvent[] = [];
  readonly entries: PlacedEntry[] = [];
  readonly #byId = new Map<EventId, PlacedEvent>();
  readonly #byKey = new Map<string, PlacedEvent>();
  readonly #bySubject = new Map<EventId, PlacedEvent[]>();
  readonly #entryById = new Map<EntryId, PlacedEntry>();
  readonly #reversals = new Map<EntryId, PlacedEntry[]>();
  readonly #pasts = new Map<LoanId, PostedEntry[]>();
  readonly #zeros = new Map<LoanId, ZeroAccruals[]>();

  append(happened: JournalEvent): void {
    const event = { ...happened, position: this.events.length + 1 };
    const { eventId, idempotencyKey, effects } = event;
    this.events.push(event);
    this.#byId.set(eventId, event);
    this.#byKey.set(idempotencyKey, event);
    if (effects.subject !== undefined) push(this.#bySubject, effects.subject, event);
    effects.entries.forEach((entry, index) => {
      this.#appendEntry({ entry, event, place: index + 1 });
    });
    for (const id of effects.zeroAccruals?.loanIds ?? []) push(this.#zeros, id, effects.zeroAccruals!);
  }

  event = (id: EventId): PlacedEvent | undefined => this.#byId.get(id);
  underKey = (key: string): PlacedEvent | undefined => this.#byKey.get(key);
  entry = (id: EntryId): PlacedEntry | undefined => this.#entryById.get(id);

  /** The events that acted on one, in their order. */
  actingOn = (subject: EventId): readonly PlacedEvent[] => this.#bySubject.get(subject) ?? [];

  /** The entries that reverse one, whole or for some of its loans. */
  reversalsOf = (id: EntryId): readonly PlacedEntry[] => this.#reversals.get(id) ?? [];

  isReversed = (id: EntryId): boolean => this.#reversals.has(id);

  /** A loan's entries with its own postings, oldest posted first; and those without lines whose event is about it. */
  pastOf = (loan: LoanId): readonly PostedEntry[] => this.#pasts.get(loan) ?? [];

  /** The dates on which a loan accrued nothing, and those that no longer count. */
  zerosOf = (loan: LoanId): readonly ZeroAccruals[] => this.#zeros.get(loan) ?? [];

  #appendEntry(placed: PlacedEntry): void {
    const { entry, event } = placed;
    this.entries.push(placed);
    this.#entryById.set(entry.id, placed);
    if (entry.reversesEntryId !== undefined) push(this.#reversals, entry.reversesEntryId, placed);
    const byLoan = grouped(entry.postings, ({ loanId }) => loanId);
    for (const [loan, postings] of byLoan) {
      if (loan === undefined) continue;
      push(this.#pasts, loan, { ...pastEntryOf(placed), postings, ordinal: postings[0]!.loanOrdinal! });
    }
    const { loanId } = event.effects;
    if (entry.postings.length > 0 || loanId === undefined) return;
    push(this.#pasts, loanId, {
      ...pastEntryOf(placed),
      postings: [],
      ordinal: this.pastOf(loanId).at(-1)?.ordinal ?? 0,
    });
  }
}

/** An entry as a history has it, but for its postings. */
export function pastEntryOf({ entry, event }: PlacedEntry): Omit<PostedEntry, 'postings' | 'ordinal'> {
  const { command, effects, eventId, postedAt } = event;
  return {
    entryId: entry.id,
    type: entry.type,
    eventId,
    kind: command.kind,
    subject: effects.subject,
    correlationId: entry.correlationId,
    reversesEntryId: entry.reversesEntryId,
    effectiveAt: entry.effectiveAt,
    accountingDate: entry.accountingDate,
    sourceMethod: 'sourceMethod' in command ? command.sourceMethod : undefined,
    postedAt,
  };
}

function push<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
