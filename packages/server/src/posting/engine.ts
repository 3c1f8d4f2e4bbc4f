import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, type EventId, effectiveDateOf, type LocalDate, monthOf, parseDate } from '@tallystick/core';
import {
  codeOf,
  isConnectionLost,
  isTransient,
  isUniqueViolation,
  OutcomeUnknown,
  Overloaded,
} from '../store/failure.ts';
import { asking } from '../store/transaction.ts';
import { attempt, type Pools } from './attempt.ts';
import type { Result } from './outcome.ts';
import { type Part, PostingQueue, type QueueLimits, type Taken, type Waiting } from './queue.ts';
import type { NumberedRequest, Outcome, PostingRequest } from './request.ts';
import type { World } from './world.ts';

/** How much the engine takes on at once, and how long it tries. */
export interface EngineLimits extends QueueLimits {
  /** Milliseconds from its arrival for which a request that met a passing failure is tried again. */
  readonly patience: number;
}

const LIMITS: EngineLimits = {
  batch: 50,
  loans: 2_000,
  batches: 2,
  alone: 2,
  waitingPerTenant: 1_000,
  waiting: 20_000,
  patience: 8_000,
};

const DUPLICATE_TABLE = '42P07';

/** What is known of a request that is to be tried alone: how it failed, whether it may be booked, how long to try. */
interface Start {
  readonly known: unknown;
  readonly unknown: boolean;
  readonly deadline: number;
}

/**
 * The posting engine is the only writer of the books. Requests that arrive together are decided as one batch, whatever
 * their tenants, and committed together. The next batch begins while the one before is committing, once as many wait as
 * that one holds, and at the latest when it is durable: nobody waits for a clock. A request that is refused, or that meets a
 * defect, concerns nobody else in its batch.
 */
export class PostingEngine {
  readonly #pools: Pools;
  readonly #world: World;
  readonly #patience: number;
  readonly #queue: PostingQueue;
  readonly #months = new Map<string, Promise<unknown>>();
  #flushing = false;

  constructor(pools: Pools, world: World, limits: Partial<EngineLimits> = {}) {
    const all = { ...LIMITS, ...limits };
    this.#pools = pools;
    this.#world = world;
    this.#patience = all.patience;
    this.#queue = new PostingQueue(all);
  }

  /** How many requests wait to be decided. */
  get waiting(): number {
    return this.#queue.waiting;
  }

  /** Whether one more request of a tenant may wait. */
  hasRoom(tenantId: string): boolean {
    return this.#queue.hasRoom(tenantId);
  }

  /**
   * Refuses at once, before anything of a request is read, what `post` would refuse for want of room.
   *
   * @throws Overloaded
   */
  assertRoom(tenantId: string): void {
    if (!this.hasRoom(tenantId)) throw new Overloaded('too many requests wait');
  }

