import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { accrualBody, accrualItem, acts, booked, freshKey, openLoan, type TestLoan } from './loan-life.ts';
import { openStage, type Stage } from './stage.ts';

/** The journal of a lender with two loans, in the order in which it is posted; effective dates are in no order. */
const JOURNAL = [
  ['disbursement', '2026-04-01'],
  ['disbursement', '2026-04-01'],
  ['payment_received', '2026-05-20'],
  ['payment_allocated', '2026-05-20'],
  ['accrual', '2026-04-30'],
  ['fee_assessed', '2026-04-30'],
  ['disbursement_settled', '2026-04-02'],
];

/** When the clock of the stage stands, entry by entry: a minute after the one before. */
const at = (minute: number) => `2026-06-15T12:0${minute}:00.000Z`;

let minute = 0;
let stage: Stage;
let lender: Lender;
let loans: readonly [TestLoan, TestLoan];

beforeAll(async () => {
  stage = await openStage({ now: () => new Date(at(minute)) });
  lender = await stage.lender();
  const did = acts(lender);
  const next = async <T>(act: () => Promise<T>): Promise<T> => {
    minute++;
    return await act();
  };
  const one = await next(() => openLoan(lender));
  const two = await next(() => openLoan(lender));
  loans = [one, two];
  await next(() => did.pay(two, { effective_at: '2026-05-20' }));
  const items = [accrualItem(two.loanId, { interest_minor: '9' }), accrualItem(one.loanId, { interest_minor: '4' })];
  await next(() => booked(lender.post('/accruals/batch', accrualBody(lender.tenantId, items), freshKey())));
  await next(() => did.charge(one));
  await next(() => did.settle(two.disbursementId));
});

afterAll(() => stage.close());

interface Line {
  readonly sequence: number;
  readonly account_code: string;
  readonly direction: string;
  readonly amount_minor: string;
  readonly loan_id?: string;
}
interface Entry {
  readonly journal_entry_id: string;
  readonly event_type: string;
  readonly effective_at: string;
  readonly posted_at: string;
  readonly lines: readonly Line[];
  readonly line_count: number;
  readonly lines_truncated?: true;
}
interface Page {
  readonly items: readonly Entry[];
  readonly next_page_token?: string;
}

async function page(query = '', who = lender): Promise<Page> {
  const { status, body, text } = await who.get(`/journal-entries${query}`);
  expect(status, text).toBe(200);
  return body;
}

/** Reads all pages of a question. `between` runs after each of them. */
async function pages(query: string, between: () => Promise<unknown> = async () => undefined): Promise<Page[]> {
  const read: Page[] = [];
  let token: string | undefined;
  do {
    const answer = await page(`?${query}${token === undefined ? '' : `&page_token=${token}`}`);
    read.push(answer);
    token = answer.next_page_token;
    await between();
  } while (token !== undefined);
  return read;
}

const named = (items: readonly Entry[]) => items.map((item) => [item.event_type, item.effective_at]);
const short = (lines: readonly Line[]) => lines.map((line) => [line.direction, line.account_code, line.amount_minor]);

