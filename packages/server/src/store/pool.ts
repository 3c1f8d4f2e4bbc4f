import { isTimeout, Overloaded } from './failure.ts';
import { Lane, type LaneOptions } from './lane.ts';

/** How many connections a pool has, how many callers may wait for one and how long, and how long one may keep it. */
export interface PoolOptions extends LaneOptions {
  readonly lanes: number;
  /** Callers that may wait; the next is refused at once. */
  readonly waiting: number;
  /** Milliseconds until a waiting caller is refused. */
  readonly patience: number;
  /** Milliseconds after which a connection that still has not answered is thrown away. */
  readonly deadline: number;
}

interface Waiter {
  readonly take: (lane: Lane) => void;
  readonly refuse: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** A pool is a few lanes in one role and a short queue before them. Nothing connects before it is needed. */
export class Pool {
  readonly #options: PoolOptions;
  readonly #lanes: readonly Lane[];
  readonly #idle: Lane[];
  readonly #queue = new Set<Waiter>();
  #ended = false;
  #drained: (() => void) | undefined;

  constructor(url: string, options: PoolOptions) {
    this.#options = options;
    this.#lanes = Array.from({ length: options.lanes }, () => new Lane(url, options));
    this.#idle = [...this.#lanes];
  }

  /** How many callers wait for a connection now. */
  get queued(): number {
    return this.#queue.size;
  }

  /**
   * Lends a lane for as long as `use` takes.
   *
   * @throws Overloaded when too many wait already, this caller waited too long, or a statement of its ran out of time.
   */
  async hold<T>(use: (lane: Lane) => Promise<T>): Promise<T> {
    const lane = (this.#ended ? undefined : this.#idle.pop()) ?? (await this.#wait());
    const timer = setTimeout(() => lane.discard(), this.#options.deadline).unref();
    try {
      return await use(lane);
    } catch (error) {
      throw isTimeout(error) ? new Overloaded('a statement ran out of time', { cause: error }) : error;
    } finally {
      clearTimeout(timer);
      this.#give(lane);
    }
  }

  /** Refuses newcomers, lets those on a lane finish for up to `grace` milliseconds, then closes every connection. */
  async end(grace = 10_000): Promise<void> {
    this.#ended = true;
    for (const waiter of [...this.#queue]) this.#dismiss(waiter, 'the server is stopping');
    if (this.#idle.length < this.#lanes.length) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#drained = resolve;
      const timer = setTimeout(resolve, grace);
      await promise;
      clearTimeout(timer);
    }
    await Promise.all(this.#lanes.map((lane) => lane.end()));
  }

  #wait(): Promise<Lane> {
    if (this.#ended) throw new Overloaded('the server is stopping');
    if (this.#queue.size >= this.#options.waiting) throw new Overloaded(`${this.#queue.size} callers wait already`);
    return new Promise((take, refuse) => {
      const timer = setTimeout(() => this.#dismiss(waiter, 'waited too long'), this.#options.patience).unref();
      const waiter: Waiter = { take, refuse, timer };
      this.#queue.add(waiter);
    });
  }

  #dismiss(waiter: Waiter, why: string): void {
    clearTimeout(waiter.timer);
    this.#queue.delete(waiter);
    waiter.refuse(new Overloaded(why));
  }

  #give(lane: Lane): void {
    const [next] = this.#queue;
    if (next !== undefined) {
      clearTimeout(next.timer);
      this.#queue.delete(next);
      next.take(lane);
      return;
    }
    this.#idle.push(lane);
    if (this.#idle.length === this.#lanes.length) this.#drained?.();
  }
}
