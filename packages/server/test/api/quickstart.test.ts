import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEMO } from '../../src/index.ts';
import { openStage, type Stage } from './stage.ts';

/**
 * The quickstart page as a program: `quickstart.txt` holds its four commands to the letter, and they run in their order
 * against a demo server. Only the hosts, the client and the token they are told to fill in are replaced.
 */

const PAGE = readFileSync(path.join(import.meta.dirname, 'quickstart.txt'), 'utf8');
const [TOKEN, LIVE, PAYMENT, BALANCE] = PAGE.trim().split('\n\n') as [string, string, string, string];

let stage: Stage;
let accessToken: string;

beforeAll(async () => {
  // The page's own day, so that the balance's date is the page's too.
  const now = () => new Date('2026-05-01T12:00:00.000Z');
  stage = await openStage({ now, config: { demo: true } });
});

afterAll(() => stage.close());

/** Runs a command of the page through the shell and answers what it printed, as JSON. */
async function run(command: string) {
  const filledIn = command
    .replace(/https:\/\/(?:auth\.example\.com|ledger\.clarivo\.co)/, stage.server.url)
    .replace('YOUR_CLIENT_ID', DEMO.clientId)
    .replace('YOUR_CLIENT_SECRET', DEMO.clientSecret)
    .replace('YOUR_ACCESS_TOKEN', accessToken);
  const { stdout } = await promisify(execFile)('sh', ['-c', filledIn.replace('curl', 'curl --silent --show-error')]);
  return JSON.parse(stdout);
}

it('step 1 gets a token for an hour', async () => {
  const answer = await run(TOKEN);
  expect(answer).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
  accessToken = answer.access_token;
});

it('step 2 finds the service live', async () => {
  const text = expect.any(String);
  expect(await run(LIVE)).toEqual({ status: 'ok', version: text, git_sha: text });
});

it('step 3 splits the payment 500 / 10000 / 78349 / 0', async () => {
  const answer = await run(PAYMENT);
  expect(answer.allocation).toEqual({
    fees_minor: '500',
    interest_minor: '10000',
    principal_minor: '78349',
    suspense_minor: '0',
  });
  expect(answer).toMatchObject({ posted_at: '2026-05-01T12:00:00.000Z', loan_status: 'active', warnings: [] });
});

it('step 4 reads 921651 / 0 / 0 / 921651', async () => {
  expect(await run(BALANCE)).toMatchObject({
    loan_id: '11111111-1111-1111-1111-111111111111',
    currency: 'USD',
    as_of_date: '2026-05-01',
    principal_outstanding_minor: '921651',
    interest_receivable_minor: '0',
    fees_receivable_minor: '0',
    total_exposure_minor: '921651',
  });
});

it('step 3 again answers the same and books nothing', async () => {
  const before = await stage.census();
  expect((await run(PAYMENT)).allocation.principal_minor).toBe('78349');
  expect(await stage.census()).toBe(before);
});
