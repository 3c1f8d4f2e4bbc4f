import net from 'node:net';
import { sql as fragment } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connections, openConnections } from '../../src/store/connections.ts';
import { isTransient, OutcomeUnknown, Overloaded, RolledBack } from '../../src/store/failure.ts';
import { asking, reading, writing } from '../../src/store/transaction.ts';
import { adminUrl, freshDatabase, onDatabase, type TestDatabase } from '../harness/database.ts';
import { startProxy } from '../harness/proxy.ts';

let database: TestDatabase;
let connections: Connections;
let admin: postgres.Sql;
const one = { lanes: 1 };

beforeAll(async () => {
  database = await freshDatabase();
  connections = openConnections(database.url, { writer: one, reader: one });
  admin = postgres(database.url, { max: 1, onnotice: () => undefined });
  await admin.unsafe(`
    create table notes (id integer primary key, body text);
    grant all on notes to tallystick_writer; grant select on notes to tallystick_reader;
    create table parent (id integer primary key);
    create table child (id integer references parent deferrable initially deferred);
    grant all on parent, child to tallystick_writer`);
});
afterAll(async () => {
  await connections?.end();
  await admin?.end();
  await database?.drop();
});

const bodies = async () => (await admin`select id, body from notes order by id`).map((row) => [row.id, row.body]);
const emptied = () => admin`delete from notes`;
const backendOf = (role: string) => admin`
  select pid from pg_stat_activity where datname = current_database() and application_name = ${`tallystick ${role}`}`;

describe('S1: a failed statement fails its transaction, however it was taken', () => {
  it('commits what was awaited and what was only sent', async () => {
    await emptied();
    const answer = await writing(connections.writer, async (tx) => {
      await tx`insert into notes values (1, 'awaited')`;
      tx.send(tx`insert into notes values (2, ${'sent'})`, tx`insert into notes values (3, 'sent')`);
      return 'done';
    });
    expect(answer).toBe('done');
    expect(await bodies()).toEqual([
      [1, 'awaited'],
      [2, 'sent'],
      [3, 'sent'],
    ]);
  });

  it.each([
    ['awaited', async (tx) => void (await tx`select 1 / 0`)],
    ['swallowed', async (tx) => void (await tx`select 1 / 0`.catch(() => undefined))],
    [
      'swallowed, and another awaited after it',
      async (tx) => {
        await tx`select 1 / 0`.catch(() => undefined);
        await tx`select 1`;
      },
    ],
    ['sent and not awaited', (tx) => tx.send(tx`select 1 / 0`)],
    ['sent before one that is well', (tx) => tx.send(tx`select 1 / 0`, tx`insert into notes values (2, 'b')`)],
    ['started and forgotten', (tx) => void tx`select 1 / 0`.execute()],
    ['one of several awaited together', async (tx) => void (await Promise.all([tx`select 1`, tx`select 1 / 0`]))],
  ] satisfies [string, Parameters<typeof writing>[1]][])(
    'rejects with the division by zero when it was %s',
    async (_, steps) => {
      await emptied();
      const attempt = writing(connections.writer, async (tx) => {
        await tx`insert into notes values (1, 'a')`;
        await steps(tx);
      });
      await expect(attempt).rejects.toMatchObject({ code: '22012' });
      expect(await bodies()).toEqual([]);
      await writing(connections.writer, (tx) => tx`insert into notes values (9, 'the lane still works')`);
      expect(await bodies()).toHaveLength(1);
    },
  );

  it('rejects when the steps ended the transaction themselves, which COMMIT only warns of', async () => {
    const attempt = writing(connections.writer, (tx) => tx.send(tx`rollback`));
    await expect(attempt).rejects.toBeInstanceOf(RolledBack);
  });

  it('rejects what only COMMIT finds out', async () => {
    const attempt = writing(connections.writer, (tx) => tx.send(tx`insert into child values (1)`));
    await expect(attempt).rejects.toMatchObject({ code: '23503' });
  });

  it('commits nothing when a parameter cannot be written, and leaves no lane behind that answers out of step', async () => {
    await emptied();
    for (const bad of [undefined, [undefined]] as unknown as string[]) {
      for (let round = 0; round < 3; round += 1) {
        const attempt = writing(connections.writer, (tx) =>
          tx.send(
            tx`insert into notes values (1, ${'first'})`,
            tx`insert into notes select 2, x from unnest(${bad}::text[]) x`,
            tx`insert into notes values (3, ${'third'})`,
          ),
        );
        await expect(attempt).rejects.toMatchObject({ code: 'UNDEFINED_VALUE' });
        expect(await bodies()).toEqual([]);
        const answer = await asking(connections.writer, (sql) => sql`select ${7}::int as seven`);
        expect(answer[0]).toEqual({ seven: 7 });
      }
    }
  });

  it('keeps the error of the steps themselves, and rolls back', async () => {
    await emptied();
    const attempt = writing(connections.writer, async (tx) => {
      await tx`insert into notes values (1, 'a')`;
      throw new Error('refused by a rule');
    });
    await expect(attempt).rejects.toThrow('refused by a rule');
    expect(await bodies()).toEqual([]);
  });

  it("fails a drizzle transaction of the operators' in which an error was swallowed", async () => {
    const attempt = connections.operator.transaction(async (tx) => {
      await tx.execute(fragment`select 1 / 0`).catch(() => undefined);
    });
    await expect(attempt).rejects.toSatisfy(
      (error) =>
        (error as { cause?: { code?: string } }).cause?.code === '22012' ||
        (error as { code?: string }).code === '22012',
    );
  });
});

