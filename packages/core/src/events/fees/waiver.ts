import type { LocalDate } from '../../calendar/date.ts';
import type { EntryId, EventId, Instant } from '../../ledger/identity.ts';
import { type Posting, post } from '../../ledger/posting.ts';
import { type Book, type Decision, type Moment, programOf, refuseBeforeDraw, refuseFuture } from '../../loan/book.ts';
import { BUCKETS } from '../../loan/bucket.ts';
import { Draft } from '../../loan/draft.ts';
import { type FeeAccount, feesOf, openOf } from '../../loan/fee-account.ts';
import { type History, reversalOf } from '../../loan/history.ts';
import type { Loan } from '../../loan/loan.ts';
import { receiptsOf, type SourcedPart } from '../../loan/money-received.ts';
import { InvariantViolation, isRefusal, type Refusal, refuse } from '../../loan/refusal.ts';
import { lesser, type Minor } from '../../money/minor.ts';

/** A fee is given up, or a part of it. */
export interface WaiveFee {
  readonly kind: 'waiver';
  /** The event by which the fee was assessed. */
  readonly feeId: EventId;
  readonly effectiveAt: LocalDate;
  /** Undefined for all that the scope holds. */
  readonly amount: Minor | undefined;
  /** Which part of the fee: what is unpaid, what was paid, or the one and then the other. */
  readonly scope: 'unpaid' | 'paid' | 'all';
  readonly reason: string;
}

/** What was given up, and where the fee stands after it. */
export interface WaiverAnswer {
  readonly kind: 'waiver';
  readonly feeId: EventId;
  readonly entryId: EntryId;
  readonly postedAt: Instant;
  readonly waivedUnpaid: Minor;
  readonly waivedPaid: Minor;
  /** Law: paid + waived + unpaid = assessed. A claim is unpaid; what left the fee in any other way counts as paid. */
  readonly fee: { readonly assessed: Minor; readonly paid: Minor; readonly waived: Minor; readonly unpaid: Minor };
}

/**
 * Gives up a fee, both parts in one entry (domain decision D15): what is unpaid, DR 4290 / CR 1310 or 1300, and what was
 * paid, DR 4290 / CR 2200, where it is the money of the receipts that paid the fee again, the latest of them first, and
 * stays until somebody applies or refunds it. On a charged-off loan only the claim comes down, DR 9900 / CR 9300: the
 * income was given up by the charge-off.
 *
 * Laws: the waived parts add up to the amount, which is at most what the scope holds; income given up is the amount; no
 * receipt gets back more than it paid of the fee, nor before it came in.
 */
export function waiveFee(command: WaiveFee, book: Book, moment: Moment): Decision<WaiverAnswer> {
  const { feeId, effectiveAt } = command;
  const event = book.event(feeId);
  if (event?.kind !== 'fee' || event.loanId === undefined) return refuse('event_not_found', `no fee ${feeId}`);
  const loan = book.loan(event.loanId);
  if (loan === undefined) throw new InvariantViolation(`Fee ${feeId} has no loan.`);
  const history = book.history(loan.id);
  const fee = feesOf(history).find(({ eventId }) => eventId === feeId);
  if (fee === undefined) return refuseReversed(feeId, history);
  const refusal =
    refuseFuture(effectiveAt, programOf(loan, book), moment) ??
    refuseBeforeDraw(effectiveAt, loan) ??
    refuseState(command, loan);
  if (refusal !== undefined) return refusal;
  const waived = partsOf(command, fee, loan, history);
  if (isRefusal(waived)) return waived;

  const draft = new Draft(book, moment);
  const entry = draft.write(loan, {
    type: 'fee_waived',
    effectiveAt,
    description: command.reason,
    postings: postingsOf(waived, fee, loan),
    floor: 'refuse',
  });
  if (isRefusal(entry)) return entry;
  const waivedPaid = sumOf(waived.paid);
  return {
    ...draft.booked,
    loanId: loan.id,
    subject: feeId,
    answer: {
      kind: 'waiver',
      feeId,
      entryId: entry.id,
      postedAt: moment.postedAt,
      waivedUnpaid: waived.unpaid,
      waivedPaid,
      fee: standing(fee, waived.unpaid, waivedPaid),
    },
  };
}

