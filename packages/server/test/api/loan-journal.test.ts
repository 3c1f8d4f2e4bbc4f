import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { accrualBody, accrualItem, acts, freshKey, openLoan, type TestLoan } from './loan-life.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let lender: Lender;
let loan: TestLoan;

/** The loan's eight entries, in the order in which they are posted; their effective dates are in no order. */
const HISTORY = [
  ['disbursement', '2026-04-01'],
  ['payment_received', '2026-05-20'],
  ['payment_allocated', '2026-05-20'],
  ['disbursement_settled', '2026-04-02'],
  ['accrual', '2026-04-30'],
  ['fee_assessed', '2026-04-30'],
  ['payment_received', '2026-05-01'],
  ['payment_allocated', '2026-05-01'],
];

async function live(): Promise<TestLoan> {
  const opened = await openLoan(lender);
  await acts(lender).pay(opened, { effective_at: '2026-05-20' });
  await acts(lender).settle(opened.disbursementId);
  await acts(lender).accrue(opened);
  await acts(lender).charge(opened);
  await acts(lender).pay(opened, { amount_minor: '88849' });
  return opened;
}

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
  loan = await live();
});

afterAll(() => stage.close());

interface Item {
  readonly journal_entry_id: string;
  readonly event_type: string;
  readonly effective_at: string;
  readonly lines: { sequence: number; direction: string; amount_minor: string; loan_id: string; currency: string }[];
}

interface Page {
  readonly items: readonly Item[];
  readonly next_page_token?: string;
}

const journal = (query = '', id = loan.loanId) => lender.get(`/loans/${id}/journal-entries${query}`);

async function page(query = '', id = loan.loanId): Promise<Page> {
  const { status, body, text } = await journal(query, id);
  expect(status, text).toBe(200);
  return body;
}

const named = (items: readonly Item[]) => items.map((item) => [item.event_type, item.effective_at]);

/** Reads all pages of a question. `between` runs after each of them. */
async function pages(query: string, between: () => Promise<unknown> = async () => undefined): Promise<Page[]> {
  const read: Page[] = [];
  let token: string | undefined;
  do {
    const answer = await page(`?${query}${token === undefined ? '' : `&page_token=${encodeURIComponent(token)}`}`);
    read.push(answer);
    token = answer.next_page_token;
    await between();
  } while (token !== undefined);
  return read;
}

it('answers the history oldest posted first, whatever its effective dates', async () => {
  const answer = await page();
  expect(named(answer.items)).toEqual(HISTORY);
  expect(answer).not.toHaveProperty('next_page_token');
});

it('numbers the lines of each item from 1, debits first, and they balance', async () => {
  for (const item of (await page()).items) {
    expect(item.lines.map(({ sequence }) => sequence)).toEqual(item.lines.map((_, index) => index + 1));
    expect(item.lines.map(({ direction }) => direction).join('')).toMatch(/^(DR)+(CR)+$/);
    const sum = (side: string) =>
      item.lines
        .filter(({ direction }) => direction === side)
        .reduce((total, { amount_minor }) => total + BigInt(amount_minor), 0n);
    expect(sum('DR')).toBe(sum('CR'));
    expect(new Set(item.lines.map(({ loan_id }) => loan_id))).toEqual(new Set([loan.loanId]));
  }
});

it('shows of an accrual batch the lines of this loan only', async () => {
  const [mine, yours] = await Promise.all([openLoan(lender), openLoan(lender)]);
  const loans = [accrualItem(yours.loanId, { interest_minor: '9' }), accrualItem(mine.loanId, { interest_minor: '4' })];
  await lender.post('/accruals/batch', accrualBody(lender.tenantId, loans), freshKey());
  const { items } = await page('?event_type=accrual', mine.loanId);
  expect(items.map(({ lines }) => lines.map((line) => [line.sequence, line.direction, line.amount_minor]))).toEqual([
    [
      [1, 'DR', '4'],
      [2, 'CR', '4'],
    ],
  ]);
});

describe('pages', () => {
  it.each([
    [1, [1, 1, 1, 1, 1, 1, 1, 1]],
    [2, [2, 2, 2, 2]],
    [3, [3, 3, 2]],
    [7, [7, 1]],
    [8, [8]],
    [500, [8]],
  ])('of %i hold everything once, in order', async (size, sizes) => {
    const read = await pages(`page_size=${size}`);
    expect(read.map(({ items }) => items.length)).toEqual(sizes);
    expect(named(read.flatMap(({ items }) => items))).toEqual(HISTORY);
  });

  it('are 50 by default', async () => {
    const long = await openLoan(lender);
    await Promise.all(Array.from({ length: 30 }, () => acts(lender).pay(long)));
    expect((await page('', long.loanId)).items).toHaveLength(50);
    expect((await page('?page_size=500', long.loanId)).items).toHaveLength(61);
  });

  it('newest first are the same, backwards', async () => {
    const read = await pages('page_size=3&order=desc');
    expect(named(read.flatMap(({ items }) => items))).toEqual(HISTORY.toReversed());
  });

  it('may change in size from one to the next', async () => {
    const first = await page('?page_size=3');
    const rest = await page(`?page_size=500&page_token=${encodeURIComponent(first.next_page_token!)}`);
    expect(named(rest.items)).toEqual(HISTORY.slice(3));
  });

  it('meet at their end what is posted while they are read, and repeat nothing', async () => {
    const growing = await live();
    const before = loan;
    loan = growing;
    let posted = 0;
    const read = await pages('page_size=2', async () => {
      if (posted++ < 2) await acts(lender).charge(growing, { effective_at: '2026-04-01', amount_minor: '1' });
    });
    loan = before;
    const items = read.flatMap(({ items: some }) => some);
    expect(named(items)).toEqual([...HISTORY, ['fee_assessed', '2026-04-01'], ['fee_assessed', '2026-04-01']]);
    expect(new Set(items.map((item) => item.journal_entry_id)).size).toBe(items.length);
  });
});

