/** The two ways to the public API: over HTTP, and to the same procedures within the process, for speed. */
import { ORPCError } from '@orpc/server';
import { OPERATIONS } from '../../src/http/operations.ts';
import type { Context, Services } from '../../src/procedures/context.ts';
import type { Lender } from '../harness/server.ts';

export interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the wire holds
  readonly body: any;
  readonly text: string;
}

/** A lender's own door to the ledger, with what the model asks over and over. */
export interface Door {
  readonly tenantId: string;
  post(path: string, body: object, key: string): Promise<Reply>;
  get(path: string): Promise<Reply>;
  /** What the feed has beyond what this door has read of it. Only one life goes through a door. */
  newEvents(): Promise<Reply['body'][]>;
  /** Every account as `1100 SETTLED 500 200`, debits and credits, sorted; the two totals are held equal. */
  trialBalance(): Promise<string[]>;
}

/** How a door asks: method, path with its query, and for a post its body and key. */
export type Call = (method: 'GET' | 'POST', path: string, body?: object, key?: string) => Promise<Reply>;

/** The door of a lender over HTTP. Each answer is held against the contract on its way. */
export const overHttp = (lender: Lender): Door =>
  doorOf(lender.tenantId, (method, path, body, key) =>
    method === 'GET' ? lender.get(path) : lender.post(path, body, key!),
  );

const ALL_SCOPES = new Set(OPERATIONS.flatMap(({ meta }) => meta.scopes));

/** The door to the procedures themselves: contract, engine and database, without a socket and a token. */
export function inProcess(services: Services, tenantId: string): Door {
  const principal = { tenantId, actor: 'model', scopes: ALL_SCOPES } as unknown as Context['principal'];
  const context = { services, principal, instance: '/model', traceId: '0'.repeat(32) };
  return doorOf(tenantId, async (method, path, body, key) => {
    const [route, search] = path.split('?') as [string, string?];
    const { operation, params } = routed(method, route);
    const query = Object.fromEntries(new URLSearchParams(search ?? ''));
    const headers = key === undefined ? {} : { 'idempotency-key': key };
    try {
      const output = await operation.call({ headers, params, query, body }, context);
      return { status: output.status, body: output.body, text: JSON.stringify(output.body) };
    } catch (error) {
      if (!(error instanceof ORPCError)) throw error;
      const problem = { code: error.code, ...(error.data as object) };
      return { status: error.status, body: problem, text: JSON.stringify(problem) };
    }
  });
}

const patterns = OPERATIONS.map((operation) => {
  const names = [...operation.path.matchAll(/:(\w+)/g)].map((match) => match[1]!);
  return { operation, names, pattern: new RegExp(`^${operation.path.replaceAll(/:\w+/g, '([^/]+)')}$`) };
});

function routed(method: string, path: string) {
  // A path in words wins over one with parameters, as `/accruals/coverage` over `/accruals/{id}`.
  for (const { operation, names, pattern } of patterns.toSorted((a, b) => a.names.length - b.names.length)) {
    const match = operation.method === method ? pattern.exec(path) : null;
    if (match === null) continue;
    return { operation, params: Object.fromEntries(names.map((name, index) => [name, match[index + 1]!])) };
  }
  throw new Error(`no operation for ${method} ${path}`);
}

/** A door whose every request is made by `call`. */
export function doorOf(tenantId: string, call: Call): Door {
  let position = '0';
  const get = (path: string) => call('GET', path);
  return {
    tenantId,
    post: (path, body, key) => call('POST', path, body, key),
    get,
    async newEvents() {
      const { body } = await get(`/events?after=${position}`);
      position = body.items.at(-1)?.position ?? position;
      return body.items;
    },
    async trialBalance() {
      const { status, body, text } = await get('/trial-balance?currency=USD');
      if (status !== 200) throw new Error(`trial balance: ${text}`);
      if (body.totals.debits_minor !== body.totals.credits_minor) throw new Error(`out of balance: ${text}`);
      return [...body.accounts, ...body.memo]
        .map((row) => `${row.account_code} ${row.layer} ${row.debits_minor} ${row.credits_minor}`)
        .sort();
    },
  };
}
