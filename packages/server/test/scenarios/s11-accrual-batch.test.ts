/**
 * S11, an accrual batch with bad items, the reversal of a batch, the reversal of a reversal, and the trial balance at
 * month end. Four USD loans at 18.25 %: LA 500,000, LB 100,000, LC 180,000, LE 300,000. A batch is one entry (D2), where
 * the scenario shows three; there is no `per_item`: a batch is booked whole or not at all.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { idOf, of, openScenario, type Scenario } from './scenario.ts';

let book: Scenario;
let b1: string;
let undone: string;

const LOANS = [
  ['LA', '500000'],
  ['LB', '100000'],
  ['LC', '180000'],
  ['LE', '300000'],
] as const;
const item = (loan: string, principal: string, interest: string) => ({
  loan_id: idOf(loan),
  outstanding_principal_minor: principal,
  interest_minor: interest,
});
const batch = (loans: readonly object[], fields: object = {}) => ({
  program_id: book.tenantId,
  accrual_date: '2026-09-30',
  day_count_convention: 'ACT_365',
  loans,
  ...fields,
});
const SIX = [
  item('LA', '500000', '250'),
  item('LB', '100000', '50'),
  item('LC', '200000', '100'),
  item('LD', '70000', '35'),
  item('LE', '300000', '150'),
  item('LE', '300000', '150'),
];

beforeAll(async () => {
  book = await openScenario('2026-09-01');
});
afterAll(() => book.close());

it('1. 2026-09-01 manual_adjustment: the lender’s capital', async () => {
  const put = await book.post('/adjustments', {
    lines: [
      { account_code: '1000', direction: 'DR', amount_minor: '2000000' },
      { account_code: '3000', direction: 'CR', amount_minor: '2000000' },
    ],
    currency: 'USD',
    effective_at: '2026-09-01',
    reason_code: 'capital',
    description: 'Capital paid in.',
  });
  expect(put.status).toBe('posted');
  expect(await book.entry(put.journal_entry_id)).toEqual(['DR 1000 2,000,000 -', 'CR 3000 2,000,000 -']);
});

it('2 and 3. 2026-09-29 four draws by wire, all settled by one bank debit of 1,080,000; cash carries the loan (D11)', async () => {
  await book.on('2026-09-29');
  for (const [loan, amount_minor] of LOANS) {
    const drawn = await book.post('/disbursements', {
      ...of(loan),
      amount_minor,
      effective_at: '2026-09-29',
      method: 'wire',
    });
    book.call(`D-${loan}`, drawn.disbursement_event_id);
    await book.post(`/disbursements/${drawn.disbursement_event_id}/settle`, {
      effective_at: '2026-09-29',
      bank_ref: 'debit of 1,080,000',
    });
  }
  expect((await Promise.all(LOANS.map(([loan]) => book.news(loan)))).flat()).toEqual([
    '2026-09-29 disbursement, corr D-LA',
    'DR 1100 500,000 LA',
    'CR 2100 500,000 LA',
    '2026-09-29 disbursement_settled, corr D-LA',
    'DR 2100 500,000 LA',
    'CR 1000 500,000 LA',
    '2026-09-29 disbursement, corr D-LB',
    'DR 1100 100,000 LB',
    'CR 2100 100,000 LB',
    '2026-09-29 disbursement_settled, corr D-LB',
    'DR 2100 100,000 LB',
    'CR 1000 100,000 LB',
    '2026-09-29 disbursement, corr D-LC',
    'DR 1100 180,000 LC',
    'CR 2100 180,000 LC',
    '2026-09-29 disbursement_settled, corr D-LC',
    'DR 2100 180,000 LC',
    'CR 1000 180,000 LC',
    '2026-09-29 disbursement, corr D-LE',
    'DR 1100 300,000 LE',
    'CR 2100 300,000 LE',
    '2026-09-29 disbursement_settled, corr D-LE',
    'DR 2100 300,000 LE',
    'CR 1000 300,000 LE',
  ]);
});

it('4. 2026-09-30 accrual of LB alone, 50, earlier that night', async () => {
  await book.accrue('LB', '2026-09-30', '100000', [50]);
  expect(await book.news('LB')).toEqual(['2026-09-30 accrual', 'DR 1200 50 LB', 'CR 4100 50 LB']);
  expect(await book.stands('LB')).toBe('principal 100,000 | interest 50 | fees 0 | exposure 100,050 | suspense 0');
});

it('a batch of six is refused whole, each bad item by its own code and figure', async () => {
  const no = await book.refused('batch_rejected', '/accruals/batch', batch(SIX));
  expect(no.status).toBe(422);
  const [, , ...others] = no.errors;
  expect(no.errors[0]).toMatchObject({ pointer: '/loans/1', code: 'accrual_duplicate' });
  expect(no.errors[0].detail).toMatch(/accrued 50 for 2026-09-30/);
  expect(no.errors[1]).toEqual({
    pointer: '/loans/2',
    code: 'principal_mismatch',
    detail: 'principal 180000 at 2026-09-30, sent 200000',
  });
  expect(others.map(({ pointer, code }: Record<string, string>) => [pointer, code])).toEqual([
    ['/loans/3', 'loan_not_found'],
    ['/loans/5', 'duplicate_in_batch'],
  ]);
});

it('the duplicate of the same amount is no error by itself once it may be skipped', async () => {
  const no = await book.refused('batch_rejected', '/accruals/batch', batch(SIX, { on_duplicate: 'skip' }));
  expect(no.errors.map(({ pointer, code }: Record<string, string>) => [pointer, code])).toEqual([
    ['/loans/2', 'principal_mismatch'],
    ['/loans/3', 'loan_not_found'],
    ['/loans/5', 'duplicate_in_batch'],
  ]);
});

it('5. 2026-09-30 batch B1, repaired: received 4, posted 3, skipped 1, interest 490', async () => {
  const posted = await book.post(
    '/accruals/batch',
    batch(
      [
        item('LA', '500000', '250'),
        item('LB', '100000', '50'),
        item('LC', '180000', '90'),
        item('LE', '300000', '150'),
      ],
      { on_duplicate: 'skip' },
    ),
  );
  b1 = posted.journal_entry_id;
  book.call('B1', b1);
  expect(posted).toMatchObject({ loan_count: 4, posted_count: 3, skipped_count: 1, total_accrued_minor: '490' });
  expect(await book.news('LA')).toEqual(['2026-09-30 accrual', 'DR 1200 250 LA', 'CR 4100 250 LA']);
  expect(await book.news('LB')).toEqual([]);
  expect(await book.news('LC')).toEqual(['2026-09-30 accrual', 'DR 1200 90 LC', 'CR 4100 90 LC']);
  expect(await book.news('LE')).toEqual(['2026-09-30 accrual', 'DR 1200 150 LE', 'CR 4100 150 LE']);
  expect(await book.entry(b1)).toEqual([
    'DR 1200 250 LA',
    'DR 1200 90 LC',
    'DR 1200 150 LE',
    'CR 4100 250 LA',
    'CR 4100 90 LC',
    'CR 4100 150 LE',
  ]);
  expect(await book.stands('LA')).toBe('principal 500,000 | interest 250 | fees 0 | exposure 500,250 | suspense 0');
  expect(await book.stands('LC')).toBe('principal 180,000 | interest 90 | fees 0 | exposure 180,090 | suspense 0');
  expect(await book.stands('LE')).toBe('principal 300,000 | interest 150 | fees 0 | exposure 300,150 | suspense 0');
});

it('6. the rate was wrong: B1 is reversed whole, by one entry', async () => {
  const reversed = await book.post('/reversals', { journal_entry_id: b1, reason_code: 'wrong_rate' });
  undone = reversed.journal_entry_id;
  expect(reversed).toMatchObject({ reversed_entry_ids: [b1], reversal_entry_ids: [undone], reversed_count: 3 });
  expect(await book.news('LA')).toEqual(['2026-09-30 reversal, reverses B1', 'DR 4100 250 LA', 'CR 1200 250 LA']);
  expect(await book.news('LC')).toEqual(['2026-09-30 reversal, reverses B1', 'DR 4100 90 LC', 'CR 1200 90 LC']);
  expect(await book.news('LE')).toEqual(['2026-09-30 reversal, reverses B1', 'DR 4100 150 LE', 'CR 1200 150 LE']);
  expect(await book.entry(undone)).toEqual([
    'DR 4100 250 LA',
    'DR 4100 90 LC',
    'DR 4100 150 LE',
    'CR 1200 250 LA',
    'CR 1200 90 LC',
    'CR 1200 150 LE',
  ]);
});

it('a reversal is not reversed, and an entry is reversed once: 409, with the id of the reversal', async () => {
  const again = { reason_code: 'wrong_rate' };
  const noReversal = await book.refused('reversal_of_reversal', '/reversals', { ...again, journal_entry_id: undone });
  expect(noReversal.status).toBe(409);
  const noTwice = await book.refused('already_reversed', '/reversals', { ...again, journal_entry_id: b1 });
  expect(noTwice.status).toBe(409);
  expect(noTwice.detail).toContain(undone);
  const noLoan = await book.refused('already_reversed', '/reversals', {
    ...again,
    journal_entry_id: b1,
    loan_ids: [idOf('LA')],
  });
  expect(noLoan.detail).toContain(undone);
});

it('7. 2026-09-30 batch B2 at 17.52 %: the dates are free again. LA 240, LC 86, LE 144', async () => {
  const posted = await book.post(
    '/accruals/batch',
    batch([item('LA', '500000', '240'), item('LC', '180000', '86'), item('LE', '300000', '144')]),
  );
  expect(posted).toMatchObject({ posted_count: 3, skipped_count: 0, total_accrued_minor: '470' });
  expect(await book.entry(posted.journal_entry_id)).toEqual([
    'DR 1200 240 LA',
    'DR 1200 86 LC',
    'DR 1200 144 LE',
    'CR 4100 240 LA',
    'CR 4100 86 LC',
    'CR 4100 144 LE',
  ]);
  expect(await book.stands('LA')).toBe('principal 500,000 | interest 240 | fees 0 | exposure 500,240 | suspense 0');
  expect(await book.stands('LB')).toBe('principal 100,000 | interest 50 | fees 0 | exposure 100,050 | suspense 0');
  expect(await book.stands('LC')).toBe('principal 180,000 | interest 86 | fees 0 | exposure 180,086 | suspense 0');
  expect(await book.stands('LE')).toBe('principal 300,000 | interest 144 | fees 0 | exposure 300,144 | suspense 0');
});

it('the night is covered: no loan is without an accrual for 2026-09-30', async () => {
  expect((await book.get('/accruals/coverage?date=2026-09-30')).items).toEqual([]);
});

it('trial balance at 2026-09-30: 2,000,520 on each side', async () => {
  const books = await book.get('/trial-balance?as_of_date=2026-09-30&currency=USD');
  const balances = books.accounts
    .filter(({ balance_minor }: Record<string, string>) => balance_minor !== '0')
    .map((row: Record<string, string>) => `${row.account_code} ${row.balance_side} ${row.balance_minor}`);
  expect(balances).toEqual(['1000 DR 920000', '1100 DR 1080000', '1200 DR 520', '3000 CR 2000000', '4100 CR 520']);
  const side = (wanted: string) =>
    books.accounts
      .filter(({ balance_side }: Record<string, string>) => balance_side === wanted)
      .reduce((sum: number, { balance_minor }: Record<string, string>) => sum + Number(balance_minor), 0);
  expect([side('DR'), side('CR')]).toEqual([2_000_520, 2_000_520]);
  expect(books.totals.debits_minor).toBe(books.totals.credits_minor);
  expect(books.memo).toEqual([]);
});

it('September on 4100: credits 50 + 490 + 470 = 1,010, debits 490, net 520; and 2100 is back at 0', async () => {
  const { accounts } = await book.get('/trial-balance?as_of_date=2026-09-30');
  const row = (code: string) => accounts.find((one: Record<string, string>) => one.account_code === code);
  expect(row('4100')).toMatchObject({ debits_minor: '490', credits_minor: '1010', balance_minor: '520' });
  expect(row('2100')).toMatchObject({ debits_minor: '1080000', credits_minor: '1080000', balance_minor: '0' });
});

it('tie-out: the loans add up to their control accounts, 1,080,000 and 520', async () => {
  const { accounts, balanced } = await book.get('/tie-out');
  expect(balanced).toBe(true);
  const row = (code: string) => accounts.find((one: Record<string, string>) => one.account_code === code);
  expect(row('1100')).toMatchObject({ ledger_minor: '1080000', loans_minor: '1080000', difference_minor: '0' });
  expect(row('1200')).toMatchObject({ ledger_minor: '520', loans_minor: '520', difference_minor: '0' });
});
