import type { EventType, JournalEntry } from '../ledger/entry.ts';
import { linesOf } from '../ledger/lines.ts';
import type { Posting } from '../ledger/posting.ts';

/** The most lines of one entry that a list shows; `GET /v1/journal-entries/{id}` pages them all. */
export const MOST_LINES = 1_000;

/** About the most postings that one page of a list holds, so that no page is larger than a server can hold many times. */
const MOST_OF_A_PAGE = 20_000;

/** What is shown of an entry beside its lines: the entry itself, when it was posted and who asked. */
export interface ShownEntry extends Omit<JournalEntry, 'postings' | 'programVersion'> {
  readonly postedAt: string;
  readonly actor: string;
}

/** What an entry says beside its lines, as it is answered. */
export const entryFieldsOf = (entry: ShownEntry) => ({
  journal_entry_id: entry.id as string,
  event_type: entry.type as EventType,
  effective_at: entry.effectiveAt as string,
  accounting_date: entry.accountingDate as string,
  posted_at: entry.postedAt,
  ...(entry.correlationId === undefined ? {} : { correlation_id: entry.correlationId as string }),
  ...(entry.reversesEntryId === undefined ? {} : { reverses_entry_id: entry.reversesEntryId as string }),
  ...(entry.description === undefined ? {} : { description: entry.description }),
  actor: entry.actor,
});

/** The lines of postings of one entry, in their order: debits, then credits, numbered from 1 (see `linesOf`). */
export function wireLinesOf(postings: readonly Posting[], currency: string) {
  return linesOf(postings).map((line) => ({
    sequence: line.sequence,
    account_code: String(line.account),
    direction: line.direction,
    amount_minor: String(line.amount),
    currency,
    layer: line.layer,
    ...(line.loanId === undefined ? {} : { loan_id: line.loanId as string }),
    ...(line.borrowerId === undefined ? {} : { borrower_id: line.borrowerId as string }),
    ...(line.externalRef === undefined ? {} : { external_ref: line.externalRef }),
  }));
}

/**
 * An entry as the whole ledger sees it, with `MOST_LINES` of its lines at most.
 *
 * @param postings all of them, or the first `MOST_LINES` of an entry that has more: `count` says how many there are.
 * Law: an entry of more than `MOST_LINES` postings is the interest of a batch, or a reversal of it, and has one posting
 * for each loan; so no two of its lines are alike, it has two lines a posting, and its debits come first. `verifyBooks`
 * checks it.
 */
export function ledgerEntryOf(entry: ShownEntry, postings: readonly Posting[], count: number) {
  const lines = wireLinesOf(postings, entry.currency);
  const lineCount = count > MOST_LINES ? 2 * count : lines.length;
  return {
    ...entryFieldsOf(entry),
    lines: lines.slice(0, MOST_LINES),
    line_count: lineCount,
    ...(lineCount > MOST_LINES ? { lines_truncated: true as const } : {}),
  };
}

/** A decided entry, as the whole ledger would see it once it is posted. */
export const decidedEntryOf = (entry: JournalEntry, posted: Pick<ShownEntry, 'postedAt' | 'actor'>): LedgerEntry =>
  ledgerEntryOf({ ...entry, ...posted }, entry.postings.slice(0, MOST_LINES), entry.postings.length);

/** An entry of a list of the ledger. */
export type LedgerEntry = ReturnType<typeof ledgerEntryOf>;

/** How many rows of a list, each with the postings that it would show, fit on one page: one at least. */
export function roomFor(rows: readonly { readonly postings: number }[]): number {
  let held = 0;
  const overflowing = rows.findIndex(({ postings }) => {
    held += Math.min(postings, MOST_LINES);
    return held > MOST_OF_A_PAGE;
  });
  return overflowing === -1 ? rows.length : Math.max(overflowing, 1);
}
