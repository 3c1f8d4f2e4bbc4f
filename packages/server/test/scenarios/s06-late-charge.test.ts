/** S6, a late charge that is partly paid, then waived; and the waiver undone. L6, USD. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { idOf, of, openScenario, type Scenario } from './scenario.ts';

let book: Scenario;
let fee: string;
let w1: string;

beforeAll(async () => {
  book = await openScenario('2026-10-01');
});
afterAll(() => book.close());

it('given on 2026-10-01: principal 200,000, interest 3,000', async () => {
  await book.post('/loans', {
    ...of('L6'),
    effective_at: '2026-10-01',
    opening_balances: { principal_minor: '200000', interest_minor: '3000' },
  });
  expect(await book.news('L6')).toEqual([
    '2026-10-01 manual_adjustment',
    'DR 1100 200,000 L6',
    'DR 1200 3,000 L6',
    'CR 3000 203,000 L6',
  ]);
});

it('1. 2026-10-01 fee_assessed late_charge 2,900', async () => {
  const assessed = await book.post('/fees', {
    ...of('L6'),
    amount_minor: '2900',
    effective_at: '2026-10-01',
    fee_type: 'late',
  });
  fee = assessed.fee_event_id;
  book.call('FEE1', fee);
  expect(await book.news('L6')).toEqual(['2026-10-01 fee_assessed, corr FEE1', 'DR 1310 2,900 L6', 'CR 4210 2,900 L6']);
  expect(await book.stands('L6')).toBe(
    'principal 200,000 | interest 3,000 | fees 2,900 | exposure 205,900 | suspense 0',
  );
});

it('2 and 3. 2026-10-05 payment of 1,900 by card: all of it to the late charge', async () => {
  await book.on('2026-10-05');
  const paid = await book.post('/payments', {
    ...of('L6'),
    amount_minor: '1900',
    effective_at: '2026-10-05',
    source_method: 'card',
  });
  book.call('P1', paid.payment_event_id);
  expect(paid.allocation).toEqual({
    fees_minor: '1900',
    interest_minor: '0',
    principal_minor: '0',
    suspense_minor: '0',
  });
  expect(await book.news('L6')).toEqual([
    '2026-10-05 payment_received, corr P1',
    'DR 1050 1,900 L6',
    'CR 2200 1,900 L6',
    '2026-10-05 payment_allocated, corr P1',
    'DR 2200 1,900 L6',
    'CR 1310 1,900 L6',
  ]);
  expect(await book.stands('L6')).toBe(
    'principal 200,000 | interest 3,000 | fees 1,000 | exposure 204,000 | suspense 0',
  );
});

it('4. 2026-10-09 fee_waived, scope unpaid by default: 1,000 (W1)', async () => {
  await book.on('2026-10-09');
  const waived = await book.post(`/fees/${fee}/waive`, { effective_at: '2026-10-09', reason: 'goodwill' });
  w1 = waived.journal_entry_id;
  book.call('W1', w1);
  expect(waived).toMatchObject({
    waived_unpaid_minor: '1000',
    waived_paid_minor: '0',
    fee: { assessed_minor: '2900', paid_minor: '1900', waived_minor: '1000', unpaid_minor: '0' },
  });
  expect(await book.news('L6')).toEqual(['2026-10-09 fee_waived', 'DR 4290 1,000 L6', 'CR 1310 1,000 L6']);
  expect(await book.stands('L6')).toBe('principal 200,000 | interest 3,000 | fees 0 | exposure 203,000 | suspense 0');
});

it('waiving 1,901 is refused: 1,900 was paid and nothing is unpaid', async () => {
  await book.on('2026-10-10');
  for (const scope of ['paid', 'all']) {
    const no = await book.refused('waiver_exceeds_fee', `/fees/${fee}/waive`, {
      effective_at: '2026-10-10',
      amount_minor: '1901',
      scope,
      reason: 'goodwill',
    });
    expect(no.status).toBe(422);
    expect(no.detail).toContain('1900');
    expect(no.detail).toContain('1901');
  }
  await book.refused('waiver_exceeds_fee', `/fees/${fee}/waive`, { effective_at: '2026-10-10', reason: 'goodwill' });
});

it('5. 2026-10-10 fee_waived, scope paid: 1,900 are the borrower’s money again (W2)', async () => {
  const waived = await book.post(`/fees/${fee}/waive`, {
    effective_at: '2026-10-10',
    scope: 'paid',
    reason: 'goodwill',
  });
  expect(waived).toMatchObject({
    waived_unpaid_minor: '0',
    waived_paid_minor: '1900',
    fee: { assessed_minor: '2900', paid_minor: '0', waived_minor: '2900', unpaid_minor: '0' },
  });
  expect(await book.news('L6')).toEqual(['2026-10-10 fee_waived', 'DR 4290 1,900 L6', 'CR 2200 1,900 L6']);
  expect(await book.stands('L6')).toBe(
    'principal 200,000 | interest 3,000 | fees 0 | exposure 203,000 | suspense 1,900',
  );
});

it('6. 2026-10-10 payment_allocated from suspense: interest 1,900, still the money of P1', async () => {
  const applied = await book.post(`/loans/${idOf('L6')}/allocations`, { effective_at: '2026-10-10' });
  expect(applied).toMatchObject({
    allocation: { fees_minor: '0', interest_minor: '1900', principal_minor: '0', suspense_minor: '0' },
    suspense_minor: '0',
  });
  expect(await book.news('L6')).toEqual([
    '2026-10-10 payment_allocated, corr P1',
    'DR 2200 1,900 L6',
    'CR 1200 1,900 L6',
  ]);
  expect(await book.stands('L6')).toBe('principal 200,000 | interest 1,100 | fees 0 | exposure 201,100 | suspense 0');
});

it('7. 2026-10-12 reversal of W1: 1,000 is owed again', async () => {
  await book.on('2026-10-12');
  await book.post('/reversals', {
    journal_entry_id: w1,
    reason_code: 'wrong_loan',
    effective_at: '2026-10-12',
  });
  expect(await book.news('L6')).toEqual(['2026-10-12 reversal, reverses W1', 'DR 1310 1,000 L6', 'CR 4290 1,000 L6']);
  expect(await book.stands('L6')).toBe(
    'principal 200,000 | interest 1,100 | fees 1,000 | exposure 202,100 | suspense 0',
  );
});
