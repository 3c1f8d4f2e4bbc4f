import { daysBetween, type LocalDate } from '../../calendar/date.ts';
import type { BorrowerId, EntryId, EventId, Instant, LoanId } from '../../ledger/identity.ts';
import { type Posting, post } from '../../ledger/posting.ts';
import { type Allocation, type AllocationInstruction, splitAsInstructed } from '../../loan/allocation.ts';
import {
  type Book,
  type BookedReceipt,
  type Decision,
  type Moment,
  programOf,
  refuseBeforeDraw,
  refuseFuture,
  refuseStranger,
  type Warning,
} from '../../loan/book.ts';
import { Draft } from '../../loan/draft.ts';
import { bookedUnderName, bookUnderName } from '../../loan/external-ref.ts';
import type { Loan, LoanStatus } from '../../loan/loan.ts';
import { heldUntil, takeFrom } from '../../loan/money-received.ts';
import type { Program } from '../../loan/program.ts';
import { isRefusal, type Refusal, refuse } from '../../loan/refusal.ts';
import { isOnItsWay, type SourceMethod } from '../../loan/source-method.ts';
import { type StaleAccrual, staleSince } from '../../loan/stale-accruals.ts';
import type { Currency } from '../../money/currency.ts';
import type { Minor } from '../../money/minor.ts';
import { applyMoney, type Explained, owedOn } from './apply.ts';
import { suspenseOn } from './suspense.ts';
import { unidentifiedOf } from './unidentified-receipt.ts';

/** A borrower's money comes in. */
export interface ReceivePayment {
  readonly kind: 'payment';
  readonly loanId: LoanId;
  readonly borrowerId: BorrowerId;
  readonly amount: Minor;
  readonly currency: Currency;
  readonly effectiveAt: LocalDate;
  readonly sourceMethod: SourceMethod;
  /** The processor's name for the payment. Unique among the tenant's payments by the same method. */
  readonly externalRef: string | undefined;
  readonly instruction: AllocationInstruction;
  /** The unidentified receipt that the money is taken from: it has come in already. */
  readonly fromReceipt?: EventId | undefined;
}

/** What was booked and how the money was split: the parts of `allocation` and `recovered` add up to the payment. */
export interface PaymentAnswer {
  readonly kind: 'payment';
  readonly entryId: EntryId;
  /** Absent when nothing was applied; and so is the recovery when no claim was paid. */
  readonly allocationEntryId: EntryId | undefined;
  readonly recoveryEntryId: EntryId | undefined;
  readonly postedAt: Instant;
  readonly allocation: Allocation;
  readonly recovered: Minor;
  readonly writtenOff: Minor;
  /** The last day on which the bank may still take the money back, as the program reckons. */
  readonly holdUntil: LocalDate | undefined;
  /** Absent where nothing was to be applied: the money credits the borrower once it settles. */
  readonly explained: Explained | undefined;
  readonly loanStatus: LoanStatus;
  readonly staleAccruals: readonly StaleAccrual[];
  readonly warnings: readonly Warning[];
}

/**
 * Books a payment as two entries: the receipt, which is a fact and never changes (DR 1000, 1050 or 2210 / CR 2200), and
 * the allocation, which is a decision and can be undone and redone (DR 2200 / CR each bucket); and a third where it pays
 * what was charged off. What is not applied stays in suspense, the borrower's money. A loan in whatever state takes the
 * money: it has moved already.
 *
 * Where the program credits a method on settlement, the receipt is only noted (PENDING) and nothing is applied yet.
 * Laws: applied + recovered + suspense = amount; no bucket is below zero at the close of any day, however far back the
 * payment is dated (domain decision D8).
 */
