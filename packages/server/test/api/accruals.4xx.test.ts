import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { accrualBody, accrualItem, acts, type Fields, freshKey, openLoan, type TestLoan } from './loan-life.ts';
import { addProgram } from './programs.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let lender: Lender;
let loan: TestLoan;
let accrued: TestLoan;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
  [loan, accrued] = await Promise.all([openLoan(lender), openLoan(lender)]);
  await acts(lender).accrue(accrued);
});

afterAll(() => stage.close());

const nobody = randomUUID();

/** Sends a batch of the good loan before the given items and expects it to be refused. */
async function refusedBatch(code: string, items: readonly object[], fields: Fields = {}) {
  const body = accrualBody(lender.tenantId, [accrualItem(loan.loanId), ...items], fields);
  return stage.refused(code, () => lender.post('/accruals/batch', body, freshKey()));
}

it.each<[string, string, number, Fields, string]>([
  ['of a program nobody knows', 'program_not_found', 404, { program_id: nobody }, `no program ${nobody}`],
  [
    'of tomorrow',
    'effective_date_in_future',
    422,
    { accrual_date: '2026-06-16' },
    '2026-06-16 is after the business date 2026-06-15 (UTC)',
  ],
  [
    'by another day count',
    'convention_mismatch',
    422,
    { day_count_convention: 'ACT_360' },
    'the program counts ACT_365, sent ACT_360',
  ],
  [
    'of another count than its control says',
    'control_total_mismatch',
    422,
    { control: { loan_count: 2, total_interest_minor: '10000' } },
    '1 loans, control says 2',
  ],
  [
    'of another sum than its control says',
    'control_total_mismatch',
    422,
    { control: { loan_count: 1, total_interest_minor: '10001' } },
    'interest adds up to 10000, control says 10001',
  ],
])('a batch %s is refused whole: %s, %i', async (_, code, status, fields, detail) => {
  const answer = await refusedBatch(code, [], fields);
  expect([answer.status, answer.body.detail]).toEqual([status, detail]);
});

async function otherProgram() {
  const programId = await addProgram(stage, lender, {});
  return accrualItem((await openLoan(lender, { program_id: programId })).loanId);
}

async function paidOff() {
  const paid = await openLoan(lender);
  await acts(lender).pay(paid, { amount_minor: '1000000' });
  return accrualItem(paid.loanId);
}

async function tooMuch() {
  return accrualItem((await openLoan(lender)).loanId, { interest_minor: '9223372036854775807' });
}

describe('an item is named by its pointer and its own code', () => {
  it.each<[string, string, () => Promise<object>, RegExp]>([
    ['twice in the batch', 'duplicate_in_batch', async () => accrualItem(loan.loanId), /stands at item 0 already/],
    [
      'twice in the batch, in capitals',
      'duplicate_in_batch',
      async () => accrualItem(loan.loanId.toUpperCase()),
      /stands at item 0 already/,
    ],
    ['nobody knows', 'loan_not_found', async () => accrualItem(nobody), new RegExp(`no loan ${nobody}`)],
    [
      'that is of another lender',
      'loan_not_found',
      async () => accrualItem((await openLoan(await stage.lender())).loanId),
      /^no loan /,
    ],
    ['of another program', 'wrong_program', otherProgram, /the loan is of program /],
    [
      'in another currency',
      'currency_mismatch',
      async () => accrualItem((await openLoan(lender, { currency: 'EUR' })).loanId),
      /in EUR, the batch in USD/,
    ],
    [
      'whose principal is another',
      'principal_mismatch',
      async () => accrualItem((await openLoan(lender)).loanId, { outstanding_principal_minor: '999999' }),
      /^principal 1000000 at 2026-04-30, sent 999999$/,
    ],
    [
      'that was not drawn yet',
      'loan_not_accruing',
      async () => accrualItem((await openLoan(lender, { effective_at: '2026-05-02' })).loanId),
      /first drawn on 2026-05-02/,
    ],
    ['that is paid off', 'loan_not_accruing', paidOff, /is paid_off/],
    ['with more interest than an amount can be', 'amount_overflow', tooMuch, /above 9223372036854775807/],
  ])('a loan %s: %s', async (_, code, itemOf, detail) => {
    const item = await itemOf();
    const answer = await refusedBatch('batch_rejected', [item]);
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual([{ pointer: '/loans/1', code, detail: expect.stringMatching(detail) }]);
    expect(answer.body.detail).toBe('1 of 2 items refused, nothing was booked');
  });

  it('interest on a principal of zero is implausible', async () => {
    const paid = await openLoan(lender);
    await acts(lender).charge(paid);
    await acts(lender).pay(paid, {
      amount_minor: '1000000',
      effective_at: '2026-04-20',
      allocation_mode: 'principal_only',
    });
    const item = accrualItem(paid.loanId, { outstanding_principal_minor: '0' });
    const answer = await refusedBatch('batch_rejected', [item]);
    expect(answer.body.errors).toMatchObject([{ pointer: '/loans/1', code: 'implausible_interest' }]);
  });
});

