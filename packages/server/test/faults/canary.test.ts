import { randomBytes, randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openConnections } from '../../src/index.ts';
import { freshDatabase, type TestDatabase } from '../harness/database.ts';
import type { Answer, Lender } from '../harness/server.ts';
import { killAll, type ServerProcess, startProcess } from './server-process.ts';
import { at, draw, drawLoans, newLoan, openLender, payment } from './stage.ts';
import { startVanishingProxy, type VanishingProxy } from './vanishing-proxy.ts';

let database: TestDatabase;
let proxy: VanishingProxy;
let server: ServerProcess;
let lender: Lender;
let stranger: Lender;
/** Everything that must not be written down, by what it is. */
const canaries = new Map<string, string>();
const answers: Answer[] = [];

/** A text that stands nowhere else. */
function canary(what: string): string {
  const text = `canary${randomBytes(9).toString('hex')}`;
  canaries.set(what, text);
  return text;
}
function canaryId(what: string): string {
  const id = randomUUID();
  canaries.set(what, id);
  return id;
}

beforeAll(async () => {
  database = await freshDatabase();
  proxy = await startVanishingProxy(database.url);
  server = await startProcess(proxy.url, { LOG_LEVEL: 'trace' });
  const connections = openConnections(database.url);
  const [ours, theirs] = [await openLender(connections), await openLender(connections)];
  await connections.end();
  lender = await at(server.url, ours);
  stranger = await at(server.url, theirs);
  canaries.set('a token', lender.token);
  canaries.set('the signature of a token', lender.token.split('.')[2]!);
  canaries.set('a client secret', ours.clientSecret);
}, 60_000);
afterAll(async () => {
  await killAll();
  await proxy?.close();
  await database?.drop();
});