/** The parts of a fee that are waived: of what is unpaid, and of what each receipt has paid. */
interface WaivedParts {
  readonly unpaid: Minor;
  readonly paid: readonly SourcedPart[];
}

function refuseReversed(feeId: EventId, history: History): Refusal {
  const assessed = history.find((past) => past.eventId === feeId);
  const reversal = assessed === undefined ? undefined : reversalOf(history, assessed.entryId);
  if (reversal === undefined) throw new InvariantViolation(`Fee ${feeId} is not in the history of its loan.`);
  return refuse('already_reversed', `fee ${feeId} was reversed by entry ${reversal.entryId}`);
}

function refuseState({ scope }: WaiveFee, { status }: Loan): Refusal | undefined {
  if (status === 'refinanced' || status === 'cancelled') {
    return refuse('loan_state_forbids', `the loan is ${status}, and what it owed in fees is closed`);
  }
  if (status !== 'charged_off' || scope !== 'paid') return undefined;
  return refuse(
    'loan_state_forbids',
    'the loan is charged_off: a waiver lowers the claim, and what was paid stays paid',
  );
}

function partsOf(command: WaiveFee, fee: FeeAccount, loan: Loan, history: History): WaivedParts | Refusal {
  const { scope, effectiveAt } = command;
  const claimed = loan.status === 'charged_off';
  const unpaid = claimed ? fee.chargedOff : openOf(fee);
  const payers = claimed ? [] : payersOf(fee, history, effectiveAt);
  const paid = sumOf(payers);
  const most = scope === 'unpaid' ? unpaid : scope === 'paid' ? paid : unpaid + paid;
  const amount = command.amount ?? most;
  if (amount === 0n || amount > most) {
    const sent = command.amount === undefined ? '' : `, sent ${amount}`;
    const figures = `of the fee ${unpaid} is unpaid and ${paid} paid at ${effectiveAt}`;
    return refuse('waiver_exceeds_fee', `${figures}: scope ${scope} holds ${most}${sent}`);
  }
  const ofUnpaid = scope === 'paid' ? 0n : lesser(amount, unpaid);
  return { unpaid: ofUnpaid, paid: upTo(amount - ofUnpaid, payers) };
}

/** Who paid the fee, the latest first; only money that had come in by the day can be in suspense again from it. */
function payersOf(fee: FeeAccount, history: History, day: LocalDate): SourcedPart[] {
  const cameIn = new Map(receiptsOf(history).map(({ eventId, effectiveAt }) => [eventId, effectiveAt]));
  return [...fee.paidBy]
    .reverse()
    .map(([source, amount]) => ({ source, amount }))
    .filter(({ source, amount }) => amount > 0n && (cameIn.get(source) ?? day) <= day);
}

const sumOf = (parts: readonly SourcedPart[]): Minor => parts.reduce((sum, { amount }) => sum + amount, 0n);

function upTo(amount: Minor, parts: readonly SourcedPart[]): SourcedPart[] {
  let left = amount;
  return parts.flatMap(({ source, amount: most }) => {
    const part = lesser(left, most);
    left -= part;
    return part === 0n ? [] : [{ source, amount: part }];
  });
}

function postingsOf({ unpaid, paid }: WaivedParts, fee: FeeAccount, loan: Loan): Posting[] {
  const givenUp =
    loan.status === 'charged_off'
      ? post(loan, 'memo_contra', BUCKETS.claimFees, unpaid)
      : post(loan, 'fees_waived', BUCKETS[fee.bucket], unpaid);
  return [
    ...(unpaid === 0n ? [] : [givenUp]),
    ...paid.map(({ source, amount }) => ({ ...post(loan, 'fees_waived', BUCKETS.suspense, amount), source })),
  ];
}

function standing(fee: FeeAccount, waivedUnpaid: Minor, waivedPaid: Minor): WaiverAnswer['fee'] {
  const waived = fee.waived + waivedUnpaid + waivedPaid;
  const unpaid = openOf(fee) + fee.chargedOff - waivedUnpaid;
  return { assessed: fee.assessed, paid: fee.assessed - waived - unpaid, waived, unpaid };
}