describe('the journal', () => {
  it('is every entry of every loan, oldest posted first, whole', async () => {
    const { items, next_page_token } = await page();
    expect(named(items)).toEqual(JOURNAL);
    expect(next_page_token).toBeUndefined();
    for (const { lines, line_count, lines_truncated } of items) {
      expect([line_count, lines_truncated]).toEqual([lines.length, undefined]);
    }
    // A batch is booked in the order of its loans' ids, whatever order they were sent in.
    const accrued = Object.entries({ [loans[0].loanId]: '4', [loans[1].loanId]: '9' }).sort();
    const both = (...line: string[]) => accrued.map(([loan, amount]) => [...line, amount, loan]);
    const told = items[4]!.lines.map((line) => [line.direction, line.account_code, line.amount_minor, line.loan_id]);
    expect(told).toEqual([...both('DR', '1200'), ...both('CR', '4100')]);
  });

  it("has a loan's entries in the words of its own history", async () => {
    const [one] = loans;
    const { body } = await lender.get(`/loans/${one.loanId}/journal-entries?event_type=fee_assessed`);
    const [whole] = (await page('?event_type=fee_assessed')).items;
    expect(whole).toEqual({ ...body.items[0], line_count: 2 });
  });

  it.each([
    [1, [1, 1, 1, 1, 1, 1, 1]],
    [2, [2, 2, 2, 1]],
    [3, [3, 3, 1]],
    [7, [7]],
    [500, [7]],
  ])(
    'in pages of %i holds everything once, in order, though a page ends between two entries of an event',
    async (size, sizes) => {
      const read = await pages(`page_size=${size}`);
      expect(read.map(({ items }) => items.length)).toEqual(sizes);
      expect(named(read.flatMap(({ items }) => items))).toEqual(JOURNAL);
      const backwards = await pages(`page_size=${size}&order=desc`);
      expect(named(backwards.flatMap(({ items }) => items))).toEqual(JOURNAL.toReversed());
    },
  );

  it('is of its lender', async () => {
    const other = await stage.lender();
    expect(await page('', other)).toEqual({ items: [] });
  });

  it('meets at its end what is posted while it is read, and repeats nothing', async () => {
    const own = await stage.lender();
    const loan = await openLoan(own);
    await acts(own).pay(loan);
    const mine = lender;
    lender = own;
    let posted = 0;
    const read = await pages('page_size=1', async () => {
      if (posted++ < 2) await acts(own).charge(loan, { effective_at: '2026-04-01', amount_minor: '1' });
    });
    lender = mine;
    const items = read.flatMap((one) => one.items);
    expect(named(items)).toEqual([
      ['disbursement', '2026-04-01'],
      ['payment_received', '2026-05-01'],
      ['payment_allocated', '2026-05-01'],
      ['fee_assessed', '2026-04-01'],
      ['fee_assessed', '2026-04-01'],
    ]);
    expect(new Set(items.map((item) => item.journal_entry_id)).size).toBe(5);
  });
});

describe('filters', () => {
  it.each<[string, readonly number[]]>([
    ['event_type=disbursement', [0, 1]],
    ['event_type=refund', []],
    ['from_date=2026-04-30', [2, 3, 4, 5]],
    ['to_date=2026-04-02', [0, 1, 6]],
    ['from_date=2026-04-02&to_date=2026-04-30', [4, 5, 6]],
    [`posted_after=${at(2)}`, [2, 3, 4, 5, 6]],
    [`posted_after=${at(6)}`, []],
    [`known_at=${at(3)}`, [0, 1, 2, 3]],
    [`known_at=${at(0)}`, []],
    [`posted_after=${at(1)}&known_at=${at(4)}`, [1, 2, 3, 4]],
    [`posted_after=${at(2)}&event_type=accrual&from_date=2026-04-30&order=desc`, [4]],
    ['from_date=2026-04-30&order=desc', [5, 4, 3, 2]],
  ])('%s', async (query, indexes) => {
    const wanted = indexes.map((index) => JOURNAL[index]);
    expect(named((await page(`?${query}`)).items)).toEqual(wanted);
    const read = await pages(`${query}&page_size=1`);
    expect(named(read.flatMap(({ items }) => items))).toEqual(wanted);
  });

  it.each([
    ['from_date=2026-04-31', '/query/from_date'],
    ['posted_after=2026-05-01', '/query/posted_after'],
    ['posted_after=0000-01-01T00:00:00Z', '/query/posted_after'],
    ['known_at=0000-01-01T00:00:00Z', '/query/known_at'],
    ['loan_id=1', '/query/loan_id'],
    ['order=up', '/query/order'],
    ['page_size=501', '/query/page_size'],
  ])('%s is refused', async (query, pointer) => {
    const answer = await stage.refused('validation_failed', () => lender.get(`/journal-entries?${query}`));
    expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([pointer]);
  });

  it.each(['from_date=2026-01-01', 'event_type=accrual', 'order=desc', `posted_after=${at(0)}`, `known_at=${at(9)}`])(
    'are in the page token: one without %s is refused with it',
    async (filter) => {
      const { next_page_token: token } = await page('?page_size=1');
      await stage.refused('page_token_invalid', () => lender.get(`/journal-entries?${filter}&page_token=${token}`));
    },
  );
});

