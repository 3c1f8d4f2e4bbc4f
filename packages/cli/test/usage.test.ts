import { afterAll, expect, it } from 'vitest';
import { openWorkplace } from './harness/tally.ts';

const workplace = openWorkplace();
afterAll(() => workplace.close());

const LOAN = '11111111-1111-1111-1111-111111111111';

const MISTAKES: readonly (readonly [command: string, sentence: string])[] = [
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
  ['token', 'Name the client with TALLYSTICK_CLIENT_ID or --client-id.'],
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
  [
    `loans balance ${LOAN} --known-at noon`,
    "option '--known-at <instant>' argument 'noon' is invalid. It must be an instant in UTC, as 2026-05-01T12:00:00Z.",
  ],
  [
    `loans journal ${LOAN} --limit 0`,
    "option '--limit <n>' argument '0' is invalid. It must be a whole number from 1.",
  ],
];

it.concurrent.each(MISTAKES)('answers `tally %s` with one sentence, and exits 2', async (command, sentence) => {
  const { code, stdout, stderr } = await workplace.tally(command.split(' ').filter((word) => word !== ''));
  expect({ code, stdout, told: stderr.trimEnd().split('\n').at(-1) }).toEqual({
    code: 2,
    stdout: '',
    told: `tally: ${sentence}`,
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

it.concurrent.each([
  'serve',
  'migrate',
  'migrate status',
  'demo',
  'tenants',
  'tenants create',
  'tenants list',
  'clients',
  'clients create',
  'clients rotate',
  'clients revoke',
  'clients list',
  'token',
  'loans',
  'loans balance',
  'loans journal',
  'verify',
])('shows two examples under `tally %s --help`', async (command) => {
  const { code, stdout, stderr } = await workplace.tally([...command.split(' '), '--help']);
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
