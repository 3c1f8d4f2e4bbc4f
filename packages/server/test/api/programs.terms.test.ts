import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writing } from '../../src/store/transaction.ts';
import type { Lender } from '../harness/server.ts';
import {
  accrualBody,
  accrualItem,
  acts,
  drawBody,
  type Fields,
  feeBody,
  freshKey,
  openLoan,
  owes,
  paymentBody,
  type TestLoan,
} from './loan-life.ts';
import { openStage, type Stage, TODAY } from './stage.ts';

/** What each term of a program changes in the books. Loans are of 1,000,000 drawn on 2026-04-01, and today is 2026-06-15. */

let stage: Stage;
let lender: Lender;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
});

afterAll(() => stage.close());

/** Writes the terms of a program, a new one unless an id is given, and answers its id. */
async function program(terms: Fields, id: string = randomUUID()): Promise<string> {
  const { status, text } = await lender.put(`/programs/${id}`, { name: 'Terms', ...terms });
  expect(status, text).toBeLessThan(300);
  return id;
}

/** Opens a loan in a program of these terms. */
const loanUnder = async (terms: Fields): Promise<TestLoan> => openLoan(lender, { program_id: await program(terms) });

/** A loan under these terms that owes 500 in fees, 300 in late charges and 10,000 of interest beside its principal. */
async function owingLoan(terms: Fields): Promise<TestLoan> {
  const loan = await loanUnder(terms);
  await acts(lender).charge(loan);
  await acts(lender).charge(loan, { fee_type: 'late', amount_minor: '300' });
  await acts(lender).accrue(loan);
  return loan;
}

const pay = (loan: TestLoan, fields: Fields = {}) => acts(lender).pay(loan, fields);

/** What a payment paid, as the books have it: account and amount, in the order in which it was paid. */
async function creditsOf(entryId: string): Promise<readonly string[]> {
  const { body } = await lender.get(`/journal-entries/${entryId}`);
  return body.lines
    .filter(({ direction }: { direction: string }) => direction === 'CR')
    .map((line: { account_code: string; amount_minor: string }) => `${line.account_code} ${line.amount_minor}`);
}

describe('waterfalls', () => {
  it.each<[string, readonly string[] | undefined, readonly string[]]>([
    ['late charges, fees, interest, principal by default', undefined, ['1310 300', '1300 500', '1200 200']],
    ['interest first', ['interest', 'late_charges', 'fees', 'principal'], ['1200 1000']],
    ['principal first', ['principal', 'interest', 'fees', 'late_charges'], ['1100 1000']],
    ['fees, then principal', ['fees', 'principal'], ['1300 500', '1100 500']],
  ])('%s', async (_, order, credits) => {
    const loan = await owingLoan(order === undefined ? {} : { waterfalls: { default: order } });
    const { allocation_entry_id } = await pay(loan);
    expect((await creditsOf(allocation_entry_id)).toSorted()).toEqual([...credits].sort());
  });

  it('a bucket that is left out is not paid: what the others do not take is suspense', async () => {
    const loan = await owingLoan({ waterfalls: { default: ['fees', 'late_charges'] } });
    const { allocation } = await pay(loan);
    expect(allocation).toEqual({ fees_minor: '800', interest_minor: '0', principal_minor: '0', suspense_minor: '200' });
    expect(await owes(lender, loan.loanId)).toEqual(['1000000', '10000', '0', '200']);
  });

  it('a loan on non-accrual follows its own, and the answer says so', async () => {
    const loan = await owingLoan({ waterfalls: { nonaccrual: ['fees', 'principal'] } });
    const { writer } = stage.server.connections;
    await writing(writer, async (tx) => {
      await tx`update loans set nonaccrual = true where tenant_id = ${lender.tenantId} and loan_id = ${loan.loanId}`;
    });
    const { allocation, explain } = await pay(loan, { explain: true });
    expect([allocation.fees_minor, allocation.principal_minor]).toEqual(['500', '500']);
    expect([explain.waterfall_name, explain.waterfall]).toEqual(['nonaccrual', ['fees', 'principal']]);
  });
});

