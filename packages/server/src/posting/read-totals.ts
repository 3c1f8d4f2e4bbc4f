import type { Currency, LocalDate } from '@tallystick/core';
import { MEMO_CODES } from '../books/chart.ts';
import type { Tx } from '../store/transaction.ts';
import type { LedgerBook } from './ledger-book.ts';

interface TotalRow {
  readonly currency: string;
  readonly debits: string;
  readonly credits: string;
}

/**
 * Reads what the general ledger holds through a day that is to be closed. The close has the lock of the periods alone
 * by now, so every entry that will ever count through that day is in these sums.
 */
export async function readTotals(tx: Tx, tenantId: string, throughDate: LocalDate, book: LedgerBook): Promise<void> {
  const rows = await tx<TotalRow[]>`
    select currency, sum(debits)::text as debits, sum(credits)::text as credits from account_days
    where tenant_id = ${tenantId} and accounting_date <= ${throughDate} and account_code <> all(${MEMO_CODES}::smallint[])
    group by currency order by currency`;
  book.closing = {
    throughDate,
    totals: rows.map(({ currency, debits, credits }) => ({
      currency: currency as Currency,
      debits: BigInt(debits),
      credits: BigInt(credits),
    })),
  };
}
