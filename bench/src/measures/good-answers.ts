import type { LoopResult } from '../load/plan.ts';
import type { Stage, Tenant } from '../stage.ts';

/** Answers a second of a loop in which nothing went wrong. @throws Error when anything else was answered. */
export function rateOf(result: LoopResult): number {
  const bad = Object.entries(result.bad).map(([status, count]) => `${count} x ${status}`);
  if (bad.length > 0) throw new Error(`answers that do not count: ${bad.join(', ')}`);
  if (result.good === 0) throw new Error('nothing was answered');
  return result.good / result.seconds;
}

/**
 * Looks for what was answered in the books, and answers how many payments one transaction booked on average.
 *
 * @throws Error when fewer events are there than were answered: those answers were not durable.
 */
export async function assertBooked(
  stage: Stage,
  tenants: readonly Tenant[],
  keys: string,
  answered: number,
): Promise<number> {
  const ids = tenants.map(({ tenantId }) => tenantId);
  const [row] = await stage.sql<{ events: number; transactions: number }[]>`
    select count(*)::int as events, count(distinct xmin::text)::int as transactions from events
    where tenant_id = any(${ids}::uuid[]) and idempotency_key like ${`${keys}%`}`;
  const { events, transactions } = row!;
  if (events < answered) throw new Error(`${answered} payments were answered and ${events} are in the books`);
  return events / transactions;
}
