import { Hono } from 'hono';
import { routePath } from 'hono/route';
import { problemError } from '../procedures/problem.ts';
import { type Deps, type Env, Exchange } from './exchange.ts';
import type { RequestLog } from './log.ts';
import { restRoutes } from './rest.ts';
import { rpcRoutes } from './rpc.ts';

/**
 * The whole HTTP surface: REST under /v1, typed RPC under /rpc, and what is mounted beside them (the issuer, the docs).
 * Every request becomes an `Exchange` first and one line of the log last.
 *
 * REST has an app of its own with nothing but its routes, because Hono calls a handler that stands alone directly; what
 * is no operation is passed on to the others.
 */
export function createApp(deps: Deps, log: RequestLog, beside: readonly Hono[]): Hono<Env> {
  const others = new Hono<Env>();
  others.use(async (c, next) => {
    const begun = performance.now();
    const exchange = new Exchange(c.env.incoming, deps);
    c.set('exchange', exchange);
    await next();
    if (!exchange.answered) {
      for (const [name, value] of Object.entries(exchange.headers)) c.header(name, value);
    }
    log(exchange, routePath(c, -1), c.req.method, c.res.status, performance.now() - begun);
  });
  others.route('/rpc', rpcRoutes());
  for (const routes of beside) others.route('/', routes);
  others.notFound((c) => {
    const exchange = c.get('exchange');
    return exchange.problem(problemError(exchange, 'route_not_found', `no ${c.req.method} ${c.req.path}`));
  });
  others.onError((error, c) => c.get('exchange').problem(error));

  const app = restRoutes(deps, log);
  app.notFound((c) => others.fetch(c.req.raw, c.env));
  return app;
}
