import type { Bench, Measure } from '../bench.ts';
import { fillDays, fillLoans, settleDown, writeTotals } from '../books/fill.ts';
import { daysAfter, daysAgo, loanId } from '../books/names.ts';
import type { Reading } from '../figure.ts';
import type { Asking, ClosedPlan } from '../load/plan.ts';
import { runPgbench } from '../pgbench.ts';
import { onStage, type ServerProcess, type Stage, type Tenant } from '../stage.ts';
import { rateOf } from './good-answers.ts';
import { takeAlone } from './p11-alone.ts';
import { costed, PAYABLE } from './payments.ts';

const LOANS = 20_000;
const HISTORY = 100;
const TOKENS = 2_000;

/**
 * P11: what a guard costs, as the difference in processor time with and without it, where it can be left out from
 * outside: the request log, the check of a token that was not seen before, row-level security, and `known_at`. What no
 * request goes without (the check of a remembered token, validation, tracing) is run alone, in this process: in a warm
 * loop, so these figures are the least it costs.
 */
export const guards: Measure = {
  ids: ['P11'],
  take: (bench) =>
    onStage(bench.database, async (stage): Promise<Reading[]> => {
      const tenant = await fill(stage);
      const server = await stage.server();
      const silent = await stage.server({ LOG_LEVEL: 'silent' });
      const readings = [
        await takeLog(bench, stage, server, silent),
        await takeTokens(bench, stage, server, tenant),
        await takeKnownAt(bench, stage, server, tenant),
        ...(await takeAlone(bench, server, tenant)),
      ];
      return bench.pgbench === undefined
        ? readings
        : [...readings, await takeWalls(bench, stage, bench.pgbench, tenant)];
    }),
};

async function fill(stage: Stage): Promise<Tenant> {
  const tenant = await stage.tenant();
  const { tenantId } = tenant;
  const openedAt = daysAgo(HISTORY + 5);
  await fillLoans(stage.sql, { tenantId, first: 0, loans: LOANS, ...PAYABLE, openedAt });
  await fillDays(stage.sql, { tenantId, first: 0, loans: 10, from: daysAfter(openedAt, 1), days: HISTORY, amount: 3 });
  await writeTotals(stage.sql, [tenantId]);
  await settleDown(stage.sql);
  return tenant;
}

const seconds = ({ quick }: Bench) => (quick ? 2 : 5);

const plan = (server: ServerProcess, asking: Asking, time: number): ClosedPlan => ({
  ...{ kind: 'closed', urls: [server.url], connections: 64, seconds: time, status: 200, asking },
});

/** Microseconds of the server's own processor time for each request. */
async function costOf(stage: Stage, server: ServerProcess, asked: ClosedPlan): Promise<number> {
  const { result, cost } = await costed(stage, server, asked);
  rateOf(result);
  return cost.server;
}

/** Takes both sides in turn; the differences are the figure. */
async function differences(
  bench: Bench,
  name: string,
  dearer: () => Promise<number>,
  cheaper: () => Promise<number>,
): Promise<Pick<Reading, 'ours' | 'notes'>> {
  await dearer();
  await cheaper();
  const rounds: number[] = [];
  const sides: string[] = [];
  for (let round = 1; round <= bench.rounds(3); round++) {
    const [more, less] = [await dearer(), await cheaper()];
    rounds.push(more - less);
    sides.push(`${more.toFixed(1)} - ${less.toFixed(1)}`);
  }
  bench.say(`P11 ${name}: ${sides.join(', ')} us`);
  return { ours: { unit: 'us', rounds }, notes: [`with and without: ${sides.join(', ')} us`] };
}

async function takeLog(bench: Bench, stage: Stage, server: ServerProcess, silent: ServerProcess): Promise<Reading> {
  const asking: Asking = { kind: 'path', path: '/v1/health/live', tokens: [] };
  const ask = (of: ServerProcess) => () => costOf(stage, of, plan(of, asking, seconds(bench)));
  return { id: 'P11', measure: 'the request log', ...(await differences(bench, 'log', ask(server), ask(silent))) };
}

async function takeTokens(bench: Bench, stage: Stage, server: ServerProcess, tenant: Tenant): Promise<Reading> {
  const path = `/v1/loans/${loanId(1)}/balance`;
  const tokens = async (count: number) => {
    const made: string[] = [];
    for (let number = 0; number < count; number++) made.push(await server.token(tenant));
    return made;
  };
  const [known] = await tokens(1);
  const once = { most: TOKENS };
  const fresh = async () => {
    const asked = { ...plan(server, { kind: 'path', path, tokens: await tokens(TOKENS) }, 20), ...once };
    return costOf(stage, server, asked);
  };
  const remembered = () =>
    costOf(stage, server, { ...plan(server, { kind: 'path', path, tokens: [known!] }, 20), ...once });
  const taken = await differences(bench, 'token', fresh, remembered);
  return { id: 'P11b', measure: 'a token that was not seen in the last minute, against one that was', ...taken };
}

async function takeKnownAt(bench: Bench, stage: Stage, server: ServerProcess, tenant: Tenant): Promise<Reading> {
  const lenders = [{ token: await server.token(tenant) }];
  const asOf = `?as_of_date=${daysAgo(1)}`;
  const known = `${asOf}&known_at=${new Date().toISOString()}`;
  const ask = (query: string) => async () => {
    const asking: Asking = { kind: 'balances', lenders, first: 0, loans: 10, query };
    const before = await stage.processor(server.pid);
    const result = await stage.generator.loop(plan(server, asking, seconds(bench)));
    const after = await stage.processor(server.pid);
    rateOf(result);
    return (after.server + after.postgres - before.server - before.postgres) / (result.good + result.late);
  };
  const taken = await differences(bench, 'known_at', ask(known), ask(asOf));
  return { id: 'P11c', measure: `known_at beside as_of_date, ${HISTORY} postings (server and PostgreSQL)`, ...taken };
}

async function takeWalls(bench: Bench, stage: Stage, pgbench: string, { tenantId }: Tenant): Promise<Reading> {
  const select = `select * from loans where tenant_id = '${tenantId}' and loan_id = '${loanId(7)}';\n`;
  const begin = 'begin isolation level repeatable read read only;\n';
  const walled = `${begin}set local app.tenant_id = '${tenantId}';\n${select}commit;\n`;
  const run = (script: string, role: Record<string, string>) => async () => {
    const common = { program: pgbench, url: stage.url, clients: 16, threads: 2, seconds: seconds(bench) };
    const before = await stage.processor(0);
    const { transactions } = await runPgbench({ ...common, script, ...role });
    return ((await stage.processor(0)).postgres - before.postgres) / transactions;
  };
  const taken = await differences(
    bench,
    'row-level security',
    run(walled, { role: 'tallystick_reader' }),
    run(`${begin}${select}commit;\n`, {}),
  );
  return { id: 'P11d', measure: "row-level security and the tenant's setting, on a read (PostgreSQL)", ...taken };
}