describe('hold_days', () => {
  it.each<[string, Fields, string | undefined, string]>([
    ['ach 5 by default', {}, '2026-06-18', '0'],
    ['ach 1', { hold_days: { ach: 1 } }, '2026-06-14', '1000'],
    ['ach 2', { hold_days: { ach: 2 } }, '2026-06-15', '0'],
    ['ach 0', { hold_days: { ach: 0 } }, undefined, '1000'],
  ])('%s: money of the 14th is held through %s', async (_, terms, hold, available) => {
    const loan = await loanUnder({ waterfalls: { default: ['fees'] }, ...terms });
    const answer = await pay(loan, { source_method: 'ach', effective_at: '2026-06-14' });
    expect(answer.hold_until).toBe(hold);
    const { body } = await lender.get(`/loans/${loan.loanId}/balance`);
    expect([body.suspense_minor, body.available_suspense_minor]).toEqual(['1000', available]);
  });
});

describe('accrual', () => {
  const accrue = (loan: TestLoan, item: Fields, fields: Fields = {}) =>
    lender.post('/accruals/batch', accrualBody(loan.programId, [accrualItem(loan.loanId, item)], fields), freshKey());
  const refusedFor = async (loan: TestLoan, item: Fields) => {
    const { body } = await stage.refused('batch_rejected', () => accrue(loan, item));
    return [body.errors[0].code, body.errors[0].detail];
  };

  it('principal_tolerance_minor: a difference up to it is none', async () => {
    const loan = await loanUnder({ accrual: { principal_tolerance_minor: '5' } });
    expect(await refusedFor(loan, { outstanding_principal_minor: '1000006' })).toEqual([
      'principal_mismatch',
      'principal 1000000 at 2026-04-30, sent 1000006',
    ]);
    const { status, body } = await accrue(loan, { outstanding_principal_minor: '999995' });
    expect([status, body.warnings.map(({ code }: { code: string }) => code)]).toEqual([201, ['gap_before']]);
  });

  it('principal_mismatch record: a greater one is booked with a warning', async () => {
    const loan = await loanUnder({ accrual: { principal_mismatch: 'record' } });
    const { status, body } = await accrue(loan, { outstanding_principal_minor: '1' });
    expect([status, body.warnings[0].code]).toEqual([201, 'principal_mismatch']);
  });

  it('max_rate_bps: 36% of 1,000,000 for a day is 986, and one is let go for rounding', async () => {
    const loan = await loanUnder({ accrual: { max_rate_bps: 3600 } });
    expect(await refusedFor(loan, { interest_minor: '988' })).toEqual([
      'implausible_interest',
      'interest 988, at most 987 at 3600 basis points',
    ]);
    expect((await accrue(loan, { interest_minor: '987' })).status).toBe(201);
  });

  it('day_count_convention: a batch must name it', async () => {
    const loan = await loanUnder({ day_count_convention: 'ACT_360' });
    await stage.refused('convention_mismatch', () => accrue(loan, {}));
    expect((await accrue(loan, {}, { day_count_convention: 'ACT_360' })).status).toBe(201);
  });
});

describe('backdating', () => {
  it.each<[string, Fields, string, string]>([
    ['max_days 30', { max_days: 30 }, '2026-05-16', '2026-05-15 is 31 days before 2026-06-15, the program allows 30'],
    ['mode reject', { mode: 'reject' }, TODAY, '2026-05-15 is 31 days before 2026-06-15, the program allows 0'],
  ])('%s takes %s and refuses what is older', async (_, backdating, taken, detail) => {
    const loan = await loanUnder({ backdating });
    const old = paymentBody(loan, { effective_at: '2026-05-15' });
    const answer = await stage.refused('backdating_forbidden', () => lender.post('/payments', old, freshKey()));
    expect([answer.status, answer.body.detail]).toEqual([422, detail]);
    await pay(loan, { effective_at: taken });
  });

  it('any day by default', async () => {
    await pay(await loanUnder({}), { effective_at: '2026-04-01' });
  });
});

