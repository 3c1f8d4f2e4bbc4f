import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../harness/database.ts';
import { type Lender, startTestServer, type TestServer } from '../harness/server.ts';
import { startVanishingProxy, type VanishingProxy } from './vanishing-proxy.ts';

let database: TestDatabase;
let proxy: VanishingProxy;
let server: TestServer;
let lender: Lender;

beforeAll(async () => {
  database = await freshDatabase();
  proxy = await startVanishingProxy(database.url);
  server = await startTestServer({ database: database.url, config: { databaseUrl: proxy.url } });
  lender = await server.lender();
});
afterAll(async () => {
  await server?.close();
  await proxy?.close();
  await database?.drop();
});

it.each([
  ['reached the server, and its answer is lost', true, 200],
  ['is lost on its way', false, 201],
])('a put whose COMMIT %s is 503, and put again it is written once', async (_, reached, then) => {
  const path = `/programs/${randomUUID()}`;
  const body = { name: 'Prime', currency: 'USD' };
  proxy.vanishAtCommit(reached);
  const lost = await lender.put(path, body);
  expect([lost.status, lost.body.code, lost.body.retryable]).toEqual([503, 'unavailable', true]);
  await proxy.comeBack();
  const again = await lender.put(path, body);
  expect([again.status, again.body.version]).toEqual([then, 1]);
  expect((await lender.get(path)).body).toEqual(again.body);
});
