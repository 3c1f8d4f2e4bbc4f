import type { LocalDate } from '../../calendar/date.ts';
import type { EntryId, Instant, LoanId } from '../../ledger/identity.ts';
import { type Book, type Decision, type Moment, programOf, refuseBeforeDraw, refuseFuture } from '../../loan/book.ts';
import type { Bucket } from '../../loan/bucket.ts';
import { Draft } from '../../loan/draft.ts';
import { headroom, type Loan, type LoanStatus } from '../../loan/loan.ts';
import { isRefusal, type Refusal, refuse } from '../../loan/refusal.ts';
import { type StaleAccrual, staleSince } from '../../loan/stale-accruals.ts';
import { type Claims, standingClaims } from '../money-in/recover.ts';
import { chargeOffPostings } from './charge-off-postings.ts';

/** A loan, or a part of it, is taken to be lost. */
export interface ChargeOff {
  readonly kind: 'chargeoff';
  readonly loanId: LoanId;
  readonly effectiveAt: LocalDate;
  /** Why, as a word of the lender's own list. `fraud` alone means something here. */
  readonly reasonCode: string;
  /** How much of each. Undefined for all there is. */
  readonly amounts: Claims | undefined;
}

/** What left the books, and all that is claimed after it. */
export interface ChargeOffAnswer {
  readonly kind: 'chargeoff';
  readonly entryId: EntryId;
  readonly postedAt: Instant;
  readonly chargedOff: Claims;
  readonly claims: Claims;
  readonly loanStatus: LoanStatus;
  readonly staleAccruals: readonly StaleAccrual[];
}

/**
 * Takes a loan off the books, whole or in part, and keeps what it was as a claim: see `chargeOffPostings` for the
 * accounts. Interest includes what was only noted (domain decision D18). A loss by `fraud` has an account of its own
 * where losses go to expense directly. Suspense is not touched: whose money that is, the charge-off does not decide.
 *
 * Better prospects are no ground to undo it: what is collected later is a recovery, and only an error is reversed.
 *
 * Laws: what leaves the books is what the claims grow by; no part passes the headroom of its buckets on the day (D8), so
 * one dated back leaves on the books what accrued, or was charged, after its day.
 */
export function chargeOff(command: ChargeOff, book: Book, moment: Moment): Decision<ChargeOffAnswer> {
  const { loanId, effectiveAt } = command;
  const loan = book.loan(loanId);
  if (loan === undefined) return refuse('loan_not_found', `no loan ${loanId}`);
  const program = programOf(loan, book);
  const refusal =
    refuseFuture(effectiveAt, program, moment) ?? refuseBeforeDraw(effectiveAt, loan) ?? refuseState(loan);
  if (refusal !== undefined) return refusal;
  const most = chargeableOn(loan, effectiveAt);
  const amounts = command.amounts ?? most;
  const misfit = refuseMisfit(command, most);
  if (misfit !== undefined) return misfit;

  const draft = new Draft(book, moment);
  const entry = draft.write(loan, {
    type: 'chargeoff',
    effectiveAt,
    description: command.reasonCode,
    postings: chargeOffPostings(loan, { ...amounts, effectiveAt }, program, command.reasonCode === 'fraud'),
  });
  if (isRefusal(entry)) return entry;
  const after = draft.loan(loanId);
  return {
    ...draft.booked,
    loanId,
    answer: {
      kind: 'chargeoff',
      entryId: entry.id,
      postedAt: moment.postedAt,
      chargedOff: amounts,
      claims: standingClaims(after),
      loanStatus: after.status,
      staleAccruals: staleSince(effectiveAt, loan, after),
    },
  };
}

/** A loan that is charged off already may be charged off again, but it has nothing on the books. */
function refuseState({ status }: Loan): Refusal | undefined {
  if (status === 'active' || status === 'charged_off') return undefined;
  return refuse('loan_state_forbids', `the loan is ${status}, and only one that is owed is charged off`);
}

/** The most that can be charged off on a day, by kind. */
function chargeableOn(loan: Loan, day: LocalDate): Claims {
  const room = (bucket: Bucket) => headroom(loan, bucket, day);
  return {
    principal: room('principal'),
    interest: room('interest') + room('nonaccrualInterest'),
    fees: room('lateCharges') + room('fees'),
  };
}

/** Refuses more than is owed, and nothing. */
function refuseMisfit({ amounts, effectiveAt }: ChargeOff, most: Claims): Refusal | undefined {
  for (const kind of ['principal', 'interest', 'fees'] as const) {
    const sent = amounts?.[kind] ?? 0n;
    if (sent > most[kind]) {
      return refuse('chargeoff_exceeds_owed', `${kind} ${most[kind]} at ${effectiveAt}, sent ${sent}`);
    }
  }
  const { principal, interest, fees } = amounts ?? most;
  if (principal + interest + fees > 0n) return undefined;
  const owed = `principal ${most.principal}, interest ${most.interest} and fees ${most.fees} at ${effectiveAt}`;
  return refuse('nothing_to_charge_off', amounts === undefined ? owed : `${owed}, sent none of it`);
}
