import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EVENT_KINDS } from '@tallystick/core/contract';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openText } from '../src/csv-rows.ts';
import { importLines } from '../src/import/import-lines.ts';
import { requestReader } from '../src/import/import-request.ts';
import { inOrder } from '../src/import/in-order.ts';
import { progressLine, progressOf } from '../src/progress.ts';
import { type Answer, type Met, problem, scriptedLedger, tally } from './harness/scripted-ledger.ts';
import { openWorkplace } from './harness/tally.ts';

/** A file is booked once, line by line, however often it is imported and wherever that was cut short. */

const workplace = openWorkplace();
const folder = mkdtempSync(path.join(tmpdir(), 'tally-import-'));
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await workplace.close();
}, 30_000);

const LOAN = '11111111-1111-1111-1111-111111111111';
const BORROWER = '22222222-2222-2222-2222-222222222222';
const payment = (ref: string) => ({
  loan_id: LOAN,
  borrower_id: BORROWER,
  amount_minor: '100',
  currency: 'USD',
  effective_at: '2026-05-01',
  source_method: 'wire',
  external_ref: ref,
});

let file: string;
let count = 0;
beforeEach(() => {
  count += 1;
  file = path.join(folder, `${count}.ndjson`);
});
const fill = (...lines: readonly (object | string)[]) =>
  writeFileSync(file, lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));
const payments = (n: number) => Array.from({ length: n }, (_, index) => payment(`ref ${index + 1}`));

/** A ledger that books once for each key, and refuses what a test says. */
function bookingLedger(refuses: (met: Met) => Answer | undefined = () => undefined) {
  const booked = new Map<string, unknown>();
  const script = (met: Met): Answer => {
    const refusal = refuses(met);
    if (refusal !== undefined) return refusal;
    const isReplay = booked.has(met.key!);
    booked.set(met.key!, met.body);
    return [isReplay ? 200 : 201, { event_id: 'e' }];
  };
  return { booked, script };
}

const run = (url: string, ...args: readonly string[]) =>
  tally(['import', file, '--as', 'payment', '--json', ...args], { url });
const refs = (bodies: Iterable<unknown>) => [...bodies].map((body) => (body as { external_ref: string }).external_ref);

it('sends each line as the API takes it, and leaves it at that the second time', async () => {
  const { booked, script } = bookingLedger();
  const { url, met } = await scriptedLedger(script);
  fill(...payments(40));
  const first = await run(url);
  expect(JSON.parse(first.stdout)).toEqual({
    file,
    kind: 'payment',
    booked: 40,
    already_booked: 0,
    refused: 0,
    skipped: 0,
  });
  expect(met.every(({ method, path: asked }) => method === 'POST' && asked === '/payments')).toBe(true);
  expect([...booked.values()]).toEqual(expect.arrayContaining(payments(40)));
  const again = await run(url);
  expect(JSON.parse(again.stdout)).toMatchObject({ booked: 40, skipped: 40 });
  expect([met.length, existsSync(`${file}.errors.ndjson`)]).toEqual([40, false]);
});

it('counts what the ledger has already, when it is told to begin anew', async () => {
  const { booked, script } = bookingLedger();
  const { url } = await scriptedLedger(script);
  fill(...payments(7));
  await run(url);
  const again = await run(url, '--anew');
  expect(JSON.parse(again.stdout)).toMatchObject({ booked: 0, already_booked: 7, skipped: 0 });
  expect(booked.size).toBe(7);
});

