import { randomUUID } from 'node:crypto';
import type { Command, ProgramId } from '@tallystick/core';
import fc from 'fast-check';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PostingRequest } from '../../src/posting/request.ts';
import { freshDatabase, type TestDatabase } from '../harness/database.ts';
import {
  booksOf,
  drawLoan,
  type OwnEngine,
  openEngine,
  openTenant,
  postTogether,
  transactionsOf,
  withoutChance,
  wordOf,
} from './books.ts';
import { accrualOf, drawOf, feeOf, paymentOf, requestOf } from './requests.ts';
import { findings } from './stage.ts';

let database: TestDatabase;
let sql: postgres.Sql;
let own: OwnEngine;
let tenantId: string;

beforeAll(async () => {
  database = await freshDatabase();
  sql = postgres(database.url, { max: 1 });
  own = openEngine(database.url, { batch: 300 });
  tenantId = await openTenant(own.connections);
});
afterAll(async () => {
  await own?.end();
  await sql?.end();
  await database?.drop();
});

const newLoan = async (amount: bigint): Promise<string> => {
  const loanId = randomUUID();
  await drawLoan(own.engine, tenantId, loanId, amount);
  return loanId;
};
/** Posts commands under a prefix of keys as one batch, and answers words and bodies in the order sent. */
async function together(requests: readonly PostingRequest[]) {
  const results = await postTogether(own.engine, requests);
  const bodies = results.map((result) =>
    result.status === 'fulfilled' && 'response' in result.value ? JSON.parse(result.value.response) : undefined,
  );
  return { words: results.map(wordOf), bodies };
}
const of = (key: string, command: Parameters<typeof requestOf>[2]) => requestOf(tenantId, key, command);

