import { type AnyContractProcedure, isContractProcedure } from '@orpc/contract';
import { contract, type OperationMeta, PROBLEMS, Problem, problemPage } from '@tallystick/core/contract';
import { expect } from 'vitest';
import type { ServiceOverrides } from '../../src/create-services.ts';
import {
  type Configuration,
  type Connections,
  createClient,
  createTenant,
  openConnections,
  type RunningServer,
  readConfiguration,
  SYSTEM,
  starterSet,
  startServer,
} from '../../src/index.ts';
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
  put(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** A token of the same client with these scopes only. */
  tokenFor(scopes: readonly string[]): Promise<string>;
  /** Another client of the same tenant, with every scope: a second person. */
  colleague(): Promise<Lender>;
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
  readonly connections: Connections;
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
  const stage: TestServer = {
    url: server.url,
    databaseUrl,
    connections,
    async lender({ scopes, tenantId } = {}) {
      const tenant =
        tenantId === undefined
          ? (await createTenant(connections.operator, { ...starterSet(), name: 'A lender' }, SYSTEM)).tenantId
          : tenantId;
      const wanted = scopes === undefined ? { tenantId: tenant } : { tenantId: tenant, scopes };
      const client = await createClient(connections.operator, wanted, SYSTEM);
      const lender = await lenderOf(server.url, tenant, client.clientId, client.clientSecret);
      return { ...lender, colleague: () => stage.lender({ tenantId: tenant }) };
    },
    async close() {
      await server.close();
      await connections.end();
      await own?.drop();
    },
  };
  return stage;
}

/** A lender at a server, by the credentials it has. Every answer it gets is held against the contract. */
export async function lenderOf(url: string, tenantId: string, clientId: string, clientSecret: string): Promise<Lender> {
  const tokenOf = async (scope: object): Promise<string> => {
    const credentials = { client_id: clientId, client_secret: clientSecret };
    const form = new URLSearchParams({ grant_type: 'client_credentials', ...credentials, ...scope });
    const granted = await fetch(`${url}/oauth2/token`, { method: 'POST', body: form });
    return ((await granted.json()) as { access_token: string }).access_token;
  };
  const token = await tokenOf({});
  const authorization = `Bearer ${token}`;
  const call = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(`${url}/v1${path}`, init);
    const text = await response.text();
    const { status, headers } = response;
    const answer = { status, headers, body: text === '' ? undefined : JSON.parse(text), text };
    expectAsContracted(init.method ?? 'GET', `/v1${path}`, answer);
    return answer;
  };
  return {
    ...{ tenantId, clientId, clientSecret, token },
    get: (path, headers = {}) => call(path, { headers: { authorization, ...headers } }),
    post: (path, body, key, headers = {}) =>
      call(path, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json', 'idempotency-key': key, ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    put: (path, body, headers = {}) =>
      call(path, {
        method: 'PUT',
        headers: { authorization, 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    tokenFor: (scopes) => tokenOf({ scope: scopes.join(' ') }),
    colleague: () => Promise.reject(new Error('a lender that is known by its credentials alone has no colleague')),
  };
}

/** One operation as the contract describes it. */
export interface Described {
  /** `payments.create`. */
  readonly name: string;
  readonly method: string;
  /** Under /v1, with its parameters in braces: `/loans/{loan_id}/balance`. */
  readonly path: string;
  readonly scopes: OperationMeta['scopes'];
  readonly bodyLimit: OperationMeta['bodyLimit'];
  readonly procedure: AnyContractProcedure;
}

/** Every operation of the contract. */
export const DESCRIBED: readonly Described[] = collect(contract, []);

function collect(node: object, path: readonly string[]): Described[] {
  if (!isContractProcedure(node)) {
    return Object.entries(node).flatMap(([name, child]) => collect(child as object, [...path, name]));
  }
  const { meta, route } = node['~orpc'];
  const { scopes, bodyLimit } = meta as OperationMeta;
  return [{ name: path.join('.'), method: route.method!, path: route.path!, scopes, bodyLimit, procedure: node }];
}

const TRACERESPONSE = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * Holds an answer under /v1 against the contract: a success is of the operation's shape and has not a property more; an
 * error is a problem, one that the operation declares, with the words and the status of its code and with its trace.
 */
export function expectAsContracted(method: string, target: string, answer: Answer): void {
  const path = target.split('?')[0]!;
  const trace = TRACERESPONSE.exec(answer.headers.get('traceresponse') ?? '')?.[1];
  expect(trace, `traceresponse of ${method} ${path}`).toBeDefined();
  const operation = DESCRIBED.find((candidate) => candidate.method === method && fits(candidate.path, path));
  if (answer.status < 300) {
    const output = operation!.procedure['~orpc'].outputSchema as { parse(value: unknown): object } | undefined;
    const headers = Object.fromEntries([...answer.headers].filter(([name]) => name === 'idempotent-replayed'));
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(output!.parse({ status: answer.status, headers, body: answer.body })).toMatchObject({ body: answer.body });
    return;
  }
  const { code } = Problem.strict().parse(answer.body);
  const { status, title, retryable } = PROBLEMS[code];
  const expected = { type: problemPage(code), title, status, retryable, instance: path, trace_id: trace };
  expect(answer.body).toMatchObject(expected);
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  if (operation !== undefined && code !== 'route_not_found' && code !== 'method_not_allowed') {
    expect(Object.keys(operation.procedure['~orpc'].errorMap), `declared by ${operation.name}`).toContain(code);
  }
}

/** Whether a path is one of a template's. */
function fits(template: string, path: string): boolean {
  return new RegExp(`^/v1${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path);
}
