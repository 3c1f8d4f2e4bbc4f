import type { LocalDate } from '../../calendar/date.ts';
import type { AccountRole } from '../../ledger/account.ts';
import type { EntryId, Instant, LoanId } from '../../ledger/identity.ts';
import { type Posting, post } from '../../ledger/posting.ts';
import { type Book, type Decision, type Moment, programOf, refuseBeforeDraw, refuseFuture } from '../../loan/book.ts';
import type { ClaimKind } from '../../loan/bucket.ts';
import { BUCKETS, CLAIM_BUCKETS } from '../../loan/bucket.ts';
import { Draft } from '../../loan/draft.ts';
import { headroom, type Loan, type LoanStatus } from '../../loan/loan.ts';
import type { Program } from '../../loan/program.ts';
import { isRefusal, type Refusal, refuse } from '../../loan/refusal.ts';
import { type StaleAccrual, staleSince } from '../../loan/stale-accruals.ts';
import { lesser, type Minor } from '../../money/minor.ts';

/** What a restructure changes about what is owed: zero where it leaves a thing alone. */
export interface Relief {
  readonly capitalizeInterest: Minor;
  readonly capitalizeFees: Minor;
  readonly forgivePrincipal: Minor;
  readonly forgiveInterest: Minor;
  readonly waiveFees: Minor;
}

/** A loan goes on under other terms. What the terms are, such as rate and dates, decides nothing here. */
export interface RestructureLoan {
  readonly kind: 'restructure';
  readonly loanId: LoanId;
  readonly effectiveAt: LocalDate;
  readonly relief: Relief;
  /** Who allowed it, as the lender's system names it. */
  readonly approvalRef: string;
}

/** What was booked, as it was asked for, and the principal after it. */
export interface RestructureAnswer {
  readonly kind: 'restructure';
  readonly entryId: EntryId;
  readonly postedAt: Instant;
  readonly relief: Relief;
  readonly principal: Minor;
  readonly loanStatus: LoanStatus;
  readonly staleAccruals: readonly StaleAccrual[];
}

/**
 * Books a restructure in one entry, gross, each change on its own accounts:
 *
 * - interest and fees become principal, late charges first: DR 1100 / CR 1200, 1310, 1300. Interest that was only noted
 *   (9400) does not, because it was never income;
 * - principal is forgiven against the allowance, or as a concession under direct expense: DR 1900 or 5400 / CR 1100;
 * - interest is forgiven, what is on the books first and then the memo: DR 4190 / CR 1200, DR 9900 / CR 9400;
 * - fees are waived, late charges first: DR 4290 / CR 1310, 1300.
 *
 * On a charged-off loan it is a settlement: what is forgiven lowers the claims (DR 9900 / CR 9100, 9200, 9300), and
 * nothing is capitalised. What is forgiven leaves no claim. New terms alone have an entry without lines (D20).
 *
 * Laws: no part passes the headroom of its buckets on the day (D8); principal after = before + capitalised − forgiven.
 */
export function restructureLoan(command: RestructureLoan, book: Book, moment: Moment): Decision<RestructureAnswer> {
  const { loanId, effectiveAt, relief } = command;
  const loan = book.loan(loanId);
  if (loan === undefined) return refuse('loan_not_found', `no loan ${loanId}`);
  const program = programOf(loan, book);
  const refusal =
    refuseFuture(effectiveAt, program, moment) ?? refuseBeforeDraw(effectiveAt, loan) ?? refuseState(relief, loan);
  if (refusal !== undefined) return refusal;
  const pairs =
    loan.status === 'charged_off'
      ? settledClaims(relief, loan, effectiveAt)
      : relievedBuckets(relief, loan, effectiveAt, program);
  if (isRefusal(pairs)) return pairs;

  const draft = new Draft(book, moment);
  const entry = draft.write(loan, {
    type: 'restructure',
    effectiveAt,
    description: command.approvalRef,
    postings: pairs.flatMap(([debit, credit, amount]): Posting[] =>
      amount === 0n ? [] : [post(loan, debit, credit, amount)],
    ),
  });
  if (isRefusal(entry)) return entry;
  const after = draft.loan(loanId);
  return {
    ...draft.booked,
    loanId,
    answer: {
      kind: 'restructure',
      entryId: entry.id,
      postedAt: moment.postedAt,
      relief,
      principal: after.balances.principal,
      loanStatus: after.status,
      staleAccruals: staleSince(effectiveAt, loan, after),
    },
  };
}

