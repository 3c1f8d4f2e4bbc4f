import type { Bench, Measure } from '../bench.ts';
import { numberFeed, settleDown, writeTotals } from '../books/fill.ts';
import { makePaymentFunction, paymentScript } from '../books/payment-function.ts';
import type { Reading } from '../figure.ts';
import { runPgbench } from '../pgbench.ts';
import { onStage, type Stage, type Tenant } from '../stage.ts';
import { median } from '../statistics.ts';
import { assertBooked, rateOf } from './good-answers.ts';
import { type Costed, costed, costText, lendersWith, PAID_ON, paying, payingLoop } from './payments.ts';

const CONNECTIONS = 64;
const CLIENTS = 16;
/** pgbench gets a thread for each core of the smallest machine we measure on. */
const THREADS = 2;

/**
 * P1: payments a second over HTTP, against one PL/pgSQL function that writes the same rows, called by pgbench on the
 * same server in turn. Without pgbench the payments are measured all the same: other measures are in proportion to them.
 */
export const payments: Measure = {
  ids: ['P1'],
  take: (bench) =>
    onStage(bench.database, async (stage) => {
      const loans = bench.quick ? 20_000 : 100_000;
      const [ours, theirs] = (await lendersWith(stage, 2, loans)) as [Tenant, Tenant];
      return takeRounds(bench, stage, { ours, theirs, loans });
    }),
};

async function takeRounds(
  bench: Bench,
  stage: Stage,
  { ours, theirs, loans }: { ours: Tenant; theirs: Tenant; loans: number },
): Promise<Reading[]> {
  const seconds = bench.quick ? 3 : 8;
  const server = await stage.server();
  const lender = { token: await server.token(ours) };
  const pay = (round: string, seconds: number) =>
    costed(
      stage,
      server,
      payingLoop([server.url], paying([lender], loans, round), { connections: CONNECTIONS, seconds }),
    );
  const baseline = baselineOf(bench, stage, theirs, loans);
  await baseline.make();

  rateOf((await pay('warm', 3)).result);
  await baseline.run('bench_pay', 1);
  // A plan that was made for tables of three rows would stay until autovacuum looks, up to a minute later.
  await settleDown(stage.sql);
  rateOf((await pay('hot', 1)).result);
  const rounds: Costed[] = [];
  const plain: number[] = [];
  const withTotals: number[] = [];
  for (let round = 1; round <= bench.rounds(5); round++) {
    rounds.push(await pay(`r${round}`, seconds));
    plain.push(await baseline.run('bench_pay', seconds));
    withTotals.push(await baseline.run('bench_pay_with_totals', seconds));
    bench.say(
      `P1 round ${round}: ${rateOf(rounds.at(-1)!.result).toFixed(0)}/s, pgbench ${plain.at(-1)!.toFixed(0)}/s`,
    );
  }
  const batch = await assertBooked(stage, [ours], 'payment:r', sum(rounds));
  // What the plain function left out, and what both leave in disorder.
  await writeTotals(stage.sql, [theirs.tenantId]);
  await numberFeed(stage.sql, [theirs.tenantId]);

  const rates = rounds.map(({ result }) => rateOf(result));
  bench.peak = median(rates);
  const costs = rounds.map(({ cost }) => cost);
  const p99 = median(rounds.map(({ result }) => result.latency.p99));
  const notes = [
    `${batch.toFixed(1)} payments a transaction; p99 ${p99.toFixed(0)} ms at this load`,
    costText(costs, 'payment'),
  ];
  const side = { measure: 'payments, 64 connections', ours: { unit: '/s', rounds: rates } };
  if (bench.pgbench === undefined) return [{ id: 'P1', ...side, notes: [...notes, 'no pgbench here: no baseline'] }];
  return [
    {
      ...{ id: 'P1', ...side, notes },
      baseline: { name: 'pgbench, 16 clients', unit: '/s', rounds: plain },
      target: { of: 'ratio', bound: 'least', value: 1 },
    },
    {
      ...{ id: 'P1b', ...side },
      measure: 'the same, where pgbench adds to the account totals too, as the server does',
      baseline: { name: 'pgbench', unit: '/s', rounds: withTotals },
    },
  ];
}

function baselineOf({ pgbench }: Bench, stage: Stage, { tenantId }: Tenant, loans: number) {
  return {
    async make() {
      const common = { tenantId, effectiveAt: PAID_ON };
      await makePaymentFunction(stage.sql, { ...common, name: 'bench_pay', totals: false });
      await makePaymentFunction(stage.sql, { ...common, name: 'bench_pay_with_totals', totals: true });
    },
    async run(name: string, seconds: number) {
      if (pgbench === undefined) return Number.NaN;
      const script = paymentScript(name, loans);
      const run = { program: pgbench, url: stage.url, script, clients: CLIENTS, threads: THREADS, seconds };
      return (await runPgbench(run)).rate;
    },
  };
}

const sum = (rounds: readonly Costed[]) => rounds.reduce((total, { result }) => total + result.good + result.late, 0);
