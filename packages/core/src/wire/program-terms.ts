import type { z } from 'zod';
import { DEFAULT_PROGRAM_TERMS, type ProgramTerms } from '../contract/program-terms.ts';
import type { ProgramId } from '../ledger/identity.ts';
import type { OwedBucket, Waterfall } from '../loan/allocation.ts';
import { DEFAULT_TERMS, type Program } from '../loan/program.ts';
import { type Refusal, refuse } from '../loan/refusal.ts';
import type { Currency } from '../money/currency.ts';
import { MAX_MINOR } from '../money/minor.ts';
import type { Answered } from './act.ts';

/** The terms of a program as they are sent and kept: snake_case, buckets by their names on the wire, amounts as text. */
export type Terms = z.output<typeof ProgramTerms>;

/** One version of one program as it is kept, and whether it is the tenant's default. */
export interface KeptProgram {
  readonly program_id: string;
  readonly version: number;
  readonly name: string;
  readonly configuration: object;
  readonly is_default: boolean;
}

/** One version of a program, and when it was written. */
export interface ProgramVersion extends KeptProgram {
  readonly created_at: string;
}

/** A bucket as the wire names it. */
export type WireBucket = Terms['waterfalls']['default'][number];

const OF_THE_WIRE: Readonly<Record<WireBucket, OwedBucket>> = {
  late_charges: 'lateCharges',
  fees: 'fees',
  interest: 'interest',
  principal: 'principal',
};

/** The names of buckets on the wire. */
export const WIRE_BUCKETS: Readonly<Record<OwedBucket, WireBucket>> = {
  lateCharges: 'late_charges',
  fees: 'fees',
  interest: 'interest',
  principal: 'principal',
};

const waterfallOf = (names: readonly WireBucket[]): Waterfall => names.map((name) => OF_THE_WIRE[name]);

/** The terms of a version, complete: one that was not known yet when it was written is the default program's. */
export function termsOf({ configuration }: Pick<KeptProgram, 'configuration'>): Terms {
  const its = configuration as Partial<Terms>;
  return {
    ...DEFAULT_PROGRAM_TERMS,
    ...its,
    waterfalls: { ...DEFAULT_PROGRAM_TERMS.waterfalls, ...its.waterfalls },
    credit_on: { ...DEFAULT_PROGRAM_TERMS.credit_on, ...its.credit_on },
    hold_days: { ...DEFAULT_PROGRAM_TERMS.hold_days, ...its.hold_days },
    backdating: { ...DEFAULT_PROGRAM_TERMS.backdating, ...its.backdating },
    accrual: { ...DEFAULT_PROGRAM_TERMS.accrual, ...its.accrual },
  };
}

/** A program that is kept, as decisions know it. A variant of 30/360 that is not named is the one the default program has. */
export function keptProgramOf(kept: KeptProgram): Program {
  const its = termsOf(kept);
  return {
    id: kept.program_id as ProgramId,
    version: kept.version,
    name: kept.name,
    currency: its.currency as Currency | null,
    timeZone: its.time_zone,
    dayCountConvention: its.day_count_convention,
    thirty360Variant: its.thirty_360_variant ?? DEFAULT_TERMS.thirty360Variant,
    waterfalls: {
      default: waterfallOf(its.waterfalls.default),
      nonaccrual: waterfallOf(its.waterfalls.nonaccrual),
    },
    recoveryOrder: its.recovery_order,
    creditOn: its.credit_on,
    holdDays: its.hold_days,
    returnEffective: its.return_effective,
    backdating: { mode: its.backdating.mode, maxDays: its.backdating.max_days },
    closedPeriod: its.closed_period,
    lossAccounting: its.loss_accounting,
    interestWriteoff: its.interest_writeoff,
    feeWriteoff: its.fee_writeoff,
    smallBalanceTolerance: BigInt(its.small_balance_tolerance_minor),
    applySuspense: its.apply_suspense,
    principalMismatch: its.accrual.principal_mismatch,
    principalTolerance: BigInt(its.accrual.principal_tolerance_minor),
    maxRateBps: its.accrual.max_rate_bps,
    adjustmentApproval: its.adjustment_approval,
  };
}

/** A version as it is answered. */
export const programBodyOf = (kept: ProgramVersion): Answered<'programs', 'get'> => ({
  program_id: kept.program_id,
  version: kept.version,
  default: kept.is_default,
  created_at: kept.created_at,
  name: kept.name,
  ...termsOf(kept),
});

/** Refuses terms with an amount that no balance could hold. */
export function refuseTerms({ small_balance_tolerance_minor: small, accrual }: Terms): Refusal | undefined {
  const amounts = {
    small_balance_tolerance_minor: small,
    'accrual.principal_tolerance_minor': accrual.principal_tolerance_minor,
  };
  for (const [field, amount] of Object.entries(amounts)) {
    if (BigInt(amount) > MAX_MINOR) return refuse('amount_overflow', `${field} is ${amount}, above ${MAX_MINOR}`);
  }
  return undefined;
}
