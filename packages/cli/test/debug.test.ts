import { expect, it } from 'vitest';
import { type Met, problem, scriptedLedger, tally } from './harness/scripted-ledger.ts';

/** `--debug` tells each request in a line of stderr, and nothing that is secret. */

const LOAN = '11111111-1111-1111-1111-111111111111';
const MS = 'in \\d+ ms';

const ledger = () => {
  let busy = 1;
  return scriptedLedger(({ path, body }: Met) => {
    if (path === '/oauth2/token') {
      const isRight = (body as { client_secret: string }).client_secret === 'canary-secret';
      return isRight ? [200, { access_token: 'canary-token', scope: 'a' }] : [401, { error: 'invalid_client' }];
    }
    if (path === '/accounts' && busy-- > 0) return [503, { ...problem(503, 'overloaded', 'busy')[1], retryable: true }];
    return path === '/accounts' ? [200, { items: [] }] : problem(404, 'loan_not_found', `no loan ${LOAN}`);
  });
};

const client = { TALLYSTICK_CLIENT_ID: 'tc_1', TALLYSTICK_CLIENT_SECRET: 'canary-secret' };

it('tells each attempt of a command, and why it is made again', async () => {
  const { url } = await ledger();
  const env = { ...client, TALLYSTICK_BASE_URL: url };
  const { code, stderr } = await tally(['accounts', 'list', '--debug'], { env });
  expect(code).toBe(0);
  expect(stderr).toMatch(
    new RegExp(
      `^debug: token POST /oauth2/token: attempt 1, 200 ${MS}\n` +
        `debug: accounts.list GET /v1/accounts: attempt 1, 503 ${MS}\n` +
        'debug: accounts.list GET /v1/accounts: attempt 1 failed \\(503 overloaded\\), next in \\d+ ms\n' +
        `debug: accounts.list GET /v1/accounts: attempt 2, 200 ${MS}\n$`,
    ),
  );
  expect(stderr).not.toContain('canary');
});

it('is asked for by the environment too, and stands before the error that JSON has', async () => {
  const { url } = await ledger();
  const env = { ...client, TALLYSTICK_BASE_URL: url, TALLYSTICK_DEBUG: '1' };
  const { code, stderr } = await tally(['loans', 'show', LOAN, '--json'], { env });
  const lines = stderr.trimEnd().split('\n');
  expect([code, lines.length, JSON.parse(lines.at(-1)!).error.code]).toEqual([3, 3, 'loan_not_found']);
  expect(lines[1]).toMatch(new RegExp(`^debug: loans.get GET /v1/loans/${LOAN}: attempt 1, 404 ${MS}$`));
});

it('tells what does not go by the SDK: tokens, and the looks of the doctor', async () => {
  const { url } = await ledger();
  const { stderr } = await tally(['token', '--debug'], { env: { ...client, TALLYSTICK_BASE_URL: url } });
  expect(stderr).toMatch(new RegExp(`^debug: token POST /oauth2/token: attempt 1, 200 ${MS}\n$`));
  const env = { DATA_DIR: '/nowhere', TALLYSTICK_BASE_URL: 'http://127.0.0.1:9' };
  const looked = await tally(['doctor', '--debug'], { env });
  expect(looked.stderr).toMatch(new RegExp(`^debug: health.live GET /v1/health/live: attempt 1, no answer ${MS}\n$`));
});
