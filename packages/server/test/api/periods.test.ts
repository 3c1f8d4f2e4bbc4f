import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { read, readAll } from './books-life.ts';
import { accrualBody, accrualItem, acts, booked, feeBody, freshKey, openLoan, owes } from './loan-life.ts';
import { addProgram } from './programs.ts';
import { openStage, type Stage, TODAY } from './stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const close = (lender: Lender, through_date: string, key = freshKey()) =>
  lender.post('/periods/close', { through_date }, key);

describe('a close', () => {
  it('answers the trial balance through its day, memo apart, by currency, and stores it', async () => {
    const lender = await stage.lender();
    const loan = await openLoan(lender);
    await acts(lender).accrue(loan);
    await acts(lender).charge(loan, { effective_at: '2026-05-01' });
    await openLoan(lender, { currency: 'EUR', amount_minor: '7' });
    const closed = await booked(close(lender, '2026-04-30'));
    expect(closed).toEqual({
      period_close_event_id: expect.any(String),
      through_date: '2026-04-30',
      posted_at: '2026-06-15T12:00:00.000Z',
      totals: [
        { currency: 'EUR', debits_minor: '7', credits_minor: '7' },
        { currency: 'USD', debits_minor: '1010000', credits_minor: '1010000' },
      ],
    });
    for (const { currency, ...totals } of closed.totals) {
      const balance = await read(lender, `/trial-balance?as_of_date=2026-04-30&currency=${currency}`);
      expect(balance.totals).toEqual(totals);
    }
    expect(await read(lender, '/periods')).toEqual({ items: [{ ...closed, actor: lender.clientId }] });
  });

  it('replays the same bytes, whatever was posted since', async () => {
    const lender = await stage.lender();
    const key = freshKey();
    const loan = await openLoan(lender);
    const first = await close(lender, '2026-04-30', key);
    await acts(lender).charge(loan, { effective_at: '2026-04-10' });
    const again = await close(lender, '2026-04-30', key);
    expect([again.status, again.text]).toEqual([200, first.text]);
  });

  it('of empty books has no totals', async () => {
    expect(await booked(close(await stage.lender(), '2026-01-31'))).toMatchObject({ totals: [] });
  });

  it.each([
    [
      'the same day',
      '2026-04-30',
      'period_out_of_order',
      409,
      'the books are closed through 2026-04-30, sent 2026-04-30',
    ],
    [
      'an earlier day',
      '2026-04-01',
      'period_out_of_order',
      409,
      'the books are closed through 2026-04-30, sent 2026-04-01',
    ],
    [
      'a day to come',
      '2026-06-16',
      'effective_date_in_future',
      422,
      '2026-06-16 is after the business date 2026-06-15 (UTC)',
    ],
  ])('of %s is refused', async (_, through, code, status, detail) => {
    const lender = await stage.lender();
    await booked(close(lender, '2026-04-30'));
    const refused = await stage.refused(code, () => close(lender, through));
    expect([refused.status, refused.body.detail]).toEqual([status, detail]);
  });

  it('may be of today', async () => {
    expect((await close(await stage.lender(), TODAY)).status).toBe(201);
  });
});

describe('what is posted later with a date in a closed period', () => {
  it('counts on the first open day, and for the loan on its own', async () => {
    const lender = await stage.lender();
    const loan = await openLoan(lender);
    await booked(close(lender, '2026-04-30'));
    await acts(lender).accrue(loan, {}, { accrual_date: '2026-04-30' });
    const { items } = await read(lender, `/loans/${loan.loanId}/journal-entries?event_type=accrual`);
    expect([items[0].effective_at, items[0].accounting_date]).toEqual(['2026-04-30', '2026-05-01']);
    expect(await owes(lender, loan.loanId, '?as_of_date=2026-04-30')).toEqual(['1000000', '10000', '0', '0']);
    const { totals } = await read(lender, '/trial-balance?as_of_date=2026-04-30');
    expect(totals.debits_minor).toBe('1000000');
  });

  it('is refused by a program that would rather: every kind of post, and a batch as a whole', async () => {
    const lender = await stage.lender();
    const programId = await addProgram(stage, lender, { closedPeriod: 'reject' });
    const loan = await openLoan(lender, { program_id: programId });
    await booked(close(lender, '2026-04-30'));
    const detail = 'the books are closed through 2026-04-30, and 2026-04-30 is not after that';
    const batch = accrualBody(programId, [accrualItem(loan.loanId)]);
    for (const post of [
      () => lender.post('/fees', feeBody(loan), freshKey()),
      () => lender.post('/accruals/batch', batch, freshKey()),
    ]) {
      const refused = await stage.refused('period_closed', post);
      expect([refused.status, refused.body.detail]).toEqual([409, detail]);
    }
    await acts(lender).charge(loan, { effective_at: '2026-05-01' });
  });
});

describe('the list of periods', () => {
  const days = ['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31'];
  let lender: Lender;
  beforeAll(async () => {
    lender = await stage.lender();
    for (const day of days) await booked(close(lender, day));
  });

  it.each([1, 2, 5, 500])('is whole and oldest first, %i a page', async (size) => {
    const items = await readAll(lender, '/periods', size);
    expect(items.map((period) => period.through_date)).toEqual(days);
  });

  it('takes no token of another lender, nor an edited one', async () => {
    const { next_page_token: token } = await read(lender, '/periods?page_size=1');
    const other = await stage.lender();
    await stage.refused('page_token_invalid', () => other.get(`/periods?page_token=${token}`));
    await stage.refused('page_token_invalid', () => lender.get(`/periods?page_token=x${token}`));
  });
});
