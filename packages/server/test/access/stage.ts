import type { Hono } from 'hono';
import postgres from 'postgres';
import { createClientStore } from '../../src/access/client-store.ts';
import { createClient, type IssuedClient } from '../../src/access/clients.ts';
import { type IssuerDeps, issuerRoutes } from '../../src/access/issuer.ts';
import { createSigningKeys } from '../../src/access/signing-keys.ts';
import { type Sources, SYSTEM } from '../../src/access/sources.ts';
import { createTenant } from '../../src/access/tenants.ts';
import { type Connections, openConnections } from '../../src/store/connections.ts';
import { freshDatabase } from '../harness/database.ts';

export const ISSUER = 'http://127.0.0.1:8080';
export const AUDIENCE = 'tallystick';
/** The moment every stage begins at. */
export const START = Date.UTC(2026, 4, 1, 12);

/** What a new tenant is made of here. */
export const LENDER = {
  name: 'Lender',
  chart: [{ code: 1000, role: 'cash_bank', name: 'Cash', class: 'asset', normal: 'DR' }],
  program: { name: 'Default program', configuration: { currency: null } },
} as const;

/** An issuer on a database of its own, with one tenant, one client and a clock that stands still. */
export interface Stage {
  readonly url: string;
  readonly connections: Connections;
  readonly admin: postgres.Sql;
  readonly tenantId: string;
  readonly client: IssuedClient;
  readonly deps: IssuerDeps;
  readonly sources: Sources;
  readonly clock: { time: number };
  /** Asks for a token; a form given as fields is completed with the grant type, one given as text is sent as it is. */
  ask(form: Record<string, string> | string, headers?: Record<string, string>, routes?: Hono): Promise<TokenAnswer>;
  close(): Promise<void>;
}

/** What the token endpoint answered. */
export interface TokenAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, string>;
}

/** Sets the stage up. */
export async function openStage(): Promise<Stage> {
  const database = await freshDatabase();
  const connections = openConnections(database.url);
  const admin = postgres(database.url, { max: 1, onnotice: () => undefined });
  const clock = { time: START };
  const sources = { ...SYSTEM, now: () => clock.time };
  const { tenantId } = await createTenant(connections.operator, LENDER, sources);
  const scopes = ['hpts:ledger:read', 'hpts:payments:write'];
  const client = await createClient(connections.operator, { tenantId, scopes }, sources);
  const deps: IssuerDeps = {
    issuer: ISSUER,
    audience: AUDIENCE,
    clients: createClientStore(connections.issuer),
    keys: createSigningKeys(connections.issuer, sources),
    now: sources.now,
    loopbackBound: true,
    peer: (c) => c.req.header('x-test-peer'),
  };
  const app = issuerRoutes(deps);
  return {
    ...{ url: database.url, connections, admin, tenantId, client, deps, sources, clock },
    async ask(form, headers = {}, routes = app) {
      const fields = typeof form === 'string' ? form : { grant_type: 'client_credentials', ...form };
      const response = await routes.request('/oauth2/token', {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        body: new URLSearchParams(fields).toString(),
      });
      const body = (await response.json()) as Record<string, string>;
      return { status: response.status, headers: response.headers, body };
    },
    async close() {
      await connections.end();
      await admin.end();
      await database.drop();
    },
  };
}
