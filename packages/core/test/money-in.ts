/**
 * What happens to money that came in, as commands by short names: the usual is left out, as in `in-memory-book.ts`.
 */

import type { ReturnPayment } from '../src/events/money-in/payment-return.ts';
import type { SettlePayment } from '../src/events/money-in/payment-settlement.ts';
import type { RefundSuspense } from '../src/events/money-in/refund.ts';
import type { AllocateSuspense } from '../src/events/money-in/suspense-allocation.ts';
import type { ReceiveUnidentified } from '../src/events/money-in/unidentified-receipt.ts';
import type { EventId } from '../src/ledger/identity.ts';
import type { SourceMethod } from '../src/loan/source-method.ts';
import type { Currency } from '../src/money/currency.ts';
import type { Minor } from '../src/money/minor.ts';
import { day, loanId, usd } from './in-memory-book.ts';

/** Money of nobody yet, by wire where the test does not say. */
export const receipt = (its: {
  amount: Minor;
  on?: string;
  by?: SourceMethod;
  ref?: string;
  currency?: Currency;
}): ReceiveUnidentified => ({
  kind: 'receipt',
  amount: its.amount,
  currency: its.currency ?? usd,
  effectiveAt: day(its.on ?? '2026-01-05'),
  sourceMethod: its.by ?? 'wire',
  externalRef: its.ref ?? 'unknown-1',
});

/** The bank's word that money came in. */
export const paymentSettlement = (its: { of: EventId; on: string; ref?: string }): SettlePayment => ({
  kind: 'payment_settlement',
  paymentId: its.of,
  effectiveAt: day(its.on),
  bankRef: its.ref,
});

/** The bank's word that money went back: all of it from the payment's date on, where the test does not say. */
export const bankReturn = (its: { of: EventId; on?: string; amount?: Minor }): ReturnPayment => ({
  kind: 'return',
  paymentId: its.of,
  effectiveAt: its.on === undefined ? undefined : day(its.on),
  amount: its.amount,
});

/** Suspense that is to be applied: all of it by the waterfall, where the test does not say. */
export const allocation = (its: {
  loan?: string;
  on: string;
  amount?: Minor;
  mode?: 'waterfall' | 'principal_only' | 'interest_only' | 'fees_only';
  custom?: { fees?: Minor; interest?: Minor; principal?: Minor };
}): AllocateSuspense => ({
  kind: 'allocation',
  loanId: loanId(its.loan ?? 'L1'),
  effectiveAt: day(its.on),
  amount: its.amount,
  instruction:
    its.custom === undefined
      ? { mode: its.mode ?? 'waterfall' }
      : { mode: 'custom', fees: 0n, interest: 0n, principal: 0n, ...its.custom },
});

/** Suspense that goes back to the borrower. */
export const refund = (its: { loan?: string; amount: Minor; on: string; ref?: string }): RefundSuspense => ({
  kind: 'refund',
  loanId: loanId(its.loan ?? 'L1'),
  amount: its.amount,
  effectiveAt: day(its.on),
  externalRef: its.ref,
});
