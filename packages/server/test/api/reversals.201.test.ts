import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { corrections, journal } from './corrections.ts';
import { accrualBody, accrualItem, acts, booked, freshKey, openLoan, owes, paymentBody } from './loan-life.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let lender: Lender;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
});

afterAll(() => stage.close());

const UUID = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
const balance = async (loanId: string, query = '') => (await lender.get(`/loans/${loanId}/balance${query}`)).body;
const reverse = (entryId: string, fields = {}) => corrections(lender).reverse(entryId, fields);

describe('a payment that was keyed wrongly', () => {
  it('is undone with its allocation, latest first, each by an entry of its own', async () => {
    const loan = await openLoan(lender);
    await acts(lender).charge(loan);
    const paid = await acts(lender).pay(loan, { amount_minor: '1200', source_method: 'ach', external_ref: 'keyed' });
    const undone = await reverse(paid.journal_entry_id, { cascade: true });
    expect(undone).toEqual({
      reversal_event_id: UUID,
      journal_entry_id: UUID,
      reversed_entry_ids: [paid.allocation_entry_id, paid.journal_entry_id],
      reversal_entry_ids: [UUID, undone.journal_entry_id],
      posted_at: '2026-06-15T12:00:00.000Z',
      warnings: [],
    });
    expect((await journal(lender, loan.loanId)).slice(2)).toEqual([
      'payment_received, 1050 DR 1200, 2200 CR 1200',
      'payment_allocated, 2200 DR 1200, 1300 CR 500, 1100 CR 700',
      'reversal, 1300 DR 500, 1100 DR 700, 2200 CR 1200',
      'reversal, 2200 DR 1200, 1050 CR 1200',
    ]);
    for (const day of ['2026-04-30', '2026-05-01', '2026-06-15']) {
      expect(await owes(lender, loan.loanId, `?as_of_date=${day}`)).toEqual(['1000000', '0', '500', '0']);
    }
  });

  it('says so in the journal: the entry that it undoes, its own date, and the reason', async () => {
    const loan = await openLoan(lender);
    const paid = await acts(lender).pay(loan);
    await reverse(paid.allocation_entry_id, { reason_code: 'wrong_split' });
    const { body } = await lender.get(`/loans/${loan.loanId}/journal-entries`);
    expect(body.items.at(-1)).toMatchObject({
      event_type: 'reversal',
      effective_at: '2026-05-01',
      reverses_entry_id: paid.allocation_entry_id,
      description: 'wrong_split',
    });
    expect(await owes(lender, loan.loanId)).toEqual(['1000000', '0', '0', '1000']);
  });

  it("frees its processor's reference for the payment that was meant", async () => {
    const [wrong, right] = [await openLoan(lender), await openLoan(lender)];
    const its = { external_ref: 'the-one', amount_minor: '900' };
    const paid = await acts(lender).pay(wrong, its);
    const taken = await stage.refused('external_ref_conflict', () =>
      lender.post('/payments', paymentBody(right, its), freshKey()),
    );
    expect(taken.body.detail).toContain(paid.payment_event_id);
    await reverse(paid.journal_entry_id, { cascade: true });
    const meant = await acts(lender).pay(right, its);
    expect(meant.payment_event_id).not.toBe(paid.payment_event_id);
    expect(await owes(lender, right.loanId)).toEqual(['999100', '0', '0', '0']);
    const again = await lender.post('/payments', paymentBody(right, its), freshKey());
    expect([again.status, again.body.payment_event_id]).toEqual([200, meant.payment_event_id]);
  });

  it('from a later day on only: until then it counted', async () => {
    const loan = await openLoan(lender);
    const paid = await acts(lender).pay(loan);
    await reverse(paid.journal_entry_id, { cascade: true, effective_at: '2026-06-01' });
    expect(await owes(lender, loan.loanId, '?as_of_date=2026-05-31')).toEqual(['999000', '0', '0', '0']);
    expect(await owes(lender, loan.loanId, '?as_of_date=2026-06-01')).toEqual(['1000000', '0', '0', '0']);
  });

  it('names the accruals that it makes stale, and leaves them alone', async () => {
    const loan = await openLoan(lender);
    const paid = await acts(lender).pay(loan);
    for (const accrual_date of ['2026-05-01', '2026-05-02']) {
      await acts(lender).accrue(
        loan,
        { outstanding_principal_minor: '999000', interest_minor: '137' },
        { accrual_date },
      );
    }
    const undone = await reverse(paid.journal_entry_id, { cascade: true });
    const stale = { principal_minor: '1000000', interest_minor: '137', loan_id: loan.loanId };
    expect(undone.stale_accruals).toEqual([
      { accrual_date: '2026-05-01', ...stale },
      { accrual_date: '2026-05-02', ...stale },
    ]);
    expect(await owes(lender, loan.loanId)).toEqual(['1000000', '274', '0', '0']);
  });

  it('the same key is answered with the same bytes', async () => {
    const loan = await openLoan(lender);
    const paid = await acts(lender).pay(loan);
    const key = freshKey();
    const body = { journal_entry_id: paid.allocation_entry_id.toUpperCase(), reason_code: 'twice' };
    const first = await lender.post('/reversals', body, key);
    const again = await lender.post('/reversals', body, key);
    expect([first.status, again.status, again.text]).toEqual([201, 200, first.text]);
  });
});

