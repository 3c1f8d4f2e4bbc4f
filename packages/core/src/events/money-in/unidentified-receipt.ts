/**
 * Money that came in and belongs to nobody yet: it waits in 2210 until a payment takes it for a loan. It has no loan, so
 * its terms are those of the tenant's default program.
 */
import type { LocalDate } from '../../calendar/date.ts';
import type { AccountRole } from '../../ledger/account.ts';
import type { EntryId, Instant } from '../../ledger/identity.ts';
import { post } from '../../ledger/posting.ts';
import { type Book, type BookedReceipt, type Decision, type Moment, refuseFuture } from '../../loan/book.ts';
import { Draft } from '../../loan/draft.ts';
import { bookedUnderName, bookUnderName } from '../../loan/external-ref.ts';
import { isRefusal } from '../../loan/refusal.ts';
import { isOnItsWay, type SourceMethod } from '../../loan/source-method.ts';
import type { Currency } from '../../money/currency.ts';
import type { Minor } from '../../money/minor.ts';

/** Money comes in, and nobody knows yet for which loan. */
export interface ReceiveUnidentified {
  readonly kind: 'receipt';
  readonly amount: Minor;
  readonly currency: Currency;
  readonly effectiveAt: LocalDate;
  readonly sourceMethod: SourceMethod;
  /** The bank's or the processor's name for the money. Unique among the tenant's money by the same method. */
  readonly externalRef: string;
}

/** The receipt that was booked. */
export interface ReceiptAnswer {
  readonly kind: 'receipt';
  readonly entryId: EntryId;
  readonly postedAt: Instant;
}

/**
 * Books money whose payer is not known: DR 1000, or 1050 while it is on its way, / CR 2210 (domain decision D17). It is
 * of no loan, and a payment takes it from here once its loan is known.
 */
export function receiveUnidentified(command: ReceiveUnidentified, book: Book, moment: Moment): Decision<ReceiptAnswer> {
  const before = bookedUnderName(command, book);
  if (before !== undefined) return before;
  const program = book.defaultProgram();
  const future = refuseFuture(command.effectiveAt, program, moment);
  if (future !== undefined) return future;
  const { kind, amount, currency, effectiveAt, sourceMethod, externalRef } = command;
  const fresh = { taken: 0n, returned: { unidentified: 0n, ofPayments: 0n }, settled: false, reversed: false };
  const draft = new Draft(book, moment);
  const entry = draft.writeUnder(program, currency, {
    type: 'payment_received',
    effectiveAt,
    postings: [post(undefined, cashOf({ ...command, ...fresh }), 'unidentified_receipts', amount, externalRef)],
  });
  if (isRefusal(entry)) return entry;
  const { eventId, postedAt } = moment;
  return {
    ...draft.booked,
    ...bookUnderName(command, eventId, book),
    receipt: { eventId, entryId: entry.id, amount, currency, effectiveAt, sourceMethod, externalRef, ...fresh },
    answer: { kind, entryId: entry.id, postedAt },
  };
}

/** What of a receipt belongs to nobody still: no payment took it, and the bank did not take it back. */
export const unidentifiedOf = ({ amount, taken, returned }: BookedReceipt): Minor =>
  amount - taken - returned.unidentified;

/** Where the money of a receipt is: at the bank, or on its way there until it settles. */
export const cashOf = ({ sourceMethod, settled }: Pick<BookedReceipt, 'sourceMethod' | 'settled'>): AccountRole =>
  isOnItsWay(sourceMethod) && !settled ? 'payments_in_transit' : 'cash_bank';
