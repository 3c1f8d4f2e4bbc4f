import { startChild } from '../child.ts';
import type { BatchPlan, BatchResult, ClosedPlan, LoopResult, OpenPlan } from './plan.ts';

/** A load generator in a process of its own. */
export interface Generator {
  readonly pid: number;
  /** Runs a loop to its end. */
  loop(plan: ClosedPlan | OpenPlan): Promise<LoopResult>;
  batch(plan: BatchPlan): Promise<BatchResult>;
  stop(): Promise<void>;
}

/** Milliseconds beyond a plan's own time until a generator is given up. */
const PATIENCE = 60_000;
const BATCH_PATIENCE = 120_000;

/** Starts a generator. It stays warm from round to round, as the server does. */
export async function startGenerator(): Promise<Generator> {
  const child = await startChild<object>('load/generate.ts');
  const ask = async <Result>(plan: object, patience: number): Promise<Result> => {
    const answer = (await child.ask(plan, patience)) as { result?: Result; failure?: string };
    if (answer.result === undefined) throw new Error(`the load generator failed: ${answer.failure}`);
    return answer.result;
  };
  return {
    pid: child.pid,
    loop: (plan) => ask<LoopResult>(plan, plan.seconds * 1000 + PATIENCE),
    batch: (plan) => ask<BatchResult>(plan, BATCH_PATIENCE),
    stop: child.stop,
  };
}
