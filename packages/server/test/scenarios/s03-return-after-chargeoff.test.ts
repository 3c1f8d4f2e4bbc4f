/**
 * S3, an unauthorised return (R10) 45 days later, the loan charged off meanwhile. L3, USD, 18.25 %.
 * The books are closed through 2026-06-14 when the return comes in, so that it counts on 2026-06-15, as the scenario says.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { idOf, of, openScenario, type Scenario } from './scenario.ts';

let book: Scenario;
let p1: string;

beforeAll(async () => {
  book = await openScenario('2026-05-01');
});
afterAll(() => book.close());

it('given on 2026-05-01: principal 300,000, interest 15,000, fees 5,000', async () => {
  await book.post('/loans', {
    ...of('L3'),
    effective_at: '2026-05-01',
    opening_balances: { principal_minor: '300000', interest_minor: '15000', fees_minor: '5000' },
  });
  expect(await book.news('L3')).toEqual([
    '2026-05-01 manual_adjustment',
    'DR 1100 300,000 L3',
    'DR 1200 15,000 L3',
    'DR 1300 5,000 L3',
    'CR 3000 320,000 L3',
  ]);
});

it('1 and 2. 2026-05-01 payment of 30,000 by ACH: fees 5,000, interest 15,000, principal 10,000', async () => {
  const paid = await book.post('/payments', {
    ...of('L3'),
    amount_minor: '30000',
    effective_at: '2026-05-01',
    source_method: 'ach',
  });
  p1 = paid.payment_event_id;
  book.call('P1', p1);
  expect(paid.allocation).toEqual({
    fees_minor: '5000',
    interest_minor: '15000',
    principal_minor: '10000',
    suspense_minor: '0',
  });
  expect(await book.news('L3')).toEqual([
    '2026-05-01 payment_received, corr P1',
    'DR 1050 30,000 L3',
    'CR 2200 30,000 L3',
    '2026-05-01 payment_allocated, corr P1',
    'DR 2200 30,000 L3',
    'CR 1100 10,000 L3',
    'CR 1200 15,000 L3',
    'CR 1300 5,000 L3',
  ]);
  expect(await book.stands('L3')).toBe('principal 290,000 | interest 0 | fees 0 | exposure 290,000 | suspense 0');
});

it('3. 2026-05-05 payment_settled', async () => {
  await book.on('2026-05-05');
  await book.post(`/payments/${p1}/settle`, { effective_at: '2026-05-05' });
  expect(await book.news('L3')).toEqual([
    '2026-05-05 payment_settled, corr P1',
    'DR 1000 30,000 L3',
    'CR 1050 30,000 L3',
  ]);
});

it('4. 2026-05-01 .. 05-30 accrual, 30 x 145', async () => {
  await book.accrue('L3', '2026-05-01', '290000', Array(30).fill(145));
  expect(await book.summedNews('L3')).toEqual([
    '30 x accrual 2026-05-01 .. 2026-05-30',
    'DR 1200 4,350 L3',
    'CR 4100 4,350 L3',
  ]);
  expect(await book.stands('L3')).toBe('principal 290,000 | interest 4,350 | fees 0 | exposure 294,350 | suspense 0');
});

it('5. 2026-05-31 chargeoff, full, reason past_due_120: the claim stays as memo', async () => {
  await book.on('2026-05-31');
  const charged = await book.post('/chargeoffs', {
    loan_id: idOf('L3'),
    effective_at: '2026-05-31',
    reason_code: 'past_due_120',
  });
  expect(charged).toMatchObject({
    charged_off: { principal_minor: '290000', interest_minor: '4350', fees_minor: '0' },
    claims: { principal_minor: '290000', interest_minor: '4350', fees_minor: '0' },
    loan_status: 'charged_off',
  });
  expect(await book.news('L3')).toEqual([
    '2026-05-31 chargeoff',
    'DR 1900 290,000 L3',
    'DR 4190 4,350 L3',
    'DR 9100 290,000 L3',
    'DR 9200 4,350 L3',
    'CR 1100 290,000 L3',
    'CR 1200 4,350 L3',
    'CR 9900 294,350 L3',
  ]);
  expect(await book.stands('L3')).toBe(
    'principal 0 | interest 0 | fees 0 | exposure 0 | suspense 0 | charged-off P 290,000 I 4,350 F 0',
  );
});

it('6 and 7. 2026-06-15 payment_returned R10, and the charge-off that follows in the same transaction', async () => {
  await book.on('2026-06-15');
  await book.post('/periods/close', { through_date: '2026-06-14' });
  const returned = await book.post(`/payments/${p1}/return`, { return_code: 'R10' });
  expect(returned).toMatchObject({
    returned_minor: '30000',
    restored: {
      principal_minor: '10000',
      interest_minor: '15000',
      fees_minor: '5000',
      suspense_minor: '0',
      recovery_minor: '0',
    },
    return_class: 'unauthorised',
    retry_allowed: false,
    loan_status: 'charged_off',
  });
  expect(returned.follow_on_entry_ids).toHaveLength(1);
  expect(await book.news('L3')).toEqual([
    '2026-05-01 payment_returned, acct 2026-06-15, corr P1',
    'DR 1100 10,000 L3',
    'DR 1200 15,000 L3',
    'DR 1300 5,000 L3',
    'CR 1000 30,000 L3',
    '2026-05-31 chargeoff, acct 2026-06-15, corr P1',
    'DR 1900 10,000 L3',
    'DR 4190 15,000 L3',
    'DR 4290 5,000 L3',
    'DR 9100 10,000 L3',
    'DR 9200 15,000 L3',
    'DR 9300 5,000 L3',
    'CR 1100 10,000 L3',
    'CR 1200 15,000 L3',
    'CR 1300 5,000 L3',
    'CR 9900 30,000 L3',
  ]);
  expect(await book.stands('L3')).toBe(
    'principal 0 | interest 0 | fees 0 | exposure 0 | suspense 0 | charged-off P 300,000 I 19,350 F 5,000',
  );
});

it('the May accruals of 145 are listed as stale on 300,000: the servicer decides, the ledger restates nothing', async () => {
  const { items } = await book.get('/events?kind=return');
  const { stale_accruals: stale } = items[0].answer;
  expect(stale).toHaveLength(30);
  expect(stale[0]).toEqual({ accrual_date: '2026-05-01', principal_minor: '300000', interest_minor: '145' });
  expect(stale.at(-1)).toEqual({ accrual_date: '2026-05-30', principal_minor: '300000', interest_minor: '145' });
});

it('check: the claim of 324,350 is what was owed on 05-01, 320,000, and the interest of May, 4,350', async () => {
  expect(300_000 + 19_350 + 5_000).toBe(320_000 + 4_350);
  expect(await book.stands('L3', '2026-05-01')).toBe(
    'principal 300,000 | interest 15,145 | fees 5,000 | exposure 320,145 | suspense 0',
  );
});

it('had the money come after the charge-off it would have been a recovery, and its return the mirror of one', async () => {
  await book.on('2026-06-16');
  const paid = await book.post('/payments', {
    ...of('L3'),
    amount_minor: '30000',
    effective_at: '2026-06-16',
    source_method: 'ach',
  });
  book.call('P2', paid.payment_event_id);
  expect(paid.allocation).toMatchObject({ principal_minor: '0', suspense_minor: '0', recovery_minor: '30000' });
  expect(await book.news('L3')).toEqual([
    '2026-06-16 payment_received, corr P2',
    'DR 1050 30,000 L3',
    'CR 2200 30,000 L3',
    '2026-06-16 recovery, corr P2',
    'DR 2200 30,000 L3',
    'DR 9900 30,000 L3',
    'CR 1900 30,000 L3',
    'CR 9100 30,000 L3',
  ]);
  const returned = await book.post(`/payments/${paid.payment_event_id}/return`, { return_code: 'R10' });
  expect(returned.restored).toMatchObject({ principal_minor: '0', recovery_minor: '30000' });
  expect(await book.news('L3')).toEqual([
    '2026-06-16 payment_returned, corr P2',
    'DR 1900 30,000 L3',
    'DR 9100 30,000 L3',
    'CR 1050 30,000 L3',
    'CR 9900 30,000 L3',
  ]);
  expect(await book.stands('L3')).toBe(
    'principal 0 | interest 0 | fees 0 | exposure 0 | suspense 0 | charged-off P 300,000 I 19,350 F 5,000',
  );
});
