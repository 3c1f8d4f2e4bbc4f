import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { read, readAll } from './books-life.ts';
import {
  accrualBody,
  accrualItem,
  acts,
  booked,
  drawBody,
  freshKey,
  openLoan,
  paymentBody,
  type TestLoan,
} from './loan-life.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let lender: Lender;
let one: TestLoan;
let two: TestLoan;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
  one = await openLoan(lender);
  two = await openLoan(lender);
  await acts(lender).settle(one.disbursementId);
  const loans = [accrualItem(two.loanId), accrualItem(one.loanId, { interest_minor: '4' })];
  await booked(lender.post('/accruals/batch', accrualBody(lender.tenantId, loans), freshKey()));
  await acts(lender).charge(two);
  await acts(lender).pay(one, { amount_minor: '300', metadata: { channel: 'branch' } });
  await booked(lender.post('/periods/close', { through_date: '2026-03-31' }, freshKey()));
});
afterAll(() => stage.close());

const feed = (query = '', size?: number) => readAll(lender, `/events?${query}`, size);
const kinds = async (query = '') => (await feed(query)).map(({ position, kind }) => `${position} ${kind}`);

it('tells everything that happened, in the order of commit, numbered from 1', async () => {
  expect(await kinds()).toEqual([
    '1 disbursement',
    '2 disbursement',
    '3 settlement',
    '4 accrual',
    '5 fee',
    '6 payment',
    '7 period_close',
  ]);
});

it('tells of an event what was asked, answered and booked', async () => {
  const key = freshKey();
  const body = paymentBody(two, { amount_minor: '700', external_ref: `ref_${key}` });
  const own = await stage.lender();
  const loan = await openLoan(own, { loan_id: two.loanId, borrower_id: two.borrowerId });
  await acts(own).settle(loan.disbursementId, { bank_ref: 'B1' });
  const paid = await booked(own.post('/payments', body, key));
  const [, settlement, payment] = await readAll(own, '/events');
  expect(payment).toMatchObject({
    position: '3',
    event_id: paid.payment_event_id,
    kind: 'payment',
    loan_id: two.loanId,
    actor: own.clientId,
    idempotency_key: key,
    posted_at: paid.posted_at,
    request: body,
    answer: paid,
  });
  expect(payment).not.toHaveProperty('subject_event_id');
  const { items } = await read(own, `/loans/${two.loanId}/journal-entries?from_date=2026-05-01`);
  const entries = items.map((item: { lines: object[] }) => ({ ...item, line_count: item.lines.length }));
  expect(payment.entries).toEqual(entries);
  expect(settlement).toMatchObject({
    subject_event_id: loan.disbursementId,
    request: { id: loan.disbursementId, effective_at: '2026-04-02', bank_ref: 'B1' },
  });
});

describe('one event by its id', () => {
  it('is what the feed shows of it, whatever its kind, and whichever case the id is in', async () => {
    const events = await feed();
    for (const event of events) expect(await read(lender, `/events/${event.event_id.toUpperCase()}`)).toEqual(event);
  });

  it.each<[string, () => string | Promise<string>]>([
    ['nobody has', () => randomUUID()],
    ['another lender has', async () => (await openLoan(await stage.lender())).disbursementId],
    ['an entry has', async () => (await feed('kind=payment'))[0].entries[0].journal_entry_id],
  ])('is not found by an id that %s', async (_, idOf) => {
    const id = await idOf();
    const { status, body } = await stage.refused('event_not_found', () => lender.get(`/events/${id}`));
    expect([status, body.detail]).toEqual([404, `no event ${id}`]);
  });

  it.each(['7', 'x', `${randomUUID()}?kind=payment`])('%s is refused', async (id) => {
    await stage.refused('validation_failed', () => lender.get(`/events/${id}`));
  });
});

it('tells of a batch its lines for every loan, and its request without them', async () => {
  const [batch] = await feed('kind=accrual');
  expect(batch).not.toHaveProperty('loan_id');
  expect(batch.request).not.toHaveProperty('loans');
  expect(batch.entries[0]).toMatchObject({ line_count: 4 });
  expect(batch.entries[0]).not.toHaveProperty('lines_truncated');
});

it('tells of a close that it booked nothing', async () => {
  const [close] = await feed('kind=period_close');
  expect([close.entries, close.answer.through_date]).toEqual([[], '2026-03-31']);
});

