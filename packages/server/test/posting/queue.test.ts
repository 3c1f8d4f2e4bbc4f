import type { Command } from '@tallystick/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PostingQueue, type QueueLimits, type Taken, type Waiting } from '../../src/posting/queue.ts';
import type { NumberedRequest } from '../../src/posting/request.ts';

const LIMITS: QueueLimits = { batch: 8, loans: 10, batches: 2, alone: 1, waitingPerTenant: 50, waiting: 200 };

const payment = { kind: 'payment' } as Command;
const accrualOf = (loans: number) => ({ kind: 'accrual', items: Array.from({ length: loans }) }) as unknown as Command;

/** A request of a tenant, by which nobody is told what came of it. */
const waitingOf = (tenantId: string, command = payment, dryRun = false): Waiting => ({
  request: { tenantId, command, dryRun } as NumberedRequest,
  since: 0,
  resolve: () => undefined,
  reject: () => undefined,
});

const queueOf = (...waiting: readonly Waiting[]): PostingQueue => {
  const queue = new PostingQueue(LIMITS);
  for (const each of waiting) {
    queue.announce();
    queue.add(each);
  }
  return queue;
};
const tenantsOf = (taken: Taken | undefined) =>
  taken?.parts.flatMap(({ requests }) => requests.map(({ request }) => request.tenantId));

it('takes one request of each tenant in turn, whoever sent more', () => {
  const queue = queueOf(
    ...Array.from({ length: 20 }, () => waitingOf('a')),
    waitingOf('b'),
    waitingOf('c'),
    waitingOf('c'),
  );
  const first = queue.take()!;
  expect(tenantsOf(first)!.sort().join('')).toBe('aaaaabcc');
  expect(queue.take()).toBeUndefined(); // only a has more, and a is under decision
});

it('takes the rest only when as many wait as are committing, or when they are durable', () => {
  const queue = queueOf(...Array.from({ length: 10 }, () => waitingOf('a')));
  const first = queue.take()!;
  queue.commits(first);
  expect([tenantsOf(first)!.length, queue.waiting]).toEqual([8, 2]);
  expect(queue.take()).toBeUndefined();
  queue.committed(first);
  expect(tenantsOf(queue.take())).toHaveLength(2);
});

it('leaves no more than half to a batch while another commits', () => {
  const queue = new PostingQueue({ ...LIMITS, batch: 100, loans: 100 });
  const wait = (tenantId: string, count: number) => {
    for (let more = 0; more < count; more++) {
      queue.announce();
      queue.add(waitingOf(tenantId));
    }
  };
  wait('a', 40);
  const first = queue.take()!;
  wait('b', 50);
  queue.commits(first);
  expect(tenantsOf(first)).toHaveLength(40);
  expect(tenantsOf(queue.take())).toHaveLength(45); // half of the 50 who wait and the 40 who commit
});

it('lets what travels alone go by itself, and batches go on beside it', () => {
  const queue = queueOf(
    waitingOf('a', accrualOf(11)),
    waitingOf('b', payment, true),
    waitingOf('c', { kind: 'reversal' } as Command),
  );
  queue.announce();
  queue.add(waitingOf('d'));
  const alone = queue.take()!;
  expect([alone.alone, tenantsOf(alone)]).toEqual([true, ['a']]);
  expect(tenantsOf(queue.take())).toEqual(['d']);
  expect(queue.take()).toBeUndefined();
  queue.commits(alone);
  expect(tenantsOf(queue.take())).toEqual(['b']);
});

it('takes everything once, in the order of each tenant, one thing of a tenant at a time, and never more than it may', () => {
  const command = fc.oneof(
    { weight: 8, arbitrary: fc.constant(payment) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 14 }).map(accrualOf) },
  );
  const add = fc.tuple(
    fc.constantFrom('a', 'b', 'c', 'd'),
    command,
    fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  );
  const step = fc.oneof(
    { weight: 5, arbitrary: add.map((added) => ({ added })) },
    { weight: 6, arbitrary: fc.record({ which: fc.nat(), fails: fc.integer({ min: 0, max: 9 }).map((n) => n === 0) }) },
  );
  fc.assert(
    fc.property(fc.array(step, { size: 'large' }), (steps) => {
      const queue = new PostingQueue(LIMITS);
      const sent = new Map<string, Waiting[]>();
      const taken = new Map<string, Waiting[]>();
      const deciding: Taken[] = [];
      const committing: Taken[] = [];
      const takeAll = () => {
        for (let next = queue.take(); next !== undefined; next = queue.take()) {
          deciding.push(next);
          const requests = next.parts.flatMap((part) => part.requests);
          const loans = requests.map(({ request: { command } }) =>
            command.kind === 'accrual' ? command.items.length : 1,
          );
          expect(requests.length).toBeLessThanOrEqual(next.alone ? 1 : LIMITS.batch);
          if (requests.length > 1) expect(loans.reduce((sum, n) => sum + n, 0)).toBeLessThanOrEqual(LIMITS.loans);
          for (const each of requests)
            taken.set(each.request.tenantId, [...(taken.get(each.request.tenantId) ?? []), each]);
        }
        expect(deciding.filter(({ alone }) => alone).length).toBeLessThanOrEqual(LIMITS.alone);
        expect(deciding.filter(({ alone }) => !alone).length).toBeLessThanOrEqual(LIMITS.batches);
        const tenants = deciding.flatMap(({ parts }) => parts.map(({ queue: { tenantId } }) => tenantId));
        expect(new Set(tenants).size).toBe(tenants.length);
      };
      const advance = (which: number, fails: boolean) => {
        const at = which % (deciding.length + committing.length);
        if (at >= deciding.length) {
          queue.committed(committing.splice(at - deciding.length, 1)[0]!);
          return;
        }
        const [next] = deciding.splice(at, 1) as [Taken];
        if (fails) {
          queue.failed(next);
          for (const part of next.parts) queue.release(part);
        } else {
          queue.commits(next);
          committing.push(next);
        }
      };
      for (const each of steps) {
        if ('added' in each) {
          const [tenantId, asked, dryRun] = each.added;
          if (!queue.hasRoom(tenantId)) continue;
          const waiting = waitingOf(tenantId, asked, dryRun);
          sent.set(tenantId, [...(sent.get(tenantId) ?? []), waiting]);
          queue.announce();
          queue.add(waiting);
        } else if (deciding.length + committing.length > 0) {
          advance(each.which, each.fails);
        }
        takeAll();
      }
      while (deciding.length + committing.length > 0) {
        advance(0, false);
        takeAll();
      }
      expect(queue.waiting).toBe(0);
      expect(taken).toEqual(sent);
    }),
    { numRuns: 300 },
  );
});
