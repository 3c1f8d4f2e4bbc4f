import type { LocalDate } from '../calendar/date.ts';
import type { JournalEntry } from '../ledger/entry.ts';
import type { BorrowerId, EntryId, Instant, LoanId } from '../ledger/identity.ts';
import { type Posting, post } from '../ledger/posting.ts';
import type { Currency } from '../money/currency.ts';
import type { Minor } from '../money/minor.ts';
import { type Allocation, allocate, type Owed, type OwedBucket, type Waterfall } from './allocation.ts';
import {
  type Book,
  type BookedPayment,
  type Decision,
  type Moment,
  programOf,
  refuseBeforeDraw,
  refuseFuture,
  type Warning,
} from './book.ts';
import { BUCKETS } from './bucket.ts';
import { refuseStranger } from './disbursement.ts';
import { afterEntry, headroom, type Loan, type LoanStatus } from './loan.ts';
import type { Program } from './program.ts';
import { isRefusal, type Refusal, refuse } from './refusal.ts';

/** The way money came in. It says whether it is in the bank at once or still on its way. */
export type SourceMethod = 'ach' | 'wire' | 'card' | 'check' | 'internal_transfer' | 'other';

/** How a payment is to be applied: by the program's waterfall, to one kind of debt, or as the payer instructs. */
export type AllocationInstruction =
  | { readonly mode: 'waterfall' | 'principal_only' | 'interest_only' | 'fees_only' }
  | { readonly mode: 'custom'; readonly fees: Minor; readonly interest: Minor; readonly principal: Minor };

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
}

/** What was booked and how the money was split. `allocationEntryId` is absent when nothing was applied. */
export interface PaymentAnswer {
  readonly kind: 'payment';
  readonly entryId: EntryId;
  readonly allocationEntryId: EntryId | undefined;
  readonly postedAt: Instant;
  readonly allocation: Allocation;
  readonly loanStatus: LoanStatus;
  readonly warnings: readonly Warning[];
}

/**
 * Books a payment as two entries: the receipt, which is a fact and never changes (DR 1000 or 1050 / CR 2200), and the
 * allocation, which is a decision and can be undone and redone (DR 2200 / CR each bucket). What is not applied stays in
 * suspense, the borrower's money. A loan in whatever state takes the money: it has moved already.
 *
 * Laws: applied + suspense = amount; no bucket is below zero at the close of any day, however far back the payment is
 * dated (domain decision D8).
 */
export function receivePayment(command: ReceivePayment, book: Book, moment: Moment): Decision<PaymentAnswer> {
  const loan = book.loan(command.loanId);
  if (loan === undefined) return refuse('loan_not_found', `no loan ${command.loanId}`);
  const first = command.externalRef === undefined ? undefined : book.payment(command.sourceMethod, command.externalRef);
  if (first !== undefined) return samePayment(command, first);
  const refusal =
    refuseStranger(command, loan) ??
    refuseFuture(command.effectiveAt, programOf(loan, book), moment) ??
    refuseBeforeDraw(command.effectiveAt, loan);
  if (refusal !== undefined) return refusal;

  const allocation = split(command, loan, programOf(loan, book));
  if (isRefusal(allocation)) return allocation;
  const receipt = receiptOf(command, loan, moment);
  const received = afterEntry(loan, receipt, moment.postedAt);
  if (isRefusal(received)) return received;

  const applied = allocationOf(allocation, command, received, moment);
  const after = applied === undefined ? received : afterEntry(received, applied, moment.postedAt);
  if (isRefusal(after)) return after;
  const { sourceMethod, externalRef } = command;
  const booked = { eventId: moment.eventId, loanId: loan.id, amount: command.amount, currency: command.currency };
  return {
    entries: applied === undefined ? [receipt] : [receipt, applied],
    loans: [after],
    loanId: loan.id,
    ...(externalRef === undefined ? {} : { payment: { sourceMethod, externalRef, booked } }),
    answer: {
      kind: 'payment',
      entryId: receipt.id,
      allocationEntryId: applied?.id,
      postedAt: moment.postedAt,
      allocation,
      loanStatus: after.status,
      warnings: warningsOf(loan),
    },
  };
}