describe('a connection that is lost', () => {
  const kill = async (role: string) => {
    for (const { pid } of await backendOf(role)) await admin`select pg_terminate_backend(${pid})`;
    await new Promise((resolve) => setTimeout(resolve, 50));
  };

  it('between two statements: rejects as transient, books nothing, and the lane connects again', async () => {
    await emptied();
    const attempt = writing(connections.writer, async (tx) => {
      await tx`insert into notes values (1, 'a')`;
      await kill('writer');
      await tx`insert into notes values (2, 'outside any transaction')`;
    });
    await expect(attempt).rejects.toSatisfy(isTransient);
    expect(await bodies()).toEqual([]);
    await writing(connections.writer, (tx) => tx`insert into notes values (3, 'c')`);
    expect(await bodies()).toEqual([[3, 'c']]);
  });

  it('between the last statement and COMMIT: rejects as unknown or transient, and books nothing', async () => {
    await emptied();
    const attempt = writing(connections.writer, async (tx) => {
      await tx`insert into notes values (1, 'a')`;
      await kill('writer');
    });
    await expect(attempt).rejects.toSatisfy((error) => isTransient(error) || error instanceof OutcomeUnknown);
    expect(await bodies()).toEqual([]);
  });

  it('while idle in the pool: the next caller gets a new one', async () => {
    await asking(connections.writer, (sql) => sql`select 1`);
    await kill('writer');
    expect(await asking(connections.writer, (sql) => sql`select 1 as x`)).toEqual([{ x: 1 }]);
  });

  it.each([
    ['before the server saw it', 'drop', []],
    ['after the server did it', 'swallow', [[1, 'a']]],
  ] as const)(
    'during COMMIT, %s: rejects as OutcomeUnknown, which nothing takes for transient',
    async (_, what, left) => {
      await emptied();
      const proxy = await startProxy(database.url);
      const behind = openConnections(proxy.url, { writer: one });
      try {
        await writing(behind.writer, (tx) => tx`select 1`);
        const attempt = writing(behind.writer, async (tx) => {
          await tx`insert into notes values (1, 'a')`;
          proxy.on('commit', what);
        });
        const error = await attempt.catch((caught: unknown) => caught);
        expect(error).toBeInstanceOf(OutcomeUnknown);
        expect(isTransient(error)).toBe(false);
        await expect.poll(bodies).toEqual(left);
        await writing(behind.writer, (tx) => tx`delete from notes`);
      } finally {
        await behind.end();
        await proxy.close();
      }
    },
  );

  it('that hangs is thrown away at the deadline', async () => {
    const proxy = await startProxy(database.url);
    const behind = openConnections(proxy.url, { writer: { lanes: 1, deadline: 300 } });
    try {
      await writing(behind.writer, (tx) => tx`select 1`);
      proxy.on('select 2', 'stall');
      await expect(writing(behind.writer, (tx) => tx`select 2`)).rejects.toSatisfy(isTransient);
      expect(await writing(behind.writer, (tx) => tx`select 3 as x`)).toEqual([{ x: 3 }]);
    } finally {
      await behind.end();
      await proxy.close();
    }
  });

  it('to a server that is not there: rejects as transient and finds it once it is', async () => {
    const proxy = await startProxy(database.url);
    const behind = openConnections(proxy.url, { writer: one });
    await proxy.close();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await expect(writing(behind.writer, (tx) => tx`select 1`)).rejects.toSatisfy(isTransient);
    }
    const again = await startProxy(database.url, proxy.port);
    await expect
      .poll(() => writing(behind.writer, (tx) => tx`select 1 as x`).catch(() => []), { timeout: 5_000 })
      .toEqual([{ x: 1 }]);
    await behind.end();
    await again.close();
  });
});