describe('filters', () => {
  it.each<[string, readonly number[]]>([
    ['event_type=payment_received', [1, 6]],
    ['event_type=disbursement', [0]],
    ['event_type=chargeoff', []],
    ['from_date=2026-05-01', [1, 2, 6, 7]],
    ['to_date=2026-04-30', [0, 3, 4, 5]],
    ['from_date=2026-04-30&to_date=2026-04-30', [4, 5]],
    ['from_date=2026-05-02&to_date=2026-05-19', []],
    ['from_date=2026-05-20&to_date=2026-05-01', []],
    ['from_date=2026-05-01&event_type=payment_allocated', [2, 7]],
    ['from_date=2026-05-01&event_type=payment_allocated&order=desc', [7, 2]],
  ])('%s', async (query, indexes) => {
    const wanted = indexes.map((index) => HISTORY[index]);
    expect(named((await page(`?${query}`)).items)).toEqual(wanted);
    const read = await pages(`${query}&page_size=1`);
    expect(named(read.flatMap(({ items }) => items))).toEqual(wanted);
  });

  it.each([
    'disbursement',
    'disbursement_settled',
    'accrual',
    'payment_received',
    'payment_allocated',
    'payment_returned',
    'fee_assessed',
    'fee_waived',
    'chargeoff',
    'recovery',
    'refinance',
    'restructure',
    'reversal',
    'manual_adjustment',
  ])('take the event type %s of the reference', async (type) => {
    for (const item of (await page(`?event_type=${type}`)).items) expect(item.event_type).toBe(type);
  });
});

describe('a page token', () => {
  const tokenOf = async (query = 'page_size=2', id = loan.loanId) => (await page(`?${query}`, id)).next_page_token!;
  const refused = (query: string, id = loan.loanId, who = lender) =>
    stage.refused('page_token_invalid', () => who.get(`/loans/${id}/journal-entries?${query}`));

  it('is opaque, short and safe in a URL', async () => {
    expect(await tokenOf()).toMatch(/^[A-Za-z0-9._~-]{1,512}$/);
  });

  it('is refused when any one of its characters is another', async () => {
    const token = await tokenOf();
    for (let index = 0; index < token.length; index++) {
      const edited = token.slice(0, index) + (token[index] === '1' ? '2' : '1') + token.slice(index + 1);
      const answer = await refused(`page_size=2&page_token=${edited}`);
      expect(answer.status).toBe(400);
    }
  });

  it.each(['', 'x', '0.', '3', '%00', `${'a'.repeat(513)}`, '..', 'e30='])('is not %j', async (token) => {
    await refused(`page_token=${token}`);
  });

  it('is not padded, cut or repeated', async () => {
    const token = await tokenOf();
    for (const edited of [
      `${token}=`,
      `${token}%20`,
      token.slice(0, -1),
      `0${token}`,
      `${token}&page_token=${token}`,
    ]) {
      await refused(`page_size=2&page_token=${edited}`);
    }
  });

  it('is of its loan', async () => {
    const twin = await live();
    await refused(`page_size=2&page_token=${await tokenOf()}`, twin.loanId);
  });

  it.each(['from_date=2026-01-01', 'to_date=2026-12-31', 'event_type=payment_received', 'order=desc'])(
    'is of its filters: not with %s',
    async (filter) => {
      await refused(`page_size=2&${filter}&page_token=${await tokenOf()}`);
      await refused(`page_size=1&page_token=${await tokenOf(`page_size=1&${filter}`)}`);
    },
  );

  it('is of its lender, even for a loan of the same id', async () => {
    const other = await stage.lender();
    const ids = { loan_id: loan.loanId, borrower_id: loan.borrowerId };
    const same = await openLoan(other, ids);
    await acts(other).pay(same);
    await refused(`page_size=2&page_token=${await tokenOf()}`, loan.loanId, other);
  });

  it('outlives the server that gave it', async () => {
    const token = await tokenOf();
    const twin = await openStage({ database: stage.server.databaseUrl });
    const { token: bearer } = lender;
    const path = `/v1/loans/${loan.loanId}/journal-entries?page_size=2&page_token=${token}`;
    const answer = await fetch(`${twin.server.url}${path}`, { headers: { authorization: `Bearer ${bearer}` } });
    expect(answer.status).toBe(200);
    await twin.close();
  });
});

it('a loan nobody knows is 404', async () => {
  await stage.refused('loan_not_found', () => journal('', randomUUID()));
});

describe('known_at', () => {
  it('shows what had been posted by then, and its pages are of their instant', async () => {
    const { items } = await page();
    const posted = await journal('?known_at=2026-06-15T12:00:00Z');
    expect(posted.body.items).toEqual(items);
    expect((await page('?known_at=2026-06-15T11:59:59.999Z')).items).toEqual([]);
    const { next_page_token: token } = await page('?known_at=2026-06-15T12:00:00Z&page_size=2');
    await stage.refused('page_token_invalid', () => journal(`?page_size=2&page_token=${token}`));
    await stage.refused('validation_failed', () => journal('?known_at=0000-12-31T23:59:59Z'));
  });

  it('goes with the other filters', async () => {
    const query = 'known_at=2026-06-15T12:00:00Z&event_type=payment_received&from_date=2026-05-02';
    expect(named((await page(`?${query}`)).items)).toEqual([HISTORY[1]]);
  });
});
