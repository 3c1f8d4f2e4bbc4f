import type { Bench, Measure } from '../bench.ts';
import { settleDown } from '../books/fill.ts';
import type { Reading } from '../figure.ts';
import type { Lender } from '../load/plan.ts';
import { onStage, type ServerProcess, type Stage, type Tenant } from '../stage.ts';
import { assertBooked, rateOf } from './good-answers.ts';
import { type Costed, costed, costText, lendersWith, paying, payingLoop } from './payments.ts';

const CONNECTIONS = 64;
const HOT = 10;
const LOANS_EACH = 100;

/** P2: the payments of P1 on 10 loans only, and spread over 1,000 tenants, against P1's own in turn. */
export const hotAndMany: Measure = {
  ids: ['P2'],
  take: (bench) =>
    onStage(bench.database, async (stage) => {
      const loans = bench.quick ? 20_000 : 100_000;
      const [one] = (await lendersWith(stage, 1, loans)) as [Tenant];
      const many = await lendersWith(stage, bench.quick ? 100 : 1_000, LOANS_EACH);
      const server = await stage.server();
      const tokens = await tokensOf(server, [one, ...many]);
      return takeRounds(bench, stage, server, { one, many, tokens, loans });
    }),
};

interface Books {
  readonly one: Tenant;
  readonly many: readonly Tenant[];
  /** The token of `one`, then those of `many`. */
  readonly tokens: readonly Lender[];
  readonly loans: number;
}

async function tokensOf(server: ServerProcess, tenants: readonly Tenant[]): Promise<Lender[]> {
  const lenders: Lender[] = [];
  for (const tenant of tenants) lenders.push({ token: await server.token(tenant) });
  return lenders;
}

async function takeRounds(bench: Bench, stage: Stage, server: ServerProcess, books: Books): Promise<Reading[]> {
  const { one, many, loans } = books;
  const [own, ...others] = books.tokens as [Lender, ...Lender[]];
  const seconds = bench.quick ? 3 : 6;
  const pay = (lenders: readonly Lender[], loans: number, round: string, time = seconds) => {
    const size = { connections: CONNECTIONS, seconds: time };
    return costed(stage, server, payingLoop([server.url], paying(lenders, loans, round), size));
  };
  const series = { plain: [] as Costed[], hot: [] as Costed[], many: [] as Costed[] };
  for (const lenders of [[own], others]) rateOf((await pay(lenders, LOANS_EACH, `w${lenders.length}_`, 3)).result);
  await settleDown(stage.sql);
  for (let round = 1; round <= bench.rounds(3); round++) {
    series.plain.push(await pay([own], loans, `p${round}`));
    series.hot.push(await pay([own], HOT, `h${round}`));
    series.many.push(await pay(others, LOANS_EACH, `m${round}`));
    const rates = Object.values(series).map((costs) => rateOf(costs.at(-1)!.result).toFixed(0));
    bench.say(`P2 round ${round}: distinct loans, 10 loans, many tenants: ${rates.join(', ')}/s`);
  }
  const hotBatch = await assertBooked(stage, [one], 'payment:h', answered(series.hot));
  const manyBatch = await assertBooked(stage, many, 'payment:m', answered(series.many));
  const rates = (costs: readonly Costed[]) => ({ unit: '/s', rounds: costs.map(({ result }) => rateOf(result)) });
  const baseline = { name: 'distinct loans of one tenant', ...rates(series.plain) };
  const note = (costs: readonly Costed[], batch: number) => [
    `${batch.toFixed(1)} payments a transaction; ${costText(
      costs.map(({ cost }) => cost),
      'payment',
    )}`,
  ];
  return [
    {
      ...{ id: 'P2', measure: `payments, all on ${HOT} loans`, ours: rates(series.hot), baseline },
      target: { of: 'ratio', bound: 'least', value: 0.7 },
      notes: note(series.hot, hotBatch),
    },
    {
      ...{ id: 'P2b', measure: `payments, over ${many.length} tenants`, ours: rates(series.many), baseline },
      target: { of: 'ratio', bound: 'least', value: 0.5 },
      notes: note(series.many, manyBatch),
    },
  ];
}

const answered = (costs: readonly Costed[]) => costs.reduce((sum, { result }) => sum + result.good, 0);
