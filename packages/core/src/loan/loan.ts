import { compareDates, type LocalDate } from '../calendar/date.ts';
import type { EventType, JournalEntry } from '../ledger/entry.ts';
import type { BorrowerId, Instant, LoanId, ProgramId } from '../ledger/identity.ts';
import type { Posting } from '../ledger/posting.ts';
import type { Currency } from '../money/currency.ts';
import { MAX_MINOR, type Minor } from '../money/minor.ts';
import { ALL_BUCKETS, addPosting, type Balances, type Bucket, type MovedPair, NO_BALANCES } from './bucket.ts';
import { InvariantViolation, isRefusal, type Refusal, refuse } from './refusal.ts';

/** Where a loan stands in its life. Derived from its balances and draws, never set by hand. */
export type LoanStatus = 'pending' | 'active' | 'paid_off' | 'charged_off' | 'refinanced' | 'cancelled';

/** What one entry did to a loan: what it records, the loan's own postings of it, and their effective date. */
export interface Movement {
  readonly type: EventType;
  readonly effectiveAt: LocalDate;
  /** Of a reversal: what it undoes, and the day of that. The two days may differ. */
  readonly undoes?: { readonly type: EventType; readonly effectiveAt: LocalDate } | undefined;
  readonly postings: readonly MovedPair[];
}

/**
 * A loan as the ledger knows it: who owes, in which currency, what each bucket holds now, and which dates matter.
 *
 * `movements` are those with an effective date after `movementsAfter`; they say what the buckets held on earlier
 * days. A loan that is read for a command of today needs none.
 */
export interface Loan {
  readonly id: LoanId;
  readonly borrowerId: BorrowerId;
  readonly programId: ProgramId;
  readonly currency: Currency;
  readonly status: LoanStatus;
  readonly nonaccrual: boolean;
  readonly balances: Balances;
  readonly openedAt: LocalDate;
  readonly firstDrawAt: LocalDate | undefined;
  /** The latest effective date of any entry of the loan. */
  readonly lastEffectiveAt: LocalDate;
  /** No accrual is booked for a date after this one. */
  readonly accruedThrough: LocalDate | undefined;
  /** How many entries have touched the loan. */
  readonly entryCount: number;
  /** When the latest entry was posted. Never goes back, whatever the clocks of several servers say. */
  readonly lastActivityAt: Instant;
  /** The loan that paid this one off, once it is refinanced. */
  readonly successorId: LoanId | undefined;
  readonly movementsAfter: LocalDate;
  readonly movements: readonly Movement[];
}

/** A loan on which nothing has happened yet. */
export function openLoan(terms: Pick<Loan, 'id' | 'borrowerId' | 'programId' | 'currency' | 'openedAt'>): Loan {
  return {
    ...terms,
    status: 'pending',
    nonaccrual: false,
    balances: NO_BALANCES,
    firstDrawAt: undefined,
    lastEffectiveAt: terms.openedAt,
    accruedThrough: undefined,
    entryCount: 0,
    lastActivityAt: '',
    successorId: undefined,
    movementsAfter: '0001-01-01' as LocalDate,
    movements: [],
  };
}

/**
 * The loan after an entry, of whose postings it takes its own.
 *
 * Laws: each bucket changes by what the entry's postings say and stays at or above zero on every day from the entry's
 * own; the entry is numbered one after the last; dates and times only go forward.
 *
 * @returns a refusal `amount_overflow` when a bucket, or the sum of what is owed, would pass `MAX_MINOR` on any day:
 * a balance is answered as of a day too.
 * @throws InvariantViolation when a bucket would go below zero on any day (a decision must have refused that), or when
 * the movements after the entry's day are not known.
 */
export function afterEntry(loan: Loan, entry: JournalEntry, postedAt: Instant): Loan | Refusal {
  const after = afterPostings(loan, entry, ownPostings(loan, entry), postedAt);
  if (isRefusal(after) && after.refused === 'would_go_negative') throw new InvariantViolation(after.detail);
  return after;
}

