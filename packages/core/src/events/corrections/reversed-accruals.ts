import { grouped } from '../../grouped.ts';
import type { JournalEntry } from '../../ledger/entry.ts';
import type { EntryId, LoanId } from '../../ledger/identity.ts';
import { mirrored, type Posting } from '../../ledger/posting.ts';
import { aboutOneLoan, type Book, type BookedEntry, type Decision, type Moment } from '../../loan/book.ts';
import { afterPostings, type Loan } from '../../loan/loan.ts';
import { accountingDateOf } from '../../loan/period.ts';
import { InvariantViolation, isRefusal, type Refusal, refuse } from '../../loan/refusal.ts';
import { mirrorDate, programOfEntry, type ReversalAnswer, type Reverse, refuseDate } from './mirror.ts';

/**
 * Undoes an accrual batch, whole or for named loans, by one reversal entry (domain decisions D2 and D12). "Whole" means
 * what still counts of it: loans that were undone before are left out. Nothing hangs on an accrual; interest that was
 * paid since cannot be taken back, and refuses the reversal with its figure.
 *
 * The dates of the loans are free again. `accruedThrough` stays: it is the latest date that may be covered.
 */
export function reverseAccruals(
  command: Reverse,
  booked: BookedEntry,
  book: Book,
  moment: Moment,
): Decision<ReversalAnswer> {
  const { entry } = booked;
  const chosen = chosenLoans(command, booked);
  if (isRefusal(chosen)) return chosen;
  const program = programOfEntry(entry, book);
  const refusal = refuseDate(command, booked, book, moment);
  if (refusal !== undefined) return refusal;
  const effectiveAt = mirrorDate(command, entry);
  const accountingDate = accountingDateOf(effectiveAt, program, book);
  if (typeof accountingDate !== 'string') return accountingDate;

  const undone = undoLoans(entry, effectiveAt, chosen, book, moment);
  if (isRefusal(undone)) return undone;
  const id = moment.newEntryId();
  const zeros = booked.zeroLoans.filter((loanId) => chosen.has(loanId));
  return {
    entries: [
      {
        id,
        type: 'reversal',
        currency: entry.currency,
        effectiveAt,
        accountingDate,
        correlationId: moment.eventId,
        reversesEntryId: entry.id,
        description: command.reasonCode,
        postings: undone.postings,
      },
    ],
    loans: undone.loans,
    ...aboutOneLoan([...chosen]),
    subject: booked.eventId,
    ...(zeros.length === 0
      ? {}
      : { zeroAccruals: { date: entry.effectiveAt, entryId: id, loanIds: zeros, reversesEntryId: entry.id } }),
    answer: {
      kind: 'reversal',
      entryId: id,
      reversedEntryIds: [entry.id],
      reversalEntryIds: [id],
      postedAt: moment.postedAt,
      reversedLoans: chosen.size,
      staleAccruals: [],
      warnings: [],
    },
  };
}

/** The loans that are to be undone, or what stands in the way of one that was named. */
function chosenLoans({ loanIds }: Reverse, booked: BookedEntry): ReadonlySet<LoanId> | Refusal {
  const { entry, loanIds: all, reversedLoans, reversedBy } = booked;
  if (loanIds === undefined) {
    if (reversedBy !== undefined) return alreadyReversed(entry, reversedBy);
    return new Set(all.filter((id) => !reversedLoans.has(id)));
  }
  const inBatch = new Set(all);
  const absent = loanIds.find((id) => !inBatch.has(id));
  if (absent !== undefined) return refuse('loan_not_found', `loan ${absent} is not in entry ${entry.id}`);
  const before = loanIds.find((id) => reversedLoans.has(id));
  if (before !== undefined) return alreadyReversed(entry, reversedLoans.get(before)!, before);
  return new Set(loanIds);
}

function alreadyReversed({ id }: JournalEntry, by: EntryId, loanId?: LoanId): Refusal {
  const whose = loanId === undefined ? '' : ` for loan ${loanId}`;
  return refuse('already_reversed', `entry ${id} was reversed${whose} by entry ${by}`);
}

/** One pass over the batch: each loan has few postings in it, and there may be a hundred thousand loans. */
function undoLoans(
  entry: JournalEntry,
  effectiveAt: JournalEntry['effectiveAt'],
  chosen: ReadonlySet<LoanId>,
  book: Book,
  moment: Moment,
): { readonly postings: readonly Posting[]; readonly loans: readonly Loan[] } | Refusal {
  const postings: Posting[] = [];
  const loans: Loan[] = [];
  for (const [loanId, own] of grouped(entry.postings, (posting) => posting.loanId!)) {
    if (!chosen.has(loanId)) continue;
    const loan = book.loan(loanId);
    if (loan === undefined) throw new InvariantViolation(`Loan ${loanId} of entry ${entry.id} was not read.`);
    const mirrors = own.map((posting) => mirrored(posting, loan));
    const after = afterPostings(loan, { type: 'reversal', effectiveAt, undoes: entry }, mirrors, moment.postedAt);
    if (isRefusal(after)) return after;
    postings.push(...mirrors);
    loans.push(after);
  }
  return { postings, loans };
}
