import type { Pool } from '../store/pool.ts';
import { writing } from '../store/transaction.ts';
import { accrueInParts, isLargeAccrual } from './accrue-in-parts.ts';
import { decideBatch } from './decide-batch.ts';
import { type Result, RollBack } from './outcome.ts';
import type { NumberedRequest } from './request.ts';
import type { World } from './world.ts';

/**
 * Runs one batch as one transaction: lock and read, decide each request in the order of arrival, write, commit. Answers
 * a result for each request, in their order, once COMMIT is answered; throws when the batch as a whole failed, and then
 * nothing of it is booked unless the error is `OutcomeUnknown`.
 *
 * `committing` is called when the last statement is on its way: the next batch of the tenant may begin.
 */
export async function attempt(
  writer: Pool,
  tenantId: string,
  requests: readonly NumberedRequest[],
  world: World,
  committing: () => void,
): Promise<readonly Result[]> {
  const [only] = requests;
  try {
    return await writing(writer, async (tx) =>
      requests.length === 1 && isLargeAccrual(only!)
        ? [await accrueInParts(tx, tenantId, only!, world, committing)]
        : decideBatch(tx, tenantId, requests, world, committing),
    );
  } catch (error) {
    if (error instanceof RollBack) return error.results;
    throw error;
  }
}
