import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Connections, openConnections } from '../../src/store/connections.ts';
import { lines, plain, quoted, RowShape } from '../../src/store/row-shape.ts';
import { writing } from '../../src/store/transaction.ts';
import { freshDatabase, type TestDatabase } from '../harness/database.ts';

interface Row {
  readonly id: number;
  readonly day: string | undefined;
  readonly said: string | null;
  readonly document: object;
  readonly bytes: string;
  readonly kept: boolean | undefined;
}

const SHAPE = new RowShape<Row>(
  's',
  {
    day: plain('date', ({ day }) => day),
    said: quoted(({ said }) => said),
    document: lines('jsonb', ({ document }) => JSON.stringify(document)),
    bytes: lines('bytea', ({ bytes }) => `\\x${bytes}`),
    kept: plain('boolean', ({ kept }) => kept),
  },
  { id: plain('bigint', ({ id }) => id) },
);

let database: TestDatabase;
let connections: Connections;

beforeAll(async () => {
  database = await freshDatabase();
  connections = openConnections(database.url, {});
});
afterAll(async () => {
  await connections?.end();
  await database?.drop();
});

const row = (id: number, more: Partial<Row> = {}): Row => {
  return { id, day: '2024-02-29', said: 'the same', document: { same: true }, bytes: '00ff', kept: true, ...more };
};

/** The rows as PostgreSQL has them, and as they were meant; both by their keys, which ascend. */
async function sent(rows: readonly Row[]) {
  const found = await writing(connections.writer, async (tx) => {
    const shape = SHAPE.of(tx, rows);
    return tx<object[]>`
      select ${shape.of('id')}::int as id, v.* from ${shape.rows}
      cross join lateral (select ${shape.values}) as v (${shape.names}) order by id`;
  });
  const meant = rows.map(({ id, day, said, document, bytes, kept }) => {
    return { id, day: day ?? null, said, document, bytes: Buffer.from(bytes, 'hex'), kept: kept ?? null };
  });
  return { found: [...found], meant };
}

describe('rows that travel as arrays', () => {
  it.each<[string, Row[]]>([
    ['one', [row(1)]],
    ['one with nothing in it', [row(1, { day: undefined, said: null })]],
    ['one with false in it', [row(1, { kept: false })]],
    ['several that are all alike', [row(7), row(7), row(7)]],
    ['several that differ in their key alone', [row(1), row(2), row(3)]],
    [
      'several without a value in a column',
      [row(1, { day: undefined, said: null }), row(2, { day: undefined, said: null })],
    ],
    [
      'a value in some rows and none in others',
      [row(1, { day: undefined }), row(2, { kept: false }), row(3, { said: null, kept: undefined })],
    ],
    [
      'texts that look like the grammar they travel in',
      [
        row(1, { said: 'NULL', document: { a: 'line\nbreak', b: '\u2028"{},\\' }, bytes: '' }),
        row(2, { said: '', document: { a: "it's {quoted}" } }),
        row(3, { said: '{}', document: {} }),
        row(4, { said: 'a "b", \\c\ttab\r\n', document: { é: '\u{1f600}' } }),
      ],
    ],
  ])('%s', async (_, rows) => {
    const { found, meant } = await sent(rows);
    expect(found).toEqual(meant);
  });

  it('come in the order in which they were given, which is that in which loans are locked', async () => {
    const ids = [3, 1, 2, 9, 7];
    const found = await writing(connections.writer, (tx) => {
      const shape = SHAPE.of(
        tx,
        ids.map((id) => row(id)),
      );
      return tx<{ id: number }[]>`
        select ${shape.of('id')}::int as id from ${shape.rows}`;
    });
    expect(found.map(({ id }) => id)).toEqual(ids);
  });

  it('set columns in an update', async () => {
    const found = await writing(connections.writer, async (tx) => {
      await tx`create temporary table kept (id int, day date, said text, document jsonb, bytes bytea, kept boolean) on commit drop`;
      await tx`insert into kept (id) values (1), (2), (3)`;
      const shape = SHAPE.of(tx, [row(1, { said: 'one' }), row(3)]);
      await tx`update kept set ${shape.settings} from ${shape.rows} where kept.id = ${shape.of('id')}`;
      return tx<object[]>`select id, day, said, kept from kept order by id`;
    });
    expect([...found]).toEqual([
      { id: 1, day: '2024-02-29', said: 'one', kept: true },
      { id: 2, day: null, said: null, kept: null },
      { id: 3, day: '2024-02-29', said: 'the same', kept: true },
    ]);
  });
});
