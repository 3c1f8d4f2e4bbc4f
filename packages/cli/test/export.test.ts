import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'csv-parse/sync';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoBooks, fillBooks, HOSTILE, LOAN, OTHER_PROGRAM, serveDemo } from './harness/demo-books.ts';
import { type Answer, scriptedLedger, tally } from './harness/scripted-ledger.ts';
import { openWorkplace } from './harness/tally.ts';

/** What is exported is what the books say, in the words of the program that reads it. */

const workplace = openWorkplace();
const inFolder = (file: string) => path.join(workplace.folder, file);
let books: DemoBooks;
beforeAll(async () => {
  books = await serveDemo(workplace);
  await fillBooks(books.ledger);
}, 120_000);
afterAll(() => workplace.close(), 60_000);

const run = promisify(execFile);

/** Whether the machine has a program; CI has to. */
const has = async (program: string) =>
  run('/bin/sh', ['-c', `command -v ${program}`]).then(
    () => true,
    () => false,
  );
const installed = { hledger: await has('hledger'), beancount: (await has('bean-check')) && (await has('bean-query')) };

it.for(['hledger', 'beancount'] as const)('has %s to read its journals with', (program, context) => {
  if (installed[program]) return;
  const reason = `${program} is not installed: nobody has read the export for it`;
  if (process.env.CI === 'true') throw new Error(reason);
  console.warn(reason);
  context.skip(reason);
});

/** The balances of the trial balance, by account and layer, as the journals name them. */
async function trialBalance(currency: string, programId?: string): Promise<Record<string, string>> {
  const { accounts, memo } = await books.ledger.books.trialBalance({ currency, programId });
  const balances = [...accounts, ...memo].map((account) => {
    const layer = account.layer === 'SETTLED' ? '' : `:${account.layer}`;
    const minor = account.balance_side === 'DR' ? BigInt(account.balance_minor) : -BigInt(account.balance_minor);
    return [`${account.account_code}${layer}`, minor] as const;
  });
  return Object.fromEntries(balances.filter(([, minor]) => minor !== 0n).map(([name, minor]) => [name, String(minor)]));
}

/** Balances as a program printed them, `account,amount currency` a row, in minor units. */
const balancesIn = (csv: string, currency: string): Record<string, string> =>
  Object.fromEntries(
    parse(csv, { trim: true, relax_column_count: true }).flatMap((cells: string[]) => {
      const name = /(\d{4})(:\w+)?$/.exec(cells[0] ?? '');
      const amount = new RegExp(`(-?[\\d.]+) ${currency}`).exec(cells[1] ?? '');
      if (name === null || amount === null || Number(amount[1]) === 0) return [];
      return [[`${name[1]}${(name[2] ?? '').toUpperCase()}`, amount[1]!.replace('.', '').replace(/^(-?)0+/, '$1')]];
    }),
  );

const exported = async (...args: readonly string[]) => {
  const told = await tally(['export', ...args], { url: books.url, token: books.token });
  expect([told.stderr, told.code]).toEqual(['', 0]);
  return told.stdout;
};

describe.each([['entries'], ['balances', '--currency', 'USD']])('%s', (...sheet) => {
  it.runIf(installed.hledger)('are strict to hledger, and balance as the trial balance does', async () => {
    const file = inFolder(`${sheet[0]}.hledger`);
    await exported(...sheet, '-o', file);
    await run('hledger', ['-f', file, 'check', '--strict']);
    const { stdout } = await run('hledger', ['-f', file, 'balance', '--flat', '--no-total', '-O', 'csv', 'cur:USD']);
    expect(balancesIn(stdout, 'USD')).toEqual(await trialBalance('USD'));
  });

  it.runIf(installed.beancount)('are right to beancount, and balance as the trial balance does', async () => {
    const file = inFolder(`${sheet[0]}.beancount`);
    await exported(...sheet, '-o', file);
    await run('bean-check', [file]);
    const query = "SELECT account, sum(position) WHERE currency = 'USD' GROUP BY account";
    const { stdout } = await run('bean-query', ['-f', 'csv', file, query]);
    expect(balancesIn(stdout, 'USD')).toEqual(await trialBalance('USD'));
  });
});

it.runIf(installed.hledger)('write the lines of one program, which balance as its trial balance does', async () => {
  const file = inFolder('program.hledger');
  await exported('entries', '--program', OTHER_PROGRAM, '-o', file);
  await run('hledger', ['-f', file, 'check', '--strict']);
  const { stdout } = await run('hledger', ['-f', file, 'balance', '--flat', '--no-total', '-O', 'csv']);
  const balances = await trialBalance('USD', OTHER_PROGRAM);
  expect(balancesIn(stdout, 'USD')).toEqual(balances);
  expect(Object.values(balances)).toContain('12345');
});

it('keeps currencies without decimals whole, and apart', async () => {
  const text = await exported('entries', '--format', 'hledger', '--currency', 'JPY');
  expect(text).toContain('\ncommodity 1000. JPY\n');
  expect(text).toContain(' 500000 JPY ');
  expect(text).not.toContain('USD');
});

