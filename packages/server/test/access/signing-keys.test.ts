import type { JSONWebKeySet } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issuerRoutes } from '../../src/access/issuer.ts';
import { createSigningKeys } from '../../src/access/signing-keys.ts';
import { createVerifier } from '../../src/access/verify.ts';
import { openConnections } from '../../src/store/connections.ts';
import { freshDatabase } from '../harness/database.ts';
import { AUDIENCE, ISSUER, openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.close());

const own = () => ({ client_id: stage.client.clientId, client_secret: stage.client.clientSecret });

describe('the signing key', () => {
  it('is one, though many processes need the first at once', async () => {
    const fresh = await freshDatabase();
    const processes = Array.from({ length: 4 }, () => openConnections(fresh.url));
    try {
      const keys = processes.map((each) => createSigningKeys(each.issuer, stage.sources));
      const signers = await Promise.all(
        keys.flatMap((each) => [each.signer(), each.publicKeys().then(() => each.signer())]),
      );
      expect(new Set(signers.map(({ kid }) => kid)).size).toBe(1);
      const sets = await Promise.all(keys.map((each) => each.publicKeys()));
      for (const set of sets) expect(set.keys.map(({ kid }) => kid)).toEqual([signers[0]!.kid]);
    } finally {
      await Promise.all(processes.map((each) => each.end()));
      await fresh.drop();
    }
  });

  it('is published without its private half', async () => {
    const response = await issuerRoutes(stage.deps).request('/.well-known/jwks.json');
    expect(response.headers.get('cache-control')).toBe('public, max-age=300');
    const { keys } = (await response.json()) as JSONWebKeySet;
    expect(keys).toEqual([
      {
        kty: 'EC',
        crv: 'P-256',
        x: expect.any(String),
        y: expect.any(String),
        kid: expect.any(String),
        alg: 'ES256',
        use: 'sig',
      },
    ]);
  });

  it('retired, signs nothing more and is published until what it signed has expired', async () => {
    const { kid: old } = await stage.deps.keys.signer();
    await stage.admin`update signing_keys set retired_at = now() where kid = ${old}`;
    const rotated = createSigningKeys(stage.connections.issuer, stage.sources);
    const { kid } = await rotated.signer();
    expect(kid).not.toBe(old);
    expect((await rotated.publicKeys()).keys.map((key) => key.kid).sort()).toEqual([kid, old].sort());
    await stage.admin`update signing_keys set retired_at = now() - interval '3 hours' where kid = ${old}`;
    expect((await rotated.publicKeys()).keys.map((key) => key.kid)).toEqual([kid]);
  });

  it('is verified without a database query per request', async () => {
    let read = 0;
    const counted = createSigningKeys(stage.connections.issuer, stage.sources);
    const publicKeys = () => {
      read += 1;
      return counted.publicKeys();
    };
    const verify = createVerifier({
      issuer: ISSUER,
      audience: AUDIENCE,
      keys: { builtIn: { publicKeys } },
      now: stage.sources.now,
    });
    const routes = issuerRoutes({ ...stage.deps, keys: counted });
    for (let i = 0; i < 20; i += 1) await verify(`Bearer ${(await stage.ask(own(), {}, routes)).body.access_token}`);
    expect(read).toBe(1);
  });
});
