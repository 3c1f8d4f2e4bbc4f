import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { acts, type Fields, freshKey, linesOf, openLoan, owes, paymentBody, receiptBody } from './loan-life.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let lender: Lender;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
});

afterAll(() => stage.close());

const settle = (id: string) => lender.post(`/payments/${id}/settle`, { effective_at: '2026-05-04' }, freshKey());
const linesOfEntry = async (id: string) => {
  const { body } = await lender.get(`/journal-entries/${id}`);
  return body.lines.map(
    (line: Fields) => `${line.account_code} ${line.direction} ${line.amount_minor} ${line.loan_id}`,
  );
};

it('money of nobody waits in 2210, of no loan, until a payment takes it', async () => {
  const receipt = await acts(lender).receive();
  expect(receipt).toEqual({
    receipt_event_id: expect.any(String),
    journal_entry_id: expect.any(String),
    posted_at: '2026-06-15T12:00:00.000Z',
  });
  expect(await linesOfEntry(receipt.journal_entry_id)).toEqual(['1050 DR 1000 undefined', '2210 CR 1000 undefined']);
  const loan = await openLoan(lender);
  await acts(lender).pay(loan, { from_receipt_event_id: receipt.receipt_event_id, amount_minor: '600' });
  expect(await linesOf(lender, loan.loanId, 'payment_received')).toEqual([['2210 DR 600', '2200 CR 600']]);
  expect(await owes(lender, loan.loanId)).toEqual(['999400', '0', '0', '0']);
  const more = paymentBody(loan, { from_receipt_event_id: receipt.receipt_event_id, amount_minor: '401' });
  const answer = await stage.refused('receipt_exceeded', () => lender.post('/payments', more, freshKey()));
  expect(answer.body.detail).toContain('holds 400 still, sent 401');
});

it('it settles once, for what did not go back before: of itself, and of payments that had taken it', async () => {
  const { receipt_event_id: id } = await acts(lender).receive();
  const loan = await openLoan(lender);
  const paid = await acts(lender).pay(loan, { from_receipt_event_id: id, amount_minor: '600' });
  await acts(lender).takeBack(paid.payment_event_id, { amount_minor: '100' });
  const { body: back } = await lender.post(
    `/payments/${id}/return`,
    { return_code: 'R02', amount_minor: '50' },
    freshKey(),
  );
  expect(back).toMatchObject({ returned_minor: '50', follow_on_entry_ids: [], return_class: 'administrative' });
  expect(back).not.toHaveProperty('loan_status');
  const settled = await acts(lender).settlePayment(id);
  expect(settled).toMatchObject({ payment_event_id: id });
  expect(await linesOfEntry(settled.journal_entry_id)).toEqual(['1000 DR 850 undefined', '1050 CR 850 undefined']);
  const again = await stage.refused('already_settled', () => settle(id));
  expect(again.body.detail).toBe(`settled by event ${settled.settlement_event_id}`);
  await acts(lender).takeBack(paid.payment_event_id);
  expect((await linesOf(lender, loan.loanId, 'payment_returned'))[1]).toEqual(['1100 DR 500', '1000 CR 500']);
});

it('what is taken back of it at once by many who took from it leaves nothing in transit', async () => {
  const { receipt_event_id: id } = await acts(lender).receive();
  const loans = await Promise.all(Array.from({ length: 4 }, () => openLoan(lender)));
  const take = { from_receipt_event_id: id, amount_minor: '250' };
  const paid = await Promise.all(loans.map((loan) => acts(lender).pay(loan, take)));
  const settling = settle(id);
  await Promise.all(paid.map(({ payment_event_id }) => acts(lender).takeBack(payment_event_id)));
  const settled = await settling;
  const bank = settled.status === 201 ? (await linesOfEntry(settled.body.journal_entry_id))[0].split(' ')[2] : '0';
  const lines = (await Promise.all(loans.map((loan) => linesOf(lender, loan.loanId, 'payment_returned')))).flat(2);
  const sum = (account: string) =>
    lines
      .filter((line) => line.startsWith(`${account} CR`))
      .reduce((total, line) => total + Number(line.split(' ')[2]), 0);
  expect(sum('1050') + Number(bank)).toBe(1_000);
});

describe('it is booked once under its name', () => {
  it('the same again is answered as the first', async () => {
    const body = receiptBody();
    const first = await lender.post('/receipts', body, freshKey());
    const second = await lender.post('/receipts', { ...body, effective_at: '2026-05-02' }, freshKey());
    expect([first.status, second.status, second.text]).toEqual([201, 200, first.text]);
  });

  it('another amount is a conflict, and so is a payment of that name', async () => {
    const body = receiptBody();
    const first = await lender.post('/receipts', body, freshKey());
    const other = await stage.refused('external_ref_conflict', () =>
      lender.post('/receipts', { ...body, amount_minor: '1001' }, freshKey()),
    );
    expect(other.body.detail).toContain(first.body.receipt_event_id);
    const { external_ref, source_method } = body;
    const payment = paymentBody(await openLoan(lender), { external_ref, source_method });
    await stage.refused('external_ref_conflict', () => lender.post('/payments', payment, freshKey()));
  });
});

it.each<[string, string, Fields]>([
  ['without a name', 'validation_failed', { external_ref: undefined }],
  ['of tomorrow', 'effective_date_in_future', { effective_at: '2026-06-16' }],
  ['of a loan', 'validation_failed', { loan_id: randomUUID() }],
])('a receipt %s is refused: %s', async (_, code, fields) => {
  await stage.refused(code, () => lender.post('/receipts', receiptBody(fields), freshKey()));
});
