/**
 * S2, an ACH payment that is returned (R01) after it was allocated. L2, USD, 18.25 % ACT/365, 250 a day on 500,000.
 * The scenario's accounting date of the return is 2026-04-02, so the books are closed through the day before it: an entry
 * of a closed day counts on the first open one.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idOf, of, openScenario, type Scenario } from './scenario.ts';

let book: Scenario;
let p1: string;
let stale: string[];

const NOTHING = 'principal 0 | interest 0 | fees 0 | exposure 0 | suspense 0';

beforeAll(async () => {
  book = await openScenario('2026-03-01');
});
afterAll(() => book.close());

it('given on 2026-03-01: principal 500,000', async () => {
  await book.post('/loans', {
    ...of('L2'),
    effective_at: '2026-03-01',
    opening_balances: { principal_minor: '500000' },
  });
  expect(await book.news('L2')).toEqual(['2026-03-01 manual_adjustment', 'DR 1100 500,000 L2', 'CR 3000 500,000 L2']);
});

it('1. 2026-03-01 .. 03-30 accrual, 30 x 250', async () => {
  await book.accrue('L2', '2026-03-01', '500000', Array(30).fill(250));
  expect(await book.summedNews('L2')).toEqual([
    '30 x accrual 2026-03-01 .. 2026-03-30',
    'DR 1200 7,500 L2',
    'CR 4100 7,500 L2',
  ]);
  expect(await book.stands('L2')).toBe('principal 500,000 | interest 7,500 | fees 0 | exposure 507,500 | suspense 0');
});

it('2 and 3. 2026-03-31 payment of 50,000 by ACH: interest 7,500, principal 42,500', async () => {
  await book.on('2026-03-31');
  const paid = await book.post('/payments', {
    ...of('L2'),
    amount_minor: '50000',
    effective_at: '2026-03-31',
    source_method: 'ach',
    external_ref: 'P1',
  });
  p1 = paid.payment_event_id;
  book.call('P1', p1);
  expect(paid.allocation).toEqual({
    fees_minor: '0',
    interest_minor: '7500',
    principal_minor: '42500',
    suspense_minor: '0',
  });
  expect(await book.news('L2')).toEqual([
    '2026-03-31 payment_received, corr P1',
    'DR 1050 50,000 L2',
    'CR 2200 50,000 L2',
    '2026-03-31 payment_allocated, corr P1',
    'DR 2200 50,000 L2',
    'CR 1100 42,500 L2',
    'CR 1200 7,500 L2',
  ]);
  expect(await book.stands('L2')).toBe('principal 457,500 | interest 0 | fees 0 | exposure 457,500 | suspense 0');
});

it('4. 2026-03-31 and 04-01 accrual: 228.75 a day, so 229 and 228', async () => {
  stale = await book.accrue('L2', '2026-03-31', '457500', [229, 228]);
  expect(await book.summedNews('L2')).toEqual([
    '2 x accrual 2026-03-31 .. 2026-04-01',
    'DR 1200 457 L2',
    'CR 4100 457 L2',
  ]);
  expect(await book.stands('L2')).toBe('principal 457,500 | interest 457 | fees 0 | exposure 457,957 | suspense 0');
});

it('5. 2026-04-02 payment_returned R01: every bucket gets back what the payment took from it', async () => {
  await book.on('2026-04-02');
  await book.post('/periods/close', { through_date: '2026-04-01' });
  const returned = await book.post(`/payments/${p1}/return`, { return_code: 'R01' });
  expect(returned).toMatchObject({
    payment_event_id: p1,
    returned_minor: '50000',
    restored: {
      principal_minor: '42500',
      interest_minor: '7500',
      fees_minor: '0',
      suspense_minor: '0',
      recovery_minor: '0',
    },
    return_class: 'nsf',
    retry_allowed: true,
    follow_on_entry_ids: [],
    loan_status: 'active',
    stale_accruals: [
      { accrual_date: '2026-03-31', principal_minor: '500000', interest_minor: '229' },
      { accrual_date: '2026-04-01', principal_minor: '500000', interest_minor: '228' },
    ],
  });
  expect(await book.news('L2')).toEqual([
    '2026-03-31 payment_returned, acct 2026-04-02, corr P1',
    'DR 1100 42,500 L2',
    'DR 1200 7,500 L2',
    'CR 1050 50,000 L2',
  ]);
  expect(await book.stands('L2')).toBe('principal 500,000 | interest 7,957 | fees 0 | exposure 507,957 | suspense 0');
  const twice = await book.refused('already_returned', `/payments/${p1}/return`, { return_code: 'R01' });
  expect(twice.status).toBe(409);
});

it('6. 2026-04-02 reversal of the two stale accruals', async () => {
  for (const entry of stale) {
    await book.post('/reversals', { journal_entry_id: entry, reason_code: 'stale_accrual' });
  }
  book.call('accrual 03-31', stale[0]!);
  book.call('accrual 04-01', stale[1]!);
  expect(await book.news('L2')).toEqual([
    '2026-03-31 reversal, acct 2026-04-02, reverses accrual 03-31',
    'DR 4100 229 L2',
    'CR 1200 229 L2',
    '2026-04-01 reversal, acct 2026-04-02, reverses accrual 04-01',
    'DR 4100 228 L2',
    'CR 1200 228 L2',
  ]);
});

it('7. 2026-04-02 accrual posted again for 03-31 and 04-01 on 500,000: 250 and 250', async () => {
  await book.accrue('L2', '2026-03-31', '500000', [250, 250]);
  expect(await book.news('L2')).toEqual([
    '2026-03-31 accrual, acct 2026-04-02',
    'DR 1200 250 L2',
    'CR 4100 250 L2',
    '2026-04-01 accrual, acct 2026-04-02',
    'DR 1200 250 L2',
    'CR 4100 250 L2',
  ]);
  expect(await book.stands('L2')).toBe('principal 500,000 | interest 8,000 | fees 0 | exposure 508,000 | suspense 0');
});

it('8. 2026-04-02 fee_assessed nsf_fee 2,500', async () => {
  const fee = await book.post('/fees', {
    ...of('L2'),
    amount_minor: '2500',
    effective_at: '2026-04-02',
    fee_type: 'nsf',
  });
  expect(fee.fees_receivable_minor).toBe('2500');
  expect(await book.news('L2')).toEqual(['2026-04-02 fee_assessed', 'DR 1300 2,500 L2', 'CR 4200 2,500 L2']);
  expect(await book.stands('L2')).toBe(
    'principal 500,000 | interest 8,000 | fees 2,500 | exposure 510,500 | suspense 0',
  );
});

it('9. 2026-04-02 .. 04-05 accrual, 4 x 250', async () => {
  await book.accrue('L2', '2026-04-02', '500000', [250, 250, 250, 250]);
  expect(await book.summedNews('L2')).toEqual([
    '4 x accrual 2026-04-02 .. 2026-04-05',
    'DR 1200 1,000 L2',
    'CR 4100 1,000 L2',
  ]);
});

it('10 and 11. 2026-04-06 the payment is presented again: fees 2,500, interest 9,000, principal 38,500', async () => {
  await book.on('2026-04-06');
  const paid = await book.post('/payments', {
    ...of('L2'),
    amount_minor: '50000',
    effective_at: '2026-04-06',
    source_method: 'ach',
    external_ref: 'P2',
    retry_of: p1,
  });
  book.call('P2', paid.payment_event_id);
  expect(paid.allocation).toEqual({
    fees_minor: '2500',
    interest_minor: '9000',
    principal_minor: '38500',
    suspense_minor: '0',
  });
  expect(await book.news('L2')).toEqual([
    '2026-04-06 payment_received, corr P2',
    'DR 1050 50,000 L2',
    'CR 2200 50,000 L2',
    '2026-04-06 payment_allocated, corr P2',
    'DR 2200 50,000 L2',
    'CR 1100 38,500 L2',
    'CR 1200 9,000 L2',
    'CR 1300 2,500 L2',
  ]);
  expect(await book.stands('L2')).toBe('principal 461,500 | interest 0 | fees 0 | exposure 461,500 | suspense 0');
});

it('check: 500,000 + 36 days x 250 + fee 2,500 - 50,000 = 461,500, and March reads as if never paid', async () => {
  expect(500_000 + 36 * 250 + 2_500 - 50_000).toBe(461_500);
  expect(await book.stands('L2', '2026-03-31')).toBe(
    'principal 500,000 | interest 7,750 | fees 0 | exposure 507,750 | suspense 0',
  );
});

describe('variant: a program that credits ACH on settlement', () => {
  const program = idOf('credits ACH on settlement');
  let pending: string;

  it('12. 2026-04-06 payment_received 50,000 is noted in the PENDING layer, and nothing is allocated', async () => {
    await book.put(`/programs/${program}`, { name: 'On settlement', credit_on: { ach: 'settlement' } });
    await book.post('/loans', { ...of('L2v'), effective_at: '2026-04-06', program_id: program });
    const paid = await book.post('/payments', {
      ...of('L2v'),
      amount_minor: '50000',
      effective_at: '2026-04-06',
      source_method: 'ach',
    });
    pending = paid.payment_event_id;
    book.call('P1v', pending);
    expect(paid.allocation_entry_id).toBeUndefined();
    expect(await book.news('L2v')).toEqual([
      '2026-04-06 payment_received, corr P1v',
      'DR 1050 50,000 L2v [PENDING]',
      'CR 2200 50,000 L2v [PENDING]',
    ]);
    expect(await book.stands('L2v')).toBe(NOTHING);
    const balance = await book.get(`/loans/${idOf('L2v')}/balance`);
    expect(balance.pending_suspense_minor).toBe('50000');
  });

  it('13. 2026-04-08 payment_returned R01 takes the PENDING lines away, and there is nothing to restate', async () => {
    await book.on('2026-04-08');
    const returned = await book.post(`/payments/${pending}/return`, {
      return_code: 'R01',
      effective_at: '2026-04-08',
    });
    expect(returned.stale_accruals).toBeUndefined();
    expect(await book.news('L2v')).toEqual([
      '2026-04-08 payment_returned, corr P1v',
      'DR 2200 50,000 L2v [PENDING]',
      'CR 1050 50,000 L2v [PENDING]',
    ]);
    expect(await book.stands('L2v')).toBe(NOTHING);
    const balance = await book.get(`/loans/${idOf('L2v')}/balance`);
    expect(balance.pending_suspense_minor).toBeUndefined();
  });
});
