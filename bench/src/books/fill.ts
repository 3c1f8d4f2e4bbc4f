import type { Sql, TransactionSql } from '../database.ts';
import { borrowerIdSql, daysAfter, loanIdSql } from './names.ts';

/** Loans of one tenant, all alike, numbered from `first`. */
export interface LoanFill {
  readonly tenantId: string;
  readonly first: number;
  readonly loans: number;
  readonly openedAt: string;
  readonly principal: number;
  readonly interest: number;
  readonly fees: number;
}

/**
 * Books loans without the server, set by set: each is drawn, accrues once and is charged a fee on one day, by three
 * entries that all of them share. What is stored beside the postings agrees with them, as `verifyBooks` will find.
 */
export async function fillLoans(sql: Sql, fill: LoanFill): Promise<void> {
  const { tenantId, first, loans, openedAt } = fill;
  const moves = [
    { kind: 'disbursement', type: 'disbursement', debit: 1100, credit: 2100, amount: fill.principal },
    { kind: 'accrual', type: 'accrual', debit: 1200, credit: 4100, amount: fill.interest },
    { kind: 'fee', type: 'fee_assessed', debit: 1300, credit: 4200, amount: fill.fees },
  ].filter(({ amount }) => amount > 0);
  await sql.begin(async (tx) => {
    await tx`select ensure_postings_month(${openedAt}::date)`;
    for (const [index, { kind, type, debit, credit, amount }] of moves.entries()) {
      const [entry] = await tx<{ id: string }[]>`
        with ids as materialized (select gen_random_uuid() as event_id, gen_random_uuid() as entry_id),
        feed as (${advance(tx, tenantId, 1)}),
        event as (
          insert into events (tenant_id, event_id, kind, idempotency_key, fingerprint, request, response, actor, posted_at,
            position, entry_ids)
          select ${tenantId}, event_id, ${kind}, ${`fill:${kind}:${first}`}, '', '{}', '{}', 'bench', now(),
            last_position, array[entry_id] from ids, feed)
        insert into journal_entries (tenant_id, journal_entry_id, event_id, event_type, currency, effective_at,
          accounting_date, posted_at, actor)
        select ${tenantId}, entry_id, event_id, ${type}, 'USD', ${openedAt}::date, ${openedAt}::date, now(), 'bench'
        from ids returning journal_entry_id as id`;
      await tx`
        insert into postings (tenant_id, journal_entry_id, sequence, debit, credit, amount, currency, layer, loan_id,
          borrower_id, loan_ordinal, effective_at)
        select ${tenantId}, ${entry!.id}, n - ${first}::int + 1, ${debit}, ${credit}, ${amount}, 'USD', 'SETTLED',
          ${tx.unsafe(loanIdSql('n'))}, ${tx.unsafe(borrowerIdSql('n'))}, ${index + 1}, ${openedAt}::date
        from generate_series(${first}::int, ${first + loans - 1}::int) as n`;
    }
    await tx`
      insert into loans (tenant_id, loan_id, borrower_id, program_id, currency, status, principal, interest, fees,
        opened_at, first_draw_at, last_effective_at, accrued_through, entry_count, last_activity_at)
      select ${tenantId}, ${tx.unsafe(loanIdSql('n'))}, ${tx.unsafe(borrowerIdSql('n'))}, ${tenantId}, 'USD', 'active',
        ${fill.principal}, ${fill.interest}, ${fill.fees}, ${openedAt}::date, ${openedAt}::date, ${openedAt}::date,
        ${fill.interest > 0 ? openedAt : null}::date, ${moves.length}, now()
      from generate_series(${first}::int, ${first + loans - 1}::int) as n`;
  });
}

/** Takes so many places in the tenant's feed, as the server does, and answers the last of them. */
const advance = (sql: Sql | TransactionSql, tenantId: string, events: number) => sql`
  insert into feeds (tenant_id, last_position) values (${tenantId}, ${events}::int)
  on conflict (tenant_id) do update set last_position = feeds.last_position + excluded.last_position
  returning last_position`;

/** Days of accruals for some of a tenant's loans. */
export interface DayFill {
  readonly tenantId: string;
  readonly first: number;
  readonly loans: number;
  readonly from: string;
  readonly days: number;
  /** What each loan accrues a day. */
  readonly amount: number;
  /** So many accrual entries a day instead of one. */
  readonly perDay?: number;
}

/** Books daily accruals without the server, a month of them at a time: one entry a day, one posting a loan. */
export async function fillDays(sql: Sql, fill: DayFill, progress?: (days: number) => void): Promise<void> {
  const STEP = 30;
  for (let done = 0; done < fill.days; done += STEP) {
    const days = Math.min(STEP, fill.days - done);
    await fillStep(sql, { ...fill, from: daysAfter(fill.from, done), days });
    progress?.(done + days);
  }
}

