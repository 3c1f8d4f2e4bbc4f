import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readVersion } from '../src/version.ts';
import { type Answer, goneLedger, type Met, problem, scriptedLedger, tally } from './harness/scripted-ledger.ts';

/** A profile keeps a client for one person and one server: who asks is never a surprise, and the secret stays at home. */

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'tally-home-'));
});
afterEach(() => rmSync(home, { recursive: true }));

const file = () => path.join(home, '.config/tallystick/profiles.json');
const claims = { client_id: 'tc_1', tenant_id: '0198', scope: 'hpts:balances:read', exp: 1_780_000_000 };
const TOKEN = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`;

/** A ledger that takes one secret, and answers who asked. */
function ledgerOf(secret: string) {
  return scriptedLedger(({ path: asked, body }: Met): Answer => {
    if (asked !== '/oauth2/token') return [200, { items: [], version: readVersion() }];
    const { client_secret: given } = body as { client_secret?: string };
    if (given !== secret) return [401, { error: 'invalid_client', error_description: 'The secret is wrong.' }];
    return [200, { access_token: TOKEN, token_type: 'Bearer', expires_in: 3600, scope: 'hpts:balances:read' }];
  });
}

describe('tally login', () => {
  it('keeps what is typed in a file of nobody else, and shows the secret nowhere', async () => {
    const { url } = await ledgerOf('s3cret-typed');
    const env = { HOME: home };
    const { code, stdout, stderr } = await tally(['login', '--url', url], { env, typed: 'tc_1\ns3cret-typed' });
    expect([code, stdout]).toEqual([0, `Logged in to ${url} as tc_1: profile 'default' of ${file()}.\n`]);
    expect(stderr).toContain('Client secret: ');
    expect(stdout + stderr).not.toContain('s3cret-typed');
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({
      default: { url, client_id: 'tc_1', client_secret: 's3cret-typed' },
    });
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(statSync(path.dirname(file())).mode & 0o777).toBe(0o700);
  });

  it('keeps what is piped, under XDG_CONFIG_HOME and the name that it is given', async () => {
    const { url } = await ledgerOf('piped');
    const env = { HOME: home, XDG_CONFIG_HOME: path.join(home, 'xdg') };
    const args = ['login', '--profile', 'audit', '--client-id', 'tc_1', '--url', url, '--json'];
    const { code, stdout } = await tally(args, { env, input: 'piped\n' });
    const kept = path.join(home, 'xdg/tallystick/profiles.json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      profile: 'audit',
      url,
      client_id: 'tc_1',
      scopes: ['hpts:balances:read'],
      file: kept,
    });
    expect(existsSync(kept)).toBe(true);
  });

  it.each([
    ['a wrong secret', 'tc_1\nwrong\n', 4, 'tally: The secret is wrong.\n'],
    ['no secret', 'tc_1\n', 2, 'tally: The id of a client and its secret are needed to log in.\n'],
  ])('keeps nothing for %s', async (_, input, exit, told) => {
    const { url } = await ledgerOf('right');
    const { code, stderr } = await tally(['login', '--url', url], { env: { HOME: home }, input });
    expect([code, stderr, existsSync(file())]).toEqual([exit, told, false]);
  });

  it('takes no secret by an option', async () => {
    const { code, stderr } = await tally(['login', '--client-secret', 'x'], { env: { HOME: home } });
    expect([code, stderr]).toEqual([2, "tally: unknown option '--client-secret'\n"]);
  });
});

describe('a profile', () => {
  const loggedIn = async (...more: readonly string[]) => {
    const ledger = await ledgerOf('right');
    const args = ['login', '--url', ledger.url, ...more];
    expect((await tally(args, { env: { HOME: home }, input: 'tc_1\nright\n' })).code).toBe(0);
    return ledger;
  };
  const accounts = (args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) =>
    tally(['accounts', 'list', ...args], { env: { HOME: home, ...env } });

  it('is what a command asks as that is told nothing else', async () => {
    const { met } = await loggedIn();
    expect(await accounts()).toMatchObject({ code: 0, stderr: '' });
    expect(met.at(-1)?.path).toBe('/accounts');
  });

  it('comes after the environment, and before it when an option names it', async () => {
    const mine = await loggedIn('--profile', 'mine');
    const other = await ledgerOf('other');
    const env = { TALLYSTICK_BASE_URL: other.url, TALLYSTICK_TOKEN: TOKEN };
    const asked = mine.met.length;
    expect((await accounts([], { ...env, TALLYSTICK_PROFILE: 'mine' })).code).toBe(0);
    expect([mine.met.length, other.met.length]).toEqual([asked, 1]);
    expect((await accounts(['--profile', 'mine'], env)).code).toBe(0);
    expect([mine.met.at(-1)?.path, other.met.length]).toEqual(['/accounts', 1]);
  });

  it('sends its secret to its own server alone', async () => {
    const { url } = await loggedIn();
    const other = await ledgerOf('right');
    const { code, stderr } = await accounts(['--url', other.url]);
    expect([code, other.met]).toEqual([4, []]);
    expect(stderr).toContain(`tally: The profile 'default' is of ${url}, and its secret is not sent to ${other.url}`);
  });

  it('is not used when others may read it', async () => {
    await loggedIn();
    chmodSync(file(), 0o640);
    const { code, stderr } = await accounts();
    expect([code, stderr]).toEqual([
      78,
      `tally: ${file()} holds secrets and may be read by others: chmod 600 it, and rotate them.\n`,
    ]);
  });

  it('that is not there is told by its name', async () => {
    const { code, stderr } = await accounts(['--profile', 'audit']);
    expect([code, stderr]).toEqual([
      78,
      "tally: There is no profile 'audit': `tally login --profile audit` makes it.\n",
    ]);
  });

  it('is forgotten by logout, and the file with the last of them', async () => {
    await loggedIn();
    await loggedIn('--profile', 'audit');
    const logout = (...args: readonly string[]) => tally(['logout', ...args], { env: { HOME: home } });
    expect((await logout()).stdout).toBe("The profile 'default' is forgotten.\n");
    expect(Object.keys(JSON.parse(readFileSync(file(), 'utf8')))).toEqual(['audit']);
    expect((await logout('--profile', 'audit', '--json')).stdout).toBe('{"profile":"audit","forgotten":true}\n');
    expect(existsSync(file())).toBe(false);
    expect((await logout()).stdout).toBe("There is no profile 'default'.\n");
    expect((await accounts()).code).toBe(4);
  });

  it('gives `tally token` its client', async () => {
    await loggedIn();
    expect(await tally(['token'], { env: { HOME: home } })).toMatchObject({ code: 0, stdout: `${TOKEN}\n` });
  });
});

describe('an issuer of the lender', () => {
  /** An issuer that is no ledger, and a ledger that gives no tokens; each remembers what it was asked. */
  const both = async (accountsStatus = 200) => {
    const issuer = await scriptedLedger(({ body }: Met): Answer => {
      const isRight = (body as { client_secret?: string }).client_secret === 'right';
      return isRight ? [200, { access_token: TOKEN, token_type: 'Bearer' }] : [401, { error: 'invalid_client' }];
    });
    const ledger = await scriptedLedger(({ path: asked }: Met): Answer => {
      if (asked === '/oauth2/token') return [404, {}];
      if (asked === '/health/live') return [200, { status: 'ok', version: readVersion() }];
      return accountsStatus === 200
        ? [200, { items: [] }]
        : problem(accountsStatus, accountsStatus === 403 ? 'insufficient_scope' : 'unauthorized', 'no');
    });
    const tokenUrl = `${issuer.url}/realms/loans/token`;
    const args = ['login', '--url', ledger.url, '--token-url', tokenUrl, '--json'];
    const { code, stdout } = await tally(args, { env: { HOME: home }, input: 'tc_1\nright\n' });
    expect(code).toBe(0);
    return { issuer, ledger, tokenUrl, answer: JSON.parse(stdout) };
  };

  it('is kept with the profile by `tally login --token-url`', async () => {
    const { ledger, tokenUrl, answer } = await both();
    const kept = { url: ledger.url, token_url: tokenUrl, client_id: 'tc_1' };
    expect(answer).toEqual({ profile: 'default', ...kept, scopes: [], file: file() });
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({ default: { ...kept, client_secret: 'right' } });
  });

  it.each([
    [['accounts', 'list'], '/accounts'],
    [['api', 'GET', '/accounts'], '/accounts'],
    [['whoami'], '/accounts'],
    [['token'], undefined],
  ])('gives `tally %j` its token', async (args, asked) => {
    const { issuer, ledger } = await both();
    const before = issuer.met.length;
    expect((await tally(args, { env: { HOME: home } })).code).toBe(0);
    expect(issuer.met.length).toBeGreaterThan(before);
    expect(issuer.met.every(({ path: met }) => met === '/realms/loans/token')).toBe(true);
    expect(ledger.met.map((met) => met.path)).toEqual(asked === undefined ? [] : [asked]);
  });

  it.each([
    [200, true],
    [403, true],
    [401, false],
  ])('is not proof by itself: the server that answers %d takes the token: %s', async (status, isTaken) => {
    await both(status);
    const { stdout } = await tally(['doctor', '--json'], { env: { HOME: home, DATA_DIR: '/nowhere' } });
    const { checks } = JSON.parse(stdout) as { checks: { check: string; state: string; detail: string }[] };
    const { state, detail } = checks.find(({ check }) => check === 'credentials')!;
    expect(state).toBe(isTaken ? 'ok' : 'failed');
    if (isTaken) expect(detail).toBe("the server takes the token that the issuer gives to tc_1 of profile 'default'");
    expect((await tally(['whoami'], { env: { HOME: home } })).code).toBe(isTaken ? 0 : 4);
  });

  it('that does not answer is told by its own address', async () => {
    const { ledger } = await both();
    const profiles = JSON.parse(readFileSync(file(), 'utf8'));
    profiles.default.token_url = `${await goneLedger()}/token`;
    writeFileSync(file(), JSON.stringify(profiles));
    for (const args of [['accounts', 'list'], ['token']]) {
      const { code, stderr } = await tally(args, { env: { HOME: home } });
      expect([code, stderr]).toEqual([
        1,
        `tally: No issuer answers at ${profiles.default.token_url} (ECONNREFUSED).\n`,
      ]);
    }
    expect(ledger.met).toEqual([]);
  }, 20_000);
});

describe('who asks', () => {
  const scopesAsked = (met: readonly Met[]) =>
    met.filter((one) => one.path === '/oauth2/token').map(({ body }) => (body as { scope?: string }).scope);
  const client = { TALLYSTICK_CLIENT_ID: 'tc_1', TALLYSTICK_CLIENT_SECRET: 'right' };

  it.each([[['accounts', 'list']], [['whoami']], [['doctor']], [['token']], [['api', 'GET', '/accounts']]])(
    'asks for the scopes of TALLYSTICK_SCOPE in `tally %j`',
    async (args) => {
      const { url, met } = await ledgerOf('right');
      const env = { ...client, TALLYSTICK_BASE_URL: url, DATA_DIR: '/nowhere' };
      await tally(args, { env: { ...env, TALLYSTICK_SCOPE: 'hpts:ledger:read' } });
      await tally(args, { env });
      expect(scopesAsked(met)).toEqual(['hpts:ledger:read', undefined]);
    },
  );

  it('asks for the scopes of --scope before those', async () => {
    const { url, met } = await ledgerOf('right');
    const env = { ...client, TALLYSTICK_BASE_URL: url, TALLYSTICK_SCOPE: 'hpts:ledger:read' };
    await tally(['token', '--scope', 'hpts:balances:read'], { env });
    expect(scopesAsked(met)).toEqual(['hpts:balances:read']);
  });

  it('is whoever TALLYSTICK_TOKEN was given to, before a client of the environment', async () => {
    const { url, met } = await ledgerOf('right');
    const env = { ...client, TALLYSTICK_BASE_URL: url, TALLYSTICK_TOKEN: TOKEN };
    expect((await tally(['accounts', 'list'], { env })).code).toBe(0);
    expect((await tally(['whoami'], { env })).code).toBe(0);
    expect(await tally(['token'], { env })).toMatchObject({ code: 2, stderr: expect.stringContaining('is set') });
    expect(scopesAsked(met)).toEqual([]);
    expect(await tally(['token', '--client-id', 'tc_1'], { env })).toMatchObject({ code: 0, stdout: `${TOKEN}\n` });
  });

  it.each([
    ['whoami', 403, 0],
    ['doctor', 403, 0],
    ['whoami', 401, 4],
    ['doctor', 401, 4],
  ])('by `tally %s` may lack a scope, and must be known: a read answered %d', async (command, status, exit) => {
    const { url } = await scriptedLedger(({ path: asked }: Met) =>
      asked === '/accounts'
        ? problem(status, status === 403 ? 'insufficient_scope' : 'unauthorized', 'no')
        : [200, { status: 'ok', version: readVersion() }],
    );
    const env = { TALLYSTICK_BASE_URL: url, TALLYSTICK_TOKEN: TOKEN, DATA_DIR: '/nowhere' };
    expect((await tally([command], { env })).code).toBe(exit);
  });
});

describe('tally whoami', () => {
  it('tells the server, the client, its lender and its scopes, and where that was said', async () => {
    const { url, met } = await ledgerOf('right');
    const env = { HOME: home, TALLYSTICK_BASE_URL: url, TALLYSTICK_TOKEN: TOKEN };
    const { code, stdout } = await tally(['whoami'], { env });
    expect([code, met.map((one) => one.path)]).toEqual([0, ['/accounts']]);
    expect(stdout).toBe(
      `Server       ${url}\nClient       tc_1\nTenant       0198\nScopes       hpts:balances:read\n` +
        'From         the environment\nToken until  2026-05-28T20:26:40.000Z\n',
    );
  });
});
