import { randomUUID } from 'node:crypto';
import { type Currency, DEFAULT_TERMS, type Program } from '@tallystick/core';
import { type Terms, WIRE_BUCKETS } from '@tallystick/core/wire';
import { programs } from '../../src/store/schema.ts';
import type { Lender } from '../harness/server.ts';
import { NOW, type Stage } from './stage.ts';

/** What a test's program has otherwise than the default one, in the words of core; the currency as it is written. */
type OtherTerms = Partial<Omit<Program, 'currency'>> & { readonly currency?: string };

/** Gives a lender one more program, with the default terms but for those named, and answers its id. */
export async function addProgram(stage: Stage, lender: Lender, terms: OtherTerms): Promise<string> {
  const programId = randomUUID();
  const currency = (terms.currency ?? null) as Currency | null;
  await stage.server.connections.operator.insert(programs).values({
    tenantId: lender.tenantId,
    programId,
    version: 1,
    name: 'Another program',
    configuration: wireTermsOf({ ...DEFAULT_TERMS, ...terms, currency }),
    createdAt: NOW.toISOString(),
  });
  return programId;
}

/** The terms of core as they are sent. Law: `keptProgramOf` reads back what this wrote. */
export function wireTermsOf(terms: Omit<Program, 'id' | 'version' | 'name'>): Terms {
  return {
    currency: terms.currency,
    time_zone: terms.timeZone,
    day_count_convention: terms.dayCountConvention,
    thirty_360_variant: terms.thirty360Variant,
    waterfalls: {
      default: terms.waterfalls.default.map((bucket) => WIRE_BUCKETS[bucket]),
      nonaccrual: terms.waterfalls.nonaccrual.map((bucket) => WIRE_BUCKETS[bucket]),
    },
    recovery_order: [...terms.recoveryOrder],
    allocation_scope: 'balance',
    overpayment: 'suspense',
    apply_suspense: terms.applySuspense,
    small_balance_tolerance_minor: String(terms.smallBalanceTolerance),
    credit_on: terms.creditOn,
    hold_days: terms.holdDays,
    return_effective: terms.returnEffective,
    backdating: { mode: terms.backdating.mode, max_days: terms.backdating.maxDays },
    closed_period: terms.closedPeriod,
    loss_accounting: terms.lossAccounting,
    interest_writeoff: terms.interestWriteoff,
    fee_writeoff: terms.feeWriteoff,
    accrual: {
      principal_mismatch: terms.principalMismatch,
      principal_tolerance_minor: String(terms.principalTolerance),
      max_rate_bps: terms.maxRateBps,
    },
    adjustment_approval: terms.adjustmentApproval,
  };
}
