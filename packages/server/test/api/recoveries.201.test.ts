import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { acts, claims, freshKey, linesOf, openLoan, owes, recoveryBody } from './loan-life.ts';
import { addProgram } from './programs.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let lender: Lender;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
});

afterAll(() => stage.close());

/** A loan of 1,000,000 with interest 10,000 and fees 500, charged off on 2026-05-31. */
async function lostLoan(programId?: string) {
  const loan = await openLoan(lender, programId === undefined ? {} : { program_id: programId });
  await acts(lender).accrue(loan);
  await acts(lender).charge(loan);
  await acts(lender).chargeOff(loan);
  return loan;
}

const parts = (principal_minor: string, interest_minor: string, fees_minor: string) => ({
  principal_minor,
  interest_minor,
  fees_minor,
});

describe('a recovery', () => {
  it('through an agency pays the claim gross, and what the agency kept is a cost', async () => {
    const loan = await lostLoan();
    const body = await acts(lender).recover(loan, { amount_minor: '100000', collection_cost_minor: '20000' });
    expect(body).toEqual({
      recovery_event_id: expect.any(String),
      journal_entry_id: expect.any(String),
      receipt_entry_id: expect.any(String),
      posted_at: '2026-06-15T12:00:00.000Z',
      recovery: { ...parts('100000', '0', '0'), suspense_minor: '0' },
      claims: parts('900000', '10000', '500'),
      loan_status: 'charged_off',
    });
    expect(await linesOf(lender, loan.loanId, 'payment_received')).toEqual([
      ['1000 DR 80000', '5500 DR 20000', '2200 CR 100000'],
    ]);
    expect(await linesOf(lender, loan.loanId, 'recovery')).toEqual([
      ['2200 DR 100000', '9900 DR 100000', '1900 CR 100000', '9100 CR 100000'],
    ]);
    const { body: page } = await lender.get(`/loans/${loan.loanId}/journal-entries`);
    const correlations = page.items.slice(-2).map((entry: { correlation_id: string }) => entry.correlation_id);
    expect(correlations).toEqual([body.recovery_event_id, body.recovery_event_id]);
  });

  it("above the claim leaves the rest in suspense: it is the borrower's", async () => {
    const loan = await lostLoan();
    const body = await acts(lender).recover(loan, { amount_minor: '1010504' });
    expect(body).toMatchObject({
      recovery: { ...parts('1000000', '10000', '500'), suspense_minor: '4' },
      claims: parts('0', '0', '0'),
      loan_status: 'paid_off',
    });
    expect(await owes(lender, loan.loanId)).toEqual(['0', '0', '0', '4']);
  });

  it('by ACH is in transit, and counts at once even where payments count on settlement', async () => {
    const creditOn = { ach: 'settlement', card: 'settlement', wire: 'receipt', check: 'receipt' } as const;
    const programId = await addProgram(stage, lender, {
      creditOn: { ...creditOn, internal_transfer: 'receipt', other: 'receipt' },
    });
    const loan = await lostLoan(programId);
    const body = await acts(lender).recover(loan, { source_method: 'ach' });
    expect(body.recovery).toEqual({ ...parts('1000', '0', '0'), suspense_minor: '0' });
    expect(await linesOf(lender, loan.loanId, 'payment_received')).toEqual([['1050 DR 1000', '2200 CR 1000']]);
  });

  it('dated before the charge-off counts on the claim from its first day', async () => {
    const loan = await lostLoan();
    await acts(lender).recover(loan, { effective_at: '2026-05-20' });
    expect(await owes(lender, loan.loanId, '?as_of_date=2026-05-30')).toEqual(['1000000', '10000', '500', '1000']);
    expect(await claims(lender, loan.loanId, '?as_of_date=2026-05-31')).toEqual(['999000', '10000', '500', '0']);
  });
});

describe('the same processor reference', () => {
  it('under another key is answered as the first, to the byte', async () => {
    const loan = await lostLoan();
    const body = recoveryBody(loan, { source_method: 'card', external_ref: 'rec_1' });
    const first = await lender.post('/recoveries', body, freshKey());
    const before = await stage.census();
    const second = await lender.post('/recoveries', { ...body, effective_at: '2026-06-11' }, freshKey());
    expect([second.status, second.text]).toEqual([200, first.text]);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(await stage.census()).toBe(before);
  });

  it('is one recovery, however many keys send it at once', async () => {
    const loan = await lostLoan();
    const body = recoveryBody(loan, { external_ref: 'rec_2' });
    const answers = await Promise.all(Array.from({ length: 10 }, () => lender.post('/recoveries', body, freshKey())));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(9).fill(200), 201]);
    expect(await claims(lender, loan.loanId)).toEqual(['999000', '10000', '500', '0']);
  });
});
