import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { read } from './books-life.ts';
import { acts, booked, freshKey, openLoan } from './loan-life.ts';
import { addProgram } from './programs.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let lender: Lender;
let programId: string;

/** Two programs, three months, a closed April with entries that come late, and one loan in another currency. */
beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
  programId = await addProgram(stage, lender, {});
  const did = acts(lender);
  const [one, two] = [
    await openLoan(lender),
    await openLoan(lender, { program_id: programId, amount_minor: '500000' }),
  ];
  await openLoan(lender, { currency: 'EUR' });
  await did.settle(one.disbursementId);
  await did.accrue(one);
  await did.accrue(two, { outstanding_principal_minor: '500000', interest_minor: '7' });
  await did.charge(one);
  await did.charge(one, { fee_type: 'late', effective_at: '2026-05-03', amount_minor: '40' });
  await did.pay(one, { amount_minor: '88849' });
  await booked(lender.post('/periods/close', { through_date: '2026-04-30' }, freshKey()));
  await did.charge(two, { effective_at: '2026-04-10', amount_minor: '60' });
  await did.accrue(one, {}, { accrual_date: '2026-04-29' });
  await did.pay(two, { amount_minor: '600000', effective_at: '2026-06-01' });
});
afterAll(() => stage.close());

const rolled = async (month: string, query = '') =>
  (await read(lender, `/roll-forward?month=${month}&currency=USD${query}`)).buckets as {
    bucket: string;
    opening_minor: string;
    closing_minor: string;
    movements: { event_type: string; increase_minor: string; decrease_minor: string }[];
  }[];

const moved = (movements: Awaited<ReturnType<typeof rolled>>[number]['movements']) =>
  movements.map(({ event_type, increase_minor, decrease_minor }) => [event_type, increase_minor, decrease_minor]);

it('tells April as it closed', async () => {
  const [principal, interest, fees, lateCharges] = await rolled('2026-04');
  expect(principal).toMatchObject({ bucket: 'principal', opening_minor: '0', closing_minor: '1500000' });
  expect(moved(principal!.movements)).toEqual([['disbursement', '1500000', '0']]);
  expect(moved(interest!.movements)).toEqual([['accrual', '10007', '0']]);
  expect(moved(fees!.movements)).toEqual([['fee_assessed', '500', '0']]);
  expect(lateCharges).toMatchObject({ opening_minor: '0', movements: [], closing_minor: '0' });
});

it('tells May with what came late for April, and what was paid', async () => {
  const [principal, interest, fees, lateCharges, suspense] = await rolled('2026-05');
  expect(principal!.opening_minor).toBe('1500000');
  expect(moved(interest!.movements)).toEqual([
    ['accrual', '10000', '0'],
    ['payment_allocated', '0', '10000'],
  ]);
  expect(moved(fees!.movements)).toEqual([
    ['payment_allocated', '0', '500'],
    ['fee_assessed', '60', '0'],
  ]);
  expect(moved(lateCharges!.movements)).toEqual([['fee_assessed', '40', '0']]);
  expect(moved(suspense!.movements)).toEqual([
    ['payment_received', '88849', '0'],
    ['payment_allocated', '0', '88849'],
  ]);
});

const MONTHS = ['2026-03', '2026-04', '2026-05', '2026-06', '2026-07'];

describe.each([
  ['all loans', () => ''],
  ['one program', () => `&program_id=${programId}`],
  ['the other', () => `&program_id=${lender.tenantId}`],
])('of %s', (_, narrowed) => {
  it('closing is opening and every increase, less every decrease, and the next opening', async () => {
    const months = await Promise.all(MONTHS.map((month) => rolled(month, narrowed())));
    for (const [index, buckets] of months.entries()) {
      for (const [place, { opening_minor, closing_minor, movements }] of buckets.entries()) {
        const net = movements.reduce((sum, row) => sum + BigInt(row.increase_minor) - BigInt(row.decrease_minor), 0n);
        expect(BigInt(closing_minor)).toBe(BigInt(opening_minor) + net);
        const next = months[index + 1]?.[place];
        if (next !== undefined) expect(next.opening_minor).toBe(closing_minor);
      }
    }
  });

  it.each(MONTHS)('closes %s with the balances of the trial balance', async (month) => {
    const days = { '2026-03': 31, '2026-04': 30, '2026-05': 31, '2026-06': 30, '2026-07': 31 }[month];
    const balance = await read(lender, `/trial-balance?currency=USD&as_of_date=${month}-${days}${narrowed()}`);
    const standing = new Map<string, string>(
      [...balance.accounts, ...balance.memo].map((row) => [row.account_code, row.balance_minor]),
    );
    const buckets = await rolled(month, narrowed());
    const codes = ['1100', '1200', '1300', '1310', '2200', '9100', '9200', '9300', '9400'];
    expect(buckets.map(({ closing_minor }) => closing_minor)).toEqual(codes.map((code) => standing.get(code) ?? '0'));
  });
});

it('the last closing of all loans is what the loans hold', async () => {
  const { accounts } = await read(lender, '/tie-out?currency=USD');
  const closing = (await rolled('2026-07')).map(({ closing_minor }) => closing_minor);
  expect(accounts.map((row: { loans_minor: string }) => row.loans_minor)).toEqual(closing);
});

it.each(['month=0000-01&currency=USD', 'month=2026-13&currency=USD', 'month=2026-05', 'currency=USD'])(
  '%s is refused',
  async (query) => {
    await stage.refused('validation_failed', () => lender.get(`/roll-forward?${query}`));
  },
);

it('of a program that nobody knows is 404', async () => {
  const query = `month=2026-05&currency=USD&program_id=${randomUUID()}`;
  await stage.refused('program_not_found', () => lender.get(`/roll-forward?${query}`));
});
