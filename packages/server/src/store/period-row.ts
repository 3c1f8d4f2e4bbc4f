import type { LedgerTotal } from '@tallystick/core';

/** The totals of one currency as a row of `periods` keeps them, and as they are answered. */
export interface PeriodTotal {
  readonly currency: string;
  readonly debits_minor: string;
  readonly credits_minor: string;
}

/** A total as it is kept and answered. Text, because a sum may pass what a number or a bigint holds. */
export const periodTotalOf = ({ currency, debits, credits }: LedgerTotal): PeriodTotal => ({
  currency,
  debits_minor: String(debits),
  credits_minor: String(credits),
});