export function receivePayment(command: ReceivePayment, book: Book, moment: Moment): Decision<PaymentAnswer> {
  const loan = book.loan(command.loanId);
  if (loan === undefined) return refuse('loan_not_found', `no loan ${command.loanId}`);
  const receipt = command.fromReceipt === undefined ? undefined : book.receipt(command.fromReceipt);
  if (command.fromReceipt !== undefined && receipt === undefined) {
    return refuse('event_not_found', `no receipt ${command.fromReceipt}`);
  }
  const before = bookedUnderName(command, book);
  if (before !== undefined) return before;
  const program = programOf(loan, book);
  const refusal =
    refuseStranger(command, loan) ??
    refuseFuture(command.effectiveAt, program, moment) ??
    refuseBackdating(command.effectiveAt, program, moment) ??
    refuseBeforeDraw(command.effectiveAt, loan) ??
    refuseReceipt(command, receipt) ??
    refuseInstruction(command, loan);
  if (refusal !== undefined) return refusal;

  const draft = new Draft(book, moment);
  const { sourceMethod, amount, effectiveAt } = command;
  const pending = receipt === undefined && program.creditOn[sourceMethod] === 'settlement';
  const older = pending ? undefined : applyOlder(command, loan, program, draft, book);
  if (older !== undefined) return older;
  const received = draft.write(draft.loan(loan.id), {
    type: 'payment_received',
    effectiveAt,
    postings: [receiptPosting(command, draft.loan(loan.id), pending)],
  });
  if (isRefusal(received)) return received;
  const applied = pending
    ? undefined
    : applyMoney(draft, loan.id, { amount, effectiveAt, instruction: command.instruction }, program);
  if (applied !== undefined && isRefusal(applied)) return applied;

  const after = draft.loan(loan.id);
  return {
    ...draft.booked,
    loanId: loan.id,
    ...bookUnderName(command, moment.eventId, book),
    ...(receipt === undefined
      ? {}
      : { subject: receipt.eventId, receipt: { ...receipt, taken: receipt.taken + amount } }),
    answer: {
      kind: 'payment',
      entryId: received.id,
      allocationEntryId: applied?.allocationEntry?.id,
      recoveryEntryId: applied?.recoveryEntry?.id,
      postedAt: moment.postedAt,
      allocation: applied?.allocation ?? { principal: 0n, interest: 0n, fees: 0n, lateCharges: 0n, unapplied: amount },
      recovered: applied?.recovered.total ?? 0n,
      writtenOff: applied?.writtenOff ?? 0n,
      holdUntil: heldUntil({ effectiveAt, sourceMethod: receipt?.sourceMethod ?? sourceMethod }, program),
      explained: applied?.explained,
      loanStatus: after.status,
      staleAccruals: staleSince(effectiveAt, loan, after),
      warnings: warningsOf(loan),
    },
  };
}

/** Refuses a date further back than the program lets a payment be dated. */
export function refuseBackdating(date: LocalDate, program: Program, moment: Moment): Refusal | undefined {
  const { mode, maxDays } = program.backdating;
  if (mode === 'current_balances' && maxDays === null) return undefined;
  const today = moment.today(program.timeZone);
  const days = daysBetween(date, today);
  const most = mode === 'reject' ? 0 : (maxDays ?? days);
  if (days <= most) return undefined;
  return refuse('backdating_forbidden', `${date} is ${days} days before ${today}, the program allows ${most}`);
}

/** A custom split is judged before anything is booked: it is the caller's figure, and it must fit what is owed. */
function refuseInstruction({ amount, instruction, effectiveAt }: ReceivePayment, loan: Loan): Refusal | undefined {
  if (instruction.mode !== 'custom') return undefined;
  const split = splitAsInstructed(amount, instruction, owedOn(loan, effectiveAt));
  return isRefusal(split) ? split : undefined;
}

function refuseReceipt(command: ReceivePayment, receipt: BookedReceipt | undefined): Refusal | undefined {
  if (receipt === undefined) return undefined;
  const left = receipt.reversed ? 0n : unidentifiedOf(receipt);
  if (receipt.currency !== command.currency) {
    return refuse('currency_mismatch', `the receipt is in ${receipt.currency}, sent ${command.currency}`);
  }
  if (command.amount <= left) return undefined;
  return refuse('receipt_exceeded', `receipt ${receipt.eventId} holds ${left} still, sent ${command.amount}`);
}

/** Where the program says so, a payment spends older money in suspense first, by an allocation of its own. */
function applyOlder(
  command: ReceivePayment,
  loan: Loan,
  program: Program,
  draft: Draft,
  book: Book,
): Refusal | undefined {
  if (program.applySuspense !== 'on_next_payment' || loan.balances.suspense === 0n) return undefined;
  const { receipts, amount } = suspenseOn(loan, command.effectiveAt, book);
  if (amount === 0n) return undefined;
  const sources = takeFrom(receipts, amount);
  const applied = applyMoney(
    draft,
    loan.id,
    {
      amount,
      effectiveAt: command.effectiveAt,
      instruction: { mode: 'waterfall' },
      sources,
      correlationId: sources[0]!.source,
    },
    program,
  );
  return isRefusal(applied) ? applied : undefined;
}

function receiptPosting(command: ReceivePayment, loan: Loan, pending: boolean): Posting {
  const cash =
    command.fromReceipt !== undefined
      ? 'unidentified_receipts'
      : isOnItsWay(command.sourceMethod)
        ? 'payments_in_transit'
        : 'cash_bank';
  const posting = post(loan, cash, 'unapplied_payments', command.amount, command.externalRef);
  return pending ? { ...posting, layer: 'PENDING' } : posting;
}

/** What is unusual about money for a loan of this status. */
export function warningsOf(loan: Loan): Warning[] {
  switch (loan.status) {
    case 'active':
      return [];
    case 'paid_off':
      return [{ code: 'loan_paid_off', detail: 'the loan owed nothing: the whole payment is in suspense' }];
    case 'pending':
      return [{ code: 'loan_not_active', detail: 'the loan was not drawn yet: the whole payment is in suspense' }];
    case 'charged_off':
    case 'refinanced':
    case 'cancelled':
      return [{ code: 'loan_closed', detail: `the loan is ${loan.status}` }];
    default:
      return loan.status satisfies never;
  }
}
