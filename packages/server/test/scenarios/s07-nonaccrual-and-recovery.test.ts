/**
 * S7, non-accrual, full charge-off, recovery through an agency, recovery above what was charged off. L7, USD, 18.25 %.
 * The program of the scenario is the default one: interest and fees against income, principal against the allowance.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { idOf, of, openScenario, type Scenario } from './scenario.ts';

let book: Scenario;

beforeAll(async () => {
  book = await openScenario('2026-04-30');
});
afterAll(() => book.close());

it('given on 2026-04-30: principal 250,000, interest 9,000, fees 3,000', async () => {
  await book.post('/loans', {
    ...of('L7'),
    effective_at: '2026-04-30',
    opening_balances: { principal_minor: '250000', interest_minor: '9000', fees_minor: '3000' },
  });
  expect(await book.news('L7')).toEqual([
    '2026-04-30 manual_adjustment',
    'DR 1100 250,000 L7',
    'DR 1200 9,000 L7',
    'DR 1300 3,000 L7',
    'CR 3000 262,000 L7',
  ]);
});

it('1. 2026-04-30 nonaccrual: the accrued interest leaves income and is kept as memo', async () => {
  const set = await book.post(`/loans/${idOf('L7')}/nonaccrual`, {
    effective_at: '2026-04-30',
    nonaccrual: true,
    reason: '90 days past due',
  });
  expect(set).toMatchObject({ nonaccrual: true, interest_reversed_minor: '9000' });
  expect(await book.news('L7')).toEqual([
    '2026-04-30 nonaccrual',
    'DR 4190 9,000 L7',
    'DR 9400 9,000 L7',
    'CR 1200 9,000 L7',
    'CR 9900 9,000 L7',
  ]);
  expect(await book.stands('L7')).toBe(
    'principal 250,000 | interest 0 | fees 3,000 | exposure 253,000 | suspense 0 | non-accrual interest 9,000',
  );
});

it('2. 2026-05-01 .. 05-30 accrual on a non-accrual loan, 30 x 125: memo only', async () => {
  await book.accrue('L7', '2026-05-01', '250000', Array(30).fill(125));
  expect(await book.summedNews('L7')).toEqual([
    '30 x accrual 2026-05-01 .. 2026-05-30',
    'DR 9400 3,750 L7',
    'CR 9900 3,750 L7',
  ]);
  expect(await book.stands('L7')).toBe(
    'principal 250,000 | interest 0 | fees 3,000 | exposure 253,000 | suspense 0 | non-accrual interest 12,750',
  );
});

it('3. 2026-05-31 chargeoff, full, reason past_due_120: the memo interest is claimed with the rest', async () => {
  await book.on('2026-05-31');
  const charged = await book.post('/chargeoffs', {
    loan_id: idOf('L7'),
    effective_at: '2026-05-31',
    reason_code: 'past_due_120',
  });
  expect(charged).toMatchObject({
    charged_off: { principal_minor: '250000', interest_minor: '12750', fees_minor: '3000' },
    claims: { principal_minor: '250000', interest_minor: '12750', fees_minor: '3000' },
    loan_status: 'charged_off',
  });
  expect(await book.news('L7')).toEqual([
    '2026-05-31 chargeoff',
    'DR 1900 250,000 L7',
    'DR 4290 3,000 L7',
    'DR 9100 250,000 L7',
    'DR 9200 12,750 L7',
    'DR 9300 3,000 L7',
    'CR 1100 250,000 L7',
    'CR 1300 3,000 L7',
    'CR 9400 12,750 L7',
    'CR 9900 253,000 L7',
  ]);
  expect(await book.stands('L7')).toBe(
    'principal 0 | interest 0 | fees 0 | exposure 0 | suspense 0 | charged-off P 250,000 I 12,750 F 3,000',
  );
});

it('4 and 5. 2026-09-15 recovery of 100,000 gross, of which the agency keeps 20 %', async () => {
  await book.on('2026-09-15');
  const recovered = await book.post('/recoveries', {
    loan_id: idOf('L7'),
    amount_minor: '100000',
    currency: 'USD',
    effective_at: '2026-09-15',
    source_method: 'wire',
    collection_cost_minor: '20000',
  });
  book.call('P1', recovered.recovery_event_id);
  expect(recovered).toMatchObject({
    recovery: { principal_minor: '100000', interest_minor: '0', fees_minor: '0', suspense_minor: '0' },
    claims: { principal_minor: '150000', interest_minor: '12750', fees_minor: '3000' },
    loan_status: 'charged_off',
  });
  expect(await book.news('L7')).toEqual([
    '2026-09-15 payment_received, corr P1',
    'DR 1000 80,000 L7',
    'DR 5500 20,000 L7',
    'CR 2200 100,000 L7',
    '2026-09-15 recovery, corr P1',
    'DR 2200 100,000 L7',
    'DR 9900 100,000 L7',
    'CR 1900 100,000 L7',
    'CR 9100 100,000 L7',
  ]);
  expect(await book.stands('L7')).toBe(
    'principal 0 | interest 0 | fees 0 | exposure 0 | suspense 0 | charged-off P 150,000 I 12,750 F 3,000',
  );
});

it('6 and 7. 2026-12-20 payment of 170,000 by wire: the claim of 165,750 is paid, 4,250 is the borrower’s', async () => {
  await book.on('2026-12-20');
  const paid = await book.post('/payments', {
    ...of('L7'),
    amount_minor: '170000',
    effective_at: '2026-12-20',
    source_method: 'wire',
  });
  book.call('P2', paid.payment_event_id);
  expect(paid.allocation).toEqual({
    fees_minor: '0',
    interest_minor: '0',
    principal_minor: '0',
    recovery_minor: '165750',
    suspense_minor: '4250',
  });
  expect(await book.news('L7')).toEqual([
    '2026-12-20 payment_received, corr P2',
    'DR 1000 170,000 L7',
    'CR 2200 170,000 L7',
    '2026-12-20 recovery, corr P2',
    'DR 2200 165,750 L7',
    'DR 9900 165,750 L7',
    'CR 1900 150,000 L7',
    'CR 4100 12,750 L7',
    'CR 4200 3,000 L7',
    'CR 9100 150,000 L7',
    'CR 9200 12,750 L7',
    'CR 9300 3,000 L7',
  ]);
  expect(await book.stands('L7')).toBe('principal 0 | interest 0 | fees 0 | exposure 0 | suspense 4,250');
  expect(paid.loan_status).toBe('paid_off');
});

it('8. 2026-12-22 refund of 4,250', async () => {
  await book.on('2026-12-22');
  await book.post(`/loans/${idOf('L7')}/refunds`, {
    amount_minor: '4250',
    effective_at: '2026-12-22',
    method: 'wire',
  });
  expect(await book.news('L7')).toEqual(['2026-12-22 refund', 'DR 2200 4,250 L7', 'CR 1000 4,250 L7']);
  expect(await book.stands('L7')).toBe('principal 0 | interest 0 | fees 0 | exposure 0 | suspense 0');
});

it('check: collected 270,000 = 250,000 + 12,750 + 3,000 + 4,250, and the net charge-off to the allowance is 0', async () => {
  expect(100_000 + 170_000).toBe(250_000 + 12_750 + 3_000 + 4_250);
  const { accounts, memo } = await book.get('/trial-balance');
  const balanceOf = (rows: readonly Record<string, string>[], code: string) =>
    rows.find(({ account_code }) => account_code === code)?.balance_minor;
  expect(balanceOf(accounts, '1900')).toBe('0');
  expect(['9100', '9200', '9300', '9400', '9900'].map((code) => balanceOf(memo, code))).toEqual(Array(5).fill('0'));
});
