import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createVerifier, KeysUnavailable, Unauthorized } from '../../src/access/verify.ts';
import { AUDIENCE, CLAIMS, ISSUER, keySet, NOW, pair, TENANT, token } from './forge.ts';
import { type JwksServer, startJwksServer } from './jwks-server.ts';

const [first, second] = await Promise.all([pair('ES256', 'first'), pair('ES256', 'second')]);
let jwks: JwksServer;
let time: number;
beforeEach(async () => {
  jwks = await startJwksServer(keySet(first));
  time = NOW * 1000;
});
afterEach(() => jwks.close());

const verifier = () =>
  createVerifier({ issuer: ISSUER, audience: AUDIENCE, keys: { jwksUrl: jwks.url }, now: () => time });
const bearer = async (...of: Parameters<typeof token>) => `Bearer ${await token(...of)}`;
const pass = (seconds: number) => {
  time += seconds * 1000;
};

describe('what a good token says', () => {
  it('tenant in lower case, scopes of the closed list, and who acts', async () => {
    const claims = { tenant_id: TENANT.toUpperCase(), scope: 'openid hpts:ledger:read  hpts:no:such toString' };
    expect(await verifier()(await bearer(first, claims))).toEqual({
      tenantId: TENANT,
      scopes: new Set(['hpts:ledger:read']),
      actor: 'tc_good',
    });
  });

  it.each([
    ['scp as a list', { scope: undefined, scp: ['hpts:ledger:read', 'other'] }, ['hpts:ledger:read']],
    ['scp as text', { scope: undefined, scp: 'hpts:ledger:read' }, ['hpts:ledger:read']],
    ['no scope', { scope: undefined }, []],
  ])('%s', async (_, claims, scopes) => {
    expect([...(await verifier()(await bearer(first, claims))).scopes]).toEqual(scopes);
  });

  it('names the person, not the client through which the person came', async () => {
    expect((await verifier()(await bearer(first, { sub: 'ana@lender.example', client_id: 'web' }))).actor).toBe(
      'ana@lender.example',
    );
  });

  it('names the client where there is no subject', async () => {
    expect((await verifier()(await bearer(first, { sub: undefined }))).actor).toBe('tc_good');
  });

  it.each([
    ['aud in a list', { aud: ['https://other.example', AUDIENCE] }, {}],
    ['expired by 59 s', { exp: NOW - 59 }, {}],
    ['valid in 60 s', { nbf: NOW + 60 }, {}],
    ['no nbf', { nbf: undefined }, {}],
    ['typ JWT', {}, { typ: 'JWT' }],
    ['typ application/at+jwt', {}, { typ: 'application/at+jwt' }],
    ['no typ', {}, { typ: undefined }],
    ['no kid where there is one key', {}, { kid: undefined }],
    ['a foreign key embedded, which is not looked at', {}, { jwk: second.jwk }],
  ])('passes: %s', async (_, claims, header) => {
    await expect(verifier()(await bearer(first, claims, header))).resolves.toMatchObject({ tenantId: TENANT });
  });

  it.each(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'])(
    'passes: %s',
    async (alg) => {
      const key = await pair(alg, 'other');
      jwks.keys = keySet(first, key);
      await expect(verifier()(await bearer(key))).resolves.toMatchObject({ tenantId: TENANT });
    },
  );

  it.each(['Bearer', 'bearer', 'BEARER', 'Bearer '])('reads the scheme as %j', async (scheme) => {
    await expect(verifier()(`${scheme} ${await token(first)}`)).resolves.toMatchObject({ tenantId: TENANT });
  });
});

describe('a token that is remembered', () => {
  it('is still refused once it has expired, though verified a second before', async () => {
    const verify = verifier();
    const authorization = await bearer(first, { exp: NOW - 58 });
    await verify(authorization);
    pass(1);
    await verify(authorization);
    pass(1);
    await expect(verify(authorization)).rejects.toMatchObject({ reason: 'The token has expired.' });
  });

  it('is refused when the clock is set back before its nbf', async () => {
    const verify = verifier();
    const authorization = await bearer(first, { nbf: NOW });
    await verify(authorization);
    pass(-120);
    await expect(verify(authorization)).rejects.toMatchObject({ reason: 'The token is not valid yet.' });
  });

  it('is verified again after a minute, when a withdrawn key may be gone', async () => {
    const verify = verifier();
    const authorization = await bearer(first);
    await verify(authorization);
    jwks.keys = keySet(second);
    pass(31);
    await verify(await bearer(second)); // which makes the keys be read again
    await verify(authorization);
    pass(30);
    await expect(verify(authorization)).rejects.toBeInstanceOf(Unauthorized);
  });
});

