import { setTimeout as sleep } from 'node:timers/promises';
import { openAll } from './closed-loop.ts';
import type { LoopResult, OpenPlan } from './plan.ts';
import { requestsOf } from './request.ts';
import { Tally } from './tally.ts';

const DRAIN = 20_000;

/**
 * Runs an open loop: requests fall due at a constant rate and each one's latency is counted from when it fell due, so a
 * server that stalls pays for everybody who would have come meanwhile. What finds no free connection waits for one.
 */
export async function openLoop(plan: OpenPlan): Promise<LoopResult> {
  const connections = await openAll(plan.urls, plan.connections);
  const make = requestsOf(plan.asking, new URL(plan.urls[0]!).host);
  const free = [...connections];
  const tally = new Tally(plan.status);
  const begun = performance.now();
  const total = Math.floor(plan.rate * plan.seconds);
  const end = begun + plan.seconds * 1000;
  const dueAt = (number: number) => begun + (number * 1000) / plan.rate;
  let next = 0;
  let under = 0;
  const sendDue = () => {
    const now = performance.now();
    while (next < total && free.length > 0 && dueAt(next) <= now && now < end) {
      const connection = free.pop()!;
      if (!connection.usable) continue;
      const due = dueAt(next);
      tally.sent(now - due);
      under++;
      connection.send(make(next++), (status) => {
        under--;
        const answered = performance.now();
        tally.take(status, answered - due, answered > end);
        free.push(connection);
        if (dueAt(next) <= answered) sendDue();
      });
    }
  };
  const timer = setInterval(sendDue, 1);
  await sleep(plan.seconds * 1000);
  clearInterval(timer);
  tally.unsent = total - next;
  const result = tally.result();
  const drained = performance.now() + DRAIN;
  while (under > 0 && performance.now() < drained) await sleep(10);
  for (const connection of connections) connection.close();
  return { ...result, late: tally.result().late };
}
