import type { LocalDate } from '../../calendar/date.ts';
import type { BorrowerId, EntryId, Instant, LoanId, ProgramId } from '../../ledger/identity.ts';
import { type Posting, post } from '../../ledger/posting.ts';
import {
  type Book,
  type Decision,
  type Moment,
  programOf,
  refuseBeforeDraw,
  refuseFuture,
  refuseStranger,
  type Warning,
} from '../../loan/book.ts';
import { BUCKETS } from '../../loan/bucket.ts';
import { Draft } from '../../loan/draft.ts';
import { closesFrom, exposureOf, headroom, type Loan, openLoan, withFirstDraw } from '../../loan/loan.ts';
import { availableOn, heldUntil, receiptsOf, takeFrom, unappliedOf } from '../../loan/money-received.ts';
import type { Program } from '../../loan/program.ts';
import { isRefusal, type Refusal, refuse } from '../../loan/refusal.ts';
import { type StaleAccrual, staleSince } from '../../loan/stale-accruals.ts';
import type { Currency } from '../../money/currency.ts';
import { lesser, type Minor } from '../../money/minor.ts';
import { applyMoney } from '../money-in/apply.ts';
import { type Disburse, settlementPosting } from '../money-out/disbursement.ts';
import { refuseCurrencyOf, refuseKnown } from './opening.ts';

/** A new loan pays off an old one of the same borrower. */
export interface Refinance {
  readonly kind: 'refinance';
  readonly oldLoanId: LoanId;
  /** A loan that is not open yet. */
  readonly newLoanId: LoanId;
  readonly borrowerId: BorrowerId;
  readonly currency: Currency;
  readonly effectiveAt: LocalDate;
  /** What the borrower gets beside the payoff; zero for nothing. */
  readonly cashOut: Minor;
  /** An origination fee that is lent with the rest and kept back, on top of the cash-out; zero for none. */
  readonly withheldFee: Minor;
  /** How the cash-out leaves. */
  readonly method: Disburse['method'];
  /** The program of the new loan; the old loan's where it is not named. */
  readonly programId: ProgramId | undefined;
}

/** The refinance that was booked. Law: `principal` = `payoff` + cash-out + withheld fee. */
export interface RefinanceAnswer {
  readonly kind: 'refinance';
  readonly entryId: EntryId;
  readonly postedAt: Instant;
  readonly payoff: Minor;
  readonly principal: Minor;
  readonly capitalizedInterest: Minor;
  readonly capitalizedFees: Minor;
  /** Of the old loan, whose principal is gone from the effective date on. */
  readonly staleAccruals: readonly StaleAccrual[];
  readonly warnings: readonly Warning[];
}

/** What a payoff takes from the old loan, and the non-accrual interest that nobody owes once it is refinanced. */
const PAID_OFF = ['principal', 'interest', 'fees', 'lateCharges', 'nonaccrualInterest'] as const;

type Payoff = Readonly<Record<(typeof PAID_OFF)[number], Minor>>;

/**
 * Books a refinance as one entry over two loans, which cannot half-fail. Each loan balances alone, so what passes from
 * one to the other goes through 2900 (domain decision D3): on the old loan DR 2900 / CR 1100, 1200, 1300, 1310; on the
 * new one DR 1100 / CR 2900 for the payoff, CR 2300 for a withheld fee, CR 2100 for a cash-out, which settles like any
 * disbursement does. Interest and fees of the old loan are principal of the new one.
 *
 * The borrower's money in suspense of the old loan is applied to it first. Interest that was only noted during
 * non-accrual is no debt of the new loan: its memo is taken down (DR 9900 / CR 9400), and a warning says so.
 * Laws: the old loan owes nothing at the close of any day from the effective date on; 2900 nets to zero.
 */
export function refinance(command: Refinance, book: Book, moment: Moment): Decision<RefinanceAnswer> {
  const before = book.loan(command.oldLoanId);
  if (before === undefined) return refuse('loan_not_found', `no loan ${command.oldLoanId}`);
  const program = book.program(command.programId ?? before.programId);
  if (program === undefined) return refuse('program_not_found', `no program ${command.programId}`);
  const refusal = refuseRefinance(command, before, program, book, moment);
  if (refusal !== undefined) return refusal;

  const draft = new Draft(book, moment);
  const { effectiveAt, currency, cashOut } = command;
  const unheld = spendSuspense(draft, before, effectiveAt, book);
  if (unheld !== undefined) return unheld;
  const payoff = payoffOf(draft.loan(before.id), effectiveAt);
  if (isRefusal(payoff)) return payoff;
  const owed = exposureOf(payoff);
  if (owed === 0n) {
    return refuse(
      'loan_state_forbids',
      `loan ${before.id} owes nothing at ${effectiveAt}: there is nothing to refinance`,
    );
  }
  const opened = draft.put(openedBy(command, program));
  const entry = draft.writeUnder(program, currency, {
    type: 'refinance',
    effectiveAt,
    postings: [...payoffPostings(draft.loan(before.id), payoff), ...lentPostings(opened, owed, command)],
  });
  if (isRefusal(entry)) return entry;
  const settled = cashOut > 0n && command.method === 'internal_transfer';
  const settlement = settled
    ? draft.writeUnder(program, currency, {
        type: 'disbursement_settled',
        effectiveAt,
        postings: [settlementPosting(draft.loan(opened.id), cashOut, undefined)],
      })
    : undefined;
  if (settlement !== undefined && isRefusal(settlement)) return settlement;

  const old = draft.put({ ...draft.loan(before.id), status: 'refinanced', successorId: opened.id });
  const { eventId, postedAt } = moment;
  const out = { eventId, loanId: opened.id, net: cashOut, effectiveAt, reversed: false };
  return {
    ...draft.booked,
    loanId: opened.id,
    ...(cashOut === 0n ? {} : { disbursement: { ...out, settledBy: settled ? eventId : undefined } }),
    answer: {
      kind: 'refinance',
      entryId: entry.id,
      postedAt,
      payoff: owed,
      principal: draft.loan(opened.id).balances.principal,
      capitalizedInterest: payoff.interest,
      capitalizedFees: payoff.fees + payoff.lateCharges,
      staleAccruals: staleSince(effectiveAt, before, old),
      warnings: warningsOf(payoff, old),
    },
  };
}

