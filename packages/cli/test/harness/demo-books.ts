import { createClient, idempotencyKey, type Ledger } from '@tallystick/sdk';
import type { Workplace } from './tally.ts';

/** A server with the demo's books, and how to get in. */
export interface DemoBooks {
  readonly url: string;
  readonly token: string;
  readonly ledger: Ledger;
}

/** Starts a server with the demo's loan. */
export async function serveDemo(workplace: Workplace): Promise<DemoBooks> {
  const { url } = await workplace.serve({ DEMO: '1', LOG_LEVEL: 'silent' });
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: 'demo',
    client_secret: 'demo-secret',
  });
  const granted = await fetch(`${url}/oauth2/token`, { method: 'POST', body });
  const { access_token: token } = (await granted.json()) as { access_token: string };
  return { url, token, ledger: createClient({ baseUrl: url, token }) };
}

export const LOAN = '11111111-1111-1111-1111-111111111111';
export const BORROWER = '22222222-2222-2222-2222-222222222222';

/** A program beside the demo's, with one loan. */
export const OTHER_PROGRAM = '44444444-4444-4444-4444-444444444444';

/** What somebody might write to get a figure past a journal's reader, or a command past a spreadsheet's. */
export const HOSTILE = `=HYPERLINK("x"); date: 2026-99-99 [2026-01-01] \\" Assets:1000  1.00 USD, "`;

/** Puts a bit of everything into the demo's books: pending money, memo accounts, another currency, hostile words. */
export async function fillBooks(ledger: Ledger): Promise<void> {
  const keyed = (event: string) => ({ idempotencyKey: idempotencyKey(event, 'export', '1') });
  const loan = { loan_id: LOAN, borrower_id: BORROWER, currency: 'USD', effective_at: '2026-05-01' };
  await ledger.payments.create(
    { ...loan, amount_minor: 88_849n, source_method: 'ach', external_ref: '@SUM(1+1)' },
    keyed('payment'),
  );
  await ledger.fees.assess({ ...loan, amount_minor: 700n, fee_type: 'other', description: HOSTILE }, keyed('fee'));
  await ledger.chargeoffs.create(
    { loan_id: LOAN, effective_at: '2026-05-02', reason_code: 'past_due_120' },
    keyed('chargeoff'),
  );
  const yen = { loan_id: '11111111-1111-1111-1111-111111111119', borrower_id: BORROWER, currency: 'JPY' };
  await ledger.disbursements.create(
    { ...yen, amount_minor: 500_000n, effective_at: '2026-05-01', method: 'internal_transfer' },
    keyed('draw'),
  );
  await ledger.programs.put(OTHER_PROGRAM, { name: 'Other' });
  const other = { loan_id: '11111111-1111-1111-1111-111111111118', borrower_id: BORROWER, program_id: OTHER_PROGRAM };
  await ledger.disbursements.create(
    { ...other, amount_minor: 12_345n, currency: 'USD', effective_at: '2026-05-01', method: 'ach' },
    keyed('other-draw'),
  );
}
