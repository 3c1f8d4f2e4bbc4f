/**
 * The name that a processor gives to money. It is unique among a tenant's money by the same method, so that a retry by a
 * system which has lost its idempotency key books nothing twice.
 */
import type { EventId, LoanId } from '../ledger/identity.ts';
import type { Currency } from '../money/currency.ts';
import type { Minor } from '../money/minor.ts';
import type { AlreadyBooked, Book, BookedPayment, NamedPayment } from './book.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { SourceMethod } from './source-method.ts';

/** Money that comes in, and the name that its processor gave it, if it gave one. */
export interface MoneyUnderName {
  readonly kind: BookedPayment['kind'];
  readonly loanId?: LoanId;
  readonly amount: Minor;
  readonly currency: Currency;
  readonly sourceMethod: SourceMethod;
  readonly externalRef: string | undefined;
}

/**
 * What money gets whose name is taken: the first answer, when it is the same money again under another key, or the
 * refusal `external_ref_conflict`. Undefined when the name is new, or free again because its money was reversed.
 */
export function bookedUnderName(money: MoneyUnderName, book: Book): AlreadyBooked | Refusal | undefined {
  const { sourceMethod, externalRef } = money;
  const first = externalRef === undefined ? undefined : book.payment(sourceMethod, externalRef);
  if (first === undefined || first.reversed) return undefined;
  const named = `${sourceMethod} ${externalRef} is ${first.kind} ${first.eventId}`;
  if (first.kind !== money.kind) return refuse('external_ref_conflict', `${named}, and not a ${money.kind}`);
  const same = first.loanId === money.loanId && first.amount === money.amount && first.currency === money.currency;
  if (same) return { alreadyBookedAs: first.eventId };
  return refuse('external_ref_conflict', `${named}, of another loan, amount or currency`);
}

/** What books money under its name, as a part of the effects: it takes the name over from money that was reversed. */
export function bookUnderName(
  money: MoneyUnderName,
  eventId: EventId,
  book: Book,
): { readonly payment?: NamedPayment } {
  const { kind, loanId, amount, currency, sourceMethod, externalRef } = money;
  if (externalRef === undefined) return {};
  const booked = { eventId, kind, loanId, amount, currency, reversed: false };
  return { payment: { sourceMethod, externalRef, booked, replaces: book.payment(sourceMethod, externalRef)?.eventId } };
}
