import { describe, expect, it } from 'vitest';
import { lastPosition } from '../src/feed.ts';
import { type Answer, type Met, problem, scriptedLedger, tally } from './harness/scripted-ledger.ts';

const LOAN = '11111111-1111-1111-1111-111111111111';
const ENTRY = '01980000-0000-7000-8000-000000000002';

/** An entry as the ledger answers it, of lines as account, side and amount. */
const entry = (type: string, day: string, ...lines: readonly (readonly [string, 'DR' | 'CR', string])[]) => ({
  journal_entry_id: ENTRY,
  event_type: type,
  effective_at: day,
  lines: lines.map(([account_code, direction, amount_minor]) => ({
    account_code,
    direction,
    amount_minor,
    currency: 'USD',
    layer: 'SETTLED',
  })),
});

describe('a list', () => {
  /** A journal of so many entries, paged as the ledger pages it. */
  const paged =
    (count: number) =>
    ({ query }: Met): Answer => {
      const begin = Number(query.page_token ?? 0);
      const end = Math.min(count, begin + Number(query.page_size));
      const items = Array.from({ length: end - begin }, (_, index) =>
        entry('fee_assessed', `2026-05-${begin + index}`),
      );
      return [200, { items, ...(end < count ? { next_page_token: String(end) } : {}) }];
    };

  it.each([
    ['all, when there are fewer', 30, 50, 30, false],
    ['as many as it says, and that there are more', 80, 50, 50, true],
    ['as many as there are, and no more', 50, 50, 50, false],
    ['as many as it says out of whole pages, and that there are more', 1200, 700, 700, true],
  ])('is read up to its limit: %s', async (_, count, limit, shown, isCut) => {
    const { url } = await scriptedLedger(paged(count));
    const { stdout } = await tally(['journal', 'list', '--limit', String(limit), '--json'], { url });
    const { items, more, ...rest } = JSON.parse(stdout);
    expect([items.length, more, rest]).toEqual([shown, isCut, {}]);
  });

  it.each([[[]], [['--csv']]])('tells people and whoever saves a table that there is more: %o', async (form) => {
    const { url } = await scriptedLedger(paged(80));
    const { stderr } = await tally(['journal', 'list', ...form], { url });
    expect(stderr).toBe('There is more: raise --limit, or say --all.\n');
  });

  it('is read whole by --all: a line of JSON for each item', async () => {
    const { url, met } = await scriptedLedger(paged(1200));
    const { code, stdout, stderr } = await tally(['journal', 'list', '--all', '--json'], { url });
    const lines = stdout.trimEnd().split('\n');
    expect([code, stderr, lines.length]).toEqual([0, '', 1200]);
    expect(lines.map((line) => JSON.parse(line).effective_at)).toEqual(
      Array.from({ length: 1200 }, (_, index) => `2026-05-${index}`),
    );
    expect(met.map(({ query }) => query.page_token)).toEqual([undefined, '500', '1000']);
  });

  it('is read whole by --all: a row of a table for each item', async () => {
    const { url } = await scriptedLedger(paged(600));
    const { stdout, stderr } = await tally(['journal', 'list', '--all'], { url });
    expect([stdout.match(/fee_assessed/g)?.length, stderr]).toEqual([600, '']);
  });

  it('is read whole by --all as CSV, with the columns of the last page too', async () => {
    const script = paged(600);
    const { url } = await scriptedLedger((one): Answer => {
      const [status, body] = script(one) as readonly [number, { items: object[] }];
      const isLast = one.query.page_token !== undefined;
      return [status, { ...body, items: body.items.map((item) => (isLast ? { ...item, description: 'a, b' } : item)) }];
    });
    const { stdout, stderr } = await tally(['journal', 'list', '--all', '--csv'], { url });
    const lines = stdout.trimEnd().split('\n');
    expect([lines.length, lines[0], stderr]).toEqual([601, 'journal_entry_id,event_type,effective_at,description', '']);
    expect([lines[1], lines.at(-1)]).toEqual([
      `${ENTRY},fee_assessed,2026-05-0,`,
      `${ENTRY},fee_assessed,2026-05-599,"a, b"`,
    ]);
  });

  it('that fails on the way fails, whatever was printed', async () => {
    const script = paged(1200);
    const { url } = await scriptedLedger((one) =>
      one.query.page_token === '500' ? problem(403, 'insufficient_scope', 'no more of it') : script(one),
    );
    const { code, stdout, stderr } = await tally(['journal', 'list', '--all', '--json'], { url });
    expect([code, stdout.trimEnd().split('\n').length, JSON.parse(stderr).error.code]).toEqual([
      4,
      500,
      'insufficient_scope',
    ]);
  });

  it('is asked for whole or up to a limit, not both', async () => {
    const { code, stderr } = await tally(['journal', 'list', '--all', '--limit', '7']);
    expect([code, stderr]).toEqual([2, "tally: option '--all' cannot be used with option '--limit <n>'\n"]);
  });
});

