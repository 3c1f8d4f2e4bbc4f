import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Connections, openConnections } from '../../src/store/connections.ts';
import { asking } from '../../src/store/transaction.ts';
import { freshDatabase, type TestDatabase } from '../harness/database.ts';

let database: TestDatabase;
let connections: Connections;

beforeAll(async () => {
  database = await freshDatabase();
  connections = openConnections(database.url, { writer: { lanes: 1 } });
});
afterAll(async () => {
  await connections?.end();
  await database?.drop();
});

const echoed = (texts: readonly string[]) =>
  asking(connections.writer, async (sql) => {
    const [row] = await sql<{ readonly texts: string[] }[]>`select ${[...texts]}::text[] as texts`;
    return row!.texts;
  });

it.each([
  ['what JSON escapes too', ['"', '\\', '\\"', '{"a":"b\\\\c"}']],
  ['control characters, which JSON escapes in other words', ['\n', '\t\r', '\b\f', '\u0001\u001f', '"\n\\']],
  ['line separators and characters beyond the first plane', ['\u2028\u2029', 'Zoë 🙂', '🙂"\\']],
  ['what an array could mistake for its own', ['', 'null', 'NULL', '{}', 'a,b', ' padded ']],
])('an array of texts arrives as it was sent: %s', async (_, texts) => {
  expect(await echoed(texts)).toEqual(texts);
});

it('so does any text that PostgreSQL can hold', async () => {
  const text = fc.string({ unit: 'binary', maxLength: 20 }).filter((value) => !value.includes('\0'));
  const texts = fc.array(text, { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(texts, async (sent) => {
      expect(await echoed(sent)).toEqual(sent);
    }),
    { numRuns: 300 },
  );
});
