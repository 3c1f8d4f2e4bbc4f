import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { accrualBody, accrualItem, acts, freshKey, openLoan, owes } from './loan-life.ts';
import { addProgram } from './programs.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let lender: Lender;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
});

afterAll(() => stage.close());

const twoLoans = () => Promise.all([openLoan(lender), openLoan(lender)]);

it('a batch is one entry, and each loan sees its own lines of it', async () => {
  const [one, two] = await twoLoans();
  const loans = [accrualItem(one.loanId), accrualItem(two.loanId, { interest_minor: '3' })];
  const answer = await lender.post('/accruals/batch', accrualBody(lender.tenantId, loans), freshKey());
  expect(answer.status).toBe(201);
  expect(answer.body).toEqual({
    accrual_event_id: expect.any(String),
    journal_entry_id: expect.any(String),
    loan_count: 2,
    total_accrued_minor: '10003',
    posted_at: '2026-06-15T12:00:00.000Z',
    posted_count: 2,
    skipped_count: 0,
    warnings: [one.loanId, two.loanId].map((loan_id) => ({
      code: 'gap_before',
      detail: 'no accrual for 2026-04-01',
      loan_id,
    })),
  });
  const { body: page } = await lender.get(`/loans/${two.loanId}/journal-entries?event_type=accrual`);
  expect(page.items).toHaveLength(1);
  expect(page.items[0].journal_entry_id).toBe(answer.body.journal_entry_id);
  expect(page.items[0].lines).toMatchObject([
    { sequence: 1, account_code: '1200', direction: 'DR', amount_minor: '3', loan_id: two.loanId },
    { sequence: 2, account_code: '4100', direction: 'CR', amount_minor: '3', loan_id: two.loanId },
  ]);
  expect(await owes(lender, one.loanId)).toEqual(['1000000', '10000', '0', '0']);
});

it('the control totals are a cross-check that a right batch passes', async () => {
  const [one, two] = await twoLoans();
  const loans = [accrualItem(one.loanId), accrualItem(two.loanId)];
  const control = { loan_count: 2, total_interest_minor: '20000' };
  const body = accrualBody(lender.tenantId, loans, { control });
  expect((await lender.post('/accruals/batch', body, freshKey())).status).toBe(201);
});

it('interest of zero covers its date: it has an entry, no lines, and is a duplicate the next time', async () => {
  const loan = await openLoan(lender);
  const zero = { interest_minor: '0' };
  const first = await acts(lender).accrue(loan, zero, { accrual_date: '2026-04-01' });
  expect(first).toMatchObject({ total_accrued_minor: '0', posted_count: 1, warnings: [] });
  const { body: page } = await lender.get(`/loans/${loan.loanId}/journal-entries?event_type=accrual`);
  expect(page.items).toEqual([]);
  const again = accrualBody(lender.tenantId, [accrualItem(loan.loanId, zero)], { accrual_date: '2026-04-01' });
  await stage.refused('accrual_duplicate', () => lender.post('/accruals/batch', again, freshKey()));
  expect(await acts(lender).accrue(loan, {}, { accrual_date: '2026-04-02' })).toMatchObject({ warnings: [] });
});

it('a paid-off loan may be sent with zero, as a job that sends every loan does', async () => {
  const loan = await openLoan(lender);
  await acts(lender).pay(loan, { amount_minor: '1000000', effective_at: '2026-04-02' });
  const zero = { interest_minor: '0', outstanding_principal_minor: '0' };
  expect(await acts(lender).accrue(loan, zero)).toMatchObject({ posted_count: 1, total_accrued_minor: '0' });
});

it('a batch dated back is checked against the principal of its own day', async () => {
  const loan = await openLoan(lender);
  await acts(lender).pay(loan, { amount_minor: '400000', effective_at: '2026-05-10' });
  await acts(lender).accrue(loan, { outstanding_principal_minor: '600000' }, { accrual_date: '2026-05-10' });
  const back = await acts(lender).accrue(loan, {}, { accrual_date: '2026-05-09' });
  expect(back.total_accrued_minor).toBe('10000');
  expect(await owes(lender, loan.loanId, '?as_of_date=2026-05-09')).toEqual(['1000000', '10000', '0', '0']);
});

describe('on_duplicate: skip', () => {
  it('passes over what is accrued in the same amount and books the rest', async () => {
    const [one, two] = await twoLoans();
    await acts(lender).accrue(one);
    const loans = [accrualItem(one.loanId), accrualItem(two.loanId)];
    const body = accrualBody(lender.tenantId, loans, { on_duplicate: 'skip' });
    const answer = await lender.post('/accruals/batch', body, freshKey());
    expect(answer.status, answer.text).toBe(201);
    expect(answer.body).toMatchObject({
      loan_count: 2,
      posted_count: 1,
      skipped_count: 1,
      total_accrued_minor: '10000',
    });
    expect(await owes(lender, one.loanId)).toEqual(['1000000', '10000', '0', '0']);
  });

  it('books nothing twice when everything is there already', async () => {
    const [one, two] = await twoLoans();
    const loans = [accrualItem(one.loanId), accrualItem(two.loanId, { interest_minor: '0' })];
    await lender.post('/accruals/batch', accrualBody(lender.tenantId, loans), freshKey());
    const body = accrualBody(lender.tenantId, loans, { on_duplicate: 'skip' });
    const answer = await lender.post('/accruals/batch', body, freshKey());
    expect(answer.status, answer.text).toBe(201);
    expect(answer.body).toMatchObject({ posted_count: 0, skipped_count: 2, total_accrued_minor: '0' });
    expect(await owes(lender, one.loanId)).toEqual(['1000000', '10000', '0', '0']);
  });
});

it('a dry run answers what would be booked, books nothing, and leaves the key free', async () => {
  const loan = await openLoan(lender);
  const key = freshKey();
  const body = accrualBody(lender.tenantId, [accrualItem(loan.loanId)]);
  const before = await stage.census();
  const rehearsed = await lender.post('/accruals/batch', { ...body, dry_run: true }, key);
  expect(rehearsed.status).toBe(200);
  expect(rehearsed.headers.has('idempotent-replayed')).toBe(false);
  expect(rehearsed.body).toMatchObject({ dry_run: true, posted_count: 1, total_accrued_minor: '10000' });
  expect(await stage.census()).toBe(before);
  const real = await lender.post('/accruals/batch', body, key);
  expect(real.status).toBe(201);
  expect(real.body).not.toHaveProperty('dry_run');
});

it('a dry run refuses what the batch itself would be refused for', async () => {
  const loan = await openLoan(lender);
  const item = accrualItem(loan.loanId, { outstanding_principal_minor: '1' });
  const body = accrualBody(lender.tenantId, [item], { dry_run: true });
  await stage.refused('batch_rejected', () => lender.post('/accruals/batch', body, freshKey()));
});

it('a program that records mismatches books them with a warning of both figures', async () => {
  const programId = await addProgram(stage, lender, { principalMismatch: 'record' });
  const loan = await openLoan(lender, { program_id: programId });
  const answer = await acts(lender).accrue(loan, { outstanding_principal_minor: '999' });
  expect(answer.warnings).toContainEqual({
    code: 'principal_mismatch',
    detail: 'principal 1000000 at 2026-04-30, sent 999',
    loan_id: loan.loanId,
  });
});
