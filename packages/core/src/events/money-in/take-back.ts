/**
 * Taking money back: where what a bank takes back of a receipt stands now, and the entries that take it from there.
 */

import type { LocalDate } from '../../calendar/date.ts';
import { grouped } from '../../grouped.ts';
import type { AccountRole } from '../../ledger/account.ts';
import type { JournalEntry } from '../../ledger/entry.ts';
import type { LoanId } from '../../ledger/identity.ts';
import { type Posting, post } from '../../ledger/posting.ts';
import { BUCKETS } from '../../loan/bucket.ts';
import type { Draft } from '../../loan/draft.ts';
import { closesFrom, headroom, type Loan } from '../../loan/loan.ts';
import { type AppliedPart, accountOfBucket, type MoneyReceived, type PaidBucket } from '../../loan/money-received.ts';
import { InvariantViolation, isRefusal, type Refusal } from '../../loan/refusal.ts';
import { lesser, type Minor } from '../../money/minor.ts';

/** What is taken back of a receipt, by where it stands now. */
export interface TakenBack {
  readonly suspense: Minor;
  readonly applied: readonly AppliedPart[];
  /** What was refunded meanwhile, or taken by an adjustment: nobody holds it any more, and the borrower owes it. */
  readonly gone: Minor;
}

/** The order in which a partial return unwinds: the waterfall backwards, then what was recovered (domain decision D16). */
const UNWOUND: readonly PaidBucket[] = [
  'principal',
  'nonaccrualInterest',
  'interest',
  'fees',
  'lateCharges',
  'claimFees',
  'claimInterest',
  'claimPrincipal',
];

/**
 * Chooses what of a receipt is taken back: what is in suspense, then what is applied in the reverse order of the
 * waterfall and in each bucket the latest first, then what was recovered, and last what is gone. A debt of the borrower
 * is made only where the money is nowhere else.
 *
 * Laws: the parts add up to the amount; partial returns one after the other take what one of their sum would.
 *
 * @throws InvariantViolation when the receipt has less left: the decision must have refused that.
 */
export function chooseTakenBack(money: MoneyReceived, amount: Minor): TakenBack {
  let left = amount;
  const take = (most: Minor): Minor => {
    const part = lesser(left, most);
    left -= part;
    return part;
  };
  const suspense = take(money.unapplied);
  const latestFirst = money.applied.toReversed();
  const applied = UNWOUND.flatMap((bucket) => latestFirst.filter((part) => part.bucket === bucket))
    .map((part) => ({ ...part, amount: take(part.amount) }))
    .filter((part) => part.amount > 0n);
  const gone = take(money.refunded + money.spent);
  if (left > 0n) throw new InvariantViolation(`${amount} were to be taken back of ${money.eventId}, ${left} too many.`);
  return { suspense, applied, gone };
}

/** What a return takes back, from when, and what of it the bank has. */
export interface Return {
  readonly loanId: LoanId;
  readonly money: MoneyReceived;
  readonly taken: TakenBack;
  readonly effectiveAt: LocalDate;
  /** Where the bank takes it from: its own account, or what was on its way there. */
  readonly cash: AccountRole;
}

/**
 * Drafts the entries of a return, all of type `payment_returned` under the payment's correlation, and answers them with
 * the one first that takes the money from the bank on the day of the return.
 *
 * What was applied by that day is taken straight from there: DR the account that was credited / CR 1050 or 1000, and a
 * memo that had come down goes up again (DR 9100 to 9400 / CR 9900). What was applied later had been in suspense till
 * then, so an entry of its own day puts it back there (DR bucket / CR 2200) and the bank takes it from suspense. What is
 * gone is a debt of the borrower, DR 1300 (domain decision D10).
 *
 * Laws: every bucket changes, on every day, as if the money had never come; but money that reached suspense after the
 * day of the return, such as what had paid a fee that was waived since, is taken on the first day on which it is there,
 * so suspense is below zero on no day (D8). No bucket is touched that the money had not been in.
 */
