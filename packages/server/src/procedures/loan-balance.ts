import { type AccountCode, addPosting, type Balances, type Minor, NO_BALANCES } from '@tallystick/core';
import { balanceBodyOf, closingDayOf } from '@tallystick/core/wire';
import type { LoanOfProgram } from '../store/loans-together.ts';
import { reading, type Tx } from '../store/transaction.ts';
import type { Context } from './context.ts';
import { api } from './implement.ts';
import { refuseYearZero } from './known-at.ts';
import { unappliedMoney } from './loan-money.ts';
import { problemError } from './problem.ts';

interface AsOf {
  readonly date: string | undefined;
  readonly knownAt: string | undefined;
}

/** What a loan owes: now from its row, on a past day from its history, and as it was known once from its postings. */
export const balance = api.loans.balance.handler(async ({ input: { params, query }, context }) => {
  const asOf: AsOf = { date: query.as_of_date, knownAt: query.known_at };
  refuseYearZero(context, asOf.knownAt);
  const found = await look(context, params.loan_id, asOf);
  const { loan, timeZone, balances, lastActivityAt } = found;
  const today = context.services.today(timeZone, asOf.knownAt === undefined ? undefined : new Date(asOf.knownAt));
  const date = asOf.date ?? closingDayOf(loan, today, asOf.knownAt);
  const money = await unappliedMoney(context, found, balances, { date, knownAt: asOf.knownAt });
  return { status: 200 as const, body: balanceBodyOf(loan, { date, balances, money, lastActivityAt }) };
});

interface Found extends LoanOfProgram {
  readonly balances: Balances;
  readonly lastActivityAt: string | undefined;
}

async function look(context: Context, loanId: string, asOf: AsOf): Promise<Found> {
  const tenantId = context.principal!.tenantId;
  const current = await context.services.loans.look(tenantId, loanId);
  if (current === undefined) throw problemError(context, 'loan_not_found', `no loan ${loanId}`);
  const { loan } = current;
  if (asOf.knownAt === undefined) {
    if (asOf.date === undefined || asOf.date >= loan.lastEffectiveAt) {
      return { ...current, balances: loan.balances, lastActivityAt: loan.lastActivityAt };
    }
    return { ...current, ...(await context.services.dailyBalances.at(tenantId, loan, asOf.date)) };
  }
  const known = { date: asOf.date ?? 'infinity', knownAt: asOf.knownAt };
  const [sums, latest] = await reading(context.services.reader, tenantId, (tx) => [
    sumPostings(tx, tenantId, loanId, known),
    readLatest(tx, tenantId, loanId, known),
  ]);
  return { ...current, balances: fold(sums), lastActivityAt: latest[0]?.posted_at };
}

interface PostingSum {
  readonly debit: number;
  readonly credit: number;
  readonly amount: string;
}

interface Known {
  readonly date: string;
  readonly knownAt: string;
}

/** Sums, by pair of accounts, those of a loan's postings that were known. */
function sumPostings(tx: Tx, tenantId: string, loanId: string, { date, knownAt }: Known) {
  return tx<PostingSum[]>`
    select p.debit, p.credit, sum(p.amount)::text as amount from postings p
    join journal_entries e on e.tenant_id = ${tenantId} and e.journal_entry_id = p.journal_entry_id
      and e.posted_at <= ${knownAt}
    where p.tenant_id = ${tenantId} and p.loan_id = ${loanId} and p.effective_at <= ${date} and p.layer = 'SETTLED'
    group by p.debit, p.credit`;
}

interface LatestRow {
  readonly posted_at: string;
}

function readLatest(tx: Tx, tenantId: string, loanId: string, { date, knownAt }: Known) {
  return tx<LatestRow[]>`
    select e.posted_at from postings p
    join journal_entries e on e.tenant_id = ${tenantId} and e.journal_entry_id = p.journal_entry_id
      and e.posted_at <= ${knownAt}
    where p.tenant_id = ${tenantId} and p.loan_id = ${loanId} and p.effective_at <= ${date}
    order by p.loan_ordinal desc limit 1`;
}

function fold(sums: readonly PostingSum[]): Balances {
  const balances: Record<keyof Balances, Minor> = { ...NO_BALANCES };
  for (const { debit, credit, amount } of sums) {
    const pair = { debit: debit as AccountCode, credit: credit as AccountCode };
    addPosting(balances, { ...pair, amount: BigInt(amount), layer: 'SETTLED' });
  }
  return balances;
}
