import net from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openConnections } from '../../src/index.ts';
import { isTransient } from '../../src/store/failure.ts';
import { asking, writing } from '../../src/store/transaction.ts';
import { freshDatabase, type TestDatabase } from '../harness/database.ts';

/** What a server says last before it takes statements: ReadyForQuery, idle. */
const READY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(async () => {
  await database?.drop();
});

/** A proxy that lets a client log in and closes the connection at the first thing it says after that. */
async function startFickle(): Promise<{ url: string; mend(): void; close(): Promise<void> }> {
  const target = new URL(database.url);
  const sockets = new Set<net.Socket>();
  let fickle = true;
  const server = net.createServer((client) => {
    const upstream = net.connect(Number(target.port), target.hostname);
    let ready = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        client.destroy();
        upstream.destroy();
      });
    }
    upstream.on('data', (bytes) => {
      ready ||= Buffer.from(bytes).includes(READY);
      client.write(bytes);
    });
    client.on('data', (bytes) => {
      if (ready && fickle) client.destroy();
      else upstream.write(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(database.url);
  url.hostname = '127.0.0.1';
  url.port = `${(server.address() as net.AddressInfo).port}`;
  return {
    url: url.href,
    mend() {
      fickle = false;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

it('a connection that closes as soon as it is made fails its caller, and ends no process by an unhandled rejection', async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  const fickle = await startFickle();
  const connections = openConnections(fickle.url);
  for (let attempt = 0; attempt < 5; attempt++) {
    await expect(writing(connections.writer, (tx) => tx`select 1`)).rejects.toSatisfy(isTransient);
    await expect(asking(connections.reader, (tx) => tx`select 1`)).rejects.toSatisfy(isTransient);
  }
  fickle.mend();
  expect(await writing(connections.writer, (tx) => tx`select 2 as x`)).toEqual([{ x: 2 }]);
  await connections.end();
  await fickle.close();
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});

it('arrays of every kind that we send or read are written and read without asking the server about them', async () => {
  const connections = openConnections(database.url);
  const texts = ['plain', '', 'a "quoted" one', 'back\\slash', 'comma, and {brace}', 'NULL', "l'été\n"];
  const ids = ['0199a000-0000-7000-8000-00000000000a', '0199a000-0000-7000-8000-00000000000b'];
  const [row] = await asking(
    connections.writer,
    (sql) => sql`
      select ${texts}::text[] as texts, ${ids}::uuid[] as ids, ${['9223372036854775807', '-1']}::bigint[] as bigs,
        ${[1, -2]}::int[] as ints, ${[3]}::smallint[] as smalls, ${['2025-05-01']}::date[] as days,
        ${['2025-05-01T10:00:00.120Z']}::timestamptz[] as instants, array[true, false] as flags,
        ${['123456789012345678901234']}::numeric[] as sums, array['\\x00ff'::bytea] as bytes, '{}'::text[] as none,
        cardinality(${[null, 'x']}::text[]) as two, (${[null, 'x']}::text[])[1] is null as first_is_null`,
  );
  expect(row).toEqual({
    texts,
    ids,
    bigs: [9223372036854775807n, -1n],
    ints: [1, -2],
    smalls: [3],
    days: ['2025-05-01'],
    instants: ['2025-05-01T10:00:00.120Z'],
    flags: [true, false],
    sums: ['123456789012345678901234'],
    bytes: [Buffer.from([0, 255])],
    none: [],
    two: 2,
    first_is_null: true,
  });
  await connections.end();
});
