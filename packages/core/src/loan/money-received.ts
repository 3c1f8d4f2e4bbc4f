/**
 * Money received: each amount that came in for a loan, and where it stands now. A receipt is a fact and never changes;
 * what was done with its money can be undone and redone, so this is folded from what still counts.
 */
import { addDays, type LocalDate } from '../calendar/date.ts';
import { ACCOUNTS, type AccountCode } from '../ledger/account.ts';
import type { EntryId, EventId } from '../ledger/identity.ts';
import type { Posting } from '../ledger/posting.ts';
import { lesser, type Minor } from '../money/minor.ts';
import { BUCKETS, type Bucket, bucketOf } from './bucket.ts';
import { type History, live, type PastEntry } from './history.ts';
import type { Program } from './program.ts';
import { InvariantViolation } from './refusal.ts';
import type { SourceMethod } from './source-method.ts';

/** A bucket that money can be applied to: what is owed on the books, and what is claimed beside them. */
export type PaidBucket = Exclude<Bucket, 'suspense'>;

/** A part of a receipt that is applied: the bucket it pays down, the account that was credited for it, and from when. */
export interface AppliedPart {
  readonly bucket: PaidBucket;
  readonly credited: AccountCode;
  readonly effectiveAt: LocalDate;
  readonly amount: Minor;
}

/**
 * One receipt. Law: `unapplied` + the applied parts + `returned` + `refunded` + `spent` = `amount`, once it counts:
 * what is only noted in the PENDING layer is nowhere yet.
 */