describe('filters', () => {
  it.each<[string, () => string, readonly string[]]>([
    ['a kind', () => 'kind=disbursement', ['1 disbursement', '2 disbursement']],
    ['a kind that did not happen', () => 'kind=refinance', []],
    ['a position', () => 'after=5', ['6 payment', '7 period_close']],
    ['the last position', () => 'after=7', []],
    ['a position far away', () => 'after=999999999999999999', []],
    ['a kind after a position', () => 'kind=disbursement&after=1', ['2 disbursement']],
    [
      'a loan: what names it, and the batch that booked lines of it',
      () => `loan_id=${one.loanId}`,
      ['1 disbursement', '3 settlement', '4 accrual', '6 payment'],
    ],
    ['a loan after a position', () => `loan_id=${two.loanId}&after=2`, ['4 accrual', '5 fee']],
    ['a loan and a kind', () => `loan_id=${two.loanId}&kind=accrual`, ['4 accrual']],
    ['a loan that nobody knows', () => `loan_id=${randomUUID()}`, []],
  ])('%s', async (_, query, expected) => {
    expect(await kinds(query())).toEqual(expected);
    const paged = await feed(query(), 1);
    expect(paged.map(({ position, kind }) => `${position} ${kind}`)).toEqual(expected);
  });

  it.each([
    'after=-1',
    'after=1.5',
    'after=',
    'after=1234567890123456789',
    'kind=refund_of_all',
    'loan_id=1',
    'known_at=x',
  ])('%s is refused', async (query) => {
    await stage.refused('validation_failed', () => lender.get(`/events?${query}`));
  });
});

describe('a look-up', () => {
  const REF = 'ch_881';
  let own: Lender;
  let loan: TestLoan;
  let other: TestLoan;
  let paymentId: string;
  const key = freshKey();

  beforeAll(async () => {
    own = await stage.lender();
    loan = await openLoan(own);
    other = await openLoan(own);
    await acts(own).settle(loan.disbursementId);
    const paid = paymentBody(loan, { source_method: 'card', external_ref: REF });
    paymentId = (await booked(own.post('/payments', paid, key))).payment_event_id;
    await booked(own.post(`/payments/${paymentId}/settle`, { effective_at: '2026-05-04' }, freshKey()));
    await acts(own).charge(loan);
  });

  const asked = async (query: string, size?: number) =>
    (await readAll(own, `/events?${query}`, size)).map(({ position, kind }) => `${position} ${kind}`);
  const named = `source_method=card&external_ref=${REF}`;

  it.each<[string, () => string, readonly string[]]>([
    ['the key of a post finds what it booked', () => `idempotency_key=${key}`, ['4 payment']],
    ['a key that booked nothing finds none', () => `idempotency_key=${freshKey()}`, []],
    ["a processor's reference finds its payment", () => named, ['4 payment']],
    ['the reference of another method finds none', () => named.replace('card', 'ach'), []],
    ['a subject finds what acted on it', () => `subject_event_id=${paymentId}`, ['5 payment_settlement']],
    ['a subject, in upper case', () => `subject_event_id=${loan.disbursementId.toUpperCase()}`, ['3 settlement']],
    ['a subject on which nothing acted', () => `subject_event_id=${other.disbursementId}`, []],
    ['a subject that nobody knows', () => `subject_event_id=${randomUUID()}`, []],
    ['a key of that loan', () => `idempotency_key=${key}&loan_id=${loan.loanId}`, ['4 payment']],
    ['a key of another loan', () => `idempotency_key=${key}&loan_id=${other.loanId}`, []],
    ['a key of that kind', () => `idempotency_key=${key}&kind=payment`, ['4 payment']],
    ['a key of another kind', () => `idempotency_key=${key}&kind=fee`, []],
    ['a key before a position', () => `idempotency_key=${key}&after=4`, []],
    ['a reference before a position', () => `${named}&after=4`, []],
    ['a reference and its key', () => `${named}&idempotency_key=${key}`, ['4 payment']],
    ['a reference and another key', () => `${named}&idempotency_key=${freshKey()}`, []],
    ['a subject, of a kind', () => `subject_event_id=${paymentId}&kind=return`, []],
    ['a subject, of a loan', () => `subject_event_id=${paymentId}&loan_id=${loan.loanId}`, ['5 payment_settlement']],
    [
      'all that fit',
      () => `${named}&idempotency_key=${key}&loan_id=${loan.loanId}&kind=payment&after=3`,
      ['4 payment'],
    ],
  ])('%s', async (_, query, expected) => {
    expect(await asked(query())).toEqual(expected);
    expect(await asked(query(), 1)).toEqual(expected);
  });

  it('finds all that acted on one event, page by page, in the order of commit', async () => {
    const fee = await acts(own).charge(other);
    const waive = { effective_at: '2026-05-20', amount_minor: '1', reason: 'goodwill' };
    for (const _ of [1, 2, 3]) await booked(own.post(`/fees/${fee.fee_event_id}/waive`, waive, freshKey()));
    const waivers = await readAll(own, `/events?subject_event_id=${fee.fee_event_id}`, 2);
    expect(waivers.map(({ subject_event_id, kind }) => [subject_event_id, kind])).toEqual(
      Array(3).fill([fee.fee_event_id, 'waiver']),
    );
    expect(waivers.map(({ position }) => Number(position))).toEqual([...Array(3).keys()].map((n) => n + 8));
  });

  it('by a reference that was freed by a reversal finds the payment that bears it now', async () => {
    const fields = { source_method: 'wire', external_ref: 'w-7' };
    const wrong = await acts(own).pay(other, fields);
    const entries = [wrong.allocation_entry_id, wrong.journal_entry_id].filter(Boolean);
    for (const journal_entry_id of entries) {
      await booked(own.post('/reversals', { journal_entry_id, reason_code: 'wrong_loan' }, freshKey()));
    }
    const query = '/events?source_method=wire&external_ref=w-7';
    expect((await readAll(own, query)).map(({ event_id }) => event_id)).toEqual([wrong.payment_event_id]);
    const right = await acts(own).pay(loan, fields);
    expect((await readAll(own, query)).map(({ event_id }) => event_id)).toEqual([right.payment_event_id]);
  });

  it("finds nothing of another lender's, and each finds its own under the same key and reference", async () => {
    const stranger = await stage.lender();
    for (const query of [`idempotency_key=${key}`, named, `subject_event_id=${paymentId}`]) {
      expect(await readAll(stranger, `/events?${query}`)).toEqual([]);
    }
    const theirs = paymentBody(await openLoan(stranger), { source_method: 'card', external_ref: REF });
    const { payment_event_id } = await booked(stranger.post('/payments', theirs, key));
    for (const query of [`idempotency_key=${key}`, named]) {
      expect((await readAll(stranger, `/events?${query}`)).map(({ event_id }) => event_id)).toEqual([payment_event_id]);
      expect((await readAll(own, `/events?${query}`)).map(({ event_id }) => event_id)).toEqual([paymentId]);
    }
  });

  it.each([
    ['idempotency_key=short', '/query/idempotency_key'],
    ['idempotency_key=', '/query/idempotency_key'],
    ['subject_event_id=7', '/query/subject_event_id'],
    ['source_method=card', '/query/external_ref'],
    ['external_ref=ch_881', '/query/external_ref'],
    ['source_method=cash&external_ref=ch_881', '/query/source_method'],
    ['source_method=card&external_ref=', '/query/external_ref'],
    ['source_method=card&external_ref=a%00b', '/query/external_ref'],
    [`source_method=card&external_ref=${'x'.repeat(256)}`, '/query/external_ref'],
  ])('%s is refused', async (query, pointer) => {
    const { body } = await stage.refused('validation_failed', () => own.get(`/events?${query}`));
    expect(body.errors.map((one: { pointer: string }) => one.pointer)).toEqual([pointer]);
  });
});

