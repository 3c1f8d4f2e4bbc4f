import { codeOf, isConnectionLost, OutcomeUnknown, RolledBack } from './failure.ts';
import type { Lane } from './lane.ts';
import type { Pool } from './pool.ts';
import type { Turn, Tx } from './turn.ts';

export type { Query, Tx } from './turn.ts';

/** What the queries of a list answer, in their order. */
export type Answers<Queries extends readonly PromiseLike<unknown>[]> = {
  -readonly [K in keyof Queries]: Awaited<Queries[K]>;
};

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Runs the steps as one transaction and answers with what they return, once the server has answered COMMIT.
 *
 * BEGIN travels with the first statements, and COMMIT with those the steps `send` and do not await, so two round trips
 * are enough for a look and a write. Any statement's failure fails the transaction, also one that was swallowed or never
 * awaited. The steps may run again: nothing of a failed run is in the books.
 *
 * @throws the first failure, after ROLLBACK; `OutcomeUnknown` when the connection was lost during COMMIT; `Overloaded`.
 */
export function writing<T>(
  pool: Pool,
  steps: (tx: Tx) => Promise<T> | T,
  { lockTimeout }: WritingOptions = {},
): Promise<T> {
  const begin = lockTimeout === undefined ? 'begin' : `begin; set local lock_timeout = ${lockTimeout}`;
  return pool.hold((lane) => transact(lane, begin, steps));
}

/** What a transaction does otherwise than its lane does. */
export interface WritingOptions {
  /** Milliseconds for which it waits for a lock. */
  readonly lockTimeout?: number | undefined;
}

/**
 * Asks the queries of one tenant under row-level security, in one round trip, and answers what each returned.
 *
 * They see one snapshot, so a page and its totals agree. The tenant is set for the transaction alone (SET LOCAL, which
 * alone reaches the workers of a distributed database), so no connection ever carries it to the next caller.
 *
 * @throws TypeError when the tenant is not a UUID: it is written into the statement, so nothing else may be.
 */
export function reading<const Queries extends readonly PromiseLike<unknown>[]>(
  pool: Pool,
  tenantId: string,
  ask: (tx: Tx) => Queries,
): Promise<Answers<Queries>> {
  if (!UUID.test(tenantId)) return Promise.reject(new TypeError('A tenant is named by a UUID.'));
  return pool.hold(async (lane) => {
    const turn = await lane.turn();
    let over = false;
    try {
      turn.issue(`begin isolation level repeatable read read only; set local app.tenant_id = '${tenantId}'`);
      const queries = ask(turn.tx);
      turn.tx.send(...queries);
      await turn.issue('commit');
      over = true;
      const answers = await Promise.all(queries);
      if (turn.failed) throw turn.failure;
      return answers as Answers<Queries>;
    } catch (error) {
      if (!turn.lost && (turn.broken || !over)) lane.discard();
      throw turn.failed ? turn.failure : error;
    }
  });
}

/** Asks a single statement outside a transaction block; it is its own transaction. For looks by a key, and functions. */
export function asking<Answer>(pool: Pool, ask: (sql: Tx) => PromiseLike<Answer>): Promise<Answer> {
  return pool.hold(async (lane) => {
    const turn = await lane.turn();
    try {
      return await ask(turn.tx);
    } finally {
      if (turn.broken && !turn.lost) lane.discard();
    }
  });
}

async function transact<T>(lane: Lane, begin: string, steps: (tx: Tx) => Promise<T> | T): Promise<T> {
  const turn = await lane.turn();
  let answer: T;
  try {
    turn.issue(begin);
    answer = await steps(turn.tx);
    // A statement the driver has not written yet may still fail in the driver, where the server would not know of it.
    if (!turn.allSent) await turn.settled();
    if (turn.failed) throw turn.failure;
  } catch (error) {
    await abandon(lane, turn);
    // "The transaction is aborted" only repeats an earlier failure that the steps swallowed.
    throw codeOf(error) === '25P02' ? turn.failure : error;
  }
  await commit(lane, turn);
  return answer;
}

async function commit(lane: Lane, turn: Turn): Promise<void> {
  let command: string;
  try {
    ({ command } = await turn.issue('commit'));
  } catch (error) {
    // A server that shuts down, or a connection that closes, between COMMIT and its answer leaves both outcomes open.
    // A refusal by the server (a constraint checked at commit, say) is final, and has rolled everything back.
    if (turn.lost || turn.broken || isConnectionLost(error)) {
      lane.discard();
      throw new OutcomeUnknown(error);
    }
    throw turn.failure;
  }
  if (command !== 'COMMIT') throw turn.failed ? turn.failure : new RolledBack(command);
  if (turn.strayed) throw new RolledBack('a warning that no transaction was open');
  if (!turn.failed) return;
  // Committed, and yet an answer could not be read: the books hold the work, and a look at them will tell.
  lane.discard();
  throw new OutcomeUnknown(turn.failure);
}

/** Rolls back, or throws the connection away where that cannot be relied on. */
async function abandon(lane: Lane, turn: Turn): Promise<void> {
  if (turn.lost) return;
  if (turn.broken) {
    lane.discard();
    return;
  }
  try {
    await turn.issue('rollback');
  } catch {
    lane.discard();
  }
}