it('keeps lines that are wrong or refused, and books them under the same key when they are mended', async () => {
  const isOpen = { value: false };
  const { booked, script } = bookingLedger(({ body }) =>
    !isOpen.value && (body as { external_ref: string }).external_ref === 'ref 2'
      ? problem(409, 'period_closed', 'May is closed.')
      : undefined,
  );
  const { url, met } = await scriptedLedger(script);
  const [one, two, three] = payments(3) as [object, object, object];
  fill(one, two, { ...three, amount_minor: 3, idempotency_key: 'payment:3' }, 'no json', '[]');
  const { code, stdout } = await run(url);
  expect([code, JSON.parse(stdout)]).toMatchObject([5, { booked: 1, refused: 4, errors: `${file}.errors.ndjson` }]);
  const errors = readFileSync(`${file}.errors.ndjson`, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const key = met.find(({ body }) => refs([body])[0] === 'ref 2')?.key;
  expect(errors).toEqual([
    expect.objectContaining({ line: 2, code: 'period_closed', status: 409, request: { ...two, idempotency_key: key } }),
    expect.objectContaining({
      line: 3,
      code: 'validation_failed',
      errors: [{ pointer: '/amount_minor', detail: expect.any(String) }],
      request: expect.objectContaining({ idempotency_key: 'payment:3' }),
    }),
    { line: 4, code: 'malformed_line', detail: 'The line holds no JSON object.' },
    { line: 5, code: 'malformed_line', detail: 'The line holds no JSON object.' },
  ]);
  isOpen.value = true;
  file = path.join(folder, 'mended.ndjson');
  fill(errors[0].request, { ...errors[1].request, amount_minor: '3' });
  expect(JSON.parse((await run(url)).stdout)).toMatchObject({ booked: 2, refused: 0 });
  expect([...booked.keys()]).toEqual(expect.arrayContaining([key, 'payment:3']));
});

it('stops when the ledger is out of order or forbids it, and goes on from there', async () => {
  let isDown = true;
  const { booked, script } = bookingLedger(({ body }) =>
    isDown && refs([body])[0] === 'ref 30' ? problem(403, 'insufficient_scope', 'A scope is missing.') : undefined,
  );
  const { url, met } = await scriptedLedger(script);
  fill(...payments(60));
  const { code, stderr } = await run(url, '--concurrency', '4');
  expect([code, JSON.parse(stderr).error.message]).toEqual([
    4,
    expect.stringMatching(/^Line 30: .*Give the same command again to go on\.$/),
  ]);
  expect(JSON.parse(readFileSync(`${file}.import.json`, 'utf8'))).toMatchObject({ line: 29, booked: 29 });
  isDown = false;
  const before = met.length;
  const answer = JSON.parse((await run(url, '--concurrency', '4')).stdout);
  expect(answer).toMatchObject({ refused: 0, skipped: 29 });
  expect(answer.booked + answer.already_booked).toBe(60);
  expect([booked.size, met.length - before]).toEqual([60, 31]);
});

describe.each(['SIGINT', 'SIGKILL'] as const)('cut short by %s', (signal) => {
  it('goes on where it was, and books each line once', { timeout: 60_000 }, async () => {
    const refusesTenth = ({ body }: Met) =>
      Number(refs([body])[0]!.slice(4)) % 10 === 0 ? problem(422, 'loan_not_found', 'No such loan.') : undefined;
    const { booked, script } = bookingLedger(refusesTenth);
    const { url, met } = await scriptedLedger(script);
    fill(...payments(1_500));
    const env = { TALLYSTICK_BASE_URL: url, TALLYSTICK_TOKEN: 'x' };
    const cut = workplace.start(['import', file, '--as', 'payment'], env);
    while (met.length < 500) await new Promise((resolve) => setTimeout(resolve, 5));
    cut.kill(signal);
    const { stderr } = await cut.ended;
    if (signal === 'SIGINT') expect(stderr).toMatch(/Stopped after line \d+\. Give the same command again to go on\./);
    expect(booked.size).toBeLessThan(1_350);
    const answer = JSON.parse((await run(url)).stdout);
    expect(answer).toMatchObject({ refused: 150 });
    expect([booked.size, answer.booked + answer.already_booked]).toEqual([1_350, 1_350]);
    expect(new Set(refs(booked.values())).size).toBe(1_350);
    const lines = readFileSync(`${file}.errors.ndjson`, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).line);
    expect(lines).toEqual(Array.from({ length: 150 }, (_, index) => (index + 1) * 10));
  });
});

