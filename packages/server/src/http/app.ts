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
 */
export function createApp(deps: Deps, log: RequestLog, beside: readonly Hono[]): Hono<Env> {
  const app = new Hono<Env>();
  app.use(async (c, next) => {
    const begun = performance.now();
    const exchange = new Exchange(c, deps);
    c.set('exchange', exchange);
    await next();
    if (!exchange.answered) {
      for (const [name, value] of Object.entries(exchange.headers)) c.header(name, value);
    }
    log(exchange, routePath(c, -1), c.req.method, c.res.status, performance.now() - begun);
  });
  app.route('/v1', restRoutes());
  app.route('/rpc', rpcRoutes());
  for (const routes of beside) app.route('/', routes);
  app.notFound((c) => {
    const exchange = c.get('exchange');
    return exchange.problem(problemError(exchange, 'route_not_found', `no ${c.req.method} ${c.req.path}`));
  });
  app.onError((error, c) => c.get('exchange').problem(error));
  return app;
}
