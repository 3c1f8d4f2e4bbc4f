import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { freshKey, openLoan, paymentBody, type TestLoan } from './loan-life.ts';
import { openStage, posting, type RawRequest, type Stage, send } from './stage.ts';

/** Bodies that are not the JSON we take, by their bytes: what a lenient parser would let through, or fall over. */

let stage: Stage;
let lender: Lender;
let loan: TestLoan;

beforeAll(async () => {
  stage = await openStage();
  lender = await stage.lender();
  loan = await openLoan(lender);
});

afterAll(() => stage.close());

const payments = (request: Partial<RawRequest>) =>
  send(stage.server.url, {
    path: '/v1/payments',
    ...request,
    headers: { ...posting(lender, freshKey()), ...request.headers },
  });

const good = () => JSON.stringify(paymentBody(loan));
/** A good payment with one more piece of text before its last brace. */
const goodAnd = (text: string) => good().replace(/}$/, `${text}}`);

it.each<[string, () => string | Uint8Array]>([
  ['empty', () => ''],
  ['white space', () => ' \n'],
  ['cut short', () => good().slice(0, -1)],
  ['two values', () => `${good()}${good()}`],
  ['with a trailing comma', () => goodAnd(',')],
  ['with a comment', () => `/* */${good()}`],
  ['with single quotes', () => good().replaceAll('"', "'")],
  ['with bare names', () => good().replaceAll(/"(\w+)":/g, '$1:')],
  ['a form', () => 'loan_id=1&amount_minor=5'],
  ['with NaN', () => goodAnd(',"metadata":{"a":NaN}')],
  ['with a raw line break in a text', () => goodAnd(',"metadata":{"a":"x\ny"}')],
  ['with a property twice', () => goodAnd(',"amount_minor":"9"')],
  ['with a property twice in another spelling', () => goodAnd(',"\\u0061mount_minor":"9"')],
  ['with a property twice, the same value', () => goodAnd(',"amount_minor":"1000"')],
  ['with a property twice in an inner object', () => goodAnd(',"metadata":{"a":{"b":1,"\\u0062":1}}')],
  ['with a property twice in a list', () => goodAnd(',"metadata":{"a":[{"b":1,"b":2}]}')],
  ['with __proto__ beside the fields', () => goodAnd(',"__proto__":{"amount_minor":"9"}')],
  ['with __proto__ in metadata, which a schema would drop', () => goodAnd(',"metadata":{"__proto__":1}')],
  ['with __proto__ deep in metadata, in escapes', () => goodAnd(',"metadata":{"a":[{"\\u005f_proto__":1}]}')],
  ['with __proto__ twice', () => goodAnd(',"metadata":{"a":{"__proto__":1,"__proto__":2}}')],
  ['with a property twice beside texts full of colons', () => goodAnd(',"metadata":{"a":"\\":\\\\","b":":","b":":"}')],
  ['with a NUL in a text', () => goodAnd(',"external_ref":"a\\u0000b"')],
  ['with a NUL in a name', () => goodAnd(',"metadata":{"a":{"\\u0000":1}}')],
  ['with half a surrogate pair', () => goodAnd(',"external_ref":"\\ud83d"')],
  ['with the halves the wrong way round', () => goodAnd(',"external_ref":"\\ude00\\ud83d"')],
  ['with half a surrogate pair in a name', () => goodAnd(',"metadata":{"a":{"\\udc00":1}}')],
  ['in Latin-1', () => Buffer.from(goodAnd(',"external_ref":"é"'), 'latin1')],
  ['in UTF-16', () => Buffer.from(good(), 'utf16le')],
  [
    'with an overlong encoding',
    () => Buffer.concat([Buffer.from(goodAnd(',"external_ref":"')), Buffer.from([0xc0, 0x80])]),
  ],
  ['with a surrogate in UTF-8', () => bytesIn([0xed, 0xa0, 0x80])],
  ['with a cut-off sequence', () => bytesIn([0xe2, 0x82])],
  ['nested 33 deep', () => goodAnd(`,"metadata":{"a":${'['.repeat(31)}${']'.repeat(31)}}`)],
  ['nested 100,000 deep', () => '['.repeat(100_000)],
])('a body %s is not the JSON we take', async (_, body) => {
  const answer = await stage.refused('malformed_json', () => payments({ body: body() }));
  expect(answer.status).toBe(400);
});

const bytesIn = (bytes: readonly number[]) => {
  const [before, after] = goodAnd(',"external_ref":"MARK"').split('MARK') as [string, string];
  return Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]);
};

