import { Hono } from 'hono';
import { exportSPKI } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { challengeOf, createVerifier, Unauthorized, type Verify } from '../../src/access/verify.ts';
import { AUDIENCE, CLAIMS, hmac, ISSUER, keySet, NOW, type Pair, pair, raw, token, unsigned } from './forge.ts';
import { type JwksServer, startJwksServer } from './jwks-server.ts';

/** The keys at hand: two of the issuer's, and a thief's that has the same names. */
interface Keys {
  readonly good: Pair;
  readonly rsa: Pair;
  readonly thief: Pair;
  readonly pem: string;
}
type Header = string | undefined;
type Case = readonly [name: string, header: (keys: Keys) => Promise<Header> | Header];

const bearer = (made: Promise<string> | string) => Promise.resolve(made).then((text) => `Bearer ${text}`);
const claim = (name: string, claims: object): Case => [name, ({ good }) => bearer(token(good, claims))];
const header = (name: string, parameters: object): Case => [name, ({ good }) => bearer(token(good, {}, parameters))];
const head = ({ alg, kid }: Pair) => ({ alg, kid, typ: 'at+jwt' });
const edited = async (by: Pair, edit: (parts: string[]) => string[]) => edit((await token(by)).split('.')).join('.');
const coded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

const NO_TOKEN: Case[] = [
  ['no header', () => undefined],
  ['an empty header', () => ''],
  ['the scheme alone', () => 'Bearer'],
  ['the scheme and a space', () => 'Bearer '],
  ['another scheme', () => 'Basic dGNfZ29vZDp0c2tf'],
  ['no scheme', ({ good }) => token(good)],
  ['the scheme run into the token', async ({ good }) => `Bearer${await token(good)}`],
  ['two tokens', async ({ good }) => `Bearer ${await token(good)} ${await token(good)}`],
  ['two headers joined', async ({ good }) => `Bearer ${await token(good)}, Bearer ${await token(good)}`],
  ['a quoted token', async ({ good }) => `Bearer "${await token(good)}"`],
  ['a line break behind it', async ({ good }) => `Bearer ${await token(good)}\n`],
  ['a word', () => 'Bearer token'],
  ['dots', () => 'Bearer ..'],
  ['two parts', async ({ good }) => `Bearer ${(await token(good)).split('.').slice(0, 2).join('.')}`],
  ['four parts', async ({ good }) => `Bearer ${await token(good)}.AAAA`],
  ['five parts, as if encrypted', async ({ good }) => `Bearer ${await token(good)}.AAAA.AAAA`],
  ['a token longer than 8 KiB, though well signed', ({ good }) => bearer(token(good, { padding: 'x'.repeat(9_000) }))],
  ['a megabyte', () => `Bearer ${'A'.repeat(1_000_000)}`],
];
const SIGNATURE: Case[] = [
  ['alg none, no signature', () => bearer(unsigned({ alg: 'none', typ: 'at+jwt' }))],
  ['alg None', () => bearer(unsigned({ alg: 'None', typ: 'at+jwt' }))],
  ['alg nOnE, naming a good key', ({ good }) => bearer(unsigned({ alg: 'nOnE', kid: good.kid, typ: 'at+jwt' }))],
  [
    'alg none over a good signature',
    ({ good }) =>
      bearer(edited(good, ([, body, signature]) => [coded({ ...head(good), alg: 'none' }), body!, signature!])),
  ],
  ['a good alg, no signature', ({ good }) => bearer(unsigned(head(good)))],
  ['HS256 keyed with the public key in PEM', ({ good, pem }) => bearer(hmac(pem, { alg: 'HS256', kid: good.kid }))],
  ['HS384 keyed with the public key in PEM', ({ good, pem }) => bearer(hmac(pem, { alg: 'HS384', kid: good.kid }))],
  ['HS512 keyed with the public key in PEM', ({ good, pem }) => bearer(hmac(pem, { alg: 'HS512', kid: good.kid }))],
  [
    'HS256 keyed with the public JWK',
    ({ good }) => bearer(hmac(JSON.stringify(good.jwk), { alg: 'HS256', kid: good.kid })),
  ],
  ['HS256 keyed with nothing', ({ good }) => bearer(hmac('', { alg: 'HS256', kid: good.kid }))],
  ["a thief's key under the issuer's name", ({ thief }) => bearer(token(thief))],
  [
    'the last byte of the signature changed',
    ({ good }) => bearer(edited(good, ([h, b, s]) => [h!, b!, `${s!.slice(0, -4)}AAAA`])),
  ],
  [
    'an all-zero signature',
    ({ good }) => bearer(edited(good, ([h, b]) => [h!, b!, Buffer.alloc(64).toString('base64url')])),
  ],
  ['a truncated signature', ({ good }) => bearer(edited(good, ([h, b, s]) => [h!, b!, s!.slice(0, 20)]))],
  [
    'a DER signature',
    ({ good }) =>
      bearer(edited(good, ([h, b]) => [h!, b!, 'MEUCIQDqc1q9uPr0L0m0x1oXw2m4bq8yqkqkqkqkqkqkqkqkqgIgAAAA'])),
  ],
  [
    'another tenant written into the claims',
    ({ good }) =>
      bearer(
        edited(good, ([h, , s]) => [h!, coded({ ...CLAIMS, tenant_id: '0199a000-0000-7000-8000-00000000000b' }), s!]),
      ),
  ],
  [
    'more scope written into the claims',
    ({ good }) => bearer(edited(good, ([h, , s]) => [h!, coded({ ...CLAIMS, scope: 'hpts:books:close' }), s!])),
  ],
  [
    'the claims of one token, the signature of another',
    async ({ good }) =>
      bearer(edited(good, ([h, b]) => [h!, b!, 'x'])).then(async () => {
        const [h, b] = (await token(good, { sub: 'a' })).split('.');
        return `Bearer ${h}.${b}.${(await token(good, { sub: 'b' })).split('.')[2]}`;
      }),
  ],
];
const HEADER: Case[] = [
  ['an RSA key named by an ES256 token', ({ good, rsa }) => bearer(token(good, {}, { kid: rsa.kid }))],
  ['ES256 said of an RS256 signature', ({ rsa, good }) => bearer(raw(rsa, { ...head(good) }, CLAIMS))],
  ['no alg', ({ good }) => bearer(raw(good, { kid: good.kid, typ: 'at+jwt' }, CLAIMS))],
  ['a list of algs', ({ good }) => bearer(raw(good, { ...head(good), alg: ['ES256'] }, CLAIMS))],
  [
    'an alg of a property every object has',
    ({ good }) => bearer(raw(good, { ...head(good), alg: 'constructor' }, CLAIMS)),
  ],
  [
    'an encryption alg',
    ({ good }) => bearer(raw(good, { ...head(good), alg: 'RSA-OAEP-256', enc: 'A256GCM' }, CLAIMS)),
  ],
  header('an ID token by its typ', { typ: 'id+jwt' }),
  header('a logout token by its typ', { typ: 'logout+jwt' }),
  header('a DPoP proof by its typ', { typ: 'dpop+jwt' }),
  header('a typ that is a number', { typ: 1 }),
  header('an unknown kid', { kid: 'unknown' }),
  header('a kid that climbs directories', { kid: '../../../../dev/null' }),
  header('a kid that injects SQL', { kid: "x' or '1'='1" }),
  header('a kid that is a command', { kid: '|/bin/true' }),
  header('a kid that is a URL', { kid: 'https://thief.example/key' }),
  header('a kid with a NUL', { kid: 'good\0' }),
  header('an empty kid', { kid: '' }),
  header('a kid that is __proto__', { kid: '__proto__' }),
  header('a kid of four thousand characters', { kid: 'k'.repeat(4_000) }),
  ['a kid that is a number', ({ good }) => bearer(raw(good, { ...head(good), kid: 1 }, CLAIMS))],
  ['a kid that is an object', ({ good }) => bearer(raw(good, { ...head(good), kid: { toString: 'good' } }, CLAIMS))],
  ["a thief's key embedded as jwk", ({ thief }) => bearer(token(thief, {}, { jwk: thief.jwk }))],
  ["a thief's key embedded, and no kid", ({ thief }) => bearer(token(thief, {}, { jwk: thief.jwk, kid: undefined }))],
  ["a thief's key at a jku", ({ thief }) => bearer(token(thief, {}, { jku: 'http://127.0.0.1:1/jwks.json' }))],
  ["a thief's certificate at an x5u", ({ thief }) => bearer(token(thief, {}, { x5u: 'http://127.0.0.1:1/cert.pem' }))],
  ["a thief's certificate embedded as x5c", ({ thief }) => bearer(token(thief, {}, { x5c: ['MIIB'] }))],
  [
    'crit with an unknown extension',
    ({ good }) => bearer(raw(good, { ...head(good), crit: ['odd'], odd: true }, CLAIMS)),
  ],
  ['crit naming b64', ({ good }) => bearer(raw(good, { ...head(good), crit: ['b64'], b64: true }, CLAIMS))],
  ['crit that is empty', ({ good }) => bearer(raw(good, { ...head(good), crit: [] }, CLAIMS))],
  ['a header that is not JSON', ({ good }) => bearer(raw(good, 'no json', CLAIMS))],
  ['a header that is a list', ({ good }) => bearer(raw(good, [head(good)], CLAIMS))],
  ['a header that is null', ({ good }) => bearer(raw(good, null, CLAIMS))],
];
const CLAIM: Case[] = [
  claim('no iss', { iss: undefined }),
  claim('another iss', { iss: 'https://thief.example' }),
  claim('the iss with a slash behind', { iss: `${ISSUER}/` }),
  claim('the iss in capitals', { iss: ISSUER.toUpperCase() }),
  claim('a list of iss', { iss: [ISSUER] }),
  claim('no aud', { aud: undefined }),
  claim('another aud', { aud: 'https://other.example' }),
  claim('a list of other auds', { aud: ['https://other.example', `${AUDIENCE}/`] }),
  claim('an empty list of auds', { aud: [] }),
  claim('an aud that only begins like ours', { aud: `${AUDIENCE}.thief.example` }),
  claim('no exp', { exp: undefined }),
  claim('expired by 61 s', { exp: NOW - 61 }),
  claim('expired a day ago', { exp: NOW - 86_400 }),
  claim('an exp of zero', { exp: 0 }),
  claim('an exp as text', { exp: `${NOW + 3_600}` }),
  claim('an exp that is null', { exp: null }),
  claim('not valid for another 61 s', { nbf: NOW + 61 }),
  claim('an nbf as text', { nbf: 'now' }),
  claim('no tenant_id', { tenant_id: undefined }),
  claim('an empty tenant_id', { tenant_id: '' }),
  claim('a tenant_id that is no UUID', { tenant_id: 'lender-a' }),
  claim('a tenant_id that injects SQL', { tenant_id: "0199a000-0000-7000-8000-00000000000a' or true --" }),
  claim('a list of tenant_ids', { tenant_id: [CLAIMS.tenant_id] }),
  claim('a tenant_id with a line break', { tenant_id: `${CLAIMS.tenant_id}\n` }),
  claim('a tenant_id in braces', { tenant_id: `{${CLAIMS.tenant_id}}` }),
  claim('nobody who acts', { sub: undefined, client_id: undefined }),
  claim('an actor of no characters', { sub: '', client_id: '' }),
  claim('an actor with a NUL', { sub: 'a\0b', client_id: 'a\0b' }),
  claim('an actor that is half a character', { sub: 'a\ud800', client_id: 'a\ud800' }),
  claim('an actor that is a list', { sub: ['a'], client_id: ['a'] }),
  claim('a scope that is a number', { scope: 1 }),
  claim('a scope that is an object', { scope: { 'hpts:books:close': true } }),
  ['claims that are not JSON', ({ good }) => bearer(raw(good, head(good), 'no json'))],
  ['claims that are a list', ({ good }) => bearer(raw(good, head(good), [CLAIMS]))],
  ['claims that are text', ({ good }) => bearer(raw(good, head(good), '"claims"'))],
  ['claims that are null', ({ good }) => bearer(raw(good, head(good), null))],
];
const CORPUS = [...NO_TOKEN, ...SIGNATURE, ...HEADER, ...CLAIM];

