import { contract } from '@tallystick/core/contract';
import { requestOf } from '@tallystick/core/wire';
import { expect, it } from 'vitest';
import { fingerprintOf } from './fingerprint.ts';

const quickstart = {
  loan_id: '11111111-1111-1111-1111-111111111111',
  borrower_id: '22222222-2222-2222-2222-222222222222',
  amount_minor: '88849',
  currency: 'USD',
  effective_at: '2026-05-01',
  source_method: 'ach',
  external_ref: 'stripe_ch_xyz123',
};

/** The fingerprint of a body as the contract reads it. */
async function fingerprint(body: object): Promise<string> {
  const schema = contract.payments.create['~orpc'].inputSchema!;
  const read = await schema['~standard'].validate({ headers: { 'idempotency-key': 'payment:loan_42:1' }, body });
  if (read.issues !== undefined) throw new Error(JSON.stringify(read.issues));
  return fingerprintOf('payments.create', requestOf(read.value));
}

/**
 * Keys live as long as their events, so a request must have the same fingerprint in every release. When this fails, an
 * option was added to the operation with a default in its schema: let it be absent instead.
 */
it('of the quickstart is what it was in the first release', async () => {
  expect(await fingerprint(quickstart)).toBe('01b0c93ba352058ee332f8aeb3414343d80bc549be4dce96a46ade7c7a27330e');
});

it.each<[string, object]>([
  ['the order of its fields', Object.fromEntries(Object.entries(quickstart).reverse())],
  ['a default that is written out', { ...quickstart, allocation_mode: 'waterfall' }],
])('does not depend on %s', async (_, body) => {
  expect(await fingerprint(body)).toBe(await fingerprint(quickstart));
});

it.each<[string, object]>([
  ['an amount', { ...quickstart, amount_minor: '88850' }],
  ['an option', { ...quickstart, explain: true }],
])('tells %s apart', async (_, body) => {
  expect(await fingerprint(body)).not.toBe(await fingerprint(quickstart));
});
