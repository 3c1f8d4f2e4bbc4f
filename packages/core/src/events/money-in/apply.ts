/**
 * Applying money: what is in suspense pays what is owed, by the program's waterfall or as instructed, and then what was
 * charged off. Used by a payment as it comes in, by money that settles, and by a request to apply suspense.
 */
import type { LocalDate } from '../../calendar/date.ts';
import type { JournalEntry } from '../../ledger/entry.ts';
import type { EventId, LoanId } from '../../ledger/identity.ts';
import { type Posting, post } from '../../ledger/posting.ts';
import {
  type Allocation,
  type AllocationInstruction,
  allocate,
  type Owed,
  type OwedBucket,
  splitAsInstructed,
  type Waterfall,
} from '../../loan/allocation.ts';
import { BUCKETS } from '../../loan/bucket.ts';
import type { Draft } from '../../loan/draft.ts';
import { exposureOf, headroom, type Loan } from '../../loan/loan.ts';
import type { SourcedPart } from '../../loan/money-received.ts';
import type { Program } from '../../loan/program.ts';
import { isRefusal, type Refusal } from '../../loan/refusal.ts';
import { lesser, type Minor } from '../../money/minor.ts';
import { NOTHING_RECOVERED, type Recovered, recover } from './recover.ts';
import { Sources } from './sources.ts';

/** Money in suspense that is to be applied. */
export interface MoneyToApply {
  readonly amount: Minor;
  readonly effectiveAt: LocalDate;
  readonly instruction: AllocationInstruction;
  /** The receipts that it is taken from, in order; absent where it is the money of the correlated event alone. */
  readonly sources?: readonly SourcedPart[];
  readonly correlationId?: EventId;
}

/** What was applied, and by which entries. `allocation.unapplied` is what no bucket and no claim could take. */
export interface Application {
  readonly allocation: Allocation;
  readonly recovered: Recovered;
  readonly writtenOff: Minor;
  readonly allocationEntry: JournalEntry | undefined;
  readonly recoveryEntry: JournalEntry | undefined;
  readonly explained: Explained;
}

/** How an allocation came about: which order it followed, by which version of the terms, and what was owed before. */
export interface Explained {
  readonly waterfall: 'default' | 'nonaccrual' | 'principal_only' | 'interest_only' | 'fees_only' | 'custom';
  readonly order: Waterfall;
  readonly version: number;
  readonly owed: Owed;
}

/**
 * Applies money to a loan and drafts the entries: `payment_allocated` (DR 2200 / CR each bucket) and, where a claim is
 * paid, `recovery`. Non-accrual interest counts as interest once 1200 is paid: it lowers the memo and is income now
 * (DR 2200 / CR 4100, DR 9900 / CR 9400; domain decision D18). A loan that this leaves owing no more than the program's
 * tolerance is written off to zero in the same entry (DR 5900).
 *
 * Laws: applied + recovered + unapplied = amount; no bucket receives more than its headroom on that day (D8).
 */
export function applyMoney(draft: Draft, loanId: LoanId, money: MoneyToApply, program: Program): Application | Refusal {
  const loan = draft.loan(loanId);
  const owed = owedOn(loan, money.effectiveAt);
  const { waterfall, order } = orderFor(loan, money.instruction, program);
  const split =
    money.instruction.mode === 'custom'
      ? splitAsInstructed(money.amount, money.instruction, owed)
      : allocate(money.amount, owed, order);
  if (isRefusal(split)) return split;

  const sources = new Sources(money.sources);
  const small = smallRest(loan, split, money, program);
  const postings = [...allocationPostings(loan, split, money.effectiveAt, sources), ...small.postings];
  let allocationEntry: JournalEntry | undefined;
  if (postings.length > 0) {
    const written = draft.write(loan, {
      type: 'payment_allocated',
      effectiveAt: money.effectiveAt,
      postings,
      programVersion: program.version,
      ...(money.correlationId === undefined ? {} : { correlationId: money.correlationId }),
    });
    if (isRefusal(written)) return written;
    allocationEntry = written;
  }

  const recovery = waterfall === 'default' || waterfall === 'nonaccrual' ? split.unapplied : 0n;
  const recovered = recover(draft, loanId, { ...money, amount: recovery, sources }, program);
  if (isRefusal(recovered)) return recovered;
  return {
    allocation: { ...split, unapplied: split.unapplied - (recovered.recovered?.total ?? 0n) },
    recovered: recovered.recovered ?? NOTHING_RECOVERED,
    writtenOff: small.amount,
    allocationEntry,
    recoveryEntry: recovered.entry,
    explained: { waterfall, order, version: program.version, owed },
  };
}

