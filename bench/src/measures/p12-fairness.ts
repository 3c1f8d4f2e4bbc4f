import type { Bench, Measure } from '../bench.ts';
import { settleDown } from '../books/fill.ts';
import type { Reading } from '../figure.ts';
import { type Generator, startGenerator } from '../load/generator.ts';
import type { Lender, LoopResult } from '../load/plan.ts';
import { onStage, type ServerProcess, type Stage } from '../stage.ts';
import { assertBooked, rateOf } from './good-answers.ts';
import { lendersWith, paying, payingLoop } from './payments.ts';

/** Of the peak, what each of two lenders sends at first: ten times that of one is more than the server can book, or it is not. */
const SHARES = { beyond: 1 / 8, within: 1 / 16 } as const;
const TIMES = 10;
/** More than the server lets wait for one lender, so that it has to refuse. */
const CONNECTIONS = 1_500;

/**
 * P12: fairness. Two lenders pay at the same rate, then one of them at ten times that rate: P12 more than the server can
 * book for it, P12b within that. What the other one waits, 99 times of 100, is set against what it waited before.
 */
export const fairness: Measure = {
  ids: ['P12'],
  take: (bench) =>
    onStage(bench.database, async (stage) => {
      const loans = bench.quick ? 20_000 : 100_000;
      const tenants = await lendersWith(stage, 2, loans);
      const server = await stage.server();
      const [quiet, busy] = [await server.token(tenants[0]!), await server.token(tenants[1]!)];
      const second = await startGenerator();
      try {
        const { beyond, within } = await takeRounds(bench, stage, server, { quiet, busy, second, loans });
        const all = [beyond, within].flatMap(({ alike, beside }) => [...alike, ...beside]);
        const good = all.reduce((sum, result) => sum + result.good, 0);
        await assertBooked(stage, [tenants[0]!], 'payment:open', good);
        return [readingOf('P12', beyond), readingOf('P12b', within)];
      } finally {
        await second.stop();
      }
    }),
};

interface Sides {
  readonly quiet: string;
  readonly busy: string;
  /** Sends for the busy lender; the stage's own generator for the other. */
  readonly second: Generator;
  readonly loans: number;
}

interface Rounds {
  readonly alike: LoopResult[];
  readonly beside: LoopResult[];
  readonly refused: number[];
}

async function takeRounds(
  bench: Bench,
  stage: Stage,
  server: ServerProcess,
  { quiet, busy, second, loans }: Sides,
): Promise<Record<keyof typeof SHARES, Rounds>> {
  const seconds = bench.quick ? 4 : 10;
  const plan = (token: string, round: string, connections: number, time = seconds) => {
    const lender: Lender = { token };
    return payingLoop([server.url], paying([lender], loans, round), { connections, seconds: time });
  };
  rateOf(await stage.generator.loop(plan(quiet, 'warm', 64, 3)));
  await settleDown(stage.sql);
  const none = (): Rounds => ({ alike: [], beside: [], refused: [] });
  const rounds = { beyond: none(), within: none() };
  for (let round = 1; round <= bench.rounds(3); round++) {
    const peak = rateOf(await stage.generator.loop(plan(quiet, `peak${round}`, 64, seconds / 2)));
    for (const [name, share] of Object.entries(SHARES) as [keyof typeof SHARES, number][]) {
      const both = (how: string, times: number) => {
        const rate = peak * share;
        return Promise.all([
          stage.generator.loop({ ...plan(quiet, `open${name}${how}${round}`, 256), kind: 'open', rate }),
          second.loop({ ...plan(busy, `open${name}${how}${round}`, CONNECTIONS), kind: 'open', rate: rate * times }),
        ]);
      };
      const [alike] = await both('alike', 1);
      rateOf(alike);
      const [beside, flood] = await both('beside', TIMES);
      rateOf(beside); // not one of its requests may be refused
      const { alike: before, beside: during, refused } = rounds[name];
      before.push(alike);
      during.push(beside);
      refused.push(flood.bad[503] ?? 0);
      bench.say(
        `P12 round ${round}, ${name} what can be booked: p99 ${alike.latency.p99.toFixed(1)} ms beside its like, ` +
          `${beside.latency.p99.toFixed(1)} ms beside ${TIMES} times as much`,
      );
    }
  }
  return rounds;
}

function readingOf(id: 'P12' | 'P12b', { alike, beside, refused }: Rounds): Reading {
  const p99 = (results: readonly LoopResult[]) => ({ unit: 'ms', rounds: results.map(({ latency }) => latency.p99) });
  const p50 = (results: readonly LoopResult[]) => results.map(({ latency }) => latency.p50.toFixed(1)).join(', ');
  return {
    ...{
      id,
      measure:
        `p99 of a lender's payments while another sends ${TIMES} times as many, ` +
        (id === 'P12' ? 'more than can be booked' : 'all of which can be booked'),
      ours: p99(beside),
    },
    baseline: { name: 'while the other sends as many', ...p99(alike) },
    target: { of: 'ratio', bound: 'most', value: 1.5 },
    notes: [`p50 ${p50(beside)} ms against ${p50(alike)} ms; of the other lender's ${refused.join(', ')} were refused`],
  };
}
