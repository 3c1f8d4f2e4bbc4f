/**
 * What hangs on an entry: the later entries that would make no sense without it. Whoever undoes an entry undoes these
 * first. They follow from what each entry is, so they are read off the histories of the loans and stored nowhere.
 */
import { ACCOUNTS, type AccountCode } from '../../ledger/account.ts';
import type { EventType } from '../../ledger/entry.ts';
import type { EntryId, EventId } from '../../ledger/identity.ts';
import { type FeeAccount, feesOf, openOf, paidOf } from '../../loan/fee-account.ts';
import { type History, live, type PastEntry } from '../../loan/history.ts';
import { InvariantViolation } from '../../loan/refusal.ts';
import type { Minor } from '../../money/minor.ts';

const SUSPENSE = ACCOUNTS.unapplied_payments.code;
const FEES: readonly AccountCode[] = [ACCOUNTS.fees_receivable.code, ACCOUNTS.late_charges_receivable.code];
const FEES_AND_CLAIMS: readonly AccountCode[] = [...FEES, ACCOUNTS.memo_claim_fees.code];
const CLAIMS: readonly AccountCode[] = [
  ACCOUNTS.memo_claim_principal.code,
  ACCOUNTS.memo_claim_interest.code,
  ACCOUNTS.memo_claim_fees.code,
];

/** Whether a later live entry hangs on one. `history` holds both, and only what still counts. */
type HangsOn = (later: PastEntry, on: PastEntry, history: History) => boolean;

const nothing: HangsOn = () => false;
/** These moved what the loan owes from one kind to another, and all that came after them counted on it. */
const everything: HangsOn = () => true;

/**
 * What hangs on each type of entry (domain.md section 4, "undo"). Accruals are left out beforehand: they never stand in
 * the way and are never undone with another entry (domain decision D12); they become stale, and the answer says so.
 */
const HANGS_ON: Readonly<Record<EventType, HangsOn>> = {
  accrual: nothing,
  reversal: nothing,
  disbursement_settled: nothing,
  disbursement: (later, on) => later.type === 'disbursement_settled' && later.correlationId === on.eventId,
  payment_received: (later, on) => movesMoney(later, moneyOf(on)) || isTakenFrom(later, on),
  payment_settled: (later, on) => (credits(on, [SUSPENSE]) ? movesMoney(later, moneyOf(on)) : isReturnOf(later, on)),
  payment_allocated: (later, on, history) => isReturnOf(later, on) || isWaiverOfPaid(later, on, history),
  recovery: (later, on) => isReturnOf(later, on),
  refund: (later, on) => isReturnOf(later, on),
  payment_returned: (later, on) =>
    later.eventId === on.eventId || (later.type === 'payment_settled' && moneyOf(later) === moneyOf(on)),
  fee_waived: (later, on) => spendsGivenBack(later, on),
  fee_assessed: (later, on, history) => movesFee(later, on.eventId, history),
  chargeoff: (later) => later.type === 'chargeoff' || credits(later, CLAIMS),
  manual_adjustment: (later, on) => movesMoney(later, on.eventId) || isWaiverOf(later, on.eventId),
  refinance: everything,
  restructure: everything,
  nonaccrual: everything,
};

/** The receipt whose money an entry is about. */
const moneyOf = (past: PastEntry): EventId => past.correlationId ?? past.eventId;

const credits = (past: PastEntry, accounts: readonly AccountCode[]): boolean =>
  past.postings.some(({ credit }) => accounts.includes(credit));

/** Whether an entry does something with the money of a receipt. */
const movesMoney = (past: PastEntry, money: EventId): boolean =>
  past.correlationId === money || past.postings.some(({ source }) => source === money);

/** Whether a payment was taken from money that had come in without a payer's name. */
const isTakenFrom = (later: PastEntry, receipt: PastEntry): boolean =>
  later.type === 'payment_received' && later.subject === receipt.eventId;

/** Whether the bank took back money that an entry had settled, applied or paid out. */
const isReturnOf = (later: PastEntry, on: PastEntry): boolean =>
  later.type === 'payment_returned' && moneySpentBy(on).some((money) => movesMoney(later, money));

const moneySpentBy = (past: PastEntry): readonly EventId[] => {
  const spent = past.postings.filter(({ debit }) => debit === SUSPENSE);
  return spent.length === 0 ? [moneyOf(past)] : spent.map(({ source }) => source ?? moneyOf(past));
};

const isWaiverOf = (later: PastEntry, feeEvent: EventId): boolean =>
  later.type === 'fee_waived' && later.subject === feeEvent;

/** Whether an entry did something with the money that a waiver had given back to suspense. */
function spendsGivenBack(later: PastEntry, waiver: PastEntry): boolean {
  const givenBack = waiver.postings.filter(({ credit }) => credit === SUSPENSE).map(({ source }) => source);
  return later.postings.some(({ debit, source }) => debit === SUSPENSE && givenBack.includes(source ?? moneyOf(later)));
}