describe('commands that arrive together are one transaction, and see each other as if they came one by one', () => {
  it('three hundred payments, one of which would fit twice, are booked in the order of arrival', async () => {
    const loanId = await newLoan(44_850n);
    const requests = Array.from({ length: 300 }, (_, index) =>
      of(`order:${index}`, paymentOf(loanId, BigInt(index + 1))),
    );
    const { words, bodies } = await together(requests);
    expect(new Set(words)).toEqual(new Set(['booked']));
    expect(await transactionsOf(sql, tenantId, 'order:')).toBe(1);
    // 1 + 2 + … + 299 = 44,850: the last payment finds nothing left.
    expect(bodies.map(({ allocation }) => allocation.unapplied)).toEqual([
      ...Array.from({ length: 299 }, () => '0'),
      '300',
    ]);
    const rows = await sql`select p.amount from postings p join journal_entries using (tenant_id, journal_entry_id)
      where p.loan_id = ${loanId} and event_type = 'payment_received' order by loan_ordinal`;
    expect(rows.map(({ amount }) => Number(amount))).toEqual(requests.map((_, index) => index + 1));
  });

  it('two payments that together overpay: the second leaves its surplus in suspense', async () => {
    const loanId = await newLoan(1_000n);
    const { bodies } = await together([of('over:1', paymentOf(loanId, 700n)), of('over:2', paymentOf(loanId, 700n))]);
    expect(
      bodies.map(({ allocation, loanStatus }) => [allocation.principal, allocation.unapplied, loanStatus]),
    ).toEqual([
      ['700', '0', 'active'],
      ['300', '400', 'paid_off'],
    ]);
    expect(await transactionsOf(sql, tenantId, 'over:')).toBe(1);
  });

  it('one key twice: the second is the replay of the first, and another request under it is not', async () => {
    const loanId = await newLoan(1_000n);
    const request = of('twice:1', paymentOf(loanId, 10n));
    const { words, bodies } = await together([request, request, of('twice:1', paymentOf(loanId, 11n))]);
    expect(words).toEqual(['booked', 'replayed', 'key_reused']);
    expect(bodies[1]).toEqual(bodies[0]);
  });

  it('one external reference under two keys: the second is answered as the first, another amount conflicts', async () => {
    const loanId = await newLoan(1_000n);
    const named = (amount: bigint) => paymentOf(loanId, amount, '2025-05-02', 'ref_1');
    const { words, bodies } = await together([
      of('ref:1', named(10n)),
      of('ref:2', named(10n)),
      of('ref:3', named(11n)),
    ]);
    expect(words).toEqual(['booked', 'replayed', 'external_ref_conflict']);
    expect(bodies[1]).toEqual(bodies[0]);
    expect(await sql`select 1 from events where tenant_id = ${tenantId} and idempotency_key like 'ref:%'`).toHaveLength(
      1,
    );
  });

  it('the draw of a new loan and a payment to it, whichever comes first', async () => {
    const [drawnFirst, paidFirst] = [randomUUID(), randomUUID()];
    const { words } = await together([
      of('new:1', drawOf(drawnFirst, 100n)),
      of('new:2', paymentOf(drawnFirst, 40n)),
      of('new:3', paymentOf(paidFirst, 40n)),
      of('new:4', drawOf(paidFirst, 100n)),
      of('new:5', drawOf(drawnFirst, 7n)),
    ]);
    expect(words).toEqual(['booked', 'booked', 'loan_not_found', 'booked', 'booked']);
    const rows = await sql`select loan_id, principal from loans where loan_id in ${sql([drawnFirst, paidFirst])}`;
    expect(Object.fromEntries(rows.map((row) => [row.loan_id, Number(row.principal)]))).toEqual({
      [drawnFirst]: 67,
      [paidFirst]: 100,
    });
  });

  it('an accrual twice for a date: the second is a duplicate, or passed over', async () => {
    const loanId = await newLoan(1_000n);
    const nightly = (onDuplicate: 'reject' | 'skip') =>
      accrualOf(tenantId, [loanId], '2025-05-03', { principal: 1_000n, interest: 5n, onDuplicate });
    const { words, bodies } = await together([
      of('night:1', nightly('reject')),
      of('night:2', nightly('reject')),
      of('night:3', nightly('skip')),
    ]);
    expect(words).toEqual(['booked', 'accrual_duplicate', 'booked']);
    expect(bodies[2]).toMatchObject({ posted: 0, skipped: 1, total: '0' });
  });

  it('a payment dated back takes no more than is owed on every later day, also what the batch itself has booked (D8)', async () => {
    const loanId = await newLoan(1_000n);
    const { bodies } = await together([
      of('back:1', paymentOf(loanId, 900n, '2025-05-20')),
      of('back:2', paymentOf(loanId, 300n, '2025-05-10')),
      of('back:3', paymentOf(loanId, 50n, '2025-05-05')),
    ]);
    expect(bodies.map(({ allocation }) => [allocation.principal, allocation.unapplied])).toEqual([
      ['900', '0'],
      ['100', '200'],
      ['0', '50'],
    ]);
  });
});

describe('a rehearsal', () => {
  it('sees what is booked before it, leaves nothing, and keeps its key free', async () => {
    const loanId = await newLoan(1_000n);
    const rehearsal = requestOf(tenantId, 'rehearsed:1', paymentOf(loanId, 600n), { dryRun: true });
    const { words, bodies } = await together([
      of('before:1', paymentOf(loanId, 600n)),
      rehearsal,
      of('after:1', paymentOf(loanId, 600n)),
    ]);
    expect(words).toEqual(['booked', 'rehearsed', 'booked']);
    expect(bodies[1].allocation).toEqual(bodies[2].allocation);
    expect(await sql`select 1 from events where idempotency_key = 'rehearsed:1'`).toHaveLength(0);
  });
});

