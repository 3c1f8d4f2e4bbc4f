import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openConnections } from '../../src/index.ts';
import { adminUrl, onDatabase } from '../harness/database.ts';
import { killAll, startProcess } from './server-process.ts';
import { at, draw, newLoan, openLender } from './stage.ts';

const name = `test_${randomUUID().replaceAll('-', '')}`;
const url = onDatabase(adminUrl(), name);
let admin: postgres.Sql;

beforeAll(async () => {
  admin = postgres(adminUrl(), { max: 1 });
  await admin.unsafe(`create database ${name}`);
});
afterAll(async () => {
  await killAll();
  await admin.unsafe(`drop database if exists ${name} with (force)`);
  await admin.end();
});

it('three servers that start at once on an empty database make one schema and one key, and all of them serve', async () => {
  const servers = await Promise.all([startProcess(url), startProcess(url), startProcess(url)]);
  const journal = path.resolve(import.meta.dirname, '../../migrations/meta/_journal.json');
  const { entries } = JSON.parse(readFileSync(journal, 'utf8')) as { entries: unknown[] };
  const sql = postgres(url, { max: 1 });
  expect(await sql`select count(*)::int as n from drizzle.__drizzle_migrations`).toEqual([{ n: entries.length }]);

  const connections = openConnections(url);
  const credentials = await openLender(connections);
  await connections.end();
  const lenders = await Promise.all(servers.map((server) => at(server.url, credentials)));
  expect(await sql`select count(*)::int as n from signing_keys`).toEqual([{ n: 1 }]);
  await sql.end();
  for (const [index, { url: base }] of servers.entries()) {
    expect((await fetch(`${base}/v1/health/ready`)).status).toBe(200);
    const loan = newLoan();
    const drawn = await lenders[index]!.post('/disbursements', draw(loan, 100), `first-draw:${index}`);
    expect([drawn.status, drawn.text]).toEqual([201, expect.stringContaining('settled')]);
    // A token of any server is good at every other.
    const authorization = `Bearer ${lenders[(index + 1) % 3]!.token}`;
    const seen = await fetch(`${base}/v1/loans/${loan.loan_id}/balance`, { headers: { authorization } });
    expect(seen.status).toBe(200);
  }
  expect(await Promise.all(servers.map((server) => server.terminate()))).toEqual([0, 0, 0]);
});
