/** What every reversal shares, of an entry whole or of an accrual by loan: what is asked, what is answered, and when it counts. */
import type { LocalDate } from '../../calendar/date.ts';
import type { JournalEntry } from '../../ledger/entry.ts';
import type { EntryId, Instant, LoanId } from '../../ledger/identity.ts';
import { type Book, type BookedEntry, type Moment, programOf, refuseFuture, type Warning } from '../../loan/book.ts';
import type { Program } from '../../loan/program.ts';
import { type Refusal, refuse } from '../../loan/refusal.ts';
import type { StaleAccrualOfLoan } from '../../loan/stale-accruals.ts';

/** An entry that should never have been is undone. */
export interface Reverse {
  readonly kind: 'reversal';
  readonly entryId: EntryId;
  /** Why, as a word of the lender's own list. It becomes the description of each reversal. */
  readonly reasonCode: string;
  /** From when on it counts no more; undefined for the entry's own date, as if it had never been. */
  readonly effectiveAt: LocalDate | undefined;
  /** Whether what hangs on the entry is undone with it. */
  readonly cascade: boolean;
  /** The loans of an accrual batch whose accruals are undone; undefined for all that still count. */
  readonly loanIds: readonly LoanId[] | undefined;
}

/** The reversals that were booked: the n-th of `reversalEntryIds` undoes the n-th of `reversedEntryIds`. */
export interface ReversalAnswer {
  readonly kind: 'reversal';
  /** The reversal of the entry that was named. */
  readonly entryId: EntryId;
  /** Latest first, so the entry that was named comes last. */
  readonly reversedEntryIds: readonly EntryId[];
  readonly reversalEntryIds: readonly EntryId[];
  readonly postedAt: Instant;
  /** How many loans of an accrual batch were undone. */
  readonly reversedLoans: number | undefined;
  readonly staleAccruals: readonly StaleAccrualOfLoan[];
  readonly warnings: readonly Warning[];
}

/** Refuses a date to come, and one before the entry itself: nothing is undone before it was done. */
export function refuseDate(command: Reverse, { entry }: BookedEntry, book: Book, moment: Moment): Refusal | undefined {
  const { effectiveAt } = command;
  if (effectiveAt === undefined) return undefined;
  if (effectiveAt < entry.effectiveAt) {
    const detail = `${effectiveAt} is before the entry itself, ${entry.effectiveAt}`;
    return refuse('effective_before_first_disbursement', detail);
  }
  return refuseFuture(effectiveAt, programOfEntry(entry, book), moment);
}

/** When the undoing of an entry counts: as the command says, and never before the entry itself. */
export const mirrorDate = ({ effectiveAt }: Reverse, entry: JournalEntry): LocalDate =>
  effectiveAt === undefined || effectiveAt < entry.effectiveAt ? entry.effectiveAt : effectiveAt;

/** The terms that an entry is undone under: those of its first loan, or the default program's where it has none. */
export function programOfEntry({ postings }: JournalEntry, book: Book): Program {
  const loanId = postings.find((posting) => posting.loanId !== undefined)?.loanId;
  const loan = loanId === undefined ? undefined : book.loan(loanId);
  return loan === undefined ? book.defaultProgram() : programOf(loan, book);
}
