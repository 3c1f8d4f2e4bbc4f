import { ACCOUNTS } from '../../ledger/account.ts';
import type { JournalEntry } from '../../ledger/entry.ts';
import type { EntryId, LoanId } from '../../ledger/identity.ts';
import { mirrored, type Posting } from '../../ledger/posting.ts';
import { aboutOneLoan, type Book, type BookedEntry, type Decision, type Moment } from '../../loan/book.ts';
import { Draft } from '../../loan/draft.ts';
import { type History, live, type PastEntry } from '../../loan/history.ts';
import { type Loan, withDrawUndone, withRefinanceUndone } from '../../loan/loan.ts';
import { InvariantViolation, isRefusal, type Refusal, refuse } from '../../loan/refusal.ts';
import { type StaleAccrualOfLoan, staleOfLoan } from '../../loan/stale-accruals.ts';
import { hangingOn } from './dependents.ts';
import { mirrorDate, programOfEntry, type ReversalAnswer, type Reverse, refuseDate } from './mirror.ts';
import { reverseAccruals } from './reversed-accruals.ts';

/**
 * Undoes an entry by its mirror: the same accounts, amounts, layers and owners, debit for credit, on the entry's own
 * date or a later one. What hangs on it refuses the reversal, or is undone before it with `cascade`, each entry by a
 * reversal of its own.
 *
 * Laws: an entry and its reversal leave every balance, on every day, as if neither had been; no loan beside those of
 * the undone entries is touched; an entry is undone once, and a reversal never is (the event is booked anew instead).
 */
export function reverse(command: Reverse, book: Book, moment: Moment): Decision<ReversalAnswer> {
  const booked = book.entry(command.entryId);
  if (booked === undefined) return refuse('journal_entry_not_found', `no entry ${command.entryId}`);
  if (booked.entry.type === 'accrual') return reverseAccruals(command, booked, book, moment);
  if (command.loanIds !== undefined) {
    const detail = `entry ${command.entryId} is a ${booked.entry.type}, and only an accrual is reversed loan by loan`;
    return refuse('journal_entry_not_found', detail);
  }
  const undone = refuseUndone(booked);
  if (undone !== undefined) return undone;
  const dependents = command.cascade ? cascadeOf(booked, book) : hangingOn(command.entryId, historiesOf(booked, book));
  const refusal = refuseDependents(command, dependents) ?? refuseDate(command, booked, book, moment);
  if (refusal !== undefined) return refusal;

  const draft = new Draft(book, moment);
  const reversed = [...dependents.map((id) => entryIn(book, id)), booked];
  const mirrors: JournalEntry[] = [];
  for (const { entry } of reversed) {
    const mirror = writeMirror(entry, command, draft, book);
    if (isRefusal(mirror)) return mirror;
    mirrors.push(mirror);
  }
  const undoneIds = new Set(reversed.map(({ entry }) => entry.id));
  const loanIds = [...new Set(reversed.flatMap(ownLoans))];
  for (const id of loanIds) draft.put(withStateUndone(draft.loan(id), book.history(id), undoneIds));
  return {
    ...draft.booked,
    ...aboutOneLoan(ownLoans(booked)),
    subject: booked.eventId,
    answer: {
      kind: 'reversal',
      entryId: mirrors.at(-1)!.id,
      reversedEntryIds: [...undoneIds],
      reversalEntryIds: mirrors.map(({ id }) => id),
      postedAt: moment.postedAt,
      reversedLoans: undefined,
      staleAccruals: loanIds.flatMap((id) => staleOf(id, mirrors, draft, book)),
      warnings: [],
    },
  };
}

/** Refuses an entry that was undone already, or that is itself the undoing of one. */
function refuseUndone({ entry, reversedBy }: BookedEntry): Refusal | undefined {
  if (reversedBy !== undefined)
    return refuse('already_reversed', `entry ${entry.id} was reversed by entry ${reversedBy}`);
  if (entry.reversesEntryId === undefined) return undefined;
  const detail = `entry ${entry.id} is the reversal of entry ${entry.reversesEntryId}: book the event anew instead`;
  return refuse('reversal_of_reversal', detail);
}

const MOST_NAMED = 20;

