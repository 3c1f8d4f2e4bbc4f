import type { LocalDate } from '../calendar/date.ts';
import { lesser, type Minor } from '../money/minor.ts';
import type { Balances } from './bucket.ts';
import type { History } from './history.ts';
import { availableOn, receiptsOf, unappliedOf } from './money-received.ts';
import type { Program } from './program.ts';

/** Money of the borrower that is not applied: what of suspense may be refunded, and what was noted and has not settled. */
export interface UnappliedMoney {
  readonly available: Minor;
  readonly pending: Minor;
}

/** The money of a loan whose history through a day is known, as it stands at the close of that day. */
export function unappliedMoney(
  history: History,
  balances: Pick<Balances, 'suspense'>,
  day: LocalDate,
  program: Program,
): UnappliedMoney {
  const receipts = receiptsOf(history);
  const available = unappliedOf(availableOn(receipts, day, program));
  const waiting = receipts.filter((receipt) => receipt.pending && receipt.settledBy === undefined);
  return {
    available: lesser(available, balances.suspense),
    pending: waiting.reduce((sum, { amount, returned }) => sum + amount - returned, 0n),
  };
}
