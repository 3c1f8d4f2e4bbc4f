import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { batchesOf } from '../src/accrual-run.ts';
import { type Answer, type Met, problem, scriptedLedger, tally } from './harness/scripted-ledger.ts';

/** A run accrues each loan once, to the cent over many days, whenever it is cut short and run again. */

const folder = mkdtempSync(path.join(tmpdir(), 'tally-accrue-'));
afterAll(() => rmSync(folder, { recursive: true }));

const PROGRAM = '44444444-4444-4444-4444-444444444444';
const LOANS = ['11111111-1111-1111-1111-111111111111', '11111111-1111-1111-1111-111111111112'] as const;

interface Batch {
  readonly accrual_date: string;
  readonly dry_run?: true;
  readonly control: object;
  readonly loans: readonly { readonly loan_id: string; readonly interest_minor: string }[];
}

/** The accruals of a ledger whose loans owe 10,000.00 each: what it was sent, and which dates are covered. */
function accrualBooks({ loans = LOANS as readonly string[], convention = 'ACT_365' } = {}) {
  const booked: Batch[] = [];
  const datesOf = (loan: string) =>
    booked.filter((batch) => batch.loans.some(({ loan_id: id }) => id === loan)).map((batch) => batch.accrual_date);
  let refusals = 0;
  const script = ({ path: asked, query, body }: Met): Answer => {
    if (asked === `/programs/${PROGRAM}`) {
      return [
        200,
        { program_id: PROGRAM, currency: 'USD', day_count_convention: convention, thirty_360_variant: null },
      ];
    }
    if (asked === '/accruals/coverage') {
      const items = loans
        .filter((loan) => !datesOf(loan).includes(query.date!))
        .map((loan) => {
          const last = datesOf(loan)
            .filter((date) => date < query.date!)
            .sort()
            .at(-1);
          return { loan_id: loan, program_id: PROGRAM, principal_minor: '1000000', last_accrual_date: last };
        });
      return [200, { date: query.date, items }];
    }
    if (refusals-- > 0) return problem(409, 'period_closed', 'The period is closed.');
    const batch = body as Batch;
    if (!batch.dry_run) booked.push(batch);
    const receipt = { accrual_event_id: `event ${booked.length}`, journal_entry_id: `entry ${booked.length}` };
    return [201, { ...receipt, loan_count: batch.loans.length, warnings: [], ...(batch.dry_run && { dry_run: true }) }];
  };
  return { booked, script, refuse: (times: number) => (refusals = times) };
}

const day = (n: number) => `2026-04-${String(n).padStart(2, '0')}`;
const run = (url: string, date: string, ...args: string[]) =>
  tally(['accrue', 'run', '--program', PROGRAM, '--date', date, ...args], { url });
const interest = (batches: readonly Batch[], loan: string) =>
  batches
    .flatMap((batch) => batch.loans.filter((item) => item.loan_id === loan))
    .map((item) => Number(item.interest_minor));
const sumOf = (amounts: readonly number[]) => amounts.reduce((sum, amount) => sum + amount, 0);

it('books thirty days of 12 % on 10,000.00 as 98.63, which is exact, and not as 98.70', async () => {
  const books = accrualBooks();
  const { url } = await scriptedLedger(books.script);
  const carry = path.join(folder, 'thirty-days.json');
  for (let n = 1; n <= 30; n += 1) expect((await run(url, day(n), '--rate', '12', '--carry', carry)).code).toBe(0);
  expect(sumOf(interest(books.booked, LOANS[0]))).toBe(9863);
});

it('begins each day at zero without a carry file, and says so', async () => {
  const books = accrualBooks();
  const { url } = await scriptedLedger(books.script);
  const { stderr } = await run(url, day(1), '--rate', '12');
  await run(url, day(2), '--rate', '12');
  expect(interest(books.booked, LOANS[0])).toEqual([329, 329]);
  expect(stderr).toContain('Without --carry the left-overs of rounding begin at zero, and are lost.');
});

it('leaves out loans that have their accrual, and books nothing when all have', async () => {
  const books = accrualBooks();
  const { url } = await scriptedLedger(books.script);
  await run(url, day(1), '--rate', '12');
  const again = await run(url, day(1), '--rate', '12', '--json');
  expect(JSON.parse(again.stdout)).toMatchObject({ loan_count: 0, total_interest_minor: '0', batches: [] });
  expect(books.booked).toHaveLength(1);
});

it('carries on from the day before when a day was computed and then refused', async () => {
  const [books, straight] = [accrualBooks(), accrualBooks()];
  const [{ url }, other] = [await scriptedLedger(books.script), await scriptedLedger(straight.script)];
  const [carry, without] = [path.join(folder, 'refused.json'), path.join(folder, 'straight.json')];
  for (const n of [1, 2, 3]) {
    books.refuse(n === 2 ? 1 : 0);
    if (n === 2) expect((await run(url, day(n), '--rate', '12', '--carry', carry)).code).toBe(5);
    await run(url, day(n), '--rate', '12', '--carry', carry);
    await run(other.url, day(n), '--rate', '12', '--carry', without);
  }
  expect(interest(books.booked, LOANS[0])).toEqual(interest(straight.booked, LOANS[0]));
  expect(readFileSync(carry, 'utf8')).toBe(readFileSync(without, 'utf8'));
});

