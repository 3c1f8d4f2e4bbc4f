import { createClient, type Ledger } from '@tallystick/sdk';
import { createFakeLedger } from '@tallystick/sdk/fake';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BEHAVIOURS, type Bench } from '../../sdk/test/behaviour/index.ts';
import { withBooks } from '../src/books.ts';
import { openWorkplace, type Serving } from './harness/tally.ts';

/** A server behaves as every ledger does, and a fake that lives through the same has the same books. */

const workplace = openWorkplace();
let server: Serving;
beforeAll(async () => {
  server = await workplace.serve();
}, 60_000);
afterAll(() => workplace.close(), 60_000);

/** A fresh lender at the server, with two clients. */
function atServer(): Promise<Bench> {
  return withBooks({ DATA_DIR: workplace.dataDir }, async ({ server: books, connections: { operator } }) => {
    const { tenantId } = await books.createTenant(operator, { ...books.starterSet(), name: 'A lender' }, books.SYSTEM);
    const clientOf = async () => {
      const credentials = await books.createClient(operator, { tenantId }, books.SYSTEM);
      return createClient({ baseUrl: server.url, ...credentials });
    };
    return { ledger: await clientOf(), second: await clientOf(), defaultProgramId: tenantId };
  });
}

function inMemory(): Bench {
  const { ledger, ledgerOf, defaultProgramId } = createFakeLedger();
  return { ledger, second: ledgerOf('second'), defaultProgramId };
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const INSTANT = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;

/** Properties in the order of their names: a database does not keep the order in which they were sent. */
const sorted = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** Everything that happened: each id by the order in which it is met first, and instants left out, as no two runs share them. */
async function happened({ ledger }: Bench): Promise<unknown> {
  const ids = new Map<string, number>();
  const events = await ledger.events.list().toArray({ limit: 500 });
  const told = events.map(({ idempotency_key: _key, actor: _actor, entries, ...event }) => ({
    ...event,
    entries: entries.map(({ actor: _who, ...entry }) => entry),
  }));
  const numbered = (id: string) => {
    if (!ids.has(id)) ids.set(id, ids.size);
    return `id ${ids.get(id)}`;
  };
  return JSON.parse(JSON.stringify(told, sorted).replaceAll(UUID, numbered).replaceAll(INSTANT, 'an instant'));
}

describe('a server behaves as every ledger does, and a fake beside it', { timeout: 60_000 }, () => {
  it.each(BEHAVIOURS)('$name', async ({ run }) => {
    const [real, fake] = [await atServer(), inMemory()];
    await run(real);
    await run(fake);
    expect(await happened(fake)).toEqual(await happened(real));
    const booksOf = async (ledger: Ledger) => [
      await ledger.books.tieOut(),
      await ledger.accounts.list().toArray({ limit: 100 }),
    ];
    expect(await booksOf(fake.ledger)).toEqual(await booksOf(real.ledger));
  });
});
