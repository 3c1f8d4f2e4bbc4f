import process from 'node:process';
import { sendBatch } from './batch.ts';
import { closedLoop } from './closed-loop.ts';
import { openLoop } from './open-loop.ts';
import type { BatchPlan, BatchResult, ClosedPlan, LoopResult, OpenPlan } from './plan.ts';

// The load generator as a process of its own: carries out the plans that its parent sends, one after the other.
process.on('message', (plan: ClosedPlan | OpenPlan | BatchPlan) => {
  carryOut(plan).then(
    (result) => process.send!({ result }),
    (error: unknown) => process.send!({ failure: String(error) }),
  );
});
process.once('disconnect', () => process.exit(0));
process.once('SIGTERM', () => process.exit(0));
process.send!({ ready: true });

function carryOut(plan: ClosedPlan | OpenPlan | BatchPlan): Promise<LoopResult | BatchResult> {
  if (plan.kind === 'closed') return closedLoop(plan);
  return plan.kind === 'open' ? openLoop(plan) : sendBatch(plan);
}
