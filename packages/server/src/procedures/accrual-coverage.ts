import { ACCOUNTS } from '@tallystick/core';
import { reading, type Tx } from '../store/transaction.ts';
import { businessDate, findProgram } from './asked-program.ts';
import { api } from './implement.ts';
import { refuseYearZero } from './known-at.ts';
import { beginningOf, pageOf } from './page.ts';

/** The date whose coverage is asked for, and the instant by which what counts was posted. */
interface Asked {
  readonly date: string;
  readonly program: string | undefined;
  readonly knownAt: string | undefined;
}

/** A loan of a stride: whether an accrual for the date stands, and if not, the principal at its close. */
interface LoanRow {
  readonly loan_id: string;
  readonly program_id: string;
  readonly principal: string;
  readonly covered: boolean;
}

/** The most loans of one stride: the statement stays short however many loans a tenant has. */
const LONGEST_STRIDE = 5_000;

/**
 * The loans that have no accrual for a date: those with principal at its close, by effective date, and neither interest
 * nor a zero for it that still stands. A loan that was paid off since is among them, because the date was not covered.
 *
 * Loans are gone through in the order of their ids, in strides that grow while nothing is found, so the work of a page
 * is that of the loans it passes: all pages together pass each loan about once.
 */
export const coverage = api.accruals.coverage.handler(async ({ input: { query }, context }) => {
  refuseYearZero(context, query.known_at);
  const tenantId = context.principal!.tenantId;
  const { reader } = context.services;
  const { date, program_id: program, known_at: knownAt, page_size: size } = query;
  const question: Asked = { date, program, knownAt };
  const asked = JSON.stringify([tenantId, 'coverage', date, program ?? '', knownAt ?? '']);
  let after = beginningOf(context, asked, query.page_token);
  if (program !== undefined) {
    const [found] = await reading(reader, tenantId, (tx) => [findProgram(tx, tenantId, program)]);
    businessDate(context, program, found);
  }
  const missing: LoanRow[] = [];
  for (let stride = size + 1; missing.length <= size; stride = Math.min(2 * stride, LONGEST_STRIDE)) {
    const [loans] = await reading(reader, tenantId, (tx) => [readStride(tx, tenantId, question, { after, stride })]);
    missing.push(...loans.filter((loan) => !loan.covered && loan.principal !== '0'));
    if (loans.length < stride) break;
    after = loans.at(-1)!.loan_id;
  }
  const page = pageOf(context, asked, missing, size, (loan) => loan.loan_id);
  const ids = page.rows.map((loan) => loan.loan_id);
  const [dates] = await reading(reader, tenantId, (tx) => [readLastDates(tx, tenantId, question, ids)]);
  const lastDates = new Map(dates.map((row) => [row.loan_id, row.last_date]));
  const items = page.rows.map((loan) => itemOf(loan, lastDates.get(loan.loan_id) ?? undefined));
  return { status: 200 as const, body: { date, items, ...page.next } };
});

const itemOf = (loan: LoanRow, lastDate: string | undefined) => ({
  loan_id: loan.loan_id,
  program_id: loan.program_id,
  principal_minor: loan.principal,
  ...(lastDate === undefined ? {} : { last_accrual_date: lastDate }),
});

/** That the posting `u` is interest of a loan: from income, or the memo of it. Its entry must be an accrual besides. */
const IS_INTEREST = `u.debit in (${ACCOUNTS.interest_receivable.code}, ${ACCOUNTS.memo_nonaccrual_interest.code})
  and u.credit in (${ACCOUNTS.interest_income.code}, ${ACCOUNTS.memo_contra.code})`;

/**
 * Reads the next loans, each with its principal at the close of the date and whether it is covered.
 *
 * The accruals of a date stand in few entries, and what was reversed of those took effect on few dates (`undone`): so a
 * loan is looked up on those dates alone, even where a batch was reversed loan by loan.
 */
