import type { BorrowerId } from '@tallystick/core';
import { type AccountCode, type EventType, type Layer, type LoanId, linesOf, type Posting } from '@tallystick/core';
import { reading, type Tx } from '../store/transaction.ts';
import { api } from './implement.ts';
import { beginningOf } from './page.ts';
import { problemError } from './problem.ts';

interface JournalQuery {
  readonly from_date?: string | undefined;
  readonly to_date?: string | undefined;
  readonly event_type?: EventType | undefined;
  readonly page_size: number;
  readonly page_token?: string | undefined;
  readonly order: 'asc' | 'desc';
}

/** One posting of the page, with the entry it stands in. */
interface PageRow {
  readonly loan_ordinal: number;
  readonly journal_entry_id: string;
  readonly event_type: EventType;
  readonly effective_at: string;
  readonly accounting_date: string;
  readonly posted_at: string;
  readonly correlation_id: string | null;
  readonly reverses_entry_id: string | null;
  readonly description: string | null;
  readonly actor: string;
  readonly debit: number;
  readonly credit: number;
  readonly amount: bigint;
  readonly currency: string;
  readonly layer: Layer;
  readonly borrower_id: string;
  readonly external_ref: string | null;
}

/**
 * A loan's history, page by page, in the order in which its entries were committed: an entry's ordinal is counted under
 * the lock of its loan, so a page that was read once never changes and nothing slips in before it.
 */
export const journalEntries = api.loans.journalEntries.handler(async ({ input: { params, query }, context }) => {
  const tenantId = context.principal!.tenantId;
  const { pageTokens, reader } = context.services;
  const asked = JSON.stringify([
    tenantId,
    params.loan_id,
    query.from_date ?? '',
    query.to_date ?? '',
    query.event_type ?? '',
    query.order,
  ]);
  const place = beginningOf(context, asked, query.page_token);
  const cursor = place === undefined ? undefined : Number(place);
  const [loans, rows] = await reading(reader, tenantId, (tx) => [
    tx<{ loan_id: string }[]>`select loan_id from loans where tenant_id = ${tenantId} and loan_id = ${params.loan_id}`,
    readPage(tx, tenantId, params.loan_id, query, cursor),
  ]);
  if (loans.length === 0) throw problemError(context, 'loan_not_found', `no loan ${params.loan_id}`);

  const entries = Map.groupBy(rows, (row) => row.loan_ordinal);
  const ordinals = [...entries.keys()].slice(0, query.page_size);
  const last = ordinals.at(-1);
  const more = entries.size > query.page_size && last !== undefined;
  return {
    status: 200 as const,
    body: {
      items: ordinals.map((ordinal) => itemOf(params.loan_id, entries.get(ordinal)!)),
      ...(more ? { next_page_token: pageTokens.write(asked, last) } : {}),
    },
  };
});

const FIRST = 0;
const LAST = 2_147_483_647;

/** Reads one entry more than the page holds, which tells whether there is another page. */
function readPage(tx: Tx, tenantId: string, loanId: string, query: JournalQuery, cursor: number | undefined) {
  const ascending = query.order === 'asc';
  const after = ascending ? (cursor ?? FIRST) : FIRST;
  const before = ascending ? LAST : (cursor ?? LAST);
  const from = query.from_date ?? '-infinity';
  const to = query.to_date ?? 'infinity';
  return tx<PageRow[]>`
    with page as (
      select p.loan_ordinal, p.journal_entry_id, p.effective_at
      from postings p
      ${
        query.event_type === undefined
          ? tx``
          : tx`join journal_entries t on t.tenant_id = ${tenantId} and t.journal_entry_id = p.journal_entry_id
                 and t.event_type = ${query.event_type}`
      }
      where p.tenant_id = ${tenantId} and p.loan_id = ${loanId} and p.effective_at between ${from} and ${to}
        and p.loan_ordinal > ${after} and p.loan_ordinal < ${before}
      group by p.loan_ordinal, p.journal_entry_id, p.effective_at
      order by p.loan_ordinal ${ascending ? tx`asc` : tx`desc`}
      limit ${query.page_size + 1}
    )
    select page.loan_ordinal, e.journal_entry_id, e.event_type, e.effective_at, e.accounting_date, e.posted_at,
      e.correlation_id, e.reverses_entry_id, e.description, e.actor, p.debit, p.credit, p.amount, p.currency,
      p.layer::text as layer, p.borrower_id, p.external_ref
    from page
    join journal_entries e on e.tenant_id = ${tenantId} and e.journal_entry_id = page.journal_entry_id
    join postings p on p.tenant_id = ${tenantId} and p.loan_id = ${loanId} and p.effective_at = page.effective_at
      and p.journal_entry_id = page.journal_entry_id
    order by page.loan_ordinal ${ascending ? tx`asc` : tx`desc`}, p.sequence`;
}

function itemOf(loanId: string, rows: readonly PageRow[]) {
  const entry = rows[0]!;
  const postings = rows.map((row): Posting => {
    const { amount, layer, external_ref: externalRef } = row;
    return {
      debit: row.debit as AccountCode,
      credit: row.credit as AccountCode,
      amount,
      layer,
      loanId: loanId as LoanId,
      borrowerId: row.borrower_id as BorrowerId,
      ...(externalRef === null ? {} : { externalRef }),
    };
  });
  return {
    journal_entry_id: entry.journal_entry_id,
    event_type: entry.event_type,
    effective_at: entry.effective_at,
    posted_at: entry.posted_at,
    lines: linesOf(postings).map((line) => ({
      sequence: line.sequence,
      account_code: String(line.account),
      direction: line.direction,
      amount_minor: String(line.amount),
      currency: entry.currency,
      layer: line.layer,
      loan_id: loanId,
      borrower_id: entry.borrower_id,
      ...(line.externalRef === undefined ? {} : { external_ref: line.externalRef }),
    })),
    ...(entry.correlation_id === null ? {} : { correlation_id: entry.correlation_id }),
    ...(entry.reverses_entry_id === null ? {} : { reverses_entry_id: entry.reverses_entry_id }),
    ...(entry.description === null ? {} : { description: entry.description }),
    actor: entry.actor,
    accounting_date: entry.accounting_date,
  };
}
