import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { attempts, corrections } from './corrections.ts';
import { accrualBody, accrualItem, acts, booked, freshKey, openLoan, type TestLoan } from './loan-life.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let lender: Lender;
let loan: TestLoan;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
});

beforeEach(async () => {
  loan = await openLoan(lender);
});

afterAll(() => stage.close());

const nobody = randomUUID();
const refused = async (code: string, entryId: string, fields = {}) =>
  (await stage.refused(code, () => attempts(lender).reverse(entryId, fields))).body.detail;

it('an entry that is not there', async () => {
  expect(await refused('journal_entry_not_found', nobody)).toBe(`no entry ${nobody}`);
});

it('an entry that was undone before, and by which entry', async () => {
  const fee = await acts(lender).charge(loan);
  const undone = await corrections(lender).reverse(fee.journal_entry_id);
  expect(await refused('already_reversed', fee.journal_entry_id)).toBe(
    `entry ${fee.journal_entry_id} was reversed by entry ${undone.journal_entry_id}`,
  );
});

it('a reversal', async () => {
  const fee = await acts(lender).charge(loan);
  const undone = await corrections(lender).reverse(fee.journal_entry_id);
  expect(await refused('reversal_of_reversal', undone.journal_entry_id)).toBe(
    `entry ${undone.journal_entry_id} is the reversal of entry ${fee.journal_entry_id}: book the event anew instead`,
  );
});

it('a receipt whose allocation stands, and a fee that was paid', async () => {
  const fee = await acts(lender).charge(loan);
  const paid = await acts(lender).pay(loan);
  expect(await refused('has_dependents', paid.journal_entry_id)).toBe(
    `on entry ${paid.journal_entry_id} hang, latest first: ${paid.allocation_entry_id}`,
  );
  expect(await refused('has_dependents', fee.journal_entry_id)).toBe(
    `on entry ${fee.journal_entry_id} hang, latest first: ${paid.allocation_entry_id}`,
  );
});

it('a draw that was paid back: the principal is not there any more, and on which day', async () => {
  await acts(lender).pay(loan, { amount_minor: '1000' });
  const [draw] = (await lender.get(`/loans/${loan.loanId}/journal-entries`)).body.items;
  expect(await refused('would_go_negative', draw.journal_entry_id)).toBe(
    `principal of loan ${loan.loanId} would be -1000 at 2026-05-01`,
  );
});

it('interest that was paid since', async () => {
  const accrued = await acts(lender).accrue(loan);
  await acts(lender).pay(loan, { amount_minor: '10001' });
  expect(await refused('would_go_negative', accrued.journal_entry_id)).toBe(
    `interest of loan ${loan.loanId} would be -10000 at 2026-05-01`,
  );
});

it('a date before the entry itself, and a date to come', async () => {
  const fee = await acts(lender).charge(loan);
  expect(
    await refused('effective_before_first_disbursement', fee.journal_entry_id, { effective_at: '2026-04-29' }),
  ).toBe('2026-04-29 is before the entry itself, 2026-04-30');
  expect(await refused('effective_date_in_future', fee.journal_entry_id, { effective_at: '2026-06-16' })).toBe(
    '2026-06-16 is after the business date 2026-06-15 (UTC)',
  );
});

it('loans of a batch: one that is not in it, one that was undone before, and the whole of what was', async () => {
  const items = [accrualItem(loan.loanId)];
  const batch = await booked(lender.post('/accruals/batch', accrualBody(lender.tenantId, items), freshKey()));
  const id = batch.journal_entry_id;
  const other = await openLoan(lender);
  expect(await refused('loan_not_found', id, { loan_ids: [loan.loanId, other.loanId] })).toBe(
    `loan ${other.loanId} is not in entry ${id}`,
  );
  const undone = await corrections(lender).reverse(id, { loan_ids: [loan.loanId] });
  expect(await refused('already_reversed', id, { loan_ids: [loan.loanId] })).toBe(
    `entry ${id} was reversed for loan ${loan.loanId} by entry ${undone.journal_entry_id}`,
  );
  expect(await refused('already_reversed', id)).toBe(`entry ${id} was reversed by entry ${undone.journal_entry_id}`);
});

it('loans of an entry that is no batch', async () => {
  const fee = await acts(lender).charge(loan);
  expect(await refused('journal_entry_not_found', fee.journal_entry_id, { loan_ids: [loan.loanId] })).toBe(
    `entry ${fee.journal_entry_id} is a fee_assessed, and only an accrual is reversed loan by loan`,
  );
});

it('of ten reversals of one entry at once, one is booked', async () => {
  const fee = await acts(lender).charge(loan);
  const answers = await Promise.all(Array.from({ length: 10 }, () => attempts(lender).reverse(fee.journal_entry_id)));
  const codes = answers.map(({ status, body }) => (status === 201 ? 201 : body.code)).sort();
  expect(codes).toEqual([201, ...Array.from({ length: 9 }, () => 'already_reversed')]);
});

it.each([
  ['a loan twice', { loan_ids: [nobody, nobody.toUpperCase()] }, '/loan_ids'],
  ['no loan', { loan_ids: [] }, '/loan_ids'],
  ['a reason in capitals', { reason_code: 'Wrong' }, '/reason_code'],
])('%s is malformed', async (_, fields, pointer) => {
  const { body } = await stage.refused('validation_failed', () => attempts(lender).reverse(nobody, fields));
  expect(body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([pointer]);
});
