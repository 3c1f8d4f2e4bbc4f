import { describe, expect, it } from 'vitest';
import { createFakeLedger } from '../src/fake/index.ts';
import { idempotencyKey, type LedgerEvent } from '../src/index.ts';
import { ledgerOf } from './ledger-of.ts';
import { goneServer, type Met, problem, type Reply, scripted } from './scripted-server.ts';

/** A feed that is followed gives each event once, in order, whatever happens to the ledger meanwhile. */

const asked = ({ url }: Met) => Object.fromEntries(new URL(url, 'http://ledger').searchParams);

/** A feed that has so many events at each look, or says something else. */
const feed =
  (...looks: readonly (number | Reply)[]) =>
  (met: Met, index: number): Reply => {
    const look = looks[Math.min(index, looks.length - 1)]!;
    if (typeof look !== 'number') return look;
    const begin = Number(asked(met).after ?? 0);
    const items = Array.from({ length: Math.max(0, look - begin) }, (_, at) => ({ position: String(begin + at + 1) }));
    return { status: 200, body: { items } };
  };

/** Takes so many events, and then leaves. */
async function taken(events: AsyncIterable<LedgerEvent>, most: number): Promise<string[]> {
  const met: string[] = [];
  for await (const { position } of events) if (met.push(position) === most) break;
  return met;
}

describe('events.follow', () => {
  it('gives what is there, waits for what comes, and asks after the last that it gave', async () => {
    const server = await scripted(feed(2, 2, 2, 4));
    const { ledger, clock } = ledgerOf(server);
    expect(await taken(ledger.events.follow({ kind: 'payment', pollMs: 200 }), 4)).toEqual(['1', '2', '3', '4']);
    expect(server.met.map((met) => asked(met).after)).toEqual([undefined, '2', '2', '2']);
    expect(asked(server.met[0]!)).toEqual({ kind: 'payment', page_size: '500' });
    expect(clock.slept).toEqual([200, 200]);
  });

  it('goes on after an outage, which it tells once, and skips nothing', async () => {
    const gone = Array<Reply>(4).fill('cut');
    const server = await scripted(feed(1, ...gone, problem(503, 'overloaded', { headers: { 'retry-after': '7' } }), 3));
    const told: string[] = [];
    const { ledger, clock } = ledgerOf(server, { maxRetries: 2 });
    const events = ledger.events.follow({
      onOutage: (why) => told.push(why.name),
      onBack: () => told.push('back'),
    });
    expect(await taken(events, 3)).toEqual(['1', '2', '3']);
    expect(told).toEqual(['UnreachableError', 'back']);
    // Two retries of the client, then looks of one attempt each, the last as late as the ledger asked for.
    expect(clock.slept).toEqual([125, 250, 1_000, 1_000, 7_000]);
  });

  it('waits for a ledger that was never there', async () => {
    const stop = new AbortController();
    const { ledger } = ledgerOf({ url: await goneServer() }, {
      clientId: undefined,
      clientSecret: undefined,
      token: 'x',
    } as never);
    const onOutage = () => stop.abort();
    expect(await taken(ledger.events.follow({ signal: stop.signal, onOutage }), 1)).toEqual([]);
  });

  it.each([
    ['a refusal', problem(403, 'insufficient_scope'), 'insufficient_scope'],
    ['a position that is none', problem(400, 'validation_failed'), 'validation_failed'],
    ['a defect', problem(500, 'internal'), 'internal'],
  ])('ends with %s, which waiting does not mend', async (_, reply, code) => {
    const { ledger } = ledgerOf(await scripted(feed(reply)));
    await expect(taken(ledger.events.follow(), 1)).rejects.toMatchObject({ code });
  });

  it('ends without an error when its signal is aborted: between events, in a look, and in a wait', async () => {
    const { ledger } = ledgerOf(await scripted(feed(3, 'hang')));
    const stop = new AbortController();
    const met: string[] = [];
    for await (const { position } of ledger.events.follow({ signal: stop.signal })) {
      met.push(position);
      if (position === '2') stop.abort();
    }
    expect(met).toEqual(['1', '2']);
    expect(await taken(ledger.events.follow({ after: '3', signal: AbortSignal.timeout(20) }), 1)).toEqual([]);
    const waiting = createFakeLedger().ledger.events.follow({ signal: AbortSignal.timeout(20), pollMs: 60_000 });
    expect(await taken(waiting, 1)).toEqual([]);
  });

  it('follows a ledger in memory', async () => {
    const { ledger } = createFakeLedger({ now: '2026-05-01T12:00:00Z' });
    const open = (loanId: string) =>
      ledger.disbursements.create(
        {
          loan_id: loanId,
          borrower_id: loanId,
          amount_minor: 5n,
          currency: 'USD',
          effective_at: '2026-05-01',
          method: 'wire',
        },
        { idempotencyKey: idempotencyKey('disbursement', loanId) },
      );
    const ids = ['1', '2', '3'].map((digit) => `${digit.repeat(8)}-1111-1111-1111-111111111111`);
    await open(ids[0]!);
    const met: (string | undefined)[] = [];
    for await (const { loan_id: loanId } of ledger.events.follow({ pollMs: 1 })) {
      if (met.push(loanId) === ids.length) break;
      setTimeout(() => void open(ids[met.length]!), 5);
    }
    expect(met).toEqual(ids);
  });
});
