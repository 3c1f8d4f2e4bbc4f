import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openConnections } from '../../src/index.ts';
import { freshDatabase, type TestDatabase } from '../harness/database.ts';
import { expectBooked, startLoad } from './load.ts';
import { killAll, type ServerProcess, startProcess } from './server-process.ts';
import { at, type Credentials, drawLoans, findings, openLender } from './stage.ts';

const CYCLES = 20;

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

it(`I3: a server killed ${CYCLES} times under load loses nothing that it acknowledged and books nothing twice`, async () => {
  const servers: ServerProcess[] = await Promise.all([startProcess(database.url), startProcess(database.url)]);
  const first = await at(servers[0]!.url, lender);
  const loans = await drawLoans(first, 4, 100_000_000);
  const load = startLoad(() => servers.map(({ url }) => url), first.token, loans);
  for (let cycle = 0; cycle < CYCLES; cycle++) {
    // At moments that differ, so that the blow falls on every part of the write path.
    await sleep(40 + ((cycle * 37) % 60));
    const victim = cycle % 2;
    await servers[victim]!.kill();
    servers[victim] = await startProcess(database.url);
  }
  await load.stop();
  console.info(`${CYCLES} kills, ${load.acknowledged.length} payments`, load.met);
  expect(load.met.unanswered).toBeGreaterThan(0);
  expect(load.acknowledged.length).toBeGreaterThan(CYCLES * 10);
  await expectBooked(sql, load.acknowledged);
  expect(await findings(database.url)).toEqual([]);
}, 90_000);
