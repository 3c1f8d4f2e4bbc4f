import type { LocalDate } from '../../calendar/date.ts';
import type { EntryId, Instant, LoanId } from '../../ledger/identity.ts';
import type { Allocation, AllocationInstruction } from '../../loan/allocation.ts';
import { type Book, type Decision, type Moment, programOf, refuseBeforeDraw, refuseFuture } from '../../loan/book.ts';
import { Draft } from '../../loan/draft.ts';
import type { LoanStatus } from '../../loan/loan.ts';
import { takeFrom } from '../../loan/money-received.ts';
import { isRefusal, refuse } from '../../loan/refusal.ts';
import { type StaleAccrual, staleSince } from '../../loan/stale-accruals.ts';
import type { Minor } from '../../money/minor.ts';
import { applyMoney } from './apply.ts';
import { refuseBackdating } from './payment.ts';
import { suspenseOn } from './suspense.ts';

/** Money that waits in suspense is to pay what the loan owes. */
export interface AllocateSuspense {
  readonly kind: 'allocation';
  readonly loanId: LoanId;
  readonly effectiveAt: LocalDate;
  /** How much. Undefined: all that is in suspense. */
  readonly amount: Minor | undefined;
  readonly instruction: AllocationInstruction;
}

/** The allocation that was booked: the parts of `allocation` and `recovered` add up to what was to be applied. */
export interface SuspenseAllocationAnswer {
  readonly kind: 'allocation';
  /** The allocation's entry, or the recovery's where only a claim was paid. */
  readonly entryId: EntryId;
  readonly postedAt: Instant;
  readonly allocation: Allocation;
  readonly recovered: Minor;
  /** What the loan has in suspense after it. */
  readonly suspense: Minor;
  readonly loanStatus: LoanStatus;
  readonly staleAccruals: readonly StaleAccrual[];
}

/**
 * Applies suspense to what is owed, as a payment would be, oldest money first (domain decision D16): DR 2200 / CR each
 * bucket, each posting saying by its `source` whose money it is. The entries have the first of those payments as their
 * correlation, as the payment's own allocation has. Money on hold may pay: a return undoes it.
 *
 * Laws: applied + recovered + still unapplied = what was to be applied; no bucket, suspense included, is below zero at the
 * close of any day (D8).
 */
export function allocateSuspense(
  command: AllocateSuspense,
  book: Book,
  moment: Moment,
): Decision<SuspenseAllocationAnswer> {
  const { loanId, effectiveAt, instruction } = command;
  const loan = book.loan(loanId);
  if (loan === undefined) return refuse('loan_not_found', `no loan ${loanId}`);
  const program = programOf(loan, book);
  const refusal =
    refuseFuture(effectiveAt, program, moment) ??
    refuseBackdating(effectiveAt, program, moment) ??
    refuseBeforeDraw(effectiveAt, loan);
  if (refusal !== undefined) return refusal;
  const { receipts, amount: most } = suspenseOn(loan, effectiveAt, book);
  const amount = command.amount ?? most;
  if (amount > most || most === 0n) {
    return refuse('insufficient_suspense', `suspense ${most} at ${effectiveAt}, sent ${command.amount ?? 'all of it'}`);
  }

  const draft = new Draft(book, moment);
  const sources = takeFrom(receipts, amount);
  const money = { amount, effectiveAt, instruction, sources, correlationId: sources[0]!.source };
  const applied = applyMoney(draft, loanId, money, program);
  if (isRefusal(applied)) return applied;
  const entry = applied.allocationEntry ?? applied.recoveryEntry;
  if (entry === undefined) {
    const owesNone = `the loan is ${loan.status} and owes nothing at ${effectiveAt} that ${instruction.mode} pays`;
    return refuse(loan.status === 'active' ? 'allocation_exceeds_owed' : 'loan_state_forbids', owesNone);
  }
  const after = draft.loan(loanId);
  return {
    ...draft.booked,
    loanId,
    answer: {
      kind: 'allocation',
      entryId: entry.id,
      postedAt: moment.postedAt,
      allocation: applied.allocation,
      recovered: applied.recovered.total,
      suspense: after.balances.suspense,
      loanStatus: after.status,
      staleAccruals: staleSince(effectiveAt, loan, after),
    },
  };
}
