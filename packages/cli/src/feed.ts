import type { EventPage, Ledger, LedgerEvent } from '@tallystick/sdk';
import { table } from './table.ts';

/** The feed of events: every act of the tenant, at the place where it was committed. */

const HEADINGS = ['POSITION', 'POSTED', 'KIND', 'EVENT', 'LOAN', 'ENTRIES', 'ACTOR'].map((title) => ({ title }));

/** Lists events, a row each. */
export function describeEvents({ items }: EventPage): string {
  return items.length === 0 ? 'There is no such event.' : table(HEADINGS, items.map(cellsOf));
}

function cellsOf({ position, posted_at: posted, kind, event_id: id, loan_id: loan, entries, actor }: LedgerEvent) {
  const types = entries.map(({ event_type: type }) => type).join(' ');
  return [position, posted, kind, id, loan ?? '', types, actor];
}

/** The widest that each cell usually is: a feed is printed line by line, and cannot wait for its widest. */
const WIDTHS = [8, 24, 18, 36, 36];

/** One event of a feed that is followed, in columns that stay where they are. */
export function eventLine(event: LedgerEvent): string {
  // Through the table, which lets no control character pass.
  const cells = cellsOf(event);
  const line = table(
    cells.map((_, index) => ({ title: ' '.repeat(WIDTHS[index] ?? 0) })),
    [cells],
  );
  return line.slice(line.indexOf('\n') + 1);
}

/**
 * The position of the last event that is committed, '0' where there is none. Positions have no gap, so the last is found
 * by halving: some forty reads of one event, however long the feed.
 */
export async function lastPosition(ledger: Ledger): Promise<string> {
  const hasAfter = async (position: bigint) =>
    (await ledger.events.list({ after: String(position), pageSize: 1 }).page()).items.length > 0;
  let high = 1n;
  while (await hasAfter(high - 1n)) high *= 2n;
  // An event stands at every position up to `low`, and none at `high`.
  let low = high / 2n;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (await hasAfter(middle - 1n)) low = middle;
    else high = middle;
  }
  return String(low);
}
