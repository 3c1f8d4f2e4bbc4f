import { ALL_SCOPES, isScope, type Scope } from '@tallystick/core/contract';
import { and, count, desc, eq, isNull } from 'drizzle-orm';
import type { Operator } from '../store/connections.ts';
import { codeOf, isUniqueViolation } from '../store/failure.ts';
import { oauthClientSecrets, oauthClients } from '../store/schema.ts';
import { AccessError } from './access-error.ts';
import { hashSecret, LIVE_SECRETS, makeSecret } from './secret.ts';
import { momentOf, type Sources } from './sources.ts';

/** A client to be registered; what is not given is made, and no scopes means all. */
export interface NewClient {
  readonly tenantId: string;
  readonly scopes?: readonly string[];
  readonly clientId?: string;
  readonly secret?: string;
  /** Whether it gets tokens from the machine itself only, as the demo's client with its well-known secret does. */
  readonly loopbackOnly?: boolean;
}

/** A client with its secret, which is shown this once. */
export interface IssuedClient {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: readonly Scope[];
}

/** A client as operators see it. */
export interface ClientSummary {
  readonly clientId: string;
  readonly tenantId: string;
  readonly scopes: readonly string[];
  readonly loopbackOnly: boolean;
  readonly createdAt: string;
  readonly revokedAt: string | null;
  readonly liveSecrets: number;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Registers a client of a tenant.
 *
 * @throws AccessError tenant_unknown, client_exists, scope_unknown, client_id_invalid or secret_invalid.
 */
export async function createClient(db: Operator, wanted: NewClient, sources: Sources): Promise<IssuedClient> {
  const scopes = scopesOf(wanted.scopes);
  const clientId = wanted.clientId ?? `tc_${Buffer.from(sources.random(16)).toString('base64url')}`;
  const clientSecret = wanted.secret ?? makeSecret(sources);
  if (!/^[A-Za-z0-9._-]{1,100}$/.test(clientId)) {
    throw new AccessError('client_id_invalid', 'A client id is 1 to 100 letters, digits, dots, dashes or underscores.');
  }
  if (!/^[\x21-\x7e]{8,255}$/.test(clientSecret)) {
    throw new AccessError('secret_invalid', 'A secret is 8 to 255 printable characters without spaces.');
  }
  const unknown = () => new AccessError('tenant_unknown', `There is no tenant ${wanted.tenantId}.`);
  if (!UUID.test(wanted.tenantId)) throw unknown();
  const { tenantId, loopbackOnly = false } = wanted;
  const createdAt = momentOf(sources);
  try {
    await db.transaction(async (tx) => {
      await tx.insert(oauthClients).values({ clientId, tenantId, scopes: [...scopes], loopbackOnly, createdAt });
      await tx.insert(oauthClientSecrets).values({ clientId, secretSha256: hashSecret(clientSecret), createdAt });
    });
  } catch (error) {
    if (codeOf(error) === '23503') throw unknown();
    if (!isUniqueViolation(error, 'oauth_clients_pkey')) throw error;
    throw new AccessError('client_exists', `There is a client ${clientId} already.`, { cause: error });
  }
  return { clientId, clientSecret, scopes };
}

/**
 * Gives a client a new secret, shown this once. The one before it lives on until the next rotation, so that its users
 * can be changed over; any older one is retired now.
 *
 * @throws AccessError client_unknown or client_revoked.
 */
export function rotateSecret(db: Operator, clientId: string, sources: Sources): Promise<IssuedClient> {
  return db.transaction(async (tx) => {
    // Locked, so that two rotations at once leave two live secrets and not three.
    const [client] = await tx.select().from(oauthClients).where(eq(oauthClients.clientId, clientId)).for('update');
    if (client === undefined) throw unknownClient(clientId);
    if (client.revokedAt !== null) throw new AccessError('client_revoked', `The client ${clientId} is revoked.`);
    const ofClient = and(eq(oauthClientSecrets.clientId, clientId), isNull(oauthClientSecrets.retiredAt));
    const live = await tx.select().from(oauthClientSecrets).where(ofClient).orderBy(desc(oauthClientSecrets.createdAt));
    for (const { secretSha256 } of live.slice(LIVE_SECRETS - 1)) {
      await tx
        .update(oauthClientSecrets)
        .set({ retiredAt: momentOf(sources) })
        .where(and(ofClient, eq(oauthClientSecrets.secretSha256, secretSha256)));
    }
    const clientSecret = makeSecret(sources);
    const made = { clientId, secretSha256: hashSecret(clientSecret), createdAt: momentOf(sources) };
    await tx.insert(oauthClientSecrets).values(made);
    return { clientId, clientSecret, scopes: client.scopes.filter(isScope) };
  });
}

/**
 * Stops a client from getting tokens, for good. Tokens it has already live out their hour at most. Revoking it again
 * changes nothing.
 *
 * @throws AccessError client_unknown.
 */
export async function revokeClient(db: Operator, clientId: string, sources: Pick<Sources, 'now'>): Promise<void> {
  const live = and(eq(oauthClients.clientId, clientId), isNull(oauthClients.revokedAt));
  const revoked = await db
    .update(oauthClients)
    .set({ revokedAt: momentOf(sources) })
    .where(live)
    .returning();
  if (revoked.length > 0) return;
  const [existing] = await db.select().from(oauthClients).where(eq(oauthClients.clientId, clientId));
  if (existing === undefined) throw unknownClient(clientId);
}

/** The clients of a tenant, or of all, oldest first, the revoked ones too. */
export async function listClients(db: Operator, tenantId?: string): Promise<ClientSummary[]> {
  if (tenantId !== undefined && !UUID.test(tenantId)) {
    throw new AccessError('tenant_unknown', `There is no tenant ${tenantId}.`);
  }
  const live = and(eq(oauthClientSecrets.clientId, oauthClients.clientId), isNull(oauthClientSecrets.retiredAt));
  const rows = await db
    .select({ client: oauthClients, liveSecrets: count(oauthClientSecrets.secretSha256) })
    .from(oauthClients)
    .leftJoin(oauthClientSecrets, live)
    .where(tenantId === undefined ? undefined : eq(oauthClients.tenantId, tenantId))
    .groupBy(oauthClients.clientId)
    .orderBy(oauthClients.createdAt, oauthClients.clientId);
  return rows.map(({ client, liveSecrets }) => ({ ...client, liveSecrets }));
}

const unknownClient = (clientId: string) => new AccessError('client_unknown', `There is no client ${clientId}.`);

function scopesOf(names: readonly string[] | undefined): readonly Scope[] {
  if (names === undefined || names.length === 0) return ALL_SCOPES;
  return [...new Set(names)].map((name) => {
    if (isScope(name)) return name;
    throw new AccessError('scope_unknown', `There is no scope ${JSON.stringify(name)}.`);
  });
}
