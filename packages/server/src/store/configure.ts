import { OutcomeUnknown } from './failure.ts';
import type { Pool } from './pool.ts';
import { type Tx, writing } from './transaction.ts';

/**
 * Puts configuration in place, as one transaction that has its subject to itself: of two that name the same subject the
 * second waits, and sees what the first wrote.
 *
 * The steps must leave as it is what is in place already. So a lost answer to COMMIT is no riddle: they run once more,
 * and find their work done or do it.
 *
 * @throws what `writing` throws, but for `OutcomeUnknown`: the caller may send the same again, whatever became of it.
 */
export async function configuring<T>(writer: Pool, subject: string, steps: (tx: Tx) => Promise<T>): Promise<T> {
  const run = () =>
    writing(writer, (tx) => {
      tx.send(tx`select pg_advisory_xact_lock(hashtext('tallystick.configuration'), hashtext(${subject}))`);
      return steps(tx);
    });
  try {
    return await run().catch((error) => {
      if (error instanceof OutcomeUnknown) return run();
      throw error;
    });
  } catch (error) {
    throw error instanceof OutcomeUnknown ? error.cause : error;
  }
}
