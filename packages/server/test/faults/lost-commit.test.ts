import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Connections, openConnections } from '../../src/index.ts';
import { PostingEngine } from '../../src/posting/engine.ts';
import { OutcomeUnknown } from '../../src/store/failure.ts';
import { createWorld } from '../../src/world.ts';
import { freshDatabase, type TestDatabase } from '../harness/database.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { drawOf, paymentOf, requestOf } from './requests.ts';
import { at, byStatus, type Credentials, drawLoans, findings, openLender, payment } from './stage.ts';
import { startVanishingProxy, type VanishingProxy } from './vanishing-proxy.ts';

let database: TestDatabase;
let admin: postgres.Sql;
let operators: Connections;
let lender: Credentials;
let proxy: VanishingProxy;

beforeAll(async () => {
  database = await freshDatabase();
  admin = postgres(database.url, { max: 1 });
  operators = openConnections(database.url);
  lender = await openLender(operators);
});
afterAll(async () => {
  await operators?.end();
  await admin?.end();
  await database?.drop();
});
beforeEach(async () => {
  proxy = await startVanishingProxy(database.url);
});
afterEach(async () => {
  await proxy.close();
});

const eventsUnder = async (prefix: string): Promise<number> =>
  (await admin`select event_id from events where idempotency_key like ${`${prefix}%`}`).length;
const principalOf = async (loanId: string): Promise<string> =>
  String((await admin`select principal from loans where loan_id = ${loanId}`)[0]!.principal);

/** Lets the database be away for a while from the moment a COMMIT is sent. */
function awayForAWhile(reached: boolean, milliseconds: number): void {
  proxy.vanishAtCommit(reached);
  const look = setInterval(async () => {
    if (await isUp()) return;
    clearInterval(look);
    setTimeout(() => void proxy.comeBack(), milliseconds);
  }, 5);
}
const isUp = () =>
  fetch(proxy.url.replace(/^postgres/, 'http').replace(/\/\/.*@/, '//')).then(
    () => true,
    (error) => error.cause?.code !== 'ECONNREFUSED',
  );

describe.each([
  ['reached the server, and its answer is lost', true],
  ['is lost on its way', false],
])('I4: a COMMIT that %s', (_, reached) => {
  let server: TestServer;
  beforeEach(async () => {
    server = await startTestServer({ database: database.url, config: { databaseUrl: proxy.url } });
  });
  afterEach(async () => {
    await proxy.comeBack();
    await server.close();
  });

  it('is looked up before the payment is answered: 201, booked once', async () => {
    const here = await at(server.url, lender);
    const [loan] = await drawLoans(here, 1, 10_000);
    const key = `lost:${randomUUID()}`;
    awayForAWhile(reached, 100);
    const answer = await here.post('/payments', payment(loan!, 300), key);
    expect([answer.status, answer.headers.get('idempotent-replayed')]).toEqual([201, null]);
    expect(answer.body.allocation.principal_minor).toBe('300');
    const again = await here.post('/payments', payment(loan!, 300), key);
    expect([again.status, again.text]).toEqual([200, answer.text]);
    expect([await eventsUnder(key), await principalOf(loan!.loan_id)]).toEqual([1, '9700']);
  });

  it.runIf(reached)(
    'is answered 503 outcome_unknown while the database stays away; the same key then has one effect',
    async () => {
      const here = await at(server.url, lender);
      const [loan] = await drawLoans(here, 1, 10_000);
      const key = `away:${randomUUID()}`;
      proxy.vanishAtCommit(reached);
      const answers = await Promise.all(
        Array.from({ length: 5 }, (_, index) => here.post('/payments', payment(loan!, 100), `${key}:${index}`)),
      );
      for (const { status, headers, body } of answers) {
        expect(status).toBe(503);
        expect(headers.get('retry-after')).toBe('1');
        expect(body.retryable).toBe(true);
        expect(['outcome_unknown', 'unavailable']).toContain(body.code);
      }
      expect(answers.map(({ body }) => body.code)).toContain('outcome_unknown');
      await proxy.comeBack();
      const again = [];
      for (let index = 0; index < 5; index++) {
        again.push(await here.post('/payments', payment(loan!, 100), `${key}:${index}`));
      }
      const { 200: replayed = 0, 201: booked = 0 } = byStatus(again);
      expect(replayed + booked).toBe(5);
      expect(replayed > 0).toBe(reached);
      expect([await eventsUnder(key), await principalOf(loan!.loan_id)]).toEqual([5, '9500']);
    },
  );
});

