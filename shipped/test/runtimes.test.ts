import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { rolldown } from 'rolldown';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LedgerStub, ledgerStub } from './ledger-stub.ts';
import { HOME } from './pack.ts';
import { program } from './runtimes.ts';

const run = promisify(execFile);

let stub: LedgerStub;
let gone: string;
beforeEach(async () => {
  stub = await ledgerStub();
  const closed = await ledgerStub();
  gone = closed.url;
  closed.close();
});
afterEach(() => stub.close());

const SEEN = {
  key: expect.stringMatching(/^sha256:::[0-9a-f]{11}$/),
  replays: [false, true],
  principal: '783.49',
  balance: '921651',
  trace: 'a'.repeat(32),
  entries: ['1', '2', '3'],
  refusal: 'no loan 42',
  aborted: true,
  late: true,
  cut: true,
  refused: true,
};

const ASKED = [
  'POST /oauth2/token',
  'POST /v1/payments',
  'POST /v1/payments',
  'POST /v1/payments',
  'GET /v1/loans/11111111-1111-1111-1111-111111111111/balance',
  'GET /v1/loans/11111111-1111-1111-1111-111111111111/journal-entries',
  'GET /v1/loans/11111111-1111-1111-1111-111111111111/journal-entries',
  'GET /v1/loans/11111111-1111-1111-1111-111111111111',
  'POST /v1/fees',
];

/** What the stub was asked, but for the route that never answers: a busy machine may give up before it is asked. */
const asked = (): string[] => stub.asked.filter((route) => route !== 'GET /v1/tie-out');

/** What a connection that is refused tells a post: that it never left, or, where the runtime does not say, less. */
const UNSENT = { known: 'UnreachableError', unknown: 'OutcomeUnknownError' } as const;

describe('the published SDK makes the same journey', () => {
  it.each<[string, () => string, string[], string]>([
    ['Node 20', () => program('Node 20'), [], UNSENT.known],
    ['the Node of this workspace', () => process.execPath, [], UNSENT.known],
    ['Deno', () => program('Deno'), ['run', '--allow-net', '--allow-env', '--quiet'], UNSENT.known],
    ['Bun', () => program('Bun'), ['run'], UNSENT.known],
  ])('on %s', async (_, file, args, unsent) => {
    const { stdout } = await run(file(), [...args, 'main.mjs', stub.url, gone], { cwd: HOME, env: { PATH: '' } });
    expect(JSON.parse(stdout)).toEqual({ ...SEEN, unsent });
    expect(asked()).toEqual(ASKED);
  });

  it('on workerd, where Workers run', async () => {
    const bundle = await rolldown({ input: path.join(HOME, 'worker.mjs'), platform: 'neutral' });
    await bundle.write({ file: path.join(HOME, 'worker.bundle.mjs'), format: 'esm' });
    writeFileSync(path.join(HOME, 'worker.capnp'), CONFIG(stub.url, gone));
    const { stdout, stderr } = await run(program('workerd'), ['test', 'worker.capnp'], { cwd: HOME });
    const line = /^\{"key".*\}$/m.exec(stdout + stderr)?.[0] ?? '';
    expect(JSON.parse(line)).toEqual({ ...SEEN, unsent: UNSENT.unknown });
    expect(asked()).toEqual(ASKED);
  });
});

it.each<[string, () => string, string[]]>([
  ['Node 20', () => program('Node 20'), []],
  ['the Node of this workspace', () => process.execPath, []],
  ['Deno', () => program('Deno'), ['run', '--allow-env', '--quiet']],
  ['Bun', () => program('Bun'), ['run']],
])('the published ledger in memory keeps books on %s, and needs no network', async (_, file, args) => {
  const { stdout } = await run(file(), [...args, 'fake.mjs'], { cwd: HOME, env: { PATH: '' } });
  const events = ['disbursement', 'accrual', 'payment', 'return', 'reversal'];
  expect(JSON.parse(stdout)).toEqual({ owed: '1000000', refusal: true, balanced: true, events });
});

const CONFIG = (url: string, absent: string): string => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [
  (name = "main", worker = (
    modules = [(name = "worker", esModule = embed "worker.bundle.mjs")],
    compatibilityDate = "2026-01-01",
    bindings = [(name = "BASE_URL", text = "${url}"), (name = "GONE", text = "${absent}")])),
  (name = "internet", network = (allow = ["local"]))]);
`;
