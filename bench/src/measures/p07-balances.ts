import { openSync } from 'node:fs';
import os from 'node:os';
import type { Bench, Measure } from '../bench.ts';
import { fillDays, fillLoans, settleDown, writeTotals } from '../books/fill.ts';
import { daysAfter, daysAgo, loanIdSql } from '../books/names.ts';
import { startChild } from '../child.ts';
import type { Reading } from '../figure.ts';
import type { Asking } from '../load/plan.ts';
import { runPgbench } from '../pgbench.ts';
import { onStage, type ServerProcess, type Stage, type Tenant } from '../stage.ts';
import { rateOf } from './good-answers.ts';
import { type Costed, costed, costText, PAYABLE } from './payments.ts';

const POSTINGS = 4_000;
/** Loans with a long history, behind those that have none. */
const LONG = 10;
const DENSE_DAYS = 100;

interface Books {
  readonly tenant: Tenant;
  readonly loans: number;
}

/**
 * P7: balances a second, against a bare Hono route that answers a constant under the same client; and balances as of a
 * day, of loans with 4,000 postings, against a select by primary key by pgbench.
 */
export const balances: Measure = {
  ids: ['P7'],
  take: (bench) =>
    onStage(bench.database, async (stage) => {
      const books = await fill(bench, stage);
      const server = await stage.server();
      const token = await server.token(books.tenant);
      return [
        await takeNow(bench, stage, server, { ...books, token }),
        ...(await takeAsOf(bench, stage, server, { ...books, token })),
      ];
    }),
};

async function fill(bench: Bench, stage: Stage): Promise<Books> {
  const loans = bench.quick ? 20_000 : 100_000;
  const tenant = await stage.tenant();
  const { tenantId } = tenant;
  await fillLoans(stage.sql, { tenantId, first: 0, loans, ...PAYABLE });
  const old = daysAgo(POSTINGS + 10);
  await fillLoans(stage.sql, { tenantId, first: loans, loans: LONG, ...PAYABLE, openedAt: old });
  await fillDays(stage.sql, {
    tenantId,
    first: loans,
    loans: LONG,
    from: daysAfter(old, 1),
    days: POSTINGS,
    amount: 3,
  });
  const recent = daysAgo(DENSE_DAYS + 10);
  await fillLoans(stage.sql, { tenantId, first: loans + LONG, loans: LONG, ...PAYABLE, openedAt: recent });
  await fillDays(stage.sql, {
    ...{ tenantId, first: loans + LONG, loans: LONG, from: daysAfter(recent, 1), days: DENSE_DAYS, amount: 3 },
    perDay: POSTINGS / DENSE_DAYS,
  });
  await writeTotals(stage.sql, [tenantId]);
  await settleDown(stage.sql);
  return { tenant, loans };
}

type Asked = Books & { readonly token: string };

async function takeNow(bench: Bench, stage: Stage, server: ServerProcess, { loans, token }: Asked): Promise<Reading> {
  const hono = await startChild<{ url: string }>('serve-hono.ts', { output: openSync(os.devNull, 'w') });
  const asking: Asking = { kind: 'balances', lenders: [{ token }], first: 0, loans, query: '' };
  const seconds = bench.quick ? 3 : 6;
  const loop = (url: string) => ({
    kind: 'closed' as const,
    urls: [url],
    connections: 64,
    seconds,
    status: 200,
    asking,
  });
  try {
    await stage.generator.loop({ ...loop(server.url), seconds: 3 });
    await stage.generator.loop({ ...loop(hono.hello.url), seconds: 2 });
    const ours: Costed[] = [];
    const theirs: number[] = [];
    for (let round = 1; round <= bench.rounds(5); round++) {
      ours.push(await costed(stage, server, loop(server.url)));
      theirs.push(rateOf(await stage.generator.loop(loop(hono.hello.url))));
      bench.say(`P7 round ${round}: ${rateOf(ours.at(-1)!.result).toFixed(0)}/s, Hono ${theirs.at(-1)!.toFixed(0)}/s`);
    }
    return {
      ...{ id: 'P7', measure: 'balances now, 64 connections' },
      ours: { unit: '/s', rounds: ours.map(({ result }) => rateOf(result)) },
      baseline: { name: 'bare Hono route, constant JSON', unit: '/s', rounds: theirs },
      target: { of: 'ratio', bound: 'least', value: 0.5 },
      notes: [
        costText(
          ours.map(({ cost }) => cost),
          'balance',
        ),
      ],
    };
  } finally {
    await hono.stop();
  }
}

async function takeAsOf(bench: Bench, stage: Stage, server: ServerProcess, asked: Asked): Promise<Reading[]> {
  const { loans, token, tenant } = asked;
  const seconds = bench.quick ? 3 : 6;
  // From the middle of each history: a day after its end would be answered from the loan's row alone.
  const at = (first: number, days: number): Asking => ({
    ...{ kind: 'balances', lenders: [{ token }], first, loans: LONG },
    query: `?as_of_date=${daysAgo(days)}`,
  });
  const read = (first: number, days: number) =>
    costed(stage, server, {
      ...{ kind: 'closed' as const, urls: [server.url], connections: 16, seconds, status: 200 },
      asking: at(first, days),
    });
  const script = `\\set loan random(0, ${loans - 1})
select * from loans where tenant_id = '${tenant.tenantId}' and loan_id = ${loanIdSql(':loan::int')};\n`;
  const select = async () => {
    if (bench.pgbench === undefined) return Number.NaN;
    const run = { program: bench.pgbench, url: stage.url, script, clients: 16, threads: 2, seconds };
    return (await runPgbench(run)).rate;
  };
  const spread: Costed[] = [];
  const dense: Costed[] = [];
  const theirs: number[] = [];
  for (let round = 1; round <= bench.rounds(3); round++) {
    spread.push(await read(loans, 2_000));
    theirs.push(await select());
    dense.push(await read(loans + LONG, 50));
    bench.say(
      `P7 as of, round ${round}: ${rateOf(spread.at(-1)!.result).toFixed(0)}/s, select ${theirs.at(-1)!.toFixed(0)}/s`,
    );
  }
  const line = (id: string, measure: string, rounds: readonly Costed[]): Reading => ({
    ...{ id, measure, ours: { unit: '/s', rounds: rounds.map(({ result }) => rateOf(result)) } },
    ...(bench.pgbench === undefined
      ? {}
      : { baseline: { name: 'pgbench, select by primary key, 16 clients', unit: '/s', rounds: theirs } }),
    target: { of: 'ratio', bound: 'least', value: 0.3 },
    notes: [
      costText(
        rounds.map(({ cost }) => cost),
        'balance',
      ),
    ],
  });
  return [
    line(
      'P7b',
      `as of a day, loans with 4,000 postings in ${Math.round(POSTINGS / 30.4)} months, 16 connections`,
      spread,
    ),
    line('P7c', `as of a day, loans with 4,000 postings in ${DENSE_DAYS} days`, dense),
  ];
}
