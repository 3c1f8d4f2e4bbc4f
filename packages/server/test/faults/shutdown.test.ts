import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openConnections } from '../../src/index.ts';
import { freshDatabase, type TestDatabase } from '../harness/database.ts';
import { expectBooked, startLoad } from './load.ts';
import { killAll, startProcess } from './server-process.ts';
import { at, type Credentials, drawLoans, findings, openLender, payment } from './stage.ts';

let database: TestDatabase;
let sql: postgres.Sql;
let credentials: Credentials;

beforeAll(async () => {
  database = await freshDatabase();
  sql = postgres(database.url, { max: 2 });
  const connections = openConnections(database.url);
  credentials = await openLender(connections);
  await connections.end();
});
afterAll(async () => {
  await killAll();
  await sql?.end();
  await database?.drop();
});

describe('L2: a server that is asked to stop', () => {
  it('loses nothing, fails nothing and ends with 0, while clients post and go on at its neighbour', async () => {
    const servers = await Promise.all([startProcess(database.url), startProcess(database.url)]);
    const lender = await at(servers[0]!.url, credentials);
    const loans = await drawLoans(lender, 4, 100_000_000);
    const load = startLoad(() => servers.map(({ url }) => url), lender.token, loans, 8);
    const codes = [];
    for (let turn = 0; turn < 4; turn++) {
      await sleep(250);
      const next = await startProcess(database.url);
      const [oldest] = servers.splice(turn % 2, 1, next);
      const begun = performance.now();
      codes.push(await oldest!.terminate());
      expect(performance.now() - begun).toBeLessThan(3_000);
    }
    await load.stop();
    console.info(`4 stops, ${load.acknowledged.length} payments`, load.met);
    expect(codes).toEqual([0, 0, 0, 0]);
    expect(Object.keys(load.met).filter((met) => !['200', '201', 'unanswered'].includes(met))).toEqual([]);
    await expectBooked(sql, load.acknowledged);
    expect(await findings(database.url)).toEqual([]);
  });

  it('answers what is under way, says on an open connection that it is not ready, and takes no new one', async () => {
    const server = await startProcess(database.url);
    const lender = await at(server.url, credentials);
    const [loan] = await drawLoans(lender, 1, 1_000);
    const release = Promise.withResolvers<void>();
    const locked = Promise.withResolvers<void>();
    const holder = sql.begin(async (tx) => {
      await tx`select 1 from loans where loan_id = ${loan!.loan_id} for update`;
      locked.resolve();
      await release.promise;
    });
    await locked.promise;

    const socket = net.connect(Number(new URL(server.url).port), '127.0.0.1');
    let received = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      received += text;
    });
    const body = JSON.stringify(payment(loan!, 10));
    const headers = ['host: 127.0.0.1', `authorization: Bearer ${lender.token}`, 'content-type: application/json'];
    socket.write(
      [
        'POST /v1/payments HTTP/1.1',
        ...headers,
        'idempotency-key: under:way:1',
        `content-length: ${body.length}`,
        '',
        body,
      ].join('\r\n'),
    );
    await sleep(200);
    const ended = server.terminate();
    await sleep(100);
    await expect(fetch(`${server.url}/v1/health/ready`)).rejects.toThrow();
    socket.write('GET /v1/health/ready HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n');
    await sleep(100);
    expect(received).toBe('');
    release.resolve();
    await holder;
    await once(socket, 'close');
    expect(received.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 201', 'HTTP/1.1 503']);
    expect(await ended).toBe(0);
    const [row] = await sql`select principal from loans where loan_id = ${loan!.loan_id}`;
    expect(Number(row!.principal)).toBe(990);
  });
});
