import type { Bench, Measure } from '../bench.ts';
import { settleDown } from '../books/fill.ts';
import type { Reading } from '../figure.ts';
import type { Lender, LoopResult } from '../load/plan.ts';
import { memoryOf } from '../processor-time.ts';
import { onStage, type ServerProcess, type Stage, type Tenant } from '../stage.ts';
import { median } from '../statistics.ts';
import { assertBooked, rateOf } from './good-answers.ts';
import { lendersWith, paying, payingLoop } from './payments.ts';

/** Enough that at half of the peak no request ever waits for a connection. */
const CONNECTIONS = 512;
/**
 * Seconds at half of the peak before anything is measured. Linux writes pages out 30 s after they were changed: the first
 * time, with all that the quiet before had left, it holds up every COMMIT for 150 ms; afterwards every 5 s and a little.
 */
const STEADY = 45;
/** More than the server lets wait for one tenant (1,000), or it would never have to refuse. */
const OVERLOADING = 7_000;

/**
 * P8: latency at half of the peak, and what becomes of three times the peak. Arrivals come at a constant rate whatever
 * the server does, and each one's time counts from when it fell due. The peak is read in the same rounds, closed loop.
 */
export const latency: Measure = {
  ids: ['P8'],
  take: (bench) =>
    onStage(bench.database, async (stage) => {
      const loans = bench.quick ? 20_000 : 100_000;
      const [tenant] = (await lendersWith(stage, 1, loans)) as [Tenant];
      const server = await stage.server();
      const lender = { token: await server.token(tenant) };
      const rounds = await takeRounds(bench, stage, server, { lender, loans });
      const good = [...rounds.half, ...rounds.over].reduce((sum, result) => sum + result.good, 0);
      await assertBooked(stage, [tenant], 'payment:open', good);
      return readingsOf(rounds, memoryOf(server.pid).peak);
    }),
};

interface Rounds {
  readonly peaks: number[];
  readonly half: LoopResult[];
  readonly over: LoopResult[];
}

async function takeRounds(
  bench: Bench,
  stage: Stage,
  server: ServerProcess,
  { lender, loans }: { lender: Lender; loans: number },
): Promise<Rounds> {
  const seconds = bench.quick ? 4 : 10;
  const rounds: Rounds = { peaks: [], half: [], over: [] };
  const peak = async (round: string, time: number) => {
    const size = { connections: 64, seconds: time };
    return rateOf(await stage.generator.loop(payingLoop([server.url], paying([lender], loans, round), size)));
  };
  const open = (round: string, rate: number, connections: number, time = seconds) =>
    stage.generator.loop({
      ...payingLoop([server.url], paying([lender], loans, round), { connections, seconds: time }),
      ...{ kind: 'open', rate },
    });
  const warm = await peak('warm', 3);
  await settleDown(stage.sql);
  await open('steady', warm / 2, CONNECTIONS, bench.quick ? 1 : STEADY);
  for (let round = 1; round <= bench.rounds(3); round++) {
    rounds.peaks.push(await peak(`peak${round}`, seconds / 2));
    const reached = rounds.peaks.at(-1)!;
    rounds.half.push(await open(`openh${round}`, reached / 2, CONNECTIONS));
    rateOf(rounds.half.at(-1)!);
    rounds.over.push(await open(`openo${round}`, reached * 3, OVERLOADING));
    const over = rounds.over.at(-1)!;
    bench.say(
      `P8 round ${round}: peak ${reached.toFixed(0)}/s, p99 at half ${rounds.half.at(-1)!.latency.p99.toFixed(1)} ms, ` +
        `at 3 x ${(over.good / over.seconds).toFixed(0)}/s and ${JSON.stringify(over.bad)}`,
    );
  }
  return rounds;
}

function readingsOf({ peaks, half, over }: Rounds, memory: number): Reading[] {
  const ms = (results: readonly LoopResult[], of: (result: LoopResult) => number) => ({
    unit: 'ms',
    rounds: results.map(of),
  });
  const shed = over.reduce((sum, { bad }) => sum + (bad[503] ?? 0), 0);
  const others = over.flatMap(({ bad }) => Object.entries(bad).filter(([status]) => status !== '503'));
  const unsent = over.reduce((sum, result) => sum + result.unsent, 0);
  const readings: Reading[] = [
    {
      ...{
        id: 'P8',
        measure: 'p99 of payments at half of the peak, open loop',
        ours: ms(half, ({ latency }) => latency.p99),
      },
      target: { of: 'ours', bound: 'most', value: 25 },
      notes: [
        `p50 ${median(half.map(({ latency }) => latency.p50)).toFixed(1)} ms, the slowest ` +
          `${Math.max(...half.map(({ latency }) => latency.most)).toFixed(0)} ms; the generator was at most ` +
          `${median(half.map(({ lateness }) => lateness)).toFixed(1)} ms late (p99)`,
      ],
    },
    {
      ...{ id: 'P8b', measure: 'payments booked at 3 x the peak' },
      ours: { unit: '/s', rounds: over.map(({ good, seconds }) => good / seconds) },
      baseline: { name: 'peak, closed loop', unit: '/s', rounds: peaks },
      target: { of: 'ratio', bound: 'least', value: 0.8 },
      notes: [
        `${shed} answered 503, ${unsent} never sent for want of a free connection (of ${OVERLOADING}); p99 of what was ` +
          `booked ${median(over.map(({ latency }) => latency.p99)).toFixed(0)} ms; server at most ${memory.toFixed(0)} MB`,
        `the generator was at most ${median(over.map(({ lateness }) => lateness)).toFixed(0)} ms late (p99): it shares the cores`,
        ...(others.length > 0
          ? [`other answers: ${others.map(([status, count]) => `${count} x ${status}`).join(', ')}`]
          : []),
      ],
    },
  ];
  if (shed === 0) return readings;
  return [
    ...readings,
    {
      ...{ id: 'P8c', measure: 'p99 to a 503 at 3 x the peak, from when the request fell due' },
      ours: ms(
        over.filter(({ bad }) => bad[503] !== undefined),
        ({ refused }) => refused.p99,
      ),
      target: { of: 'ours', bound: 'most', value: 50 },
      notes: [`p50 ${median(over.map(({ refused }) => refused.p50)).toFixed(0)} ms`],
    },
  ];
}