/** The postings of an entry that are a loan's. */
export const ownPostings = (loan: Pick<Loan, 'id'>, entry: JournalEntry): readonly Posting[] =>
  entry.postings.filter((posting) => posting.loanId === loan.id);

/**
 * As `afterEntry`, for a caller that already knows which postings are the loan's (a batch has too many to search), or
 * that may meet a floor: a bucket that would go below zero is the refusal `would_go_negative`, with the figure and day.
 */
export function afterPostings(
  loan: Loan,
  entry: Pick<Movement, 'type' | 'effectiveAt' | 'undoes'>,
  postings: readonly Posting[],
  postedAt: Instant,
): Loan | Refusal {
  const balances: Record<Bucket, Minor> = { ...loan.balances };
  for (const posting of postings) {
    if (posting.loanOrdinal !== loan.entryCount + 1) {
      throw new InvariantViolation(`Entry ${posting.loanOrdinal} follows entry ${loan.entryCount} of loan ${loan.id}.`);
    }
    addPosting(balances, posting);
  }
  const { id, movements, movementsAfter } = loan;
  for (const close of closesFrom({ id, balances, movements, movementsAfter }, entry.effectiveAt)) {
    const refusal = refuseClose(loan, close);
    if (refusal !== undefined) return refusal;
  }
  return {
    ...loan,
    balances,
    status: statusOf(loan, balances),
    lastEffectiveAt: entry.effectiveAt > loan.lastEffectiveAt ? entry.effectiveAt : loan.lastEffectiveAt,
    entryCount: loan.entryCount + 1,
    accruedThrough: entry.type === 'accrual' ? accruedAfter(loan, entry.effectiveAt) : loan.accruedThrough,
    lastActivityAt: postedAt > loan.lastActivityAt ? postedAt : loan.lastActivityAt,
    movements: [...loan.movements, movementOf(entry, postings)],
  };
}

/** Through which day a loan has accrued once it has for a day. */
export function accruedAfter({ accruedThrough }: Pick<Loan, 'accruedThrough'>, day: LocalDate): LocalDate {
  return accruedThrough === undefined || day > accruedThrough ? day : accruedThrough;
}

function movementOf({ type, effectiveAt, undoes }: Omit<Movement, 'postings'>, postings: readonly Posting[]): Movement {
  return undoes === undefined ? { type, effectiveAt, postings } : { type, effectiveAt, undoes, postings };
}

/** Refuses balances above the ceiling or below the floor. */
function refuseClose(loan: Loan, { from, held }: Close): Refusal | undefined {
  for (const bucket of ALL_BUCKETS) {
    if (held[bucket] < 0n) {
      return refuse('would_go_negative', `${bucket} of loan ${loan.id} would be ${held[bucket]} at ${from}`);
    }
    if (held[bucket] > MAX_MINOR) {
      return refuse('amount_overflow', `${bucket} would be ${held[bucket]}, above ${MAX_MINOR}`);
    }
  }
  const exposure = exposureOf(held);
  if (exposure <= MAX_MINOR) return undefined;
  return refuse('amount_overflow', `total exposure would be ${exposure}, above ${MAX_MINOR}`);
}

/** The loan with its first draw: an unknown loan opens by it, and interest runs from its date. */
export function withFirstDraw(loan: Loan, at: LocalDate): Loan {
  return { ...loan, firstDrawAt: at, status: 'active' };
}

/** The loan once a draw is undone: first drawn on the day of the earliest that is left, or waiting for one again. */
export function withDrawUndone(loan: Loan, earliest: LocalDate | undefined): Loan {
  const drawn = { ...loan, firstDrawAt: earliest };
  return { ...drawn, status: earliest === undefined ? 'pending' : statusOf(drawn, loan.balances) };
}

/** The loan as if it had never been refinanced: where it stands, its balances say again. */
export function withRefinanceUndone(loan: Loan): Loan {
  const open: Loan = { ...loan, status: 'active', successorId: undefined };
  return { ...open, status: statusOf(open, loan.balances) };
}

