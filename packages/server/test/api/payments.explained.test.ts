import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { acts, freshKey, openLoan, owes, paymentBody, type TestLoan } from './loan-life.ts';
import { openStage, type Stage } from './stage.ts';

/** What a payment tells beside its split: what it would book, how the split came about, and what it made stale. */

let stage: Stage;
let lender: Lender;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
});

afterAll(() => stage.close());

/** A loan that owes 1,000,000 of principal, 10,000 of interest and 500 of fees. */
async function owing(): Promise<TestLoan> {
  const loan = await openLoan(lender);
  await acts(lender).accrue(loan);
  await acts(lender).charge(loan);
  return loan;
}

const pay = (loan: TestLoan, fields: object, key = freshKey()) =>
  lender.post('/payments', paymentBody(loan, { amount_minor: '88849', ...fields }), key);

describe('a rehearsal', () => {
  it('answers 200 with what would be booked, books nothing, and leaves the key free', async () => {
    const loan = await owing();
    const key = freshKey();
    const before = await stage.census();
    const rehearsed = await pay(loan, { dry_run: true }, key);
    expect([rehearsed.status, rehearsed.headers.get('idempotent-replayed')]).toEqual([200, null]);
    expect(rehearsed.body).toMatchObject({
      dry_run: true,
      allocation: { fees_minor: '500', interest_minor: '10000', principal_minor: '78349', suspense_minor: '0' },
      loan_status: 'active',
    });
    expect(await stage.census(), 'the real path ran, and was rolled back').toBe(before);
    const booked = await pay(loan, {}, key);
    expect(booked.status, booked.text).toBe(201);
    expect(booked.body.allocation).toEqual(rehearsed.body.allocation);
    expect(booked.body).not.toHaveProperty('dry_run');
  });

  it('is refused as the payment would be', async () => {
    const loan = await owing();
    const custom = { fees_minor: '501', interest_minor: '0', principal_minor: '88348' };
    const asked = { dry_run: true, allocation_mode: 'custom', custom_allocation: custom };
    const answer = await stage.refused('allocation_exceeds_owed', () => pay(loan, asked));
    expect(answer.body.detail).toBe('fees owed 500, sent 501');
  });
});

describe('an explained payment', () => {
  it('names the waterfall, its version, and for each bucket what it was owed, got and has left', async () => {
    const { body } = await pay(await owing(), { explain: true });
    expect(body.explain).toEqual({
      waterfall: ['late_charges', 'fees', 'interest', 'principal'],
      waterfall_name: 'default',
      program_version: 1,
      buckets: [
        { bucket: 'late_charges', owed_minor: '0', applied_minor: '0', left_minor: '0' },
        { bucket: 'fees', owed_minor: '500', applied_minor: '500', left_minor: '0' },
        { bucket: 'interest', owed_minor: '10000', applied_minor: '10000', left_minor: '0' },
        { bucket: 'principal', owed_minor: '1000000', applied_minor: '78349', left_minor: '921651' },
      ],
    });
  });

  it.each([
    ['principal_only', ['principal'], '0', '0', '88849'],
    ['interest_only', ['interest'], '0', '10000', '0'],
    ['fees_only', ['late_charges', 'fees'], '500', '0', '0'],
  ])('says that an instruction took its place: %s', async (mode, waterfall, fees, interest, principal) => {
    const { body } = await pay(await owing(), { explain: true, allocation_mode: mode });
    expect(body.explain).toMatchObject({ waterfall_name: mode, waterfall });
    const parts = { fees_minor: fees, interest_minor: interest, principal_minor: principal };
    expect(body.allocation).toMatchObject(parts);
  });

  it('is replayed with its explanation, to the byte', async () => {
    const loan = await owing();
    const key = freshKey();
    const first = await pay(loan, { explain: true }, key);
    const replay = await pay(loan, { explain: true }, key);
    expect([replay.status, replay.text]).toEqual([200, first.text]);
  });

  it('is not explained unasked', async () => {
    expect((await pay(await owing(), {})).body).not.toHaveProperty('explain');
  });
});

it('a payment that is dated back names the accruals whose principal it changed, with the one now in force', async () => {
  const loan = await owing();
  const { body } = await pay(loan, { effective_at: '2026-04-15', allocation_mode: 'principal_only' });
  expect(body.stale_accruals).toEqual([
    { accrual_date: '2026-04-30', principal_minor: '911151', interest_minor: '10000' },
  ]);
  expect(await owes(lender, loan.loanId)).toEqual(['911151', '10000', '500', '0']);
});
