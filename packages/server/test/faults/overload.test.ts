import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startEmbeddedPostgres } from '../../src/database/embedded.ts';
import { type Connections, openConnections, readConfiguration, startServer } from '../../src/index.ts';
import { asProblem } from '../../src/procedures/problem.ts';
import { freshDatabase, type TestDatabase } from '../harness/database.ts';
import { startTestServer, type TestServer } from '../harness/server.ts';
import { drawLoan, type OwnEngine, openEngine, openTenant, postTogether, wordOf } from './books.ts';
import { paymentOf, requestOf } from './requests.ts';
import { killAll, startProcess } from './server-process.ts';
import { at, byStatus, drawLoans, openLender, payment } from './stage.ts';

let database: TestDatabase;
let operators: Connections;
const opened: OwnEngine[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  operators = openConnections(database.url);
});
afterAll(async () => {
  await killAll();
  for (const own of opened) await own.end();
  await operators?.end();
  await database?.drop();
});

const engineWith = (...options: Parameters<typeof openEngine> extends [string, ...infer Rest] ? Rest : never) => {
  const own = openEngine(database.url, ...options);
  opened.push(own);
  return own.engine;
};

/** What a failed test has not let go of. */
const held = new Set<() => Promise<void>>();
afterEach(async () => {
  for (const letGo of held) await letGo();
});

/** Holds a lock from a session outside the server until it is told to let go. */
async function holding(statement: string): Promise<() => Promise<void>> {
  const session = postgres(database.url, { max: 1 });
  const until = Promise.withResolvers<void>();
  const taken = Promise.withResolvers<void>();
  const done = session.begin(async (tx) => {
    await tx.unsafe(statement);
    taken.resolve();
    await until.promise;
  });
  await taken.promise;
  const letGo = async () => {
    held.delete(letGo);
    until.resolve();
    await done;
    await session.end();
  };
  held.add(letGo);
  return letGo;
}
const lockLoan = (loanId: string) => holding(`select 1 from loans where loan_id = '${loanId}' for update`);
const problemOf = (result: PromiseSettledResult<unknown>) => {
  if (result.status === 'fulfilled') return result.value;
  const { status, data } = asProblem(result.reason, { instance: '/', traceId: '' });
  return [status, data.code, data.retryable];
};
const paying = (tenantId: string, loanId: string, prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => requestOf(tenantId, `${prefix}:${index}`, paymentOf(loanId, 1n)));

describe('S3: the queue before the books is bounded', () => {
  it.each([
    ['for one tenant', { waitingPerTenant: 10, batch: 5 }],
    ['for all of them', { waiting: 10, batch: 5 }],
  ])('%s: whoever finds no room is refused at once, 503 overloaded, and the rest is booked', async (name, limits) => {
    const engine = engineWith(limits);
    const [tenantId, loanId] = [await openTenant(operators), randomUUID()];
    await drawLoan(engine, tenantId, loanId, 1_000n);
    const letGo = await lockLoan(loanId);
    const begun = performance.now();
    const early = postTogether(engine, paying(tenantId, loanId, `early ${name}`, 5));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const late = paying(tenantId, loanId, `late ${name}`, 30).map((request) => engine.post(request));
    const refused = await Promise.allSettled(late.slice(10));
    expect(performance.now() - begun).toBeLessThan(1_000);
    expect(refused.map(problemOf)).toEqual(refused.map(() => [503, 'overloaded', true]));
    await letGo();
    const booked = [...(await early), ...(await Promise.allSettled(late.slice(0, 10)))];
    expect(booked.map(wordOf)).toEqual(booked.map(() => 'booked'));
    expect(engine.waiting).toBe(0);
  });

  it('an exhausted pool fails the whole batch in one wait, not in one wait for each of it', async () => {
    const engine = engineWith({}, { writer: { lanes: 1, patience: 300 } });
    const [tenantId, other, loanId, otherLoan] = [
      await openTenant(operators),
      await openTenant(operators),
      randomUUID(),
      randomUUID(),
    ];
    await drawLoan(engine, tenantId, loanId, 1_000n);
    await drawLoan(engine, other, otherLoan, 1_000n);
    const letGo = await lockLoan(loanId);
    const stuck = postTogether(engine, paying(tenantId, loanId, 'exhausting', 1));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const begun = performance.now();
    const results = await postTogether(engine, paying(other, otherLoan, 'exhausted', 50));
    expect(performance.now() - begun).toBeLessThan(1_500);
    expect(results.map(problemOf)).toEqual(results.map(() => [503, 'overloaded', true]));
    await letGo();
    expect((await stuck).map(wordOf)).toEqual(['booked']);
  });

  it('one tenant that is stuck does not hold up another', async () => {
    const engine = engineWith();
    const [stuck, free] = [await openTenant(operators), await openTenant(operators)];
    const [stuckLoan, freeLoan] = [randomUUID(), randomUUID()];
    await drawLoan(engine, stuck, stuckLoan, 1_000n);
    await drawLoan(engine, free, freeLoan, 1_000n);
    const letGo = await lockLoan(stuckLoan);
    const waiting = postTogether(engine, paying(stuck, stuckLoan, 'stuck', 400));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const begun = performance.now();
    for (let round = 0; round < 10; round++) {
      const results = await postTogether(engine, paying(free, freeLoan, `free:${round}`, 20));
      expect(results.map(wordOf)).toEqual(results.map(() => 'booked'));
    }
    expect(performance.now() - begun).toBeLessThan(2_000);
    await letGo();
    expect(new Set((await waiting).map(wordOf))).toEqual(new Set(['booked']));
  });
});

