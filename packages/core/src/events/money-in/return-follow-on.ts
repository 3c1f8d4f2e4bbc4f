/**
 * What a return leads to at once: what it restores on a loan that is closed does not stay there.
 */
import type { LocalDate } from '../../calendar/date.ts';
import { ACCOUNTS } from '../../ledger/account.ts';
import type { JournalEntry } from '../../ledger/entry.ts';
import type { EventId } from '../../ledger/identity.ts';
import { post } from '../../ledger/posting.ts';
import { type Book, programOf } from '../../loan/book.ts';
import { addPosting, BUCKETS, type Bucket, NO_BALANCES } from '../../loan/bucket.ts';
import type { Draft } from '../../loan/draft.ts';
import { type History, live } from '../../loan/history.ts';
import { headroom, type Loan } from '../../loan/loan.ts';
import { InvariantViolation, isRefusal, type Refusal } from '../../loan/refusal.ts';
import type { Minor } from '../../money/minor.ts';
import { chargeOffPostings } from '../losses/charge-off-postings.ts';

/** What a borrower can owe on the books, and the interest that is only noted beside them. */
const OWED = [
  'principal',
  'interest',
  'fees',
  'lateCharges',
  'nonaccrualInterest',
] as const satisfies readonly Bucket[];

type Restored = Readonly<Record<(typeof OWED)[number], Minor>>;

/** A return that was drafted: the loan before it, the payment that came back, and the days of its entries. */
export interface DraftedReturn {
  readonly before: Loan;
  readonly paymentId: EventId;
  readonly days: readonly LocalDate[];
}

/**
 * Drafts what follows on a return. What it restored on a loan that was refinanced meanwhile is moved to the loan that
 * paid it off; and what it restored on a loan whose whole book was charged off meanwhile, be it the payment's own or
 * that later one, is charged off too. In the same transaction, so nobody sees a closed loan owe.
 */
export function draftFollowOn(draft: Draft, its: DraftedReturn, book: Book): readonly JournalEntry[] | Refusal {
  const restored = restoredBy(its.before, draft.loan(its.before.id));
  if (OWED.every((bucket) => restored[bucket] === 0n)) return [];
  const bearer = bearerOf(its.before, book);
  const entries: JournalEntry[] = [];
  if (bearer.id !== its.before.id) {
    const moved = moveTo(draft, bearer, restored, its);
    if (isRefusal(moved)) return moved;
    entries.push(moved);
  }
  const chargedOff = chargeOffAgain(draft, bearer, restored, its, book);
  if (chargedOff === undefined) return entries;
  return isRefusal(chargedOff) ? chargedOff : [...entries, chargedOff];
}

/** Who bears what a loan owes: itself, or the last of the loans by which it was refinanced. */
export function bearerOf(loan: Loan, book: Book): Loan {
  let bearer = loan;
  while (bearer.successorId !== undefined) {
    const successor = book.loan(bearer.successorId);
    if (successor === undefined) throw new InvariantViolation(`Loan ${bearer.successorId} was not read.`);
    bearer = successor;
  }
  return bearer;
}

function restoredBy(before: Loan, after: Loan): Restored {
  const change = (bucket: Bucket) => after.balances[bucket] - before.balances[bucket];
  return {
    principal: change('principal'),
    interest: change('interest'),
    fees: change('fees'),
    lateCharges: change('lateCharges'),
    nonaccrualInterest: change('nonaccrualInterest'),
  };
}

/**
 * Moves what was restored to the loan that bears it, bucket for bucket and nothing capitalised: DR 2900 / CR bucket on
 * the old loan, DR bucket / CR 2900 on the other, from the day on which that one was lent (domain decision D3).
 */
function moveTo(draft: Draft, bearer: Loan, restored: Restored, its: DraftedReturn): JournalEntry | Refusal {
  const old = draft.loan(its.before.id);
  const lent = bearer.firstDrawAt ?? bearer.openedAt;
  return draft.write(old, {
    type: 'refinance',
    effectiveAt: firstDayOf(old, restored, lent, its.days),
    correlationId: its.paymentId,
    postings: OWED.filter((bucket) => restored[bucket] > 0n).flatMap((bucket) => {
      const clearing = bucket === 'nonaccrualInterest' ? 'memo_contra' : 'transfer_clearing';
      return [
        post(old, clearing, BUCKETS[bucket], restored[bucket]),
        post(draft.loan(bearer.id), BUCKETS[bucket], clearing, restored[bucket]),
      ];
    }),
  });
}

/**
 * Charges off what was restored, where nothing else is on the books because a charge-off had taken all of it. A charge-off
 * in part decided nothing about the rest, so what comes back on it is owed on the books again.
 */
function chargeOffAgain(
  draft: Draft,
  before: Loan,
  restored: Restored,
  its: DraftedReturn,
  book: Book,
): JournalEntry | Refusal | undefined {
  const counting = live(book.history(before.id));
  const first = counting.find(({ type }, at) => type === 'chargeoff' && owesNothing(counting.slice(0, at + 1)));
  if (first === undefined || OWED.some((bucket) => before.balances[bucket] > 0n)) return undefined;
  const loan = draft.loan(before.id);
  const effectiveAt = firstDayOf(loan, restored, first.effectiveAt, its.days);
  const amounts = {
    principal: restored.principal,
    interest: restored.interest + restored.nonaccrualInterest,
    fees: restored.fees + restored.lateCharges,
    effectiveAt,
  };
  const fraud = first.postings.some(({ debit }) => debit === ACCOUNTS.fraud_loss.code);
  return draft.write(loan, {
    type: 'chargeoff',
    effectiveAt,
    correlationId: its.paymentId,
    postings: chargeOffPostings(loan, amounts, programOf(loan, book), fraud),
  });
}

/** Whether entries leave nothing owed on the books: a charge-off after which that is so took the whole of it. */
function owesNothing(entries: History): boolean {
  const held: Record<Bucket, Minor> = { ...NO_BALANCES };
  for (const { postings } of entries) for (const posting of postings) addPosting(held, posting);
  return OWED.every((bucket) => held[bucket] === 0n);
}

/** The first day, no earlier than another and than the return, from which all that was restored stands on the loan. */
function firstDayOf(loan: Loan, restored: Restored, notBefore: LocalDate, days: readonly LocalDate[]): LocalDate {
  const stands = (day: LocalDate) => OWED.every((bucket) => headroom(loan, bucket, day) >= restored[bucket]);
  const later = days.map((day) => (day < notBefore ? notBefore : day)).sort();
  return later.find(stands) ?? later.at(-1)!;
}