describe('one entry', () => {
  const get = (id: string, query = '') => lender.get(`/journal-entries/${id}${query}`);

  it('is the same as in the list, all its lines at once where they fit', async () => {
    for (const item of (await page()).items) {
      const { body } = await get(item.journal_entry_id.toUpperCase());
      expect(body).toEqual(item);
    }
  });

  it.each([
    [1, [1, 1, 1, 1]],
    [3, [3, 1]],
    [4, [4]],
  ])('in pages of %i lines has each once, by its sequence', async (size, sizes) => {
    const batch = (await page('?event_type=accrual')).items[0]!;
    const read: Line[][] = [];
    let token: string | undefined;
    do {
      const from = token === undefined ? '' : `&page_token=${token}`;
      const { body } = await get(batch.journal_entry_id, `?page_size=${size}${from}`);
      read.push(body.lines);
      expect(body.line_count).toBe(4);
      token = body.next_page_token;
    } while (token !== undefined);
    expect(read.map((lines) => lines.length)).toEqual(sizes);
    expect(read.flat()).toEqual(batch.lines);
  });

  it('takes the page token of its own only', async () => {
    const [draw] = (await page('?event_type=disbursement')).items;
    const [batch] = (await page('?event_type=accrual')).items;
    const { body } = await get(batch!.journal_entry_id, '?page_size=1');
    const token = `page_token=${body.next_page_token}`;
    await stage.refused('page_token_invalid', () => get(draw!.journal_entry_id, `?${token}`));
    await stage.refused('page_token_invalid', () => get(randomUUID(), `?${token}`));
    await stage.refused('page_token_invalid', () => get(batch!.journal_entry_id, `?${token}x`));
  });

  it('that nobody posted is 404, and so is an event', async () => {
    const id = randomUUID();
    const answer = await stage.refused('journal_entry_not_found', () => get(id));
    expect([answer.status, answer.body.detail]).toEqual([404, `no journal entry ${id}`]);
    await stage.refused('journal_entry_not_found', () => get(loans[0].disbursementId));
  });
});

describe('a batch of more lines than a list shows', () => {
  const LOANS = 1_200;
  let batch: string;
  let ids: readonly string[];

  beforeAll(async () => {
    const opened = await Promise.all(Array.from({ length: LOANS }, () => openLoan(lender)));
    ids = opened.map(({ loanId }) => loanId);
    const items = ids.map((id, index) => accrualItem(id, { interest_minor: String(index + 1) }));
    const answer = await booked(lender.post('/accruals/batch', accrualBody(lender.tenantId, items), freshKey()));
    batch = answer.journal_entry_id;
  });

  it('is cut at 1,000 in the list, and says so', async () => {
    const { items } = await page(`?event_type=accrual&order=desc&page_size=1`);
    const [entry] = items;
    expect([entry!.journal_entry_id, entry!.line_count, entry!.lines_truncated]).toEqual([batch, 2 * LOANS, true]);
    expect(entry!.lines.length).toBe(1_000);
    const { body } = await lender.get(`/journal-entries/${batch}?page_size=500`);
    expect(entry!.lines.slice(0, 500)).toEqual(body.lines);
  });

  it.each([500, 499, 7])('is whole in pages of %i: debits first, each loan once a side', async (size) => {
    const lines: Line[] = [];
    let token: string | undefined;
    do {
      const from = token === undefined ? '' : `&page_token=${token}`;
      const { body } = await lender.get(`/journal-entries/${batch}?page_size=${size}${from}`);
      expect(body.line_count).toBe(2 * LOANS);
      lines.push(...body.lines);
      token = body.next_page_token;
    } while (token !== undefined);
    expect(lines.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 2 * LOANS }, (_, index) => index + 1));
    const sent = new Map(ids.map((id, index) => [id, String(index + 1)]));
    for (const [side, account, first] of [
      ['DR', '1200', 0],
      ['CR', '4100', LOANS],
    ] as const) {
      const ofSide = lines.slice(first, first + LOANS);
      for (const line of ofSide) {
        expect(short([line])).toEqual([[side, account, sent.get(line.loan_id!)]]);
      }
      expect(new Set(ofSide.map(({ loan_id }) => loan_id)).size).toBe(LOANS);
    }
  });
});
