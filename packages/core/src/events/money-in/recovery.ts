import type { LocalDate } from '../../calendar/date.ts';
import type { EntryId, Instant, LoanId } from '../../ledger/identity.ts';
import { type Posting, post } from '../../ledger/posting.ts';
import { type Book, type Decision, type Moment, programOf, refuseBeforeDraw, refuseFuture } from '../../loan/book.ts';
import { Draft } from '../../loan/draft.ts';
import { bookedUnderName, bookUnderName } from '../../loan/external-ref.ts';
import { claimsOf, type Loan, type LoanStatus } from '../../loan/loan.ts';
import { isRefusal, refuse } from '../../loan/refusal.ts';
import { isOnItsWay, type SourceMethod } from '../../loan/source-method.ts';
import type { Currency } from '../../money/currency.ts';
import type { Minor } from '../../money/minor.ts';
import { refuseBackdating } from './payment.ts';
import { type Claims, type Recovered, recover, standingClaims } from './recover.ts';
import { Sources } from './sources.ts';

/** Money is collected on a claim that was charged off. */
export interface CollectOnClaim {
  readonly kind: 'recovery';
  readonly loanId: LoanId;
  /** What the borrower paid, whatever part of it an agency kept. */
  readonly amount: Minor;
  readonly currency: Currency;
  readonly effectiveAt: LocalDate;
  readonly sourceMethod: SourceMethod;
  readonly externalRef: string | undefined;
  /** What an agency kept of it: above zero and below the amount. */
  readonly collectionCost: Minor | undefined;
}

/** What was booked. The parts of `recovered` and `unapplied`, which is in suspense, add up to the amount. */
export interface RecoveryAnswer {
  readonly kind: 'recovery';
  readonly entryId: EntryId;
  readonly receiptEntryId: EntryId;
  readonly postedAt: Instant;
  readonly recovered: Recovered;
  readonly unapplied: Minor;
  readonly claims: Claims;
  readonly loanStatus: LoanStatus;
}

/**
 * Books money collected on a claim: the receipt, gross, with what an agency kept of it as the lender's cost (DR 1000 or
 * 1050, DR 5500 / CR 2200), and the recovery (see `recover`), whose money is the receipt's. It goes straight to the
 * claim, past what a partly charged-off loan still has on the books; a payment would pay the books first. What is above
 * the claim stays in suspense, the borrower's money.
 *
 * A program that credits payments on settlement credits a recovery on receipt all the same: no interest runs on a claim,
 * so nothing hangs on the day, and what comes back is a return.
 */
export function collectOnClaim(command: CollectOnClaim, book: Book, moment: Moment): Decision<RecoveryAnswer> {
  const { loanId, amount, effectiveAt } = command;
  const loan = book.loan(loanId);
  if (loan === undefined) return refuse('loan_not_found', `no loan ${loanId}`);
  const before = bookedUnderName(command, book);
  if (before !== undefined) return before;
  if (command.currency !== loan.currency) {
    return refuse('currency_mismatch', `the loan is in ${loan.currency}, sent ${command.currency}`);
  }
  const program = programOf(loan, book);
  const refusal =
    refuseFuture(effectiveAt, program, moment) ??
    refuseBeforeDraw(effectiveAt, loan) ??
    refuseBackdating(effectiveAt, program, moment);
  if (refusal !== undefined) return refusal;
  const noClaim = refuse('no_claim_to_recover', `the loan is ${loan.status} and ${claimsOf(loan.balances)} is claimed`);
  if (claimsOf(loan.balances) === 0n) return noClaim;

  const draft = new Draft(book, moment);
  const receipt = draft.write(loan, {
    type: 'payment_received',
    effectiveAt,
    postings: receiptPostings(command, loan),
  });
  if (isRefusal(receipt)) return receipt;
  const paid = recover(draft, loanId, { amount, effectiveAt, sources: new Sources(undefined) }, program);
  if (isRefusal(paid)) return paid;
  const { recovered, entry } = paid;
  if (recovered === undefined || entry === undefined) return noClaim;
  const after = draft.loan(loanId);
  return {
    ...draft.booked,
    loanId,
    ...bookUnderName(command, moment.eventId, book),
    answer: {
      kind: 'recovery',
      entryId: entry.id,
      receiptEntryId: receipt.id,
      postedAt: moment.postedAt,
      recovered,
      unapplied: amount - recovered.total,
      claims: standingClaims(after),
      loanStatus: after.status,
    },
  };
}

function receiptPostings(command: CollectOnClaim, loan: Loan): Posting[] {
  const { amount, collectionCost, externalRef } = command;
  const cash = isOnItsWay(command.sourceMethod) ? 'payments_in_transit' : 'cash_bank';
  const received = post(loan, cash, 'unapplied_payments', amount - (collectionCost ?? 0n), externalRef);
  if (collectionCost === undefined) return [received];
  return [received, post(loan, 'collection_cost', 'unapplied_payments', collectionCost, externalRef)];
}