describe('a draw', () => {
  it('undone while it is in transit leaves a loan that waits for its first draw, on any date', async () => {
    const loan = await openLoan(lender);
    const [item] = (await lender.get(`/loans/${loan.loanId}/journal-entries`)).body.items;
    await reverse(item.journal_entry_id);
    expect(await balance(loan.loanId)).toMatchObject({ status: 'pending', total_exposure_minor: '0' });
    await stage.refused('already_reversed', () =>
      lender.post(`/disbursements/${loan.disbursementId}/settle`, { effective_at: '2026-04-02' }, freshKey()),
    );
    const anew = { loan_id: loan.loanId, borrower_id: loan.borrowerId, effective_at: '2026-03-25' };
    await acts(lender).draw(anew);
    expect(await balance(loan.loanId)).toMatchObject({ status: 'active', total_exposure_minor: '1000000' });
  });

  it('that has settled is undone after its settlement, or with it', async () => {
    const loan = await openLoan(lender);
    const settled = await acts(lender).settle(loan.disbursementId);
    const [draw] = (await lender.get(`/loans/${loan.loanId}/journal-entries`)).body.items;
    const undone = await reverse(draw.journal_entry_id, { cascade: true });
    expect(undone.reversed_entry_ids).toEqual([settled.journal_entry_id, draw.journal_entry_id]);
    expect((await journal(lender, loan.loanId)).slice(2)).toEqual([
      'reversal, 1000 DR 1000000, 2100 CR 1000000',
      'reversal, 2100 DR 1000000, 1100 CR 1000000',
    ]);
  });

  it('its settlement, undone when the credit came back, can be booked again', async () => {
    const loan = await openLoan(lender);
    const settled = await acts(lender).settle(loan.disbursementId);
    await reverse(settled.journal_entry_id, { effective_at: '2026-04-06' });
    await acts(lender).settle(loan.disbursementId, { effective_at: '2026-04-08' });
    expect((await journal(lender, loan.loanId)).slice(1)).toEqual([
      'disbursement_settled, 2100 DR 1000000, 1000 CR 1000000',
      'reversal, 1000 DR 1000000, 2100 CR 1000000',
      'disbursement_settled, 2100 DR 1000000, 1000 CR 1000000',
    ]);
  });

  it('the first of two, undone: the loan counts as drawn from the second', async () => {
    const loan = await openLoan(lender);
    const ids = { loan_id: loan.loanId, borrower_id: loan.borrowerId };
    await acts(lender).draw({ ...ids, amount_minor: '5', effective_at: '2026-05-10' });
    const [first] = (await lender.get(`/loans/${loan.loanId}/journal-entries`)).body.items;
    await reverse(first.journal_entry_id);
    const early = await stage.refused('effective_before_first_disbursement', () =>
      lender.post('/payments', paymentBody(loan), freshKey()),
    );
    expect(early.body.detail).toBe('2026-05-01 is before the first disbursement, 2026-05-10');
    expect(await balance(loan.loanId)).toMatchObject({ status: 'active', total_exposure_minor: '5' });
  });
});

