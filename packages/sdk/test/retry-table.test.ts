import { expect, it } from 'vitest';
import { type Ledger, ProblemError } from '../src/index.ts';
import { fakeRuntime } from './fake-runtime.ts';
import { KEY, LOAN, ledgerOf, PAYMENT } from './ledger-of.ts';
import { goneServer, problem, type Reply, scripted } from './scripted-server.ts';

/** The table of docs/sdk-retries.md is what the client does here, against a server that says the same each time. */

const retryAfter = (value: string) => problem(503, 'overloaded', { headers: { 'retry-after': value } });

const SITUATIONS: readonly [what: string, reply: Reply | 'gone'][] = [
  ['connection refused, name not found', 'gone'],
  ['connection cut before an answer', 'cut'],
  ['answer cut short', 'cut_in_body'],
  ['no answer within `attemptTimeoutMs`', 'hang'],
  ['200 with something other than JSON', { status: 200, body: '<html>Log in to the Wi-Fi</html>' }],
  ['307 or another redirect', { status: 307, headers: { location: 'https://elsewhere.example/' } }],
  ['400 `validation_failed`', problem(400, 'validation_failed')],
  ['401 `unauthorized`', problem(401, 'unauthorized')],
  ['403 `insufficient_scope`', problem(403, 'insufficient_scope')],
  ['404 `loan_not_found`', problem(404, 'loan_not_found')],
  ['404 of a proxy', { status: 404, body: '<html>Not Found</html>' }],
  ['408 of a proxy', { status: 408 }],
  ['409 `external_ref_conflict`', problem(409, 'external_ref_conflict')],
  ['422 `currency_mismatch`', problem(422, 'currency_mismatch')],
  ['429 `rate_limited`', problem(429, 'rate_limited')],
  ['500 `internal`, a defect: `retryable` false', problem(500, 'internal')],
  ['500 that is `retryable`', problem(500, 'internal', { retryable: true })],
  ['500 of a proxy', { status: 500, body: '<html>Oops</html>' }],
  ['502 or 504 of a proxy', { status: 502, body: '<html>Bad Gateway</html>' }],
  ['503 `overloaded` or `unavailable`', problem(503, 'overloaded')],
  ['503 `outcome_unknown`', problem(503, 'outcome_unknown')],
  ['503 with `Retry-After: 4`', retryAfter('4')],
  ['503 with a Retry-After of a date 4 s away', retryAfter('Fri, 01 May 2026 12:00:04 GMT')],
  ['503 with a Retry-After past the deadline', retryAfter('31')],
];

const read = (ledger: Ledger) => ledger.loans.balance(LOAN);
const post = (ledger: Ledger) => ledger.payments.create(PAYMENT, { idempotencyKey: KEY });

/** Makes a call of a server that always replies so, by a chance that always falls the same way. */
async function ended(call: (ledger: Ledger) => Promise<unknown>, reply: Reply | 'gone', random: number) {
  const clock = fakeRuntime(random);
  const server = reply === 'gone' ? { url: await goneServer(), met: undefined } : await scripted(() => reply);
  // The real time of an attempt is short only where the server never answers.
  const attemptTimeoutMs = reply === 'hang' ? 25 : undefined;
  const credentials = { token: 'mine', clientId: undefined, clientSecret: undefined } as never;
  const given = reply === 'gone' ? credentials : {};
  const { ledger } = ledgerOf(server, { runtime: clock, attemptTimeoutMs, ...given });
  const error = await call(ledger).catch((failure: unknown) => failure as Error & { attempts?: number });
  const name = error instanceof ProblemError ? `\`ProblemError\` ${error.code}` : `\`${(error as Error).name}\``;
  return { name, attempts: server.met?.length ?? (error as { attempts: number }).attempts, waits: clock.slept };
}

const duration = (milliseconds: number): string =>
  milliseconds < 1_000 ? `${milliseconds} ms` : `${milliseconds / 1_000} s`;

/** The waits as ranges, from the chance that falls lowest to the one that falls highest. */
function ranges(lowest: readonly number[], highest: readonly number[]): string {
  if (highest.length === 0) return '';
  return highest
    .map((most, at) => (lowest[at] ? `${duration(lowest[at])} to ${duration(most)}` : duration(most)))
    .join(', ');
}

async function row([what, reply]: (typeof SITUATIONS)[number]): Promise<string> {
  const [lowest, highest, posted] = await Promise.all([
    ended(read, reply, 0),
    ended(read, reply, 1),
    ended(post, reply, 1),
  ]);
  expect([posted.attempts, posted.waits], 'a post is tried as often as a read').toEqual([
    highest.attempts,
    highest.waits,
  ]);
  return `| ${what} | ${highest.attempts} | ${ranges(lowest.waits, highest.waits)} | ${highest.name} | ${posted.name} |`;
}

const page = (rows: readonly string[]): string => `# What the SDK retries

Written by \`packages/sdk/test/retry-table.test.ts\`, which plays each row against a scripted server by a clock that takes
no time. The server answers the same each time, and the client has its defaults: at most 5 retries within 30 s.

| each attempt meets | attempts | waits, at most | a read ends as | a post ends as |
|---|---|---|---|---|
${rows.join('\n')}

- A wait is any time from none to the one shown, by chance ("full jitter"); with a Retry-After it is that long, and up
  to 250 ms more. One that would pass the deadline is not begun.
- A 401 gets one new token and one more attempt, at once, once in a call; a token that was passed is not renewed.
- Each attempt of a post sends the same bytes under the same key, so it is booked once however often it arrives. A put
  changes nothing the second time: it ends as a read does.
- Once an attempt of a post may have been booked, only an answer to the request itself ends the doubt: success, a
  replay, or a refusal for what the request says. A later 401, 429 or 503 does not.
- \`retryable\` is the ledger's own word on whether the same request may succeed later. Where it says no, nothing is
  retried; where it says nothing, the status decides: 408, 429 and 5xx are retried, any other is not, and never a 422.
- \`timeoutMs\` bounds the whole call, waits and tokens included; \`attemptTimeoutMs\` one attempt, 10 s, and the whole time
  for an accrual batch. \`maxRetries\`, both times and \`signal\` can be set for a single call.
- All calls of a client share a budget of retries, 100 (\`retryBudget\`); ten answered calls put one back. When it is
  spent a call ends as it stands, so that a ledger that comes back is not met by a storm.
- A call that is aborted ends with the reason of its signal. A post that was on its way may have been booked.
`;

it('is written in docs/sdk-retries.md: run `pnpm -C packages/sdk generate` when this fails', {
  timeout: 30_000,
}, async () => {
  const rows: string[] = [];
  for (const situation of SITUATIONS) rows.push(await row(situation));
  await expect(page(rows)).toMatchFileSnapshot('../../../docs/sdk-retries.md');
});
