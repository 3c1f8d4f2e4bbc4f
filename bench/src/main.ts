import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { type Arguments, readArguments, USAGE } from './arguments.ts';
import type { Bench } from './bench.ts';
import { openBenchDatabase } from './database.ts';
import { environment } from './environment.ts';
import { type Figure, figureOf, type Skipped } from './figure.ts';
import { describeMachine, machineText } from './machine.ts';
import { MEASURES } from './measures/index.ts';
import { findPgbench } from './pgbench.ts';
import { tableOf } from './report.ts';

process.exitCode = await main();

/** Takes the measures that were asked for, prints the table, and answers 1 when one of them could not be taken. */
async function main(): Promise<number> {
  let wanted: Arguments;
  try {
    wanted = readArguments(process.argv.slice(2), environment);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    return 64;
  }
  const database = await openBenchDatabase(wanted.database);
  try {
    const machine = describeMachine(database);
    console.log(`${machineText(machine)}\n`);
    if (!wanted.quick) await database.age();
    const figures: Figure[] = [];
    const skipped: Skipped[] = [];
    const failed = await takeAll(wanted, benchOf(wanted, database), figures, skipped);
    console.log(`\n${tableOf(figures, skipped)}`);
    if (wanted.json !== undefined) {
      const { quick, only } = wanted;
      writeFileSync(wanted.json, `${JSON.stringify({ machine, quick, only, figures, skipped }, null, 2)}\n`);
    }
    return failed ? 1 : 0;
  } finally {
    await database.close();
  }
}

function benchOf({ quick, rounds }: Arguments, database: Bench['database']): Bench {
  const pgbench = findPgbench();
  const begun = Date.now();
  const say = (line: string) => console.error(`[${((Date.now() - begun) / 1000).toFixed(0).padStart(4)} s] ${line}`);
  return { database, quick, rounds: (own) => rounds ?? (quick ? 3 : own), pgbench, peak: undefined, say };
}

/** A measure that fails leaves the others alone, and no figure. */
async function takeAll(wanted: Arguments, bench: Bench, figures: Figure[], skipped: Skipped[]): Promise<boolean> {
  const chosen = MEASURES.filter(({ ids }) => wanted.only.length === 0 || ids.some((id) => wanted.only.includes(id)));
  let failed = false;
  for (const measure of chosen) {
    const id = measure.ids.join(', ');
    if (measure.pgbench === true && bench.pgbench === undefined) {
      skipped.push({ id, why: 'its baseline is pgbench, which this machine does not have' });
      continue;
    }
    bench.say(`${id} begins`);
    try {
      figures.push(...(await measure.take(bench)).map(figureOf));
    } catch (error) {
      failed = true;
      bench.say(`${id} failed: ${(error as Error).stack}`);
      skipped.push({ id, why: `it failed: ${(error as Error).message}` });
    }
  }
  return failed;
}
