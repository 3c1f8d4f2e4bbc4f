import { grouped } from '@tallystick/core';
import { IdempotencyKey } from '@tallystick/core/contract';
import { failingKey, problemOf } from '@tallystick/core/wire';
import type { Fetch } from '../exchange.ts';
import { Failed } from './failed.ts';
import { OPERATIONS, type Operation, type Output } from './operations.ts';
import type { Tenant } from './tenant.ts';

/** Where the fake says it is. Nothing is ever sent there. */
export const FAKE_URL = 'http://fake-ledger.invalid/v1';

/**
 * Answers requests to the API from the books of a tenant, in somebody's name: what a client has in place of `fetch`.
 * What is wrong with a request is found in the order of the server: route, key, body, and then the ledger's rules.
 */
export function answerAs(actor: string, tenant: Tenant): Fetch {
  let requests = 0;
  return async (url, { method, headers, body }) => {
    const { pathname, searchParams } = new URL(url);
    const instance = pathname;
    const traceId = String(++requests).padStart(32, '0');
    const traceresponse = `00-${traceId}-${traceId.slice(16)}-01`;
    try {
      const path = pathname.slice(new URL(FAKE_URL).pathname.length).split('/');
      const operation = route(method, path);
      if (method === 'POST') assertKey(headers['idempotency-key']);
      const input = {
        headers: { 'idempotency-key': headers['idempotency-key'] },
        params: paramsOf(operation, path),
        query: queryOf(searchParams),
        body: body === undefined ? undefined : JSON.parse(body),
      };
      return responseOf(operation.carryOut(tenant, input, actor), traceresponse);
    } catch (error) {
      const problem = problemOf({ instance, traceId }, failingOf(error));
      const type = { 'content-type': 'application/problem+json', traceresponse };
      return new Response(JSON.stringify(problem), { status: problem.status, headers: type });
    }
  };
}

function responseOf({ status, text, replayed }: Output, traceresponse: string): Response {
  const replay: Record<string, string> = replayed ? { 'idempotent-replayed': 'true' } : {};
  return new Response(text, { status, headers: { 'content-type': 'application/json', traceresponse, ...replay } });
}

/** What is not a problem of the request is a defect, and is told where it can be mended: to whoever runs the test. */
const failingOf = (error: unknown): Failed['failing'] =>
  error instanceof Failed ? error.failing : { code: 'internal', detail: String(error) };

const isParameter = (part: string): boolean => part.startsWith('{');

const fits = (operation: Operation, path: readonly string[]): boolean =>
  operation.path.length === path.length &&
  operation.path.every((part, index) => (isParameter(part) ? path[index] !== '' : part === path[index]));

/** The operation at a path: one that names every part of it wins over one with parameters. */
function route(method: string, path: readonly string[]): Operation {
  const fitting = OPERATIONS.filter((operation) => fits(operation, path));
  if (fitting.length === 0) throw new Failed({ code: 'route_not_found', detail: `no route ${path.join('/')}` });
  const [operation] = fitting
    .filter((one) => one.method === method)
    .toSorted((a, b) => a.path.filter(isParameter).length - b.path.filter(isParameter).length);
  if (operation !== undefined) return operation;
  const allow = fitting.map((one) => one.method).join(', ');
  throw new Failed({ code: 'method_not_allowed', detail: `this route takes ${allow}` });
}

const paramsOf = (operation: Operation, path: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    operation.path.flatMap((part, index) =>
      isParameter(part) ? [[part.slice(1, -1), decodeURIComponent(path[index]!)]] : [],
    ),
  );

/** A parameter that is given twice stays a list, which no schema takes. */
const queryOf = (parameters: URLSearchParams): Record<string, string | string[]> =>
  Object.fromEntries(
    [...grouped(parameters, ([name]) => name)].map(([name, pairs]) => [
      name,
      pairs.length === 1 ? pairs[0]![1] : pairs.map(([, value]) => value),
    ]),
  );

function assertKey(key: string | undefined): void {
  if (!IdempotencyKey.safeParse(key).success) throw new Failed(failingKey(key));
}