describe('small_balance_tolerance_minor', () => {
  it('writes off what a payment leaves owing, to 5900, and the loan is paid off', async () => {
    const loan = await loanUnder({ small_balance_tolerance_minor: '7' });
    const answer = await pay(loan, { amount_minor: '999993' });
    expect([answer.small_balance_written_off_minor, answer.loan_status]).toEqual(['7', 'paid_off']);
    const { body } = await lender.get(`/journal-entries/${answer.allocation_entry_id}`);
    expect(body.lines).toMatchObject([
      { direction: 'DR', account_code: '2200', amount_minor: '999993' },
      { direction: 'DR', account_code: '5900', amount_minor: '7' },
      { direction: 'CR', account_code: '1100', amount_minor: '1000000' },
    ]);
    expect(await owes(lender, loan.loanId)).toEqual(['0', '0', '0', '0']);
  });

  it('leaves owing what is more than it', async () => {
    const loan = await loanUnder({ small_balance_tolerance_minor: '7' });
    const answer = await pay(loan, { amount_minor: '999992' });
    expect([answer.small_balance_written_off_minor, answer.loan_status]).toEqual([undefined, 'active']);
    expect(await owes(lender, loan.loanId)).toEqual(['8', '0', '0', '0']);
  });
});

describe('apply_suspense', () => {
  /** A loan with 200 in suspense from a payment that its fees did not use up, and then 500 more in fees. */
  async function withSuspense(apply_suspense: string): Promise<TestLoan> {
    const loan = await loanUnder({ apply_suspense, waterfalls: { default: ['fees'] } });
    await pay(loan, { amount_minor: '200' });
    await acts(lender).charge(loan);
    return loan;
  }

  it('on_request: a payment leaves older suspense alone', async () => {
    const loan = await withSuspense('on_request');
    await pay(loan, { amount_minor: '100' });
    expect(await owes(lender, loan.loanId)).toEqual(['1000000', '0', '400', '200']);
  });

  it('on_next_payment: a payment spends it first, as an allocation of the older money', async () => {
    const loan = await withSuspense('on_next_payment');
    const { allocation } = await pay(loan, { amount_minor: '100' });
    expect(allocation.fees_minor).toBe('100');
    expect(await owes(lender, loan.loanId)).toEqual(['1000000', '0', '200', '0']);
  });
});

describe('credit_on', () => {
  it('settlement: an ACH payment is only noted, in the PENDING layer, and pays nothing yet', async () => {
    const loan = await loanUnder({ credit_on: { ach: 'settlement' } });
    const answer = await pay(loan, { source_method: 'ach' });
    expect(answer.allocation).toEqual({
      fees_minor: '0',
      interest_minor: '0',
      principal_minor: '0',
      suspense_minor: '1000',
    });
    expect(answer.allocation_entry_id).toBeUndefined();
    const { body } = await lender.get(`/journal-entries/${answer.journal_entry_id}`);
    expect(body.lines.map(({ layer }: { layer: string }) => layer)).toEqual(['PENDING', 'PENDING']);
    const { body: balance } = await lender.get(`/loans/${loan.loanId}/balance`);
    expect([balance.suspense_minor, balance.pending_suspense_minor]).toEqual(['0', '1000']);
    expect(await owes(lender, loan.loanId)).toEqual(['1000000', '0', '0', '0']);
  });

  it('and a method that it does not name is credited on receipt', async () => {
    const loan = await loanUnder({ credit_on: { ach: 'settlement' } });
    expect((await pay(loan, { source_method: 'wire' })).allocation.principal_minor).toBe('1000');
  });
});