export interface MoneyReceived {
  readonly eventId: EventId;
  readonly entryId: EntryId;
  /** The unidentified receipt that it was taken from, where it did not come in by itself. */
  readonly fromReceipt: EventId | undefined;
  readonly effectiveAt: LocalDate;
  /** From when it credits the borrower: its effective date, or the day on which it settled where it was only noted. */
  readonly countsFrom: LocalDate;
  /** Undefined for money that came over from another system or by an adjustment. */
  readonly sourceMethod: SourceMethod | undefined;
  /** The account that was debited when it came in: the bank, in transit, or unidentified receipts. */
  readonly cash: AccountCode;
  readonly amount: Minor;
  /** What of the amount a collector kept: the lender's cost, which never came in. */
  readonly cost: Minor;
  /** Whether it was only noted in the PENDING layer, and credits the borrower once it settles. */
  readonly pending: boolean;
  /** The entry by which it settled, if it did. */
  readonly settledBy: EntryId | undefined;
  readonly unapplied: Minor;
  /** In the order in which they were applied. */
  readonly applied: readonly AppliedPart[];
  readonly returned: Minor;
  readonly refunded: Minor;
  /** What an adjustment took from suspense. */
  readonly spent: Minor;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Account = Writable<Omit<MoneyReceived, 'applied'>> & { applied: Writable<AppliedPart>[] };

const SUSPENSE = ACCOUNTS.unapplied_payments.code;
const COST = ACCOUNTS.collection_cost.code;

/** Every receipt of a loan whose own entry still counts, oldest effective date first, then in posting order. */
export function receiptsOf(history: History): readonly MoneyReceived[] {
  const accounts = new Map<EventId, Account>();
  for (const past of live(history)) {
    past.postings.forEach((posting, index) => {
      if (past.type === 'payment_received') comeIn(accounts, past, posting);
      else if (past.type === 'payment_settled') settle(accounts, past, posting);
      else if (posting.layer === 'SETTLED') move(accounts, history, past, posting, past.postings[index + 1]);
      else if (past.type === 'payment_returned') unnote(accountOf(accounts, past, posting), posting.amount);
    });
  }
  return [...accounts.values()].sort((a, b) =>
    a.effectiveAt < b.effectiveAt ? -1 : a.effectiveAt > b.effectiveAt ? 1 : 0,
  );
}

function comeIn(accounts: Map<EventId, Account>, past: PastEntry, posting: Posting): void {
  if (posting.credit !== SUSPENSE) return;
  const eventId = past.correlationId ?? past.eventId;
  const known = accounts.get(eventId);
  const pending = posting.layer === 'PENDING';
  if (known !== undefined) {
    known.amount += posting.amount;
    if (posting.debit === COST) known.cost += posting.amount;
    if (!pending) known.unapplied += posting.amount;
    return;
  }
  accounts.set(eventId, {
    eventId,
    entryId: past.entryId,
    fromReceipt: posting.debit === ACCOUNTS.unidentified_receipts.code ? past.subject : undefined,
    effectiveAt: past.effectiveAt,
    countsFrom: past.effectiveAt,
    sourceMethod: past.sourceMethod,
    cash: posting.debit,
    amount: posting.amount,
    cost: 0n,
    pending,
    settledBy: undefined,
    unapplied: pending ? 0n : posting.amount,
    applied: [],
    returned: 0n,
    refunded: 0n,
    spent: 0n,
  });
}

function settle(accounts: Map<EventId, Account>, past: PastEntry, posting: Posting): void {
  const account = past.correlationId === undefined ? undefined : accounts.get(past.correlationId);
  if (account === undefined) return;
  account.settledBy = past.entryId;
  if (posting.layer !== 'SETTLED' || posting.credit !== SUSPENSE) return;
  account.unapplied += posting.amount;
  account.countsFrom = past.effectiveAt;
}

/** A return took away what was only noted. */
function unnote(account: Account | undefined, amount: Minor): void {
  if (account !== undefined) account.returned += amount;
}

/** What any other posting does to the money it names. `next` is the memo beside it, where a claim is paid. */
function move(
  accounts: Map<EventId, Account>,
  history: History,
  past: PastEntry,
  posting: Posting,
  next: Posting | undefined,
): void {
  if (posting.credit === SUSPENSE) {
    if (past.type === 'fee_waived') giveBack(accountOf(accounts, past, posting), history, past, posting.amount);
    else if (past.type === 'payment_returned') pullBack(accountOf(accounts, past, posting), past, posting, next);
    else comeIn(accounts, { ...past, correlationId: past.eventId }, posting);
  } else if (posting.debit === SUSPENSE) {
    takeOut(accounts, past, posting, next);
  } else if (past.type === 'payment_returned') {
    unapply(accountOf(accounts, past, posting), past, posting, next);
  }
}

const accountOf = (accounts: Map<EventId, Account>, past: PastEntry, posting: Posting): Account | undefined =>
  accounts.get(posting.source ?? past.correlationId ?? past.eventId);

/** A fee that this money had paid was waived: it is unapplied again. */
function giveBack(account: Account | undefined, history: History, waiver: PastEntry, amount: Minor): void {
  if (account === undefined) return;
  const fee = history.find((past) => past.eventId === waiver.subject && past.type === 'fee_assessed');
  const isLate = fee?.postings[0]?.debit === ACCOUNTS.late_charges_receivable.code;
  const credited = ACCOUNTS[isLate ? 'late_charges_receivable' : 'fees_receivable'].code;
  const where = { bucket: isLate ? 'lateCharges' : 'fees', credited, effectiveAt: waiver.effectiveAt } as const;
  account.unapplied += amount - reduce(account, where, amount);
}

function takeOut(accounts: Map<EventId, Account>, past: PastEntry, posting: Posting, next: Posting | undefined): void {
  let left = posting.amount;
  for (const account of [accountOf(accounts, past, posting), ...thereBy(past.effectiveAt, accounts)]) {
    if (account === undefined || left === 0n) continue;
    const part = lesser(left, account.unapplied);
    account.unapplied -= part;
    left -= part;
    spend(account, past, { ...posting, amount: part }, next);
  }
}

/** Receipts in the order in which money that names none is taken: first in, first out, and what comes later last. */
function thereBy(day: LocalDate, accounts: ReadonlyMap<EventId, Account>): Account[] {
  const place = ({ countsFrom }: Account) => (countsFrom <= day ? 0 : 1);
  const inOrder = (a: Account, b: Account) => (a.countsFrom < b.countsFrom ? -1 : a.countsFrom > b.countsFrom ? 1 : 0);
  return [...accounts.values()].sort((a, b) => place(a) - place(b) || inOrder(a, b));
}

function spend(account: Account, past: PastEntry, posting: Posting, next: Posting | undefined): void {
  const bucket = paidBucketOf(posting, next);
  if (past.type === 'payment_returned') account.returned += posting.amount;
  else if (past.type === 'refund') account.refunded += posting.amount;
  else if (bucket === undefined || (past.type !== 'payment_allocated' && past.type !== 'recovery')) {
    account.spent += posting.amount;
  } else if (posting.amount > 0n) {
    const { credit: credited, amount } = posting;
    apply(account, { bucket, credited, effectiveAt: past.effectiveAt, amount });
  }
}

/** The bucket that a credit pays down: its own account's, or that of the memo which follows the income it earned. */
function paidBucketOf(posting: Posting, memo: Posting | undefined): PaidBucket | undefined {
  const own = bucketOf(posting.credit) ?? (isMemo(memo) ? bucketOf(memo!.credit) : undefined);
  return own?.bucket === 'suspense' ? undefined : own?.bucket;
}

const isMemo = (posting: Posting | undefined): boolean => posting?.debit === ACCOUNTS.memo_contra.code;

function apply(account: Account, part: AppliedPart): void {
  const known = account.applied.find((one) => isAt(one, part) && one.effectiveAt === part.effectiveAt);
  if (known === undefined) account.applied.push({ ...part });
  else known.amount += part.amount;
}

/** A return took back a part that was applied after the day from which the return counts: it is in suspense again first. */
function pullBack(account: Account | undefined, past: PastEntry, posting: Posting, next: Posting | undefined): void {
  const where = appliedAt(past, posting, next);
  if (account === undefined || where === undefined) return;
  account.unapplied += posting.amount - reduce(account, where, posting.amount);
}

/** A return took it back from where it was applied. What was gone already comes back as a debt of the borrower. */
function unapply(account: Account | undefined, past: PastEntry, posting: Posting, next: Posting | undefined): void {
  if (account === undefined || !CASH.has(posting.credit)) return;
  const where = appliedAt(past, posting, next);
  const shortfall = where === undefined ? posting.amount : reduce(account, where, posting.amount);
  const refunded = lesser(shortfall, account.refunded);
  account.refunded -= refunded;
  account.spent -= shortfall - refunded;
  account.returned += posting.amount;
}

/** What a return takes money back to: the bank, what is on its way there, and a collector's share. */
const CASH: ReadonlySet<AccountCode> = new Set([
  ACCOUNTS.cash_bank.code,
  ACCOUNTS.payments_in_transit.code,
  ACCOUNTS.collection_cost.code,
]);

type AppliedAt = Omit<AppliedPart, 'amount'>;

/** Where a part was applied that a return debits: the bucket of its account, or of the memo that goes up beside it. */
function appliedAt({ effectiveAt }: PastEntry, posting: Posting, next: Posting | undefined): AppliedAt | undefined {
  const memo = next?.credit === ACCOUNTS.memo_contra.code ? next.debit : undefined;
  const bucket = (bucketOf(posting.debit) ?? (memo === undefined ? undefined : bucketOf(memo)))?.bucket;
  if (bucket === undefined || bucket === 'suspense') return undefined;
  return { bucket, credited: posting.debit, effectiveAt };
}

const isAt = (part: AppliedPart, where: AppliedAt): boolean =>
  part.bucket === where.bucket && part.credited === where.credited;

/**
 * Takes an amount from what is applied to a bucket and answers what was not found there: latest first, of what was
 * applied by the day before what was applied later.
 */
function reduce(account: Account, where: AppliedAt, amount: Minor): Minor {
  let left = amount;
  const there = account.applied.filter((part) => isAt(part, where)).reverse();
  const later = (part: AppliedPart) => part.effectiveAt > where.effectiveAt;
  for (const part of [...there.filter((one) => !later(one)), ...there.filter(later)]) {
    const taken = lesser(left, part.amount);
    part.amount -= taken;
    left -= taken;
  }
  account.applied = account.applied.filter((part) => part.amount > 0n);
  return left;
}

/** The last day on which a bank may still take a receipt back, by the program's holds; undefined for money that is final. */
export function heldUntil(
  receipt: Pick<MoneyReceived, 'effectiveAt' | 'sourceMethod'>,
  { holdDays }: Pick<Program, 'holdDays'>,
): LocalDate | undefined {
  if (receipt.sourceMethod !== 'ach' && receipt.sourceMethod !== 'card') return undefined;
  const days = holdDays[receipt.sourceMethod];
  return days === 0 ? undefined : addDays(receipt.effectiveAt, days - 1);
}

/** The receipts whose money in suspense may be refunded on a day: those past their hold. */
export function availableOn(receipts: readonly MoneyReceived[], day: LocalDate, program: Program): MoneyReceived[] {
  return receipts.filter((receipt) => {
    const held = heldUntil(receipt, program);
    return receipt.unapplied > 0n && (held === undefined || day > held);
  });
}

/** What receipts hold in suspense together. */
export const unappliedOf = (receipts: readonly MoneyReceived[]): Minor =>
  receipts.reduce((sum, { unapplied }) => sum + unapplied, 0n);

/** A part of an amount that is taken from suspense, and the event by which that money came in. */
export interface SourcedPart {
  readonly source: EventId;
  readonly amount: Minor;
}

/**
 * Takes an amount from suspense, first in, first out (domain decision D16).
 *
 * @throws InvariantViolation when the receipts hold less: the decision must have refused that.
 */
export function takeFrom(receipts: readonly MoneyReceived[], amount: Minor): readonly SourcedPart[] {
  const parts: SourcedPart[] = [];
  let left = amount;
  for (const { eventId, unapplied } of receipts) {
    const taken = lesser(left, unapplied);
    if (taken > 0n) parts.push({ source: eventId, amount: taken });
    left -= taken;
  }
  if (left > 0n) throw new InvariantViolation(`${amount} were to be taken from suspense, and ${left} are not there.`);
  return parts;
}

/** The account of a bucket. */
export const accountOfBucket = (bucket: Bucket): AccountCode => ACCOUNTS[BUCKETS[bucket]].code;
