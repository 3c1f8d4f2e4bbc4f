import { type Balances, type LocalDate, type UnappliedMoney, unappliedMoney as unappliedIn } from '@tallystick/core';
import { type KeptProgram, keptProgramOf } from '@tallystick/core/wire';
import { historyOf, pastOf } from '../posting/read-past.ts';
import type { LoanOfProgram } from '../store/loans-together.ts';
import { reading } from '../store/transaction.ts';
import type { Context } from './context.ts';

/** The day at whose close, and the instant by which it was known. */
export interface MoneyAsOf {
  readonly date: string;
  readonly knownAt: string | undefined;
}

const NONE: UnappliedMoney = { available: 0n, pending: 0n };

/**
 * Looks at the receipts behind a loan's suspense. A loan without suspense, in a program that credits money on receipt,
 * has none to look at: most loans, most of the time, and then nothing is read.
 */
export async function unappliedMoney(
  context: Context,
  { loan, creditsOnSettlement }: LoanOfProgram,
  balances: Balances,
  asOf: MoneyAsOf,
): Promise<UnappliedMoney> {
  if (balances.suspense === 0n && !creditsOnSettlement) return NONE;
  const tenantId = context.principal!.tenantId;
  const [rows, programs] = await reading(context.services.reader, tenantId, (tx) => [
    pastOf(tx, tenantId, [loan.id]),
    tx<KeptProgram[]>`
      select program_id, version, name, configuration, false as is_default from programs
      where tenant_id = ${tenantId} and program_id = ${loan.programId} order by version desc limit 1`,
  ]);
  const { date, knownAt } = asOf;
  const known = rows.filter((row) => row.effective_at <= date && (knownAt === undefined || row.posted_at <= knownAt));
  return unappliedIn(historyOf(known), balances, date as LocalDate, keptProgramOf(programs[0]!));
}