function refuseDependents(command: Reverse, dependents: readonly EntryId[]): Refusal | undefined {
  if (command.cascade || dependents.length === 0) return undefined;
  const named = dependents.slice(0, MOST_NAMED).join(', ');
  const more = dependents.length > MOST_NAMED ? ` and ${dependents.length - MOST_NAMED} more` : '';
  const detail = `on entry ${command.entryId} hang, latest first: ${named}${more}`;
  return refuse('has_dependents', detail);
}

/** What hangs on an entry, on whatever loans: a dependent of two loans leads to what hangs on it on the other one. */
function cascadeOf(booked: BookedEntry, book: Book): readonly EntryId[] {
  const histories = new Map<LoanId, History>();
  let reached: readonly LoanId[] = booked.loanIds;
  for (;;) {
    for (const id of reached) histories.set(id, book.history(id));
    const cascade = hangingOn(booked.entry.id, [booked.withoutLoan, ...histories.values()]);
    reached = cascade.flatMap((id) => entryIn(book, id).loanIds).filter((id) => !histories.has(id));
    if (reached.length === 0) return cascade;
  }
}

const historiesOf = ({ loanIds, withoutLoan }: BookedEntry, book: Book): readonly History[] => [
  withoutLoan,
  ...loanIds.map((id) => book.history(id)),
];

function entryIn(book: Book, id: EntryId): BookedEntry {
  const booked = book.entry(id);
  if (booked === undefined) throw new InvariantViolation(`Entry ${id} was not read.`);
  return booked;
}

function writeMirror(entry: JournalEntry, command: Reverse, draft: Draft, book: Book): JournalEntry | Refusal {
  const mirror = (posting: Posting) =>
    mirrored(posting, posting.loanId === undefined ? undefined : draft.loan(posting.loanId));
  return draft.writeUnder(programOfEntry(entry, book), entry.currency, {
    type: 'reversal',
    effectiveAt: mirrorDate(command, entry),
    postings: entry.postings.map(mirror),
    reversesEntryId: entry.id,
    description: command.reasonCode,
    floor: 'refuse',
  });
}

/** The loans whose history an entry stands in: those of its postings, or the one that its event without lines is about. */
function ownLoans({ entry, loanIds }: BookedEntry): readonly LoanId[] {
  if (entry.postings.length === 0) return loanIds;
  return [...new Set(entry.postings.flatMap(({ loanId }) => loanId ?? []))];
}

/** The loan without what the undone events had said of it: its flag, its successor, and from when on it was drawn. */
function withStateUndone(loan: Loan, history: History, undoneIds: ReadonlySet<EntryId>): Loan {
  const undone = history.filter(({ entryId }) => undoneIds.has(entryId));
  let after = loan;
  // Entering and leaving non-accrual alternate, and an earlier one is never undone without the later ones.
  const turns = undone.filter(({ type }) => type === 'nonaccrual').length;
  if (turns % 2 === 1) after = { ...after, nonaccrual: !after.nonaccrual };
  if (undone.some(isPayoff)) after = withRefinanceUndone(after);
  if (!undone.some(isDraw)) return after;
  const draws = live(history).filter((past) => isDraw(past) && !undoneIds.has(past.entryId));
  const dates = draws.map(({ effectiveAt }) => effectiveAt).sort();
  return withDrawUndone(after, dates[0]);
}

const CLEARING = ACCOUNTS.transfer_clearing.code;

/** Whether an entry is the refinance by which another loan paid this one off. */
const isPayoff = ({ kind, type, postings }: PastEntry): boolean =>
  kind === 'refinance' && type === 'refinance' && postings.some(({ debit }) => debit === CLEARING);

/** Whether a loan counts as drawn by an entry: a disbursement, the opening of one drawn elsewhere, a refinance into it. */
function isDraw({ kind, type, postings }: PastEntry): boolean {
  if (type === 'disbursement') return true;
  if (kind === 'loan') return postings.some(({ credit }) => credit === ACCOUNTS.opening_balances.code);
  return kind === 'refinance' && type === 'refinance' && postings.some(({ credit }) => credit === CLEARING);
}

function staleOf(loanId: LoanId, mirrors: readonly JournalEntry[], draft: Draft, book: Book): StaleAccrualOfLoan[] {
  const own = mirrors.filter(({ postings }) => postings.some((posting) => posting.loanId === loanId));
  const [first] = own.map(({ effectiveAt }) => effectiveAt).sort();
  return first === undefined ? [] : staleOfLoan(first, book.loan(loanId)!, draft.loan(loanId));
}
