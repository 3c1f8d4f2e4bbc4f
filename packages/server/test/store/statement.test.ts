import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Connections, openConnections } from '../../src/store/connections.ts';
import { asking, writing } from '../../src/store/transaction.ts';
import { freshDatabase, type TestDatabase } from '../harness/database.ts';

let database: TestDatabase;
let connections: Connections;
let admin: postgres.Sql;

beforeAll(async () => {
  database = await freshDatabase();
  connections = openConnections(database.url, { writer: { lanes: 1 } });
  admin = postgres(database.url, { max: 1, onnotice: () => undefined });
  await admin.unsafe('create table notes (id integer primary key, body text); grant all on notes to tallystick_writer');
});
beforeEach(() => admin`delete from notes`);
afterAll(async () => {
  await connections?.end();
  await admin?.end();
  await database?.drop();
});

const bodies = async () => (await admin`select id, body from notes order by id`).map((row) => [row.id, row.body]);

describe('a statement of ours, handed to the driver', () => {
  it('writes out a statement that stands in another, with its values in their order', async () => {
    const rows = await writing(connections.writer, (tx) => {
      const none = tx``;
      const inner = tx`select ${2}::int as b, ${tx.unsafe("'$1; ? '")} as text, ${tx`${3}::int + ${4}::int`} as c`;
      return tx`select ${1}::int as a, i.*, ${5}::int as d from (${inner}) as i ${none} where ${true}::boolean ${none}`;
    });
    expect([...rows]).toEqual([{ a: 1, b: 2, text: '$1; ? ', c: 7, d: 5 }]);
  });

  it('takes lists and names as the driver makes them', async () => {
    await writing(connections.writer, (tx) => tx`insert into ${tx('notes')} ${tx({ id: 4, body: 'four' })}`);
    expect(await bodies()).toEqual([[4, 'four']]);
  });

  it('prepares a statement anew when the table under it has changed', async () => {
    await admin`insert into notes values (6, 'six')`;
    const look = () => asking(connections.writer, (sql) => sql`select * from notes where id = ${6}::int`);
    expect([...(await look()), ...(await look())]).toEqual(Array(2).fill({ id: 6, body: 'six' }));
    await admin`alter table notes add column seen boolean`;
    expect([...(await look())]).toEqual([{ id: 6, body: 'six', seen: null }]);
    await admin`alter table notes drop column seen`;
    expect([...(await look())]).toEqual([{ id: 6, body: 'six' }]);
  });

  it('runs a statement once, however often it is awaited', async () => {
    await writing(connections.writer, async (tx) => {
      const insert = tx`insert into notes values (5, 'once')`;
      tx.send(insert, insert);
      await Promise.all([insert, insert.execute(), insert.catch(() => undefined)]);
    });
    expect(await bodies()).toEqual([[5, 'once']]);
  });
});
