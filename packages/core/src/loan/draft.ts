import type { LocalDate } from '../calendar/date.ts';
import type { EventType, JournalEntry } from '../ledger/entry.ts';
import type { EntryId, EventId, LoanId } from '../ledger/identity.ts';
import type { Posting } from '../ledger/posting.ts';
import type { Currency } from '../money/currency.ts';
import { type Book, type Moment, programOf } from './book.ts';
import { afterEntry, afterPostings, type Loan, ownPostings } from './loan.ts';
import { accountingDateOf } from './period.ts';
import type { Program } from './program.ts';
import { InvariantViolation, isRefusal, type Refusal } from './refusal.ts';

/** An entry as a decision states it; its id, accounting date and correlation are filled in. */
export interface DraftEntry {
  readonly type: EventType;
  readonly effectiveAt: LocalDate;
  readonly postings: readonly Posting[];
  /** The event that the entry belongs with. Default: the event that is being decided. */
  readonly correlationId?: EventId;
  readonly reversesEntryId?: EntryId;
  readonly description?: string | undefined;
  readonly programVersion?: number;
  /**
   * What a bucket below zero means: a defect, because the decision has counted what there is; or the refusal
   * `would_go_negative`, because only the books can tell. Default: a defect.
   */
  readonly floor?: 'defect' | 'refuse';
}

/**
 * What one decision books, entry by entry: each sees the loans as the entries before it leave them. Nothing leaves the
 * draft unless the decision ends in effects, so a refusal half-way is a refusal of all.
 */
export class Draft {
  readonly #book: Book;
  readonly #moment: Moment;
  readonly #loans = new Map<LoanId, Loan>();
  readonly #entries: JournalEntry[] = [];

  constructor(book: Book, moment: Moment) {
    this.#book = book;
    this.#moment = moment;
  }

  /** The loan as it stands after what was drafted so far. @throws InvariantViolation when the book has no such loan. */
  loan(id: LoanId): Loan {
    const loan = this.#loans.get(id) ?? this.#book.loan(id);
    if (loan === undefined) throw new InvariantViolation(`Loan ${id} was not read.`);
    return loan;
  }

  /** Puts a loan in the place of what the book has: one that opens, or whose flags an event changes. */
  put(loan: Loan): Loan {
    this.#loans.set(loan.id, loan);
    return loan;
  }

  /** Books an entry about a loan, under the terms of its program. */
  write(loan: Loan, draft: DraftEntry): JournalEntry | Refusal {
    return this.writeUnder(programOf(loan, this.#book), loan.currency, draft);
  }

  /** Books an entry under the terms of a program: for entries without a loan, and of loans that open. */
  writeUnder(program: Program, currency: Currency, draft: DraftEntry): JournalEntry | Refusal {
    const { floor = 'defect', description, ...stated } = draft;
    const accountingDate = accountingDateOf(draft.effectiveAt, program, this.#book);
    if (typeof accountingDate !== 'string') return accountingDate;
    const entry: JournalEntry = {
      id: this.#moment.newEntryId(),
      currency,
      accountingDate,
      ...stated,
      correlationId: draft.correlationId ?? this.#moment.eventId,
      ...(description === undefined ? {} : { description }),
    };
    for (const id of loansOf(entry)) {
      const loan = this.loan(id);
      const { postedAt } = this.#moment;
      const after =
        floor === 'refuse'
          ? afterPostings(loan, entry, ownPostings(loan, entry), postedAt)
          : afterEntry(loan, entry, postedAt);
      if (isRefusal(after)) return after;
      this.#loans.set(id, after);
    }
    this.#entries.push(entry);
    return entry;
  }

  /** The entries and loans of the decision, for its effects. */
  get booked(): { readonly entries: readonly JournalEntry[]; readonly loans: readonly Loan[] } {
    return { entries: this.#entries, loans: [...this.#loans.values()] };
  }
}

/** The loans that an entry's postings name, each once, in their order. */
function loansOf(entry: JournalEntry): ReadonlySet<LoanId> {
  const loans = new Set<LoanId>();
  for (const { loanId } of entry.postings) if (loanId !== undefined) loans.add(loanId);
  return loans;
}
