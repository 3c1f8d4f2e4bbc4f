import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { acts, type Fields, freshKey, linesOf, openLoan, owes, type TestLoan } from './loan-life.ts';
import { addProgram } from './programs.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let lender: Lender;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
});

afterAll(() => stage.close());

const settle = (id: string, fields: Fields = {}) =>
  lender.post(`/payments/${id}/settle`, { effective_at: '2026-05-04', ...fields }, freshKey());
const pay = (loan: TestLoan, fields: Fields = {}) => acts(lender).pay(loan, { source_method: 'ach', ...fields });

it('the money is in the bank, and the loan owes what it owed', async () => {
  const loan = await openLoan(lender);
  const paid = await pay(loan);
  const body = await acts(lender).settlePayment(paid.payment_event_id, { bank_ref: 'bank-1' });
  expect(body).toEqual({
    settlement_event_id: expect.any(String),
    payment_event_id: paid.payment_event_id,
    journal_entry_id: expect.any(String),
    posted_at: '2026-06-15T12:00:00.000Z',
  });
  expect(await linesOf(lender, loan.loanId, 'payment_settled')).toEqual([['1000 DR 1000', '1050 CR 1000']]);
  expect(await owes(lender, loan.loanId)).toEqual(['999000', '0', '0', '0']);
});

describe('a program that credits ACH on settlement', () => {
  const creditOn = { ach: 'settlement', card: 'receipt', wire: 'receipt', check: 'receipt' } as const;
  const onSettlement = async () => {
    const others = { internal_transfer: 'receipt', other: 'receipt' } as const;
    const program_id = await addProgram(stage, lender, { creditOn: { ...creditOn, ...others } });
    return openLoan(lender, { program_id });
  };

  it('applies the money now, as its payer had instructed', async () => {
    const loan = await onSettlement();
    await acts(lender).charge(loan);
    const custom_allocation = { fees_minor: '100', interest_minor: '0', principal_minor: '900' };
    const paid = await pay(loan, { allocation_mode: 'custom', custom_allocation });
    expect(await owes(lender, loan.loanId)).toEqual(['1000000', '0', '500', '0']);
    const body = await acts(lender).settlePayment(paid.payment_event_id);
    expect(body.allocation).toEqual({ ...custom_allocation, suspense_minor: '0' });
    expect(body.allocation_entry_id).toEqual(expect.any(String));
    expect(await owes(lender, loan.loanId)).toEqual(['999100', '0', '400', '0']);
  });

  it('and by the waterfall where the instruction no longer fits', async () => {
    const loan = await onSettlement();
    await acts(lender).charge(loan);
    const custom_allocation = { fees_minor: '500', interest_minor: '0', principal_minor: '0' };
    const paid = await pay(loan, { amount_minor: '500', allocation_mode: 'custom', custom_allocation });
    await acts(lender).pay(loan, { amount_minor: '300' });
    const body = await acts(lender).settlePayment(paid.payment_event_id);
    expect(body.allocation).toMatchObject({ fees_minor: '200', principal_minor: '300' });
  });
});

it.each<[string, string, number, (loan: TestLoan) => Promise<string>, Fields, string]>([
  ['of no payment', 'event_not_found', 404, async () => randomUUID(), {}, 'no payment'],
  [
    'of what was in the bank at once',
    'already_settled',
    409,
    async (loan) => (await acts(lender).pay(loan)).payment_event_id,
    {},
    'the money came by wire and was in the bank at once',
  ],
  [
    'of what went back',
    'already_returned',
    409,
    async (loan) => {
      const { payment_event_id: id } = await pay(loan);
      await acts(lender).takeBack(id);
      return id;
    },
    {},
    '1000 of the 1000',
  ],
  [
    'before the money came in',
    'effective_before_first_disbursement',
    422,
    async (loan) => (await pay(loan)).payment_event_id,
    { effective_at: '2026-04-30' },
    '2026-04-30 is before the money came in, 2026-05-01',
  ],
  [
    'of tomorrow',
    'effective_date_in_future',
    422,
    async (loan) => (await pay(loan)).payment_event_id,
    { effective_at: '2026-06-16' },
    '2026-06-16 is after the business date 2026-06-15',
  ],
])('a settlement %s is refused: %s, %i', async (_, code, status, idOf, fields, detail) => {
  const id = await idOf(await openLoan(lender));
  const answer = await stage.refused(code, () => settle(id, fields));
  expect(answer.status).toBe(status);
  expect(answer.body.detail).toContain(detail);
});

it('once, however many say so under keys of their own', async () => {
  const { payment_event_id: id } = await pay(await openLoan(lender));
  const answers = await Promise.all(Array.from({ length: 20 }, () => settle(id)));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(409)]);
  const first = answers.find(({ status }) => status === 201)!.body.settlement_event_id;
  for (const { status, body } of answers) if (status === 409) expect(body.detail).toBe(`settled by event ${first}`);
});
