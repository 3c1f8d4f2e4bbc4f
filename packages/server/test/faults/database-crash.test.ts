import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/database/embedded.ts';
import { openConnections } from '../../src/index.ts';
import { expectBooked, startLoad } from './load.ts';
import { killAll, startProcess } from './server-process.ts';
import { at, drawLoans, findings, openLender } from './stage.ts';

const CYCLES = 20;

let dataDir: string;
let database: EmbeddedPostgres;

/** What the embedded server is started with: the settings of its kind, in less memory. */
const start = () => startEmbeddedPostgres({ dataDir, settings: { shared_buffers: '32MB' } });

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'tallystick-crash-'));
  database = await start();
}, 60_000);

afterAll(async () => {
  await killAll();
  await database?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** Kills the postmaster and everything it has forked, all at once, and waits until the system has forgotten it. */
async function killDatabase(): Promise<void> {
  const pid = database.pid();
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
  for (const victim of [pid, ...children.map(Number)]) {
    try {
      process.kill(victim, 'SIGKILL');
    } catch {
      // It ended by itself: its postmaster was gone.
    }
  }
  for (let looks = 0; existsSync(`/proc/${pid}`) && looks < 500; looks++) await sleep(5);
}

it(`I3: a database killed ${CYCLES} times under load loses nothing that was acknowledged and books nothing twice`, async () => {
  const server = await startProcess(database.url);
  const connections = openConnections(database.url);
  const lender = await at(server.url, await openLender(connections));
  await connections.end();
  const loans = await drawLoans(lender, 4, 100_000_000);
  const load = startLoad(() => [server.url], lender.token, loans);
  for (let cycle = 0; cycle < CYCLES; cycle++) {
    const before = load.acknowledged.length;
    while (load.acknowledged.length < before + 20) await sleep(5);
    await sleep((cycle * 13) % 40);
    await killDatabase();
    await database.stop();
    database = await start();
  }
  await load.stop();
  console.info(`${CYCLES} kills, ${load.acknowledged.length} payments`, load.met);
  const sql = postgres(database.url, { max: 1 });
  await expectBooked(sql, load.acknowledged);
  await sql.end();
  expect(await findings(database.url)).toEqual([]);
  expect(await server.terminate()).toBe(0);
}, 90_000);