/** What the borrower owes in all: principal, interest, fees and late charges; suspense and claims stand beside it. */
export function exposureOf(balances: Pick<Balances, 'principal' | 'interest' | 'fees' | 'lateCharges'>): Minor {
  return balances.principal + balances.interest + balances.fees + balances.lateCharges;
}

/** Domain decision D19. What an event said, refinanced or cancelled, no later money unsays. */
function statusOf(loan: Loan, balances: Balances): LoanStatus {
  if (loan.firstDrawAt === undefined || loan.status === 'refinanced' || loan.status === 'cancelled') return loan.status;
  const { principal, interest, fees, lateCharges, nonaccrualInterest } = balances;
  const owes = principal > 0n || interest > 0n || fees > 0n || lateCharges > 0n || nonaccrualInterest > 0n;
  if (owes) return 'active';
  return claimsOf(balances) > 0n ? 'charged_off' : 'paid_off';
}

/** What was charged off and is still claimed: principal, interest and fees. */
export function claimsOf(balances: Balances): Minor {
  return balances.claimPrincipal + balances.claimInterest + balances.claimFees;
}

/**
 * What a bucket held at the close of a day.
 *
 * @throws InvariantViolation when the movements after that day are not known.
 */
export function balanceAt(loan: Loan, bucket: Bucket, day: LocalDate): Minor {
  assertKnown(loan, day);
  const later = loan.movements.filter((movement) => movement.effectiveAt > day);
  if (later.length === 0) return loan.balances[bucket];
  const balances: Record<Bucket, Minor> = { ...loan.balances };
  for (const movement of later) takeBack(balances, movement);
  return balances[bucket];
}

/**
 * The most that can be taken from a bucket on a day without leaving it below zero at the close of that day or of any
 * later one: the least of its balances from that day on (domain decision D8).
 *
 * @throws InvariantViolation when the movements after that day are not known.
 */
export function headroom(loan: Loan, bucket: Bucket, day: LocalDate): Minor {
  let least = loan.balances[bucket];
  for (const { held } of closesFrom(loan, day)) if (held[bucket] < least) least = held[bucket];
  return least;
}

/** What a loan holds, and what moved before. */
type LoanPast = Pick<Loan, 'id' | 'balances' | 'movements' | 'movementsAfter'>;

/** What the loan holds at the close of a day, and of each day after it until something moves again. */
export interface Close {
  readonly from: LocalDate;
  readonly held: Balances;
}

/**
 * What the loan held at the close of a day and of every later day on which something moved, latest first.
 *
 * @throws InvariantViolation when the movements after that day are not known.
 */
export function closesFrom(loan: LoanPast, day: LocalDate): readonly Close[] {
  assertKnown(loan, day);
  const later = loan.movements.filter((movement) => movement.effectiveAt > day);
  if (later.length === 0) return [{ from: day, held: loan.balances }];
  later.sort((a, b) => compareDates(b.effectiveAt, a.effectiveAt));
  const closes: Close[] = [{ from: later[0]!.effectiveAt, held: loan.balances }];
  const held: Record<Bucket, Minor> = { ...loan.balances };
  later.forEach((movement, index) => {
    takeBack(held, movement);
    const from = later[index + 1]?.effectiveAt ?? day;
    if (from !== movement.effectiveAt) closes.push({ from, held: { ...held } });
  });
  return closes;
}

function takeBack(balances: Record<Bucket, Minor>, movement: Movement): void {
  for (const { debit, credit, ...rest } of movement.postings)
    addPosting(balances, { ...rest, debit: credit, credit: debit });
}

function assertKnown(loan: LoanPast, day: LocalDate): void {
  if (day < loan.movementsAfter) {
    throw new InvariantViolation(`Loan ${loan.id} is known after ${loan.movementsAfter}, and ${day} was asked for.`);
  }
}
