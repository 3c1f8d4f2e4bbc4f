import { ALL_SCOPES } from '@tallystick/core/contract';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClientStore } from '../../src/access/client-store.ts';
import { createClient } from '../../src/access/clients.ts';
import { isLoopback, issuerRoutes } from '../../src/access/issuer.ts';
import { createVerifier } from '../../src/access/verify.ts';
import { openConnections } from '../../src/store/connections.ts';
import { AUDIENCE, ISSUER, openStage, START, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.close());

const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});
const own = () => ({ client_id: stage.client.clientId, client_secret: stage.client.clientSecret });

describe('a token that is granted', () => {
  it('says who, for whom, what for and how long, and verifies', async () => {
    const { status, headers, body } = await stage.ask({ ...own(), scope: 'hpts:payments:write' });
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'hpts:payments:write',
    });
    expect([headers.get('cache-control'), headers.get('pragma')]).toEqual(['no-store', 'no-cache']);
    const token = body.access_token!;
    const { kid } = decodeProtectedHeader(token);
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'ES256', typ: 'at+jwt', kid });
    const iat = START / 1000;
    expect(decodeJwt(token)).toEqual({
      iss: ISSUER,
      aud: AUDIENCE,
      sub: stage.client.clientId,
      client_id: stage.client.clientId,
      tenant_id: stage.tenantId,
      scope: 'hpts:payments:write',
      iat,
      nbf: iat,
      exp: iat + 3600,
      jti: expect.any(String),
    });
    const verify = createVerifier({
      issuer: ISSUER,
      audience: AUDIENCE,
      keys: { builtIn: stage.deps.keys },
      now: stage.sources.now,
    });
    expect(await verify(`Bearer ${token}`)).toEqual({
      tenantId: stage.tenantId,
      scopes: new Set(['hpts:payments:write']),
      actor: stage.client.clientId,
    });
  });

  it('carries all of the client where no scope is asked for, and each scope once', async () => {
    expect((await stage.ask(own())).body.scope).toBe('hpts:ledger:read hpts:payments:write');
    expect((await stage.ask({ ...own(), scope: '' })).body.scope).toBe('hpts:ledger:read hpts:payments:write');
    expect((await stage.ask({ ...own(), scope: 'hpts:ledger:read hpts:ledger:read' })).body.scope).toBe(
      'hpts:ledger:read',
    );
  });

  it.each([
    ['HTTP Basic', () => [{}, basic(stage.client.clientId, stage.client.clientSecret)]],
    [
      'HTTP Basic, the id in the body too',
      () => [{ client_id: stage.client.clientId }, basic(stage.client.clientId, stage.client.clientSecret)],
    ],
    [
      'HTTP Basic with both parts form-encoded',
      () => [{}, basic(stage.client.clientId.replaceAll('_', '%5F'), stage.client.clientSecret.replaceAll('_', '%5F'))],
    ],
    [
      'a charset behind the content type',
      () => [own(), { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' }],
    ],
  ] satisfies [string, () => [Record<string, string>, Record<string, string>]][])('with %s', async (_, make) => {
    const [form, headers] = make();
    expect((await stage.ask(form, headers)).status).toBe(200);
  });
});

