import type { Layer } from '@tallystick/core';
import { type AccountTotal, badParameter, currencyToName, trialBalanceOf } from '@tallystick/core/wire';
import { reading, type Tx } from '../store/transaction.ts';
import { businessDate, findProgram } from './asked-program.ts';
import type { Context } from './context.ts';
import { api } from './implement.ts';
import { refuseYearZero } from './known-at.ts';
import { failingAs } from './problem.ts';

interface Asked {
  readonly as_of_date?: string | undefined;
  readonly program_id?: string | undefined;
  readonly currency?: string | undefined;
  readonly known_at?: string | undefined;
}

/** What one account has seen in one currency and layer, and the last day on which it did. */
interface TotalRow {
  readonly currency: string;
  readonly account_code: number;
  readonly layer: Layer;
  readonly gl_code: string | null;
  readonly debits: string;
  readonly credits: string;
  readonly last_date: string;
}

/**
 * The trial balance: what every account has seen through an accounting date. Law: debits equal credits, in each layer
 * and memo apart. Without a date it holds everything that was posted, and says the day on which that stands.
 */
export const trialBalance = api.books.trialBalance.handler(async ({ input: { query }, context }) => {
  refuseYearZero(context, query.known_at);
  const tenantId = context.principal!.tenantId;
  const [found, rows] = await reading(context.services.reader, tenantId, (tx) => [
    findProgram(tx, tenantId, query.program_id),
    readTotals(tx, tenantId, query),
  ]);
  const today = businessDate(context, query.program_id, found, query.known_at);
  const currency = query.currency ?? onlyCurrency(context, rows);
  const totals = rows.filter((row) => row.currency === currency);
  const lastDate = totals.reduce((last, row) => (row.last_date > last ? row.last_date : last), today);
  const tried = {
    asOf: query.as_of_date ?? lastDate,
    knownAt: query.known_at,
    programId: query.program_id,
    currency,
  };
  return { status: 200 as const, body: trialBalanceOf(tried, totals.map(totalOf)) };
});

const totalOf = (row: TotalRow): AccountTotal => ({
  account: row.account_code,
  layer: row.layer,
  glCode: row.gl_code ?? undefined,
  debits: BigInt(row.debits),
  credits: BigInt(row.credits),
});

/** The one currency of the books. @throws validation_failed when they have none or several, and one must be named. */
function onlyCurrency(context: Context, rows: readonly TotalRow[]): string {
  const held = [...new Set(rows.map((row) => row.currency))];
  if (held.length === 1) return held[0]!;
  throw failingAs(context, badParameter('currency', currencyToName(held)));
}

/**
 * Sums the totals of each day; or, as they were known at an instant, those less what was posted since. Each day is
 * settled before the days are summed, so that a day of which nothing was known is no day.
 */
function readTotals(tx: Tx, tenantId: string, asked: Asked) {
  const { as_of_date: date = 'infinity', known_at: knownAt } = asked;
  const program = asked.program_id ?? null;
  const currency = asked.currency ?? null;
  return tx<TotalRow[]>`
    with days as (
      select d.currency, d.account_code, d.layer, d.accounting_date, sum(d.debits) as debits, sum(d.credits) as credits
      from (
        select currency, account_code, layer, accounting_date, debits, credits from account_days
        where tenant_id = ${tenantId} and accounting_date <= ${date}
          and (${program}::uuid is null or program_id = ${program})
          and (${currency}::text is null or currency = ${currency})
        ${knownAt === undefined ? tx`` : tx`union all ${postedSince(tx, tenantId, knownAt, asked)}`}
      ) d
      group by d.currency, d.account_code, d.layer, d.accounting_date
      having sum(d.debits) <> 0 or sum(d.credits) <> 0
    )
    select d.currency, d.account_code, d.layer::text as layer, sum(d.debits) as debits, sum(d.credits) as credits,
      max(d.accounting_date) as last_date, (
        select gl_code from accounts a where a.tenant_id = ${tenantId} and a.account_code = d.account_code) as gl_code
    from days d group by d.currency, d.account_code, d.layer order by d.account_code, d.layer`;
}

/** What was posted after an instant, taken back: both sides of what each entry moved between two accounts, below zero. */
function postedSince(tx: Tx, tenantId: string, knownAt: string, asked: Asked) {
  const { as_of_date: date = 'infinity', program_id: program, currency = null } = asked;
  return tx`
    select e.currency, side.account, p.layer, e.accounting_date, -side.debit, -side.credit
    from journal_entries e
    cross join lateral (
      select u.debit, u.credit, u.layer, sum(u.amount) as amount from postings u
      where u.tenant_id = ${tenantId} and u.journal_entry_id = e.journal_entry_id and u.effective_at = e.effective_at
        ${program === undefined ? tx`` : ofProgram(tx, tenantId, program)}
      group by u.debit, u.credit, u.layer offset 0) p
    cross join lateral (values (p.debit, p.amount, 0), (p.credit, 0, p.amount)) as side (account, debit, credit)
    where e.tenant_id = ${tenantId} and e.posted_at > ${knownAt} and e.accounting_date <= ${date}
      and (${currency}::text is null or e.currency = ${currency})`;
}

/** That the posting `u` counts in a program: its loan's; or the tenant's default one, where it has no loan. */
const ofProgram = (tx: Tx, tenantId: string, program: string) => tx`
  and (u.loan_id in (select loan_id from loans where tenant_id = ${tenantId} and program_id = ${program})
    or u.loan_id is null and ${program} = (select default_program_id from tenants where tenant_id = ${tenantId}))`;