let keys: Keys;
let jwks: JwksServer;
beforeAll(async () => {
  const good = await pair('ES256', 'good');
  keys = {
    good,
    rsa: await pair('RS256', 'rsa'),
    thief: await pair('ES256', 'good'),
    pem: await exportSPKI(good.publicKey),
  };
  jwks = await startJwksServer(keySet(keys.good, keys.rsa));
});
afterAll(() => jwks.close());

const options = { issuer: ISSUER, audience: AUDIENCE, now: () => NOW * 1000 };
const verifiers: Record<string, () => Verify> = {
  'an outside issuer': () => createVerifier({ ...options, keys: { jwksUrl: jwks.url } }),
  'the built-in issuer': () =>
    createVerifier({ ...options, keys: { builtIn: { publicKeys: async () => keySet(keys.good, keys.rsa) } } }),
};

/** A server with one route behind the check, which counts who came through. */
function guarded(verify: Verify) {
  const reached: string[] = [];
  const app = new Hono<{ Variables: { actor: string } }>();
  app.use(async (c, next) => {
    try {
      c.set('actor', (await verify(c.req.header('authorization'))).actor);
    } catch (error) {
      if (!(error instanceof Unauthorized)) throw error;
      return c.json({ reason: error.reason }, 401, { 'WWW-Authenticate': challengeOf(error) });
    }
    return next();
  });
  app.get('/', (c) => {
    reached.push(c.get('actor'));
    return c.text('in');
  });
  return { app, reached };
}

