/**
 * The account of each fee: what was assessed and what became of it. A loan's buckets hold one sum for fees and one for
 * late charges; a waiver needs to know what of one fee is open, what was paid and by whose money.
 */
import type { LocalDate } from '../calendar/date.ts';
import { ACCOUNTS, type AccountCode } from '../ledger/account.ts';
import type { EntryId, EventId } from '../ledger/identity.ts';
import type { Posting } from '../ledger/posting.ts';
import { lesser, type Minor } from '../money/minor.ts';
import { type History, live, type PastEntry } from './history.ts';

/** One fee. Law: `assessed` = what is open + paid + `waived` + `chargedOff` + `recovered` + `otherwise`. */
export interface FeeAccount {
  readonly eventId: EventId;
  readonly entryId: EntryId;
  readonly bucket: 'fees' | 'lateCharges';
  readonly effectiveAt: LocalDate;
  readonly assessed: Minor;
  /** What receipts have paid of it, by their events. */
  readonly paidBy: ReadonlyMap<EventId, Minor>;
  /** What was given up: of the unpaid part, and of the paid one, whose money went back to suspense. */
  readonly waived: Minor;
  /** What stands among the claims. */
  readonly chargedOff: Minor;
  readonly recovered: Minor;
  /** What left the bucket in another way: capitalised, refinanced, adjusted, written off as small. */
  readonly otherwise: Minor;
}

type Account = { -readonly [K in keyof FeeAccount]: FeeAccount[K] } & { paidBy: Map<EventId, Minor> };
type Part = 'waived' | 'chargedOff' | 'recovered' | 'otherwise';

const FEES = ACCOUNTS.fees_receivable.code;
const LATE = ACCOUNTS.late_charges_receivable.code;
const CLAIM = ACCOUNTS.memo_claim_fees.code;

const bucketOf = (account: AccountCode): FeeAccount['bucket'] | undefined =>
  account === FEES ? 'fees' : account === LATE ? 'lateCharges' : undefined;

/** What was paid of a fee, by any money. */
export const paidOf = (fee: FeeAccount): Minor => [...fee.paidBy.values()].reduce((sum, paid) => sum + paid, 0n);

/** What is open of a fee. */
export const openOf = (fee: FeeAccount): Minor =>
  fee.assessed - paidOf(fee) - fee.waived - fee.chargedOff - fee.recovered - fee.otherwise;

/**
 * Every fee of a loan whose own entry still counts, in posting order. Within late charges and within fees, money pays
 * the oldest effective date first and then in posting order (domain decision D15).
 *
 * Law: what is open of the fees of a kind adds up to its bucket, and what is charged off to the claim of fees.
 */
export function feesOf(history: History): readonly FeeAccount[] {
  const fold: Fold = { fees: [], unplaced: [] };
  for (const past of live(history)) {
    for (const posting of past.postings) {
      if (posting.layer === 'SETTLED') post(fold, past, posting);
    }
  }
  for (const placeAgain of fold.unplaced) placeAgain();
  return fold.fees;
}

interface Fold {
  readonly fees: Account[];
  /** What found no fee to count for: what it had counted for was undone, and a later fee stands in for that one. */
  readonly unplaced: (() => void)[];
}

function post(fold: Fold, past: PastEntry, posting: Posting): void {
  const debited = bucketOf(posting.debit);
  const credited = bucketOf(posting.credit);
  if (debited !== undefined) debit(fold.fees, past, posting, debited);
  if (credited !== undefined) credit(fold, past, posting, credited);
  if (past.type === 'fee_waived' && posting.credit === ACCOUNTS.unapplied_payments.code) waivePaid(fold, past, posting);
  if (posting.credit === CLAIM) lowerClaim(fold, past, posting.amount);
  if (posting.debit === CLAIM && past.type === 'payment_returned') raiseClaim(fold.fees, posting.amount);
}

/** A claim that money pays is recovered; one that a waiver or a restructure lowers is given up. */
function lowerClaim(fold: Fold, past: PastEntry, amount: Minor): void {
  const to: Part = past.type === 'fee_waived' || past.type === 'restructure' ? 'waived' : 'recovered';
  place(fold, past, amount, {
    room: (fee) => fee.chargedOff,
    add: (fee, part) => {
      fee.chargedOff -= part;
      fee[to] += part;
    },
  });
}

