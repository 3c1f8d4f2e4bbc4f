/** S1, the plain life of a loan: ACH disbursement, daily accrual, instalment, payoff. L1, USD, 12.00 % ACT/365. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { idOf, of, openScenario, type Scenario } from './scenario.ts';

let book: Scenario;
let drawn: string;
let p1: string;

beforeAll(async () => {
  book = await openScenario('2026-01-05');
});
afterAll(() => book.close());

it('1. 2026-01-05 disbursement: the pay-out is instructed', async () => {
  const answer = await book.post('/disbursements', {
    ...of('L1'),
    amount_minor: '1000000',
    effective_at: '2026-01-05',
    method: 'ach',
  });
  drawn = answer.disbursement_event_id;
  book.call('D1', drawn);
  expect(answer.status).toBe('in_transit');
  expect(await book.news('L1')).toEqual([
    '2026-01-05 disbursement, corr D1',
    'DR 1100 1,000,000 L1',
    'CR 2100 1,000,000 L1',
  ]);
  expect(await book.stands('L1')).toBe('principal 1,000,000 | interest 0 | fees 0 | exposure 1,000,000 | suspense 0');
});

it('2. 2026-01-07 disbursement_settled: 2100 back at 0 is the proof that the money left', async () => {
  await book.on('2026-01-07');
  await book.post(`/disbursements/${drawn}/settle`, { effective_at: '2026-01-07' });
  expect(await book.news('L1')).toEqual([
    '2026-01-07 disbursement_settled, corr D1',
    'DR 2100 1,000,000 L1',
    'CR 1000 1,000,000 L1',
  ]);
});

it('3. 2026-01-05 .. 02-03 accrual, 30 daily entries with the remainder carried', async () => {
  await book.accrue(
    'L1',
    '2026-01-05',
    '1000000',
    [
      329, 329, 328, 329, 329, 329, 328, 329, 329, 329, 328, 329, 329, 329, 329, 328, 329, 329, 329, 328, 329, 329, 329,
      328, 329, 329, 329, 328, 329, 329,
    ],
  );
  expect(await book.summedNews('L1')).toEqual([
    '30 x accrual 2026-01-05 .. 2026-02-03',
    'DR 1200 9,863 L1',
    'CR 4100 9,863 L1',
  ]);
  expect(await book.stands('L1')).toBe(
    'principal 1,000,000 | interest 9,863 | fees 0 | exposure 1,009,863 | suspense 0',
  );
});

it('4 and 5. 2026-02-04 payment of 88,849 by ACH: fees 0, interest 9,863, principal 78,986, suspense 0', async () => {
  await book.on('2026-02-04');
  const paid = await book.post('/payments', {
    ...of('L1'),
    amount_minor: '88849',
    effective_at: '2026-02-04',
    source_method: 'ach',
    external_ref: 'P1',
  });
  p1 = paid.payment_event_id;
  book.call('P1', p1);
  expect(paid.allocation).toEqual({
    fees_minor: '0',
    interest_minor: '9863',
    principal_minor: '78986',
    suspense_minor: '0',
  });
  expect(await book.news('L1')).toEqual([
    '2026-02-04 payment_received, corr P1',
    'DR 1050 88,849 L1',
    'CR 2200 88,849 L1',
    '2026-02-04 payment_allocated, corr P1',
    'DR 2200 88,849 L1',
    'CR 1100 78,986 L1',
    'CR 1200 9,863 L1',
  ]);
  expect(await book.stands('L1')).toBe('principal 921,014 | interest 0 | fees 0 | exposure 921,014 | suspense 0');
});

it('6. 2026-02-06 payment_settled: the processor has paid', async () => {
  await book.on('2026-02-06');
  await book.post(`/payments/${p1}/settle`, { effective_at: '2026-02-06' });
  expect(await book.news('L1')).toEqual([
    '2026-02-06 payment_settled, corr P1',
    'DR 1000 88,849 L1',
    'CR 1050 88,849 L1',
  ]);
  expect(await book.stands('L1')).toBe('principal 921,014 | interest 0 | fees 0 | exposure 921,014 | suspense 0');
});

it('7. 2026-02-04 .. 02-13 accrual, 10 daily entries on 921,014', async () => {
  await book.accrue('L1', '2026-02-04', '921014', [303, 303, 302, 303, 303, 303, 303, 302, 303, 303]);
  expect(await book.summedNews('L1')).toEqual([
    '10 x accrual 2026-02-04 .. 2026-02-13',
    'DR 1200 3,028 L1',
    'CR 4100 3,028 L1',
  ]);
  expect(await book.stands('L1')).toBe('principal 921,014 | interest 3,028 | fees 0 | exposure 924,042 | suspense 0');
});

it('8 and 9. 2026-02-14 payoff of 924,042 by wire: interest 3,028, principal 921,014', async () => {
  await book.on('2026-02-14');
  const paid = await book.post('/payments', {
    ...of('L1'),
    amount_minor: '924042',
    effective_at: '2026-02-14',
    source_method: 'wire',
  });
  book.call('P2', paid.payment_event_id);
  expect(paid.loan_status).toBe('paid_off');
  expect(await book.news('L1')).toEqual([
    '2026-02-14 payment_received, corr P2',
    'DR 1000 924,042 L1',
    'CR 2200 924,042 L1',
    '2026-02-14 payment_allocated, corr P2',
    'DR 2200 924,042 L1',
    'CR 1100 921,014 L1',
    'CR 1200 3,028 L1',
  ]);
  expect(await book.stands('L1')).toBe('principal 0 | interest 0 | fees 0 | exposure 0 | suspense 0');
  expect((await book.get(`/loans/${idOf('L1')}`)).status).toBe('paid_off');
});

it('check: cash out 1,000,000, cash in 1,012,891; the difference of 12,891 is interest income', async () => {
  const { accounts } = await book.get('/trial-balance');
  const shown = accounts.map((row: Record<string, string>) =>
    [row.account_code, row.debits_minor, row.credits_minor, row.balance_side, row.balance_minor].join(' '),
  );
  expect(shown).toEqual([
    '1000 1012891 1000000 DR 12891',
    '1050 88849 88849 DR 0',
    '1100 1000000 1000000 DR 0',
    '1200 12891 12891 DR 0',
    '2100 1000000 1000000 CR 0',
    '2200 1012891 1012891 CR 0',
    '4100 0 12891 CR 12891',
  ]);
});
