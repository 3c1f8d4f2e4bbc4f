import { type ClientOptions, createClient, type Ledger } from '../src/index.ts';
import { type FakeRuntime, fakeRuntime } from './fake-runtime.ts';
import type { ScriptedServer } from './scripted-server.ts';

/** A client of a scripted server, with the demo's credentials and a clock that takes no time. */
export function ledgerOf(
  server: Pick<ScriptedServer, 'url'>,
  options: Partial<ClientOptions> = {},
): { ledger: Ledger; clock: FakeRuntime } {
  const clock = fakeRuntime();
  const credentials = { clientId: 'demo', clientSecret: 'demo-secret' };
  const all = { baseUrl: `${server.url}/v1`, ...credentials, runtime: clock, ...options };
  return { ledger: createClient(all as ClientOptions), clock };
}

/** The loan of the quickstart. */
export const LOAN = '11111111-1111-1111-1111-111111111111';

/** The payment of the quickstart. */
export const PAYMENT = {
  loan_id: LOAN,
  borrower_id: '22222222-2222-2222-2222-222222222222',
  amount_minor: '88849',
  currency: 'USD',
  effective_at: '2026-05-01',
  source_method: 'ach',
  external_ref: 'stripe_ch_xyz123',
} as const;

/** The quickstart's key. */
export const KEY = 'payment:loan_42:proc_txn_abc123';

/** The quickstart's answer. */
export const BOOKED = {
  payment_event_id: 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa',
  journal_entry_id: 'bbbbbbbb-bbbb-bbbb-bbbb-bbbbbbbbbbbb',
  allocation: { fees_minor: '500', interest_minor: '10000', principal_minor: '78349', suspense_minor: '0' },
  posted_at: '2026-05-01T12:00:00Z',
  loan_status: 'active',
  warnings: [],
};