/** The money that had paid a claim went back, and it is claimed again. */
function raiseClaim(fees: Account[], amount: Minor): void {
  spread(
    inOrder(fees).reverse(),
    amount,
    (fee) => fee.recovered,
    (fee, part) => {
      fee.recovered -= part;
      fee.chargedOff += part;
    },
  );
}

function debit(fees: Account[], past: PastEntry, posting: Posting, bucket: FeeAccount['bucket']): void {
  let left = posting.amount;
  if (past.type === 'payment_returned') {
    const source = posting.source ?? past.correlationId ?? past.eventId;
    const same = inOrder(fees, bucket).reverse();
    left = spread(
      same,
      left,
      (fee) => fee.paidBy.get(source) ?? 0n,
      (fee, part) => {
        fee.paidBy.set(source, fee.paidBy.get(source)! - part);
      },
    );
  }
  if (left === 0n) return;
  const { eventId, entryId, effectiveAt } = past;
  const nothing = { waived: 0n, chargedOff: 0n, recovered: 0n, otherwise: 0n };
  fees.push({ eventId, entryId, bucket, effectiveAt, assessed: left, paidBy: new Map(), ...nothing });
}

function credit(fold: Fold, past: PastEntry, posting: Posting, bucket: FeeAccount['bucket']): void {
  const pays = posting.debit === ACCOUNTS.unapplied_payments.code;
  if (past.type === 'payment_allocated' && pays) {
    const source = posting.source ?? past.correlationId ?? past.eventId;
    const add = (fee: Account, paid: Minor) => fee.paidBy.set(source, (fee.paidBy.get(source) ?? 0n) + paid);
    place(fold, past, posting.amount, { bucket, room: openOf, add });
    return;
  }
  const part: Part = isWaived(past, posting) ? 'waived' : past.type === 'chargeoff' ? 'chargedOff' : 'otherwise';
  const add = (fee: Account, amount: Minor) => {
    fee[part] += amount;
  };
  place(fold, past, posting.amount, { bucket, room: openOf, add });
}

/** A restructure waives fees too, beside those that it capitalises. A charge-off gives income up, and keeps the claim. */
const isWaived = ({ type }: PastEntry, { debit }: Posting): boolean =>
  type === 'fee_waived' || (type === 'restructure' && debit === ACCOUNTS.fees_waived.code);

/** The paid part of a fee is given up: whose money it was, the posting says. */
function waivePaid(fold: Fold, past: PastEntry, posting: Posting): void {
  const source = posting.source ?? past.correlationId ?? past.eventId;
  place(fold, past, posting.amount, {
    room: (fee) => fee.paidBy.get(source) ?? 0n,
    add: (fee, part) => {
      fee.paidBy.set(source, fee.paidBy.get(source)! - part);
      fee.waived += part;
    },
  });
}

interface Place {
  readonly bucket?: FeeAccount['bucket'];
  readonly room: (fee: Account) => Minor;
  readonly add: (fee: Account, part: Minor) => void;
}

/** Counts an amount for the fee that its entry names, if it names one, and for the others in their order. */
function place({ fees, unplaced }: Fold, { subject }: PastEntry, amount: Minor, { bucket, room, add }: Place): void {
  const named = fees.filter((fee) => fee.eventId === subject);
  const left = spread([...named, ...inOrder(fees, bucket)], amount, room, add);
  if (left > 0n) unplaced.push(() => spread(inOrder(fees, bucket), left, room, add));
}

const inOrder = (fees: readonly Account[], bucket?: FeeAccount['bucket']): Account[] =>
  fees
    .filter((fee) => bucket === undefined || fee.bucket === bucket)
    .sort((a, b) => (a.effectiveAt < b.effectiveAt ? -1 : a.effectiveAt > b.effectiveAt ? 1 : 0));

/** Spreads an amount over fees in their order, each up to its room, and answers what found no room. */
function spread(
  fees: readonly Account[],
  amount: Minor,
  room: (fee: Account) => Minor,
  add: (fee: Account, part: Minor) => void,
): Minor {
  let left = amount;
  for (const fee of fees) {
    const most = room(fee);
    const part = lesser(left, most);
    if (part <= 0n) continue;
    add(fee, part);
    left -= part;
  }
  return left;
}
