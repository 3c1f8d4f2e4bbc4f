import { contract } from '@tallystick/core/contract';
import { describe, expect, it } from 'vitest';
import { createFakeLedger } from '../src/fake/index.ts';
import type { Ledger } from '../src/index.ts';
import { borrower, key, lend, payment, refused } from './behaviour/bench.ts';
import { BEHAVIOURS, type Bench } from './behaviour/index.ts';

function bench(now?: string): Bench & Pick<ReturnType<typeof createFakeLedger>, 'clock'> {
  const { ledger, ledgerOf, defaultProgramId, clock } = createFakeLedger({ now });
  return { ledger, second: ledgerOf('second'), defaultProgramId, clock };
}

describe('a fake ledger behaves as every ledger does', () => {
  it.each(BEHAVIOURS)('$name', ({ run }) => run(bench()));
});

describe('the clock of a fake ledger', () => {
  it('says when entries are posted and which day it is, and moves when it is told', async () => {
    const fake = bench('2026-04-01T12:00:00Z');
    const { owner, draw } = await lend(fake);
    expect(draw.posted_at).toBe('2026-04-01T12:00:00.000Z');
    const tomorrow = payment(owner, 5n, { effective_at: '2026-04-02' });
    await refused(fake.ledger.payments.create(tomorrow, key()), 'effective_date_in_future', 422);
    fake.clock.advance({ days: 1 });
    expect((await fake.ledger.payments.create(tomorrow, key())).posted_at).toBe('2026-04-02T12:00:00.000Z');
    fake.clock.moveTo('2026-05-01T00:00:00Z');
    expect((await fake.ledger.loans.balance(owner.loan_id)).as_of_date).toBe('2026-05-01');
  });

  it('shows what was known before it was moved', async () => {
    const fake = bench('2026-05-01T12:00:00Z');
    const { owner } = await lend(fake);
    fake.clock.advance({ hours: 1 });
    await fake.ledger.payments.create(payment(owner, 5n), key());
    const owed = async (knownAt?: string) =>
      (await fake.ledger.loans.balance(owner.loan_id, { knownAt })).principal_outstanding_minor;
    expect([await owed('2026-05-01T12:30:00Z'), await owed()]).toEqual(['1000000', '999995']);
  });

  it('follows the time zone of a program', async () => {
    const fake = bench('2026-04-01T20:00:00Z');
    const programId = borrower().loan_id;
    await fake.ledger.programs.put(programId, { name: 'Far east', time_zone: 'Pacific/Kiritimati' });
    const { owner } = await lend(fake, { programId });
    expect((await fake.ledger.loans.balance(owner.loan_id)).as_of_date).toBe('2026-04-02');
  });

  it('never goes back', () => {
    const { clock } = bench('2026-04-01T12:00:00Z');
    expect(() => clock.moveTo('2026-03-31T00:00:00Z')).toThrow(RangeError);
    expect(() => clock.advance({ seconds: -1 })).toThrow(RangeError);
    expect(() => clock.moveTo('yesterday')).toThrow(RangeError);
    expect(clock.now().toISOString()).toBe('2026-04-01T12:00:00.000Z');
  });
});

describe('a fake ledger', () => {
  it('is the same each time: its ids count', async () => {
    const ids = async () => (await lend(bench('2026-04-01T12:00:00Z'))).draw.disbursement_event_id;
    expect(await ids()).toBe(await ids());
  });

  it('is a lender of its own', async () => {
    const [mine, yours] = [bench(), bench()];
    const { owner } = await lend(mine);
    await refused(yours.ledger.loans.get(owner.loan_id), 'loan_not_found', 404);
  });

  it('carries out every operation of the contract in the behaviours above', async () => {
    const asked = new Set<string>();
    for (const { run } of BEHAVIOURS) {
      const { ledger, second, defaultProgramId } = bench();
      await run({ ledger: recorded(ledger, asked), second: recorded(second, asked), defaultProgramId });
    }
    const operations = Object.entries(contract).flatMap(([noun, verbs]) =>
      Object.keys(verbs).map((verb) => `${noun}.${verb}`),
    );
    expect(operations.filter((name) => !asked.has(name))).toEqual([]);
  });
});

type Calls = Readonly<Record<string, (...args: unknown[]) => unknown>>;

/** A ledger that notes which of its calls are made. */
function recorded(ledger: Ledger, asked: Set<string>): Ledger {
  const nouns = Object.entries(ledger).map(([noun, verbs]: [string, Calls | (() => unknown)]) => {
    if (typeof verbs === 'function') return [noun, verbs];
    const noted = Object.entries(verbs).map(([verb, call]) => {
      const note = (...args: unknown[]) => {
        asked.add(`${noun}.${verb}`);
        return call(...args);
      };
      return [verb, note];
    });
    return [noun, Object.fromEntries(noted)];
  });
  return Object.fromEntries(nouns) as Ledger;
}
