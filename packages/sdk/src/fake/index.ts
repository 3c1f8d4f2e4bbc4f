/** A ledger in memory, for users' own tests: the SDK's `Ledger`, decided by the ledger's own rules. */
import { createClient } from '../client.ts';
import type { Ledger } from '../ledger.ts';
import { clockAt, type FakeClock } from './clock.ts';
import { answerAs, FAKE_URL } from './front.ts';
import { Tenant } from './tenant.ts';

export type { FakeClock } from './clock.ts';

/**
 * A ledger in memory with one tenant, its default program and the default chart.
 *
 * @example
 * const fake: FakeLedger = createFakeLedger();
 * const { principal_outstanding_minor } = await fake.ledger.loans.balance(loanId);
 */
export interface FakeLedger {
  /** The ledger, as code under test takes it. */
  readonly ledger: Ledger;
  /** The clock that its business dates and `posted_at` are read from. */
  readonly clock: FakeClock;
  /** The program of loans that name none. */
  readonly defaultProgramId: string;
  /** The same ledger in the name of somebody else: an adjustment may take two people. */
  ledgerOf(actor: string): Ledger;
}

/**
 * What a fake ledger starts with.
 *
 * @example
 * const options: FakeLedgerOptions = { now: '2026-05-01T12:00:00Z', actor: 'servicing' };
 * const { ledger } = createFakeLedger(options);
 */
export interface FakeLedgerOptions {
  /** Where the clock stands, until it is moved. Default: the machine's own time at this moment. */
  readonly now?: string | Date | undefined;
  /** In whose name `ledger` asks. Default: `fake`. */
  readonly actor?: string | undefined;
}

/**
 * Makes a ledger in memory. It refuses, replays, pages and adds up as a server does, since core decides and the contract
 * reads every request; it keeps nothing when the process ends, asks for no token and limits no rate.
 *
 * @example
 * const { ledger, clock } = createFakeLedger({ now: '2026-05-01T12:00:00Z' });
 * await ledger.disbursements.create(
 *   { ...loan, amount_minor: 1_000_000n, effective_at: '2026-05-01', method: 'wire' },
 *   { idempotencyKey: idempotencyKey('disbursement', loan.loan_id) },
 * );
 * clock.advance({ days: 30 });
 */
export function createFakeLedger({ now = new Date(), actor = 'fake' }: FakeLedgerOptions = {}): FakeLedger {
  const clock = clockAt(now);
  const tenant = new Tenant(clock);
  const ledgerOf = (name: string): Ledger =>
    createClient({ baseUrl: FAKE_URL, token: 'fake', maxRetries: 0, fetch: answerAs(name, tenant) });
  return { ledger: ledgerOf(actor), clock, defaultProgramId: tenant.programs.defaultId, ledgerOf };
}
