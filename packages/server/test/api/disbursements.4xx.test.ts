import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { acts, drawBody, type Fields, freshKey, openLoan, type TestLoan } from './loan-life.ts';
import { addProgram } from './programs.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let lender: Lender;
let loan: TestLoan;
let mexican: string;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
  loan = await openLoan(lender);
  mexican = await addProgram(stage, lender, { currency: 'MXN' });
});

afterAll(() => stage.close());

const nobody = randomUUID();

it.each<[string, string, () => Fields, string | RegExp]>([
  ['an unknown program', 'program_not_found', () => ({ program_id: nobody }), `no program ${nobody}`],
  [
    "a currency that is not the program's",
    'currency_mismatch',
    () => ({ program_id: mexican }),
    'the program lends in MXN, sent USD',
  ],
  ["a currency that is not the loan's", 'currency_mismatch', () => again({ currency: 'EUR' }), /in USD, sent EUR/],
  [
    "a borrower that is not the loan's",
    'borrower_mismatch',
    () => again({ borrower_id: nobody }),
    new RegExp(`sent ${nobody}`),
  ],
  [
    "a program that is not the loan's",
    'currency_mismatch',
    () => again({ program_id: mexican }),
    'the program lends in MXN, sent USD',
  ],
  [
    'a date to come',
    'effective_date_in_future',
    () => ({ effective_at: '2026-06-16' }),
    '2026-06-16 is after the business date 2026-06-15 (UTC)',
  ],
  [
    'a date before the first draw',
    'effective_before_first_disbursement',
    () => again({ effective_at: '2026-03-31' }),
    '2026-03-31 is before the first disbursement, 2026-04-01',
  ],
  [
    'more than an amount can be',
    'amount_overflow',
    () => ({ amount_minor: '9223372036854775808' }),
    /principal would be 9223372036854775808/,
  ],
  [
    'a sum that is more than an amount can be',
    'amount_overflow',
    () => again({ amount_minor: '9223372036853775808' }),
    /principal would be 9223372036854775808/,
  ],
])('a draw with %s is refused: %s', async (_, code, fields, detail) => {
  const answer = await stage.refused(code, () => lender.post('/disbursements', drawBody(fields()), freshKey()));
  expect(answer.body.detail).toMatch(detail);
});

const again = (fields: Fields): Fields => ({ loan_id: loan.loanId, borrower_id: loan.borrowerId, ...fields });

it('a draw in another program of the same currency is refused by the program', async () => {
  const other = await addProgram(stage, lender, {});
  const body = drawBody(again({ program_id: other }));
  const answer = await stage.refused('wrong_program', () => lender.post('/disbursements', body, freshKey()));
  expect(answer.body.detail).toBe(`the loan is of program ${lender.tenantId}, sent ${other}`);
});

it('a paid-off loan is not drawn again', async () => {
  const paid = await openLoan(lender);
  await acts(lender).pay(paid, { amount_minor: '1000000' });
  const body = drawBody({ loan_id: paid.loanId, borrower_id: paid.borrowerId, effective_at: '2026-05-02' });
  const answer = await stage.refused('loan_state_forbids', () => lender.post('/disbursements', body, freshKey()));
  expect(answer.body.detail).toContain('paid_off');
});

it.each<[string, Fields, string]>([
  ['a fee as large as the draw', { withheld_fee_minor: '1000000' }, '/withheld_fee_minor'],
  ['a fee of zero', { withheld_fee_minor: '0' }, '/withheld_fee_minor'],
  ['a method that is for payments', { method: 'check' }, '/method'],
  ['an empty destination', { destination_ref: '' }, '/destination_ref'],
  ['a destination of 256 characters', { destination_ref: 'x'.repeat(256) }, '/destination_ref'],
])('a draw with %s is malformed', async (_, fields, pointer) => {
  const answer = await stage.refused('validation_failed', () =>
    lender.post('/disbursements', drawBody(fields), freshKey()),
  );
  expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([pointer]);
});

it('a disbursement settles once: the second time names the first settlement', async () => {
  const settlement = await acts(lender).settle(loan.disbursementId);
  const answer = await stage.refused('already_settled', () =>
    lender.post(`/disbursements/${loan.disbursementId}/settle`, { effective_at: '2026-04-02' }, freshKey()),
  );
  expect(answer.body.detail).toBe(`settled by event ${settlement.settlement_event_id}`);
});

it('an internal transfer has settled itself', async () => {
  const moved = await openLoan(lender, { method: 'internal_transfer' });
  const answer = await stage.refused('already_settled', () =>
    lender.post(`/disbursements/${moved.disbursementId}/settle`, { effective_at: '2026-04-02' }, freshKey()),
  );
  expect(answer.body.detail).toBe(`settled by event ${moved.disbursementId}`);
});

it.each<[string, string, (open: TestLoan) => Promise<string>, string]>([
  ['of nothing', 'event_not_found', async () => nobody, '2026-04-02'],
  [
    'of an event that is a payment',
    'event_not_found',
    async (open) => (await acts(lender).pay(open)).payment_event_id,
    '2026-05-02',
  ],
  ['before the disbursement', 'effective_before_first_disbursement', async (open) => open.disbursementId, '2026-03-31'],
  ['to come', 'effective_date_in_future', async (open) => open.disbursementId, '2026-06-16'],
])('a settlement %s is refused: %s', async (_, code, idOf, effectiveAt) => {
  const id = await idOf(await openLoan(lender));
  await stage.refused(code, () =>
    lender.post(`/disbursements/${id}/settle`, { effective_at: effectiveAt }, freshKey()),
  );
});
