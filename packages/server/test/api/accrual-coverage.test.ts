import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { read, readAll, reverseAccrual } from './books-life.ts';
import { accrualBody, accrualItem, acts, booked, type Fields, freshKey, openLoan, type TestLoan } from './loan-life.ts';
import { addProgram } from './programs.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let now = new Date('2026-06-15T12:00:00.000Z');

beforeAll(async () => {
  stage = await openStage({ now: () => now });
});
afterAll(() => stage.close());

const DATE = '2026-04-30';

/** The loans that are missing for a date, each with its principal then and its last accrual before. */
async function missing(lender: Lender, query = `date=${DATE}`): Promise<Record<string, [string, string | undefined]>> {
  const items = await readAll(lender, `/accruals/coverage?${query}`);
  return Object.fromEntries(items.map((row) => [row.loan_id, [row.principal_minor, row.last_accrual_date]]));
}

const accrue = (lender: Lender, loans: readonly TestLoan[], interest: string, date = DATE) =>
  booked(
    lender.post(
      '/accruals/batch',
      accrualBody(
        lender.tenantId,
        loans.map(({ loanId }) => accrualItem(loanId, { interest_minor: interest })),
        { accrual_date: date },
      ),
      freshKey(),
    ),
  );

const loansOf = async (lender: Lender, count: number, fields: Fields = {}): Promise<TestLoan[]> => {
  const loans = await Promise.all(Array.from({ length: count }, () => openLoan(lender, fields)));
  return loans.sort((a, b) => (a.loanId < b.loanId ? -1 : 1));
};

describe('a loan is missing for a date', () => {
  let lender: Lender;
  beforeAll(async () => {
    lender = await stage.lender();
  });
  const only = async (loan: TestLoan, query = `date=${DATE}`) => (await missing(lender, query))[loan.loanId];

  it('until it accrues, with interest or a zero', async () => {
    const [one, two] = (await loansOf(lender, 2)) as [TestLoan, TestLoan];
    expect(await only(one)).toEqual(['1000000', undefined]);
    await accrue(lender, [one], '10000');
    await accrue(lender, [two], '0');
    expect([await only(one), await only(two)]).toEqual([undefined, undefined]);
    expect(await only(one, 'date=2026-05-01')).toEqual(['1000000', DATE]);
    expect(await only(two, 'date=2026-05-01')).toEqual(['1000000', DATE]);
    expect(await only(one, 'date=2026-04-29')).toEqual(['1000000', undefined]);
  });

  it('when it accrues to memo, it is covered as well', async () => {
    const [loan] = (await loansOf(lender, 1)) as [TestLoan];
    const admin = postgres(stage.server.databaseUrl, { max: 1 });
    await admin`update loans set nonaccrual = true where loan_id = ${loan.loanId}`;
    await admin.end();
    await accrue(lender, [loan], '10000');
    expect(await only(loan)).toBeUndefined();
  });

  it('only from its first draw on, with the principal at the close of the date', async () => {
    const [loan] = (await loansOf(lender, 1)) as [TestLoan];
    await acts(lender).pay(loan, { amount_minor: '400000', effective_at: '2026-05-10' });
    expect(await only(loan, 'date=2026-03-31')).toBeUndefined();
    expect(await only(loan, 'date=2026-04-01')).toEqual(['1000000', undefined]);
    expect(await only(loan, 'date=2026-05-09')).toEqual(['1000000', undefined]);
    expect(await only(loan, 'date=2026-05-10')).toEqual(['600000', undefined]);
    await acts(lender).pay(loan, { amount_minor: '100000', effective_at: '2026-05-01' });
    expect(await only(loan, 'date=2026-05-09')).toEqual(['900000', undefined]);
  });

  it('for the days before it was paid off, and not for those after', async () => {
    const [loan] = (await loansOf(lender, 1)) as [TestLoan];
    await acts(lender).pay(loan, { amount_minor: '1000000', effective_at: '2026-05-10' });
    expect(await only(loan)).toEqual(['1000000', undefined]);
    expect(await only(loan, 'date=2026-05-10')).toBeUndefined();
  });

  it.each([
    ['with interest', '10000'],
    ['of zero', '0'],
  ])('again when its accrual %s is reversed, and not when its neighbour in the batch is', async (_, interest) => {
    const [one, two, three] = (await loansOf(lender, 3)) as [TestLoan, TestLoan, TestLoan];
    const early = await accrue(lender, [one, two, three], interest, '2026-04-29');
    const batch = await accrue(lender, [one, two, three], interest);
    await reverseAccrual(lender, batch.journal_entry_id, [one]);
    await reverseAccrual(lender, batch.journal_entry_id, [three], { effective_at: '2026-05-05' });
    await reverseAccrual(lender, early.journal_entry_id, [three]);
    const found = await missing(lender);
    expect([one, two, three].map(({ loanId }) => found[loanId])).toEqual([
      ['1000000', '2026-04-29'],
      undefined,
      ['1000000', undefined],
    ]);
    await accrue(lender, [one], '9');
    expect(await only(one)).toBeUndefined();
  });
});

