import type { AccrualCoverage, PeriodPage, ProgramPage, RollForward, TieOut, TrialBalance } from '@tallystick/sdk';
import { amountIn } from './money.ts';
import { rowsTable, wordsOf } from './record.ts';
import { type Column, table } from './table.ts';

/** The reports on the books as a whole, as an accountant reads them: accounts down, figures to the right. */

const words = (...titles: readonly string[]): Column[] => titles.map((title) => ({ title }));
const figures = (...titles: readonly string[]): Column[] => titles.map((title) => ({ title, align: 'right' }));

type AccountTotals = TrialBalance['accounts'][number];

/** The trial balance: every account, their totals under a rule, and the memo accounts apart. */
export function describeTrialBalance(balance: TrialBalance): string {
  const { as_of_date: day, currency, accounts, memo, totals } = balance;
  const columns = [
    ...words('ACCOUNT', 'GENERAL LEDGER', 'LAYER'),
    ...figures('DEBITS', 'CREDITS', 'BALANCE'),
    ...words('SIDE'),
  ];
  const rowOf = (account: AccountTotals) => [
    `${account.account_code} ${account.name}`,
    account.gl_code ?? '',
    account.layer.toLowerCase(),
    amountIn(account.debits_minor, currency),
    amountIn(account.credits_minor, currency),
    amountIn(account.balance_minor, currency),
    account.balance_side,
  ];
  const total = ['Total', '', '', amountIn(totals.debits_minor, currency), amountIn(totals.credits_minor, currency)];
  const rows = [...accounts.map(rowOf), ['', '', '', '----------', '----------'], total];
  const beside = memo.length === 0 ? [] : [[''], ['Memo accounts'], ...memo.map(rowOf)];
  return `Trial balance in ${currency} through ${day}\n\n${table(columns, [...rows, ...beside])}`;
}

/** The tie-out: what each control account holds by its lines and by its loans, and the difference. */
export function describeTieOut({ accounts, balanced }: TieOut): string {
  const rows = accounts.map(({ account_code: code, currency, ...sides }) => [
    code,
    amountIn(sides.ledger_minor, currency),
    amountIn(sides.loans_minor, currency),
    amountIn(sides.difference_minor, currency),
    currency,
  ]);
  const columns = [...words('ACCOUNT'), ...figures('LEDGER', 'LOANS', 'DIFFERENCE'), ...words('CURRENCY')];
  const verdict = balanced ? 'The loans tie out.' : 'THE LOANS DO NOT TIE OUT: run `tally verify`.';
  return `${table(columns, rows)}\n\n${verdict}`;
}

/** The roll-forward: each bucket from the start of the month to its end, by what moved it. */
export function describeRollForward({ month, currency, buckets }: RollForward): string {
  const amount = (minor: string) => amountIn(minor, currency);
  const rows = buckets.flatMap(({ bucket, opening_minor: opening, movements, closing_minor: closing }) => [
    [wordsOf(bucket), 'opening', '', '', amount(opening)],
    ...movements.map((moved) => ['', moved.event_type, amount(moved.increase_minor), amount(moved.decrease_minor)]),
    ['', 'closing', '', '', amount(closing)],
  ]);
  const columns = [...words('BUCKET', 'BY'), ...figures('INCREASE', 'DECREASE', 'BALANCE')];
  return `Roll-forward of ${month} in ${currency}\n\n${table(columns, rows)}`;
}

/** The periods that are closed, a row for each currency of each. */
export function describePeriods({ items }: PeriodPage): string {
  if (items.length === 0) return 'No period is closed.';
  const rows = items.flatMap(({ through_date: through, posted_at: at, actor, totals }) => {
    const closed = [through, at, actor];
    const sums = totals.map(({ currency, debits_minor: debits, credits_minor: credits }) => [
      amountIn(debits, currency),
      amountIn(credits, currency),
      currency,
    ]);
    return sums.length === 0 ? [closed] : sums.map((sum, index) => [...(index === 0 ? closed : ['', '', '']), ...sum]);
  });
  return table([...words('THROUGH', 'CLOSED', 'BY'), ...figures('DEBITS', 'CREDITS'), ...words('CURRENCY')], rows);
}

/** The loans that a date's accruals leave out. The page names no currency: where nobody knows a loan's, it is in minor units. */
export function describeCoverage({ date, items }: AccrualCoverage, currencies: ReadonlyMap<string, string>): string {
  if (items.length === 0) return `Every active loan with principal has an accrual for ${date}.`;
  const rows = items.map((loan) => {
    const currency = currencies.get(loan.loan_id);
    const principal = amountIn(loan.principal_minor, currency);
    return [loan.loan_id, loan.program_id, principal, currency ?? 'in minor units', loan.last_accrual_date ?? ''];
  });
  return table([...words('LOAN', 'PROGRAM'), ...figures('PRINCIPAL'), ...words('CURRENCY', 'LAST ACCRUAL')], rows);
}

/** The programs, a row each: the terms themselves are read one by one. */
export function describePrograms({ items }: ProgramPage): string {
  return rowsTable(
    items.map(({ program_id, name, version, default: isDefault, currency, day_count_convention }) => ({
      program_id,
      name,
      version,
      default: isDefault,
      currency,
      day_count_convention,
    })),
  );
}