const send = async (
  path: string,
  body: unknown,
  key: string,
  headers: Record<string, string> = {},
): Promise<number> => {
  const answer = await lender.post(path, body, key, headers);
  answers.push(answer);
  return answer.status;
};
const secrets = (name: string) => ({
  destination_ref: canary(`${name}: destination_ref`),
  metadata: { note: canary(`${name}: metadata`), nested: { [canary(`${name}: a name in metadata`)]: 1 } },
});
async function token(secret: string): Promise<number> {
  const basic = Buffer.from(`${lender.clientId}:${secret}`).toString('base64');
  canaries.set('the Basic header of a token request', basic);
  const init = { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials' }) };
  return (await fetch(`${server.url}/oauth2/token`, { ...init, headers: { authorization: `Basic ${basic}` } })).status;
}

describe('T7: nothing that a caller sends or owns is written to the log, at its most talkative', () => {
  it('while requests go well', async () => {
    const loan = { ...newLoan(), loan_id: canaryId('a loan'), borrower_id: canaryId('a borrower') };
    expect(
      await send('/disbursements', { ...draw(loan, 1_000), ...secrets('a draw') }, canary('the key of a draw')),
    ).toBe(201);
    const paid = payment(loan, 10, {
      external_ref: canary('external_ref'),
      metadata: { note: canary('payment metadata') },
    });
    expect(
      await send('/payments', paid, canary('the key of a payment'), {
        cookie: canary('a cookie'),
        'user-agent': canary('a user agent'),
      }),
    ).toBe(201);
    answers.push(await lender.get(`/loans/${loan.loan_id}/balance?as_of_date=2025-05-04`));
    answers.push(await lender.get(`/loans/${loan.loan_id}/journal-entries`));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 200, 200]);
  });

  it('when they are refused', async () => {
    const foreign = (await drawLoans(stranger, 1, 1_000))[0]!;
    canaries.set("another tenant's loan", foreign.loan_id);
    canaries.set("another tenant's borrower", foreign.borrower_id);
    const before = answers.length;
    await send('/payments', payment(foreign, 1), canary('a key of a refusal'));
    answers.push(await lender.get(`/loans/${foreign.loan_id}/balance`));
    await send(
      `/disbursements/${canaryId('an absent disbursement')}/settle`,
      { effective_at: '2025-05-02', bank_ref: canary('bank_ref') },
      'settle:absent',
    );
    await send('/payments', `{"loan_id": "${canary('malformed JSON')}`, 'malformed:json');
    await send('/payments', { [canary('an unknown property')]: canary('its value') }, 'unknown:property');
    await send('/payments', { ...payment(foreign, 1), amount_minor: canary('a bad amount') }, 'bad:amount');
    await send('/payments', payment(foreign, 1), `!${canary('a malformed key')}`);
    answers.push(await lender.get(`/loans/${foreign.loan_id}/journal-entries?page_token=${canary('a page token')}`));
    answers.push(await lender.get(`/${canary('an unknown path')}?q=${canary('a query')}`));
    answers.push(
      await lender.get('/health/live', {
        traceparent: canary('a malformed traceparent'),
        tracestate: canary('tracestate'),
      }),
    );
    expect(answers.slice(before).map(({ status }) => status)).toEqual([
      404, 404, 404, 400, 400, 400, 400, 400, 404, 200,
    ]);
  });

  it('when they come without a good token', async () => {
    expect(await send('/payments', {}, 'bad:token', { authorization: `Bearer ${canary('a bad token')}` })).toBe(401);
    const forged = lender.token.replace(/.{8}$/, 'AAAAAAAA');
    canaries.set('a forged token', forged);
    expect(await send('/payments', {}, 'bad:token', { authorization: `Bearer ${forged}` })).toBe(401);
    expect(await token(canary('a wrong secret'))).toBe(401);
    expect(await token(lender.clientSecret)).toBe(200);
  });

  it('when the database refuses a row and quotes it, which is a defect', async () => {
    const sql = postgres(database.url, { max: 1 });
    await sql`alter table events add constraint only_small check (length(idempotency_key) < 60) not valid`;
    const loan = newLoan();
    const key = `defect:${canary('the key of a defect')}:${'x'.repeat(40)}`;
    expect(await send('/disbursements', { ...draw(loan, 5), ...secrets('a defect') }, key)).toBe(500);
    await sql`alter table events drop constraint only_small`;
    await sql.end();
    canaries.set('a statement', 'insert into');
    canaries.set('a message of the database', 'Failing row');
  });

  it('when the database goes away at a COMMIT, and stays away', { timeout: 40_000 }, async () => {
    const loan = { ...newLoan(), loan_id: canaryId('the loan of an outage') };
    proxy.vanishAtCommit(true);
    expect(
      await send('/disbursements', { ...draw(loan, 5), ...secrets('an outage') }, canary('the key of an outage')),
    ).toBe(503);
    answers.push(await lender.get(`/loans/${loan.loan_id}/balance`));
    expect(answers.at(-1)!.status).toBe(503);
    await proxy.comeBack();
    expect(await server.terminate()).toBe(0);
  });

  it('not one of them is in what the process wrote', () => {
    const output = server.output();
    const lines = output.trim().split('\n');
    expect(lines.length).toBeGreaterThan(answers.length);
    const written = [...canaries].filter(([, text]) => output.includes(text)).map(([what]) => what);
    expect(written).toEqual([]);
    const ours = lines.filter((line) => line.includes(lender.tenantId));
    expect(ours.filter((line) => line.includes(stranger.tenantId))).toEqual([]);
  });

  it('and what it wrote is a line of JSON for each request, with route, status and trace', () => {
    const lines = server
      .output()
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith('serving '));
    const requests = lines.map((line) => JSON.parse(line)).filter(({ route }) => route !== undefined);
    expect(requests.length).toBeGreaterThanOrEqual(answers.length);
    for (const request of requests) {
      expect(request).toMatchObject({
        method: expect.any(String),
        status: expect.any(Number),
        ms: expect.any(Number),
        trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
        request_id: expect.stringMatching(/^[0-9a-f]{16}$/),
      });
    }
    const failures = requests.filter(({ status }) => status >= 500).map(({ status, code }) => [status, code]);
    expect(failures).toEqual([
      [500, 'internal'],
      [503, 'outcome_unknown'],
      [503, 'unavailable'],
    ]);
  });

  it('nor does an answer quote the database', () => {
    for (const { text } of answers)
      expect(text).not.toMatch(/insert into|select |Failing row|violates|at \/|node_modules/);
  });
});
