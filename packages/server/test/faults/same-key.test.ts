import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openConnections } from '../../src/index.ts';
import { freshDatabase, type TestDatabase } from '../harness/database.ts';
import type { Answer, Lender } from '../harness/server.ts';
import { killAll, startProcess } from './server-process.ts';
import { at, byStatus, DRAWN, draw, drawLoans, findings, newLoan, openLender, payment } from './stage.ts';

let database: TestDatabase;
let admin: postgres.Sql;
/** The same lender at each of two server processes. */
let lenders: Lender[];

beforeAll(async () => {
  database = await freshDatabase();
  admin = postgres(database.url, { max: 1 });
  const processes = await Promise.all([startProcess(database.url), startProcess(database.url)]);
  const connections = openConnections(database.url);
  const credentials = await openLender(connections);
  await connections.end();
  lenders = await Promise.all(processes.map(({ url }) => at(url, credentials)));
}, 60_000);

afterAll(async () => {
  await killAll();
  await admin?.end();
  await database?.drop();
});

/** Sends one request 50 times at once, to both processes in turn. */
const fiftyTimes = (path: string, body: object, key: string): Promise<Answer[]> =>
  Promise.all(Array.from({ length: 50 }, (_, index) => lenders[index % 2]!.post(path, body, key)));

const eventsUnder = async (key: string) =>
  (await admin`select event_id from events where idempotency_key = ${key}`).length;
const balanceOf = async (loanId: string) => (await lenders[0]!.get(`/loans/${loanId}/balance`)).body;

function expectOneEffect(answers: readonly Answer[]): void {
  expect(byStatus(answers)).toEqual({ 201: 1, 200: 49 });
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  const replayed = answers.filter(({ headers }) => headers.get('idempotent-replayed') === 'true');
  expect(replayed.map(({ status }) => status)).toEqual(Array.from({ length: 49 }, () => 200));
}

describe('I2: fifty identical requests over two processes have one effect', () => {
  it('a payment', async () => {
    const [loan] = await drawLoans(lenders[0]!, 1, 10_000);
    expectOneEffect(await fiftyTimes('/payments', payment(loan!, 700), 'payment:fifty'));
    expect(await eventsUnder('payment:fifty')).toBe(1);
    expect(await balanceOf(loan!.loan_id)).toMatchObject({ principal_outstanding_minor: '9300' });
  });

  it('a payment with an external reference, each time under another key', async () => {
    const [loan] = await drawLoans(lenders[0]!, 1, 10_000);
    const body = payment(loan!, 700, { external_ref: 'processor_1' });
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => lenders[index % 2]!.post('/payments', body, `payment:named:${index}`)),
    );
    expectOneEffect(answers);
    expect(await balanceOf(loan!.loan_id)).toMatchObject({ principal_outstanding_minor: '9300' });
  });

  it('the first draw of a loan nobody knows, where there is no row to lock', async () => {
    const loan = newLoan();
    expectOneEffect(await fiftyTimes('/disbursements', draw(loan, 10_000), 'draw:fifty'));
    expect(await eventsUnder('draw:fifty')).toBe(1);
    expect(await balanceOf(loan.loan_id)).toMatchObject({ principal_outstanding_minor: '10000' });
  });

  it('the first draws of one loan under fifty keys open it once and all count', async () => {
    const loan = newLoan();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        lenders[index % 2]!.post('/disbursements', draw(loan, 100), `draw:part:${index}`),
      ),
    );
    expect(byStatus(answers)).toEqual({ 201: 50 });
    expect(await balanceOf(loan.loan_id)).toMatchObject({ principal_outstanding_minor: '5000' });
  });

  it('an accrual batch', async () => {
    const loans = await drawLoans(lenders[0]!, 20, 10_000);
    const body = {
      program_id: lenders[0]!.tenantId,
      accrual_date: DRAWN,
      day_count_convention: 'ACT_365',
      loans: loans.map(({ loan_id }) => ({ loan_id, outstanding_principal_minor: '10000', interest_minor: '3' })),
    };
    expectOneEffect(await fiftyTimes('/accruals/batch', body, 'accrual:fifty'));
    expect(await balanceOf(loans[7]!.loan_id)).toMatchObject({ interest_receivable_minor: '3' });
  });
});

describe('two processes that post to the same loans at once', () => {
  it('lose no cent, deadlock nowhere and keep the books in order', async () => {
    const loans = await drawLoans(lenders[0]!, 5, 1_000_000);
    const accrual = {
      program_id: lenders[0]!.tenantId,
      accrual_date: DRAWN,
      day_count_convention: 'ACT_365',
      on_duplicate: 'skip',
      loans: loans
        .map(({ loan_id }) => ({ loan_id, outstanding_principal_minor: '1000000', interest_minor: '0' }))
        .reverse(),
    };
    const requests = Array.from({ length: 300 }, (_, index) => {
      const lender = lenders[index % 2]!;
      if (index % 30 === 0) return lender.post('/accruals/batch', accrual, `accrual:${index}`);
      const loan = loans[(index * 7) % 5]!;
      return lender.post(
        '/payments',
        payment(loan, index, { effective_at: DRAWN.replace('01', '02') }),
        `payment:${index}`,
      );
    });
    const answers = await Promise.all(requests);
    expect(byStatus(answers)).toEqual({ 201: 300 });
    const paid = loans.map(() => 0);
    for (let index = 0; index < 300; index++) if (index % 30 !== 0) paid[(index * 7) % 5]! += index;
    const balances = await Promise.all(loans.map(({ loan_id }) => balanceOf(loan_id)));
    expect(balances.map((balance) => balance.principal_outstanding_minor)).toEqual(
      paid.map((sum) => String(1_000_000 - sum)),
    );
  });

  it('leaves books that verify', async () => {
    expect(await findings(database.url)).toEqual([]);
  });
});