describe('a balancer without a server behind it', () => {
  it('is given up after five seconds', { timeout: 10_000 }, async () => {
    const closing = net.createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => closing.listen(0, '127.0.0.1', resolve));
    const url = new URL(database.url);
    url.port = `${(closing.address() as net.AddressInfo).port}`;
    const behind = openConnections(url.href);
    await expect(writing(behind.writer, (tx) => tx`select 1`)).rejects.toSatisfy(isTransient);
    await behind.end();
    await new Promise((resolve) => closing.close(resolve));
  });
});

describe('reading', () => {
  const tenant = '0199a000-0000-7000-8000-00000000000a';

  it('answers every query of one snapshot, in order, under the tenant given', async () => {
    await emptied();
    await admin`insert into notes values (1, 'a')`;
    const [notes, [setting], [role]] = await reading(connections.reader, tenant, (tx) => [
      tx<{ id: number }[]>`select id from notes where body = ${'a'}`,
      tx<{ tenant: string }[]>`select current_setting('app.tenant_id') as tenant`,
      tx<
        { name: string; read_only: string }[]
      >`select current_user as name, current_setting('transaction_read_only') as read_only`,
    ]);
    expect(notes).toEqual([{ id: 1 }]);
    expect(setting).toEqual({ tenant });
    expect(role).toEqual({ name: 'tallystick_reader', read_only: 'on' });
  });

  it('leaves no tenant behind on the connection', async () => {
    const [row] = await asking(
      connections.reader,
      (sql) => sql`select current_setting('app.tenant_id', true) as tenant`,
    );
    expect(row!.tenant).toBe('');
  });

  it('rejects with the first failure and serves the next caller', async () => {
    const failing = reading(connections.reader, tenant, (tx) => [tx`select 1`, tx`select 1 / 0`, tx`select ${2}::int`]);
    await expect(failing).rejects.toMatchObject({ code: '22012' });
    await expect(reading(connections.reader, tenant, (tx) => [tx`select 2 as x`])).resolves.toEqual([[{ x: 2 }]]);
  });

  it('cannot write', async () => {
    await expect(reading(connections.reader, tenant, (tx) => [tx`delete from notes`])).rejects.toMatchObject({
      code: /42501|25006/,
    });
  });

  it.each(["' ; drop table notes; --", '', 'null', `${tenant}'`])('refuses the tenant %j', async (bad) => {
    await expect(reading(connections.reader, bad, (tx) => [tx`select 1`])).rejects.toBeInstanceOf(TypeError);
  });
});

