import type { LocalDate } from '../../calendar/date.ts';
import { ACCOUNTS, type AccountRole } from '../../ledger/account.ts';
import type { JournalEntry } from '../../ledger/entry.ts';
import type { EntryId, EventId, Instant } from '../../ledger/identity.ts';
import { post } from '../../ledger/posting.ts';
import {
  type Book,
  type BookedReceipt,
  type Decision,
  type Effects,
  type Moment,
  programOf,
  refuseFuture,
  type Warning,
} from '../../loan/book.ts';
import { Draft } from '../../loan/draft.ts';
import type { Loan, LoanStatus } from '../../loan/loan.ts';
import type { MoneyReceived } from '../../loan/money-received.ts';
import type { Program } from '../../loan/program.ts';
import { isRefusal, type Refusal, refuse } from '../../loan/refusal.ts';
import { type StaleAccrual, staleSince } from '../../loan/stale-accruals.ts';
import type { Minor } from '../../money/minor.ts';
import { findMoney, refuseBeforeMoney } from './find-money.ts';
import { bearerOf, draftFollowOn } from './return-follow-on.ts';
import { chooseTakenBack, draftReturn, type TakenBack } from './take-back.ts';
import { cashOf, unidentifiedOf } from './unidentified-receipt.ts';

/** The bank takes money back: of a payment, of a recovery, or of an unidentified receipt. */
export interface ReturnPayment {
  readonly kind: 'return';
  readonly paymentId: EventId;
  /** From when it counts. Undefined: as the program says, the payment's own date or today. */
  readonly effectiveAt: LocalDate | undefined;
  /** How much is taken back. Undefined: all that was not returned before. */
  readonly amount: Minor | undefined;
}

/** What a return gave back, by bucket. Interest that was only noted counts as interest, late charges as fees. */
export interface RestoredBuckets {
  readonly principal: Minor;
  readonly interest: Minor;
  /** What was refunded meanwhile, and is owed as a fee now, among them. */
  readonly fees: Minor;
  readonly suspense: Minor;
  readonly recovery: Minor;
}

/** The return that was booked. Law: the parts of `restored` add up to `returned`, of money that credited the borrower. */
export interface ReturnAnswer {
  readonly kind: 'return';
  readonly paymentId: EventId;
  readonly entryId: EntryId;
  readonly postedAt: Instant;
  readonly returned: Minor;
  readonly restored: RestoredBuckets;
  readonly followOnEntryIds: readonly EntryId[];
  /** Undefined for an unidentified receipt, which is of no loan. */
  readonly loanStatus: LoanStatus | undefined;
  readonly staleAccruals: readonly StaleAccrual[];
  readonly warnings: readonly Warning[];
}

const NOTHING_RESTORED: RestoredBuckets = { principal: 0n, interest: 0n, fees: 0n, suspense: 0n, recovery: 0n };

/**
 * Books that a bank took money back, exactly from where the money stands now (`draftReturn`), and what follows from it on
 * a loan that was charged off or refinanced meanwhile (`draftFollowOn`). It is never refused for what became of the
 * money: it has moved already (domain decision D10). Under `return_effective: original` the return counts from the
 * payment's own date, so the loan owes interest as if it had never been paid.
 *
 * Money that was only noted is taken away as it was noted, in the PENDING layer, and no balance changes.
 * Laws: a bucket that the money was not in is not touched; partial returns add up to the whole one.
 */
export function returnPayment(command: ReturnPayment, book: Book, moment: Moment): Decision<ReturnAnswer> {
  const receipt = book.event(command.paymentId)?.kind === 'receipt' ? book.receipt(command.paymentId) : undefined;
  if (receipt !== undefined) return returnReceipt(command, receipt, book, moment);
  const found = findMoney(command.paymentId, book);
  if (isRefusal(found)) return found;
  const { loan, money } = found;
  const program = programOf(loan, book);
  const amount = amountOf(command, money.amount - money.returned, `payment ${money.eventId}`);
  if (typeof amount === 'object') return amount;
  const effectiveAt = command.effectiveAt ?? defaultDate(money.countsFrom, program, moment);
  const refusal = refuseFuture(effectiveAt, program, moment) ?? refuseBeforeMoney(effectiveAt, money);
  if (refusal !== undefined) return refusal;

  const draft = new Draft(book, moment);
  const source = money.fromReceipt === undefined ? undefined : book.receipt(money.fromReceipt);
  const booked =
    money.pending && money.settledBy === undefined
      ? takeAwayNote(draft, loan, money, amount, effectiveAt)
      : takeBack(draft, loan, { money, amount, effectiveAt, cash: cashBehind(money, source) }, book);
  if (isRefusal(booked)) return booked;
  const { entries, taken } = booked;
  const after = draft.loan(loan.id);
  return {
    ...draft.booked,
    loanId: loan.id,
    subject: money.eventId,
    ...(source === undefined ? {} : { receipt: withReturned(source, { ofPayments: amount }) }),
    answer: {
      kind: 'return',
      paymentId: money.eventId,
      entryId: entries[0]!.id,
      postedAt: moment.postedAt,
      returned: amount,
      restored: taken === undefined ? NOTHING_RESTORED : restoredOf(taken),
      followOnEntryIds: entries.slice(1).map(({ id }) => id),
      loanStatus: after.status,
      staleAccruals: staleSince(effectiveAt, loan, after),
      warnings: warningsOf(loan, taken, book),
    },
  };
}

/** What is returned, or why it cannot be: nothing is left, or less than was sent. */
function amountOf({ amount }: ReturnPayment, left: Minor, named: string): Minor | Refusal {
  if (left === 0n) return refuse('already_returned', `nothing is left of ${named}`);
  if (amount === undefined || amount <= left) return amount ?? left;
  return refuse('return_exceeds_payment', `${left} is left of ${named}, sent ${amount}`);
}

