import type { NumberedRequest, Outcome, PostingRequest } from './request.ts';

/** How much may wait, and how much may be under decision. */
export interface QueueLimits {
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
}

/** A request that waits, and whom to tell what came of it. */
export interface Waiting {
  readonly request: NumberedRequest;
  /** When it arrived, in milliseconds since 1970. */
  readonly since: number;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

interface TenantQueue {
  readonly tenantId: string;
  readonly waiting: Waiting[];
  /** Whether a batch that holds requests of this tenant is under decision. */
  busy: boolean;
}

/** What one tenant has in a batch. */
export interface Part {
  readonly queue: TenantQueue;
  readonly requests: Waiting[];
}

/** What is decided next: a batch, or one request that travels alone. */
export interface Taken {
  readonly parts: readonly Part[];
  readonly alone: boolean;
}

/** Requests for which a transaction of their own is worth its price. */
const WORTHWHILE = 16;

/** What may concern a hundred thousand loans, or lets nobody else post meanwhile. */
const TRAVELS_ALONE: ReadonlySet<string> = new Set(['reversal', 'period_close']);

/**
 * Who waits to be decided, and whose turn it is. Tenants take turns, one request each: who sends much does not hold up who
 * sends little. What is taken is under decision, then it commits, then it is durable; of a tenant one thing at a time is
 * under decision.
 */
export class PostingQueue {
  readonly #limits: QueueLimits;
  readonly #tenants = new Map<string, TenantQueue>();
  /** The tenants for whom something waits and nothing is under decision; whose turn was longest ago comes first. */
  readonly #ready = new Set<TenantQueue>();
  /** How many batches are under decision, and how many requests that travel alone. */
  #batches = 0;
  #alone = 0;
  /** How many requests are in batches that are committing. */
  #committing = 0;
  #waiting = 0;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  /** How many requests wait, those that have announced themselves included. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Whether one more request of a tenant may wait. */
  hasRoom(tenantId: string): boolean {
    return this.#waiting < this.#limits.waiting && this.hasRoomForTenant(tenantId);
  }

  /** Whether one more may wait for the tenant, whatever waits for others. */
  hasRoomForTenant(tenantId: string): boolean {
    return (this.#tenants.get(tenantId)?.waiting.length ?? 0) < this.#limits.waitingPerTenant;
  }

  /** Keeps a place among all for a request that is not ready to wait yet. */
  announce(): void {
    this.#waiting++;
  }

  /** Gives an announced place up again. */
  withdraw(): void {
    this.#waiting--;
  }

  /** Lets a request wait that was announced. */
  add(waiting: Waiting): void {
    const { tenantId } = waiting.request;
    const queue = this.#tenants.get(tenantId) ?? { tenantId, waiting: [], busy: false };
    this.#tenants.set(tenantId, queue);
    queue.waiting.push(waiting);
    if (!queue.busy) this.#ready.add(queue);
  }

  /** Takes what is decided next, if anything may be. */
  take(): Taken | undefined {
    const taken = this.#next();
    if (taken === undefined) return undefined;
    for (const { queue, requests } of taken.parts) {
      queue.busy = true;
      this.#ready.delete(queue);
      this.#waiting -= requests.length;
    }
    this.#count(taken, 1);
    return taken;
  }

  /** It is decided and on its way to be durable: its tenants' next may be decided. */
  commits(taken: Taken): void {
    this.#count(taken, -1);
    this.#committing += sizeOf(taken);
    for (const part of taken.parts) this.release(part);
  }

  /** What was committing is durable, or has failed. */
  committed(taken: Taken): void {
    this.#committing -= sizeOf(taken);
  }

  /** It failed before it was committing. Another may be decided meanwhile, but of its tenants only when each is released. */
  failed(taken: Taken): void {
    this.#count(taken, -1);
  }

  /** Lets the tenant's next requests be decided. */
  release({ queue }: Part): void {
    queue.busy = false;
    if (queue.waiting.length > 0) this.#ready.add(queue);
    else this.#tenants.delete(queue.tenantId);
  }

  #count({ alone }: Taken, change: number): void {
    if (alone) this.#alone += change;
    else this.#batches += change;
  }

  #next(): Taken | undefined {
    if (this.#alone < this.#limits.alone) {
      for (const queue of this.#ready) {
        if (!this.#travelsAlone(queue.waiting[0]!)) continue;
        return { parts: [{ queue, requests: queue.waiting.splice(0, 1) }], alone: true };
      }
    }
    // Who is about to be answered will be back: a batch of the few who came meanwhile would cost as much as one of many.
    if (this.#batches >= this.#limits.batches || this.#waiting < this.#committing) return undefined;
    return this.#nextBatch();
  }

  /** Takes one request of each tenant in turn until the batch is full. */
  #nextBatch(): Taken | undefined {
    const most = this.#most();
    const parts = new Map<TenantQueue, Part>();
    let [count, loans] = [0, 0];
    for (let turn = new Set(this.#ready); turn.size > 0 && count < most; ) {
      for (const queue of turn) {
        const part = parts.get(queue) ?? { queue, requests: [] };
        const next = queue.waiting[part.requests.length];
        const fits = next !== undefined && !this.#travelsAlone(next);
        if (!fits || (count > 0 && loans + weightOf(next.request) > this.#limits.loans)) {
          turn.delete(queue);
          continue;
        }
        parts.set(queue, part);
        part.requests.push(next);
        count++;
        loans += weightOf(next.request);
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

  #travelsAlone({ request }: Waiting): boolean {
    return request.dryRun || weightOf(request) > this.#limits.loans || TRAVELS_ALONE.has(request.command.kind);
  }
}

const sizeOf = ({ parts }: Taken): number => parts.reduce((sum, { requests }) => sum + requests.length, 0);

const weightOf = ({ command }: PostingRequest): number => (command.kind === 'accrual' ? command.items.length : 1);