describe('S5: what takes too long is answered 503 and books nothing', () => {
  it('a lock that is not had in time; its neighbours in the batch are booked', async () => {
    const engine = engineWith({ patience: 300 }, { writer: { lockTimeout: 200 } });
    const [tenantId, locked, free] = [await openTenant(operators), randomUUID(), randomUUID()];
    await drawLoan(engine, tenantId, locked, 1_000n);
    await drawLoan(engine, tenantId, free, 1_000n);
    const letGo = await lockLoan(locked);
    const results = await postTogether(engine, [
      ...paying(tenantId, free, 'before', 1),
      ...paying(tenantId, locked, 'locked', 1),
      ...paying(tenantId, free, 'after', 1),
    ]);
    expect(results.map((result) => (result.status === 'rejected' ? problemOf(result) : wordOf(result)))).toEqual([
      'booked',
      [503, 'unavailable', true],
      'booked',
    ]);
    await letGo();
  });

  it('a statement that runs out of time', async () => {
    const engine = engineWith({ patience: 300 }, { writer: { lockTimeout: 0, statementTimeout: 200 } });
    const [tenantId, loanId] = [await openTenant(operators), randomUUID()];
    await drawLoan(engine, tenantId, loanId, 1_000n);
    const letGo = await lockLoan(loanId);
    const results = await postTogether(engine, paying(tenantId, loanId, 'slow', 3));
    expect(results.map(problemOf)).toEqual(results.map(() => [503, 'overloaded', true]));
    await letGo();
    const again = await postTogether(engine, paying(tenantId, loanId, 'slow', 3));
    expect(again.map(wordOf)).toEqual(['booked', 'booked', 'booked']);
  });

  describe('over HTTP, when no more requests of a lender may wait', () => {
    /** One batch that is under way, and all that may wait behind it. */
    const FULL = 50 + 1_000;
    let server: TestServer;
    beforeAll(async () => {
      server = await startTestServer({ database: database.url });
    });
    afterAll(async () => {
      await server.close();
    });

    it('turns a post away before its body is read; reads, other lenders and what waits go on', {
      timeout: 60_000,
    }, async () => {
      const [lender, other] = await Promise.all(
        [await openLender(operators), await openLender(operators)].map((credentials) => at(server.url, credentials)),
      );
      const [[loan], [free]] = await Promise.all([drawLoans(lender!, 1, 1_000_000), drawLoans(other!, 1, 1_000)]);
      const letGo = await lockLoan(loan!.loan_id);
      const waiting = Array.from({ length: FULL + 100 }, (_, index) =>
        lender!.post('/payments', payment(loan!, 1), `full:${loan!.loan_id}:${index}`),
      );
      const first = await Promise.any(
        waiting.map(async (post) => {
          const answer = await post;
          if (answer.status !== 503) throw new Error(`answered ${answer.status}`);
          return answer;
        }),
      );
      // Whatever else is wrong with a request, and whatever it asks for, it is not looked at.
      const malformed = await lender!.post('/payments', '{"loan_id', 'no key', { 'x-trace-id': 'trace-of-mine' });
      for (const { status, headers, body } of [first, malformed]) {
        expect([status, body.code, body.retryable]).toEqual([503, 'overloaded', true]);
        expect(headers.get('content-type')).toBe('application/problem+json');
        expect(headers.get('retry-after')).toBe('1');
        expect(headers.get('x-content-type-options')).toBe('nosniff');
        expect(headers.get('traceresponse')).toContain(`-${body.trace_id}-`);
        expect(body.instance).toBe('/v1/payments');
      }
      expect(malformed.headers.get('deprecation')).toBe('@1780272000');
      expect((await lender!.get(`/loans/${loan!.loan_id}/balance`)).status).toBe(200);
      expect((await other!.post('/payments', payment(free!, 1), `free:${free!.loan_id}`)).status).toBe(201);
      await letGo();
      const counts = byStatus(await Promise.all(waiting));
      expect(counts[201]).toBeGreaterThanOrEqual(1_000);
      expect(counts).toEqual({ 201: counts[201], 503: FULL + 100 - counts[201]! });
      expect((await lender!.post('/payments', payment(loan!, 1), `after:${loan!.loan_id}`)).status).toBe(201);
      const { body } = await lender!.get(`/loans/${loan!.loan_id}/balance`);
      expect(body.principal_outstanding_minor).toBe(String(1_000_000 - counts[201]! - 1));
    });
  });

  describe('over HTTP, when every connection for reading is in use', () => {
    let server: TestServer;
    beforeAll(async () => {
      server = await startTestServer({ database: database.url });
    });
    afterAll(async () => {
      await server.close();
    });

    it('answers 503 with Retry-After to whoever finds no room, and says that it lives', {
      timeout: 30_000,
    }, async () => {
      const lender = await at(server.url, await openLender(operators));
      const [loan] = await drawLoans(lender, 1, 1_000);
      const letGo = await holding('lock table loans in access exclusive mode');
      try {
        const reads = Array.from({ length: 560 }, () => lender.get(`/loans/${loan!.loan_id}/journal-entries`));
        const fast = await Promise.race([Promise.all(reads), new Promise((resolve) => setTimeout(resolve, 1_000))]);
        expect(fast).toBeUndefined(); // most of them wait
        const begun = performance.now();
        expect((await fetch(`${server.url}/v1/health/live`)).status).toBe(200);
        expect(performance.now() - begun).toBeLessThan(500);
        // The first that had a connection meets the lock timeout; from then on the others may have theirs.
        const all = await Promise.all(
          reads.map(async (read) => {
            const answer = await read;
            if (answer.body.code === 'unavailable') await letGo();
            return answer;
          }),
        );
        const refused = all.filter(({ status }) => status === 503);
        expect(byStatus(all)[200] ?? 0).toBe(560 - refused.length);
        expect(new Set(refused.map(({ headers }) => headers.get('retry-after')))).toEqual(new Set(['1']));
        const codes = new Map(refused.map(({ body }) => [body.code, body.retryable]));
        expect(codes).toEqual(new Map(Object.entries({ overloaded: true, unavailable: true })));
      } finally {
        await letGo();
      }
      expect((await lender.get(`/loans/${loan!.loan_id}/balance`)).status).toBe(200);
    });
  });
});