/**
 * Whether an entry is a part of what became of a fee: it paid it, gave it up, made it principal, charged it off, or paid
 * the claim. Charge-offs and restructures name no fee, so the account of the fee says it.
 */
function movesFee(later: PastEntry, feeEvent: EventId, history: History): boolean {
  if (isWaiverOf(later, feeEvent)) return true;
  if (!credits(later, FEES_AND_CLAIMS)) return false;
  const at = history.indexOf(later);
  const standing = (until: number) =>
    feesOf(history.slice(0, until))
      .filter(({ eventId }) => eventId === feeEvent)
      .map((fee) => `${openOf(fee)} open, ${fee.chargedOff} claimed`)
      .join();
  return standing(at) !== standing(at + 1);
}

/** Whether a fee that an allocation had paid was given up, and its money given back. */
function isWaiverOfPaid(later: PastEntry, allocation: PastEntry, history: History): boolean {
  if (later.type !== 'fee_waived' || later.subject === undefined) return false;
  const spent = moneySpentBy(allocation);
  const givesBack = later.postings.some(
    ({ credit, source }) => credit === SUSPENSE && spent.includes(source ?? moneyOf(later)),
  );
  return givesBack && feesPaidBy(allocation, history).has(later.subject);
}

/** The fees that an allocation paid, by their events: those of which more is paid after it than before. */
function feesPaidBy(allocation: PastEntry, history: History): ReadonlySet<EventId> {
  if (allocation.type !== 'payment_allocated' || !credits(allocation, FEES)) return new Set();
  const at = history.indexOf(allocation);
  const before = paidByFee(feesOf(history.slice(0, at)));
  const after = paidByFee(feesOf(history.slice(0, at + 1)));
  return new Set([...after].flatMap(([fee, paid]) => (paid > (before.get(fee) ?? 0n) ? [fee] : [])));
}

function paidByFee(fees: readonly FeeAccount[]): ReadonlyMap<EventId, Minor> {
  const paid = new Map<EventId, Minor>();
  for (const fee of fees) paid.set(fee.eventId, (paid.get(fee.eventId) ?? 0n) + paidOf(fee));
  return paid;
}

/**
 * Every entry that hangs on one, directly or through others, latest first: the order in which they can be undone.
 *
 * `histories` are those of the loans that the entry concerns; one that concerns several loans is looked for in each.
 */
export function hangingOn(entryId: EntryId, histories: readonly History[]): readonly EntryId[] {
  const counting = histories.map(live);
  const found = new Set([entryId]);
  for (const id of found) {
    const loanless = counting.flatMap((history) =>
      history.filter((past) => past.entryId === id && isLoanless(past)),
    )[0];
    for (const history of counting) {
      for (const later of dependentsIn(history, id, loanless)) found.add(later.entryId);
    }
  }
  found.delete(entryId);
  return latestFirst(found, counting);
}

const isLoanless = ({ postings }: PastEntry): boolean =>
  postings.length > 0 && postings.every(({ loanId }) => loanId === undefined);

/** What hangs on an entry in one history. An entry without a loan stands in no loan's, and all of them may hang on it. */
function dependentsIn(history: History, entryId: EntryId, loanless: PastEntry | undefined): readonly PastEntry[] {
  const at = history.findIndex((past) => past.entryId === entryId);
  const on = history[at] ?? loanless;
  if (on === undefined) return [];
  return history.slice(at + 1).filter((later) => later.type !== 'accrual' && HANGS_ON[on.type](later, on, history));
}

/**
 * Entries in the reverse of the order in which they were booked. Each history knows only its own order, so an entry may
 * be next once it is the last one left in every history that it stands in; of those that may, the one with the latest id,
 * which is time-ordered, so that entries of different loans are in order too.
 *
 * @throws InvariantViolation when two histories contradict each other.
 */
function latestFirst(ids: ReadonlySet<EntryId>, histories: readonly History[]): readonly EntryId[] {
  const left = histories.map((history) => history.flatMap(({ entryId }) => (ids.has(entryId) ? [entryId] : [])));
  const places = new Map<EntryId, number>();
  for (const id of left.flat()) places.set(id, (places.get(id) ?? 0) + 1);
  const ordered: EntryId[] = [];
  while (ordered.length < ids.size) {
    const lasts = left.flatMap((history) => history.at(-1) ?? []);
    const [next] = lasts
      .filter((id) => lasts.filter((last) => last === id).length === places.get(id))
      .sort((a, b) => (a < b ? 1 : -1));
    if (next === undefined) throw new InvariantViolation('Two histories order the same entries differently.');
    for (const history of left) if (history.at(-1) === next) history.pop();
    ordered.push(next);
  }
  return ordered;
}