function refuseRefinance(
  command: Refinance,
  old: Loan,
  program: Program,
  book: Book,
  moment: Moment,
): Refusal | undefined {
  const refusal =
    refuseKnown(command.newLoanId, book) ??
    refuseStranger(command, old) ??
    refuseCurrencyOf(program, command.currency) ??
    refuseFuture(command.effectiveAt, program, moment) ??
    refuseBeforeDraw(command.effectiveAt, old);
  if (refusal !== undefined || old.status === 'active') return refusal;
  return refuse('loan_state_forbids', `the loan is ${old.status}, and only an active loan is refinanced`);
}

/**
 * Pays what the old loan owes with the borrower's money that is there by the day, first in, first out. Money that a
 * bank may still take back pays off nothing: the return would land on a loan that is closed.
 */
function spendSuspense(draft: Draft, loan: Loan, day: LocalDate, book: Book): Refusal | undefined {
  if (loan.balances.suspense === 0n) return undefined;
  const program = programOf(loan, book);
  const receipts = receiptsOf(book.history(loan.id)).filter((money) => money.effectiveAt <= day);
  const available = availableOn(receipts, day, program);
  const held = receipts.find((money) => money.unapplied > 0n && !available.includes(money));
  if (held !== undefined) {
    const until = heldUntil(held, program);
    return refuse('suspense_on_hold', `${held.unapplied} of payment ${held.eventId} may be taken back until ${until}`);
  }
  const [unapplied, most] = [unappliedOf(available), headroom(loan, 'suspense', day)];
  const amount = lesser(unapplied, most);
  if (amount === 0n) return undefined;
  const sources = takeFrom(available, amount);
  const money = { amount, effectiveAt: day, sources, correlationId: sources[0]!.source };
  const applied = applyMoney(draft, loan.id, { ...money, instruction: { mode: 'waterfall' } }, program);
  return isRefusal(applied) ? applied : undefined;
}

/** What the loan owes at the close of the day; the same must stand at the close of every later day. */
function payoffOf(loan: Loan, day: LocalDate): Payoff | Refusal {
  const closes = closesFrom(loan, day);
  const payoff = closes.at(-1)!.held;
  for (const { from, held } of closes) {
    for (const bucket of PAID_OFF) {
      if (held[bucket] === payoff[bucket]) continue;
      const figures = `${bucket} of loan ${loan.id} is ${payoff[bucket]} at ${day}, and ${held[bucket]} at ${from}`;
      if (held[bucket] < payoff[bucket]) return refuse('would_go_negative', figures);
      return refuse('loan_state_forbids', `${figures}: a payoff takes all that is owed, so date it then or later`);
    }
  }
  return payoff;
}

function openedBy(command: Refinance, program: Program): Loan {
  const { newLoanId: id, borrowerId, currency, effectiveAt: openedAt } = command;
  return withFirstDraw(openLoan({ id, borrowerId, programId: program.id, currency, openedAt }), openedAt);
}

function payoffPostings(old: Loan, payoff: Payoff): Posting[] {
  return PAID_OFF.flatMap((bucket) => {
    const clearing = bucket === 'nonaccrualInterest' ? 'memo_contra' : 'transfer_clearing';
    return payoff[bucket] === 0n ? [] : [post(old, clearing, BUCKETS[bucket], payoff[bucket])];
  });
}

function lentPostings(loan: Loan, owed: Minor, { withheldFee, cashOut }: Refinance): Posting[] {
  return [
    post(loan, 'loan_principal', 'transfer_clearing', owed),
    ...(withheldFee === 0n ? [] : [post(loan, 'loan_principal', 'deferred_origination_fees', withheldFee)]),
    ...(cashOut === 0n ? [] : [post(loan, 'loan_principal', 'disbursements_in_transit', cashOut)]),
  ];
}

function warningsOf({ nonaccrualInterest }: Payoff, old: Loan): Warning[] {
  if (nonaccrualInterest === 0n) return [];
  const detail = `non-accrual interest of ${nonaccrualInterest} is no longer claimed`;
  return [{ code: 'nonaccrual_interest_given_up', detail, loanId: old.id }];
}