describe('I4: the lost COMMIT of a batch', () => {
  const loanIds = Array.from({ length: 20 }, () => randomUUID());
  const engines: Connections[] = [];
  const engineBehindProxy = (patience: number, batch = 100): PostingEngine => {
    const connections = openConnections(proxy.url);
    engines.push(connections);
    return new PostingEngine(connections, createWorld(), { patience, batch });
  };
  afterEach(async () => {
    for (const connections of engines.splice(0)) await connections.end();
  });
  /** Draws, payments and refusals, in one batch. */
  const batchOf = (prefix: string) =>
    loanIds.flatMap((id, index) => [
      requestOf(lender.tenantId, `${prefix}:draw:${index}`, drawOf(id, 1_000n)),
      requestOf(lender.tenantId, `${prefix}:payment:${index}`, paymentOf(id, 10n)),
      requestOf(lender.tenantId, `${prefix}:lost:${index}`, paymentOf(randomUUID(), 10n)),
    ]);
  const settled = (engine: PostingEngine, prefix: string) =>
    Promise.all(
      batchOf(prefix).map((request) =>
        engine.post(request).then(
          ({ outcome }) => outcome,
          (error: unknown) => error,
        ),
      ),
    );
  const threefold = (...outcomes: string[]) => loanIds.flatMap(() => outcomes);

  it.each([
    ['committed', true],
    ['not committed', false],
  ])('is resolved for each of its commands when the server is back (%s)', async (name, reached) => {
    const engine = engineBehindProxy(5_000);
    await engine.post(requestOf(lender.tenantId, `warm:${randomUUID()}`, drawOf(randomUUID(), 1n)));
    awayForAWhile(reached, 150);
    expect(await settled(engine, name)).toEqual(threefold('booked', 'booked', 'refused'));
    expect(await eventsUnder(`${name}:`)).toBe(40);
    expect(await settled(engine, name)).toEqual(threefold('replayed', 'replayed', 'refused'));
    expect(await eventsUnder(`${name}:`)).toBe(40);
  });

  it.each([
    ['committed', true],
    ['not committed', false],
  ])(
    'is unknown for all of them within one wait, not a wait for each, while the server stays away (%s)',
    async (name, reached) => {
      const prefix = `unknown ${name}`;
      const engine = engineBehindProxy(700);
      await engine.post(requestOf(lender.tenantId, `warm:${randomUUID()}`, drawOf(randomUUID(), 1n)));
      proxy.vanishAtCommit(reached);
      const begun = performance.now();
      const outcomes = await settled(engine, prefix);
      expect(performance.now() - begun).toBeLessThan(3_000);
      expect(new Set(outcomes.map((outcome) => (outcome as Error).constructor))).toEqual(new Set([OutcomeUnknown]));
      await proxy.comeBack();
      await expect.poll(() => eventsUnder(`${prefix}:`)).toBe(reached ? 40 : 0);
      const then = reached ? 'replayed' : 'booked';
      expect(await settled(engine, prefix)).toEqual(threefold(then, then, 'refused'));
      expect(await eventsUnder(`${prefix}:`)).toBe(40);
      expect(await findings(database.url)).toEqual([]);
    },
  );

  it('lets those go on who waited for it to be durable', async () => {
    const engine = engineBehindProxy(5_000, 58);
    await engine.post(requestOf(lender.tenantId, `warm:${randomUUID()}`, drawOf(randomUUID(), 1n)));
    awayForAWhile(false, 150);
    // Two are left over, fewer than commit, so they wait for a commit whose answer never comes.
    expect(await settled(engine, 'left over')).toEqual(threefold('booked', 'booked', 'refused'));
    expect(await eventsUnder('left over:')).toBe(40);
  });

  it('holds up the requests behind it no longer than their own patience', async () => {
    const engine = engineBehindProxy(700);
    await engine.post(requestOf(lender.tenantId, `warm:${randomUUID()}`, drawOf(randomUUID(), 1n)));
    await proxy.vanish();
    const begun = performance.now();
    const requests = Array.from({ length: 900 }, (_, index) =>
      requestOf(lender.tenantId, `queued:${index}`, paymentOf(loanIds[0]!, 1n)),
    );
    const outcomes = await Promise.allSettled(requests.map((request) => engine.post(request)));
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(900);
    expect(await eventsUnder('queued:')).toBe(0);
    await proxy.comeBack();
  });
});
