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
  /** How many batches of several requests may be under decision, none of them committing yet. */
  readonly batches: number;
  /** How many requests that travel alone may be under decision: they may take long, and the batches need connections too. */
  readonly alone: number;
  /** The most requests that may wait for one tenant; the next is refused at once. */
  readonly waitingPerTenant: number;
  /** The most requests that may wait in all. */
  readonly waiting: number;
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

/** Requests for which a transaction of their own is worth its price. */
const WORTHWHILE = 16;

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
  readonly tenantId: string;
  readonly waiting: Waiting[];
  /** Whether a batch that holds requests of this tenant is under decision. */
  busy: boolean;
}

/** What one tenant has in a batch. */
interface Part {
  readonly queue: TenantQueue;
  readonly requests: Waiting[];
}

/** What is decided next: a batch, or one request that travels alone. */
interface Taken {
  readonly parts: readonly Part[];
  readonly alone: boolean;
}

/**
 * The posting engine is the only writer of the books. Requests that arrive together are decided as one batch, whatever
 * their tenants, and committed together. The next batch begins while the one before is committing, once as many wait as
 * that one holds, and at the latest when it is durable: nobody waits for a clock. Tenants take turns, one request each:
 * who sends much does not hold up who sends little. A request that is refused, or that meets a defect, concerns nobody
 * else in its batch.
 */
export class PostingEngine {
  readonly #writer: Pool;
  readonly #world: World;
  readonly #limits: EngineLimits;
  readonly #tenants = new Map<string, TenantQueue>();
  /** The tenants for whom something waits and nothing is under decision; whose turn was longest ago comes first. */
  readonly #ready = new Set<TenantQueue>();
  /** How many batches are under decision, and how many requests that travel alone. */
  #batches = 0;
  #alone = 0;
  /** How many requests are in batches that are committing. */
  #committing = 0;
  #flushing = false;
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
    const queue = this.#tenants.get(request.tenantId) ?? { tenantId: request.tenantId, waiting: [], busy: false };
    this.#tenants.set(request.tenantId, queue);
    const numbered = { ...request, eventId: this.#world.newId() as EventId };
    return new Promise((resolve, reject) => {
      const since = this.#world.now().getTime();
      queue.waiting.push({ request: numbered, weight: weightOf(request), since, resolve, reject });
      if (queue.busy) return;
      this.#ready.add(queue);
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
    for (let taken = this.#take(); taken !== undefined; taken = this.#take()) {
      for (const { queue, requests } of taken.parts) {
        queue.busy = true;
        this.#ready.delete(queue);
        this.#waiting -= requests.length;
      }
      this.#count(taken.alone, 1);
      void this.#run(taken);
    }
  }

  #count(alone: boolean, change: number): void {
    if (alone) this.#alone += change;
    else this.#batches += change;
  }

  #release(queue: TenantQueue): void {
    queue.busy = false;
    if (queue.waiting.length > 0) this.#ready.add(queue);
    else if (this.#tenants.get(queue.tenantId) === queue) this.#tenants.delete(queue.tenantId);
  }

  /** Takes what is decided next, if anything may be. */
  #take(): Taken | undefined {
    if (this.#alone < this.#limits.alone) {
      for (const queue of this.#ready) {
        if (!this.#travelsAlone(queue.waiting[0]!)) continue;
        return { parts: [{ queue, requests: queue.waiting.splice(0, 1) }], alone: true };
      }
    }
    // Who is about to be answered will be back: a batch of the few who came meanwhile would cost as much as one of many.
    if (this.#batches >= this.#limits.batches || this.#waiting < this.#committing) return undefined;
    return this.#takeBatch();
  }

  /** Takes one request of each tenant in turn until the batch is full. */
  #takeBatch(): Taken | undefined {
    const most = this.#most();
    const parts = new Map<TenantQueue, Part>();
    let [count, loans] = [0, 0];
    for (let turn = new Set(this.#ready); turn.size > 0 && count < most; ) {
      for (const queue of turn) {
        const part = parts.get(queue) ?? { queue, requests: [] };
        const next = queue.waiting[part.requests.length];
        if (next === undefined || this.#travelsAlone(next) || (count > 0 && loans + next.weight > this.#limits.loans)) {
          turn.delete(queue);
          continue;
        }
        parts.set(queue, part);
        part.requests.push(next);
        count++;
        loans += next.weight;
        if (count === most) break;
      }
    }
    for (const { queue, requests } of parts.values()) queue.waiting.splice(0, requests.length);
    return count === 0 ? undefined : { parts: [...parts.values()], alone: false };
  }

  /**
   * While one batch commits, the next takes no more than leaves as many for the one after it: who was answered comes
   * again, and two halves by turns keep the database and this process busy at once.
   */
  #most(): number {
    if (this.#committing === 0) return this.#limits.batch;
    const half = Math.ceil((this.#waiting + this.#committing) / 2);
    return Math.min(this.#limits.batch, Math.max(WORTHWHILE, half));
  }

  #travelsAlone({ request, weight }: Waiting): boolean {
    return request.dryRun || weight > this.#limits.loans || TRAVELS_ALONE.has(request.command.kind);
  }

  async #run({ parts, alone }: Taken): Promise<void> {
    const batch = parts.flatMap(({ requests }) => requests);
    let committing = false;
    const commits = () => {
      committing = true;
      this.#count(alone, -1);
      this.#committing += batch.length;
      for (const { queue } of parts) this.#release(queue);
      this.#flush();
    };
    let failure: unknown;
    try {
      await this.#attempt(batch, commits);
      if (!committing) commits(); // a rehearsal, which has rolled back
    } catch (error) {
      failure = error;
      if (!committing) return this.#apart(parts, alone, error);
    }
    this.#committing -= batch.length;
    this.#flush();
    if (failure !== undefined) await Promise.all(parts.map(({ requests }) => this.#eachAlone(requests, failure)));
  }

  /** Tries a batch, and settles its requests when that succeeded. */
  async #attempt(batch: readonly Waiting[], committing: () => void): Promise<void> {
    const requests = batch.map(({ request }) => request);
    const results = await attempt(this.#writer, requests, this.#world, committing);
    results.forEach((result, index) => {
      settle(batch[index]!, result);
    });
  }

  /** A batch failed before its COMMIT: its tenants go on without each other, so that what ails one holds up no other. */
  async #apart(parts: readonly Part[], alone: boolean, failure: unknown): Promise<void> {
    this.#count(alone, -1);
    this.#flush();
    await Promise.all(
      parts.map(async ({ queue, requests }) => {
        if (parts.length === 1 || isOutage(failure)) await this.#eachAlone(requests, failure);
        else await this.#attempt(requests, () => undefined).catch((error) => this.#eachAlone(requests, error));
        this.#release(queue);
        this.#flush();
      }),
    );
  }

  /**
   * The database failed the batch, so each of it is tried alone: what ails one request must not fail its neighbours.
   * Where it is the database that ails, they wait for it together: a wait each would hold the last one for an hour.
   */
  async #eachAlone(batch: readonly Waiting[], failure: unknown): Promise<void> {
    const unknown = failure instanceof OutcomeUnknown;
    const { patience } = this.#limits;
    const now = this.#world.now().getTime();
    let last = failure;
    for (const waiting of batch) {
      const known = batch.length === 1 || isOutage(last) ? last : undefined;
      // However long it has waited already, a request whose commit went unanswered is looked up.
      const deadline = (unknown ? now : waiting.since) + patience;
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
        const [result] = await attempt(this.#writer, [request], this.#world, () => undefined);
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
