import {
  type Currency,
  DEFAULT_TERMS,
  type OwedBucket,
  type Program,
  type ProgramId,
  type Waterfall,
} from '@tallystick/core';
import { DEFAULT_PROGRAM_TERMS, type ProgramTerms } from '@tallystick/core/contract';
import type { z } from 'zod';

/** The terms of a program as they are sent and stored: snake_case, buckets by their names on the wire, amounts as text. */
export type Terms = z.output<typeof ProgramTerms>;

/** A row of `programs`: one version of one program, and whether it is the tenant's default. */
export interface ProgramRow {
  readonly program_id: string;
  readonly version: number;
  readonly name: string;
  readonly configuration: object;
  readonly is_default: boolean;
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

/** The terms of a row, complete: one that was not known yet when the row was written is the default program's. */
export function termsOfRow({ configuration }: Pick<ProgramRow, 'configuration'>): Terms {
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

/** The program of a row, as decisions know it. A variant of 30/360 that is not named is the one the default program has. */
export function programOfRow(row: ProgramRow): Program {
  const its = termsOfRow(row);
  return {
    id: row.program_id as ProgramId,
    version: row.version,
    name: row.name,
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
