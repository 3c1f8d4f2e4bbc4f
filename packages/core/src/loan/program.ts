import type { DailyThirty360Variant, DayCountConvention } from '../calendar/day-count.ts';
import type { ProgramId } from '../ledger/identity.ts';
import type { Currency } from '../money/currency.ts';
import type { Minor } from '../money/minor.ts';
import type { Waterfall } from './allocation.ts';
import type { ClaimKind } from './bucket.ts';
import type { SourceMethod } from './source-method.ts';

/** The terms under which a lender lends: what a decision must know and an event does not say. */
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
  /** The order in which a payment pays what is owed: of a loan that accrues, and of one on non-accrual. */
  readonly waterfalls: { readonly default: Waterfall; readonly nonaccrual: Waterfall };
  /** The order in which a recovery pays what was charged off: each kind once. */
  readonly recoveryOrder: readonly ClaimKind[];
  /** Whether money by a method counts for the borrower when it is received, or once it has settled. */
  readonly creditOn: Readonly<Record<SourceMethod, 'receipt' | 'settlement'>>;
  /** Days from the effective date of money that a bank may still take back until it may be refunded. */
  readonly holdDays: { readonly ach: number; readonly card: number };
  /** Whether a return counts from the payment's own date, as if it had never been paid, or from the day of the return. */
  readonly returnEffective: 'original' | 'return_date';
  /** Whether a payment may be dated back, and how many days before the business date; null for any number. */
  readonly backdating: { readonly mode: 'current_balances' | 'reject'; readonly maxDays: number | null };
  /** What an effective date in a closed period gets: the first open day as its accounting date, or a refusal. */
  readonly closedPeriod: 'roll_forward' | 'reject';
  /** Whether a principal loss is taken from the allowance (CECL) or goes to expense at once. */
  readonly lossAccounting: 'allowance' | 'direct_expense';
  /** Whether interest and fees that are charged off reverse income or go where principal goes (ASC 326-20-35-8A). */
  readonly interestWriteoff: 'income' | 'allowance';
  readonly feeWriteoff: 'income' | 'allowance';
  /** A loan that a payment leaves owing no more than this is written off to zero with it. */
  readonly smallBalanceTolerance: Minor;
  /** Whether a payment spends older money in suspense as well, or only a request does. */
  readonly applySuspense: 'on_request' | 'on_next_payment';
  /** Whether an accrual whose principal differs from the ledger's, by more than the tolerance, is refused or noted. */
  readonly principalMismatch: 'reject' | 'record';
  readonly principalTolerance: Minor;
  /** The highest plausible yearly rate of a day's interest, in basis points; null for any. */
  readonly maxRateBps: number | null;
  /** Whether an adjustment waits for a second person. */
  readonly adjustmentApproval: 'none' | 'two_person';
}

/** The terms of a tenant's default program until the lender writes its own: domain decision D14. */
export const DEFAULT_TERMS: Omit<Program, 'id' | 'version'> = {
  name: 'Default program',
  currency: null,
  timeZone: 'UTC',
  dayCountConvention: 'ACT_365',
  thirty360Variant: '30E_360',
  waterfalls: {
    default: ['lateCharges', 'fees', 'interest', 'principal'],
    nonaccrual: ['principal', 'interest', 'lateCharges', 'fees'],
  },
  recoveryOrder: ['principal', 'interest', 'fees'],
  creditOn: {
    ach: 'receipt',
    card: 'receipt',
    wire: 'receipt',
    check: 'receipt',
    internal_transfer: 'receipt',
    other: 'receipt',
  },
  holdDays: { ach: 5, card: 2 },
  returnEffective: 'original',
  backdating: { mode: 'current_balances', maxDays: null },
  closedPeriod: 'roll_forward',
  lossAccounting: 'allowance',
  interestWriteoff: 'income',
  feeWriteoff: 'income',
  smallBalanceTolerance: 0n,
  applySuspense: 'on_request',
  principalMismatch: 'reject',
  principalTolerance: 0n,
  maxRateBps: null,
  adjustmentApproval: 'none',
};