it('refuses a file that was changed since its import began: its lines would have other keys', async () => {
  const { script } = bookingLedger();
  const { url, met } = await scriptedLedger(script);
  fill(...payments(3));
  await run(url);
  fill(...payments(4));
  const { code, stderr } = await run(url);
  expect([code, JSON.parse(stderr).error.message]).toEqual([2, expect.stringContaining('The file is not what it was')]);
  expect(met).toHaveLength(3);
});

it('holds every line against the contract in a dry run, and sends nothing', async () => {
  fill(...payments(2), { ...payment('x'), effective_at: '2026-02-30', colour: 'red' });
  const { code, stdout } = await run('http://127.0.0.1:9', '--dry-run');
  const errors = `${file}.dry-run.ndjson`;
  expect([code, JSON.parse(stdout)]).toEqual([
    5,
    { file, kind: 'payment', valid: 2, invalid: 1, errors, dry_run: true },
  ]);
  const mistakes = JSON.parse(readFileSync(errors, 'utf8')).errors;
  expect(mistakes).toContainEqual({ pointer: '/effective_at', detail: 'must be a day of the calendar, as YYYY-MM-DD' });
  expect(existsSync(`${file}.import.json`)).toBe(false);
});

it.each(['csv', 'ndjson'] as const)('reads no further in %s than the lines that were asked for', async (format) => {
  fill('amount_minor', ...Array.from({ length: 100_000 }, () => '{}'.padEnd(100)));
  const source = openText(file);
  const lines = importLines(source, format);
  await lines.next();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(source.bytesRead).toBeLessThan(1_000_000);
  await lines.return();
  expect(source.destroyed).toBe(true);
});

