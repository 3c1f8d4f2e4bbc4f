import type { LocalDate } from '../../calendar/date.ts';
import type { Book } from '../../loan/book.ts';
import { headroom, type Loan } from '../../loan/loan.ts';
import { type MoneyReceived, receiptsOf, unappliedOf } from '../../loan/money-received.ts';
import { lesser, type Minor } from '../../money/minor.ts';

/** A loan's money in suspense as it can be used on a day: whose it is, and how much of it in all. */
export interface Suspense {
  /** The receipts that had come in by then, oldest first. */
  readonly receipts: readonly MoneyReceived[];
  /** The most that can be taken on the day without leaving suspense below zero then or later (domain decision D8). */
  readonly amount: Minor;
}

/** What of a loan's suspense can be used on a day. */
export function suspenseOn(loan: Loan, day: LocalDate, book: Book): Suspense {
  const receipts = receiptsOf(book.history(loan.id)).filter((money) => money.countsFrom <= day);
  const [unapplied, most] = [unappliedOf(receipts), headroom(loan, 'suspense', day)];
  return { receipts, amount: lesser(unapplied, most) };
}
