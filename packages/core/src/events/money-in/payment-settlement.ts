import type { LocalDate } from '../../calendar/date.ts';
import { ACCOUNTS } from '../../ledger/account.ts';
import type { EntryId, EventId, Instant } from '../../ledger/identity.ts';
import { type Posting, post } from '../../ledger/posting.ts';
import type { AllocationInstruction } from '../../loan/allocation.ts';
import { type Book, type BookedReceipt, type Decision, type Moment, programOf, refuseFuture } from '../../loan/book.ts';
import { Draft } from '../../loan/draft.ts';
import type { History } from '../../loan/history.ts';
import type { Loan } from '../../loan/loan.ts';
import type { MoneyReceived } from '../../loan/money-received.ts';
import type { Program } from '../../loan/program.ts';
import { isRefusal, type Refusal, refuse } from '../../loan/refusal.ts';
import type { Minor } from '../../money/minor.ts';
import { type Application, applyMoney } from './apply.ts';
import { findMoney, refuseBeforeMoney } from './find-money.ts';
import { cashOf } from './unidentified-receipt.ts';

/** The bank confirms that money which was on its way has come in: of a payment, a recovery or an unidentified receipt. */
export interface SettlePayment {
  readonly kind: 'payment_settlement';
  readonly paymentId: EventId;
  readonly effectiveAt: LocalDate;
  readonly bankRef: string | undefined;
}

/** The settlement that was booked. */
export interface PaymentSettlementAnswer {
  readonly kind: 'payment_settlement';
  readonly paymentId: EventId;
  readonly entryId: EntryId;
  readonly postedAt: Instant;
  /** How the money was applied, where it credits the borrower only now. */
  readonly applied: Application | undefined;
}

/**
 * Books that money reached the bank: DR 1000 / CR 1050, once, for what was not returned before. No bucket of the loan
 * changes; money in transit going back to zero is the proof that the money came.
 *
 * Where the program credits the method on settlement, the money was only noted so far. The PENDING lines are taken away
 * and the receipt is booked in their place (DR 1000 / CR 2200), in one entry; then the money is applied as its payer had
 * instructed, and by the waterfall where the instruction no longer fits. Every entry has the payment as its correlation.
 */
export function settlePayment(command: SettlePayment, book: Book, moment: Moment): Decision<PaymentSettlementAnswer> {
  const receipt = book.receipt(command.paymentId);
  if (receipt !== undefined) return settleReceipt(command, receipt, book, moment);
  const found = findMoney(command.paymentId, book);
  if (isRefusal(found)) return found;
  const { loan, money, history } = found;
  const program = programOf(loan, book);
  const refusal =
    refuseUnsettleable(money, history) ??
    refuseFuture(command.effectiveAt, program, moment) ??
    refuseBeforeMoney(command.effectiveAt, money);
  if (refusal !== undefined) return refusal;

  const draft = new Draft(book, moment);
  const entry = draft.write(loan, {
    type: 'payment_settled',
    effectiveAt: command.effectiveAt,
    postings: settlementPostings(command, loan, money),
    correlationId: money.eventId,
  });
  if (isRefusal(entry)) return entry;
  const instruction = book.event(money.eventId)?.instruction ?? { mode: 'waterfall' };
  const applied = money.pending
    ? applySettled(draft, loan, { ...money, effectiveAt: command.effectiveAt, instruction }, program)
    : undefined;
  if (applied !== undefined && isRefusal(applied)) return applied;
  const answer = {
    kind: command.kind,
    paymentId: money.eventId,
    entryId: entry.id,
    postedAt: moment.postedAt,
    applied,
  };
  return { ...draft.booked, loanId: loan.id, subject: money.eventId, answer };
}

/** What is still to come in: what a collector kept never does, and what the bank took back will not. */
const outstandingOf = ({ amount, cost, returned }: MoneyReceived): Minor => amount - cost - returned;

