import process from 'node:process';
import { percentile } from '../statistics.ts';
import type { Latencies, LoopResult } from './plan.ts';

/** Counts the answers of a loop and remembers how long they took. */
export class Tally {
  readonly #status: number;
  readonly #good: number[] = [];
  readonly #refused: number[] = [];
  readonly #bad: Record<number, number> = {};
  readonly #lateness: number[] = [];
  readonly #processor = process.cpuUsage();
  readonly #begun = performance.now();
  #late = 0;
  unsent = 0;

  constructor(status: number) {
    this.#status = status;
  }

  /** One answer; `over` when the loop's time was up already. */
  take(status: number, ms: number, over: boolean): void {
    if (status === this.#status && over) this.#late++;
    else if (status === this.#status) this.#good.push(ms);
    else {
      this.#bad[status] = (this.#bad[status] ?? 0) + 1;
      if (status === 503) this.#refused.push(ms);
    }
  }

  /** How late a request was sent by a generator that had a free connection for it. */
  sent(late: number): void {
    this.#lateness.push(late);
  }

  /** The result of a loop that lasted until now. */
  result(): LoopResult {
    const { user, system } = process.cpuUsage(this.#processor);
    const seconds = (performance.now() - this.#begun) / 1000;
    return {
      seconds,
      good: this.#good.length,
      late: this.#late,
      bad: this.#bad,
      latency: latenciesOf(this.#good),
      refused: latenciesOf(this.#refused),
      unsent: this.unsent,
      lateness: latenciesOf(this.#lateness).p99,
      processor: user + system,
    };
  }
}

function latenciesOf(values: number[]): Latencies {
  values.sort((a, b) => a - b);
  return { p50: percentile(values, 0.5), p99: percentile(values, 0.99), most: values.at(-1) ?? Number.NaN };
}
