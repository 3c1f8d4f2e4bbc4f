import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { balancesOf, read, reverseAccrual } from './books-life.ts';
import { accrualBody, accrualItem, acts, booked, freshKey, openLoan } from './loan-life.ts';
import { addProgram } from './programs.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let lender: Lender;
let now = new Date('2026-10-02T12:00:00.000Z');

beforeAll(async () => {
  stage = await openStage({ now: () => now });
  lender = await stage.lender();
});
afterAll(() => stage.close());

const later = () => {
  now = new Date(now.getTime() + 60_000);
};

describe('scenario S11', () => {
  const [LA, LB, LC, LE] = Array.from({ length: 4 }, () => randomUUID()) as [string, string, string, string];
  let s11: Lender;

  const accrue = (items: readonly (readonly [string, string, string])[], fields: object = {}) => {
    const loans = items.map(([loan, principal, interest]) =>
      accrualItem(loan, { outstanding_principal_minor: principal, interest_minor: interest }),
    );
    return booked(
      s11.post(
        '/accruals/batch',
        accrualBody(s11.tenantId, loans, { accrual_date: '2026-09-30', ...fields }),
        freshKey(),
      ),
    );
  };

  beforeAll(async () => {
    s11 = await stage.lender();
    const lines = [
      { account_code: '1000', direction: 'DR', amount_minor: '2000000' },
      { account_code: '3000', direction: 'CR', amount_minor: '2000000' },
    ];
    const capital = {
      lines,
      currency: 'USD',
      effective_at: '2026-09-01',
      reason_code: 'capital',
      description: 'Capital',
    };
    await booked(s11.post('/adjustments', capital, freshKey()));
    for (const [loan_id, amount_minor] of [
      [LA, '500000'],
      [LB, '100000'],
      [LC, '180000'],
      [LE, '300000'],
    ] as const) {
      const { disbursementId } = await openLoan(s11, { loan_id, amount_minor, effective_at: '2026-09-29' });
      await acts(s11).settle(disbursementId, { effective_at: '2026-09-29' });
    }
    await accrue([[LB, '100000', '50']]);
    const b1 = await accrue(
      [
        [LA, '500000', '250'],
        [LB, '100000', '50'],
        [LC, '180000', '90'],
        [LE, '300000', '150'],
      ],
      { on_duplicate: 'skip' },
    );
    await reverseAccrual(
      s11,
      b1.journal_entry_id,
      [LA, LC, LE].map((loanId) => ({ loanId })),
    );
    await accrue([
      [LA, '500000', '240'],
      [LC, '180000', '86'],
      [LE, '300000', '144'],
    ]);
  });

  it('has the balances of 2026-09-30', async () => {
    expect(await balancesOf(s11, '?as_of_date=2026-09-30')).toEqual({
      '1000': '920000 DR',
      '1100': '1080000 DR',
      '1200': '520 DR',
      '2100': '0 CR',
      '3000': '2000000 CR',
      '4100': '520 CR',
      total: String(2_000_000 + 1_080_000 + 1_080_000 + 50 + 490 + 490 + 470),
    });
  });

  it('shows the activity of September on 4100: credits 1,010, debits 490', async () => {
    const { accounts } = await read(s11, '/trial-balance?as_of_date=2026-09-30');
    expect(accounts.find((row: { account_code: string }) => row.account_code === '4100')).toEqual({
      account_code: '4100',
      name: 'Interest income',
      class: 'income',
      layer: 'SETTLED',
      debits_minor: '490',
      credits_minor: '1010',
      balance_minor: '520',
      balance_side: 'CR',
    });
  });

  it('holds before the accruals what was drawn, and before the draws the capital', async () => {
    expect(await balancesOf(s11, '?as_of_date=2026-09-29')).toMatchObject({ '1100': '1080000 DR', total: '4160000' });
    expect(await balancesOf(s11, '?as_of_date=2026-09-28')).toMatchObject({ '1000': '2000000 DR', total: '2000000' });
  });

  it('ties out: 1100 is 1,080,000 and 1200 is 520 on both sides', async () => {
    const { accounts, balanced } = await read(s11, '/tie-out');
    expect(balanced).toBe(true);
    const [principal, interest] = accounts;
    const both = { difference_minor: '0', currency: 'USD' };
    expect(principal).toEqual({ ...both, account_code: '1100', ledger_minor: '1080000', loans_minor: '1080000' });
    expect(interest).toEqual({ ...both, account_code: '1200', ledger_minor: '520', loans_minor: '520' });
  });
});