describe('each error of RFC 6749', () => {
  type Request = [form: Record<string, string> | string, headers?: Record<string, string>];
  it.each([
    ['JSON', () => ['{}', { 'content-type': 'application/json' }], 400, 'invalid_request'],
    ['no content type', () => ['grant_type=client_credentials', { 'content-type': '' }], 400, 'invalid_request'],
    ['a body over 8 KiB', () => [{ ...own(), padding: 'x'.repeat(8_192) }], 413, 'invalid_request'],
    ['no grant_type', () => [{ ...own(), grant_type: '' }], 400, 'invalid_request'],
    [
      'grant_type twice',
      () => [`grant_type=client_credentials&grant_type=client_credentials&${new URLSearchParams(own())}`],
      400,
      'invalid_request',
    ],
    [
      'scope twice',
      () => [`grant_type=client_credentials&scope=a&scope=b&${new URLSearchParams(own())}`],
      400,
      'invalid_request',
    ],
    [
      'client_id twice, once empty',
      () => [`grant_type=client_credentials&client_id=&${new URLSearchParams(own())}`],
      400,
      'invalid_request',
    ],
    [
      'the secret in the body and in Basic',
      () => [own(), basic(stage.client.clientId, stage.client.clientSecret)],
      400,
      'invalid_request',
    ],
    [
      'two clients',
      () => [{ client_id: 'other' }, basic(stage.client.clientId, stage.client.clientSecret)],
      400,
      'invalid_request',
    ],
    ['another grant', () => [{ ...own(), grant_type: 'password' }], 400, 'unsupported_grant_type'],
    ['the refresh grant', () => [{ ...own(), grant_type: 'refresh_token' }], 400, 'unsupported_grant_type'],
    ['an unknown scope', () => [{ ...own(), scope: 'hpts:ledger:read everything' }], 400, 'invalid_scope'],
    ["a scope that is not the client's", () => [{ ...own(), scope: 'hpts:books:close' }], 400, 'invalid_scope'],
    ['a scope every object has', () => [{ ...own(), scope: 'toString' }], 400, 'invalid_scope'],
    [
      'scopes parted by a comma',
      () => [{ ...own(), scope: 'hpts:ledger:read,hpts:payments:write' }],
      400,
      'invalid_scope',
    ],
    [
      'two spaces between scopes',
      () => [{ ...own(), scope: 'hpts:ledger:read  hpts:payments:write' }],
      400,
      'invalid_scope',
    ],
    ['no credentials', () => [{}], 401, 'invalid_client'],
    ['no secret', () => [{ client_id: stage.client.clientId }], 401, 'invalid_client'],
    [
      'an unknown client',
      () => [{ client_id: 'tc_nobody', client_secret: stage.client.clientSecret }],
      401,
      'invalid_client',
    ],
    [
      'a client with a NUL',
      () => [{ client_id: 'tc_\0', client_secret: stage.client.clientSecret }],
      401,
      'invalid_client',
    ],
    ['a wrong secret', () => [{ ...own(), client_secret: 'tsk_wrong' }], 401, 'invalid_client'],
    ['a wrong secret in Basic', () => [{}, basic(stage.client.clientId, 'tsk_wrong')], 401, 'invalid_client'],
    ['Basic that is not base64', () => [{}, { authorization: 'Basic %%%' }], 401, 'invalid_client'],
    [
      'Basic without a colon',
      () => [{}, { authorization: `Basic ${Buffer.from('abc').toString('base64')}` }],
      401,
      'invalid_client',
    ],
    ['Basic with a broken escape', () => [{}, basic('%zz', 'x')], 401, 'invalid_client'],
    ['a bearer token', () => [{}, { authorization: 'Bearer abc' }], 401, 'invalid_client'],
  ] satisfies [string, () => Request, number, string][])('%s: %s %s %s', async (_, make, status, code) => {
    const answer = await stage.ask(...(make() as Request));
    expect([answer.status, answer.body.error]).toEqual([status, code]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('www-authenticate')).toBe(
      status === 401 ? 'Basic realm="tallystick", charset="UTF-8"' : null,
    );
    expect(JSON.stringify(answer.body)).not.toContain(stage.client.clientSecret);
  });

  it('answers 503, and not a wrong 401, while the database cannot be asked', async () => {
    const nowhere = openConnections('postgres://nobody@127.0.0.1:1/none');
    const answer = await stage.ask(
      own(),
      {},
      issuerRoutes({ ...stage.deps, clients: createClientStore(nowhere.issuer) }),
    );
    expect([answer.status, answer.body, answer.headers.get('retry-after')]).toEqual([
      503,
      { error: 'temporarily_unavailable' },
      '1',
    ]);
    await nowhere.end();
  });
});

describe('a client for the loopback interface only', () => {
  it.each([
    [true, '127.0.0.1', 200],
    [true, '::1', 200],
    [true, '::ffff:127.0.0.1', 200],
    [true, '127.8.8.8', 200],
    [true, '10.0.0.5', 401],
    [true, '', 401],
    [true, '127.0.0.1.thief.example', 401],
    [false, '127.0.0.1', 401],
  ])('bound to loopback: %s, peer %j: %i', async (loopbackBound, peer, status) => {
    const demo = {
      client_id: `demo-${loopbackBound}-${Buffer.from(peer).toString('hex')}`,
      client_secret: 'demo-secret',
    };
    await createClient(
      stage.connections.operator,
      { tenantId: stage.tenantId, clientId: demo.client_id, secret: demo.client_secret, loopbackOnly: true },
      stage.sources,
    );
    const answer = await stage.ask(demo, { 'x-test-peer': peer }, issuerRoutes({ ...stage.deps, loopbackBound }));
    expect(answer.status).toBe(status);
  });

  it('does not take an unknown peer for a near one', () => expect(isLoopback(undefined)).toBe(false));
});

it('names its endpoints as RFC 8414 asks', async () => {
  const response = await issuerRoutes(stage.deps).request('/.well-known/oauth-authorization-server');
  expect(await response.json()).toEqual({
    issuer: ISSUER,
    token_endpoint: `${ISSUER}/oauth2/token`,
    jwks_uri: `${ISSUER}/.well-known/jwks.json`,
    grant_types_supported: ['client_credentials'],
    response_types_supported: [],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    scopes_supported: ALL_SCOPES,
  });
});