async function fillStep(sql: Sql, fill: DayFill): Promise<void> {
  const { tenantId, first, loans, from, days, amount, perDay = 1 } = fill;
  const last = daysAfter(from, days - 1);
  await sql.begin(async (tx) => {
    await tx`select ensure_postings_month(d::date) from generate_series(${from}::date, ${last}::date, interval '1 day') d`;
    await tx`
      create temp table filled on commit drop as
      select d::date as day, row_number() over (order by d, n)::int as place, gen_random_uuid() as event_id,
        gen_random_uuid() as entry_id
      from generate_series(${from}::date, ${last}::date, interval '1 day') d, generate_series(1, ${perDay}::int) n`;
    await tx`
      with feed as (${advance(tx, tenantId, days * perDay)})
      insert into events (tenant_id, event_id, kind, idempotency_key, fingerprint, request, response, actor, posted_at,
        position, entry_ids)
      select ${tenantId}, event_id, 'accrual', 'fill:' || event_id, '', '{}', '{}', 'bench', now(),
        last_position - ${days * perDay}::int + place, array[entry_id] from filled, feed`;
    await tx`
      insert into journal_entries (tenant_id, journal_entry_id, event_id, event_type, currency, effective_at,
        accounting_date, posted_at, actor)
      select ${tenantId}, entry_id, event_id, 'accrual', 'USD', day, day, now(), 'bench' from filled`;
    await tx`
      insert into postings (tenant_id, journal_entry_id, sequence, debit, credit, amount, currency, layer, loan_id,
        borrower_id, loan_ordinal, effective_at)
      select ${tenantId}, f.entry_id, l.n - ${first}::int + 1, 1200, 4100, ${amount}, 'USD', 'SETTLED', l.loan_id,
        l.borrower_id, l.entry_count + f.place, f.day
      from filled f cross join lateral (
        select n, loan_id, borrower_id, entry_count from generate_series(${first}::int, ${first + loans - 1}::int) n
        join loans on tenant_id = ${tenantId} and loan_id = ${tx.unsafe(loanIdSql('n'))}) l`;
    await tx`
      update loans set interest = interest + ${amount}::bigint * ${days * perDay}, entry_count = entry_count + ${days * perDay},
        last_effective_at = ${last}::date, accrued_through = ${last}::date
      from generate_series(${first}::int, ${first + loans - 1}::int) n
      where tenant_id = ${tenantId} and loan_id = ${tx.unsafe(loanIdSql('n'))}`;
  });
}

/** Works the totals per account and day of the tenants out from their postings, as the server would have kept them. */
export async function writeTotals(sql: Sql, tenantIds: readonly string[]): Promise<void> {
  await sql`
    insert into account_days (tenant_id, program_id, account_code, currency, layer, accounting_date, debits, credits)
    select p.tenant_id, p.tenant_id, side.account, p.currency, p.layer, e.accounting_date,
      sum(case when side.is_debit then p.amount::numeric else 0 end),
      sum(case when side.is_debit then 0 else p.amount::numeric end)
    from postings p
    join journal_entries e on e.tenant_id = p.tenant_id and e.journal_entry_id = p.journal_entry_id
    cross join lateral (values (p.debit, true), (p.credit, false)) as side (account, is_debit)
    where p.tenant_id = any(${tenantIds as string[]}::uuid[]) group by 1, 2, 3, 4, 5, 6
    on conflict (tenant_id, program_id, account_code, currency, layer, accounting_date)
    do update set debits = excluded.debits, credits = excluded.credits`;
}

/**
 * Numbers the feed of tenants as the server would have, in the order of the places that their events have: the baseline
 * leaves gaps. The journal's triggers look away meanwhile, as they do for a superuser that says so.
 */
export async function numberFeed(sql: Sql, tenantIds: readonly string[]): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`
      with places as (
        select tenant_id, event_id, row_number() over (partition by tenant_id order by position) as place
        from events where tenant_id = any(${tenantIds as string[]}::uuid[])),
      -- Moved to the negative first: a place is taken until its event has left it.
      moved as (
        update events e set position = -place from places p
        where e.tenant_id = p.tenant_id and e.event_id = p.event_id returning e.tenant_id)
      insert into feeds select tenant_id, count(*) from moved group by tenant_id
      on conflict (tenant_id) do update set last_position = excluded.last_position`;
    await tx`update events set position = -position where tenant_id = any(${tenantIds as string[]}::uuid[])`;
  });
}

/** Brings a filled database to rest: visibility and statistics as autovacuum would leave them, and nothing to flush. */
export async function settleDown(sql: Sql): Promise<void> {
  await sql`vacuum (analyze) loans, postings, events, journal_entries, account_days, external_refs`;
  await sql`checkpoint`;
}