describe('what it is narrowed to', () => {
  let programId: string;
  beforeAll(async () => {
    programId = await addProgram(stage, lender, {});
    await openLoan(lender, { amount_minor: '700' });
    await openLoan(lender, { amount_minor: '30', program_id: programId });
    await openLoan(lender, { amount_minor: '5', currency: 'MXN', program_id: programId });
  });

  it.each([
    ['?currency=USD', '730'],
    ['?currency=MXN', '5'],
    ['?currency=EUR', '0'],
    ['?currency=USD&as_of_date=2026-04-01', '730'],
    ['?currency=USD&as_of_date=2026-03-31', '0'],
    ['?currency=USD&as_of_date=0001-01-01', '0'],
    ['?currency=USD&as_of_date=9999-12-31', '730'],
  ])('%s', async (query, total) => {
    expect(await balancesOf(lender, query)).toMatchObject({ total });
  });

  it('a program has its own loans, and with them the currency that goes unsaid', async () => {
    const own = await balancesOf(lender, `?program_id=${programId}&currency=USD`);
    expect(own).toEqual({ '1100': '30 DR', '2100': '30 CR', total: '30' });
    expect(await read(lender, `/trial-balance?program_id=${lender.tenantId}`)).toMatchObject({
      program_id: lender.tenantId,
      currency: 'USD',
      totals: { debits_minor: '700', credits_minor: '700' },
    });
  });

  it.each([
    ['several currencies', () => lender, '/query/currency must name a currency: the books hold MXN, USD'],
    ['no currency yet', () => stage.lender(), '/query/currency must name a currency: the books hold none yet'],
  ])('books of %s need one named', async (_, whose, detail) => {
    const asker = await whose();
    const { body } = await stage.refused('validation_failed', () => asker.get('/trial-balance'));
    expect(body).toMatchObject({ detail, errors: [{ pointer: '/query/currency' }] });
  });

  it('a program that nobody knows is 404', async () => {
    const id = randomUUID();
    const { body } = await stage.refused('program_not_found', () => lender.get(`/trial-balance?program_id=${id}`));
    expect(body.detail).toBe(`no program ${id}`);
  });

  it('an instant in the year 0 is refused', async () => {
    await stage.refused('validation_failed', () => lender.get('/trial-balance?known_at=0000-01-01T00:00:00Z'));
  });
});

it('names the date on which it stands: today, or the day after a close through today', async () => {
  const early = await stage.lender();
  const loan = await openLoan(early);
  expect(await read(early, '/trial-balance')).toMatchObject({ as_of_date: '2026-10-02' });
  await booked(early.post('/periods/close', { through_date: '2026-10-02' }, freshKey()));
  await acts(early).charge(loan);
  expect(await read(early, '/trial-balance')).toMatchObject({ as_of_date: '2026-10-03', currency: 'USD' });
});

it("shows memo accounts apart, and a lender's own numbers", async () => {
  const own = await stage.lender();
  const loan = await openLoan(own);
  const admin = postgres(stage.server.databaseUrl, { max: 1 });
  await admin`update loans set nonaccrual = true where loan_id = ${loan.loanId}`;
  await admin`update accounts set gl_code = '12010' where tenant_id = ${own.tenantId} and account_code = 1100`;
  await admin.end();
  await acts(own).accrue(loan);
  const { accounts, memo, totals } = await read(own, '/trial-balance');
  const shown = (rows: { account_code: string; balance_minor: string; gl_code?: string }[]) =>
    rows.map((row) => [row.account_code, row.balance_minor, row.gl_code]);
  expect(shown(accounts)).toEqual([
    ['1100', '1000000', '12010'],
    ['2100', '1000000', undefined],
  ]);
  expect(shown(memo)).toEqual([
    ['9400', '10000', undefined],
    ['9900', '10000', undefined],
  ]);
  expect(totals).toEqual({ debits_minor: '1000000', credits_minor: '1000000' });
});

it('known_at reproduces what was stated at the time', async () => {
  const told = await stage.lender();
  const programId = await addProgram(stage, told, {});
  const stated: { query: string; instant: string; body: object }[] = [];
  const state = async () => {
    for (const more of ['&as_of_date=2026-04-30', '&as_of_date=2026-12-31', '', `&program_id=${programId}`]) {
      const query = `?currency=USD${more}`;
      stated.push({ query, instant: now.toISOString(), body: await read(told, `/trial-balance${query}`) });
    }
    later();
  };
  const [one, two] = [await openLoan(told), await openLoan(told, { program_id: programId })];
  await state();
  await acts(told).accrue(one);
  await state();
  await acts(told).accrue(two);
  await acts(told).pay(two, { amount_minor: '88849' });
  await state();
  await acts(told).charge(one, { effective_at: '2026-04-02' });
  await state();
  await booked(told.post('/periods/close', { through_date: '2026-04-30' }, freshKey()));
  await acts(told).pay(one, { effective_at: '2026-04-15' });
  await state();
  await acts(told).charge(two, { effective_at: '2026-04-20' });
  await state();
  for (const { instant, query, body } of stated) {
    const again = await read(told, `/trial-balance${query}&known_at=${instant}`);
    expect(again, `${query} at ${instant}`).toEqual({ ...body, known_at: instant });
  }
});