  /**
   * Posts one request and answers its outcome when it is durable.
   *
   * @throws Overloaded when too many wait; OutcomeUnknown when a commit's answer was lost and a look could not tell; a
   * transient database error after all patience; a defect.
   */
  async post(request: PostingRequest): Promise<Outcome> {
    this.assertRoom(request.tenantId);
    this.#queue.announce();
    try {
      for (const date of this.#datesOf(request.command)) await this.#ensureMonth(date);
      if (!this.#queue.hasRoomForTenant(request.tenantId)) throw new Overloaded('too many requests of the tenant wait');
    } catch (error) {
      this.#queue.withdraw();
      throw error;
    }
    const numbered = { ...request, eventId: this.#world.newId() as EventId };
    return new Promise((resolve, reject) => {
      this.#queue.add({ request: numbered, since: this.#world.now().getTime(), resolve, reject });
      // Requests that were read in the same turn of the event loop are decided together.
      if (!this.#flushing) setImmediate(() => this.#flush());
      this.#flushing = true;
    });
  }

  /** The dates that a command may book something on: its own, or today wherever that is, for one that may mean today. */
  #datesOf(command: Command): readonly LocalDate[] {
    const own = effectiveDateOf(command);
    if (own !== undefined) return [own];
    return command.kind === 'return' ? [this.#daysFromNow(-1), this.#daysFromNow(1)] : [];
  }

  #daysFromNow(days: number): LocalDate {
    return new Date(this.#world.now().getTime() + days * 86_400_000).toISOString().slice(0, 10) as LocalDate;
  }

  #flush(): void {
    this.#flushing = false;
    for (let taken = this.#queue.take(); taken !== undefined; taken = this.#queue.take()) void this.#run(taken);
  }

  async #run(taken: Taken): Promise<void> {
    let committing = false;
    const commits = () => {
      committing = true;
      this.#queue.commits(taken);
      this.#flush();
    };
    let failure: unknown;
    try {
      await this.#attempt(
        taken.parts.flatMap(({ requests }) => requests),
        commits,
      );
      if (!committing) commits(); // a rehearsal, which has rolled back
    } catch (error) {
      if (!committing) return this.#apart(taken, error);
      failure = error;
    }
    this.#queue.committed(taken);
    this.#flush();
    if (failure !== undefined) await Promise.all(taken.parts.map(({ requests }) => this.#eachAlone(requests, failure)));
  }

  /** Tries a batch, and settles its requests when that succeeded. */
  async #attempt(batch: readonly Waiting[], committing: () => void): Promise<void> {
    const requests = batch.map(({ request }) => request);
    const results = await attempt(this.#pools, requests, this.#world, committing);
    results.forEach((result, index) => {
      settle(batch[index]!, result);
    });
  }

  /** A batch failed before its COMMIT: its tenants go on without each other, so that what ails one holds up no other. */
  async #apart(taken: Taken, failure: unknown): Promise<void> {
    this.#queue.failed(taken);
    this.#flush();
    const several = taken.parts.length > 1 && !isOutage(failure);
    const goOn = async (part: Part) => {
      if (several)
        await this.#attempt(part.requests, () => undefined).catch((error) => this.#eachAlone(part.requests, error));
      else await this.#eachAlone(part.requests, failure);
      this.#queue.release(part);
      this.#flush();
    };
    await Promise.all(taken.parts.map(goOn));
  }

  /**
   * The database failed the batch, so each of it is tried alone: what ails one request must not fail its neighbours.
   * Where it is the database that ails, they wait for it together: a wait each would hold the last one for an hour.
   */
  async #eachAlone(batch: readonly Waiting[], failure: unknown): Promise<void> {
    const unknown = failure instanceof OutcomeUnknown;
    const now = this.#world.now().getTime();
    let last = failure;
    for (const waiting of batch) {
      const known = batch.length === 1 || isOutage(last) ? last : undefined;
      // However long it has waited already, a request whose commit went unanswered is looked up.
      const deadline = (unknown ? now : waiting.since) + this.#patience;
      try {
        settle(waiting, await this.#oneAlone(waiting.request, { known, unknown, deadline }));
        last = undefined;
      } catch (error) {
        last = error instanceof OutcomeUnknown ? error.cause : error;
        waiting.reject(error);
      }
    }
  }

  /**
   * Runs one request until it has an outcome. When the answer to a COMMIT was lost, running it again is also how to
   * find out: it waits for whatever still holds the loan or the key, then finds its own event under the key or books it.
   */
  async #oneAlone(request: NumberedRequest, start: Start): Promise<Result> {
    const { deadline } = start;
    let last = start.known;
    let outcomeUnknown = start.unknown;
    for (let tries = 0; last === undefined || isWorthTrying(last); tries++) {
      if (last !== undefined) {
        const pause = Math.min(20 * 2 ** tries, 500) * (0.5 + this.#world.random());
        if (this.#world.now().getTime() + pause > deadline) break;
        await sleep(pause);
      }
      try {
        const [result] = await attempt(this.#pools, [request], this.#world, () => undefined);
        return result!;
      } catch (error) {
        last = error;
        outcomeUnknown ||= error instanceof OutcomeUnknown;
      }
    }
    throw outcomeUnknown ? new OutcomeUnknown(last) : last;
  }

  /** Makes the month of postings that a date needs. Dates that no decision will accept make none. */
  async #ensureMonth(date: LocalDate): Promise<void> {
    const month = date < '2000-01-01' ? 'before 2000' : monthOf(date);
    let made = this.#months.get(month);
    if (made === undefined) {
      if (date > this.#daysFromNow(1) || parseDate(date) === undefined) return;
      // Asked once for all who wait: the first burst of a month would otherwise queue for connections and be refused.
      made = asking(this.#pools.writer, (sql) => sql`select ensure_postings_month(${date}::date)`).catch(
        unlessMadeByAnother,
      );
      this.#months.set(month, made);
      made.catch(() => this.#months.delete(month));
    }
    await made;
  }
}

/** Two servers that meet a month at once: the second has waited for the first, and finds the table in its way. */
function unlessMadeByAnother(error: unknown): void {
  if (codeOf(error) !== DUPLICATE_TABLE) throw error;
}

function isWorthTrying(error: unknown): boolean {
  return error instanceof OutcomeUnknown || isTransient(error) || isUniqueViolation(error);
}

/** Whether a failure is the database's rather than the request's: the next request will meet it too. */
function isOutage(error: unknown): boolean {
  return error instanceof Overloaded || error instanceof OutcomeUnknown || isConnectionLost(error);
}

function settle(waiting: Waiting, result: Result): void {
  if ('defect' in result) waiting.reject(result.defect);
  else waiting.resolve(result.outcome);
}
