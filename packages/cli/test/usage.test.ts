import type { Command } from 'commander';
import { afterAll, expect, it } from 'vitest';
import { createProgram } from '../src/run.ts';
import type { Terminal } from '../src/terminal.ts';
import { tally } from './harness/scripted-ledger.ts';
import { openWorkplace } from './harness/tally.ts';

const workplace = openWorkplace();
afterAll(() => workplace.close());

const LOAN = '11111111-1111-1111-1111-111111111111';

const MISTAKES: readonly (readonly [command: string, sentence: string | RegExp])[] = [
  ['', 'A command is missing: `tally --help` lists them.'],
  ['verfy', "unknown command 'verfy' (Did you mean verify?)"],
  ['tenants creat', "unknown command 'creat' (Did you mean create?)"],
  ['verify --jsn', "unknown option '--jsn' (Did you mean --json?)"],
  ['tenants list extra', "too many arguments for 'list'. Expected 0 arguments but got 1."],
  ['tenants create', "required option '--name <name>' not specified"],
  ['tenants create --name A --id 7', "option '--id <uuid>' argument '7' is invalid. It must be a UUID."],
  ['clients create --tenant acme', "option '--tenant <uuid>' argument 'acme' is invalid. It must be a UUID."],
  [
    `clients create --tenant ${LOAN} --scope=`,
    "option '--scope <scopes>' argument '' is invalid. It must name a scope; leave the option out for all of them.",
  ],
  ['clients rotate', "missing required argument 'client_id'"],
  ['token', 'TALLYSTICK_TOKEN is set, and goes before a client: unset it, or name the client with --client-id.'],
  [
    'login --token-url login.example',
    "option '--token-url <url>' argument 'login.example' is invalid. It must be an http or https address without user, as https://login.example/oauth2/token.",
  ],
  ['token --client-id demo', 'Give the secret in TALLYSTICK_CLIENT_SECRET or on stdin.'],
  ['token --client-secret hunter2', "unknown option '--client-secret'"],
  [
    'token --url ftp://x',
    "option '--url <address>' argument 'ftp://x' is invalid. It must be an http or https address without user and query, as http://127.0.0.1:8080.",
  ],
  ['loans balance 42', "command-argument value '42' is invalid for argument 'loan_id'. It must be a UUID."],
  [
    `loans balance ${LOAN} --as-of 2026-02-30`,
    "--as-of must be a day of the calendar, as 2026-05-01, not '2026-02-30'.",
  ],
  ['pya', "unknown command 'pya' (Did you mean pay?)"],
  ['loans statment', "unknown command 'statment' (Did you mean statement?)"],
  [`pay ${LOAN} --amout 5`, "unknown option '--amout' (Did you mean --amount?)"],
  [`pay ${LOAN}`, "required option '--borrower <uuid>' not specified"],
  [`pay ${LOAN} --borrower ${LOAN}`, "required option '--amount <amount>' not specified"],
  [
    `pay ${LOAN} --borrower ${LOAN} --amount 5`,
    'Say in which currency the amounts are, as --currency USD, or give them in minor units.',
  ],
  [
    `pay ${LOAN} --method cash`,
    "option '--method <method>' argument 'cash' is invalid. Allowed choices are ach, wire, card, check, internal_transfer, other.",
  ],
  [
    `pay ${LOAN} --key short`,
    `option '--key <key>' argument 'short' is invalid. It must be 8 to 255 letters, digits, ".", "_", ":" or "-", a letter or digit first, as payment:loan_42:txn_9.`,
  ],
  [
    `pay ${LOAN} --amount-minor 05`,
    "option '--amount-minor <digits>' argument '05' is invalid. It must be digits, without sign, point or leading zero.",
  ],
  [
    `pay ${LOAN} --metadata []`,
    `option '--metadata <json>' argument '[]' is invalid. It must be a JSON object, as '{"channel":"branch"}'.`,
  ],
  [
    `nonaccrual ${LOAN} maybe`,
    "command-argument value 'maybe' is invalid for argument 'on|off'. Allowed choices are on, off.",
  ],
  [
    'adjust --debit 1300',
    "option '--debit <line>' argument '1300' is invalid. It must be an account and an amount, as 1300=25.00.",
  ],
  ['close 2026-05-32 --yes', "<through_date> must be a day of the calendar, as 2026-05-01, not '2026-05-32'."],
  [
    'close 2026-05-31',
    'A closed period stays closed: what is posted later counts on the first open day, or is refused. Give --yes to do it without being asked: there is no terminal to ask on.',
  ],
  ['accrue post no-such.json', 'no-such.json cannot be read (ENOENT).'],
  ['accrue post -', 'stdin holds no JSON: Unexpected end of JSON input'],
  ['accounts map 1100', 'Give the number of the account, or --none.'],
  ['adjustments list --pending --status posted', "option '--pending' cannot be used with option '--status <status>'"],
  ['events list --ref ch_881', 'Give --method and --ref together.'],
  ['events list --method card', 'Give --method and --ref together.'],
  ['events list --kind pay', /^tally: --kind 'pay' is none of the kinds of event: loan, disbursement, /],
  [
    `loans balance ${LOAN} --known-at noon`,
    "option '--known-at <instant>' argument 'noon' is invalid. It must be an instant in UTC, as 2026-05-01T12:00:00Z.",
  ],
  [
    `loans journal ${LOAN} --limit 0`,
    "option '--limit <n>' argument '0' is invalid. It must be a whole number from 1.",
  ],
];

