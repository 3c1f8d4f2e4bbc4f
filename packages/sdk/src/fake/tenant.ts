import {
  type Answer,
  type Command,
  decide,
  type EntryId,
  type EventId,
  isRefusal,
  type LocalDate,
  type ProgramId,
} from '@tallystick/core';
import {
  type AskedPost,
  decidedEntryOf,
  isRehearsal,
  keyReused,
  recordOf,
  refusedBy,
  rehearsed,
  requestOf,
} from '@tallystick/core/wire';
import { dayIn, type FakeClock } from './clock.ts';
import { Failed, found } from './failed.ts';
import { Journal } from './journal.ts';
import { JournalBook } from './journal-book.ts';
import { Programs } from './programs.ts';
import { sameText } from './same-text.ts';

/** An `Act` of any operation. */
export interface AnyAct {
  commandOf(asked: AskedPost): Command;
  bodyOf(answer: Answer, eventId: EventId, asked: AskedPost): object;
}

/** How a post ended: booked now, booked before, or only rehearsed; and the body of the answer, to the byte. */
export interface Ended {
  readonly ending: 'booked' | 'replayed' | 'rehearsed';
  readonly response: string;
}

/** One lender with its books: a journal in memory, decided by core. */
export class Tenant {
  readonly clock: FakeClock;
  readonly journal = new Journal();
  readonly programs: Programs;
  readonly book: JournalBook;
  /** What the lender's own general ledger calls accounts, by their codes. */
  readonly glCodes = new Map<string, string>();
  #ids = 0;

  constructor(clock: FakeClock) {
    this.clock = clock;
    this.programs = new Programs(this.newId() as ProgramId, clock.now().toISOString());
    this.book = new JournalBook(this.journal, this.programs);
  }

  /** A fresh id: a UUID that counts, so that a test meets the same ones each time. */
  newId(): string {
    return `00000000-0000-7000-8000-${String(++this.#ids).padStart(12, '0')}`;
  }

  /** The business date in a time zone, now or at an instant. */
  today(timeZone: string, at: string | undefined = undefined): LocalDate {
    return dayIn(timeZone, at === undefined ? this.clock.now() : new Date(at));
  }

  /**
   * The business date of the program that a read is narrowed to, or of the default one.
   *
   * @throws Failed program_not_found
   */
  businessDate(programId: string | undefined, at?: string): LocalDate {
    const program = this.programs.program(programId ?? this.programs.defaultId);
    return this.today(found(program, 'program_not_found', `no program ${programId}`).timeZone, at);
  }

  /**
   * Posts what is asked under its key, once.
   *
   * @throws Failed when it is refused, or when its key was used for another request.
   */
  post(operation: string, act: AnyAct, asked: AskedPost, actor: string): Ended {
    const idempotencyKey = asked.headers['idempotency-key'];
    const request = requestOf(asked);
    const text = sameText([operation, request]);
    const kept = this.journal.underKey(idempotencyKey);
    if (kept !== undefined) {
      if (kept.asked !== text) throw new Failed(keyReused(kept.eventId));
      return { ending: 'replayed', response: kept.response };
    }
    const command = act.commandOf(asked);
    const eventId = this.newId() as EventId;
    const postedAt = this.clock.now().toISOString();
    const decision = decide(command, this.book, {
      eventId,
      postedAt,
      actor,
      newEntryId: () => this.newId() as EntryId,
      today: (timeZone) => this.today(timeZone),
    });
    if (isRefusal(decision)) throw new Failed(refusedBy(decision));
    if ('alreadyBookedAs' in decision) {
      return { ending: 'replayed', response: this.journal.event(decision.alreadyBookedAs)!.response };
    }
    const body = act.bodyOf(decision.answer, eventId, asked);
    if (isRehearsal(asked)) {
      const entries = decision.entries.map((entry) => decidedEntryOf(entry, { postedAt, actor }));
      return { ending: 'rehearsed', response: JSON.stringify(rehearsed(body, entries)) };
    }
    const response = JSON.stringify(body);
    const record = recordOf(request);
    this.book.absorb({
      eventId,
      command,
      idempotencyKey,
      asked: text,
      record,
      response,
      actor,
      postedAt,
      effects: decision,
    });
    return { ending: 'booked', response };
  }
}