describe('known_at', () => {
  it('counts what had been posted by then: draws, payments, accruals and their reversals', async () => {
    const lender = await stage.lender();
    const at = async (act: () => Promise<unknown>) => {
      now = new Date(now.getTime() + 60_000);
      await act();
      return now.toISOString();
    };
    let loan!: TestLoan;
    let zero!: TestLoan;
    let entries: string[] = [];
    const before = now.toISOString();
    const drawn = await at(async () => {
      [loan, zero] = (await loansOf(lender, 2)) as [TestLoan, TestLoan];
    });
    const paid = await at(() => acts(lender).pay(loan, { amount_minor: '5', effective_at: '2026-04-20' }));
    const accrued = await at(async () => {
      const interest = await acts(lender).accrue(loan, { outstanding_principal_minor: '999995' });
      entries = [interest.journal_entry_id, (await accrue(lender, [zero], '0')).journal_entry_id];
    });
    const reversed = await at(async () => {
      const [first, second] = entries as [string, string];
      await reverseAccrual(lender, first, [loan]);
      await reverseAccrual(lender, second, [zero]);
    });
    const known = async (instant: string) => {
      const found = await missing(lender, `date=${DATE}&known_at=${instant}`);
      return [found[loan.loanId]?.[0], found[zero.loanId]?.[0]];
    };
    expect(await known(before)).toEqual([undefined, undefined]);
    expect(await known(drawn)).toEqual(['1000000', '1000000']);
    expect(await known(paid)).toEqual(['999995', '1000000']);
    expect(await known(accrued)).toEqual([undefined, undefined]);
    expect(await known(reversed)).toEqual(['999995', '1000000']);
  });
});

describe('pages', () => {
  let lender: Lender;
  let ids: string[];
  beforeAll(async () => {
    lender = await stage.lender();
    const loans = await loansOf(lender, 60);
    const covered = loans.filter((_, index) => index % 10 !== 3 && index !== 59);
    await accrue(lender, covered, '1');
    ids = loans.filter((loan) => !covered.includes(loan)).map(({ loanId }) => loanId);
  });

  it.each([1, 2, 3, 6, 7, 8, 50, 500])('of %i hold every missing loan once, in the order of ids', async (size) => {
    const items = await readAll(lender, `/accruals/coverage?date=${DATE}`, size);
    expect(items.map((row) => row.loan_id)).toEqual(ids);
  });

  it('are narrowed to a program', async () => {
    const programId = await addProgram(stage, lender, {});
    const [other] = (await loansOf(lender, 1, { program_id: programId })) as [TestLoan];
    const query = `date=${DATE}&program_id=`;
    expect(Object.keys(await missing(lender, query + programId))).toEqual([other.loanId]);
    expect(Object.keys(await missing(lender, query + lender.tenantId))).toEqual(ids);
  });

  it('are of their question', async () => {
    const { next_page_token: token } = await read(lender, `/accruals/coverage?date=${DATE}&page_size=1`);
    const ask = (query: string) => lender.get(`/accruals/coverage?${query}&page_size=1&page_token=${token}`);
    await stage.refused('page_token_invalid', () => ask('date=2026-04-29'));
    await stage.refused('page_token_invalid', () => ask(`date=${DATE}&program_id=${lender.tenantId}`));
    expect((await ask(`date=${DATE}`)).status).toBe(200);
  });

  it('of a program that nobody knows are 404, and an instant in the year 0 is refused', async () => {
    const query = `date=${DATE}&program_id=${randomUUID()}`;
    await stage.refused('program_not_found', () => lender.get(`/accruals/coverage?${query}`));
    const zero = `date=${DATE}&known_at=0000-01-01T00:00:00Z`;
    await stage.refused('validation_failed', () => lender.get(`/accruals/coverage?${zero}`));
  });
});

describe('the receipt of a batch', () => {
  it('is its answer, and what was reversed of it since', async () => {
    const lender = await stage.lender();
    const [one, two, three] = (await loansOf(lender, 3)) as [TestLoan, TestLoan, TestLoan];
    await acts(lender).accrue(three);
    const items = [
      accrualItem(one.loanId),
      accrualItem(two.loanId, { interest_minor: '0' }),
      accrualItem(three.loanId),
    ];
    const body = accrualBody(lender.tenantId, items, { on_duplicate: 'skip' });
    const batch = await booked(lender.post('/accruals/batch', body, freshKey()));
    const receipt = { ...batch, program_id: lender.tenantId, accrual_date: DATE };
    const get = () => read(lender, `/accruals/${batch.accrual_event_id}`);
    expect(batch).toMatchObject({ loan_count: 3, posted_count: 2, skipped_count: 1, total_accrued_minor: '10000' });
    expect(await get()).toEqual({ ...receipt, reversed_count: 0, reversed_minor: '0' });
    await reverseAccrual(lender, batch.journal_entry_id, [one]);
    expect(await get()).toEqual({ ...receipt, reversed_count: 1, reversed_minor: '10000' });
    await reverseAccrual(lender, batch.journal_entry_id, [two]);
    expect(await get()).toEqual({ ...receipt, reversed_count: 2, reversed_minor: '10000' });
  });

  it('of what is no batch is 404', async () => {
    const lender = await stage.lender();
    const loan = await openLoan(lender);
    for (const id of [randomUUID(), loan.disbursementId]) {
      const { body } = await stage.refused('event_not_found', () => lender.get(`/accruals/${id}`));
      expect(body.detail).toBe(`no accrual batch ${id}`);
    }
  });
});