it.each(MISTAKES)('answers `tally %s` with one sentence, and exits 2', async (command, sentence) => {
  const { code, stdout, stderr } = await tally(command.split(' ').filter((word) => word !== ''));
  expect({ code, stdout, told: stderr.trimEnd().split('\n').at(-1) }).toEqual({
    code: 2,
    stdout: '',
    told: sentence instanceof RegExp ? expect.stringMatching(sentence) : `tally: ${sentence}`,
  });
});

it('tells a mistake in JSON where JSON was asked for', async () => {
  const { code, stdout, stderr } = await workplace.tally(['--json', 'tenants']);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(JSON.parse(stderr)).toEqual({
    error: { code: 'usage', message: 'A command is missing: `tally --help` lists them.', exit_code: 2 },
  });
});

it('says how to start a server where none answers', async () => {
  const env = { TALLYSTICK_TOKEN: 'x', TALLYSTICK_BASE_URL: 'http://127.0.0.1:9' };
  const { code, stderr } = await workplace.tally(['loans', 'balance', LOAN], { env });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^tally: No server answers at http:\/\/127\.0\.0\.1:9.* Start one with `tally serve`/);
}, 30_000);

/** Every command of a program, by its words. */
const commandsUnder = (parent: Command, words: readonly string[] = []): string[] =>
  parent.commands.flatMap((command) => {
    const path = [...words, command.name()];
    return [path.join(' '), ...commandsUnder(command, path)];
  });

it.each(commandsUnder(createProgram({} as Terminal)))('shows two examples under `tally %s --help`', async (command) => {
  const { code, stdout, stderr } = await tally([...command.split(' '), '--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.match(/^ {2}\$ .*tally .*$/gm)).toHaveLength(2);
});

it('prints its version', async () => {
  const { code, stdout } = await workplace.tally(['--version']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

it('shows its help without loading the server or the SDK', async () => {
  const trace = `NODE_DEBUG=esm '${process.execPath}' --conditions=@tallystick/source '${import.meta.dirname}/../src/main.ts' --help`;
  const { code, stderr } = await workplace.shell(trace);
  expect(code).toBe(0);
  expect(stderr).toContain('packages/cli/src/run.ts');
  expect(stderr).not.toMatch(/packages\/(?:server|sdk|core)\/src/);
});