it.each<[string, () => string]>([
  ['nested 32 deep', () => goodAnd(`,"metadata":{"a":${'['.repeat(30)}${']'.repeat(30)}}`)],
  ['with braces, colons and quotes inside texts', () => goodAnd(',"external_ref":"{\\"a\\":[[[\\\\\\":\\\\"')],
  ['with a whole surrogate pair in escapes', () => goodAnd(',"external_ref":"\\ud83d\\ude00"')],
  ['with white space everywhere', () => `\t${JSON.stringify(JSON.parse(good()), null, 4)}\r\n`],
  ['with an exponent in metadata', () => goodAnd(',"metadata":{"a":1e300}')],
  ['with the same name in two objects', () => goodAnd(',"metadata":{"amount_minor":"9","a":{"amount_minor":"8"}}')],
])('a body %s is taken', async (_, body) => {
  const answer = await payments({ body: body() });
  expect(answer.status, answer.text).toBe(201);
});

const MIB = 1024 * 1024;

describe('a body that is too large', () => {
  it.each<[string, string, number, boolean]>([
    ['1 MiB and a byte by its length', '/v1/payments', MIB + 1, false],
    ['1 MiB and a byte in chunks', '/v1/payments', MIB + 1, true],
    ['33 MiB by its length', '/v1/accruals/batch', 33 * MIB, false],
    ['33 MiB in chunks', '/v1/accruals/batch', 33 * MIB, true],
  ])('%s to %s is 413', async (_, path, length, chunked) => {
    const answer = await stage.refused('payload_too_large', () =>
      payments({ path, body: Buffer.alloc(length, ' '), chunked }),
    );
    expect(answer.status).toBe(413);
  });

  it('is not waited for: the answer comes before a byte of it was sent', async () => {
    const headers = { ...posting(lender, freshKey()), 'content-length': String(40 * MIB) };
    const { status } = await fetchHead(headers);
    expect(status).toBe(413);
  });

  it('1 MiB to the byte is read and refused for what it says', async () => {
    await stage.refused('malformed_json', () => payments({ body: Buffer.alloc(MIB, ' ') }));
  });

  it('a batch may be larger than that', async () => {
    const path = '/v1/accruals/batch';
    await stage.refused('malformed_json', () => payments({ path, body: Buffer.alloc(MIB + 1, ' ') }));
  });
});

/** Sends the head of a request and none of its body, and answers with the status. */
async function fetchHead(headers: Record<string, string>): Promise<{ status: number }> {
  const http = await import('node:http');
  const { hostname, port } = new URL(stage.server.url);
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, method: 'POST', path: '/v1/payments', headers, agent: false });
    request.on('response', (response) => {
      resolve({ status: response.statusCode! });
      request.destroy();
    });
    request.on('error', reject);
    request.flushHeaders();
  });
}

describe('a body that is not declared as JSON', () => {
  it.each<[string, Record<string, string>]>([
    ['text', { 'content-type': 'text/plain' }],
    ['nothing', { 'content-type': '' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['a problem', { 'content-type': 'application/problem+json' }],
    ['JSON lines', { 'content-type': 'application/jsonl' }],
    ['JSON in another charset', { 'content-type': 'application/json; charset=iso-8859-1' }],
    ['gzip', { 'content-encoding': 'gzip' }],
    ['br', { 'content-encoding': 'br' }],
  ])('%s is 415', async (_, headers) => {
    const body = headers['content-encoding'] === 'gzip' ? gzipSync(good()) : good();
    const answer = await stage.refused('unsupported_media_type', () => payments({ headers, body }));
    expect(answer.status).toBe(415);
  });

  it.each(['application/json', 'Application/JSON; charset=UTF-8', 'application/json;charset="utf-8"'])(
    '%s is',
    async (type) => {
      expect((await payments({ headers: { 'content-type': type }, body: good() })).status).toBe(201);
    },
  );
});

it('a GET with a body is answered, and its body is not looked at', async () => {
  const headers = { authorization: `Bearer ${lender.token}`, 'content-type': 'application/json' };
  const path = `/v1/loans/${loan.loanId}/balance`;
  const answer = await send(stage.server.url, { method: 'GET', path, headers, body: '{"as_of_date":' });
  expect(answer.status).toBe(200);
});

it('the server answers the next request after all that', async () => {
  expect((await lender.post('/payments', good(), freshKey())).status).toBe(201);
});
