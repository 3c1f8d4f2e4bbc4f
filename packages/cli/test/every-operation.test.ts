import { contract } from '@tallystick/core/contract';
import { expect, it } from 'vitest';
import { createProgram } from '../src/run.ts';
import type { Terminal } from '../src/terminal.ts';
import { COMMANDS, operationOf } from './harness/command-lines.ts';
import { scriptedLedger, tally, wordsOf } from './harness/scripted-ledger.ts';

/** Every operation of the contract has a command, and what a command sends is what the contract takes. */

const ANSWER = { items: [], lines: [], line_count: 0, balanced: true };

const CASES = COMMANDS.map(([line, operation, body]) => ({ line, operation, body }));

it.each(CASES)('tally $line', async ({ line, operation, body }) => {
  const { method, path, inputSchema } = operationOf(operation);
  const ledger = await scriptedLedger(() => [method === 'POST' ? 201 : 200, ANSWER]);
  const { dry_run: _, ...file } = (body ?? {}) as { dry_run?: boolean };
  const input = / -( |$)/.test(line) ? JSON.stringify(file) : '';
  const { code, stderr } = await tally([...wordsOf(line), '--json'], { url: ledger.url, input });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const [met] = ledger.met;
  const pattern = new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
  expect([met?.method, met?.path]).toEqual([method, expect.stringMatching(pattern)]);
  expect(met?.body).toEqual(body);
  const params = { ...pattern.exec(met!.path)?.groups };
  const headers = { 'idempotency-key': met?.key };
  expect(() => inputSchema.parse({ params, headers, query: met?.query, body: met?.body })).not.toThrow();
});

it('there is a command for every operation but those that ask how the server is', () => {
  const operations = Object.entries(contract).flatMap(([noun, verbs]) =>
    Object.keys(verbs).map((verb) => `${noun}.${verb}`),
  );
  const commanded = COMMANDS.map(([, operation]) => operation);
  expect(operations.filter((name) => !name.startsWith('health.')).toSorted()).toEqual(commanded.toSorted());
});

/** The words of each field of a body that takes one of a few, unwrapped from what makes it optional. */
function enumsOf(operation: string): string[][] {
  const { inputSchema } = operationOf(operation);
  const body = (inputSchema as unknown as Schema).shape?.body;
  return Object.values(body?.shape ?? {}).flatMap((field) => {
    let schema: Schema | undefined = field;
    while (schema?.def?.innerType !== undefined) schema = schema.def.innerType;
    return schema?.options === undefined ? [] : [schema.options.toSorted()];
  });
}

interface Schema {
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly def?: { readonly innerType?: Schema };
  readonly options?: readonly string[];
}

const OUT_OF_FILES = new Set(['accruals.postBatch', 'programs.put']);

it.each(CASES.filter(({ operation }) => enumsOf(operation).length > 0 && !OUT_OF_FILES.has(operation)))(
  '$operation offers every word that the contract takes',
  ({ line, operation }) => {
    let command = createProgram({} as Terminal);
    for (const word of wordsOf(line)) command = command.commands.find((inner) => inner.name() === word) ?? command;
    const offered = [...command.options, ...command.registeredArguments].map(({ argChoices = [] }) =>
      argChoices.toSorted(),
    );
    expect(offered).toEqual(expect.arrayContaining(enumsOf(operation)));
  },
);
