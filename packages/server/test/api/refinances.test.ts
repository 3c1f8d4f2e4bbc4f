import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { attempts, corrections, journal, openingBody, refinanceBody } from './corrections.ts';
import { acts, type Fields, freshKey, openLoan, owes, type TestLoan } from './loan-life.ts';
import { addProgram } from './programs.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let lender: Lender;
let mexican: string;
/** The old loan of scenario S9: principal 320,000, interest 4,200, fees 800. */
let old: TestLoan;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
  mexican = await addProgram(stage, lender, { currency: 'MXN' });
});

afterAll(() => stage.close());

async function comeIn(opening: Fields): Promise<TestLoan> {
  const body = openingBody(opening);
  await corrections(lender).open(body);
  return { loanId: body.loan_id, borrowerId: body.borrower_id, programId: lender.tenantId, disbursementId: '' };
}

beforeEach(async () => {
  old = await comeIn({ principal_minor: '320000', interest_minor: '4200', fees_minor: '800' });
});

const balance = async (loanId: string) => (await lender.get(`/loans/${loanId}/balance`)).body;
const settle = (id: string, effective_at: string) =>
  lender.post(`/disbursements/${id}/settle`, { effective_at }, freshKey());

describe('S9: payoff, withheld fee and cash-out in one entry over two loans', () => {
  let body: ReturnType<typeof refinanceBody>;
  beforeEach(() => {
    body = refinanceBody(old, {
      effective_at: '2026-06-01',
      cash_out_minor: '165000',
      withheld_fee_minor: '10000',
      method: 'ach',
    });
  });

  it('each loan balances alone, and what passes between them goes through 2900', async () => {
    expect(await corrections(lender).refinance(body)).toMatchObject({
      payoff_minor: '325000',
      principal_minor: '500000',
      capitalized_interest_minor: '4200',
      capitalized_fees_minor: '800',
      cash_out_minor: '165000',
      withheld_fee_minor: '10000',
      old_loan_id: old.loanId,
      new_loan_id: body.new_loan_id,
      warnings: [],
    });
    expect((await journal(lender, old.loanId)).at(-1)).toBe(
      'refinance, 2900 DR 325000, 1100 CR 320000, 1200 CR 4200, 1300 CR 800',
    );
    expect(await journal(lender, body.new_loan_id)).toEqual([
      'refinance, 1100 DR 500000, 2900 CR 325000, 2300 CR 10000, 2100 CR 165000',
    ]);
    expect(await balance(old.loanId)).toMatchObject({ status: 'refinanced', total_exposure_minor: '0' });
    expect(await balance(body.new_loan_id)).toMatchObject({ status: 'active', total_exposure_minor: '500000' });
  });

  it('the cash-out settles once, comes back from the bank, and settles again', async () => {
    const { refinance_event_id: id } = await corrections(lender).refinance(body);
    const first = await settle(id, '2026-06-03');
    expect(first.body, first.text).toMatchObject({ disbursement_event_id: id });
    const twice = await stage.refused('already_settled', () => settle(id, '2026-06-03'));
    expect(twice.body.detail).toBe(`settled by event ${first.body.settlement_event_id}`);
    await corrections(lender).reverse(first.body.journal_entry_id, { effective_at: '2026-06-05', reason_code: 'r03' });
    expect(await owes(lender, body.new_loan_id)).toEqual(['500000', '0', '0', '0']);
    expect((await settle(id, '2026-06-08')).status).toBe(201);
    expect((await journal(lender, body.new_loan_id)).slice(1)).toEqual([
      'disbursement_settled, 2100 DR 165000, 1000 CR 165000',
      'reversal, 1000 DR 165000, 2100 CR 165000',
      'disbursement_settled, 2100 DR 165000, 1000 CR 165000',
    ]);
  });

  it('the borrower gives the cash-out up: an adjustment cancels the draw', async () => {
    await corrections(lender).refinance(body);
    const lines = [`DR 2100 165000 ${body.new_loan_id}`, `CR 1100 165000 ${body.new_loan_id}`];
    await corrections(lender).adjust(lines, { effective_at: '2026-06-01' });
    expect(await owes(lender, body.new_loan_id)).toEqual(['335000', '0', '0', '0']);
  });

  it('by internal transfer the cash-out has left at once', async () => {
    const { refinance_event_id: id } = await corrections(lender).refinance({ ...body, method: 'internal_transfer' });
    await stage.refused('already_settled', () => settle(id, '2026-06-03'));
  });

  it('reversed, neither loan knows of it: the old one owes again, the new one waits for a draw', async () => {
    const { journal_entry_id, refinance_event_id: id } = await corrections(lender).refinance(body);
    await corrections(lender).reverse(journal_entry_id);
    expect(await owes(lender, old.loanId)).toEqual(['320000', '4200', '800', '0']);
    expect(await balance(old.loanId)).toMatchObject({ status: 'active' });
    expect(await balance(body.new_loan_id)).toMatchObject({ status: 'pending', total_exposure_minor: '0' });
    await stage.refused('already_reversed', () => settle(id, '2026-06-03'));
    const again = await corrections(lender).refinance(refinanceBody(old));
    expect(again.payoff_minor).toBe('325000');
  });

  it('a later entry on the new loan stands in its way, and a cascade takes it along', async () => {
    const { journal_entry_id } = await corrections(lender).refinance(body);
    const renewed = { ...old, loanId: body.new_loan_id };
    const { journal_entry_id: fee } = await acts(lender).charge(renewed, { effective_at: '2026-06-10' });
    const refused = await stage.refused('has_dependents', () => attempts(lender).reverse(journal_entry_id));
    expect(refused.body.detail).toBe(`on entry ${journal_entry_id} hang, latest first: ${fee}`);
    const undone = await corrections(lender).reverse(journal_entry_id, { cascade: true });
    expect(undone.reversed_entry_ids).toEqual([fee, journal_entry_id]);
    expect(await owes(lender, body.new_loan_id)).toEqual(['0', '0', '0', '0']);
    expect(await owes(lender, old.loanId)).toEqual(['320000', '4200', '800', '0']);
  });

  it('a loan that was refinanced twice is undone from its end, over three loans', async () => {
    const first = await corrections(lender).refinance(body);
    const next = refinanceBody({ ...old, loanId: body.new_loan_id });
    const second = await corrections(lender).refinance(next);
    const undone = await corrections(lender).reverse(first.journal_entry_id, { cascade: true });
    expect(undone.reversed_entry_ids).toEqual([second.journal_entry_id, first.journal_entry_id]);
    const statuses = [old.loanId, body.new_loan_id, next.new_loan_id].map(async (id) => (await balance(id)).status);
    expect(await Promise.all(statuses)).toEqual(['active', 'pending', 'pending']);
  });
});