function readStride(
  tx: Tx,
  tenantId: string,
  asked: Asked,
  { after, stride }: { readonly after: string | undefined; readonly stride: number },
) {
  const { date, program, knownAt = 'infinity' } = asked;
  return tx<LoanRow[]>`
    with asked as materialized (
      select loan_id, program_id, principal, last_effective_at, last_activity_at from loans
      where tenant_id = ${tenantId} ${after === undefined ? tx`` : tx`and loan_id > ${after}`}
        ${program === undefined ? tx`` : tx`and program_id = ${program}`}
      order by loan_id limit ${stride}),
    accrued as materialized (
      select a.loan_id, p.journal_entry_id from asked a
      cross join lateral (
        select u.journal_entry_id from postings u where u.tenant_id = ${tenantId} and u.loan_id = a.loan_id
          and u.effective_at = ${date} and ${tx.unsafe(IS_INTEREST)} offset 0) p
      cross join lateral (
        select from journal_entries j where j.tenant_id = ${tenantId} and j.journal_entry_id = p.journal_entry_id
          and j.event_type = 'accrual' and j.posted_at <= ${knownAt} offset 0) e),
    undone as materialized (
      select distinct o.journal_entry_id, r.effective_at
      from (select distinct journal_entry_id from accrued) o
      cross join lateral (
        select effective_at from journal_entries j where j.tenant_id = ${tenantId}
          and j.reverses_entry_id = o.journal_entry_id and j.posted_at <= ${knownAt} offset 0) r),
    covered as materialized (
      select a.loan_id from accrued a where not exists (
        select from undone d
        cross join lateral (
          select u.journal_entry_id from postings u where u.tenant_id = ${tenantId} and u.loan_id = a.loan_id
            and u.effective_at = d.effective_at offset 0) p
        cross join lateral (
          select from journal_entries j where j.tenant_id = ${tenantId} and j.journal_entry_id = p.journal_entry_id
            and j.reverses_entry_id = a.journal_entry_id and j.posted_at <= ${knownAt} offset 0) r
        where d.journal_entry_id = a.journal_entry_id)
      union all
      select a.loan_id from asked a cross join lateral (
        select from zero_accruals z where z.tenant_id = ${tenantId} and z.loan_id = a.loan_id
          and z.accrual_date = ${date} and ${zeroStands(tx, tenantId, knownAt)} limit 1 offset 0) z)
    select a.loan_id, a.program_id, a.covered, h.principal
    from (select *, loan_id in (select loan_id from covered) as covered from asked offset 0) a
    cross join lateral (${principalAt(tx, tenantId, asked)}) h
    order by a.loan_id`;
}

/**
 * The principal of the loan `a` at the close of the date: what it is now, less what moved it later or was posted later.
 * Of a loan that is covered nobody asks, and nothing is read for it.
 */
function principalAt(tx: Tx, tenantId: string, { date, knownAt }: Asked) {
  const { code } = ACCOUNTS.loan_principal;
  const moved =
    knownAt === undefined
      ? tx`a.last_effective_at > ${date} and u.effective_at > ${date}`
      : tx`(a.last_effective_at > ${date} or a.last_activity_at > ${knownAt}) and (u.effective_at > ${date} or exists (
          select from journal_entries j where j.tenant_id = ${tenantId} and j.journal_entry_id = u.journal_entry_id
            and j.posted_at > ${knownAt}))`;
  return tx`
    select a.principal - coalesce(sum(case when u.debit = ${code} then u.amount else -u.amount end), 0) as principal
    from postings u where u.tenant_id = ${tenantId} and u.loan_id = a.loan_id and u.layer = 'SETTLED'
      and ${code} in (u.debit, u.credit) and not a.covered and ${moved}`;
}

/** That the zero `z` was posted by the instant and not taken back by it. */
function zeroStands(tx: Tx, tenantId: string, knownAt: string) {
  const known = (id: string) => tx`exists (
    select from journal_entries j where j.tenant_id = ${tenantId} and j.journal_entry_id = ${tx.unsafe(id)}
      and j.posted_at <= ${knownAt})`;
  return tx`z.reverses_entry_id is null and ${known('z.journal_entry_id')} and not exists (
    select from zero_accruals t where t.tenant_id = ${tenantId} and t.loan_id = z.loan_id
      and t.accrual_date = z.accrual_date and t.reverses_entry_id = z.journal_entry_id and ${known('t.journal_entry_id')})`;
}

interface LastDateRow {
  readonly loan_id: string;
  readonly last_date: string | null;
}

/** The last date before the one asked for that has an accrual which stands, of each loan of a page. */
function readLastDates(tx: Tx, tenantId: string, { date, knownAt = 'infinity' }: Asked, loanIds: readonly string[]) {
  return tx<LastDateRow[]>`
    select a.loan_id, greatest(
      (select u.effective_at from postings u where u.tenant_id = ${tenantId} and u.loan_id = a.loan_id
        and u.effective_at < ${date} and ${tx.unsafe(IS_INTEREST)} and exists (
          select from journal_entries j where j.tenant_id = ${tenantId} and j.journal_entry_id = u.journal_entry_id
            and j.event_type = 'accrual' and j.posted_at <= ${knownAt})
        and not exists (
          select from (
            select * from journal_entries j where j.tenant_id = ${tenantId}
              and j.reverses_entry_id = u.journal_entry_id and j.posted_at <= ${knownAt} offset 0) r
          cross join lateral (
            select v.journal_entry_id from postings v where v.tenant_id = ${tenantId} and v.loan_id = a.loan_id
              and v.effective_at = r.effective_at offset 0) p
          where p.journal_entry_id = r.journal_entry_id)
        order by u.effective_at desc limit 1),
      (select z.accrual_date from zero_accruals z where z.tenant_id = ${tenantId} and z.loan_id = a.loan_id
        and z.accrual_date < ${date} and ${zeroStands(tx, tenantId, knownAt)}
        order by z.accrual_date desc limit 1)) as last_date
    from unnest(${`{${loanIds.join(',')}}`}::uuid[]) as a (loan_id)`;
}
