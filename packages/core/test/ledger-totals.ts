import type { LocalDate } from '../src/calendar/date.ts';
import { accountOf } from '../src/ledger/account.ts';
import type { JournalEntry } from '../src/ledger/entry.ts';
import type { LedgerTotal } from '../src/loan/book.ts';

/** The sums of the sides of all postings through a day, by currency, memo accounts apart. */
export function totalsThrough(day: LocalDate, entries: readonly JournalEntry[]): LedgerTotal[] {
  const counted = entries.filter(({ accountingDate }) => accountingDate <= day);
  return [...Map.groupBy(counted, ({ currency }) => currency)].map(([currency, its]) => {
    const postings = its.flatMap((entry) => entry.postings);
    const sum = (side: 'debit' | 'credit') =>
      postings
        .filter((posting) => accountOf(posting[side])!.class !== 'memo')
        .reduce((total, { amount }) => total + amount, 0n);
    return { currency, debits: sum('debit'), credits: sum('credit') };
  });
}
