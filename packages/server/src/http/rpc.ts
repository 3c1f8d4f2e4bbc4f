import { StandardRPCHandler } from '@orpc/server/standard';
import { Hono } from 'hono';
import type { Context } from '../procedures/context.ts';
import { router } from '../procedures/index.ts';
import { asProblem, isProblemError, problemError } from '../procedures/problem.ts';
import { type Env, type Exchange, headersOf } from './exchange.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import { readJson, refuseEnvelope } from './rest.ts';

/**
 * Typed RPC: the same procedures on oRPC's own wire, `POST /rpc/payments/create`. The same token, scope, limits and
 * strict JSON as the REST facade; an error carries the whole problem as its data.
 */
export function rpcRoutes(): Hono<Env> {
  const handler = new StandardRPCHandler<Context>(router, {
    interceptors: [
      async ({ next, context }) => {
        try {
          return await next();
        } catch (error) {
          // The procedure's own errors are problems by now, so this is an envelope that oRPC cannot open.
          if (isProblemError(error)) throw error;
          throw problemError(context, 'malformed_json', "The body is not an envelope of oRPC's.");
        }
      },
    ],
    clientInterceptors: [
      async ({ next, context }) => {
        try {
          return await next();
        } catch (error) {
          context.failed?.(error);
          throw asProblem(error, context);
        }
      },
    ],
  });
  const app = new Hono<Env>();
  for (const operation of OPERATIONS) {
    const path = `/${operation.name.replaceAll('.', '/')}`;
    app.post(path, (c) => carryOut(handler, operation, c.get('exchange'), c.env.incoming));
    app.all(path, (c) => {
      const exchange = c.get('exchange');
      return exchange.problem(problemError(exchange, 'method_not_allowed', 'typed RPC takes POST'), { allow: 'POST' });
    });
  }
  return app;
}

async function carryOut(
  handler: StandardRPCHandler<Context>,
  operation: Operation,
  exchange: Exchange,
  incoming: Env['Bindings']['incoming'],
): Promise<Response> {
  try {
    refuseEnvelope(operation, exchange, incoming);
    await exchange.admit(operation.meta);
    if (operation.method === 'POST') exchange.assertRoom();
    const envelope = await readJson(operation.bodyLimit, exchange, incoming);
    const { matched, response } = await handler.handle(
      {
        method: 'POST',
        url: new URL(`http://rpc/rpc/${operation.name.replaceAll('.', '/')}`),
        headers: incoming.headers,
        signal: undefined,
        body: () => Promise.resolve(envelope),
      },
      { prefix: '/rpc', context: exchange.context },
    );
    if (!matched) throw problemError(exchange, 'route_not_found');
    return exchange.json(response.status, response.body);
  } catch (error) {
    return rpcProblem(exchange, error);
  }
}

/** A refusal before the procedure was reached, in the form that an RPC client reads: the problem inside oRPC's envelope. */
function rpcProblem(exchange: Exchange, error: unknown): Response {
  exchange.failure = error;
  const problem = exchange.problemOf(error);
  return exchange.json(problem.status, { json: problem.toJSON() }, headersOf(error, problem.data));
}
