import { addDays, daysBetween, type LocalDate, parseDate } from '@tallystick/core';
import type { Ledger } from '@tallystick/sdk';
import { bars, type Sheet } from './bars.ts';
import { movements, type Statement, statementOf } from './loan-statement.ts';
import { amountIn } from './money.ts';

/** What a loan owed over time, at the ends of days that lie evenly in a period. */
export interface LoanChart {
  readonly loan_id: string;
  readonly currency: string;
  readonly points: readonly { readonly date: string; readonly owed_minor: string }[];
}

/** The most days between two ends of a chart that is still taken in at a glance. */
const MOST = 24;

/** Reads what a loan owed over a period, of which the first and the last day are among the points. */
export async function chartOf(
  ledger: Ledger,
  loanId: string,
  period: { readonly from?: string | undefined; readonly to?: string | undefined },
): Promise<LoanChart> {
  const statement = await statementOf(ledger, loanId, period);
  const { loan, from_date: from, to_date: to } = statement;
  const points = spread(from, to).map((date) => ({ date, owed_minor: String(owedAt(statement, date)) }));
  return { loan_id: loan.loan_id, currency: loan.currency, points };
}

/** Days that lie evenly between two, which are the first and the last of them. */
function spread(from: string, to: string): readonly string[] {
  const [first, last] = [parseDate(from) as LocalDate, parseDate(to) as LocalDate];
  const days = daysBetween(first, last);
  const step = Math.max(1, Math.ceil(days / MOST));
  const dates: string[] = [];
  // Counted back from the last, so that the gap that is shorter is the one that lies longest ago.
  for (let back = 0; back < days; back += step) dates.unshift(addDays(last, -back));
  return [first, ...dates];
}

/** What was owed at the end of a day. */
function owedAt({ opening, entries }: Statement, date: string): bigint {
  const before = entries.filter(({ effective_at: day }) => day <= date);
  return before.reduce((owed, entry) => owed + movements(entry).owed, BigInt(opening.total_exposure_minor));
}

/** Draws the chart. */
export function describeChart({ loan_id: loanId, currency, points }: LoanChart, sheet: Sheet): string {
  const rows = points.map(({ date, owed_minor: minor }) => {
    return { label: date, amount: BigInt(minor), figure: amountIn(minor, currency) };
  });
  return `What loan ${loanId} owed at the end of the day, in ${currency}\n\n${bars(rows, sheet)}`;
}
