import { tieOutOf } from '@tallystick/core/wire';
import { COLUMNS, CONTROL_ROWS, STORED_ROWS } from '../books/chart.ts';
import { reading } from '../store/transaction.ts';
import { api } from './implement.ts';

/** Each bucket of all loans, summed under the name of its column. */
const SUMS = Object.values(COLUMNS)
  .map((column) => `sum(${column}) as ${column}`)
  .join(', ');

interface ControlRow {
  readonly account_code: number;
  readonly currency: string;
  readonly ledger: string;
  readonly loans: string;
}

/**
 * Holds every control account against the loans that it is made of: the general ledger's final (SETTLED) totals on one
 * side, the stored balances of all loans on the other, in one snapshot. Law: every difference is 0.
 */
export const tieOut = api.books.tieOut.handler(async ({ input: { query }, context }) => {
  const tenantId = context.principal!.tenantId;
  const currency = query.currency ?? null;
  const [rows] = await reading(context.services.reader, tenantId, (tx) => [
    tx<ControlRow[]>`
      with control (bucket, code, sign) as (values ${tx.unsafe(CONTROL_ROWS)}),
      sides as (
        select c.code, d.currency, c.sign * (d.debits - d.credits) as ledger, 0 as loans
        from account_days d join control c on c.code = d.account_code
        where d.tenant_id = ${tenantId} and d.layer = 'SETTLED' and (${currency}::text is null or d.currency = ${currency})
        union all
        select c.code, l.currency, 0, s.amount
        from (select currency, ${tx.unsafe(SUMS)} from loans
          where tenant_id = ${tenantId} and (${currency}::text is null or currency = ${currency}) group by currency) l
        cross join lateral (values ${tx.unsafe(STORED_ROWS)}) as s (bucket, amount)
        join control c on c.bucket = s.bucket)
      select code::int as account_code, currency, sum(ledger) as ledger, sum(loans) as loans
      from sides group by code, currency order by currency, code`,
  ]);
  const tied = rows.map((row) => ({
    account: row.account_code,
    currency: row.currency,
    ledger: BigInt(row.ledger),
    loans: BigInt(row.loans),
  }));
  return { status: 200 as const, body: tieOutOf(tied) };
});
