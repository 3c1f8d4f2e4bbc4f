import {
  type Currency,
  DEFAULT_TERMS,
  type OwedBucket,
  type Program,
  type ProgramId,
  type Waterfall,
} from '@tallystick/core';

/** A row of `programs`: the latest version of one program, and whether it is the tenant's default. */
export interface ProgramRow {
  readonly program_id: string;
  readonly version: number;
  readonly name: string;
  readonly configuration: Partial<ProgramConfiguration>;
  readonly is_default: boolean;
}

/** A bucket as the wire names it. */
export type WireBucket = 'late_charges' | 'fees' | 'interest' | 'principal';

/** A program's terms as they are stored and sent: snake_case, buckets by their names on the wire, amounts as text. */
export interface ProgramConfiguration {
  readonly currency: string | null;
  readonly time_zone: string;
  readonly day_count_convention: Program['dayCountConvention'];
  readonly thirty_360_variant: Program['thirty360Variant'];
  readonly waterfalls: { readonly default?: readonly WireBucket[]; readonly nonaccrual?: readonly WireBucket[] };
  readonly recovery_order: Program['recoveryOrder'];
  readonly credit_on: Program['creditOn'];
  readonly hold_days: Program['holdDays'];
  readonly return_effective: Program['returnEffective'];
  readonly backdating: { readonly mode: Program['backdating']['mode']; readonly max_days: number | null };
  readonly closed_period: Program['closedPeriod'];
  readonly loss_accounting: Program['lossAccounting'];
  readonly interest_writeoff: Program['interestWriteoff'];
  readonly fee_writeoff: Program['feeWriteoff'];
  readonly small_balance_tolerance_minor: string;
  readonly apply_suspense: Program['applySuspense'];
  readonly accrual: {
    readonly principal_mismatch?: Program['principalMismatch'];
    readonly principal_tolerance_minor?: string;
    readonly max_rate_bps?: number | null;
  };
  readonly adjustment_approval: Program['adjustmentApproval'];
}

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

const waterfallOf = (names: readonly WireBucket[] | undefined, otherwise: Waterfall): Waterfall =>
  names === undefined ? otherwise : names.map((name) => OF_THE_WIRE[name]);

/** The program of a row. A term that was not written when the row was is the default program's. */
export function programOfRow(row: ProgramRow): Program {
  const its = row.configuration;
  const { waterfalls, accrual } = its;
  return {
    id: row.program_id as ProgramId,
    version: row.version,
    name: row.name,
    currency: (its.currency ?? null) as Currency | null,
    timeZone: its.time_zone ?? DEFAULT_TERMS.timeZone,
    dayCountConvention: its.day_count_convention ?? DEFAULT_TERMS.dayCountConvention,
    thirty360Variant: its.thirty_360_variant ?? DEFAULT_TERMS.thirty360Variant,
    waterfalls: {
      default: waterfallOf(waterfalls?.default, DEFAULT_TERMS.waterfalls.default),
      nonaccrual: waterfallOf(waterfalls?.nonaccrual, DEFAULT_TERMS.waterfalls.nonaccrual),
    },
    recoveryOrder: its.recovery_order ?? DEFAULT_TERMS.recoveryOrder,
    creditOn: { ...DEFAULT_TERMS.creditOn, ...its.credit_on },
    holdDays: { ...DEFAULT_TERMS.holdDays, ...its.hold_days },
    returnEffective: its.return_effective ?? DEFAULT_TERMS.returnEffective,
    backdating:
      its.backdating === undefined
        ? DEFAULT_TERMS.backdating
        : { mode: its.backdating.mode, maxDays: its.backdating.max_days },
    closedPeriod: its.closed_period ?? DEFAULT_TERMS.closedPeriod,
    lossAccounting: its.loss_accounting ?? DEFAULT_TERMS.lossAccounting,
    interestWriteoff: its.interest_writeoff ?? DEFAULT_TERMS.interestWriteoff,
    feeWriteoff: its.fee_writeoff ?? DEFAULT_TERMS.feeWriteoff,
    smallBalanceTolerance: BigInt(its.small_balance_tolerance_minor ?? DEFAULT_TERMS.smallBalanceTolerance),
    applySuspense: its.apply_suspense ?? DEFAULT_TERMS.applySuspense,
    principalMismatch: accrual?.principal_mismatch ?? DEFAULT_TERMS.principalMismatch,
    principalTolerance: BigInt(accrual?.principal_tolerance_minor ?? DEFAULT_TERMS.principalTolerance),
    maxRateBps: accrual?.max_rate_bps ?? DEFAULT_TERMS.maxRateBps,
    adjustmentApproval: its.adjustment_approval ?? DEFAULT_TERMS.adjustmentApproval,
  };
}

/** The configuration that stores a program's terms. Law: `programOfRow` reads back what this wrote. */
export function configurationOf(terms: Omit<Program, 'id' | 'version' | 'name'>): ProgramConfiguration {
  return {
    currency: terms.currency,
    time_zone: terms.timeZone,
    day_count_convention: terms.dayCountConvention,
    thirty_360_variant: terms.thirty360Variant,
    waterfalls: {
      default: terms.waterfalls.default.map((bucket) => WIRE_BUCKETS[bucket]),
      nonaccrual: terms.waterfalls.nonaccrual.map((bucket) => WIRE_BUCKETS[bucket]),
    },
    recovery_order: terms.recoveryOrder,
    credit_on: terms.creditOn,
    hold_days: terms.holdDays,
    return_effective: terms.returnEffective,
    backdating: { mode: terms.backdating.mode, max_days: terms.backdating.maxDays },
    closed_period: terms.closedPeriod,
    loss_accounting: terms.lossAccounting,
    interest_writeoff: terms.interestWriteoff,
    fee_writeoff: terms.feeWriteoff,
    small_balance_tolerance_minor: String(terms.smallBalanceTolerance),
    apply_suspense: terms.applySuspense,
    accrual: {
      principal_mismatch: terms.principalMismatch,
      principal_tolerance_minor: String(terms.principalTolerance),
      max_rate_bps: terms.maxRateBps,
    },
    adjustment_approval: terms.adjustmentApproval,
  };
}