type Pair = readonly [debit: AccountRole, credit: AccountRole, amount: Minor];

function refuseState({ capitalizeInterest, capitalizeFees }: Relief, { status }: Loan): Refusal | undefined {
  if (status === 'active') return undefined;
  if (status !== 'charged_off') {
    return refuse('loan_state_forbids', `the loan is ${status}, and only one that is owed is restructured`);
  }
  if (capitalizeInterest + capitalizeFees === 0n) return undefined;
  return refuse('loan_state_forbids', 'the loan is charged_off: its claim is forgiven, not capitalised');
}

/** The pairs of a loan that is on the books, or the refusal that says which part of it is owed less. */
function relievedBuckets(relief: Relief, loan: Loan, day: LocalDate, program: Program): readonly Pair[] | Refusal {
  const room = {
    principal: headroom(loan, 'principal', day),
    interest: headroom(loan, 'interest', day),
    noted: headroom(loan, 'nonaccrualInterest', day),
    fees: headroom(loan, 'fees', day),
    lateCharges: headroom(loan, 'lateCharges', day),
  };
  const { capitalizeInterest, capitalizeFees, forgivePrincipal, forgiveInterest, waiveFees } = relief;
  const refusal =
    refuseAbove('principal', room.principal, forgivePrincipal, day) ??
    refuseAbove('interest on the books', room.interest, capitalizeInterest, day) ??
    refuseAbove('interest', room.interest + room.noted, capitalizeInterest + forgiveInterest, day) ??
    refuseAbove('fees', room.fees + room.lateCharges, capitalizeFees + waiveFees, day);
  if (refusal !== undefined) return refusal;

  const lateCapitalized = lesser(capitalizeFees, room.lateCharges);
  const lateWaived = lesser(waiveFees, room.lateCharges - lateCapitalized);
  const booked = lesser(forgiveInterest, room.interest - capitalizeInterest);
  return [
    [BUCKETS.principal, BUCKETS.interest, capitalizeInterest],
    [BUCKETS.principal, BUCKETS.lateCharges, lateCapitalized],
    [BUCKETS.principal, BUCKETS.fees, capitalizeFees - lateCapitalized],
    [program.lossAccounting === 'direct_expense' ? 'concessions' : 'allowance', BUCKETS.principal, forgivePrincipal],
    ['interest_reversed', BUCKETS.interest, booked],
    ['memo_contra', BUCKETS.nonaccrualInterest, forgiveInterest - booked],
    ['fees_waived', BUCKETS.lateCharges, lateWaived],
    ['fees_waived', BUCKETS.fees, waiveFees - lateWaived],
  ];
}

/** The pairs by which claims come down, or the refusal that says which of them is less. */
function settledClaims(relief: Relief, loan: Loan, day: LocalDate): readonly Pair[] | Refusal {
  const forgiven: readonly (readonly [ClaimKind, Minor])[] = [
    ['principal', relief.forgivePrincipal],
    ['interest', relief.forgiveInterest],
    ['fees', relief.waiveFees],
  ];
  for (const [kind, amount] of forgiven) {
    const claim = headroom(loan, CLAIM_BUCKETS[kind], day);
    const refusal = refuseAbove(`claim of ${kind}`, claim, amount, day);
    if (refusal !== undefined) return refusal;
  }
  return forgiven.map(([kind, amount]) => ['memo_contra', BUCKETS[CLAIM_BUCKETS[kind]], amount]);
}

function refuseAbove(what: string, most: Minor, sent: Minor, day: LocalDate): Refusal | undefined {
  if (sent <= most) return undefined;
  return refuse('restructure_exceeds_owed', `${what} ${most} at ${day}, sent ${sent}`);
}