describe('an accrual batch', () => {
  const item = (loanId: string, interest_minor: string) => accrualItem(loanId, { interest_minor });
  const batch = (items: object[], fields = {}) =>
    booked(lender.post('/accruals/batch', accrualBody(lender.tenantId, items, fields), freshKey()));

  it('S11: undone whole by one entry; the dates are free, and the reversal of a reversal is refused', async () => {
    const loans = [await openLoan(lender), await openLoan(lender), await openLoan(lender)];
    const [a, b, c] = loans.map(({ loanId }) => loanId) as [string, string, string];
    const b1 = await batch([item(a, '250'), item(b, '0'), item(c, '150')]);
    const undone = await reverse(b1.journal_entry_id, { reason_code: 'wrong_rate' });
    expect(undone).toMatchObject({ reversed_entry_ids: [b1.journal_entry_id], reversed_count: 3 });
    expect((await journal(lender, a)).slice(1)).toEqual([
      'accrual, 1200 DR 250, 4100 CR 250',
      'reversal, 4100 DR 250, 1200 CR 250',
    ]);
    await stage.refused('reversal_of_reversal', () =>
      lender.post('/reversals', { journal_entry_id: undone.journal_entry_id, reason_code: 'oops' }, freshKey()),
    );
    await batch([item(a, '240'), item(b, '1'), item(c, '144')]);
    expect([await owes(lender, a), await owes(lender, b)]).toEqual([
      ['1000000', '240', '0', '0'],
      ['1000000', '1', '0', '0'],
    ]);
  });

  it('undone for one loan, then for the rest of them', async () => {
    const [a, b, c] = [await openLoan(lender), await openLoan(lender), await openLoan(lender)];
    const entry = await batch([a, b, c].map(({ loanId }) => item(loanId, '77')));
    const one = await reverse(entry.journal_entry_id, { loan_ids: [b.loanId.toUpperCase()] });
    expect(one.reversed_count).toBe(1);
    expect([await owes(lender, a.loanId), await owes(lender, b.loanId)]).toEqual([
      ['1000000', '77', '0', '0'],
      ['1000000', '0', '0', '0'],
    ]);
    await batch([item(b.loanId, '70')]);
    const rest = await reverse(entry.journal_entry_id);
    expect(rest.reversed_count).toBe(2);
    expect([await owes(lender, b.loanId), await owes(lender, c.loanId)]).toEqual([
      ['1000000', '70', '0', '0'],
      ['1000000', '0', '0', '0'],
    ]);
  });

  it('a date that was covered by a zero is free again, and can be covered again and undone again', async () => {
    const loan = await openLoan(lender);
    for (const interest of ['0', '0', '9']) {
      const { journal_entry_id } = await batch([item(loan.loanId, interest)]);
      const duplicate = accrualBody(lender.tenantId, [item(loan.loanId, '5')]);
      await stage.refused('accrual_duplicate', () => lender.post('/accruals/batch', duplicate, freshKey()));
      expect(await reverse(journal_entry_id)).toMatchObject({ reversed_count: 1 });
    }
    expect(await owes(lender, loan.loanId)).toEqual(['1000000', '0', '0', '0']);
  });
});

