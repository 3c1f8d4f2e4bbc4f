import type { Minor } from '../money/minor.ts';
import type { AccountCode, Direction } from './account.ts';
import type { BorrowerId, LoanId } from './identity.ts';
import type { Layer, Posting } from './posting.ts';

/** One line of a journal entry as accountants read it. Its amount may pass `MAX_MINOR` where many postings are summed. */
export interface JournalLine {
  readonly sequence: number;
  readonly account: AccountCode;
  readonly direction: Direction;
  readonly amount: Minor;
  readonly layer: Layer;
  readonly loanId?: LoanId;
  readonly borrowerId?: BorrowerId;
  readonly externalRef?: string;
}

/**
 * Shows postings as journal lines: debits first, then credits, each in order of first appearance, with lines that are
 * alike in all but the amount summed into one.
 *
 * Laws: debits equal credits, in each layer and for each loan; `sequence` runs from 1 without a gap; the same postings
 * in the same order give the same lines.
 */
export function linesOf(postings: readonly Posting[]): JournalLine[] {
  const debits = new Map<string, Omit<JournalLine, 'sequence'>>();
  const credits = new Map<string, Omit<JournalLine, 'sequence'>>();
  for (const posting of postings) {
    add(debits, posting, posting.debit, 'DR');
    add(credits, posting, posting.credit, 'CR');
  }
  return [...debits.values(), ...credits.values()].map((line, index) => ({ sequence: index + 1, ...line }));
}

function add(
  side: Map<string, Omit<JournalLine, 'sequence'>>,
  posting: Posting,
  account: AccountCode,
  direction: Direction,
): void {
  const likeness = `${account}|${posting.layer}|${posting.loanId ?? ''}|${posting.externalRef ?? ''}`;
  const before = side.get(likeness);
  const amount = (before?.amount ?? 0n) + posting.amount;
  const { layer, loanId, borrowerId, externalRef } = posting;
  side.set(likeness, {
    account,
    direction,
    amount,
    layer,
    ...(loanId === undefined ? {} : { loanId }),
    ...(borrowerId === undefined ? {} : { borrowerId }),
    ...(externalRef === undefined ? {} : { externalRef }),
  });
}
