import { once } from 'node:events';
import net from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connections, openConnections } from '../../src/index.ts';
import { freshDatabase, type TestDatabase } from '../harness/database.ts';
import { type Lender, startTestServer, type TestServer } from '../harness/server.ts';
import { at, openLender } from './stage.ts';

let database: TestDatabase;
let operators: Connections;
let server: TestServer;
let lender: Lender;

beforeAll(async () => {
  database = await freshDatabase();
  operators = openConnections(database.url);
  server = await startTestServer({ database: database.url });
  lender = await at(server.url, await openLender(operators));
});
afterAll(async () => {
  await server?.close();
  await operators?.end();
  await database?.drop();
});

/** A client that speaks bytes. `received` is all that came back; `closed` resolves with the milliseconds it took. */
function dial() {
  const begun = performance.now();
  const socket = net.connect(Number(new URL(server.url).port), '127.0.0.1');
  let received = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    received += text;
  });
  socket.on('error', () => undefined);
  const closed = new Promise<number>((resolve) => {
    socket.on('close', () => resolve(performance.now() - begun));
  });
  return { socket, closed, received: () => received };
}
const head = (...more: string[]) =>
  [
    'POST /v1/payments HTTP/1.1',
    'host: 127.0.0.1',
    `authorization: Bearer ${lender.token}`,
    'content-type: application/json',
    'idempotency-key: slow:client:1',
    ...more,
  ].join('\r\n');

describe('L1: a slow client is closed within 16 seconds', () => {
  it.concurrent.each<[string, (socket: net.Socket) => NodeJS.Timeout | undefined]>([
    [
      'that never finishes its headers',
      (socket) => void socket.write('GET /v1/health/live HTTP/1.1\r\nhost: 127.0.0.1\r\n'),
    ],
    [
      'that sends its headers a line at a time',
      (socket) => {
        socket.write('GET /v1/health/live HTTP/1.1\r\nhost: 127.0.0.1\r\n');
        return setInterval(() => socket.write('x-slow: 1\r\n'), 500);
      },
    ],
    [
      'that drips its body a byte at a time',
      (socket) => {
        socket.write(`${head('content-length: 1000')}\r\n\r\n{`);
        return setInterval(() => socket.write(' '), 500);
      },
    ],
    [
      'that drips its body in chunks',
      (socket) => {
        socket.write(`${head('transfer-encoding: chunked')}\r\n\r\n`);
        return setInterval(() => socket.write('1\r\n \r\n'), 500);
      },
    ],
    ['that says nothing at all', () => undefined],
  ])('%s', { timeout: 25_000 }, async (_, send) => {
    const { socket, closed, received } = dial();
    await once(socket, 'connect');
    const drip = send(socket);
    const took = await closed;
    clearInterval(drip);
    expect(took).toBeGreaterThan(10_000);
    expect(took).toBeLessThan(16_500);
    expect(received()).toMatch(/^(HTTP\/1\.1 408 .*|)/s);
    expect(received()).not.toContain(' 201 ');
  });

  it('and others are served meanwhile', async () => {
    expect((await fetch(`${server.url}/v1/health/live`)).status).toBe(200);
  });
});

describe('L1: a body that is too large is answered 413, and the connection does not hang', () => {
  const MIB = 1024 * 1024;
  const spaces = Buffer.alloc(MIB, ' ');

  it.each([
    ['/accruals/batch', 33],
    ['/payments', 2],
  ])('%s takes no body of %i MiB', async (path, mib) => {
    const answer = await lender.post(path, `"${'x'.repeat(mib * MIB)}"`, 'large:body:1');
    expect([answer.status, answer.body.code]).toEqual([413, 'payload_too_large']);
    expect((await fetch(`${server.url}/v1/health/live`)).status).toBe(200);
  });

  it('a client that declares 33 MiB and waits is answered before it has sent them, and let go', async () => {
    const { socket, closed, received } = dial();
    socket.write(`${head(`content-length: ${33 * MIB}`).replace('/v1/payments', '/v1/accruals/batch')}\r\n\r\n`);
    await expect.poll(received).toMatch(/^HTTP\/1\.1 413 /);
    expect(await closed).toBeLessThan(5_000);
  });

  it('a body of unknown length is answered 413 when it passes the limit', async () => {
    const { socket, closed, received } = dial();
    socket.write(`${head('transfer-encoding: chunked')}\r\n\r\n`);
    for (let sent = 0; sent < 3 && !socket.destroyed; sent++) {
      socket.write(`${MIB.toString(16)}\r\n`);
      socket.write(spaces);
      socket.write('\r\n');
    }
    socket.write('0\r\n\r\n');
    await expect.poll(received, { timeout: 5_000 }).toMatch(/^HTTP\/1\.1 413 /);
    socket.end();
    expect(await closed).toBeLessThan(8_000);
  });

  it('headers of more than 16 KiB are answered 431', async () => {
    const { received } = dialWith(
      `GET /v1/health/live HTTP/1.1\r\nhost: 127.0.0.1\r\nx-long: ${'x'.repeat(17_000)}\r\n\r\n`,
    );
    await expect.poll(received).toMatch(/^HTTP\/1\.1 431 /);
  });
});

function dialWith(text: string) {
  const dialled = dial();
  dialled.socket.write(text);
  return dialled;
}