function defaultDate(original: LocalDate, { returnEffective, timeZone }: Program, moment: Moment): LocalDate {
  return returnEffective === 'original' ? original : moment.today(timeZone);
}

/** Where the bank finds the money: at the bank once it settled, and till then where it came in. */
function cashBehind({ cash, settledBy }: MoneyReceived, receipt: BookedReceipt | undefined): AccountRole {
  if (receipt !== undefined) return cashOf(receipt);
  const onItsWay = settledBy === undefined && cash === ACCOUNTS.payments_in_transit.code;
  return onItsWay ? 'payments_in_transit' : 'cash_bank';
}

interface Booked {
  readonly entries: readonly JournalEntry[];
  readonly taken: TakenBack | undefined;
}

function takeBack(
  draft: Draft,
  before: Loan,
  its: {
    readonly money: MoneyReceived;
    readonly amount: Minor;
    readonly effectiveAt: LocalDate;
    readonly cash: AccountRole;
  },
  book: Book,
): Booked | Refusal {
  const { money, amount, effectiveAt, cash } = its;
  const taken = chooseTakenBack(money, amount);
  const entries = draftReturn(draft, { loanId: before.id, money, taken, effectiveAt, cash });
  if (isRefusal(entries)) return entries;
  const days = entries.map((entry) => entry.effectiveAt);
  const followOn = draftFollowOn(draft, { before, paymentId: money.eventId, days }, book);
  return isRefusal(followOn) ? followOn : { entries: [...entries, ...followOn], taken };
}

function takeAwayNote(
  draft: Draft,
  loan: Loan,
  money: MoneyReceived,
  amount: Minor,
  effectiveAt: LocalDate,
): Booked | Refusal {
  const noted = {
    ...post(loan, 'unapplied_payments', 'cash_bank', amount),
    credit: money.cash,
    layer: 'PENDING' as const,
  };
  const entry = draft.write(loan, {
    type: 'payment_returned',
    effectiveAt,
    postings: [noted],
    correlationId: money.eventId,
  });
  return isRefusal(entry) ? entry : { entries: [entry], taken: undefined };
}

function restoredOf({ suspense, applied, gone }: TakenBack): RestoredBuckets {
  const restored = { ...NOTHING_RESTORED, suspense, fees: gone };
  for (const { bucket, amount } of applied) restored[SUMMED[bucket]] += amount;
  return restored;
}

/** The part of an answer in which each bucket is counted. */
const SUMMED = {
  principal: 'principal',
  interest: 'interest',
  nonaccrualInterest: 'interest',
  fees: 'fees',
  lateCharges: 'fees',
  claimPrincipal: 'recovery',
  claimInterest: 'recovery',
  claimFees: 'recovery',
} as const;

function warningsOf(loan: Loan, taken: TakenBack | undefined, book: Book): Warning[] {
  const warnings: Warning[] = [];
  if (taken !== undefined && taken.gone > 0n) {
    const detail = `${taken.gone} had left suspense before it came back: the borrower owes it as a fee`;
    warnings.push({ code: 'refund_returned', detail });
  }
  const bearer = bearerOf(loan, book);
  if (bearer.id !== loan.id) {
    const detail = `the loan was refinanced: what came back is owed on loan ${bearer.id}`;
    warnings.push({ code: 'loan_closed', detail, loanId: bearer.id });
  }
  return warnings;
}

const withReturned = (receipt: BookedReceipt, more: Partial<BookedReceipt['returned']>): BookedReceipt => ({
  ...receipt,
  returned: {
    unidentified: receipt.returned.unidentified + (more.unidentified ?? 0n),
    ofPayments: receipt.returned.ofPayments + (more.ofPayments ?? 0n),
  },
});

/** A receipt comes back as far as nobody has taken it: what payments took is returned by returning them. */
function returnReceipt(
  command: ReturnPayment,
  receipt: BookedReceipt,
  book: Book,
  moment: Moment,
): Effects<ReturnAnswer> | Refusal {
  const { eventId: paymentId, currency, taken } = receipt;
  if (receipt.reversed) return refuse('already_reversed', `receipt ${paymentId} was reversed`);
  if (taken === receipt.amount) {
    return refuse('return_exceeds_payment', `payments took all ${taken} of receipt ${paymentId}: return those`);
  }
  const amount = amountOf(command, unidentifiedOf(receipt), `receipt ${paymentId}`);
  if (typeof amount === 'object') return amount;
  const program = book.defaultProgram();
  const effectiveAt = command.effectiveAt ?? defaultDate(receipt.effectiveAt, program, moment);
  const refusal = refuseFuture(effectiveAt, program, moment) ?? refuseBeforeMoney(effectiveAt, receipt);
  if (refusal !== undefined) return refusal;
  const draft = new Draft(book, moment);
  const entry = draft.writeUnder(program, currency, {
    type: 'payment_returned',
    effectiveAt,
    postings: [post(undefined, 'unidentified_receipts', cashOf(receipt), amount)],
    correlationId: paymentId,
  });
  if (isRefusal(entry)) return entry;
  const nothingElse = { restored: NOTHING_RESTORED, followOnEntryIds: [], staleAccruals: [], warnings: [] };
  const answer = { kind: command.kind, paymentId, entryId: entry.id, postedAt: moment.postedAt, returned: amount };
  return {
    ...draft.booked,
    subject: paymentId,
    receipt: withReturned(receipt, { unidentified: amount }),
    answer: { ...answer, ...nothingElse, loanStatus: undefined },
  };
}
