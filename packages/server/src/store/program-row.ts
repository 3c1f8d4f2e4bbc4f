import type { Bucket, Currency, OwedBucket, Program, ProgramId } from '@tallystick/core';

/** A row of `programs`: the latest version of one program, and whether it is the tenant's default. */
export interface ProgramRow {
  readonly program_id: string;
  readonly version: number;
  readonly name: string;
  readonly configuration: ProgramConfiguration;
  readonly is_default: boolean;
}

/** A program's terms as they are stored and, later, sent: snake_case, buckets by their names on the wire. */
export interface ProgramConfiguration {
  readonly currency: string | null;
  readonly time_zone: string;
  readonly day_count_convention: Program['dayCountConvention'];
  readonly thirty_360_variant: Program['thirty360Variant'];
  readonly waterfalls: { readonly default: readonly string[] };
  readonly accrual: { readonly principal_mismatch: Program['principalMismatch'] };
}

const WIRE_BUCKETS = {
  late_charges: 'lateCharges',
  fees: 'fees',
  interest: 'interest',
  principal: 'principal',
} as const;
const WIRE_NAMES: Readonly<Record<OwedBucket, string>> = {
  lateCharges: 'late_charges',
  fees: 'fees',
  interest: 'interest',
  principal: 'principal',
} satisfies Partial<Record<Bucket, string>>;

/** The program of a row. */
export function programOfRow(row: ProgramRow): Program {
  const { configuration } = row;
  return {
    id: row.program_id as ProgramId,
    version: row.version,
    name: row.name,
    currency: configuration.currency as Currency | null,
    timeZone: configuration.time_zone,
    dayCountConvention: configuration.day_count_convention,
    thirty360Variant: configuration.thirty_360_variant,
    waterfall: configuration.waterfalls.default.map((name) => WIRE_BUCKETS[name as keyof typeof WIRE_BUCKETS]),
    principalMismatch: configuration.accrual.principal_mismatch,
  };
}

/** The configuration that stores a program's terms. Law: `programOfRow` reads back what this wrote. */
export function configurationOf(terms: Omit<Program, 'id' | 'version' | 'name'>): ProgramConfiguration {
  return {
    currency: terms.currency,
    time_zone: terms.timeZone,
    day_count_convention: terms.dayCountConvention,
    thirty_360_variant: terms.thirty360Variant,
    waterfalls: { default: terms.waterfall.map((bucket) => WIRE_NAMES[bucket]) },
    accrual: { principal_mismatch: terms.principalMismatch },
  };
}
