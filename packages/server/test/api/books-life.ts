import { expect } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { booked, type Fields, freshKey } from './loan-life.ts';

/** What a read under /v1 answers, which must be 200. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the wire holds
export async function read(lender: Lender, path: string): Promise<any> {
  const { status, body, text } = await lender.get(path);
  expect(status, text).toBe(200);
  return body;
}

/** Every item of a paged list, read `size` at a time. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the wire holds
export async function readAll(lender: Lender, path: string, size = 500): Promise<any[]> {
  const items: unknown[] = [];
  const paged = `${path}${path.includes('?') ? '&' : '?'}page_size=${size}`;
  for (let token: string | undefined, first = true; first || token !== undefined; first = false) {
    const page = await read(lender, token === undefined ? paged : `${paged}&page_token=${encodeURIComponent(token)}`);
    items.push(...page.items);
    token = page.next_page_token;
  }
  return items;
}

/** The trial balance in short: the balance of each account by its code, with its side; totals last. */
export async function balancesOf(lender: Lender, query = ''): Promise<Record<string, string>> {
  const { accounts, memo, totals } = await read(lender, `/trial-balance${query}`);
  const rows = [...accounts, ...memo].map((row) => [row.account_code, `${row.balance_minor} ${row.balance_side}`]);
  expect(totals.debits_minor).toBe(totals.credits_minor);
  return Object.fromEntries([...rows, ['total', totals.debits_minor]]);
}

/** Reverses the entry of an accrual batch for some of its loans. */
export const reverseAccrual = (lender: Lender, entryId: string, loans: readonly Named[], fields: Fields = {}) =>
  booked(
    lender.post(
      '/reversals',
      { journal_entry_id: entryId, reason_code: 'wrong_rate', loan_ids: loans.map(({ loanId }) => loanId), ...fields },
      freshKey(),
    ),
  );

interface Named {
  readonly loanId: string;
}
