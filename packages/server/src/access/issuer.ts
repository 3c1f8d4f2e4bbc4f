import { randomUUID } from 'node:crypto';
import { ALL_SCOPES, isScope, type Scope } from '@tallystick/core/contract';
import { type Context, Hono } from 'hono';
import { type JSONWebKeySet, SignJWT } from 'jose';
import { isConnectionLost, Overloaded } from '../store/failure.ts';
import type { ClientStore, RegisteredClient } from './client-store.ts';
import { matchesSecret } from './secret.ts';
import { SIGNING_ALGORITHM, type SigningKeys } from './signing-keys.ts';
import { type Credentials, credentialsOf, readForm, TokenRefusal } from './token-request.ts';

/** What the built-in issuer is made of. */
export interface IssuerDeps {
  /** The `iss` claim, and the address under which clients reach us; no slash at its end. */
  readonly issuer: string;
  readonly audience: string;
  readonly clients: ClientStore;
  readonly keys: SigningKeys;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Whether the server listens on a loopback address only. */
  readonly loopbackBound: boolean;
  /** The address of whoever sent the request; undefined when it is not known. */
  readonly peer: (c: Context) => string | undefined;
  /** Makes the `jti` of each token. */
  readonly newId?: () => string;
}

/** Seconds a token is good for. */
export const TOKEN_LIFETIME = 3_600;
/** Milliseconds for which the published keys are answered from memory: the page is open to everyone. */
const PUBLISHED_FOR = 5_000;

/** The routes of the built-in issuer: tokens, the keys that verify them, and the RFC 8414 page that names both. */
export function issuerRoutes(deps: IssuerDeps): Hono {
  const app = new Hono();
  app.post('/oauth2/token', (c) => answerToken(c, deps));
  app.all('/oauth2/token', (c) => {
    const refusal = { error: 'invalid_request', error_description: 'Tokens are asked for by POST.' };
    return c.json(refusal, 405, { Allow: 'POST', 'Cache-Control': 'no-store' });
  });

  let published: { set: JSONWebKeySet; until: number } | undefined;
  app.get('/.well-known/jwks.json', async (c) => {
    if (published === undefined || published.until <= deps.now()) {
      published = { set: await deps.keys.publicKeys(), until: deps.now() + PUBLISHED_FOR };
    }
    return c.json(published.set, 200, { 'Cache-Control': 'public, max-age=300' });
  });

  app.get('/.well-known/oauth-authorization-server', (c) =>
    c.json(
      {
        issuer: deps.issuer,
        token_endpoint: `${deps.issuer}/oauth2/token`,
        jwks_uri: `${deps.issuer}/.well-known/jwks.json`,
        grant_types_supported: ['client_credentials'],
        response_types_supported: [],
        token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
        scopes_supported: ALL_SCOPES,
      },
      200,
      { 'Cache-Control': 'public, max-age=300' },
    ),
  );
  return app;
}

const UNCACHED = { 'Cache-Control': 'no-store', Pragma: 'no-cache' };

async function answerToken(c: Context, deps: IssuerDeps): Promise<Response> {
  try {
    const form = await readForm(c);
    const credentials = credentialsOf(c.req.header('authorization'), form);
    const client = await authenticate(credentials, c, deps);
    refuseOtherGrants(form.get('grant_type'));
    const scope = grantedScopes(form.get('scope'), client).join(' ');
    const token = await sign(client, scope, deps);
    return c.json({ access_token: token, token_type: 'Bearer', expires_in: TOKEN_LIFETIME, scope }, 200, UNCACHED);
  } catch (error) {
    if (error instanceof TokenRefusal) {
      const challenge = error.status === 401 ? { 'WWW-Authenticate': 'Basic realm="tallystick", charset="UTF-8"' } : {};
      return c.json({ error: error.code, error_description: error.message }, error.status, {
        ...UNCACHED,
        ...challenge,
      });
    }
    if (!isConnectionLost(error) && !(error instanceof Overloaded)) throw error;
    return c.json({ error: 'temporarily_unavailable' }, 503, { ...UNCACHED, 'Retry-After': '1' });
  }
}

/** Tells an unknown client from a wrong secret neither in words nor in time: both are looked up, hashed and compared. */
async function authenticate(
  { clientId, secret }: Credentials,
  c: Context,
  deps: IssuerDeps,
): Promise<RegisteredClient> {
  // A name PostgreSQL would refuse as text is looked up all the same, as one that cannot exist.
  const client = await deps.clients.find(/^[\x21-\x7e]{1,255}$/.test(clientId) ? clientId : ' ');
  const matches = matchesSecret(secret, client?.secrets ?? []);
  if (client === undefined || !matches) throw new TokenRefusal('invalid_client', 'The client or its secret is wrong.');
  if (client.loopbackOnly && !(deps.loopbackBound && isLoopback(deps.peer(c)))) {
    throw new TokenRefusal('invalid_client', 'This client gets tokens on the loopback interface only.');
  }
  return client;
}

function refuseOtherGrants(grant: string | undefined): void {
  if (grant === undefined) throw new TokenRefusal('invalid_request', 'grant_type is needed.');
  if (grant !== 'client_credentials') {
    throw new TokenRefusal('unsupported_grant_type', 'Only client_credentials is granted.');
  }
}

/** The scopes asked for, which must all be the client's; those of the client when none are asked for. */
function grantedScopes(asked: string | undefined, client: RegisteredClient): readonly Scope[] {
  if (asked === undefined) return client.scopes;
  return [...new Set(asked.split(' '))].map((name) => {
    if (isScope(name) && client.scopes.includes(name)) return name;
    throw new TokenRefusal('invalid_scope', 'A scope is unknown or not granted to this client.');
  });
}

async function sign(client: RegisteredClient, scope: string, deps: IssuerDeps): Promise<string> {
  const { kid, key } = await deps.keys.signer();
  const issuedAt = Math.floor(deps.now() / 1000);
  return new SignJWT({ client_id: client.clientId, tenant_id: client.tenantId, scope })
    .setProtectedHeader({ alg: SIGNING_ALGORITHM, typ: 'at+jwt', kid })
    .setIssuer(deps.issuer)
    .setAudience(deps.audience)
    .setSubject(client.clientId)
    .setIssuedAt(issuedAt)
    .setNotBefore(issuedAt)
    .setExpirationTime(issuedAt + TOKEN_LIFETIME)
    .setJti((deps.newId ?? randomUUID)())
    .sign(key);
}

/** Whether an address is of the machine itself: 127.0.0.0/8, ::1, or the former written as IPv6. */
export function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(?:(?:::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1)$/i.test(address);
}