describe('currency and time zone', () => {
  it('a program with a currency lends in no other', async () => {
    const program_id = await program({ currency: 'MXN' });
    const answer = await stage.refused('currency_mismatch', () =>
      lender.post('/disbursements', drawBody({ program_id }), freshKey()),
    );
    expect(answer.body.detail).toBe('the program lends in MXN, sent USD');
    await openLoan(lender, { program_id, currency: 'MXN' });
  });

  it('the business date is the day in its time zone: at noon UTC it is tomorrow on Kiritimati', async () => {
    const [there, here] = [await loanUnder({ time_zone: 'Pacific/Kiritimati' }), await loanUnder({})];
    const tomorrow = { effective_at: '2026-06-16' };
    await pay(there, tomorrow);
    await stage.refused('effective_date_in_future', () =>
      lender.post('/payments', paymentBody(here, tomorrow), freshKey()),
    );
  });
});

describe('closed_period', () => {
  let own: Lender;

  beforeAll(async () => {
    own = await stage.lender();
    const { writer } = stage.server.connections;
    await writing(writer, async (tx) => {
      await tx`insert into periods values (${own.tenantId}, '2026-04-30', ${randomUUID()}, now(), 'test', '[]')`;
    });
  });

  const openUnder = async (closed_period: string) => {
    const program_id = randomUUID();
    await own.put(`/programs/${program_id}`, { name: 'Terms', closed_period });
    return openLoan(own, { program_id, effective_at: '2026-05-01' });
  };

  it('roll_forward: an entry of a closed day counts on the first open one, and its effective date stays', async () => {
    const program_id = randomUUID();
    await own.put(`/programs/${program_id}`, { name: 'Terms', closed_period: 'roll_forward' });
    const loan = await openLoan(own, { program_id });
    const { body } = await own.get(`/loans/${loan.loanId}/journal-entries`);
    expect([body.items[0].effective_at, body.items[0].accounting_date]).toEqual(['2026-04-01', '2026-05-01']);
  });

  it('reject: an entry of a closed day is 409, and of an open one is booked', async () => {
    const loan = await openUnder('reject');
    expect((await own.post('/fees', feeBody(loan, { effective_at: '2026-05-01' }), freshKey())).status).toBe(201);
    const { body } = await own.get(`/loans/${loan.loanId}`);
    const old = drawBody({ program_id: body.program_id });
    const answer = await stage.refused('period_closed', () => own.post('/disbursements', old, freshKey()));
    expect([answer.status, answer.body.detail]).toEqual([
      409,
      'the books are closed through 2026-04-30, and 2026-04-01 is not after that',
    ]);
  });
});

describe('a version', () => {
  it('holds from the next request on, for loans that were open before it, and changes nothing that was booked', async () => {
    const id = await program({});
    const loan = await openLoan(lender, { program_id: id });
    await acts(lender).charge(loan, { effective_at: '2026-04-01' });
    const first = await pay(loan, { amount_minor: '100', explain: true });
    await program({ waterfalls: { default: ['principal', 'fees'] } }, id);
    const second = await pay(loan, { amount_minor: '100', explain: true });
    expect([first.explain.program_version, first.allocation.fees_minor]).toEqual([1, '100']);
    expect([second.explain.program_version, second.allocation.principal_minor]).toEqual([2, '100']);
    expect(await versionsOf([first, second])).toEqual([1, 2]);
    expect(await owes(lender, loan.loanId)).toEqual(['999900', '0', '400', '0']);
  });

  it('is remembered by every allocation, asked for or not', async () => {
    const id = await program({ name: 'One' });
    await program({ name: 'Two' }, id);
    await program({ name: 'Three' }, id);
    const loan = await openLoan(lender, { program_id: id });
    expect(await versionsOf([await pay(loan)])).toEqual([3]);
  });

  async function versionsOf(payments: readonly { allocation_entry_id: string }[]): Promise<number[]> {
    const ids = payments.map((payment) => payment.allocation_entry_id);
    const rows = await stage.server.connections.operatorSql`
      select journal_entry_id, program_version from journal_entries
      where tenant_id = ${lender.tenantId} and journal_entry_id = any(${ids}::uuid[])`;
    return ids.map((id) => rows.find((row) => row.journal_entry_id === id)!.program_version);
  }
});
