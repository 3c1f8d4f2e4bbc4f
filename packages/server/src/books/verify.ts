import { ACCOUNTS, type AccountRole, ALL_BUCKETS, BUCKETS, type Bucket } from '@tallystick/core';
import type { Sql } from '../store/codecs.ts';

/** One difference between what is stored and what the postings say. */
export interface Finding {
  readonly check: string;
  readonly tenantId: string;
  /** What differs, by id, with both figures. */
  readonly detail: string;
}

/** What a verification looked at and found. `ok` means no finding. */
export interface Verification {
  readonly ok: boolean;
  /** At most `MOST_FINDINGS` of each check. */
  readonly findings: readonly Finding[];
  readonly counts: Readonly<Record<string, number>>;
}

/** The most findings that one check names. */
const MOST_FINDINGS = 1_000;

/**
 * Re-derives from the postings everything that is stored beside them and reports every difference, for all tenants. It
 * repairs nothing. All checks see one snapshot, so it may run while the server posts.
 *
 * Checked: each bucket of each loan (B2), no bucket below zero at the close of any day (B3), totals per account and day,
 * debits equal credits and control accounts equal the sum of their loans (B4), entries without an event and postings
 * without an entry, the numbering of each loan's history, and the dates that a loan's row keeps.
 */
export async function verifyBooks(sql: Sql): Promise<Verification> {
  return (await sql.begin('isolation level repeatable read read only', async (tx) => {
    const ask = tx as unknown as Sql;
    const findings: Finding[] = [];
    for (const [check, query] of Object.entries(checks)) {
      const rows = await query(ask);
      findings.push(...rows.map((row) => ({ check, tenantId: row.tenant_id, detail: row.detail })));
    }
    return { ok: findings.length === 0, findings, counts: await countRows(ask) };
  })) as Verification;
}

interface Row {
  readonly tenant_id: string;
  readonly detail: string;
}

type Check = (sql: Sql) => PromiseLike<readonly Row[]>;

const checks: Readonly<Record<string, Check>> = {
  loan_balances: loanBalances,
  negative_bucket: negativeBuckets,
  account_totals: accountTotals,
  trial_balance: trialBalance,
  control_account: controlAccounts,
  orphan_posting: orphanPostings,
  orphan_entry: orphanEntries,
  loan_history: loanHistories,
  loan_dates: loanDates,
};

const COLUMNS: Readonly<Record<Bucket, string>> = {
  principal: 'principal',
  interest: 'interest',
  fees: 'fees',
  lateCharges: 'late_charges',
  suspense: 'suspense',
  claimPrincipal: 'claim_principal',
  claimInterest: 'claim_interest',
  claimFees: 'claim_fees',
  nonaccrualInterest: 'nonaccrual_interest',
};

/** Each bucket as a row: its name, its account, the sign of a debit, and the column that stores it. */
const BUCKET_ROWS = ALL_BUCKETS.map((bucket) => {
  const account = ACCOUNTS[BUCKETS[bucket] as AccountRole];
  return { column: COLUMNS[bucket], code: account.code, sign: account.normal === 'DR' ? 1 : -1 };
});

const bucketTable = BUCKET_ROWS.map(({ column, code, sign }) => `('${column}', ${code}, ${sign})`).join(', ');
const storedColumns = BUCKET_ROWS.map(({ column }) => `('${column}', l.${column})`).join(', ');

/** Every posting's two sides as signed movements of a bucket: what the fold of a loan is made of. */
const MOVEMENTS = `
  select p.tenant_id, p.loan_id, p.effective_at, b.bucket,
    case when p.debit = b.code then b.sign else -b.sign end * p.amount::numeric as moved
  from postings p join (values ${bucketTable}) as b (bucket, code, sign) on b.code in (p.debit, p.credit)
  where p.loan_id is not null and p.layer = 'SETTLED'`;

