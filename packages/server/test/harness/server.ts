import {
  type Configuration,
  createClient,
  createTenant,
  openConnections,
  type RunningServer,
  readConfiguration,
  SYSTEM,
  starterSet,
  startServer,
} from '../../src/index.ts';
import type { ServiceOverrides } from '../../src/services.ts';
import { freshDatabase } from './database.ts';

/** One lender of a test: its tenant, a token with every scope, and calls in its name. */
export interface Lender {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly token: string;
  /** Sends a request under /v1 with the lender's token and answers status, headers and body. */
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body: unknown, key: string, headers?: Record<string, string>): Promise<Answer>;
}

/** What came back, with the body as JSON and as the text it was. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the wire holds
  readonly body: any;
  readonly text: string;
}

/** A server of the test's own on a database of its own, listening on a free port of 127.0.0.1. */
export interface TestServer {
  readonly url: string;
  readonly databaseUrl: string;
  lender(options?: { scopes?: readonly string[]; tenantId?: string }): Promise<Lender>;
  close(): Promise<void>;
}

/** Starts a server on a fresh database. `now` moves its clock; `database` shares one between two servers. */
export async function startTestServer(
  options: ServiceOverrides & { readonly database?: string; readonly config?: Partial<Configuration> } = {},
): Promise<TestServer> {
  const own = options.database === undefined ? await freshDatabase() : undefined;
  const databaseUrl = options.database ?? own!.url;
  const defaults = readConfiguration({ PORT: '0', DATABASE_URL: databaseUrl, LOG_LEVEL: 'silent' });
  const server: RunningServer = await startServer({ ...defaults, ...options.config }, options);
  const connections = openConnections(databaseUrl);
  return {
    url: server.url,
    databaseUrl,
    async lender({ scopes, tenantId } = {}) {
      const tenant =
        tenantId === undefined
          ? (await createTenant(connections.operator, { ...starterSet(), name: 'A lender' }, SYSTEM)).tenantId
          : tenantId;
      const wanted = scopes === undefined ? { tenantId: tenant } : { tenantId: tenant, scopes };
      const client = await createClient(connections.operator, wanted, SYSTEM);
      return lenderOf(server.url, tenant, client.clientId, client.clientSecret);
    },
    async close() {
      await server.close();
      await connections.end();
      await own?.drop();
    },
  };
}

/** A lender at a server, by the credentials it has. */
export async function lenderOf(url: string, tenantId: string, clientId: string, clientSecret: string): Promise<Lender> {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  });
  const granted = await fetch(`${url}/oauth2/token`, { method: 'POST', body: form });
  const { access_token: token } = (await granted.json()) as { access_token: string };
  const authorization = `Bearer ${token}`;
  const call = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(`${url}/v1${path}`, init);
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : JSON.parse(text),
      text,
    };
  };
  return {
    tenantId,
    clientId,
    clientSecret,
    token,
    get: (path, headers = {}) => call(path, { headers: { authorization, ...headers } }),
    post: (path, body, key, headers = {}) =>
      call(path, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json', 'idempotency-key': key, ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  };
}
