import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { acts, booked, drawBody, freshKey, openLoan, owes, type TestLoan } from './loan-life.ts';
import { addProgram } from './programs.ts';
import { NOW, openStage, type Stage } from './stage.ts';

let stage: Stage;
let lender: Lender;
let loan: TestLoan;
let now = NOW;

/** One loan's life, a while apart by the clock of the server: what each test asks about. */
const WHILE = 20 * 60_000;
const at = (step: number) => new Date(NOW.getTime() + step * WHILE).toISOString();

beforeAll(async () => {
  stage = await openStage({ now: () => now });
  lender = await stage.lender();
  loan = await openLoan(lender);
  now = new Date(at(1));
  await acts(lender).accrue(loan, {}, { accrual_date: '2026-04-30' });
  now = new Date(at(2));
  await acts(lender).pay(loan, { amount_minor: '310000', effective_at: '2026-05-20' });
});

afterAll(() => stage.close());

it('answers every field', async () => {
  const { status, body } = await lender.get(`/loans/${loan.loanId}/balance`);
  expect(status).toBe(200);
  expect(body).toEqual({
    loan_id: loan.loanId,
    currency: 'USD',
    as_of_date: '2026-06-15',
    principal_outstanding_minor: '700000',
    interest_receivable_minor: '0',
    fees_receivable_minor: '0',
    total_exposure_minor: '700000',
    last_activity_at: at(2),
    suspense_minor: '0',
    available_suspense_minor: '0',
    charged_off: { principal_minor: '0', interest_minor: '0', fees_minor: '0' },
    nonaccrual_interest_minor: '0',
    status: 'active',
  });
});

it.each([
  ['0001-01-01', 'long before the first draw', ['0', '0', '0', '0']],
  ['2026-03-31', 'the day before the first draw', ['0', '0', '0', '0']],
  ['2026-04-01', 'the day of the first draw', ['1000000', '0', '0', '0']],
  ['2026-04-29', 'the day before the accrual', ['1000000', '0', '0', '0']],
  ['2026-04-30', 'the day of the accrual', ['1000000', '10000', '0', '0']],
  ['2026-05-19', 'the day before the payment', ['1000000', '10000', '0', '0']],
  ['2026-05-20', 'the day of the payment', ['700000', '0', '0', '0']],
  ['2026-06-15', 'today', ['700000', '0', '0', '0']],
  ['2099-12-31', 'a day to come', ['700000', '0', '0', '0']],
  ['9999-12-31', 'the last day there is', ['700000', '0', '0', '0']],
])('stands as of %s, %s', async (date, _, figures) => {
  expect(await owes(lender, loan.loanId, `?as_of_date=${date}`)).toEqual(figures);
  const { body } = await lender.get(`/loans/${loan.loanId}/balance?as_of_date=${date}`);
  expect(body.as_of_date).toBe(date);
  expect(BigInt(body.total_exposure_minor)).toBe(BigInt(figures[0]!) + BigInt(figures[1]!) + BigInt(figures[2]!));
});

it.each([
  ['2026-03-31', undefined],
  ['2026-04-01', at(0)],
  ['2026-04-30', at(1)],
  ['2026-06-15', at(2)],
])('the last activity as of %s is of an entry that counts', async (date, instant) => {
  const { body } = await lender.get(`/loans/${loan.loanId}/balance?as_of_date=${date}`);
  expect(body.last_activity_at).toBe(instant);
});

it('a day that was asked before is not remembered past an entry that is dated on it or before it', async () => {
  const back = await openLoan(lender);
  const days = ['2026-03-31', '2026-04-01', '2026-04-09', '2026-04-10', '2026-04-11', '2026-05-01', '2026-05-20'];
  const everyDay = (query: string) =>
    Promise.all(days.map((day) => lender.get(`/loans/${back.loanId}/balance?as_of_date=${day}${query}`)));
  await acts(lender).pay(back, { effective_at: '2026-06-01' });
  for (const effective of ['2026-05-20', '2026-04-10', '2026-04-10', '2026-05-01', '2026-04-01']) {
    const before = await everyDay('');
    await acts(lender).pay(back, { effective_at: effective });
    const after = await everyDay('');
    // With known_at, postings are summed each time and nothing is remembered.
    const summed = await everyDay('&known_at=9999-12-31T00:00:00Z');
    expect(after.map(({ body }) => body)).toEqual(summed.map(({ body }) => body));
    const moved = after.map(
      ({ body }, index) => body.principal_outstanding_minor !== before[index]!.body.principal_outstanding_minor,
    );
    expect(moved).toEqual(days.map((day) => day >= effective));
  }
});