describe('S3: a pool that is exhausted', () => {
  it('refuses at once the caller its queue has no room for, and after its patience the one that waits', async () => {
    const small = openConnections(database.url, { writer: { lanes: 1, waiting: 1, patience: 100 } });
    const held = Promise.withResolvers<void>();
    const first = writing(small.writer, async (tx) => {
      await tx`select 1`;
      await held.promise;
    });
    const second = writing(small.writer, (tx) => tx`select 2`);
    await expect(writing(small.writer, (tx) => tx`select 3`)).rejects.toBeInstanceOf(Overloaded);
    await expect(second).rejects.toBeInstanceOf(Overloaded);
    held.resolve();
    await first;
    await small.end();
    await expect(writing(small.writer, (tx) => tx`select 4`)).rejects.toBeInstanceOf(Overloaded);
  });

  it('ends only after those that hold a connection are done', async () => {
    const small = openConnections(database.url, { writer: one });
    const done: string[] = [];
    const first = writing(small.writer, (tx) => tx`select pg_sleep(0.2)`).then(() => done.push('answered'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await small.end();
    done.push('ended');
    await first;
    expect(done).toEqual(['answered', 'ended']);
  });
});

describe('who the connections are', () => {
  it('acts in the role of its work, with its limits, also when the login is no superuser', async () => {
    const login = `login_${Math.random().toString(36).slice(2, 10)}`;
    await admin.unsafe(`create role ${login} login password 'x'`);
    const url = new URL(database.url);
    url.username = login;
    url.password = 'x';
    const stranger = openConnections(url.href);
    await expect(stranger.check()).rejects.toMatchObject({
      name: 'ConfigurationError',
      exitCode: 78,
      message: /may not act as tallystick_writer.*grant tallystick_writer/,
    });
    await stranger.end();
    await admin.unsafe(
      `grant tallystick_writer, tallystick_reader, tallystick_issuer, tallystick_operator to ${login}`,
    );
    const member = openConnections(url.href);
    await member.check();
    const [row] = await asking(
      member.writer,
      (sql) => sql`select current_user as role, session_user as login,
      current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
      current_setting('idle_in_transaction_session_timeout') as idle, current_setting('TimeZone') as zone`,
    );
    expect(row).toEqual({ role: 'tallystick_writer', login, statement: '30s', lock: '10s', idle: '15s', zone: 'UTC' });
    await member.end();
    await admin.unsafe(`drop owned by ${login}; drop role ${login}`);
  });

  it('names an unreachable database as such', async () => {
    const nowhere = openConnections(onDatabase(adminUrl(), 'no_such_database'));
    await expect(nowhere.check()).rejects.toMatchObject({ code: '3D000' });
    await nowhere.end();
  });

  it('parses what it promises: bigint, day, instant, json, numeric', async () => {
    const [row] = await asking(
      connections.writer,
      (sql) => sql`select 9223372036854775807::bigint as big, date '2026-05-01' as day,
      timestamptz '2026-05-01T10:00:00.12Z' as instant, ${'{"a":[1]}'}::jsonb as json, ${{ b: 2 }}::jsonb as object,
      12345678901234567890123::numeric as sum, ${['1', '2']}::bigint[] as bigs, ${'2026-05-01'}::date as back,
      ${'2026-05-01T10:00:00.120Z'}::timestamptz as again, ${9n} as nine`,
    );
    expect(row).toEqual({
      big: 9223372036854775807n,
      day: '2026-05-01',
      instant: '2026-05-01T10:00:00.120Z',
      json: { a: [1] },
      object: { b: 2 },
      sum: '12345678901234567890123',
      bigs: [1n, 2n],
      back: '2026-05-01',
      again: '2026-05-01T10:00:00.120Z',
      nine: 9n,
    });
  });
});
