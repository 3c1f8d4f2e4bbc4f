import type { Bench, Measure } from '../bench.ts';
import { copyRows, copyTable, makeCopyTable } from '../books/copy.ts';
import { fillLoans, settleDown, writeTotals } from '../books/fill.ts';
import { daysAfter, daysAgo } from '../books/names.ts';
import type { Reading } from '../figure.ts';
import type { BatchResult } from '../load/plan.ts';
import { hasProc, memoryOf } from '../processor-time.ts';
import { onStage, type ServerProcess, type Stage, type Tenant } from '../stage.ts';
import { median } from '../statistics.ts';

const LOANS = 100_000;
const PRINCIPAL = 1_000_000;

/** The first of the month before last: all days of a run lie in one month, and none in the future. */
export function firstDay(): string {
  return `${daysAgo(62).slice(0, 7)}-01`;
}

/**
 * P3 and P6: one accrual batch of 100,000 loans from its first byte to the answer, against COPY of the same posting rows
 * into a table with the same partitions and indexes; and the memory of the server meanwhile.
 */
export const accruals: Measure = {
  ids: ['P3', 'P6'],
  take: (bench) =>
    onStage(bench.database, async (stage) => {
      const tenant = await stage.tenant();
      const { tenantId } = tenant;
      const openedAt = daysAfter(firstDay(), -1);
      await fillLoans(stage.sql, {
        tenantId,
        first: 0,
        loans: LOANS,
        openedAt,
        principal: PRINCIPAL,
        interest: 0,
        fees: 0,
      });
      await writeTotals(stage.sql, [tenantId]);
      await makeCopyTable(stage.sql, firstDay());
      await settleDown(stage.sql);
      return takeRounds(bench, stage, tenant);
    }),
};

async function takeRounds(bench: Bench, stage: Stage, tenant: Tenant): Promise<Reading[]> {
  const server = await stage.server();
  const token = await server.token(tenant);
  await fetch(`${server.url}/v1/health/ready`);
  const idle = memoryOf(server.pid).now;
  const batches: number[] = [];
  const copies: number[] = [];
  const processors: number[] = [];
  let bytes = 0;
  const rounds = bench.rounds(bench.quick ? 3 : 7);
  for (let round = 0; round <= rounds; round++) {
    const date = daysAfter(firstDay(), round);
    const before = (await stage.processor(server.pid)).server;
    const batch = await accrue(stage, server, {
      tenantId: tenant.tenantId,
      token,
      date,
      loans: LOANS,
      principal: PRINCIPAL,
    });
    const processor = ((await stage.processor(server.pid)).server - before) / 1000;
    const copy = await copyTable(stage.sql, copyRows(tenant.tenantId, date, LOANS, round + 2));
    bench.say(`P3 round ${round}: batch ${batch.ms.toFixed(0)} ms, COPY ${copy.toFixed(0)} ms`);
    bytes = batch.bytes;
    if (round === 0) continue; // the first one of a process pays for warming up; P3b tells
    batches.push(batch.ms);
    copies.push(copy);
    processors.push(processor);
  }
  const peak = memoryOf(server.pid).peak;
  const notes = [
    `${(bytes / 1e6).toFixed(1)} MB of JSON; processor time of the server ${median(processors).toFixed(0)} ms a batch`,
    'the first batch of a process and the first COPY of a run are not counted',
  ];
  const reading: Reading = {
    ...{ id: 'P3', measure: 'accrual batch of 100,000 loans', ours: { unit: 'ms', rounds: batches }, notes },
    baseline: { name: 'COPY of its postings', unit: 'ms', rounds: copies },
    target: { of: 'ratio', bound: 'most', value: 2 },
  };
  return hasProc ? [reading, memoryReading(idle, peak)] : [reading];
}

function memoryReading(idle: number, peak: number): Reading {
  return {
    ...{ id: 'P6', measure: 'memory of the server during P3, above idle', ours: { unit: 'MB', rounds: [peak - idle] } },
    target: { of: 'ours', bound: 'most', value: 250 },
    notes: [`${idle.toFixed(0)} MB idle after the start, ${peak.toFixed(0)} MB at the peak over all batches`],
  };
}

/** One day's batch of a tenant's first loans. */
export interface Day {
  readonly tenantId: string;
  readonly token: string;
  readonly date: string;
  readonly loans: number;
  /** What each of them owes, which the batch must say. */
  readonly principal: number;
}

/** Sends the batch of one day. @throws Error when it is not booked, and booked whole. */
export async function accrue(stage: Stage, server: ServerProcess, day: Day): Promise<BatchResult> {
  const { tenantId, token, date, loans, principal } = day;
  const batch = await stage.generator.batch({
    ...{ kind: 'batch', url: server.url, token, date, loans },
    ...{ programId: tenantId, key: `accrual:${date}`, principal: `${principal}` },
  });
  if (batch.status !== 201)
    throw new Error(`the batch of ${date} was answered ${batch.status}: ${batch.answer.slice(0, 500)}`);
  const { posted_count } = JSON.parse(batch.answer) as { posted_count: number };
  if (posted_count !== loans) throw new Error(`the batch of ${date} booked ${posted_count} loans`);
  return batch;
}
