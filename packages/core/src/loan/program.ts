import type { DailyThirty360Variant, DayCountConvention } from '../calendar/day-count.ts';
import type { ProgramId } from '../ledger/identity.ts';
import type { Currency } from '../money/currency.ts';
import type { Waterfall } from './allocation.ts';

/** The terms under which a lender lends: what an allocation or an accrual must know and a payment does not say. */
export interface Program {
  readonly id: ProgramId;
  readonly version: number;
  readonly name: string;
  /** The only currency of the program's loans, or null when each loan brings its own. */
  readonly currency: Currency | null;
  /** The IANA time zone whose calendar day is the business date. */
  readonly timeZone: string;
  readonly dayCountConvention: DayCountConvention;
  /** Which 30/360 is meant; only additive variants can be accrued by the day. */
  readonly thirty360Variant: DailyThirty360Variant;
  readonly waterfall: Waterfall;
  /** Whether an accrual whose principal differs from the ledger's is refused or booked with a warning. */
  readonly principalMismatch: 'reject' | 'record';
}

/** The terms of a tenant's default program until the lender writes its own: domain decision D14. */
export const DEFAULT_TERMS: Omit<Program, 'id' | 'version'> = {
  name: 'Default program',
  currency: null,
  timeZone: 'UTC',
  dayCountConvention: 'ACT_365',
  thirty360Variant: '30E_360',
  waterfall: ['lateCharges', 'fees', 'interest', 'principal'],
  principalMismatch: 'reject',
};
