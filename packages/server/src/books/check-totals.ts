import { CONTROL_ROWS, MEMO_CODES, STORED_ROWS } from './chart.ts';
import { type Check, checkOf } from './check.ts';

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

/** The totals of each account and day are what the postings make. */
const accountTotals = checkOf(`
  with summed as (
    select tenant_id, program_id, account, currency, layer, accounting_date, sum(debit) as debits, sum(credit) as credits
    from (${SIDES}) s group by 1, 2, 3, 4, 5, 6)
  select coalesce(d.tenant_id, s.tenant_id) as tenant_id,
    format('account %s on %s (%s, %s) stores %s debit and %s credit, postings make %s and %s',
      coalesce(d.account_code, s.account), coalesce(d.accounting_date, s.accounting_date), coalesce(d.currency, s.currency),
      coalesce(d.layer, s.layer), coalesce(d.debits, 0), coalesce(d.credits, 0), coalesce(s.debits, 0), coalesce(s.credits, 0)) as detail
  from account_days d full join summed s on s.tenant_id = d.tenant_id and s.program_id = d.program_id
    and s.account = d.account_code and s.currency = d.currency and s.layer = d.layer and s.accounting_date = d.accounting_date
  where coalesce(d.debits, 0) <> coalesce(s.debits, 0) or coalesce(d.credits, 0) <> coalesce(s.credits, 0)`);

/** Debits equal credits in each currency and layer, and memo accounts balance among themselves. */
const trialBalance = checkOf(`
  select tenant_id, format('%s %s%s: debits %s, credits %s', currency, layer,
    case when account_code = any('{${MEMO_CODES.join(',')}}') then ' memo' end, sum(debits), sum(credits)) as detail
  from account_days group by tenant_id, currency, layer, account_code = any('{${MEMO_CODES.join(',')}}')
  having sum(debits) <> sum(credits)`);

/** The buckets of the loans against the accounts they are slices of: the sub-ledger ties out to the general ledger. */
const controlAccounts = checkOf(`
  with loans_sum as (
    select l.tenant_id, l.currency, b.code, sum(s.amount::numeric) as amount
    from loans l cross join lateral (values ${STORED_ROWS}) as s (bucket, amount)
    join (values ${CONTROL_ROWS}) as b (bucket, code, sign) on b.bucket = s.bucket group by 1, 2, 3),
  control as (
    select d.tenant_id, d.currency, b.code, sum(b.sign * (d.debits - d.credits)) as amount
    from account_days d join (values ${CONTROL_ROWS}) as b (bucket, code, sign) on b.code = d.account_code
    where d.layer = 'SETTLED' group by 1, 2, 3)
  select coalesce(c.tenant_id, l.tenant_id) as tenant_id,
    format('account %s (%s) holds %s, its loans add up to %s', coalesce(c.code, l.code), coalesce(c.currency, l.currency),
      coalesce(c.amount, 0), coalesce(l.amount, 0)) as detail
  from control c full join loans_sum l using (tenant_id, currency, code)
  where coalesce(c.amount, 0) <> coalesce(l.amount, 0)`);

/** What a period held when it closed is what its days hold now: nothing was booked into it since. */
const closedPeriods = checkOf(`
  select p.tenant_id, format('the period through %s closed with %s, its days hold %s', p.through_date, p.totals, h.totals) as detail
  from periods p
  cross join lateral (
    select coalesce(jsonb_agg(jsonb_build_object('currency', d.currency, 'debits_minor', d.debits::text,
      'credits_minor', d.credits::text) order by d.currency), '[]') as totals
    from (select currency, sum(debits) as debits, sum(credits) as credits from account_days a
      where a.tenant_id = p.tenant_id and a.accounting_date <= p.through_date
        and a.account_code <> all('{${MEMO_CODES.join(',')}}')
      group by currency) d) h
  where p.totals <> h.totals`);

/** Sums over accounts and days, against the postings, the loans, and what was said when a period closed. */
export const totalChecks: Readonly<Record<string, Check>> = {
  account_totals: accountTotals,
  trial_balance: trialBalance,
  control_account: controlAccounts,
  closed_period: closedPeriods,
};
