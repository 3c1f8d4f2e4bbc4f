import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { readVersion } from '../src/version.ts';
import { goneLedger, tally } from './harness/scripted-ledger.ts';
import { openWorkplace } from './harness/tally.ts';

/** The doctor finds what would stop a command, says it in a sentence, and touches nothing. */

const workplace = openWorkplace();
afterAll(() => workplace.close(), 60_000);

interface Sick {
  readonly version?: string;
  readonly ready?: number;
  readonly ahead?: number;
  readonly token?: number;
}

/** A server with one thing wrong. */
async function serverWith({ version = readVersion(), ready = 200, ahead = 0, token = 200 }: Sick): Promise<string> {
  const answers: Readonly<Record<string, readonly [number, object]>> = {
    '/v1/health/live': [200, { status: 'ok', version }],
    '/v1/health/ready': [ready, { status: 'ok' }],
    '/oauth2/token': token === 200 ? [200, { access_token: 't' }] : [token, { error: 'invalid_client' }],
  };
  const server = createServer((request, response) => {
    const [status, body] = answers[request.url ?? ''] ?? [404, {}];
    response.setHeader('date', new Date(Date.now() + ahead).toUTCString());
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const client = { TALLYSTICK_CLIENT_ID: 'tc_1', TALLYSTICK_CLIENT_SECRET: 's', DATA_DIR: '/nowhere' };

interface Report {
  readonly ok: boolean;
  readonly checks: readonly { readonly check: string; readonly state: string; readonly detail: string }[];
}

async function examined(env: Readonly<Record<string, string>>) {
  const { code, stdout } = await tally(['doctor', '--json'], { env });
  const { ok, checks }: Report = JSON.parse(stdout);
  return { code, ok, states: checks.map(({ state }) => state), failed: checks.find(({ state }) => state === 'failed') };
}

describe('tally doctor', () => {
  it('finds nothing where nothing is wrong', async () => {
    const { code, ok, states } = await examined({ ...client, TALLYSTICK_BASE_URL: await serverWith({}) });
    expect([code, ok, states]).toEqual([0, true, ['ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'skipped']]);
  });

  it.each<[string, Sick, number, string]>([
    ['version', { version: '0.0.9' }, 1, `The server is 0.0.9, and this command is ${readVersion()}.`],
    ['readiness', { ready: 503 }, 1, 'The server runs and cannot post: see its log.'],
    ['clock', { ahead: 120_000 }, 1, "This machine's clock is 120 s behind the server's."],
    ['clock', { ahead: -45_000 }, 1, "This machine's clock is 45 s ahead of the server's."],
    ['credentials', { token: 401 }, 4, 'The server answered invalid_client.'],
  ])('finds that the %s is wrong: %o', async (check, sick, exit, detail) => {
    const { code, ok, failed } = await examined({ ...client, TALLYSTICK_BASE_URL: await serverWith(sick) });
    // A second may turn over between the server's clock and ours.
    const about = detail.replace(
      /\d+(?= s )/,
      (seconds) => `(?:${seconds}|${Number(seconds) - 1}|${Number(seconds) + 1})`,
    );
    expect([code, ok, failed?.check]).toEqual([exit, false, check]);
    expect(failed?.detail).toMatch(new RegExp(`^${about}$`));
  });

  it('remarks on a proxy that is set and not used, and stops at nothing', async () => {
    const env = { ...client, TALLYSTICK_BASE_URL: await serverWith({}), HTTP_PROXY: 'http://user:hunter2@proxy:3128' };
    const { code, ok, states } = await examined(env);
    expect([code, ok, states[2]]).toEqual([0, true, 'remark']);
    const { stdout } = await tally(['doctor'], { env });
    expect(stdout).toMatch(/^proxy +remark +HTTP_PROXY is set and not used: it takes NODE_USE_ENV_PROXY=1$/m);
    expect(stdout).not.toContain('hunter2');
  });

  it('says that no server answers, and looks at the rest', async () => {
    const { code, states, failed } = await examined({ ...client, TALLYSTICK_BASE_URL: await goneLedger() });
    expect([code, failed?.check]).toEqual([1, 'server']);
    expect(states).toEqual(['ok', 'failed', 'ok', 'skipped', 'skipped', 'skipped', 'skipped', 'skipped']);
  });

  it('ends with 78 for a configuration that no server would start with', async () => {
    const env = { ...client, PORT: 'eighty', TALLYSTICK_BASE_URL: await serverWith({}) };
    const { code, failed } = await examined(env);
    expect([code, failed?.detail]).toEqual([78, 'The configuration is wrong. PORT must be a port.']);
  });

  it('says who is to be told who asks', async () => {
    const env = { DATA_DIR: '/nowhere', TALLYSTICK_BASE_URL: await serverWith({}) };
    expect(await examined(env)).toMatchObject({ code: 4, failed: { check: 'credentials' } });
  });

  it('looks at a database that is there, and makes none', async () => {
    const env = { ...client, TALLYSTICK_BASE_URL: await serverWith({}) };
    const before = await workplace.tally(['doctor'], { env: { ...env, DATA_DIR: workplace.dataDir } });
    expect(before.stdout).toMatch(/^database +skipped +none is configured, and there is none in /m);
    expect((await workplace.tally(['migrate', 'up'])).code).toBe(0);
    const after = await workplace.tally(['doctor'], { env: { ...env, DATA_DIR: workplace.dataDir } });
    expect(after.stdout).toMatch(/^database +ok +it keeps what it acknowledges, and its schema is current$/m);
    expect(after.code).toBe(0);
  }, 120_000);
});