it('reads CSV: quoted cells, fields inside fields, and JSON where the contract wants no text', async () => {
  const { script } = bookingLedger();
  const { url, met } = await scriptedLedger(script);
  file = path.join(folder, 'payments.csv');
  const parts = ['fees', 'interest', 'principal'].map((bucket) => `custom_allocation.${bucket}_minor`);
  const named = ['loan_id', 'borrower_id', 'amount_minor', 'currency', 'effective_at', 'source_method'];
  const head = [...named, 'external_ref', 'explain', 'metadata', 'allocation_mode', ...parts].join();
  const row = `${LOAN},${BORROWER},100,USD,2026-05-01,wire`;
  fill(`\uFEFF${head}`, `${row},"a, ""b""\nc",true,"{""n"":1}",custom,5,0,95`, `${row},42,,,,,,`, `${row},too,few`);
  expect(JSON.parse((await run(url)).stdout)).toMatchObject({ booked: 2, refused: 1 });
  const { external_ref: _, ...rest } = payment('');
  expect(met.map(({ body }) => body)).toEqual(
    expect.arrayContaining([
      {
        ...rest,
        external_ref: 'a, "b"\nc',
        explain: true,
        metadata: { n: 1 },
        allocation_mode: 'custom',
        custom_allocation: { fees_minor: '5', interest_minor: '0', principal_minor: '95' },
      },
      { ...rest, external_ref: '42' },
    ]),
  );
  expect(readFileSync(`${file}.errors.ndjson`, 'utf8')).toMatch(/^\{"line":5,.*has not as many cells as the header/);
});

it('takes a line separator inside a JSON string for what it is', async () => {
  const { script } = bookingLedger();
  const { url, met } = await scriptedLedger(script);
  fill(payment('a\u2028b'));
  await run(url);
  expect(refs(met.map(({ body }) => body))).toEqual(['a\u2028b']);
});

it('asks before it sends a file of what cannot be taken back', async () => {
  fill({ loan_id: LOAN, effective_at: '2026-05-01', reason_code: 'past_due_120' });
  const { script } = bookingLedger();
  const { url, met } = await scriptedLedger(script);
  const line = ['import', file, '--as', 'chargeoff'];
  const { code, stderr } = await tally(line, { url });
  expect([code, stderr]).toEqual([2, expect.stringContaining('Give --yes to do it without being asked')]);
  expect((await tally(line, { url, typed: 'chargeoff' })).code).toBe(0);
  expect(met).toHaveLength(1);
});

it.each([
  ['payments.txt --as payment', 'Say how payments.txt is written, as --format csv.'],
  ['none.csv --as payment', 'none.csv cannot be read (ENOENT).'],
  ['none.csv', "required option '--as <kind>' not specified"],
  ['none.csv --as pay', "--as 'pay' is none of the kinds of event: loan, disbursement, "],
])('refuses `import %s` with one sentence', async (line, sentence) => {
  const { code, stderr } = await tally(['import', ...line.split(' ')]);
  expect([code, stderr]).toEqual([2, expect.stringContaining(sentence)]);
});

const dated = { effective_at: '2026-05-01' };
it.each([
  ['settlement', { id: LOAN, ...dated }, `/disbursements/${LOAN}/settle`, dated],
  ['return', { id: LOAN, return_code: 'R01' }, `/payments/${LOAN}/return`, { return_code: 'R01' }],
  ['allocation', { loan_id: LOAN, ...dated }, `/loans/${LOAN}/allocations`, dated],
  ['waiver', { id: LOAN, ...dated, scope: 'all', reason: 'goodwill' }, `/fees/${LOAN}/waive`, undefined],
  [
    'nonaccrual',
    { loan_id: LOAN, nonaccrual: 'true', reason: 'late', ...dated },
    `/loans/${LOAN}/nonaccrual`,
    { nonaccrual: true, reason: 'late', ...dated },
  ],
  ['period_close', { through_date: '2026-05-31' }, '/periods/close', { through_date: '2026-05-31' }],
] as const)('puts the ids of a line of the kind %s into the address', (kind, fields, address, body) => {
  const request = requestReader(kind)(fields, 'a-key-of-8', true);
  expect(request).toMatchObject({ path: address, ...(body && { body }), idempotencyKey: 'a-key-of-8' });
});

it('has an operation for each kind, and says what is wrong with a line that has nothing', () => {
  for (const kind of EVENT_KINDS)
    expect(requestReader(kind)({ colour: 'red' }, 'a-key-of-8', true)).not.toHaveLength(0);
});

it('works on so many at once, and answers in their order', async () => {
  let [now, most] = [0, 0];
  const items = (async function* () {
    for (let item = 1; item <= 20; item += 1) yield item;
  })();
  const results: number[] = [];
  const work = async (item: number) => {
    now += 1;
    most = Math.max(most, now);
    await new Promise((resolve) => setTimeout(resolve, (item * 7) % 5));
    now -= 1;
    return item;
  };
  for await (const result of inOrder(items, 4, work)) results.push(result);
  expect([results, most]).toEqual([Array.from({ length: 20 }, (_, index) => index + 1), 4]);
});

it.each([
  [12_345, 10, 0.4, '12345 lines  1235/s  40 %  0:15 to go'],
  [300, 2, undefined, '300 lines  150/s'],
  [9, 100, 0.01, '9 lines  0/s  1 %  165:00 to go'],
] as const)('tells the rate and what is left after %i lines in %i s', (lines, seconds, part, line) => {
  expect(progressLine('lines', lines, seconds, part)).toBe(line);
});

it('says how far it is only where somebody waits for more than a second, and takes the line away', () => {
  const shown: string[] = [];
  let now = 0;
  const progress = progressOf({ status: (line) => shown.push(line) }, 'lines', () => now);
  for (now of [10, 900, 1_000, 1_100, 1_250]) progress.step(0.5);
  progress.end();
  expect(shown).toEqual(['3 lines  3/s  50 %  0:01 to go', '5 lines  4/s  50 %  0:02 to go', '']);
});