function loanBalances(sql: Sql): PromiseLike<Row[]> {
  return sql.unsafe<Row[]>(`
    with folded as (select tenant_id, loan_id, bucket, sum(moved) as amount from (${MOVEMENTS}) m group by 1, 2, 3),
    stored as (
      select l.tenant_id, l.loan_id, s.bucket, s.amount::numeric
      from loans l cross join lateral (values ${storedColumns}) as s (bucket, amount))
    select coalesce(s.tenant_id, f.tenant_id) as tenant_id,
      format('loan %s stores %s %s, its postings make %s', coalesce(s.loan_id, f.loan_id), coalesce(s.bucket, f.bucket),
        coalesce(s.amount::text, 'nothing'), coalesce(f.amount, 0)) as detail
    from stored s full join folded f using (tenant_id, loan_id, bucket)
    where s.amount is distinct from coalesce(f.amount, 0) limit ${MOST_FINDINGS}`);
}

function negativeBuckets(sql: Sql): PromiseLike<Row[]> {
  return sql.unsafe<Row[]>(`
    with days as (select tenant_id, loan_id, bucket, effective_at, sum(moved) as moved from (${MOVEMENTS}) m group by 1, 2, 3, 4),
    closes as (
      select *, sum(moved) over (partition by tenant_id, loan_id, bucket order by effective_at) as balance from days)
    select tenant_id, format('loan %s has %s %s at the close of %s', loan_id, bucket, balance, effective_at) as detail
    from closes where balance < 0 limit ${MOST_FINDINGS}`);
}

/** Both sides of every posting, by account. The accounting date is the entry's. */
const SIDES = `
  select p.tenant_id, coalesce(l.program_id, t.default_program_id) as program_id, side.account, p.currency, p.layer,
    e.accounting_date, p.loan_id, case when side.is_debit then p.amount::numeric else 0 end as debit,
    case when side.is_debit then 0 else p.amount::numeric end as credit
  from postings p
  join tenants t on t.tenant_id = p.tenant_id
  join journal_entries e on e.tenant_id = p.tenant_id and e.journal_entry_id = p.journal_entry_id
  left join loans l on l.tenant_id = p.tenant_id and l.loan_id = p.loan_id
  cross join lateral (values (p.debit, true), (p.credit, false)) as side (account, is_debit)`;

function accountTotals(sql: Sql): PromiseLike<Row[]> {
  return sql.unsafe<Row[]>(`
    with summed as (
      select tenant_id, program_id, account, currency, layer, accounting_date, sum(debit) as debits, sum(credit) as credits
      from (${SIDES}) s group by 1, 2, 3, 4, 5, 6)
    select coalesce(d.tenant_id, s.tenant_id) as tenant_id,
      format('account %s on %s (%s, %s) stores %s debit and %s credit, postings make %s and %s',
        coalesce(d.account_code, s.account), coalesce(d.accounting_date, s.accounting_date), coalesce(d.currency, s.currency),
        coalesce(d.layer, s.layer), coalesce(d.debits, 0), coalesce(d.credits, 0), coalesce(s.debits, 0), coalesce(s.credits, 0)) as detail
    from account_days d full join summed s on s.tenant_id = d.tenant_id and s.program_id = d.program_id
      and s.account = d.account_code and s.currency = d.currency and s.layer = d.layer and s.accounting_date = d.accounting_date
    where coalesce(d.debits, 0) <> coalesce(s.debits, 0) or coalesce(d.credits, 0) <> coalesce(s.credits, 0)
    limit ${MOST_FINDINGS}`);
}

function trialBalance(sql: Sql): PromiseLike<Row[]> {
  return sql.unsafe<Row[]>(`
    select tenant_id, format('%s %s: debits %s, credits %s', currency, layer, sum(debits), sum(credits)) as detail
    from account_days group by tenant_id, currency, layer having sum(debits) <> sum(credits) limit ${MOST_FINDINGS}`);
}

/** The buckets of the loans against the accounts they are slices of: the sub-ledger ties out to the general ledger. */
function controlAccounts(sql: Sql): PromiseLike<Row[]> {
  return sql.unsafe<Row[]>(`
    with loans_sum as (
      select l.tenant_id, l.currency, b.code, sum(s.amount::numeric) as amount
      from loans l cross join lateral (values ${storedColumns}) as s (bucket, amount)
      join (values ${bucketTable}) as b (bucket, code, sign) on b.bucket = s.bucket group by 1, 2, 3),
    control as (
      select d.tenant_id, d.currency, b.code, sum(b.sign * (d.debits - d.credits)) as amount
      from account_days d join (values ${bucketTable}) as b (bucket, code, sign) on b.code = d.account_code
      where d.layer = 'SETTLED' group by 1, 2, 3)
    select coalesce(c.tenant_id, l.tenant_id) as tenant_id,
      format('account %s (%s) holds %s, its loans add up to %s', coalesce(c.code, l.code), coalesce(c.currency, l.currency),
        coalesce(c.amount, 0), coalesce(l.amount, 0)) as detail
    from control c full join loans_sum l using (tenant_id, currency, code)
    where coalesce(c.amount, 0) <> coalesce(l.amount, 0) limit ${MOST_FINDINGS}`);
}

