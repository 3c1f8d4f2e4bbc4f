/**
 * Commands by which a lender gives something up or gets it back, for a book in memory: waivers, charge-offs, recoveries,
 * non-accrual, restructures. As with the commands of `in-memory-book.ts`, what is left out is the usual.
 */

import type { Relief, RestructureLoan } from '../src/events/changes/restructure.ts';
import type { WaiveFee } from '../src/events/fees/waiver.ts';
import type { SetNonaccrual } from '../src/events/interest/nonaccrual.ts';
import type { ChargeOff } from '../src/events/losses/charge-off.ts';
import type { CollectOnClaim } from '../src/events/money-in/recovery.ts';
import type { EventId } from '../src/ledger/identity.ts';
import type { Currency } from '../src/money/currency.ts';
import type { Minor } from '../src/money/minor.ts';
import { day, loanId, usd } from './in-memory-book.ts';

interface Named {
  readonly loan?: string;
  readonly on: string;
}

const common = ({ loan = 'L1', on }: Named) => ({ loanId: loanId(loan), effectiveAt: day(on) });

/** A waiver of what is unpaid of a fee, all of it where the test does not say. */
export const waiver = (its: {
  fee: EventId;
  on: string;
  amount?: Minor;
  scope?: WaiveFee['scope'];
  reason?: string;
}): WaiveFee => ({
  kind: 'waiver',
  feeId: its.fee,
  effectiveAt: day(its.on),
  amount: its.amount,
  scope: its.scope ?? 'unpaid',
  reason: its.reason ?? 'as agreed',
});

/** A charge-off of everything where the test gives no amounts; a part that it leaves out is zero. */
export const chargeoff = (
  its: Named & { reason?: string; amounts?: { principal?: Minor; interest?: Minor; fees?: Minor } },
): ChargeOff => ({
  kind: 'chargeoff',
  ...common(its),
  reasonCode: its.reason ?? 'past_due_120',
  amounts: its.amounts === undefined ? undefined : { principal: 0n, interest: 0n, fees: 0n, ...its.amounts },
});

/** Money on a claim, by wire and without an agency where the test does not say. */
export const recovery = (
  its: Named & {
    amount: Minor;
    currency?: Currency;
    by?: CollectOnClaim['sourceMethod'];
    ref?: string;
    cost?: Minor;
  },
): CollectOnClaim => ({
  kind: 'recovery',
  ...common(its),
  amount: its.amount,
  currency: its.currency ?? usd,
  sourceMethod: its.by ?? 'wire',
  externalRef: its.ref,
  collectionCost: its.cost,
});

/** Entry into non-accrual, or the exit from it. */
export const nonaccrual = (its: Named & { nonaccrual?: boolean; reason?: string }): SetNonaccrual => ({
  kind: 'nonaccrual',
  ...common(its),
  nonaccrual: its.nonaccrual ?? true,
  reason: its.reason ?? '90 days past due',
});

/** A restructure of nothing but the terms where the test does not say. */
export const restructure = (its: Named & Partial<Relief> & { approval?: string }): RestructureLoan => {
  const { loan, on, approval = 'board 7', ...relief } = its;
  const nothing = {
    capitalizeInterest: 0n,
    capitalizeFees: 0n,
    forgivePrincipal: 0n,
    forgiveInterest: 0n,
    waiveFees: 0n,
  };
  return {
    kind: 'restructure',
    ...common(loan === undefined ? { on } : { loan, on }),
    relief: { ...nothing, ...relief },
    approvalRef: approval,
  };
};
