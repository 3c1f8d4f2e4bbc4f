import type { Bench, Measure } from '../bench.ts';
import { fillDays, fillLoans, settleDown, writeTotals } from '../books/fill.ts';
import { daysAfter } from '../books/names.ts';
import type { Reading } from '../figure.ts';
import { onStage, type ServerProcess, type Stage, type Tenant } from '../stage.ts';
import { assertBooked, rateOf } from './good-answers.ts';
import { accrue, firstDay } from './p03-accruals.ts';
import { PAYABLE, paying, payingLoop } from './payments.ts';

const LOANS = 100_000;

/** A book that is served: young, or grown by so many days of accruals. */
interface Served {
  readonly stage: Stage;
  readonly server: ServerProcess;
  readonly tenant: Tenant;
  readonly token: string;
  readonly postings: number;
}

/**
 * P4 and P5: the accrual batch, and payments, on a book of 400 days and 40 million postings against a young one. Two
 * databases of one PostgreSQL, so that the two sides can be measured in turn. The growth is filled in set by set, and
 * the grown book is too large to verify in the time of a measure; the young one is verified.
 */
export const growth: Measure = {
  ids: ['P4', 'P5'],
  take: (bench) =>
    onStage(bench.database, async (youngStage) =>
      onStage(
        bench.database,
        async (oldStage) => {
          const days = bench.quick ? 20 : 400;
          const young = await grow(bench, youngStage, 0);
          const old = await grow(bench, oldStage, days);
          return [...(await takeBatches(bench, young, old, days)), ...(await takePayments(bench, young, old))];
        },
        { unverified: true },
      ),
    ),
};

async function grow(bench: Bench, stage: Stage, days: number): Promise<Served> {
  const tenant = await stage.tenant();
  const { tenantId } = tenant;
  const from = daysAfter(firstDay(), -days);
  await fillLoans(stage.sql, { tenantId, first: 0, loans: LOANS, ...PAYABLE, openedAt: daysAfter(from, -1) });
  await fillDays(stage.sql, { tenantId, first: 0, loans: LOANS, from, days, amount: 137 }, (done) =>
    bench.say(`P4: ${done} days are booked`),
  );
  if (days === 0) await writeTotals(stage.sql, [tenantId]);
  await settleDown(stage.sql);
  const [row] = await stage.sql<{ n: number }[]>`select count(*)::int as n from postings`;
  const server = await stage.server();
  return { stage, server, tenant, token: await server.token(tenant), postings: row!.n };
}

async function takeBatches(bench: Bench, young: Served, old: Served, days: number): Promise<Reading[]> {
  const batch = async ({ stage, server, tenant, token }: Served, date: string) => {
    const day = { tenantId: tenant.tenantId, token, date, loans: LOANS, principal: PAYABLE.principal };
    return (await accrue(stage, server, day)).ms;
  };
  const first: number[] = [];
  const last: number[] = [];
  for (let round = 0; round <= bench.rounds(5); round++) {
    const date = daysAfter(firstDay(), round);
    const times = [await batch(young, date), await batch(old, date)] as const;
    bench.say(`P4 round ${round}: young ${times[0].toFixed(0)} ms, old ${times[1].toFixed(0)} ms`);
    if (round === 0) continue; // warms the processes up
    first.push(times[0]);
    last.push(times[1]);
  }
  return [
    {
      ...{
        id: 'P4',
        measure: `accrual batch of 100,000 loans, after ${days} days`,
        ours: { unit: 'ms', rounds: last },
      },
      baseline: { name: 'on the first days', unit: 'ms', rounds: first },
      target: { of: 'ratio', bound: 'most', value: 1.1 },
      notes: [
        'the days before were filled in by sets, so the rows of the loans were not updated as often as in life; the grown book was not verified, the young one was',
      ],
    },
  ];
}

async function takePayments(bench: Bench, young: Served, old: Served): Promise<Reading[]> {
  const seconds = bench.quick ? 3 : 6;
  const pay = async ({ stage, server, token }: Served, round: string, time = seconds) => {
    const size = { connections: 64, seconds: time };
    return rateOf(await stage.generator.loop(payingLoop([server.url], paying([{ token }], LOANS, round), size)));
  };
  for (const side of [young, old]) {
    await pay(side, 'warm', 3);
    await settleDown(side.stage.sql);
  }
  const few: number[] = [];
  const many: number[] = [];
  for (let round = 1; round <= bench.rounds(5); round++) {
    few.push(1e6 / (await pay(young, `r${round}`)));
    many.push(1e6 / (await pay(old, `r${round}`)));
    bench.say(`P5 round ${round}: young ${few.at(-1)!.toFixed(0)} us, old ${many.at(-1)!.toFixed(0)} us a payment`);
  }
  for (const { stage, tenant } of [young, old]) await assertBooked(stage, [tenant], 'payment:', 1);
  const millions = (served: Served) => `${(served.postings / 1e6).toFixed(1)} M postings`;
  return [
    {
      ...{ id: 'P5', measure: `time a payment takes, of a book with ${millions(old)}` },
      ours: { unit: 'us', rounds: many },
      baseline: { name: `with ${millions(young)}`, unit: 'us', rounds: few },
      target: { of: 'ratio', bound: 'most', value: 1.1 },
    },
  ];
}