it('writes CSV that no spreadsheet runs, a row for each line of the journal', async () => {
  const text = await exported('entries', '--format', 'csv');
  const rows: Record<string, string>[] = parse(text, { columns: true, record_delimiter: '\r\n' });
  const entries = await books.ledger.journalEntries.list().toArray({ limit: 1_000 });
  expect(rows).toHaveLength(entries.reduce((count, { line_count: lines }) => count + lines, 0));
  expect(rows.find((row) => row.description?.includes('HYPERLINK'))?.description).toBe(`'${HOSTILE}`);
  expect(rows.find((row) => row.external_ref?.includes('SUM'))).toMatchObject({
    external_ref: "'@SUM(1+1)",
    amount_minor: '88849',
    amount: '888.49',
    loan_id: LOAN,
  });
});

it('writes NDJSON with the words as they are, and to stdout where JSON was asked for', async () => {
  const text = await exported('entries', '--json', '--from', '2026-05-01');
  const rows = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(rows.find((row) => row.description !== undefined && row.event_type === 'fee_assessed')).toMatchObject({
    description: HOSTILE,
  });
  expect(rows.every((row) => row.effective_at >= '2026-05-01')).toBe(true);
});

it('writes Parquet with dates as dates and amounts as decimals', async () => {
  const file = inFolder('entries.parquet');
  const answer = JSON.parse(await exported('entries', '-o', file, '--json'));
  const read = await asyncBufferFromFile(file);
  const { schema } = await parquetMetadataAsync(read);
  const decimal = { type: 'FIXED_LEN_BYTE_ARRAY', converted_type: 'DECIMAL', precision: 38 };
  expect(schema.find(({ name }) => name === 'amount_minor')).toMatchObject({ ...decimal, scale: 0 });
  expect(schema.find(({ name }) => name === 'amount')).toMatchObject({ ...decimal, scale: 4 });
  const rows = await parquetReadObjects({ file: read });
  expect(rows).toHaveLength(answer.row_count);
  const paid = rows.find((row) => row.external_ref === '@SUM(1+1)');
  expect(paid).toMatchObject({
    amount_minor: 88_849,
    effective_at: new Date('2026-05-01'),
    sequence: 1,
    currency: 'USD',
  });
  expect(paid?.amount).toBeCloseTo(888.49, 6);
});

it('writes balances as rows, too', async () => {
  const rows: Record<string, string>[] = parse(await exported('balances', '--currency', 'JPY', '--format', 'csv'), {
    columns: true,
  });
  expect(rows.find((row) => row.account_code === '1100')).toMatchObject({
    name: 'Loan principal',
    balance_minor: '500000',
    balance_side: 'DR',
    currency: 'JPY',
  });
});

it('leaves no half of a file behind when the ledger fails in the middle', async () => {
  const { url } = await scriptedLedger((): Answer => [200, { items: 'no list' }]);
  const { code } = await tally(['export', 'entries', '-o', inFolder('half.csv')], { url });
  expect(code).toBe(1);
  expect(readdirSync(workplace.folder).filter((name) => name.startsWith('half'))).toEqual([]);
});

it('reads every line of an entry that is longer than a list shows', async () => {
  const line = (sequence: number) => ({
    sequence,
    account_code: '1200',
    direction: 'DR',
    amount_minor: '1',
    currency: 'USD',
    layer: 'SETTLED',
  });
  const entry = { journal_entry_id: 'e1', event_type: 'accrual', line_count: 3 };
  const { url } = await scriptedLedger(({ path: asked, query }): Answer => {
    if (asked === '/journal-entries') return [200, { items: [{ ...entry, lines: [line(1)], lines_truncated: true }] }];
    const isFirst = query.page_token === undefined;
    return [
      200,
      { ...entry, lines: isFirst ? [line(1), line(2)] : [line(3)], ...(isFirst && { next_page_token: 't' }) },
    ];
  });
  const file = inFolder('long.ndjson');
  const { stdout } = await tally(['export', 'entries', '-o', file], { url });
  expect(stdout).toBe(`Wrote 3 rows to ${file}.\n`);
  expect(
    readFileSync(file, 'utf8')
      .split('\n')
      .map((row) => (row === '' ? '' : JSON.parse(row).sequence)),
  ).toEqual([1, 2, 3, '']);
});

it.each([
  ['entries', 'Say how it is to be written, as --format csv or -o books.csv.'],
  ['entries -o books.txt', 'Say how it is to be written, as --format csv or -o books.csv.'],
  ['entries --format parquet', 'Parquet needs a file: name it by -o.'],
  ['entries --format csv --json', 'stdout cannot hold both JSON and csv: name a file by -o.'],
  ['entries -o /nowhere/books.hledger', '/nowhere/books.hledger cannot be written (ENOENT).'],
  ['balances --currency USD -o /nowhere/books.csv', '/nowhere/books.csv cannot be written (ENOENT).'],
])('refuses `export %s` with one sentence', async (line, sentence) => {
  const { code, stderr } = await tally(['export', ...line.split(' ')], { url: books.url, token: books.token });
  expect(code).toBe(2);
  expect(stderr).toContain(sentence);
});