describe('duplicates', () => {
  it('as the only fault are a conflict, with the entry that stands in the way', async () => {
    const answer = await refusedBatch('accrual_duplicate', [accrualItem(accrued.loanId)]);
    expect(answer.status).toBe(409);
    const { body: page } = await lender.get(`/loans/${accrued.loanId}/journal-entries?event_type=accrual`);
    const detail = `accrued 10000 for 2026-04-30 by entry ${page.items[0].journal_entry_id}, sent 10000`;
    expect(answer.body.errors).toEqual([{ pointer: '/loans/1', code: 'accrual_duplicate', detail }]);
  });

  it('beside another fault are a rejected batch, each item with its own code', async () => {
    const answer = await refusedBatch('batch_rejected', [accrualItem(accrued.loanId), accrualItem(nobody)]);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((error: Record<string, string>) => [error.pointer, error.code])).toEqual([
      ['/loans/1', 'accrual_duplicate'],
      ['/loans/2', 'loan_not_found'],
    ]);
  });

  it('in another amount are not skipped', async () => {
    const item = accrualItem(accrued.loanId, { interest_minor: '9999' });
    const answer = await refusedBatch('accrual_duplicate', [item], { on_duplicate: 'skip' });
    expect(answer.body.errors).toMatchObject([{ pointer: '/loans/1', code: 'accrual_duplicate' }]);
  });
});

it('the first 1,000 bad items are named, and all are counted', async () => {
  const items = Array.from({ length: 1_200 }, () => accrualItem(randomUUID()));
  const answer = await refusedBatch('batch_rejected', items);
  expect(answer.body.detail).toBe('1200 of 1201 items refused, nothing was booked');
  expect(answer.body.errors).toHaveLength(1_000);
  expect(answer.body.errors[999].pointer).toBe('/loans/1000');
});

it('a total beyond what an amount can be is refused, though each item is lawful', async () => {
  const pair = await Promise.all([openLoan(lender), openLoan(lender)]);
  const items = pair.map(({ loanId }) => accrualItem(loanId, { interest_minor: '5000000000000000000' }));
  const answer = await refusedBatch('amount_overflow', items);
  expect([answer.status, answer.body.detail]).toEqual([
    422,
    'interest adds up to 10000000000000010000, above 9223372036854775807',
  ]);
});

it.each<[string, Fields, string]>([
  ['an empty one', { loans: [] }, '/loans'],
  ['loans that are no list', { loans: {} }, '/loans'],
  ['a control count below zero', { control: { loan_count: -1, total_interest_minor: '0' } }, '/control/loan_count'],
  ['a control count as text', { control: { loan_count: '1', total_interest_minor: '0' } }, '/control/loan_count'],
  ['dry_run as text', { dry_run: 'true' }, '/dry_run'],
  ['a policy for duplicates that is none', { on_duplicate: 'replace' }, '/on_duplicate'],
  ['a convention that is none', { day_count_convention: 'ACT_ACT' }, '/day_count_convention'],
  ['an item with a stray property', { loans: [{ ...accrualItem(nobody), rate: '1' }] }, '/loans/0/rate'],
  ['an item with a number', { loans: [accrualItem(nobody, { interest_minor: 3 })] }, '/loans/0/interest_minor'],
])('a malformed batch is 400: %s', async (_, fields, pointer) => {
  const answer = await refusedBatch('validation_failed', [], fields);
  expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([pointer]);
});

it('one loan more than 100,000 is refused', async () => {
  const items = Array.from({ length: 100_000 }, () => accrualItem(nobody));
  const answer = await refusedBatch('validation_failed', items);
  expect(answer.body.errors).toMatchObject([{ pointer: '/loans', detail: '/loans must name at most 100000 loans' }]);
});