describe('T5: how often the key page is asked', () => {
  it('once for a hundred tokens at the same time', async () => {
    const verify = verifier();
    const all = await Promise.all(Array.from({ length: 100 }, (_, i) => bearer(first, { jti: `${i}` })));
    await Promise.all(all.map((authorization) => verify(authorization)));
    expect(jwks.asked).toBe(1);
  });

  it('at most once in 30 s for unknown kids, however many there are', async () => {
    const verify = verifier();
    await verify(await bearer(first));
    const unknown = async () => {
      const tokens = await Promise.all(
        Array.from({ length: 50 }, (_, i) => bearer(first, {}, { kid: `unknown-${i}` })),
      );
      const refusals = await Promise.allSettled(tokens.map((authorization) => verify(authorization)));
      expect(refusals.every((refusal) => refusal.status === 'rejected' && refusal.reason instanceof Unauthorized)).toBe(
        true,
      );
      return jwks.asked;
    };
    expect(await unknown()).toBe(1); // it was read just now
    pass(29.999);
    expect(await unknown()).toBe(1);
    pass(0.001);
    expect(await unknown()).toBe(2);
    expect(await unknown()).toBe(2);
    pass(30);
    expect(await unknown()).toBe(3);
  });

  it('finds a key that the issuer has made since', async () => {
    const verify = verifier();
    await verify(await bearer(first));
    jwks.keys = keySet(first, second);
    pass(30);
    await expect(verify(await bearer(second))).resolves.toMatchObject({ tenantId: TENANT });
    expect(jwks.asked).toBe(2);
  });

  it('again after ten minutes, without anyone waiting for it', async () => {
    const verify = verifier();
    await verify(await bearer(first));
    pass(600);
    await verify(await bearer(first, { jti: '2' }));
    await expect.poll(() => jwks.asked).toBe(2);
  });
});

describe('T5: when the key page is down', () => {
  it.each(['failing', 'garbage', 'redirecting', 'unplugged'] as const)(
    '%s: known keys serve, unknown ones are a 503 and not a 401',
    async (mood) => {
      const verify = verifier();
      await verify(await bearer(first));
      jwks.mood = mood;
      for (const hours of [0, 1, 2]) {
        time = NOW * 1000 + hours * 3_600_000;
        await expect(
          verify(await bearer(first, { ...CLAIMS, exp: NOW + 90_000, jti: `${hours}` })),
        ).resolves.toMatchObject({ tenantId: TENANT });
      }
      await expect(verify(await bearer(second, { exp: NOW + 90_000 }))).rejects.toBeInstanceOf(KeysUnavailable);
      const asked = jwks.asked;
      await expect(verify(await bearer(second, { exp: NOW + 90_000 }))).rejects.toBeInstanceOf(KeysUnavailable);
      expect(jwks.asked).toBe(asked);
      jwks.mood = 'well';
      jwks.keys = keySet(first, second);
      pass(30);
      await expect(verify(await bearer(second, { exp: NOW + 90_000 }))).resolves.toMatchObject({ tenantId: TENANT });
    },
  );

  it('from the start: 503 until it is back, and then within a second', async () => {
    jwks.mood = 'failing';
    const verify = verifier();
    const authorization = await bearer(first);
    for (let i = 0; i < 20; i += 1) await expect(verify(authorization)).rejects.toBeInstanceOf(KeysUnavailable);
    expect(jwks.asked).toBe(1);
    jwks.mood = 'well';
    pass(1);
    await expect(verify(authorization)).resolves.toMatchObject({ tenantId: TENANT });
  });

  it('a token that is bad by its form is a 401 all the same', async () => {
    jwks.mood = 'failing';
    await expect(verifier()('Bearer nonsense')).rejects.toBeInstanceOf(Unauthorized);
  });
});