it('an accrual stands in the way of nothing', async () => {
  const loan = await openLoan(lender);
  const fee = await acts(lender).charge(loan);
  await acts(lender).accrue(loan);
  await reverse(fee.journal_entry_id);
  expect(await owes(lender, loan.loanId)).toEqual(['1000000', '10000', '0', '0']);
});

it('an entry of the lender alone is undone too', async () => {
  const capital = await corrections(lender).adjust(['DR 1000 2000000', 'CR 3000 2000000']);
  const undone = await reverse(capital.journal_entry_id);
  expect(undone.reversed_entry_ids).toEqual([capital.journal_entry_id]);
});

it('what has no lines is undone all the same: the end of non-accrual, and then its beginning', async () => {
  const loan = await openLoan(lender);
  const set = (nonaccrual: boolean) =>
    booked(
      lender.post(
        `/loans/${loan.loanId}/nonaccrual`,
        { effective_at: '2026-05-01', nonaccrual, reason: '90 days past due' },
        freshKey(),
      ),
    );
  const begun = await set(true);
  const ended = await set(false);
  const first = await stage.refused('has_dependents', () =>
    lender.post('/reversals', { journal_entry_id: begun.journal_entry_id, reason_code: 'no' }, freshKey()),
  );
  expect(first.body.detail).toContain(ended.journal_entry_id);
  await reverse(ended.journal_entry_id);
  expect((await lender.get(`/loans/${loan.loanId}`)).body).toMatchObject({ nonaccrual: true });
  await reverse(begun.journal_entry_id);
  expect((await lender.get(`/loans/${loan.loanId}`)).body).toMatchObject({ nonaccrual: false });
});

describe('money that came in without a name', () => {
  const receive = (source_method: string) =>
    booked(
      lender.post(
        '/receipts',
        { amount_minor: '900', currency: 'USD', effective_at: '2026-05-01', source_method, external_ref: freshKey() },
        freshKey(),
      ),
    );

  it('is undone with its settlement and the payments that took from it', async () => {
    const [one, two] = [await openLoan(lender), await openLoan(lender)];
    const money = await receive('ach');
    const from = { from_receipt_event_id: money.receipt_event_id };
    const first = await acts(lender).pay(one, { ...from, amount_minor: '600' });
    const second = await acts(lender).pay(two, { ...from, amount_minor: '300' });
    const settled = await booked(
      lender.post(`/payments/${money.receipt_event_id}/settle`, { effective_at: '2026-05-04' }, freshKey()),
    );
    const refused = await stage.refused('has_dependents', () =>
      lender.post('/reversals', { journal_entry_id: money.journal_entry_id, reason_code: 'no' }, freshKey()),
    );
    for (const entry of [settled, first, second]) expect(refused.body.detail).toContain(entry.journal_entry_id);
    const undone = await reverse(money.journal_entry_id, { cascade: true });
    expect(undone.reversed_entry_ids).toEqual([
      settled.journal_entry_id,
      second.allocation_entry_id,
      second.journal_entry_id,
      first.allocation_entry_id,
      first.journal_entry_id,
      money.journal_entry_id,
    ]);
    expect([await owes(lender, one.loanId), await owes(lender, two.loanId)]).toEqual([
      ['1000000', '0', '0', '0'],
      ['1000000', '0', '0', '0'],
    ]);
  });

  it('is not undone and taken from at once: one of the two is refused', async () => {
    for (let round = 0; round < 5; round++) {
      const loan = await openLoan(lender);
      const money = await receive('check');
      const taking = paymentBody(loan, { from_receipt_event_id: money.receipt_event_id, amount_minor: '900' });
      const undoing = { journal_entry_id: money.journal_entry_id, reason_code: 'no' };
      const [taken, undone] = await Promise.all([
        lender.post('/payments', taking, freshKey()),
        lender.post('/reversals', undoing, freshKey()),
      ]);
      expect([taken.status, undone.status].filter((status) => status === 201)).toHaveLength(1);
    }
  });
});