function refuseUnsettleable(money: MoneyReceived, history: History): Refusal | undefined {
  const { eventId, settledBy, fromReceipt, sourceMethod, amount, returned } = money;
  if (settledBy !== undefined) {
    const settlement = history.find(({ entryId }) => entryId === settledBy);
    return refuse('already_settled', `settled by event ${settlement?.eventId}`);
  }
  if (fromReceipt !== undefined) {
    return refuse('already_settled', `payment ${eventId} took its money from receipt ${fromReceipt}: that one settles`);
  }
  if (!money.pending && money.cash !== ACCOUNTS.payments_in_transit.code) {
    return refuse('already_settled', `the money came by ${sourceMethod} and was in the bank at once`);
  }
  if (outstandingOf(money) > 0n) return undefined;
  return refuse('already_returned', `${returned} of the ${amount} of payment ${eventId} came back: nothing is to come`);
}

function settlementPostings({ bankRef }: SettlePayment, loan: Loan, money: MoneyReceived): Posting[] {
  const amount = outstandingOf(money);
  if (!money.pending) return [post(loan, 'cash_bank', 'payments_in_transit', amount, bankRef)];
  const noted = post(loan, 'unapplied_payments', 'cash_bank', amount);
  return [
    { ...noted, credit: money.cash, layer: 'PENDING' },
    post(loan, 'cash_bank', 'unapplied_payments', amount, bankRef),
  ];
}

function applySettled(
  draft: Draft,
  loan: Loan,
  money: MoneyReceived & { readonly instruction: AllocationInstruction },
  program: Program,
): Application | Refusal {
  const { effectiveAt, instruction, eventId: correlationId } = money;
  const settled = { amount: outstandingOf(money), effectiveAt, correlationId };
  const applied = applyMoney(draft, loan.id, { ...settled, instruction }, program);
  if (!isRefusal(applied) || instruction.mode !== 'custom') return applied;
  return applyMoney(draft, loan.id, { ...settled, instruction: { mode: 'waterfall' } }, program);
}

/** An unidentified receipt settles whole, whatever payments have taken from it since; it is of no loan. */
function settleReceipt(
  command: SettlePayment,
  receipt: BookedReceipt,
  book: Book,
  moment: Moment,
): Decision<PaymentSettlementAnswer> {
  const program = book.defaultProgram();
  const amount = receipt.amount - receipt.returned.unidentified - receipt.returned.ofPayments;
  const refusal =
    refuseReceipt(receipt, amount, book) ??
    refuseFuture(command.effectiveAt, program, moment) ??
    refuseBeforeMoney(command.effectiveAt, receipt);
  if (refusal !== undefined) return refusal;
  const draft = new Draft(book, moment);
  const { effectiveAt, bankRef, kind } = command;
  const entry = draft.writeUnder(program, receipt.currency, {
    type: 'payment_settled',
    effectiveAt,
    postings: [post(undefined, 'cash_bank', 'payments_in_transit', amount, bankRef)],
    correlationId: receipt.eventId,
  });
  if (isRefusal(entry)) return entry;
  const { postedAt } = moment;
  return {
    ...draft.booked,
    subject: receipt.eventId,
    receipt: { ...receipt, settled: true },
    answer: { kind, paymentId: receipt.eventId, entryId: entry.id, postedAt, applied: undefined },
  };
}

function refuseReceipt(receipt: BookedReceipt, outstanding: Minor, book: Book): Refusal | undefined {
  const { eventId, sourceMethod, amount } = receipt;
  if (receipt.reversed) return refuse('already_reversed', `receipt ${eventId} was reversed`);
  if (receipt.settled) {
    const settlement = book.event(eventId)?.actedOnBy.findLast(({ kind }) => kind === 'payment_settlement');
    return refuse('already_settled', `settled by event ${settlement?.eventId}`);
  }
  if (cashOf(receipt) === 'cash_bank') {
    return refuse('already_settled', `the money came by ${sourceMethod} and was in the bank at once`);
  }
  if (outstanding > 0n) return undefined;
  return refuse('already_returned', `${amount} of the ${amount} of receipt ${eventId} came back: nothing is to come`);
}