/** The most that each bucket can take on a day. Interest that was only noted is owed like the rest of it. */
export function owedOn(loan: Loan, day: LocalDate): Owed {
  return {
    principal: headroom(loan, 'principal', day),
    interest: headroom(loan, 'interest', day) + headroom(loan, 'nonaccrualInterest', day),
    fees: headroom(loan, 'fees', day),
    lateCharges: headroom(loan, 'lateCharges', day),
  };
}

const FEE_BUCKETS: readonly OwedBucket[] = ['lateCharges', 'fees'];
const EVERY_BUCKET: Waterfall = ['lateCharges', 'fees', 'interest', 'principal'];

function orderFor(
  loan: Loan,
  { mode }: AllocationInstruction,
  { waterfalls }: Program,
): { readonly waterfall: Explained['waterfall']; readonly order: Waterfall } {
  switch (mode) {
    case 'waterfall':
      return loan.nonaccrual
        ? { waterfall: 'nonaccrual', order: waterfalls.nonaccrual }
        : { waterfall: 'default', order: waterfalls.default };
    case 'principal_only':
      return { waterfall: mode, order: ['principal'] };
    case 'interest_only':
      return { waterfall: mode, order: ['interest'] };
    case 'fees_only':
      return { waterfall: mode, order: waterfalls.default.filter((bucket) => FEE_BUCKETS.includes(bucket)) };
    case 'custom':
      return { waterfall: mode, order: EVERY_BUCKET };
    default:
      return mode satisfies never;
  }
}

function allocationPostings(loan: Loan, split: Allocation, day: LocalDate, sources: Sources): Posting[] {
  const booked = headroom(loan, 'interest', day);
  const receivable = lesser(split.interest, booked);
  return [
    ...sources.pay(loan, BUCKETS.lateCharges, split.lateCharges),
    ...sources.pay(loan, BUCKETS.fees, split.fees),
    ...sources.pay(loan, BUCKETS.interest, receivable),
    ...sources.pay(loan, 'interest_income', split.interest - receivable, BUCKETS.nonaccrualInterest),
    ...sources.pay(loan, BUCKETS.principal, split.principal),
  ];
}

/** What is left to pay after the split, when it is no more than the program tolerates and nothing later moved it. */
function smallRest(loan: Loan, split: Allocation, money: MoneyToApply, program: Program) {
  const nothing = { amount: 0n, postings: [] as Posting[] };
  const tolerated = program.smallBalanceTolerance;
  if (tolerated === 0n || money.instruction.mode !== 'waterfall' || split.unapplied > 0n) return nothing;
  const applied = split.principal + split.interest + split.fees + split.lateCharges;
  const rest = exposureOf(loan.balances) + loan.balances.nonaccrualInterest - applied;
  if (rest <= 0n || rest > tolerated || loan.balances.nonaccrualInterest > 0n) return nothing;
  const postings = EVERY_BUCKET.flatMap((bucket) => {
    const left = headroom(loan, bucket, money.effectiveAt) - split[bucket];
    return left > 0n ? [post(loan, 'small_balance_writeoff', BUCKETS[bucket], left)] : [];
  });
  return { amount: postings.reduce((sum, { amount }) => sum + amount, 0n), postings };
}
