import { closeSync, openSync } from 'node:fs';
import os from 'node:os';
import {
  type Connections,
  createClient,
  createTenant,
  openConnections,
  prepareDatabase,
  SYSTEM,
  starterSet,
  verifyBooks,
} from '@tallystick/server';
import { startChild } from './child.ts';
import { type BenchDatabase, clientOf, type Sql } from './database.ts';
import { type Generator, startGenerator } from './load/generator.ts';
import { timeOf, timeOfPostgres } from './processor-time.ts';

/** A lender that was set up, and the credentials of its client. */
export interface Tenant {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A server in a process of its own. */
export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** A token of a tenant's client, from the built-in issuer. */
  token(tenant: Tenant): Promise<string>;
  stop(): Promise<void>;
}

/** Where one measure is taken: a database of its own, servers on it, and one load generator. */
export interface Stage {
  readonly url: string;
  readonly sql: Sql;
  readonly generator: Generator;
  tenant(): Promise<Tenant>;
  server(env?: Readonly<Record<string, string>>): Promise<ServerProcess>;
  /** Microseconds of processor time so far: of the process with the id, and of PostgreSQL. */
  processor(pid: number): Promise<{ readonly server: number; readonly postgres: number }>;
}

/** The books do not add up, so no figure that was taken over them counts. */
export class BrokenBooks extends Error {
  override readonly name = 'BrokenBooks';
}

/** What a stage is made for. */
export interface StageOptions {
  /** Leaves the verification out, for books so large that it would take longer than the measure; the measure says so. */
  readonly unverified?: boolean;
}

/**
 * Makes a stage, takes the measure on it, stops what was started, and looks whether the books are in order.
 *
 * @throws BrokenBooks when they are not: then there is no figure.
 */
export async function onStage<Result>(
  database: BenchDatabase,
  measure: (stage: Stage) => Promise<Result>,
  options: StageOptions = {},
): Promise<Result> {
  const { url, drop } = await database.create();
  const closing: (() => Promise<unknown>)[] = [drop];
  try {
    await prepareDatabase(url);
    const sql = clientOf(url, 2);
    closing.push(() => sql.end({ timeout: 5 }));
    const connections = openConnections(url, { application: 'tallystick bench' });
    closing.push(() => connections.end(1_000));
    const generator = await startGenerator();
    closing.push(generator.stop);
    const servers: ServerProcess[] = [];
    closing.push(() => Promise.all(servers.map((server) => server.stop())));
    const result = await measure(stageOf(url, sql, connections, generator, servers));
    await Promise.all(servers.splice(0).map((server) => server.stop()));
    if (options.unverified !== true) await verify(connections);
    return result;
  } finally {
    for (const close of closing.reverse()) await close().catch((error: unknown) => console.error(String(error)));
  }
}

async function verify(connections: Connections): Promise<void> {
  const { ok, findings } = await verifyBooks(connections.operatorSql);
  if (ok) return;
  const some = findings.slice(0, 5).map(({ check, detail }) => `${check}: ${detail}`);
  throw new BrokenBooks(`${findings.length} findings: ${some.join('; ')}`);
}

function stageOf(
  url: string,
  sql: Sql,
  connections: Connections,
  generator: Generator,
  servers: ServerProcess[],
): Stage {
  return {
    url,
    sql,
    generator,
    async tenant() {
      const { tenantId } = await createTenant(connections.operator, { ...starterSet(), name: 'A lender' }, SYSTEM);
      const client = await createClient(connections.operator, { tenantId }, SYSTEM);
      return { tenantId, clientId: client.clientId, clientSecret: client.clientSecret };
    },
    async server(env) {
      const server = await startServerProcess({ DATABASE_URL: url, ...env });
      servers.push(server);
      return server;
    },
    async processor(pid) {
      const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
      return { server: timeOf(pid), postgres: timeOfPostgres(row!.pid) };
    },
  };
}

/** Starts a server as `npm start` would, with its log going where nobody reads it: it is written all the same. */
export async function startServerProcess(env: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const output = openSync(os.devNull, 'w');
  try {
    const child = await startChild<{ url: string }>('serve.ts', { env: { PORT: '0', ...env }, output });
    const { url } = child.hello;
    return { url, pid: child.pid, token: (tenant) => tokenOf(url, tenant), stop: child.stop };
  } finally {
    closeSync(output);
  }
}

async function tokenOf(url: string, { clientId, clientSecret }: Tenant): Promise<string> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  });
  const granted = await fetch(`${url}/oauth2/token`, { method: 'POST', body });
  if (!granted.ok) throw new Error(`no token: ${granted.status} ${await granted.text()}`);
  return ((await granted.json()) as { access_token: string }).access_token;
}
