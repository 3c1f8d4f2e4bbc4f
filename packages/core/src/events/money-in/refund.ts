import { addDays, type LocalDate } from '../../calendar/date.ts';
import type { EntryId, Instant, LoanId } from '../../ledger/identity.ts';
import { type Posting, post } from '../../ledger/posting.ts';
import { type Book, type Decision, type Moment, programOf, refuseBeforeDraw, refuseFuture } from '../../loan/book.ts';
import { Draft } from '../../loan/draft.ts';
import { headroom } from '../../loan/loan.ts';
import { availableOn, heldUntil, type MoneyReceived, takeFrom, unappliedOf } from '../../loan/money-received.ts';
import type { Program } from '../../loan/program.ts';
import { isRefusal, type Refusal, refuse } from '../../loan/refusal.ts';
import { lesser, type Minor } from '../../money/minor.ts';
import { type Suspense, suspenseOn } from './suspense.ts';

/** Money in suspense goes back to the borrower. */
export interface RefundSuspense {
  readonly kind: 'refund';
  readonly loanId: LoanId;
  readonly amount: Minor;
  readonly effectiveAt: LocalDate;
  /** The bank's or the processor's name for the movement. */
  readonly externalRef: string | undefined;
}

/** The refund that was booked, what is in suspense after it, and what of that may be refunded today. */
export interface RefundAnswer {
  readonly kind: 'refund';
  readonly entryId: EntryId;
  readonly postedAt: Instant;
  readonly suspense: Minor;
  readonly available: Minor;
}

/**
 * Pays suspense back: DR 2200 / CR 1000 in one entry, oldest money first, each posting saying by its `source` whose money
 * it was (domain decision D16). A credit balance is the borrower's for the asking (Regulation Z, 12 CFR 1026.21), but not
 * while the bank may still take the money back, by the program's holds: the return would find it gone.
 *
 * Law: suspense is below zero at the close of no day (D8).
 */
export function refundSuspense(command: RefundSuspense, book: Book, moment: Moment): Decision<RefundAnswer> {
  const { loanId, amount, effectiveAt, externalRef } = command;
  const loan = book.loan(loanId);
  if (loan === undefined) return refuse('loan_not_found', `no loan ${loanId}`);
  const program = programOf(loan, book);
  const refusal = refuseFuture(effectiveAt, program, moment) ?? refuseBeforeDraw(effectiveAt, loan);
  if (refusal !== undefined) return refusal;
  const suspense = suspenseOn(loan, effectiveAt, book);
  const available = availableOn(suspense.receipts, effectiveAt, program);
  const short = refuseShort(command, suspense, available, program);
  if (short !== undefined) return short;

  const draft = new Draft(book, moment);
  const entry = draft.write(loan, {
    type: 'refund',
    effectiveAt,
    postings: takeFrom(available, amount).map(
      ({ source, amount: part }): Posting => ({
        ...post(loan, 'unapplied_payments', 'cash_bank', part, externalRef),
        source,
      }),
    ),
  });
  if (isRefusal(entry)) return entry;
  const after = draft.loan(loanId);
  const today = moment.today(program.timeZone);
  const refundable = unappliedOf(availableOn(suspenseOn(loan, today, book).receipts, today, program)) - amount;
  const most = headroom(after, 'suspense', today);
  return {
    ...draft.booked,
    loanId,
    answer: {
      kind: 'refund',
      entryId: entry.id,
      postedAt: moment.postedAt,
      suspense: after.balances.suspense,
      available: lesser(refundable, most),
    },
  };
}

/** Refuses more than suspense has on the day, and more than is past its hold by then, with the day from which it is. */
function refuseShort(
  { amount, effectiveAt }: RefundSuspense,
  suspense: Suspense,
  available: readonly MoneyReceived[],
  program: Program,
): Refusal | undefined {
  if (amount > suspense.amount) {
    return refuse('insufficient_suspense', `suspense ${suspense.amount} at ${effectiveAt}, sent ${amount}`);
  }
  const past = unappliedOf(available);
  if (amount <= past) return undefined;
  const from = releasedOn(amount - past, suspense.receipts, available, program);
  const detail = `${past} of suspense ${suspense.amount} is past its hold at ${effectiveAt}, sent ${amount}: it is from ${from}`;
  return refuse('suspense_on_hold', detail);
}

/** The day from which so much more is past its hold. */
function releasedOn(
  more: Minor,
  receipts: readonly MoneyReceived[],
  available: readonly MoneyReceived[],
  program: Program,
): LocalDate | undefined {
  const held = receipts
    .filter((money) => money.unapplied > 0n && !available.includes(money))
    .map((money) => ({ amount: money.unapplied, from: addDays(heldUntil(money, program)!, 1) }))
    .sort((a, b) => (a.from < b.from ? -1 : 1));
  let released = 0n;
  for (const { amount, from } of held) {
    released += amount;
    if (released >= more) return from;
  }
  return undefined;
}