describe('known_at', () => {
  it.each([
    ['before anything was posted', '2020-01-01T00:00:00Z', ['0', '0', '0', '0']],
    ['the instant of the draw', at(0), ['1000000', '0', '0', '0']],
    ['after the accrual', at(1.5), ['1000000', '10000', '0', '0']],
    ['after the payment', at(2), ['700000', '0', '0', '0']],
    ['a time to come', '9999-12-31T23:59:59.999999Z', ['700000', '0', '0', '0']],
  ])('%s: what the ledger would have said then', async (_, instant, figures) => {
    expect(await owes(lender, loan.loanId, `?known_at=${instant}`)).toEqual(figures);
  });

  it('and as_of_date count what was both effective and posted', async () => {
    const query = (date: string, instant: string) => `?as_of_date=${date}&known_at=${instant}`;
    expect(await owes(lender, loan.loanId, query('2026-05-31', at(1)))).toEqual(['1000000', '10000', '0', '0']);
    expect(await owes(lender, loan.loanId, query('2026-04-30', at(2)))).toEqual(['1000000', '10000', '0', '0']);
    expect(await owes(lender, loan.loanId, query('2026-04-29', at(2)))).toEqual(['1000000', '0', '0', '0']);
  });

  it('does not know of a payment that is dated back after it', async () => {
    const back = await openLoan(lender);
    now = new Date(at(2.2));
    await acts(lender).pay(back, { effective_at: '2026-04-10' });
    expect(await owes(lender, back.loanId, '?as_of_date=2026-04-10')).toEqual(['999000', '0', '0', '0']);
    const then = `?as_of_date=2026-04-10&known_at=${at(2.1)}`;
    expect(await owes(lender, back.loanId, then)).toEqual(['1000000', '0', '0', '0']);
  });
});

it('shows suspense and does not take it off the exposure', async () => {
  const held = await openLoan(lender);
  await acts(lender).pay(held, { allocation_mode: 'fees_only', amount_minor: '77' });
  const { body } = await lender.get(`/loans/${held.loanId}/balance`);
  expect(body).toMatchObject({ suspense_minor: '77', total_exposure_minor: '1000000' });
});

it('a paid-off loan owes nothing and says so', async () => {
  const paid = await openLoan(lender);
  await acts(lender).pay(paid, { amount_minor: '1000005' });
  const { body } = await lender.get(`/loans/${paid.loanId}/balance`);
  expect(body).toMatchObject({ total_exposure_minor: '0', suspense_minor: '5', status: 'paid_off' });
});

it('a loan nobody knows is 404', async () => {
  const answer = await stage.refused('loan_not_found', () => lender.get(`/loans/${randomUUID()}/balance`));
  expect(answer.status).toBe(404);
});

it("the day is the program's: in Kiritimati it is tomorrow already, and money may be lent on it", async () => {
  const programId = await addProgram(stage, lender, { timeZone: 'Pacific/Kiritimati' });
  const body = drawBody({ program_id: programId, effective_at: '2026-06-16' });
  await booked(lender.post('/disbursements', body, freshKey()));
  const { body: balance } = await lender.get(`/loans/${body.loan_id}/balance`);
  expect(balance).toMatchObject({ as_of_date: '2026-06-16', principal_outstanding_minor: '1000000' });
  const here = drawBody({ effective_at: '2026-06-16' });
  await stage.refused('effective_date_in_future', () => lender.post('/disbursements', here, freshKey()));
});