it('T5: the corpus has at least sixty tokens, each for another reason', () => {
  expect(new Set(CORPUS.map(([name]) => name)).size).toBe(CORPUS.length);
  expect(CORPUS.length).toBeGreaterThanOrEqual(60);
});

describe.each(Object.keys(verifiers))('T5: %s', (name) => {
  it('lets a good token in', async () => {
    const { app, reached } = guarded(verifiers[name]!());
    const response = await app.request('/', { headers: { authorization: `Bearer ${await token(keys.good)}` } });
    expect([response.status, reached]).toEqual([200, ['tc_good']]);
  });

  it.each(CORPUS)('refuses %s', async (_, make) => {
    const authorization = await make(keys);
    const verify = verifiers[name]!();
    // As the verifier sees it; a header line could not even carry some of them.
    const refusal = await verify(authorization).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Unauthorized);
    const { reason } = refusal as Unauthorized;
    expect(reason).toMatch(/^[A-Za-z0-9_ ,.'/-]+$/);

    const { app, reached } = guarded(verify);
    const headers = new Headers();
    if (authorization !== undefined) headers.set('authorization', authorization.replace(/\n$/, ' x'));
    const response = await app.request('/', { headers });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(
      /^Bearer realm="tallystick"(, error="invalid_token", error_description="[^"\\]+")?$/,
    );
    expect(reached).toEqual([]);
    const shown = `${await response.text()}${response.headers.get('www-authenticate')}`;
    for (const part of (authorization ?? '').split(/[ .,"]/).filter((text) => text.length > 12))
      expect(shown).not.toContain(part);
  });
});

describe('only the built-in issuer', () => {
  it.each([
    ['typ JWT', { typ: 'JWT' }],
    ['no typ', { typ: undefined }],
    ['application/at+jwt', { typ: 'application/at+jwt' }],
    ['no kid', { kid: undefined }],
  ])('refuses %s', async (_, parameters) => {
    const verify = verifiers['the built-in issuer']!();
    await expect(verify(`Bearer ${await token(keys.good, {}, parameters)}`)).rejects.toBeInstanceOf(Unauthorized);
  });

  it('refuses RS256, although the key is published', async () => {
    const verify = verifiers['the built-in issuer']!();
    await expect(verify(`Bearer ${await token(keys.rsa)}`)).rejects.toBeInstanceOf(Unauthorized);
  });
});
