import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openConnections } from '../../src/index.ts';
import { freshDatabase, type TestDatabase } from '../harness/database.ts';
import { expectBooked, startLoad } from './load.ts';
import { killAll, type ServerProcess, startProcess } from './server-process.ts';
import { at, type Credentials, drawLoans, findings, openLender } from './stage.ts';

/** Two of three servers die in each. */
const CYCLES = 10;

let database: TestDatabase;
let sql: postgres.Sql;
let lender: Credentials;

beforeAll(async () => {
  database = await freshDatabase();
  sql = postgres(database.url, { max: 1 });
  const connections = openConnections(database.url);
  lender = await openLender(connections);
  await connections.end();
});

afterAll(async () => {
  await killAll();
  await sql?.end();
  await database?.drop();
});

it(`I3: a server killed ${2 * CYCLES} times under load loses nothing that it acknowledged and books nothing twice`, async () => {
  const start = () => startProcess(database.url);
  const servers: ServerProcess[] = await Promise.all([start(), start(), start()]);
  const first = await at(servers[0]!.url, lender);
  const loans = await drawLoans(first, 4, 100_000_000);
  const load = startLoad(() => servers.map(({ url }) => url), first.token, loans, 4);
  for (let cycle = 0; cycle < CYCLES; cycle++) {
    // At moments that differ, so that the blow falls on every part of the write path.
    await sleep(40 + ((cycle * 37) % 60));
    const victims = [cycle % 3, (cycle + 1) % 3];
    await Promise.all(victims.map((victim) => servers[victim]!.kill()));
    await Promise.all(
      victims.map(async (victim) => {
        servers[victim] = await start();
      }),
    );
  }
  await load.stop();
  console.info(`${2 * CYCLES} kills, ${load.acknowledged.length} payments`, load.met);
  expect(load.met.unanswered).toBeGreaterThan(0);
  expect(load.acknowledged.length).toBeGreaterThan(CYCLES * 10);
  await expectBooked(sql, load.acknowledged);
  expect(await findings(database.url)).toEqual([]);
}, 90_000);
