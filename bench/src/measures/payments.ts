import { fillLoans, settleDown, writeTotals } from '../books/fill.ts';
import { daysAgo } from '../books/names.ts';
import type { Asking, ClosedPlan, Lender, LoopResult } from '../load/plan.ts';
import type { ServerProcess, Stage, Tenant } from '../stage.ts';

/** The day before payments are made on: the loans were opened earlier. */
export const OPENED = daysAgo(40);
/** The day that every payment is made on. */
export const PAID_ON = daysAgo(3);

/** Loans that can be paid however long a measure runs, with something owed in three buckets. */
export const PAYABLE = { openedAt: OPENED, principal: 1_000_000_000, interest: 10_000_000, fees: 10_000_000 };

/** Makes tenants with so many payable loans each. */
export async function lendersWith(stage: Stage, tenants: number, loans: number): Promise<Tenant[]> {
  const made: Tenant[] = [];
  for (let count = 0; count < tenants; count++) made.push(await stage.tenant());
  for (const { tenantId } of made) await fillLoans(stage.sql, { tenantId, first: 0, loans, ...PAYABLE });
  await writeTotals(
    stage.sql,
    made.map(({ tenantId }) => tenantId),
  );
  await settleDown(stage.sql);
  return made;
}

/** What payments of one round ask. `round` becomes part of every key. */
export function paying(lenders: readonly Lender[], loans: number, round: string): Asking {
  return { kind: 'payments', lenders, first: 0, loans, round, effectiveAt: PAID_ON };
}

/** A closed loop of payments. */
export function payingLoop(
  urls: readonly string[],
  asking: Asking,
  { connections, seconds }: { connections: number; seconds: number },
): ClosedPlan {
  return { kind: 'closed', urls, connections, seconds, status: 201, asking };
}

/** A loop with what it cost: microseconds of processor time for each answer, by who spent them. */
export interface Costed {
  readonly result: LoopResult;
  readonly cost: { readonly server: number; readonly postgres: number; readonly generator: number };
}

/** Runs a closed loop and reads the processor time around it. */
export async function costed(stage: Stage, server: ServerProcess, plan: ClosedPlan): Promise<Costed> {
  const before = await stage.processor(server.pid);
  const result = await stage.generator.loop(plan);
  const after = await stage.processor(server.pid);
  const answers = result.good + result.late;
  return {
    result,
    cost: {
      server: (after.server - before.server) / answers,
      postgres: (after.postgres - before.postgres) / answers,
      generator: result.processor / answers,
    },
  };
}

/** Says what a request cost. */
export function costText(costs: readonly Costed['cost'][], of: string): string {
  const mean = (name: keyof Costed['cost']) => costs.reduce((sum, cost) => sum + cost[name], 0) / costs.length;
  const us = (name: keyof Costed['cost']) => `${Math.round(mean(name))}`;
  return `processor time for each ${of}: server ${us('server')} us, PostgreSQL ${us('postgres')} us, load generator ${us('generator')} us`;
}