describe('S5: a database that would lose what it acknowledged is refused', () => {
  it('with fsync, synchronous_commit and full_page_writes off: one sentence for each, and exit code 78', {
    timeout: 60_000,
  }, async () => {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'tallystick-careless-'));
    const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', shared_buffers: '16MB' };
    const careless = await startEmbeddedPostgres({ dataDir, settings });
    try {
      const started = startServer(readConfiguration({ DATABASE_URL: careless.url, PORT: '0', LOG_LEVEL: 'silent' }));
      await expect(started).rejects.toMatchObject({ name: 'ConfigurationError', exitCode: 78 });
      const { mistakes } = (await started.catch((error: unknown) => error)) as { mistakes: string[] };
      expect(mistakes.map((mistake) => mistake.split(' ')[0])).toEqual([
        'fsync',
        'synchronous_commit',
        'full_page_writes',
      ]);
      await expect(startProcess(careless.url)).rejects.toThrow('ended with 78');
    } finally {
      await careless.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  });

  it('also when it is the login or the database that switches synchronous_commit off', async () => {
    const own = await freshDatabase();
    const sql = postgres(own.url, { max: 1 });
    await sql.unsafe(`alter database ${new URL(own.url).pathname.slice(1)} set synchronous_commit = off`);
    await sql.end();
    const started = startServer(readConfiguration({ DATABASE_URL: own.url, PORT: '0', LOG_LEVEL: 'silent' }));
    await expect(started).rejects.toThrow('synchronous_commit is off');
    await own.drop();
  });
});
