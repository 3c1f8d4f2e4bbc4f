import { addPosting, type Balances, type LoanId, type LocalDate, NO_BALANCES, unappliedMoney } from '@tallystick/core';
import { balanceBodyOf, closingDayOf, entryFieldsOf, loanBodyOf, wireLinesOf } from '@tallystick/core/wire';
import { found } from './failed.ts';
import type { PostedEntry } from './journal.ts';
import { pageOf } from './page.ts';
import { knownBy, type ReadsOf, shown } from './read.ts';
import type { Tenant } from './tenant.ts';

const lookUp = ({ book }: Tenant, id: string) => found(book.loan(id as LoanId), 'loan_not_found', `no loan ${id}`);

/** What a loan's buckets hold by some of its entries. */
export function balancesBy(past: readonly PostedEntry[]): Balances {
  const balances = { ...NO_BALANCES };
  for (const { postings } of past) for (const posting of postings) addPosting(balances, posting);
  return balances;
}

/** What a loan is, what it owes, and how it came to. */
export const loans: ReadsOf<'loans'> = {
  get: (tenant, { params }) => loanBodyOf(lookUp(tenant, params.loan_id)),

  balance: (tenant, { params, query: { as_of_date: asOf, known_at: knownAt } }) => {
    const isKnown = knownBy(knownAt);
    const loan = lookUp(tenant, params.loan_id);
    const program = tenant.book.program(loan.programId)!;
    const date = (asOf ?? closingDayOf(loan, tenant.today(program.timeZone, knownAt), knownAt)) as LocalDate;
    const known = tenant.journal.pastOf(loan.id).filter(({ postedAt }) => isKnown(postedAt));
    const counted = asOf === undefined ? known : known.filter(({ effectiveAt }) => effectiveAt <= asOf);
    const balances = balancesBy(counted);
    const history = known.filter(({ effectiveAt }) => effectiveAt <= date);
    const money = unappliedMoney(history, balances, date, program);
    const lastActivityAt = counted.findLast(({ postings }) => postings.length > 0)?.postedAt;
    return balanceBodyOf(loan, { date, balances, money, lastActivityAt });
  },

  journalEntries: (tenant, asked) => {
    const {
      from_date: from = '',
      to_date: to = '9999-12-31',
      event_type: type,
      known_at: knownAt,
      order,
    } = asked.query;
    const isKnown = knownBy(knownAt);
    const loan = lookUp(tenant, asked.params.loan_id);
    const rows = tenant.journal.pastOf(loan.id).filter((past) => {
      const { effectiveAt, postings, postedAt } = past;
      const isAsked = effectiveAt >= from && effectiveAt <= to && (type === undefined || past.type === type);
      return isAsked && postings.length > 0 && isKnown(postedAt);
    });
    const inOrder = order === 'asc' ? rows : rows.toReversed();
    const page = pageOf('loans.journalEntries', asked, inOrder, ({ ordinal }) => String(ordinal));
    const items = page.rows.map(({ entryId, postings }) => {
      const placed = tenant.journal.entry(entryId)!;
      return { ...entryFieldsOf(shown(placed)), lines: wireLinesOf(postings, placed.entry.currency) };
    });
    return { items, ...page.next };
  },
};
