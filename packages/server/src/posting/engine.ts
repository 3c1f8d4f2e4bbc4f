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
import type { Pool } from '../store/pool.ts';
import { asking } from '../store/transaction.ts';
import { attempt } from './attempt.ts';
import type { Result } from './outcome.ts';
import type { NumberedRequest, Outcome, PostingRequest } from './request.ts';
import type { World } from './world.ts';

/** How much the engine takes on at once. */
export interface EngineLimits {
  /** The most requests of one transaction. */
  readonly batch: number;
  /** The most loans that the requests of one transaction name together; a larger request travels alone. */
  readonly loans: number;
  /** The most requests that may wait for one tenant; the next is refused at once. */
  readonly waitingPerTenant: number;
  /** The most requests that may wait in all. */
  readonly waiting: number;
  /** Milliseconds from its arrival for which a request that met a passing failure is tried again. */
  readonly patience: number;
}

const LIMITS: EngineLimits = { batch: 100, loans: 2_000, waitingPerTenant: 2_000, waiting: 20_000, patience: 8_000 };

const DUPLICATE_TABLE = '42P07';

interface Waiting {
  readonly request: NumberedRequest;
  readonly weight: number;
  /** When it arrived, in milliseconds since 1970. */
  readonly since: number;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

/** What is known of a request that is to be tried alone: how it failed, whether it may be booked, how long to try. */
interface Start {
  readonly known: unknown;
  readonly unknown: boolean;
  readonly deadline: number;
}

interface TenantQueue {
  readonly waiting: Waiting[];
  /** Whether a batch of this tenant has begun and is not committing yet. */
  busy: boolean;
}

/**
 * The posting engine is the only writer of the books. Requests that arrive together for one tenant are decided as one
 * batch and committed together; the next batch begins as soon as the one before is committing, so nobody waits for a
 * clock. A request that is refused, or that meets a defect, concerns nobody else in its batch.
 */
export class PostingEngine {
  readonly #writer: Pool;
  readonly #world: World;
  readonly #limits: EngineLimits;
  readonly #tenants = new Map<string, TenantQueue>();
  readonly #months = new Map<string, Promise<unknown>>();
  #waiting = 0;

  constructor(writer: Pool, world: World, limits: Partial<EngineLimits> = {}) {
    this.#writer = writer;
    this.#world = world;
    this.#limits = { ...LIMITS, ...limits };
  }

  /** How many requests wait to be decided. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Whether one more request of a tenant may wait. */
  hasRoom(tenantId: string): boolean {
    return this.#waiting < this.#limits.waiting && this.#tenantHasRoom(tenantId);
  }

  #tenantHasRoom(tenantId: string): boolean {
    return (this.#tenants.get(tenantId)?.waiting.length ?? 0) < this.#limits.waitingPerTenant;
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
    this.#waiting++;
    try {
      for (const date of this.#datesOf(request.command)) await this.#ensureMonth(date);
      if (!this.#tenantHasRoom(request.tenantId)) throw new Overloaded('too many requests of the tenant wait');
    } catch (error) {
      this.#waiting--;
      throw error;
    }
    const queue = this.#tenants.get(request.tenantId) ?? { waiting: [], busy: false };
    this.#tenants.set(request.tenantId, queue);
    const numbered = { ...request, eventId: this.#world.newId() as EventId };
    return new Promise((resolve, reject) => {
      const since = this.#world.now().getTime();
      queue.waiting.push({ request: numbered, weight: weightOf(request), since, resolve, reject });
      // Requests that were read in the same turn of the event loop are decided together.
      if (!queue.busy) setImmediate(() => this.#flush(request.tenantId, queue));
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

  #flush(tenantId: string, queue: TenantQueue): void {
    if (queue.busy) return;
    if (queue.waiting.length === 0) {
      if (this.#tenants.get(tenantId) === queue) this.#tenants.delete(tenantId);
      return;
    }
    queue.busy = true;
    const batch = this.#take(queue);
    this.#waiting -= batch.length;
    let released = false;
    const release = () => {
      if (released) return;
      released = true;
      queue.busy = false;
      this.#flush(tenantId, queue);
    };
    void this.#runBatch(tenantId, batch, release).finally(release);
  }

  #take(queue: TenantQueue): Waiting[] {
    let count = 0;
    let loans = 0;
    for (const { request, weight } of queue.waiting) {
      const alone = request.dryRun || weight > this.#limits.loans || TRAVELS_ALONE.has(request.command.kind);
      if (count > 0 && (alone || loans + weight > this.#limits.loans)) break;
      count++;
      loans += weight;
      if (alone || count >= this.#limits.batch) break;
    }
    return queue.waiting.splice(0, count);
  }

  async #runBatch(tenantId: string, batch: readonly Waiting[], committing: () => void): Promise<void> {
    try {
      const requests = batch.map(({ request }) => request);
      const results = await attempt(this.#writer, tenantId, requests, this.#world, committing);
      results.forEach((result, index) => {
        settle(batch[index]!, result);
      });
    } catch (error) {
      await this.#eachAlone(tenantId, batch, error);
    }
  }

  /**
   * The database failed the batch, so each of it is tried alone: what ails one request must not fail its neighbours.
   * Where it is the database that ails, they wait for it together: a wait each would hold the last one for an hour.
   */
  async #eachAlone(tenantId: string, batch: readonly Waiting[], failure: unknown): Promise<void> {
    const unknown = failure instanceof OutcomeUnknown;
    const { patience } = this.#limits;
    const now = this.#world.now().getTime();
    let last = failure;
    for (const waiting of batch) {
      const known = batch.length === 1 || isOutage(last) ? last : undefined;
      // However long it has waited already, a request whose commit went unanswered is looked up.
      const deadline = (unknown ? now : waiting.since) + patience;
      try {
        settle(waiting, await this.#alone(tenantId, waiting.request, { known, unknown, deadline }));
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
  async #alone(tenantId: string, request: NumberedRequest, start: Start): Promise<Result> {
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
        const [result] = await attempt(this.#writer, tenantId, [request], this.#world, () => undefined);
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
      made = asking(this.#writer, (sql) => sql`select ensure_postings_month(${date}::date)`).catch(unlessMadeByAnother);
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

/** What may concern a hundred thousand loans, or lets nobody else post meanwhile. */
const TRAVELS_ALONE: ReadonlySet<string> = new Set(['reversal', 'period_close']);

function weightOf({ command }: PostingRequest): number {
  return command.kind === 'accrual' ? command.items.length : 1;
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