it('a page token is of its question and its lender', async () => {
  const { next_page_token: token } = await read(lender, '/events?page_size=2');
  const filters = [
    'kind=fee',
    'after=1',
    `loan_id=${one.loanId}`,
    `idempotency_key=${freshKey()}`,
    `subject_event_id=${one.disbursementId}`,
    'source_method=card&external_ref=ch_881',
  ];
  for (const query of filters) {
    await stage.refused('page_token_invalid', () => lender.get(`/events?${query}&page_token=${token}`));
  }
  const other = await stage.lender();
  await stage.refused('page_token_invalid', () => other.get(`/events?page_token=${token}`));
});

describe('an entry of very many lines', () => {
  const LOANS = 1_200;
  let big: Lender;

  beforeAll(async () => {
    big = await stage.lender();
    const draws = Array.from({ length: LOANS }, () => big.post('/disbursements', drawBody(), freshKey()));
    const ids = (await Promise.all(draws)).map(({ status }, index) => [status, index]);
    expect(ids.filter(([status]) => status !== 201)).toEqual([]);
    const opened = await readAll(big, '/events?kind=disbursement');
    const loans = opened.map(({ loan_id }) => accrualItem(loan_id));
    for (const accrual_date of ['2026-04-28', '2026-04-29']) {
      await booked(big.post('/accruals/batch', accrualBody(big.tenantId, loans, { accrual_date }), freshKey()));
    }
    await booked(big.post('/accruals/batch', accrualBody(big.tenantId, loans.slice(0, 501)), freshKey()));
    await booked(big.post('/accruals/batch', accrualBody(big.tenantId, loans.slice(501, 1_001), {}), freshKey()));
  }, 60_000);

  it('shows the first 1,000, debits first, and says how many there are', async () => {
    const batches = await readAll(big, '/events?kind=accrual');
    const shown = batches.map(({ entries: [entry] }) => [entry.lines.length, entry.line_count, entry.lines_truncated]);
    expect(shown).toEqual([
      [1_000, 2_400, true],
      [1_000, 2_400, true],
      [1_000, 1_002, true],
      [1_000, 1_000, undefined],
    ]);
    const [{ entries }] = batches;
    const { lines } = entries[0];
    expect(lines.every((line: { direction: string }) => line.direction === 'DR')).toBe(true);
    expect([lines[0].sequence, lines.at(-1).sequence]).toEqual([1, 1_000]);
    expect(new Set(lines.map((line: { loan_id: string }) => line.loan_id)).size).toBe(1_000);
  });
});