it('sends the same run under the same key, and a dry run under the key of what it tries', async () => {
  const books = accrualBooks();
  const { url, met } = await scriptedLedger(books.script);
  await run(url, day(1), '--rate', '12', '--dry-run');
  const dry = met.at(-1);
  const { stdout } = await run(url, day(1), '--rate', '12', '--json');
  expect(dry?.body).toMatchObject({ dry_run: true, control: { loan_count: 2, total_interest_minor: '658' } });
  expect(met.at(-1)?.key).toBe(dry?.key);
  expect(JSON.parse(stdout).batches).toEqual([expect.objectContaining({ idempotency_key: dry?.key })]);
  expect(dry?.key).toMatch(new RegExp(`^accrual:${PROGRAM}_2026-04-01:[0-9a-f]{32}$`));
});

it('takes the rate of each loan from a file, whatever the case of its id', async () => {
  const books = accrualBooks({ loans: ['aaaaaaaa-1111-1111-1111-111111111111', LOANS[0]] });
  const { url } = await scriptedLedger(books.script);
  const rates = path.join(folder, 'rates.csv');
  writeFileSync(rates, `\uFEFFloan_id,rate\r\nAAAAAAAA-1111-1111-1111-111111111111,18.25\r\n${LOANS[0]},36.5\r\n`);
  const { code, stderr } = await run(url, day(1), '--rates', rates);
  expect(books.booked[0]?.loans.map((loan) => loan.interest_minor)).toEqual(['500', '1000']);
  expect([code, stderr]).toEqual([0, expect.stringContaining(' 18.25 ')]);
  expect(stderr).toContain('Total of 2 loans');
});

it.each([
  ['', 'Give the rate of all loans by --rate, or --rates.'],
  ['--rate 12 --rates a.csv', 'Give the rate of all loans by --rate, or --rates.'],
  ['--rate 12%', "--rate: a rate is percent a year, as 18.25, not '12%'."],
  ['--rates FOLDER/half.csv', `No rate is given for 1 loan: ${LOANS[1]}.`],
  ['--rates FOLDER/twice.csv', `FOLDER/twice.csv, line 3: the loan ${LOANS[0]} has a rate already.`],
  ['--rates FOLDER/none.csv', 'FOLDER/none.csv cannot be read (ENOENT).'],
  ['--rate 12 --carry FOLDER/none/carry.json', 'FOLDER/none/carry.json cannot be written (ENOENT).'],
  ['--rate 12 --carry FOLDER/half.csv', 'FOLDER/half.csv holds no carries: name the file that an earlier run wrote.'],
  [
    '--rate 12 --carry FOLDER/later.json',
    `The carry of loan ${LOANS[0]} is already that of 2026-05-01, past 2026-04-01. Book this date by \`tally accrue post\`, or run it without --carry.`,
  ],
])('refuses `%s` with one sentence, and sends nothing', async (args, sentence) => {
  writeFileSync(path.join(folder, 'half.csv'), `loan_id,rate\n${LOANS[0]},12\n`);
  writeFileSync(path.join(folder, 'twice.csv'), `loan_id,rate\n${LOANS[0]},12\n${LOANS[0]},13\n`);
  const later = { date: '2026-05-01', before: '0/1', after: '1/3' };
  writeFileSync(path.join(folder, 'later.json'), JSON.stringify({ program_id: PROGRAM, loans: { [LOANS[0]]: later } }));
  const books = accrualBooks();
  const { url } = await scriptedLedger(books.script);
  const given = args.split(' ').filter((word) => word !== '');
  const { code, stderr } = await run(url, day(1), ...given.map((word) => word.replace('FOLDER', folder)));
  expect([code, stderr.trimEnd().split('\n').at(-1)]).toEqual([2, `tally: ${sentence.replace('FOLDER', folder)}`]);
  expect(books.booked).toEqual([]);
});

it('cuts a run into batches that a request can hold, each with a control total of its own', () => {
  const accruals = [1n, 2n, 3n, 4n, 5n].map((interest) => ({
    loan_id: LOANS[0],
    principal: 1n,
    rate: {} as never,
    interest,
    carried: {} as never,
  }));
  const batches = batchesOf({ program_id: PROGRAM, day_count_convention: 'ACT_360' }, day(1), accruals, 2);
  expect(batches.map(({ control }) => control)).toEqual([
    { loan_count: 2, total_interest_minor: 3n },
    { loan_count: 2, total_interest_minor: 7n },
    { loan_count: 1, total_interest_minor: 5n },
  ]);
});
