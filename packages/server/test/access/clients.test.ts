import { ALL_SCOPES } from '@tallystick/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, listClients, revokeClient, rotateSecret } from '../../src/access/clients.ts';
import { createTenant, listTenants } from '../../src/access/tenants.ts';
import { openConnections } from '../../src/store/connections.ts';
import { LENDER, openStage, START, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.close());

const own = () => ({ client_id: stage.client.clientId, client_secret: stage.client.clientSecret });

describe('T6: secrets', () => {
  it('answers an unknown client and a wrong secret alike, to the byte', async () => {
    const [unknown, wrong] = await Promise.all([
      stage.ask({ client_id: 'tc_nobody', client_secret: 'x' }),
      stage.ask({ ...own(), client_secret: 'x' }),
    ]);
    expect(unknown.body).toEqual(wrong.body);
    expect([...unknown.headers]).toEqual([...wrong.headers]);
  });

  it('are 256 random bits behind a prefix, and only their SHA-256 is kept', async () => {
    expect(stage.client.clientSecret).toMatch(/^tsk_[A-Za-z0-9_-]{43}$/);
    expect(stage.client.clientId).toMatch(/^tc_[A-Za-z0-9_-]{22}$/);
    const everything = JSON.stringify([
      await stage.admin`select *, encode(secret_sha256, 'escape') as text from oauth_client_secrets`,
      await stage.admin`select * from oauth_clients`,
    ]);
    expect(everything).not.toContain(stage.client.clientSecret);
    expect(everything).not.toContain(stage.client.clientSecret.slice(4));
  });

  it('two live at most: a rotation keeps the one before, the next retires it', async () => {
    const made = await createClient(stage.connections.operator, { tenantId: stage.tenantId }, stage.sources);
    const works = async (secret: string) =>
      (await stage.ask({ client_id: made.clientId, client_secret: secret })).status === 200;
    const secrets = [made.clientSecret];
    for (const expected of [
      [true, true],
      [false, true, true],
      [false, false, true, true],
    ]) {
      stage.clock.time += 1_000;
      secrets.push((await rotateSecret(stage.connections.operator, made.clientId, stage.sources)).clientSecret);
      expect(await Promise.all(secrets.map(works))).toEqual(expected);
    }
    const elsewhere = openConnections(stage.url);
    await Promise.all(
      [stage.connections, elsewhere, stage.connections, elsewhere].map((from) =>
        rotateSecret(from.operator, made.clientId, stage.sources),
      ),
    );
    await elsewhere.end();
    const [summary] = (await listClients(stage.connections.operator, stage.tenantId)).filter(
      ({ clientId }) => clientId === made.clientId,
    );
    expect(summary).toMatchObject({ liveSecrets: 2, scopes: ALL_SCOPES, revokedAt: null, loopbackOnly: false });
    stage.clock.time = START;
  });

  it('of a revoked client open nothing', async () => {
    const made = await createClient(stage.connections.operator, { tenantId: stage.tenantId }, stage.sources);
    await revokeClient(stage.connections.operator, made.clientId, stage.sources);
    await revokeClient(stage.connections.operator, made.clientId, stage.sources);
    expect((await stage.ask({ client_id: made.clientId, client_secret: made.clientSecret })).body.error).toBe(
      'invalid_client',
    );
    await expect(rotateSecret(stage.connections.operator, made.clientId, stage.sources)).rejects.toMatchObject({
      code: 'client_revoked',
    });
  });
});

describe('what an operator is told', () => {
  const nobody = '0199a000-0000-7000-8000-0000000000ff';

  it.each([
    [
      'a client of an unknown tenant',
      () => createClient(stage.connections.operator, { tenantId: nobody }, stage.sources),
      'tenant_unknown',
    ],
    [
      'a client of a tenant that is no UUID',
      () => createClient(stage.connections.operator, { tenantId: 'x' }, stage.sources),
      'tenant_unknown',
    ],
    [
      'a client id that is taken',
      () =>
        createClient(
          stage.connections.operator,
          { tenantId: stage.tenantId, clientId: stage.client.clientId },
          stage.sources,
        ),
      'client_exists',
    ],
    [
      'a client id with a space',
      () => createClient(stage.connections.operator, { tenantId: stage.tenantId, clientId: 'a b' }, stage.sources),
      'client_id_invalid',
    ],
    [
      'a secret of one letter',
      () => createClient(stage.connections.operator, { tenantId: stage.tenantId, secret: 'x' }, stage.sources),
      'secret_invalid',
    ],
    [
      'an unknown scope',
      () => createClient(stage.connections.operator, { tenantId: stage.tenantId, scopes: ['all'] }, stage.sources),
      'scope_unknown',
    ],
    [
      'rotating an unknown client',
      () => rotateSecret(stage.connections.operator, 'tc_nobody', stage.sources),
      'client_unknown',
    ],
    [
      'revoking an unknown client',
      () => revokeClient(stage.connections.operator, 'tc_nobody', stage.sources),
      'client_unknown',
    ],
    ['listing what is no tenant', () => listClients(stage.connections.operator, 'x'), 'tenant_unknown'],
    [
      'a tenant without a name',
      () => createTenant(stage.connections.operator, { ...LENDER, name: '' }, stage.sources),
      'tenant_name_invalid',
    ],
    [
      'a tenant that exists',
      () => createTenant(stage.connections.operator, { ...LENDER, tenantId: stage.tenantId }, stage.sources),
      'tenant_exists',
    ],
  ])('%s', async (_, act, code) => {
    await expect(act()).rejects.toMatchObject({ name: 'AccessError', code });
  });

  it('a tenant comes with its chart and its default program', async () => {
    expect(await listTenants(stage.connections.operator)).toEqual([{ tenantId: stage.tenantId, name: 'Lender' }]);
    expect([...(await stage.admin`select account_code, role, normal_side from accounts`)]).toEqual([
      { account_code: 1000, role: 'cash_bank', normal_side: 'DR' },
    ]);
    expect([...(await stage.admin`select program_id, version, name, configuration from programs`)]).toEqual([
      { program_id: stage.tenantId, version: 1, name: 'Default program', configuration: { currency: null } },
    ]);
    expect([...(await stage.admin`select default_program_id from tenants`)]).toEqual([
      { default_program_id: stage.tenantId },
    ]);
  });
});
