import type { LocalDate } from '../../calendar/date.ts';
import type { AccountRole } from '../../ledger/account.ts';
import type { JournalEntry } from '../../ledger/entry.ts';
import type { EventId, LoanId } from '../../ledger/identity.ts';
import type { Posting } from '../../ledger/posting.ts';
import type { ClaimKind } from '../../loan/bucket.ts';
import { BUCKETS, CLAIM_BUCKETS } from '../../loan/bucket.ts';
import type { Draft } from '../../loan/draft.ts';
import { claimsOf, closesFrom, headroom, type Loan } from '../../loan/loan.ts';
import type { Program } from '../../loan/program.ts';
import { isRefusal, type Refusal } from '../../loan/refusal.ts';
import { lesser, type Minor } from '../../money/minor.ts';
import type { Sources } from './sources.ts';

/** What a recovery paid of the claim, by kind. */
export type Recovered = Claims & { readonly total: Minor };

/** A recovery of nothing. */
export const NOTHING_RECOVERED: Recovered = { principal: 0n, interest: 0n, fees: 0n, total: 0n };

/** What is claimed of a loan, by kind. */
export type Claims = Readonly<Record<ClaimKind, Minor>>;

/** What was charged off of a loan and is still claimed. */
export const standingClaims = ({ balances }: Loan): Claims => ({
  principal: balances.claimPrincipal,
  interest: balances.claimInterest,
  fees: balances.claimFees,
});

interface MoneyToRecover {
  readonly amount: Minor;
  readonly effectiveAt: LocalDate;
  readonly sources: Sources;
  readonly correlationId?: EventId;
}

/**
 * Pays what was charged off, in the program's order, up to the claim: DR 2200 / CR 1900 for principal that had gone
 * against the allowance, CR 4100 and CR 4200 for interest and fees, which are income once collected, or CR 4300 for all
 * of it under direct expense; and the memo comes down (DR 9900). What is above the claim stays the borrower's.
 *
 * A payment dated before the charge-off but posted after it is a recovery too (domain decision D21): it counts from the
 * first day on which there is a claim to pay.
 */
export function recover(
  draft: Draft,
  loanId: LoanId,
  money: MoneyToRecover,
  program: Program,
): { readonly recovered?: Recovered; readonly entry?: JournalEntry } | Refusal {
  const loan = draft.loan(loanId);
  if (money.amount === 0n || claimsOf(loan.balances) === 0n) return {};
  const effectiveAt = firstClaimDay(loan, money.effectiveAt);
  const parts = { principal: 0n, interest: 0n, fees: 0n };
  let left = money.amount;
  for (const kind of program.recoveryOrder) {
    const claim = headroom(loan, CLAIM_BUCKETS[kind], effectiveAt);
    parts[kind] = lesser(left, claim);
    left -= parts[kind];
  }
  const recovered = { ...parts, total: money.amount - left };
  if (recovered.total === 0n) return {};
  const entry = draft.write(loan, {
    type: 'recovery',
    effectiveAt,
    postings: program.recoveryOrder.flatMap((kind): Posting[] =>
      money.sources.pay(loan, incomeOf(kind, program), parts[kind], BUCKETS[CLAIM_BUCKETS[kind]]),
    ),
    ...(money.correlationId === undefined ? {} : { correlationId: money.correlationId }),
  });
  return isRefusal(entry) ? entry : { recovered, entry };
}

/** Where a recovery goes: back to the allowance what was taken from it, and to income what had reversed income. */
function incomeOf(kind: ClaimKind, program: Program): AccountRole {
  if (program.lossAccounting === 'direct_expense') return 'recovery_income';
  if (kind === 'principal') return 'allowance';
  if (kind === 'interest') return program.interestWriteoff === 'allowance' ? 'allowance' : 'interest_income';
  return program.feeWriteoff === 'allowance' ? 'allowance' : 'fee_income';
}

/** The first day, from `day` on, at whose close and ever after something is claimed. */
function firstClaimDay(loan: Loan, day: LocalDate): LocalDate {
  let first = day;
  for (const { from, held } of closesFrom(loan, day)) {
    if (claimsOf(held) === 0n) break;
    first = from;
  }
  return first;
}
