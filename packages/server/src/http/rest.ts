import { IdempotencyKey } from '@tallystick/core/contract';
import { Hono } from 'hono';
import { keyProblem, problemError } from '../procedures/problem.ts';
import { BodyTooLarge, declaresJson, declaresTooLarge, readBody } from './body.ts';
import { type Deps, type Env, Exchange } from './exchange.ts';
import { MalformedJson, parseJson } from './json.ts';
import type { RequestLog } from './log.ts';
import { OPERATIONS, type Operation } from './operations.ts';

/**
 * The REST facade: one route for each operation of the contract. A request is refused for the first thing that is wrong
 * with it, in the order that the contract gives: size, media type, token, scope, key, body, and then the ledger's rules.
 */
export function restRoutes(deps: Deps, log: RequestLog): Hono<Env> {
  const app = new Hono<Env>();
  for (const [below, operations] of Map.groupBy(OPERATIONS, (operation) => operation.path)) {
    const path = `/v1${below}`;
    const byMethod = new Map(operations.map((operation) => [operation.method as string, operation]));
    const allow = operations.map(({ method }) => (method === 'GET' ? 'GET, HEAD' : method)).join(', ');
    // One handler a path, for all methods: Hono calls a handler that stands alone directly.
    app.all(path, async (c) => {
      const begun = performance.now();
      const { incoming } = c.env;
      const method = incoming.method!;
      const exchange = new Exchange(incoming, deps);
      const operation = byMethod.get(method === 'HEAD' ? 'GET' : method);
      const response =
        operation === undefined
          ? exchange.problem(problemError(exchange, 'method_not_allowed', `this route takes ${allow}`), { allow })
          : await carryOut(operation, exchange, incoming, c.req);
      log(exchange, path, method, response.status, performance.now() - begun);
      return response;
    });
  }
  // What fails within an answer is a defect like any other: it is told, and it is logged.
  app.onError((error, c) => {
    const exchange = new Exchange(c.env.incoming, deps);
    const response = exchange.problem(new Error('no answer could be given', { cause: error }));
    log(exchange, '/v1/*', c.req.method, response.status, 0);
    return response;
  });
  return app;
}

type Incoming = Env['Bindings']['incoming'];
interface Asked {
  readonly url: string;
  param(): Record<string, string>;
}

async function carryOut(operation: Operation, exchange: Exchange, incoming: Incoming, asked: Asked): Promise<Response> {
  try {
    const posts = operation.method === 'POST';
    const writes = operation.method !== 'GET';
    if (writes) refuseEnvelope(operation, exchange, incoming);
    await exchange.admit(operation.meta);
    if (posts) exchange.assertRoom();
    const headers = posts ? { 'idempotency-key': keyOf(exchange, incoming) } : {};
    const body = writes ? await readJson(operation.bodyLimit, exchange, incoming) : undefined;
    const input = { headers, params: asked.param(), query: queryOf(asked), body };
    const output = await operation.call(input, exchange.context);
    return exchange.json(output.status, output.body, output.headers as Record<string, string> | undefined);
  } catch (error) {
    return exchange.problem(error);
  }
}

/** Refuses by the headers alone what would not be read. */
export function refuseEnvelope(operation: Operation, exchange: Exchange, incoming: Incoming): void {
  if (declaresTooLarge(incoming, operation.bodyLimit)) {
    throw problemError(
      exchange,
      'payload_too_large',
      `a body of this operation has at most ${operation.bodyLimit} bytes`,
    );
  }
  if (!declaresJson(incoming)) {
    throw problemError(
      exchange,
      'unsupported_media_type',
      'the body must be application/json in UTF-8, not compressed',
    );
  }
}

function keyOf(exchange: Exchange, incoming: Incoming): string {
  const key = incoming.headers['idempotency-key'];
  if (!IdempotencyKey.safeParse(key).success) throw keyProblem(exchange, key);
  return key as string;
}

/** Reads a body as strict JSON, or throws the problem with it. */
export async function readJson(limit: number, exchange: Exchange, incoming: Incoming): Promise<unknown> {
  try {
    return parseJson(await readBody(incoming, limit));
  } catch (error) {
    if (error instanceof MalformedJson) throw problemError(exchange, 'malformed_json', error.message);
    if (error instanceof BodyTooLarge) {
      throw problemError(exchange, 'payload_too_large', `a body of this operation has at most ${limit} bytes`);
    }
    // The caller went away in the middle: nobody reads this, and it is no outage of ours.
    if (!incoming.complete) throw problemError(exchange, 'malformed_json', 'The body ended early.');
    throw error;
  }
}

/**
 * A parameter that is given twice stays a list, which no schema takes: neither value is preferred in silence. Read here
 * because Hono's own reader loses a parameter called `__proto__`, and an unknown parameter must be refused.
 */
function queryOf(asked: Asked): Record<string, string | string[]> {
  const from = asked.url.indexOf('?');
  if (from === -1) return {};
  const parameters = Map.groupBy(new URLSearchParams(asked.url.slice(from)), ([name]) => name);
  return Object.fromEntries(
    [...parameters].map(([name, pairs]) => [name, pairs.length === 1 ? pairs[0]![1] : pairs.map(([, value]) => value)]),
  );
}