function samePayment(command: ReceivePayment, first: BookedPayment): Decision<PaymentAnswer> {
  const same =
    first.loanId === command.loanId && first.amount === command.amount && first.currency === command.currency;
  if (same) return { alreadyBookedAs: first.eventId };
  const detail = `${command.sourceMethod} ${command.externalRef} is payment ${first.eventId}, of another loan, amount or currency`;
  return refuse('external_ref_conflict', detail);
}

/** Cards and ACH are on their way until their settlement; every other method is in the bank at once (D17). */
function receiptOf(command: ReceivePayment, loan: Loan, moment: Moment): JournalEntry {
  const onItsWay = command.sourceMethod === 'ach' || command.sourceMethod === 'card';
  const cash = onItsWay ? 'payments_in_transit' : 'cash_bank';
  return {
    id: moment.newEntryId(),
    type: 'payment_received',
    currency: loan.currency,
    effectiveAt: command.effectiveAt,
    accountingDate: command.effectiveAt,
    correlationId: moment.eventId,
    postings: [post(loan, cash, 'unapplied_payments', command.amount, command.externalRef)],
  };
}

function split(command: ReceivePayment, loan: Loan, program: Program): Allocation | Refusal {
  const owed: Owed = {
    principal: headroom(loan, 'principal', command.effectiveAt),
    interest: headroom(loan, 'interest', command.effectiveAt),
    fees: headroom(loan, 'fees', command.effectiveAt),
    lateCharges: headroom(loan, 'lateCharges', command.effectiveAt),
  };
  const { instruction } = command;
  if (instruction.mode === 'custom') return splitAsInstructed(command.amount, instruction, owed);
  return allocate(command.amount, owed, orderOf(instruction.mode, program.waterfall));
}

const FEE_BUCKETS: readonly OwedBucket[] = ['lateCharges', 'fees'];

function orderOf(mode: 'waterfall' | 'principal_only' | 'interest_only' | 'fees_only', order: Waterfall): Waterfall {
  switch (mode) {
    case 'waterfall':
      return order;
    case 'principal_only':
      return ['principal'];
    case 'interest_only':
      return ['interest'];
    case 'fees_only':
      return order.filter((bucket) => FEE_BUCKETS.includes(bucket));
    default:
      return mode satisfies never;
  }
}

function splitAsInstructed(
  amount: Minor,
  sent: { readonly fees: Minor; readonly interest: Minor; readonly principal: Minor },
  owed: Owed,
): Allocation | Refusal {
  const total = sent.fees + sent.interest + sent.principal;
  if (total !== amount) {
    return refuse('custom_allocation_mismatch', `the parts add up to ${total}, the payment is ${amount}`);
  }
  for (const [part, most] of [
    ['fees', owed.fees + owed.lateCharges],
    ['interest', owed.interest],
    ['principal', owed.principal],
  ] as const) {
    if (sent[part] > most) return refuse('allocation_exceeds_owed', `${part} owed ${most}, sent ${sent[part]}`);
  }
  const lateCharges = sent.fees < owed.lateCharges ? sent.fees : owed.lateCharges;
  return {
    fees: sent.fees - lateCharges,
    lateCharges,
    interest: sent.interest,
    principal: sent.principal,
    unapplied: 0n,
  };
}

const CREDITED_IN_ORDER = ['lateCharges', 'fees', 'interest', 'principal'] as const;

function allocationOf(
  allocation: Allocation,
  command: ReceivePayment,
  loan: Loan,
  moment: Moment,
): JournalEntry | undefined {
  const postings: Posting[] = CREDITED_IN_ORDER.filter((bucket) => allocation[bucket] > 0n).map((bucket) =>
    post(loan, 'unapplied_payments', BUCKETS[bucket], allocation[bucket]),
  );
  if (postings.length === 0) return undefined;
  return {
    id: moment.newEntryId(),
    type: 'payment_allocated',
    currency: loan.currency,
    effectiveAt: command.effectiveAt,
    accountingDate: command.effectiveAt,
    correlationId: moment.eventId,
    postings,
  };
}

function warningsOf(loan: Loan): Warning[] {
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