describe('an entry', () => {
  /** An entry of three lines, paged as the ledger pages it. */
  const books = ({ query }: Met): Answer => {
    const size = Number(query.page_size);
    const { lines, ...rest } = entry(
      'accrual',
      '2026-05-01',
      ['1200', 'DR', '1'],
      ['1200', 'DR', '2'],
      ['4100', 'CR', '3'],
    );
    return [200, { ...rest, lines: lines.slice(0, size), line_count: 3 }];
  };

  it.each([
    [['--limit', '2'], 2, true],
    [['--all'], 3, false],
    [[], 3, false],
  ])('is shown with its lines, and says whether there are more: %o', async (how, shown, isCut) => {
    const { url } = await scriptedLedger(books);
    const { stdout } = await tally(['journal', 'show', ENTRY, ...how, '--json'], { url });
    const { lines, more } = JSON.parse(stdout);
    expect([lines.length, more]).toEqual([shown, isCut]);
  });
});

describe('a finding', () => {
  it.each([
    ['tie-out', { accounts: [], balanced: false }, 6],
    ['tie-out', { accounts: [], balanced: true }, 0],
    ['accruals coverage --date 2026-05-01', { date: '2026-05-01', items: [{ loan_id: LOAN }] }, 6],
    ['accruals coverage --date 2026-05-01', { date: '2026-05-01', items: [] }, 0],
    ['accruals coverage --date 2026-05-01 --all', { date: '2026-05-01', items: [{ loan_id: LOAN }] }, 6],
    ['accruals coverage --date 2026-05-01 --all', { date: '2026-05-01', items: [] }, 0],
  ])('ends `tally %s` with its code: %o', async (line, answer, code) => {
    const { url } = await scriptedLedger(() => [200, answer]);
    expect((await tally([...line.split(' '), '--json'], { url })).code).toBe(code);
  });
});

describe('the principal of loans without an accrual', () => {
  const [OF_PROGRAM, OF_LOAN] = ['44444444-4444-4444-4444-444444444444', '55555555-5555-5555-5555-555555555555'];
  const loan = (id: string, program: string) => ({ loan_id: id, program_id: program, principal_minor: '100050' });
  const items = [loan('l1', OF_PROGRAM), loan('l2', OF_LOAN), loan('l3', OF_PROGRAM)];
  const books =
    (may: boolean) =>
    ({ path }: Met): Answer => {
      if (path === '/accruals/coverage') return [200, { date: '2026-05-01', items }];
      if (!may) return problem(403, 'insufficient_scope', 'no');
      if (path === '/loans/l2') return [200, { currency: 'JPY' }];
      return [200, { currency: path.endsWith(OF_PROGRAM) ? 'USD' : null }];
    };
  const coverage = (url: string) => tally(['accruals', 'coverage', '--date', '2026-05-01'], { url });

  it("is told in the program's currency, or in the loan's where the program has none", async () => {
    const { url, met } = await scriptedLedger(books(true));
    expect(
      (await coverage(url)).stdout,
    ).toBe(`LOAN  PROGRAM                               PRINCIPAL  CURRENCY  LAST ACCRUAL
l1    ${OF_PROGRAM}    1000.50  USD
l2    ${OF_LOAN}     100050  JPY
l3    ${OF_PROGRAM}    1000.50  USD
`);
    expect(met.map(({ path }) => path).toSorted()).toEqual([
      '/accruals/coverage',
      '/loans/l2',
      `/programs/${OF_PROGRAM}`,
      `/programs/${OF_LOAN}`,
    ]);
  });

  it('is told in minor units where the currency cannot be read, and says so', async () => {
    const { url } = await scriptedLedger(books(false));
    expect((await coverage(url)).stdout).toContain(`l1    ${OF_PROGRAM}     100050  in minor units`);
  });
});

