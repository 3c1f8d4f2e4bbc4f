import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { acts, type Fields, freshKey, openLoan, owes, paymentBody } from './loan-life.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let lender: Lender;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
});

afterAll(() => stage.close());

/** A loan that owes principal 1,000,000, interest 10,000, fees 500 and late charges 300. */
async function owingLoan() {
  const loan = await openLoan(lender);
  await acts(lender).accrue(loan);
  await acts(lender).charge(loan);
  await acts(lender).charge(loan, { amount_minor: '300', fee_type: 'late' });
  return loan;
}

const split = (fees: string, interest: string, principal: string, suspense: string) => ({
  fees_minor: fees,
  interest_minor: interest,
  principal_minor: principal,
  suspense_minor: suspense,
});

const custom = (fees: string, interest: string, principal: string) => ({
  allocation_mode: 'custom',
  custom_allocation: { fees_minor: fees, interest_minor: interest, principal_minor: principal },
});

it.each<[string, Fields, ReturnType<typeof split>]>([
  ['the waterfall: late charges and fees first', { amount_minor: '700' }, split('700', '0', '0', '0')],
  ['the waterfall: then interest', { amount_minor: '10800' }, split('800', '10000', '0', '0')],
  ['the waterfall: then principal', { amount_minor: '20800' }, split('800', '10000', '10000', '0')],
  ['the waterfall: the rest to suspense', { amount_minor: '1010801' }, split('800', '10000', '1000000', '1')],
  ['principal only', { allocation_mode: 'principal_only', amount_minor: '900' }, split('0', '0', '900', '0')],
  [
    'principal only, and what does not fit to suspense',
    { allocation_mode: 'principal_only', amount_minor: '1000001' },
    split('0', '0', '1000000', '1'),
  ],
  ['interest only', { allocation_mode: 'interest_only', amount_minor: '12000' }, split('0', '10000', '0', '2000')],
  ['fees only', { allocation_mode: 'fees_only', amount_minor: '1000' }, split('800', '0', '0', '200')],
  ['as the payer says', { amount_minor: '1111', ...custom('10', '1000', '101') }, split('10', '1000', '101', '0')],
  ['all to principal by custom', { amount_minor: '5', ...custom('0', '0', '5') }, split('0', '0', '5', '0')],
])('allocates by %s', async (_, fields, allocation) => {
  const loan = await owingLoan();
  const body = await acts(lender).pay(loan, fields);
  expect(body.allocation).toEqual(allocation);
  const owed = [1_000_000n, 10_000n, 800n];
  const parts = [allocation.principal_minor, allocation.interest_minor, allocation.fees_minor];
  const left = owed.map((amount, index) => String(amount - BigInt(parts[index]!)));
  expect(await owes(lender, loan.loanId)).toEqual([...left, allocation.suspense_minor]);
});

it('answers every field, and the entries behind it', async () => {
  const loan = await openLoan(lender);
  const sent = paymentBody(loan, { external_ref: 'wire 77', metadata: { channel: 'autopay' } });
  const { status, body } = await lender.post('/payments', sent, freshKey());
  expect(status).toBe(201);
  expect(body).toEqual({
    payment_event_id: expect.any(String),
    journal_entry_id: expect.any(String),
    allocation: split('0', '0', '1000', '0'),
    posted_at: '2026-06-15T12:00:00.000Z',
    allocation_entry_id: expect.any(String),
    loan_status: 'active',
    warnings: [],
  });
  const { body: page } = await lender.get(`/loans/${loan.loanId}/journal-entries`);
  const [receipt, allocation] = page.items.slice(1);
  expect(receipt).toMatchObject({
    journal_entry_id: body.journal_entry_id,
    event_type: 'payment_received',
    correlation_id: body.payment_event_id,
    effective_at: '2026-05-01',
    accounting_date: '2026-05-01',
    actor: lender.clientId,
  });
  expect(receipt.lines.map((line: { external_ref: string }) => line.external_ref)).toEqual(['wire 77', 'wire 77']);
  expect(allocation).toMatchObject({
    journal_entry_id: body.allocation_entry_id,
    event_type: 'payment_allocated',
    correlation_id: body.payment_event_id,
  });
});