it('money in suspense of the old loan pays it first, and the new one owes so much less', async () => {
  const rich = await comeIn({ principal_minor: '1000', interest_minor: '50', suspense_minor: '300' });
  const body = refinanceBody(rich);
  const answer = await corrections(lender).refinance(body);
  expect(answer).toMatchObject({ payoff_minor: '750', principal_minor: '750', capitalized_interest_minor: '0' });
  expect((await journal(lender, rich.loanId)).slice(1)).toEqual([
    'payment_allocated, 2200 DR 300, 1200 CR 50, 1100 CR 250',
    'refinance, 2900 DR 750, 1100 CR 750',
  ]);
  await corrections(lender).reverse(answer.journal_entry_id);
  expect(await owes(lender, rich.loanId)).toEqual(['750', '0', '0', '0']);
});

it('a refinance without a cash-out has nothing to settle', async () => {
  const { refinance_event_id: id } = await corrections(lender).refinance(refinanceBody(old));
  const answer = await stage.refused('event_not_found', () => settle(id, '2026-06-15'));
  expect(answer.body.detail).toBe(`no disbursement ${id}`);
});

it('the accrual of the night of the refinance is stale', async () => {
  await acts(lender).accrue(
    old,
    { outstanding_principal_minor: '320000', interest_minor: '160' },
    { accrual_date: '2026-06-15' },
  );
  const answer = await corrections(lender).refinance(refinanceBody(old));
  expect(answer.payoff_minor).toBe('325160');
  expect(answer.stale_accruals).toEqual([{ accrual_date: '2026-06-15', principal_minor: '0', interest_minor: '160' }]);
});

const nobody = randomUUID();

it.each<[string, () => Fields, string | RegExp]>([
  ['loan_not_found', () => ({ old_loan_id: nobody }), `no loan ${nobody}`],
  ['program_not_found', () => ({ program_id: nobody }), `no program ${nobody}`],
  ['currency_mismatch', () => ({ currency: 'EUR' }), 'the loan is in USD, sent EUR'],
  ['currency_mismatch', () => ({ program_id: mexican }), 'the program lends in MXN, sent USD'],
  ['borrower_mismatch', () => ({ borrower_id: nobody }), /sent /],
  ['effective_date_in_future', () => ({ effective_at: '2026-06-16' }), /2026-06-16 is after/],
  ['effective_before_first_disbursement', () => ({ effective_at: '2026-03-31' }), /2026-03-31 is before the first/],
  ['amount_overflow', () => ({ cash_out_minor: '9223372036854775807' }), /principal would be 9223372036855100807/],
])('refused: %s', async (code, fields, detail) => {
  const answer = await stage.refused(code, () => attempts(lender).refinance(refinanceBody(old, fields())));
  expect(answer.body.detail).toMatch(detail);
});

it('refused: a new loan that is open already', async () => {
  const other = await openLoan(lender);
  await stage.refused('loan_exists', () =>
    attempts(lender).refinance(refinanceBody(old, { new_loan_id: other.loanId })),
  );
});

it('refused: a loan that owes nothing', async () => {
  await acts(lender).pay(old, { amount_minor: '325000' });
  const answer = await stage.refused('loan_state_forbids', () => attempts(lender).refinance(refinanceBody(old)));
  expect(answer.body.detail).toBe('the loan is paid_off, and only an active loan is refinanced');
});

it.each([
  ['a later payment', 'would_go_negative', '/payments', '320000 at 2026-05-01, and 319000 at 2026-05-20'],
  ['a later fee', 'loan_state_forbids', '/fees', '800 at 2026-05-01, and 1800 at 2026-05-20'],
])('refused: a payoff dated before %s, with both figures', async (_, code, path, figures) => {
  const fields = { effective_at: '2026-05-20', amount_minor: '1000' };
  if (path === '/fees') await acts(lender).charge(old, fields);
  else await acts(lender).pay(old, { ...fields, allocation_mode: 'principal_only' });
  const answer = await stage.refused(code, () =>
    attempts(lender).refinance(refinanceBody(old, { effective_at: '2026-05-01' })),
  );
  expect(answer.body.detail).toContain(figures);
});

it('refused: suspense that a bank may still take back', async () => {
  const card = await acts(lender).pay(old, {
    amount_minor: '6000',
    source_method: 'card',
    effective_at: '2026-06-15',
    allocation_mode: 'fees_only',
  });
  const answer = await stage.refused('suspense_on_hold', () => attempts(lender).refinance(refinanceBody(old)));
  expect(answer.body.detail).toBe(`5200 of payment ${card.payment_event_id} may be taken back until 2026-06-16`);
});
