/** S4, over-payment at payoff, a payment on a paid-off loan, a refund, and a return of money in suspense. L4, USD. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { idOf, of, openScenario, type Scenario } from './scenario.ts';

let book: Scenario;
let p2: string;

beforeAll(async () => {
  book = await openScenario('2026-07-01');
});
afterAll(() => book.close());

it('given on 2026-07-01: principal 100,000, interest 1,500', async () => {
  await book.post('/loans', {
    ...of('L4'),
    effective_at: '2026-07-01',
    opening_balances: { principal_minor: '100000', interest_minor: '1500' },
  });
  expect(await book.news('L4')).toEqual([
    '2026-07-01 manual_adjustment',
    'DR 1100 100,000 L4',
    'DR 1200 1,500 L4',
    'CR 3000 101,500 L4',
  ]);
});

it('1 and 2. 2026-07-01 payment of 110,000 by wire: paid off, and a credit balance of 8,500', async () => {
  const paid = await book.post('/payments', {
    ...of('L4'),
    amount_minor: '110000',
    effective_at: '2026-07-01',
    source_method: 'wire',
  });
  book.call('P1', paid.payment_event_id);
  expect(paid).toMatchObject({
    allocation: { fees_minor: '0', interest_minor: '1500', principal_minor: '100000', suspense_minor: '8500' },
    loan_status: 'paid_off',
  });
  expect(await book.news('L4')).toEqual([
    '2026-07-01 payment_received, corr P1',
    'DR 1000 110,000 L4',
    'CR 2200 110,000 L4',
    '2026-07-01 payment_allocated, corr P1',
    'DR 2200 101,500 L4',
    'CR 1100 100,000 L4',
    'CR 1200 1,500 L4',
  ]);
  expect(await book.stands('L4')).toBe('principal 0 | interest 0 | fees 0 | exposure 0 | suspense 8,500');
});

it('3. 2026-07-03 20,000 by ACH autopay on the paid-off loan: accepted with a warning, all of it to suspense', async () => {
  await book.on('2026-07-03');
  const paid = await book.post('/payments', {
    ...of('L4'),
    amount_minor: '20000',
    effective_at: '2026-07-03',
    source_method: 'ach',
  });
  p2 = paid.payment_event_id;
  book.call('P2', p2);
  expect(paid.allocation).toEqual({
    fees_minor: '0',
    interest_minor: '0',
    principal_minor: '0',
    suspense_minor: '20000',
  });
  expect(paid.allocation_entry_id).toBeUndefined();
  expect(paid.warnings.map(({ code }: { code: string }) => code)).toEqual(['loan_paid_off']);
  expect(await book.news('L4')).toEqual([
    '2026-07-03 payment_received, corr P2',
    'DR 1050 20,000 L4',
    'CR 2200 20,000 L4',
  ]);
  expect(await book.stands('L4')).toBe('principal 0 | interest 0 | fees 0 | exposure 0 | suspense 28,500');
});

it('a refund of all 28,500 is refused: only the wire of 8,500 is final, the ACH may still be returned', async () => {
  await book.on('2026-07-06');
  const balance = await book.get(`/loans/${idOf('L4')}/balance`);
  expect(balance.available_suspense_minor).toBe('8500');
  const refund = { effective_at: '2026-07-06', method: 'ach' };
  const held = await book.refused('suspense_on_hold', `/loans/${idOf('L4')}/refunds`, {
    ...refund,
    amount_minor: '28500',
  });
  expect(held.status).toBe(422);
  expect(held.detail).toContain('8500');
  const tooMuch = await book.refused('insufficient_suspense', `/loans/${idOf('L4')}/refunds`, {
    ...refund,
    amount_minor: '28501',
  });
  expect(tooMuch.detail).toContain('28500');
});

it('4 and 6. 2026-07-06 refund of 8,500, one entry as the bank pays it', async () => {
  const refunded = await book.post(`/loans/${idOf('L4')}/refunds`, {
    amount_minor: '8500',
    effective_at: '2026-07-06',
    method: 'ach',
  });
  expect(refunded).toMatchObject({ suspense_minor: '20000', available_suspense_minor: '0' });
  expect(await book.news('L4')).toEqual(['2026-07-06 refund', 'DR 2200 8,500 L4', 'CR 1000 8,500 L4']);
  expect(await book.stands('L4')).toBe('principal 0 | interest 0 | fees 0 | exposure 0 | suspense 20,000');
});

it('5. 2026-07-07 payment_returned R01: the money is taken out of suspense, where it was', async () => {
  await book.on('2026-07-07');
  const returned = await book.post(`/payments/${p2}/return`, { return_code: 'R01', effective_at: '2026-07-07' });
  expect(returned).toMatchObject({
    restored: {
      principal_minor: '0',
      interest_minor: '0',
      fees_minor: '0',
      suspense_minor: '20000',
      recovery_minor: '0',
    },
    loan_status: 'paid_off',
  });
  expect(await book.news('L4')).toEqual([
    '2026-07-07 payment_returned, corr P2',
    'DR 2200 20,000 L4',
    'CR 1050 20,000 L4',
  ]);
  expect(await book.stands('L4')).toBe('principal 0 | interest 0 | fees 0 | exposure 0 | suspense 0');
});