describe('a statement', () => {
  const balance = (principal: string, interest: string, day: string) => ({
    as_of_date: day,
    principal_outstanding_minor: principal,
    interest_receivable_minor: interest,
    fees_receivable_minor: '0',
    suspense_minor: '0',
  });
  const paid = entry(
    'payment_allocated',
    '2026-05-01',
    ['2200', 'DR', '500'],
    ['1200', 'CR', '300'],
    ['1100', 'CR', '200'],
  );
  const received = entry('payment_received', '2026-05-01', ['1050', 'DR', '500'], ['2200', 'CR', '500']);
  const accrued = entry('accrual', '2026-04-30', ['1200', 'DR', '300'], ['4100', 'CR', '300']);

  const books =
    (closing: string) =>
    ({ path, query }: Met): Answer => {
      const loan = {
        loan_id: LOAN,
        currency: 'USD',
        opened_at: '2026-04-01',
        last_activity_at: '2026-05-02T00:00:00.000Z',
      };
      if (path.endsWith('/balance')) {
        return [
          200,
          query.as_of_date === '2026-04-29' ? balance('10000', '0', '') : balance(closing, '0', '2026-05-31'),
        ];
      }
      return [200, path.endsWith('/journal-entries') ? { items: [received, paid, accrued] } : loan];
    };

  it('leads from one balance to the other, by day and in the order of posting', async () => {
    const { url, met } = await scriptedLedger(books('9800'));
    const { code, stdout } = await tally(['loans', 'statement', LOAN, '--from', '2026-04-30'], { url });
    expect(code).toBe(0);
    expect(stdout).toBe(`Loan ${LOAN} in USD, 2026-04-30 to 2026-05-31

EFFECTIVE   TYPE               PRINCIPAL  INTEREST  FEES  SUSPENSE    OWED
2026-04-30  brought forward       100.00      0.00  0.00      0.00  100.00
2026-04-30  accrual                          +3.00                  103.00
2026-05-01  payment_received                                 +5.00  103.00
2026-05-01  payment_allocated      -2.00     -3.00           -5.00   98.00
2026-05-31  carried forward        98.00      0.00  0.00      0.00   98.00
`);
    const known = met.filter(({ query }) => query.as_of_date !== undefined || query.from_date !== undefined);
    expect(known.map(({ query }) => query.known_at)).toEqual(Array(3).fill('2026-05-02T00:00:00.000Z'));
  });

  it('says so when it does not, and ends with 6', async () => {
    const { url } = await scriptedLedger(books('9801'));
    const { code, stdout } = await tally(['loans', 'statement', LOAN, '--from', '2026-04-30'], { url });
    expect([code, stdout]).toEqual([6, expect.stringContaining('THE ENTRIES DO NOT LEAD FROM THE ONE BALANCE')]);
  });
});

describe('the end of the feed', () => {
  it.each([0, 1, 2, 3, 7, 8, 1000, 123_456])('is found by halving when %d events are committed', async (count) => {
    let reads = 0;
    const list = ({ after }: { after?: string }) => ({
      page: async () => {
        reads += 1;
        return { items: Number(after) < count ? [{}] : [] };
      },
    });
    expect(await lastPosition({ events: { list } } as unknown as Parameters<typeof lastPosition>[0])).toBe(
      String(count),
    );
    expect(reads).toBeLessThan(40);
  });
});
