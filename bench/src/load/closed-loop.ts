import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from './connection.ts';
import type { ClosedPlan, LoopResult } from './plan.ts';
import { requestsOf } from './request.ts';
import { Tally } from './tally.ts';

/** Milliseconds for which answers under way are waited for when the time is up. */
const DRAIN = 20_000;

/**
 * Runs a closed loop: so many connections, each with one request under way. Shows the most that a server can do, and
 * says little of latency, because a slow server is asked less.
 */
export async function closedLoop(plan: ClosedPlan): Promise<LoopResult> {
  const connections = await openAll(plan.urls, plan.connections);
  const make = requestsOf(plan.asking, new URL(plan.urls[0]!).host);
  const tally = new Tally(plan.status);
  const end = performance.now() + plan.seconds * 1000;
  const most = plan.most ?? Number.POSITIVE_INFINITY;
  let number = 0;
  let under = 0;
  const ask = (connection: Connection) => {
    const sent = performance.now();
    under++;
    connection.send(make(number++), (status) => {
      under--;
      const now = performance.now();
      tally.take(status, now - sent, now > end);
      if (now < end && number < most && connection.usable) ask(connection);
    });
  };
  for (const connection of connections) ask(connection);
  while (performance.now() < end && (number < most || under > 0)) await sleep(Math.min(10, plan.seconds * 1000));
  const result = tally.result();
  const drained = performance.now() + DRAIN;
  while (under > 0 && performance.now() < drained) await sleep(10);
  for (const connection of connections) connection.close();
  return { ...result, late: tally.result().late };
}

/** Opens the connections in groups, spread over the servers in turn. */
export async function openAll(urls: readonly string[], count: number): Promise<Connection[]> {
  const connections = Array.from({ length: count }, (_, index) => new Connection(urls[index % urls.length]!));
  for (let from = 0; from < count; from += 64) {
    await Promise.all(connections.slice(from, from + 64).map((connection) => connection.open()));
  }
  return connections;
}
