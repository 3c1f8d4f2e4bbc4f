import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createProgram } from '../src/run.ts';
import type { Terminal } from '../src/terminal.ts';
import { bodyOf, lineOf, printedBy } from './harness/answer-body.ts';
import { COMMANDS, operationOf } from './harness/command-lines.ts';
import { ERROR, OWN_ANSWERS } from './harness/own-answers.ts';
import { type Schema, sampleOf } from './harness/sample.ts';
import { type Met, scriptedLedger, tally, wordsOf } from './harness/scripted-ledger.ts';
import { openWorkplace, type Serving } from './harness/tally.ts';

/** Programs read `--json`: every command answers what `answers.schema.json` says, which is what the contract says. */

/** The commands without commands of their own, by their words. */
const leaves = (parent: Command, words: readonly string[] = []): string[] =>
  parent.commands.flatMap((command) => {
    const all = [...words, command.name()];
    return command.commands.length === 0 ? [all.join(' ')] : leaves(command, all);
  });
const EVERY = leaves(createProgram({} as Terminal));

const commandOf = (line: string): string => EVERY.find((words) => line === words || line.startsWith(`${words} `))!;
const operations = COMMANDS.map(([line, operation]) => ({ line, command: commandOf(line), operation }));

/** Serve prints lines until it is stopped, and a tail is a line for each event: see their own tests. */
const FOLLOWED = ['serve', 'events tail'];

const answers = (): Readonly<Record<string, z.ZodType>> =>
  Object.fromEntries([
    ...operations
      .filter(({ command }) => OWN_ANSWERS[command] === undefined)
      .map((one) => [one.command, printedBy(one.operation)]),
    ...operations.flatMap(({ command, operation }) => {
      const line = lineOf(operation);
      return line === undefined ? [] : [[`${command} --all`, line] as const];
    }),
    ...Object.entries(OWN_ANSWERS),
    ['error', ERROR],
  ]);

const jsonSchema = (schema: z.ZodType) =>
  z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }) as unknown as Schema;

it('answers.schema.json has every command: `vitest run -u` writes it anew', async () => {
  const known = answers();
  const missing = EVERY.filter((command) => known[command] === undefined && !FOLLOWED.includes(command));
  expect(missing).toEqual([]);
  const sorted = Object.entries(known).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const whole = jsonSchema(z.object(Object.fromEntries(sorted)).partial());
  const file = path.resolve(import.meta.dirname, '../answers.schema.json');
  await expect(`${JSON.stringify(whole, undefined, 2)}\n`).toMatchFileSnapshot(file);
});

/** Answers every operation with a sample of what the contract says that it answers. */
function bySample({ method, path: asked }: Met) {
  const met = operations.find(({ operation }) => {
    const route = operationOf(operation);
    return route.method === method && new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(asked);
  });
  const body = sampleOf(jsonSchema(bodyOf(met!.operation))) as { next_page_token?: string };
  // A list that goes on would be read for ever.
  delete body.next_page_token;
  return [method === 'POST' ? 201 : 200, body] as const;
}

it.each(operations)('tally $command --json answers what the contract says', async ({ line, operation, command }) => {
  const { url } = await scriptedLedger(bySample);
  const input = / -( |$)/.test(line) ? '{}' : '';
  const { stdout, stderr } = await tally([...wordsOf(line), '--json'], { url, input });
  expect(stderr).toBe('');
  const answer: unknown = JSON.parse(stdout);
  // Parsing drops what the schema does not know, so what comes back has to be the whole.
  expect(printedBy(operation).parse(answer)).toEqual(answer);
  expect(answers()[command]!.safeParse(answer).success).toBe(true);
});

it.each(operations.filter(({ operation }) => lineOf(operation) !== undefined))(
  'tally $command --all --json answers a line of what the contract says for each item',
  async ({ line, operation, command }) => {
    const { url } = await scriptedLedger(bySample);
    const whole = line.replace(/ --limit \d+/, '');
    const { stdout, stderr } = await tally([...wordsOf(whole), '--all', '--json'], { url });
    expect(stderr).toBe('');
    const answer: unknown = JSON.parse(stdout);
    expect(lineOf(operation)!.parse(answer)).toEqual(answer);
    expect(answers()[`${command} --all`]!.safeParse(answer).success).toBe(true);
  },
);

describe('the commands of operators', { timeout: 120_000 }, () => {
  const workplace = openWorkplace();
  let server: Serving;
  beforeAll(async () => {
    server = await workplace.serve({ DEMO: '1', LOG_LEVEL: 'silent' });
    writeFileSync(path.join(workplace.folder, 'payments.ndjson'), `${JSON.stringify(PAYMENT)}\n`);
  }, 60_000);
  afterAll(() => workplace.close(), 60_000);

  const LOAN = '11111111-1111-1111-1111-111111111111';
  const PAYMENT = {
    loan_id: LOAN,
    borrower_id: '22222222-2222-2222-2222-222222222222',
    amount_minor: '100',
    currency: 'USD',
    effective_at: '2026-05-01',
    source_method: 'wire',
  };
  const LINES = [
    'migrate up',
    'migrate status',
    'demo',
    'tenants create --name Acme',
    'tenants list',
    'clients create --tenant 01980000-0000-7000-8000-0000000000de',
    'clients list',
    'clients rotate demo',
    'verify',
    'doctor',
    'token',
    'login',
    'whoami',
    'logout',
    `loans statement ${LOAN}`,
    `loans chart ${LOAN}`,
    `loans suspense ${LOAN}`,
    `api GET /loans/${LOAN}/balance`,
    'completion bash',
    'accrue run --program 01980000-0000-7000-8000-0000000000de --date 2026-05-02 --rate 18.25',
    'import payments.ndjson --as payment',
    'export entries -o entries.csv',
    'export balances -o balances.csv',
    'clients revoke demo',
  ];

  it.each(LINES)('tally %s --json answers what the schema says', async (line) => {
    const { stdout, stderr } = await workplace.tally([...line.split(' '), '--json'], {
      env: {
        TALLYSTICK_BASE_URL: server.url,
        TALLYSTICK_CLIENT_ID: 'demo',
        TALLYSTICK_CLIENT_SECRET: 'demo-secret',
        HOME: workplace.folder,
      },
    });
    expect(stderr).toBe('');
    const answer: unknown = JSON.parse(stdout);
    expect(OWN_ANSWERS[commandOf(line)]!.parse(answer)).toEqual(answer);
  });

  it('are all tried', () => {
    expect(Object.keys(OWN_ANSWERS).toSorted()).toEqual(LINES.map(commandOf).toSorted());
  });

  it.each([['verfy'], ['loans balance 7'], ['tenants create --name A --id 7']])(
    'tally %s --json fails as the schema says',
    async (line) => {
      const { stdout, stderr } = await tally([...line.split(' '), '--json']);
      expect([stdout, ERROR.safeParse(JSON.parse(stderr)).success]).toEqual(['', true]);
    },
  );
});