describe('any list of commands', () => {
  const loans = [randomUUID(), randomUUID(), randomUUID()] as const;
  const [first, second] = loans;
  const day = fc.integer({ min: 1, max: 28 }).map((n) => `2025-05-${String(n).padStart(2, '0')}`);
  const known = fc.constantFrom(first, second);
  const loan = fc.oneof({ weight: 9, arbitrary: known }, { weight: 1, arbitrary: fc.constantFrom(...loans) });
  const amount = fc.bigInt({ min: 1n, max: 900n });
  const key = fc.integer({ min: 0, max: 40 }).map((n) => `any:${n}`);
  const reference = fc.option(fc.constantFrom('ref_a', 'ref_b', 'ref_c'), { nil: undefined, freq: 3 });
  const feeType = fc.constantFrom('late' as const, 'other' as const);
  const accrual = fc.record({
    date: day,
    ids: fc.uniqueArray(known, { minLength: 1 }),
    principal: fc.constantFrom(1_000n, 500n),
    interest: fc.constantFrom(0n, 3n, 40n),
    onDuplicate: fc.constantFrom('reject' as const, 'skip' as const),
  });
  const command = fc.oneof(
    { weight: 2, arbitrary: fc.tuple(fc.constantFrom(...loans), amount, day).map((draw) => drawOf(...draw)) },
    { weight: 6, arbitrary: fc.tuple(loan, amount, day, reference).map((paid) => paymentOf(...paid)) },
    { weight: 2, arbitrary: fc.tuple(loan, amount, day, feeType).map((fee) => feeOf(...fee)) },
    { weight: 3, arbitrary: accrual.map(({ date, ids, ...figures }) => accrualOf('', ids, date, figures)) },
  );
  /** Now and then a list says again, to the letter, what it has said before. */
  const listOf = (minLength: number, maxLength: number) =>
    fc
      .array(fc.tuple(key, command, fc.option(fc.nat(15), { freq: 6, nil: undefined })), {
        minLength,
        maxLength,
        size: 'max',
      })
      .map((list) =>
        list.map(([name, asked, earlier], place): readonly [string, Command] => {
          const before = earlier === undefined || earlier >= place ? undefined : list[earlier];
          return before === undefined ? [name, asked] : [before[0], before[1]];
        }),
      );
  /** The commands as requests of one tenant, whose fingerprints do not name it. */
  const requestsOf = (tenant: string, commands: readonly (readonly [string, Command])[]) =>
    commands.map(([name, asked]) => {
      const own = asked.kind === 'accrual' ? { ...asked, programId: tenant as ProgramId } : asked;
      return requestOf(tenant, name, own, { fingerprint: requestOf('', '', asked).fingerprint });
    });
  const oneByOne = async (requests: readonly PostingRequest[]) => {
    const results = [];
    for (const request of requests) results.push(...(await postTogether(own.engine, [request])));
    return results;
  };

  it('leaves the same books and the same answers as one batch as it does one at a time', {
    timeout: 60_000,
  }, async () => {
    await newLoan(1n); // makes the month
    const met: Record<string, number> = {};
    const property = fc.asyncProperty(listOf(0, 8), listOf(3, 16), async (before, commands) => {
      const history = [
        ['any:first', drawOf(first, 1_000n)] as const,
        ['any:second', drawOf(second, 500n, '2025-05-03')] as const,
        ...before,
      ];
      const tenants = [await openTenant(own.connections, true), await openTenant(own.connections, true)] as const;
      for (const tenant of tenants) await oneByOne(requestsOf(tenant, history));
      const asBatch = await postTogether(own.engine, requestsOf(tenants[0], commands));
      const singly = await oneByOne(requestsOf(tenants[1], commands));
      const told = (results: typeof asBatch) => results.map((result) => withoutChance(JSON.stringify(result), loans));
      expect(told(asBatch)).toEqual(told(singly));
      expect(await booksOf(sql, tenants[0], loans)).toEqual(await booksOf(sql, tenants[1], loans));
      for (const word of asBatch.map(wordOf)) met[word] = (met[word] ?? 0) + 1;
    });
    await fc.assert(property, { numRuns: 60 });
    // The lists are worth something only if they meet what can happen.
    expect(Object.keys(met)).toEqual(
      expect.arrayContaining(['booked', 'replayed', 'key_reused', 'external_ref_conflict']),
    );
    expect(met.booked).toBeGreaterThan(100);
  });

  it('leaves books that verify', async () => {
    expect(await findings(database.url)).toEqual([]);
  });
});
