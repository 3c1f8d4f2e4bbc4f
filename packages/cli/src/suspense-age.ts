import { daysBetween, type LocalDate, parseDate } from '@tallystick/core';
import type { Ledger } from '@tallystick/sdk';
import { bars, type Sheet } from './bars.ts';
import { movements, statementOf } from './loan-statement.ts';
import { amountIn, sum } from './money.ts';

/** A loan's money in suspense by how long it waits. */
export interface SuspenseAge {
  readonly loan_id: string;
  readonly currency: string;
  readonly as_of_date: string;
  readonly ages: readonly {
    readonly from_days: number;
    /** Null of the last, which has no end. */
    readonly to_days: number | null;
    readonly suspense_minor: string;
  }[];
  readonly suspense_minor: string;
  /** What of it is past its hold, and could be refunded. */
  readonly available_suspense_minor: string;
}

/** The first day of each age. */
const AGES = [0, 8, 31, 61, 91] as const;

/**
 * Reads how old a loan's suspense is. Money leaves it as the ledger applies it, oldest first; the whole is the ledger's
 * own figure.
 */
export async function suspenseAgeOf(ledger: Ledger, loanId: string): Promise<SuspenseAge> {
  const { loan, entries, closing, to_date: today } = await statementOf(ledger, loanId, {});
  const moved = entries.map((entry) => ({ day: entry.effective_at, amount: movements(entry).suspense }));
  const waiting = stillWaiting(moved);
  const ages = AGES.map((from, index) => {
    const next = AGES[index + 1];
    const inside = waiting.filter(({ day }) => {
      const age = daysBetween(parseDate(day) as LocalDate, parseDate(today) as LocalDate);
      return age >= from && (next === undefined || age < next);
    });
    const total = inside.reduce((whole, { amount }) => whole + amount, 0n);
    return { from_days: from, to_days: next === undefined ? null : next - 1, suspense_minor: String(total) };
  });
  const { suspense_minor, available_suspense_minor } = closing;
  const whole = { suspense_minor, available_suspense_minor };
  return { loan_id: loan.loan_id, currency: loan.currency, as_of_date: today, ages, ...whole };
}

/** Money that came into suspense on a day, or left it. */
export interface Moved {
  readonly day: string;
  readonly amount: bigint;
}

/** What is left of each amount that came in once all that left is taken from the oldest; all are in the order of days. */
export function stillWaiting(moved: readonly Moved[]): readonly Moved[] {
  let left = moved.reduce((out, { amount }) => (amount < 0n ? out - amount : out), 0n);
  const waiting: Moved[] = [];
  for (const { day, amount } of moved) {
    if (amount <= 0n) continue;
    const taken = amount < left ? amount : left;
    left -= taken;
    if (amount > taken) waiting.push({ day, amount: amount - taken });
  }
  return waiting;
}

/** Draws it, youngest first. */
export function describeSuspenseAge(age: SuspenseAge, sheet: Sheet): string {
  const { loan_id: loanId, currency, as_of_date: day, ages } = age;
  const figure = (minor: string) => amountIn(minor, currency);
  const rows = ages.map(({ from_days: from, to_days: to, suspense_minor: minor }) => {
    return {
      label: to === null ? `over ${from - 1} days` : `${from} to ${to} days`,
      amount: BigInt(minor),
      figure: figure(minor),
    };
  });
  const whole = `Total ${figure(sum(ages.map(({ suspense_minor: minor }) => minor)))}, of which ${figure(age.available_suspense_minor)} is past its hold.`;
  return `Suspense of loan ${loanId} on ${day}, in ${currency}, by age\n\n${bars(rows, sheet)}\n\n${whole}`;
}