it.each([
  ['ach', '1050'],
  ['card', '1050'],
  ['wire', '1000'],
  ['check', '1000'],
  ['internal_transfer', '1000'],
  ['other', '1000'],
])('money by %s is booked in account %s', async (method, account) => {
  const loan = await openLoan(lender);
  await acts(lender).pay(loan, { source_method: method });
  const { body } = await lender.get(`/loans/${loan.loanId}/journal-entries?event_type=payment_received`);
  const lines = body.items[0].lines.map((line: Record<string, string>) => `${line.account_code} ${line.direction}`);
  expect(lines).toEqual([`${account} DR`, '2200 CR']);
});

it('a payment that pays everything off says so, and the next one waits in suspense with a warning', async () => {
  const loan = await openLoan(lender);
  expect((await acts(lender).pay(loan, { amount_minor: '1000000' })).loan_status).toBe('paid_off');
  const late = await acts(lender).pay(loan, { amount_minor: '70', effective_at: '2026-05-02' });
  expect(late).toMatchObject({ allocation: split('0', '0', '0', '70'), loan_status: 'paid_off' });
  expect(late).not.toHaveProperty('allocation_entry_id');
  expect(late.warnings).toEqual([{ code: 'loan_paid_off', detail: expect.stringContaining('suspense') }]);
  expect(await owes(lender, loan.loanId)).toEqual(['0', '0', '0', '70']);
});

describe('a payment dated back', () => {
  it('takes no more than what no later day needs (D8)', async () => {
    const loan = await openLoan(lender);
    await acts(lender).pay(loan, { amount_minor: '900000', effective_at: '2026-05-20' });
    const early = await acts(lender).pay(loan, { amount_minor: '150000', effective_at: '2026-04-10' });
    expect(early.allocation).toEqual(split('0', '0', '100000', '50000'));
    expect(await owes(lender, loan.loanId, '?as_of_date=2026-04-10')).toEqual(['900000', '0', '0', '50000']);
    expect(await owes(lender, loan.loanId)).toEqual(['0', '0', '0', '50000']);
  });

  it('does not pay interest that accrued after its day, nor principal that was drawn after it', async () => {
    const loan = await openLoan(lender, { amount_minor: '100' });
    const ids = { loan_id: loan.loanId, borrower_id: loan.borrowerId };
    await acts(lender).draw({ ...ids, amount_minor: '900', effective_at: '2026-04-20' });
    await acts(lender).accrue(loan, { outstanding_principal_minor: '1000', interest_minor: '30' });
    const early = await acts(lender).pay(loan, { amount_minor: '500', effective_at: '2026-04-10' });
    expect(early.allocation).toEqual(split('0', '0', '100', '400'));
  });

  it('on the day of the draw itself is taken', async () => {
    const loan = await openLoan(lender);
    const same = await acts(lender).pay(loan, { effective_at: '2026-04-01' });
    expect(same.allocation).toEqual(split('0', '0', '1000', '0'));
  });
});

describe('the same processor reference under another key', () => {
  it('answers the first payment, to the byte, and books nothing', async () => {
    const loan = await openLoan(lender);
    const body = paymentBody(loan, { external_ref: 'ch_1', source_method: 'card' });
    const first = await lender.post('/payments', body, freshKey());
    const before = await stage.census();
    const differently = { ...body, effective_at: '2026-05-03', metadata: { retry: 1 } };
    const second = await lender.post('/payments', differently, freshKey());
    expect([second.status, second.text]).toEqual([200, first.text]);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect(await stage.census()).toBe(before);
  });

  it('is another payment when the method is another', async () => {
    const loan = await openLoan(lender);
    const card = await acts(lender).pay(loan, { external_ref: 'ch_2', source_method: 'card' });
    const ach = await acts(lender).pay(loan, { external_ref: 'ch_2', source_method: 'ach' });
    expect(ach.payment_event_id).not.toBe(card.payment_event_id);
  });

  it('is one payment, however many keys send it at once', async () => {
    const loan = await openLoan(lender);
    const body = paymentBody(loan, { external_ref: 'ch_3', source_method: 'card' });
    const answers = await Promise.all(Array.from({ length: 20 }, () => lender.post('/payments', body, freshKey())));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(19).fill(200), 201]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await owes(lender, loan.loanId)).toEqual(['999000', '0', '0', '0']);
  });
});