export function draftReturn(draft: Draft, its: Return): readonly JournalEntry[] | Refusal {
  const later = its.taken.applied.filter((part) => part.effectiveAt > its.effectiveAt);
  const unapplied: JournalEntry[] = [];
  for (const [day, parts] of grouped(later, ({ effectiveAt }) => effectiveAt)) {
    const entry = write(draft, its, day, (loan) => parts.flatMap((part) => restored(loan, part, 'unapplied_payments')));
    if (isRefusal(entry)) return entry;
    unapplied.push(entry);
  }
  const suspense = later.reduce((sum, { amount }) => sum + amount, its.taken.suspense);
  const drawn = drawCash(draft, its, suspense);
  return isRefusal(drawn) ? drawn : [...drawn, ...unapplied];
}

function drawCash(draft: Draft, its: Return, suspense: Minor): JournalEntry[] | Refusal {
  const { effectiveAt, taken } = its;
  const cash = new Cash(its);
  const draws = new Map([[effectiveAt, 0n], ...drawsOn(draft.loan(its.loanId), suspense, effectiveAt)]);
  const entries: JournalEntry[] = [];
  for (const [day, amount] of draws) {
    const direct = day === effectiveAt ? taken.applied.filter((part) => part.effectiveAt <= effectiveAt) : [];
    const gone = day === effectiveAt ? taken.gone : 0n;
    if (amount + gone === 0n && direct.length === 0) continue;
    const entry = write(draft, its, day, (loan) => [
      ...direct
        .toReversed()
        .flatMap((part) => cash.pay(part.amount, (role, paid) => restored(loan, { ...part, amount: paid }, role))),
      ...cash.pay(amount, (role, paid) => [post(loan, 'unapplied_payments', role, paid)]),
      ...cash.pay(gone, (role, paid) => [post(loan, 'fees_receivable', role, paid)]),
    ]);
    if (isRefusal(entry)) return entry;
    entries.push(entry);
  }
  return entries;
}

/** The days on which an amount can be drawn from suspense, from a day on and each as early as may be. */
function drawsOn(loan: Loan, amount: Minor, from: LocalDate): (readonly [LocalDate, Minor])[] {
  let drawn = 0n;
  const draws = closesFrom(loan, from)
    .map((close) => close.from)
    .reverse()
    .map((day) => {
      const most = headroom(loan, 'suspense', day);
      const part = lesser(most, amount) - drawn;
      drawn += part;
      return [day, part] as const;
    });
  if (drawn < amount) throw new InvariantViolation(`Suspense of loan ${loan.id} lacks ${amount - drawn} of a return.`);
  return draws;
}

/** Debits the account that a part had credited; where that is income or the allowance, the memo goes up again. */
function restored(loan: Loan, { bucket, credited, amount }: AppliedPart, credit: AccountRole): Posting[] {
  const restoring = { ...post(loan, BUCKETS[bucket], credit, amount), debit: credited };
  if (credited === accountOfBucket(bucket)) return [restoring];
  return [restoring, post(loan, BUCKETS[bucket], 'memo_contra', amount)];
}

function write(
  draft: Draft,
  { loanId, money }: Return,
  effectiveAt: LocalDate,
  postings: (loan: Loan) => readonly Posting[],
): JournalEntry | Refusal {
  const loan = draft.loan(loanId);
  const stated = { type: 'payment_returned', effectiveAt, correlationId: money.eventId } as const;
  return draft.write(loan, { ...stated, postings: postings(loan) });
}

/** The money that had come in, spent as it is taken back: what a collector had kept comes back to the lender last. */
class Cash {
  readonly #role: AccountRole;
  #left: Minor;

  constructor({ money: { amount, cost, returned }, cash }: Return) {
    const cameIn = amount - cost - returned;
    this.#left = cameIn > 0n ? cameIn : 0n;
    this.#role = cash;
  }

  /** Posts an amount out of what came in, and what is above it out of the collector's share. */
  pay(amount: Minor, postings: (role: AccountRole, amount: Minor) => Posting[]): Posting[] {
    const cameIn = amount < this.#left ? amount : this.#left;
    this.#left -= cameIn;
    const kept = amount - cameIn;
    return [
      ...(cameIn > 0n ? postings(this.#role, cameIn) : []),
      ...(kept > 0n ? postings('collection_cost', kept) : []),
    ];
  }
}