/** There is no foreign key from a posting to its entry (one writer, one transaction), so this looks instead. */
function orphanPostings(sql: Sql): PromiseLike<Row[]> {
  return sql.unsafe<Row[]>(`
    select p.tenant_id, format('posting %s of entry %s: %s', p.sequence, p.journal_entry_id,
      case when e.journal_entry_id is null then 'no such entry' else 'its date or currency is not the entry''s' end) as detail
    from postings p left join journal_entries e on e.tenant_id = p.tenant_id and e.journal_entry_id = p.journal_entry_id
    where e.journal_entry_id is null or e.effective_at <> p.effective_at or e.currency <> p.currency limit ${MOST_FINDINGS}`);
}

/** An adjustment that waits, its rejection and the close of a period have no entry; any other event has. */
function orphanEntries(sql: Sql): PromiseLike<Row[]> {
  return sql.unsafe<Row[]>(`
    select e.tenant_id, format('entry %s has no event %s', e.journal_entry_id, e.event_id) as detail
    from journal_entries e left join events v on v.tenant_id = e.tenant_id and v.event_id = e.event_id
    where v.event_id is null
    union all
    select v.tenant_id, format('event %s has no entry', v.event_id)
    from events v left join journal_entries e on e.tenant_id = v.tenant_id and e.event_id = v.event_id
    where e.event_id is null and v.kind not in ('adjustment', 'rejection', 'period_close') limit ${MOST_FINDINGS}`);
}

function loanHistories(sql: Sql): PromiseLike<Row[]> {
  return sql.unsafe<Row[]>(`
    with history as (
      select tenant_id, loan_id, count(distinct loan_ordinal) as entries, max(loan_ordinal) as last,
        count(distinct journal_entry_id) as distinct_entries
      from postings where loan_id is not null group by 1, 2)
    select l.tenant_id, format('loan %s counts %s entries, its history holds %s numbered to %s', l.loan_id, l.entry_count,
      coalesce(h.entries, 0), coalesce(h.last, 0)) as detail
    from loans l left join history h using (tenant_id, loan_id)
    where l.entry_count <> coalesce(h.entries, 0) or l.entry_count <> coalesce(h.last, 0)
      or coalesce(h.entries, 0) <> coalesce(h.distinct_entries, 0) limit ${MOST_FINDINGS}`);
}

function loanDates(sql: Sql): PromiseLike<Row[]> {
  return sql.unsafe<Row[]>(`
    with dates as (select tenant_id, loan_id, max(effective_at) as last from postings where loan_id is not null group by 1, 2),
    accrued as (
      select p.tenant_id, p.loan_id, max(p.effective_at) as last from postings p
      join journal_entries e on e.tenant_id = p.tenant_id and e.journal_entry_id = p.journal_entry_id and e.event_type = 'accrual'
      where p.loan_id is not null group by 1, 2)
    select l.tenant_id, format('loan %s keeps last effective date %s and accrued through %s, its postings say %s and %s',
      l.loan_id, l.last_effective_at, l.accrued_through, d.last, a.last) as detail
    from loans l left join dates d using (tenant_id, loan_id) left join accrued a using (tenant_id, loan_id)
    where l.last_effective_at < d.last or (a.last is not null and (l.accrued_through is null or l.accrued_through < a.last))
    limit ${MOST_FINDINGS}`);
}

async function countRows(sql: Sql): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of ['tenants', 'loans', 'events', 'journal_entries', 'postings', 'account_days']) {
    const [row] = await sql.unsafe<{ n: bigint }[]>(`select count(*) as n from ${table}`);
    counts[table] = Number(row!.n);
  }
  return counts;
}
