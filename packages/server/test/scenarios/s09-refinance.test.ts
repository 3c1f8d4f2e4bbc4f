/**
 * S9, a refinance with capitalised interest, a cash-out and a withheld origination fee; the cash-out bounces.
 * Each loan's lines balance alone, so what moves between the two loans passes through 2900 (D3, D11): two more lines.
 * Loans of a program in which an adjustment needs two people. 18.25 %, so 250 a day on 500,000 and 167.5 on 335,000.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dayAfter, idOf, of, openScenario, type Scenario } from './scenario.ts';

let book: Scenario;
let r1: string;
let accrued: string[];
const settlements: string[] = [];
const program = idOf('two people for an adjustment');

beforeAll(async () => {
  book = await openScenario('2026-06-15');
});
afterAll(() => book.close());

it('given: the old loan owes principal 320,000, interest 4,200, fees 800', async () => {
  await book.put(`/programs/${program}`, { name: 'Two people', adjustment_approval: 'two_person' });
  await book.post('/loans', {
    ...of('L9A', 'Ann'),
    effective_at: '2026-06-15',
    program_id: program,
    opening_balances: { principal_minor: '320000', interest_minor: '4200', fees_minor: '800' },
  });
  expect(await book.news('L9A')).toEqual([
    '2026-06-15 manual_adjustment',
    'DR 1100 320,000 L9A',
    'DR 1200 4,200 L9A',
    'DR 1300 800 L9A',
    'CR 3000 325,000 L9A',
  ]);
});

it('1. 2026-06-15 refinance: 500,000 = payoff 325,000 + fee 10,000 + cash-out 165,000, in one entry', async () => {
  const refinanced = await book.post('/refinances', {
    old_loan_id: idOf('L9A'),
    new_loan_id: idOf('L9B'),
    borrower_id: of('L9A', 'Ann').borrower_id,
    currency: 'USD',
    effective_at: '2026-06-15',
    cash_out_minor: '165000',
    withheld_fee_minor: '10000',
  });
  r1 = refinanced.refinance_event_id;
  book.call('R1', r1);
  expect(refinanced).toMatchObject({
    payoff_minor: '325000',
    principal_minor: '500000',
    capitalized_interest_minor: '4200',
    capitalized_fees_minor: '800',
    cash_out_minor: '165000',
    withheld_fee_minor: '10000',
  });
  expect(await book.news('L9A')).toEqual([
    '2026-06-15 refinance, corr R1',
    'DR 2900 325,000 L9A',
    'CR 1100 320,000 L9A',
    'CR 1200 4,200 L9A',
    'CR 1300 800 L9A',
  ]);
  expect(await book.news('L9B')).toEqual([
    '2026-06-15 refinance, corr R1',
    'DR 1100 500,000 L9B',
    'CR 2100 165,000 L9B',
    'CR 2300 10,000 L9B',
    'CR 2900 325,000 L9B',
  ]);
  expect(await book.entry(refinanced.journal_entry_id)).toEqual([
    'DR 1100 500,000 L9B',
    'DR 2900 325,000 L9A',
    'CR 1100 320,000 L9A',
    'CR 1200 4,200 L9A',
    'CR 1300 800 L9A',
    'CR 2100 165,000 L9B',
    'CR 2300 10,000 L9B',
    'CR 2900 325,000 L9B',
  ]);
  expect(await book.stands('L9A')).toBe('principal 0 | interest 0 | fees 0 | exposure 0 | suspense 0');
  expect(await book.stands('L9B')).toBe('principal 500,000 | interest 0 | fees 0 | exposure 500,000 | suspense 0');
  expect(await book.get(`/loans/${idOf('L9A')}`)).toMatchObject({
    status: 'refinanced',
    successor_loan_id: idOf('L9B'),
  });
  expect((await book.get(`/loans/${idOf('L9B')}`)).status).toBe('active');
});

it('2. 2026-06-17 disbursement_settled: the cash-out leaves the bank', async () => {
  await book.on('2026-06-17');
  const settled = await book.post(`/disbursements/${r1}/settle`, { effective_at: '2026-06-17' });
  settlements.push(settled.journal_entry_id);
  book.call('the settlement', settled.journal_entry_id);
  expect(await book.news('L9B')).toEqual([
    '2026-06-17 disbursement_settled, corr R1',
    'DR 2100 165,000 L9B',
    'CR 1000 165,000 L9B',
  ]);
  await book.refused('already_settled', `/disbursements/${r1}/settle`, { effective_at: '2026-06-17' });
});

it('3. 2026-06-19 reversal of the settlement: the bank returned the credit (R03), the refinance stands', async () => {
  await book.on('2026-06-19');
  await book.post('/reversals', {
    journal_entry_id: settlements[0],
    reason_code: 'credit_returned',
    effective_at: '2026-06-19',
  });
  expect(await book.news('L9B')).toEqual([
    '2026-06-19 reversal, reverses the settlement',
    'DR 1000 165,000 L9B',
    'CR 2100 165,000 L9B',
  ]);
  expect(await book.stands('L9B')).toBe('principal 500,000 | interest 0 | fees 0 | exposure 500,000 | suspense 0');
});

it('the nights of 06-15 .. 06-21 accrue on 500,000, 7 x 250', async () => {
  accrued = await book.accrue('L9B', '2026-06-15', '500000', Array(7).fill(250), program);
  expect(await book.summedNews('L9B')).toEqual([
    '7 x accrual 2026-06-15 .. 2026-06-21',
    'DR 1200 1,750 L9B',
    'CR 4100 1,750 L9B',
  ]);
});

it('4. 2026-06-22 manual_adjustment, approved by a second person: the cash-out is given up as of 06-15', async () => {
  await book.on('2026-06-22');
  const asked = await book.post('/adjustments', {
    lines: [
      { account_code: '2100', direction: 'DR', amount_minor: '165000', loan_id: idOf('L9B') },
      { account_code: '1100', direction: 'CR', amount_minor: '165000', loan_id: idOf('L9B') },
    ],
    currency: 'USD',
    effective_at: '2026-06-15',
    reason_code: 'draw_cancelled',
    description: 'The borrower gives up the cash-out that bounced.',
  });
  expect(asked.status).toBe('pending_approval');
  expect(await book.news('L9B')).toEqual([]);
  const own = await book.refused('self_approval', `/adjustments/${asked.adjustment_event_id}/approve`, {});
  expect(own.status).toBe(403);
  const approved = await book.asSecondPerson(`/adjustments/${asked.adjustment_event_id}/approve`, {});
  expect(approved.status).toBe('approved');
  const dates = accrued.map((_, days) => dayAfter('2026-06-15', days));
  expect(approved.stale_accruals).toEqual(
    dates.map((accrual_date) => ({
      loan_id: idOf('L9B'),
      accrual_date,
      principal_minor: '335000',
      interest_minor: '250',
    })),
  );
  expect(await book.news('L9B')).toEqual([
    '2026-06-15 manual_adjustment',
    'DR 2100 165,000 L9B',
    'CR 1100 165,000 L9B',
  ]);
  expect(await book.stands('L9B', '2026-06-15')).toBe(
    'principal 335,000 | interest 250 | fees 0 | exposure 335,250 | suspense 0',
  );
});

it('the stale accruals are reversed and posted again on 335,000: 167.5 a day, so 168 and 167 in turn', async () => {
  for (const journal_entry_id of accrued) {
    await book.post('/reversals', { journal_entry_id, reason_code: 'stale_accrual' });
  }
  await book.accrue('L9B', '2026-06-15', '335000', [168, 167, 168, 167, 168, 167, 168], program);
  expect(await book.summedNews('L9B')).toEqual([
    '14 x reversal and accrual 2026-06-15 .. 2026-06-21',
    'DR 1200 1,173 L9B',
    'DR 4100 1,750 L9B',
    'CR 1200 1,750 L9B',
    'CR 4100 1,173 L9B',
  ]);
  expect(await book.stands('L9B')).toBe('principal 335,000 | interest 1,173 | fees 0 | exposure 336,173 | suspense 0');
});

it('check: nothing hangs between the loans, in transit or in the bank', async () => {
  const { accounts } = await book.get('/trial-balance');
  const left = ['1000', '2100', '2900'].map(
    (code) => accounts.find((row: Record<string, string>) => row.account_code === code).balance_minor,
  );
  expect(left).toEqual(['0', '0', '0']);
});
