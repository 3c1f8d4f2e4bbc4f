import { type AccountCode, addPosting, type Balances, type Loan, type Minor, NO_BALANCES } from '@tallystick/core';
import { LRUCache } from 'lru-cache';
import { plainElements } from './codecs.ts';
import type { Pool } from './pool.ts';
import { reading } from './transaction.ts';

/** How a loan stood at the close of a day, and when the latest entry that counts was posted. */
export interface DailyBalance {
  readonly balances: Balances;
  readonly lastActivityAt: string | undefined;
}

/** A day on which an entry of the loan is effective. */
interface Day {
  readonly date: string;
  readonly balances: Balances;
  readonly latest: Latest;
}

/** The entry with the highest ordinal of all that are effective by a day. */
interface Latest {
  readonly ordinal: number;
  readonly date: string;
  postedAt?: Promise<string>;
}

/** A loan's days, as they were when it had so many entries. */
interface History {
  readonly entryCount: number;
  readonly days: readonly Day[];
}

/** Days that are kept in all, of whatever loans: some 55 MB. */
const MOST_DAYS = 200_000;

/**
 * What each loan owed at the close of each day. The first question about a loan reads its postings once; the next ones,
 * about any day, are answered from memory for as long as the loan's row counts no entry more. Postings are never
 * changed, and every entry raises that count under the loan's lock, so the count tells whether a history is whole.
 */
export class DailyBalances {
  readonly #reader: Pool;
  readonly #kept = new LRUCache<string, History>({
    maxSize: MOST_DAYS,
    sizeCalculation: ({ days }) => days.length + 1,
  });
  readonly #underWay = new Map<string, Promise<History>>();

  constructor(reader: Pool) {
    this.#reader = reader;
  }

  /** The balance of a loan, whose row was just read, at the close of a day. */
  async at(tenantId: string, loan: Pick<Loan, 'id' | 'entryCount'>, date: string): Promise<DailyBalance> {
    const { days } = await this.#history(tenantId, loan);
    const day = lastBy(days, date);
    if (day === undefined) return { balances: NO_BALANCES, lastActivityAt: undefined };
    return { balances: day.balances, lastActivityAt: await this.#postedAt(tenantId, loan.id, day.latest) };
  }

  async #history(tenantId: string, { id, entryCount }: Pick<Loan, 'id' | 'entryCount'>): Promise<History> {
    const name = `${tenantId} ${id}`;
    const kept = this.#kept.get(name);
    if (kept !== undefined && kept.entryCount >= entryCount) return kept;
    // A read that was begun for a row with fewer entries may see fewer.
    const place = `${name} ${entryCount}`;
    const underWay = this.#underWay.get(place);
    if (underWay !== undefined) return underWay;
    const read = readHistory(this.#reader, tenantId, id).finally(() => this.#underWay.delete(place));
    this.#underWay.set(place, read);
    const history = await read;
    this.#kept.set(name, history);
    return history;
  }

  #postedAt(tenantId: string, loanId: string, latest: Latest): Promise<string> {
    latest.postedAt ??= readPostedAt(this.#reader, tenantId, loanId, latest).catch((error: unknown) => {
      delete latest.postedAt;
      throw error;
    });
    return latest.postedAt;
  }
}

/** The last of the days, which are in order, that is not after a date. */
function lastBy(days: readonly Day[], date: string): Day | undefined {
  let [from, to] = [0, days.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (days[middle]!.date <= date) from = middle + 1;
    else to = middle;
  }
  return days[from - 1];
}

/** The postings of a loan, column by column. */
interface PostingColumns {
  readonly dates: string | null;
  readonly debits: string | null;
  readonly credits: string | null;
  readonly amounts: string | null;
  readonly ordinals: string | null;
}

/** Reads what a loan's days hold, from the covering index alone. The count and the postings are of one snapshot. */
async function readHistory(reader: Pool, tenantId: string, loanId: string): Promise<History> {
  const [[loan], [columns]] = await reading(reader, tenantId, (tx) => [
    tx<{ entry_count: number }[]>`
      select entry_count from loans where tenant_id = ${tenantId} and loan_id = ${loanId}`,
    tx<PostingColumns[]>`
      select array_agg(effective_at)::text as dates, array_agg(debit)::text as debits, array_agg(credit)::text as credits,
        array_agg(amount)::text as amounts, array_agg(loan_ordinal)::text as ordinals
      from (select effective_at, debit, credit, case when layer = 'SETTLED' then amount else 0 end as amount, loan_ordinal
        from postings where tenant_id = ${tenantId} and loan_id = ${loanId} order by effective_at) p`,
  ]);
  return { entryCount: loan!.entry_count, days: daysOf(columns!) };
}

function daysOf(columns: PostingColumns): Day[] {
  const [debits, credits] = [plainElements(columns.debits), plainElements(columns.credits)];
  const [amounts, ordinals] = [plainElements(columns.amounts), plainElements(columns.ordinals)];
  const balances: Record<keyof Balances, Minor> = { ...NO_BALANCES };
  const days: Day[] = [];
  let latest: Latest = { ordinal: 0, date: '' };
  plainElements(columns.dates).forEach((date, index) => {
    const [debit, credit] = [Number(debits[index]) as AccountCode, Number(credits[index]) as AccountCode];
    addPosting(balances, { debit, credit, amount: BigInt(amounts[index]!), layer: 'SETTLED' });
    const ordinal = Number(ordinals[index]);
    if (ordinal > latest.ordinal) latest = { ordinal, date };
    const day = { date, balances: { ...balances }, latest };
    if (days.at(-1)?.date === date) days[days.length - 1] = day;
    else days.push(day);
  });
  return days;
}

async function readPostedAt(reader: Pool, tenantId: string, loanId: string, latest: Latest): Promise<string> {
  const [rows] = await reading(reader, tenantId, (tx) => [
    tx<{ posted_at: string }[]>`
      select e.posted_at from postings p
      join journal_entries e on e.tenant_id = ${tenantId} and e.journal_entry_id = p.journal_entry_id
      where p.tenant_id = ${tenantId} and p.loan_id = ${loanId} and p.effective_at = ${latest.date}
        and p.loan_ordinal = ${latest.ordinal} limit 1`,
  ]);
  return rows[0]!.posted_at;
}
