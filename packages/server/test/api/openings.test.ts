import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { attempts, corrections, journal, openingBody } from './corrections.ts';
import { acts, type Fields, openLoan, owes, type TestLoan } from './loan-life.ts';
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

const UUID = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
const statusOf = async (loanId: string) => (await lender.get(`/loans/${loanId}/balance`)).body.status;
const asLoan = (body: { loan_id: string; borrower_id: string }): TestLoan => ({
  loanId: body.loan_id,
  borrowerId: body.borrower_id,
  programId: lender.tenantId,
  disbursementId: '',
});

it('a loan comes in with what it owes elsewhere, against equity, and counts as drawn', async () => {
  const opening = {
    principal_minor: '200000',
    interest_minor: '3000',
    fees_minor: '500',
    late_charges_minor: '2900',
    suspense_minor: '40',
  };
  const body = openingBody(opening);
  expect(await corrections(lender).open(body)).toEqual({
    loan_event_id: UUID,
    journal_entry_id: UUID,
    posted_at: '2026-06-15T12:00:00.000Z',
    loan_status: 'active',
  });
  expect(await owes(lender, body.loan_id)).toEqual(['200000', '3000', '3400', '40']);
  expect(await journal(lender, body.loan_id)).toEqual([
    'manual_adjustment, 1100 DR 200000, 1200 DR 3000, 1300 DR 500, 1310 DR 2900, 3000 DR 40, 3000 CR 206400, 2200 CR 40',
  ]);
  await acts(lender).pay(asLoan(body), { amount_minor: '3400' });
  expect(await owes(lender, body.loan_id)).toEqual(['200000', '3000', '0', '40']);
});

it('a loan without balances is registered, and its first draw makes it active', async () => {
  const body = openingBody();
  expect(await corrections(lender).open(body)).toMatchObject({ loan_status: 'pending' });
  expect([await statusOf(body.loan_id), await journal(lender, body.loan_id)]).toEqual(['pending', []]);
  await acts(lender).draw({ loan_id: body.loan_id, borrower_id: body.borrower_id, effective_at: '2026-04-10' });
  expect([await statusOf(body.loan_id), await owes(lender, body.loan_id)]).toEqual([
    'active',
    ['1000000', '0', '0', '0'],
  ]);
});

it('money in suspense alone draws nothing', async () => {
  const body = openingBody({ suspense_minor: '700', principal_minor: '0' });
  expect(await corrections(lender).open(body)).toMatchObject({ loan_status: 'pending' });
  expect(await owes(lender, body.loan_id)).toEqual(['0', '0', '0', '700']);
});

it('opened by mistake, it is undone, and waits for a draw', async () => {
  const body = openingBody({ principal_minor: '5000' });
  const { journal_entry_id } = await corrections(lender).open(body);
  await corrections(lender).reverse(journal_entry_id);
  expect([await statusOf(body.loan_id), await owes(lender, body.loan_id)]).toEqual(['pending', ['0', '0', '0', '0']]);
});

const nobody = randomUUID();

it.each<[string, () => [Fields, Fields], string | RegExp]>([
  ['program_not_found', () => [{}, { program_id: nobody }], `no program ${nobody}`],
  ['loan_exists', () => [{}, { loan_id: loan.loanId }], /^loan [0-9a-f-]{36} opened on 2026-04-01$/],
  ['currency_mismatch', () => [{}, { program_id: mexican }], 'the program lends in MXN, sent USD'],
  [
    'effective_date_in_future',
    () => [{}, { effective_at: '2026-06-16' }],
    '2026-06-16 is after the business date 2026-06-15 (UTC)',
  ],
  [
    'amount_overflow',
    () => [{ principal_minor: '9223372036854775807', interest_minor: '1' }, {}],
    /total exposure would be 9223372036854775808/,
  ],
  ['amount_overflow', () => [{ suspense_minor: '9999999999999999999' }, {}], /suspense would be 9999999999999999999/],
])('%s', async (code, fields, detail) => {
  const answer = await stage.refused(code, () => attempts(lender).open(openingBody(...fields())));
  expect(answer.body.detail).toMatch(detail);
});
