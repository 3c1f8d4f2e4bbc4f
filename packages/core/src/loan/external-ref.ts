import type { LoanId } from '../ledger/identity.ts';
import type { Currency } from '../money/currency.ts';
import type { Minor } from '../money/minor.ts';
import type { AlreadyBooked, Book, BookedPayment } from './book.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { SourceMethod } from './source-method.ts';

/** Money that comes in under the name that its processor gave it, if it gave one. */
interface NamedMoney {
  readonly kind: BookedPayment['kind'];
  readonly loanId?: LoanId;
  readonly amount: Minor;
  readonly currency: Currency;
  readonly sourceMethod: SourceMethod;
  readonly externalRef: string | undefined;
}

/**
 * What money gets whose method and reference are booked: the first answer, when it is the same money again under another
 * idempotency key, or the refusal `external_ref_conflict`. A processor names a payment once, so that a retry by a system
 * that has lost its key books nothing twice. Undefined when the reference is new, or is that of money keyed wrongly and
 * reversed.
 */
export function bookedUnderReference(money: NamedMoney, book: Book): AlreadyBooked | Refusal | undefined {
  const { sourceMethod, externalRef } = money;
  const first = externalRef === undefined ? undefined : book.payment(sourceMethod, externalRef);
  if (first === undefined || first.reversed) return undefined;
  const named = `${sourceMethod} ${externalRef} is ${first.kind} ${first.eventId}`;
  if (first.kind !== money.kind) return refuse('external_ref_conflict', `${named}, and not a ${money.kind}`);
  const same = first.loanId === money.loanId && first.amount === money.amount && first.currency === money.currency;
  if (same) return { alreadyBookedAs: first.eventId };
  return refuse('external_ref_conflict', `${named}, of another loan, amount or currency`);
}
