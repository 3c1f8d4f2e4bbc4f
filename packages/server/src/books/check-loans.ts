import { CONTROL_ROWS, STORED_ROWS } from './chart.ts';
import { type Check, checkOf } from './check.ts';

/** Every posting's two sides as signed movements of a bucket: what the fold of a loan is made of. */
const MOVEMENTS = `
  select p.tenant_id, p.loan_id, p.effective_at, b.bucket,
    case when p.debit = b.code then b.sign else -b.sign end * p.amount::numeric as moved
  from postings p join (values ${CONTROL_ROWS}) as b (bucket, code, sign) on b.code in (p.debit, p.credit)
  where p.loan_id is not null and p.layer = 'SETTLED'`;

/** What each loan stores in each bucket is what its postings make (B2). */
const loanBalances = checkOf(`
  with folded as (select tenant_id, loan_id, bucket, sum(moved) as amount from (${MOVEMENTS}) m group by 1, 2, 3),
  stored as (
    select l.tenant_id, l.loan_id, s.bucket, s.amount::numeric
    from loans l cross join lateral (values ${STORED_ROWS}) as s (bucket, amount))
  select coalesce(s.tenant_id, f.tenant_id) as tenant_id,
    format('loan %s stores %s %s, its postings make %s', coalesce(s.loan_id, f.loan_id), coalesce(s.bucket, f.bucket),
      coalesce(s.amount::text, 'nothing'), coalesce(f.amount, 0)) as detail
  from stored s full join folded f using (tenant_id, loan_id, bucket)
  where s.amount is distinct from coalesce(f.amount, 0)`);

/** No bucket is below zero at the close of any day (B3). */
const negativeBuckets = checkOf(`
  with days as (select tenant_id, loan_id, bucket, effective_at, sum(moved) as moved from (${MOVEMENTS}) m group by 1, 2, 3, 4),
  closes as (
    select *, sum(moved) over (partition by tenant_id, loan_id, bucket order by effective_at) as balance from days)
  select tenant_id, format('loan %s has %s %s at the close of %s', loan_id, bucket, balance, effective_at) as detail
  from closes where balance < 0`);

/** A loan's entries are numbered from 1 without a gap, and counted. */
const loanHistories = checkOf(`
  with history as (
    select tenant_id, loan_id, count(distinct loan_ordinal) as entries, max(loan_ordinal) as last,
      count(distinct journal_entry_id) as distinct_entries
    from postings where loan_id is not null group by 1, 2)
  select l.tenant_id, format('loan %s counts %s entries, its history holds %s numbered to %s', l.loan_id, l.entry_count,
    coalesce(h.entries, 0), coalesce(h.last, 0)) as detail
  from loans l left join history h using (tenant_id, loan_id)
  where l.entry_count <> coalesce(h.entries, 0) or l.entry_count <> coalesce(h.last, 0)
    or coalesce(h.entries, 0) <> coalesce(h.distinct_entries, 0)`);

/** The dates that a loan keeps are no earlier than its postings say. */
const loanDates = checkOf(`
  with dates as (select tenant_id, loan_id, max(effective_at) as last from postings where loan_id is not null group by 1, 2),
  accrued as (
    select p.tenant_id, p.loan_id, max(p.effective_at) as last from postings p
    join journal_entries e on e.tenant_id = p.tenant_id and e.journal_entry_id = p.journal_entry_id and e.event_type = 'accrual'
    where p.loan_id is not null group by 1, 2)
  select l.tenant_id, format('loan %s keeps last effective date %s and accrued through %s, its postings say %s and %s',
    l.loan_id, l.last_effective_at, l.accrued_through, d.last, a.last) as detail
  from loans l left join dates d using (tenant_id, loan_id) left join accrued a using (tenant_id, loan_id)
  where l.last_effective_at < d.last or (a.last is not null and (l.accrued_through is null or l.accrued_through < a.last))`);

/** What is stored of loans, against their postings. */
export const loanChecks: Readonly<Record<string, Check>> = {
  loan_balances: loanBalances,
  negative_bucket: negativeBuckets,
  loan_history: loanHistories,
  loan_dates: loanDates,
};
