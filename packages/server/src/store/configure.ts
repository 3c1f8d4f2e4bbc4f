import { OutcomeUnknown } from './failure.ts';
import type { Pool } from './pool.ts';
import { type Tx, writing } from './transaction.ts';

/**
 * Puts configuration in place, as one transaction that has its subject to itself: of two that name the same subject the
 * second waits, and sees what the first wrote.
 *
 * The steps must leave as it is what is in place already. So a lost answer to COMMIT is an outage like any other: to put
 * the same again is safe, whether it was committed or not.
 *
 * @throws what `writing` throws, but for `OutcomeUnknown`, in whose place its cause is thrown.
 */
export async function configuring<T>(writer: Pool, subject: string, steps: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await writing(writer, (tx) => {
      tx.send(tx`select pg_advisory_xact_lock(hashtext('tallystick.configuration'), hashtext(${subject}))`);
      return steps(tx);
    });
  } catch (error) {
    throw error instanceof OutcomeUnknown ? error.cause : error;
  }
}
