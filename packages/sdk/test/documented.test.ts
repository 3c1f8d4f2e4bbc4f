import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { contract } from '@tallystick/core/contract';
import { expect, it } from 'vitest';
import { type ClientCall, clientCalls, type Exported, fakeSymbols, type Offered, publicSymbols } from './docstrings.ts';

const CALLS = clientCalls();
const SYMBOLS = publicSymbols();
const FAKE = fakeSymbols();

it.each([...SYMBOLS, ...FAKE, ...CALLS])('$name says what it is, and shows it in an example', ({ text, example }) => {
  expect(text).toMatch(/^[A-Z].*[.:]$/);
  expect(example).not.toBe('');
});

it('documents a call for every operation of the contract', () => {
  const operations = Object.entries(contract).flatMap(([noun, verbs]) => Object.keys(verbs).map((v) => `${noun}.${v}`));
  expect(CALLS.map(({ name }) => name)).toEqual(expect.arrayContaining(operations));
});

/** What the examples take as given. The index prints it. */
const GIVEN = `declare const ledger: Ledger; // createClient()
declare const loanId: string, borrowerId: string, programId: string, eventId: string, entryId: string;
declare const successorId: string, key: string, clientSecret: string, traceparent: string;
declare const loan: { loan_id: string; borrower_id: string; currency: string };
declare const payment: PaymentRequest, fee: FeeRequest, waiver: WaiverRequest, disbursement: DisbursementRequest;
declare const settlement: SettlementRequest, receipt: ReceiptRequest, allocation: AllocationRequest;
declare const refund: RefundRequest, nonaccrual: NonaccrualRequest, accrual: AccrualBatchRequest;
declare const chargeoff: ChargeoffRequest, recovery: RecoveryRequest, refinance: RefinanceRequest;
declare const restructure: RestructureRequest, reversal: ReversalRequest, adjustment: AdjustmentRequest;
declare const outbox: {
  insert(key: string, path: string, body: string): Promise<void>;
  oldest(): Promise<KeyedRequest>;
};`;

it('has examples that compile, each by itself', { timeout: 60_000 }, () => {
  const room = path.resolve(import.meta.dirname, '../node_modules/.examples');
  mkdirSync(room, { recursive: true });
  const names = (symbols: readonly Exported[]) =>
    symbols.map(({ name, kind }) => (kind === 'function' || kind === 'class' ? name : `type ${name}`)).join(', ');
  const functions = [...SYMBOLS, ...FAKE, ...CALLS].map(({ name, example }, index) => {
    return `export async function example${index}() { // ${name}\n${example}\n}\n`;
  });
  const head = `import { ${names(SYMBOLS)} } from '../../src/index.ts';
import { ${names(FAKE)} } from '../../src/fake/index.ts';\n`;
  writeFileSync(path.join(room, 'examples.ts'), `${head}${GIVEN}\n${functions.join('\n')}`);
  writeFileSync(
    path.join(room, 'tsconfig.json'),
    '{"extends":"../../../../tsconfig.base.json","compilerOptions":{"noEmit":true},"files":["examples.ts"]}',
  );
  const tsc = path.resolve(import.meta.dirname, '../../../node_modules/.bin/tsc');
  let mistakes = '';
  try {
    execFileSync(tsc, ['-p', room, '--pretty', 'false'], { encoding: 'utf8' });
  } catch (error) {
    mistakes = (error as { stdout: string }).stdout;
  }
  expect(mistakes).toBe('');
});

/** The row of a symbol: its name, and what the first sentence of its docstring says. */
const row = ({ name, text }: Offered): string =>
  `| \`${name}\` | ${text.split(/(?<=\.) /)[0]!.replaceAll('|', '\\|')} |`;

const table = (symbols: readonly Offered[]): string => ['| | |', '|---|---|', ...symbols.map(row)].join('\n');

function chapter({ name, parameters, text, example }: ClientCall): string {
  const [noun = '', verb = ''] = name.split('.');
  const group = contract[noun as keyof typeof contract] as Readonly<Record<string, Described>> | undefined;
  const { route, meta } = group?.[verb]?.['~orpc'] ?? {};
  const scope = meta?.scopes.map((needed) => `, scope \`${needed}\``).join('') ?? '';
  const address = route ? `\`${route.method} /v1${route.path}\`${scope}\n\n` : '';
  return `### ${name}(${parameters.join(', ')})\n\n${address}${text}\n\n${fenced(example)}`;
}

interface Described {
  readonly '~orpc': {
    readonly route: { readonly method?: string; readonly path?: string };
    readonly meta: { readonly scopes: readonly string[] };
  };
}

const fenced = (code: string): string => `\`\`\`ts\n${code}\n\`\`\``;

const shown = ({ name, text, example }: Exported): string => `### ${name}\n\n${text}\n\n${fenced(example)}`;

it('is listed in docs/sdk.md: run `pnpm -C packages/sdk generate` when this fails', async () => {
  const isValue = ({ kind }: Exported) => kind === 'function' || kind === 'class';
  const index = `# The SDK, call by call

Written by \`packages/sdk/test/documented.test.ts\` from the docstrings, whose examples it compiles. How to install and
begin is in [packages/sdk](../packages/sdk/README.md); what is retried is in [sdk-retries](sdk-retries.md). The examples
take this as given:

${fenced(GIVEN)}

## Functions and classes

${SYMBOLS.filter(isValue).map(shown).join('\n\n')}

## Calls of the client

${CALLS.map(chapter).join('\n\n')}

## Types

${table(SYMBOLS.filter((symbol) => !isValue(symbol)))}

## A ledger in memory

\`@tallystick/sdk/fake\` exports these.

${FAKE.map(shown).join('\n\n')}
`;
  await expect(index).toMatchFileSnapshot('../../../docs/sdk.md');
});
