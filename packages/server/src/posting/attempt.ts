import type { Connections } from '../store/connections.ts';
import { writing } from '../store/transaction.ts';
import { accrueInParts, isLargeAccrual, lockingReader, Overtaken, readerBeside } from './accrue-in-parts.ts';
import { decideBatch } from './decide-batch.ts';
import { type Result, RollBack } from './outcome.ts';
import type { NumberedRequest } from './request.ts';
import type { World } from './world.ts';

/** Milliseconds for which a batch of several tenants waits for a lock: what one of them has locked elsewhere may take long. */
const SHARED_LOCK_TIMEOUT = 1_000;

/** Where batches are booked, and where loans may be read beside one. */
export type Pools = Pick<Connections, 'writer' | 'reader'>;

/**
 * Runs one batch, of one tenant or several, as one transaction: lock and read, decide each tenant's requests in the order
 * of their arrival, write, commit. Answers a result for each request, in their order, once COMMIT is answered; throws
 * when the batch as a whole failed, and then nothing of it is booked unless the error is `OutcomeUnknown`.
 *
 * `committing` is called when the last statement is on its way: the next batch of these tenants may begin.
 */
export async function attempt(
  pools: Pools,
  requests: readonly NumberedRequest[],
  world: World,
  committing: () => void,
): Promise<readonly Result[]> {
  const [first] = requests;
  const shared = requests.some((request) => request.tenantId !== first!.tenantId);
  try {
    if (requests.length === 1 && isLargeAccrual(first!)) return [await accrue(pools, first!, world, committing)];
    return await writing(pools.writer, (tx) => decideBatch(tx, requests, world, committing), {
      lockTimeout: shared ? SHARED_LOCK_TIMEOUT : undefined,
    });
  } catch (error) {
    if (error instanceof RollBack) return error.results;
    throw error;
  }
}

/** Books a large accrual batch without locking its loans first, and from the start with locks when that did not hold. */
async function accrue(
  { writer, reader }: Pools,
  request: NumberedRequest,
  world: World,
  committing: () => void,
): Promise<Result> {
  const { tenantId } = request;
  try {
    return await writing(writer, async (tx) =>
      accrueInParts(tx, await readerBeside(tx, reader, tenantId), request, world, committing),
    );
  } catch (error) {
    if (!(error instanceof Overtaken)) throw error;
    return writing(writer, (tx) => accrueInParts(tx, lockingReader(tx, tenantId), request, world, committing));
  }
}
