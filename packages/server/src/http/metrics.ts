import { createServer, type Server } from 'node:http';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { RequestLog } from './log.ts';

/** What operators watch: requests by route and status, how long they took, and how many wait to be posted. */
export interface Metrics {
  /** Counts a request, then logs it. */
  counting(log: RequestLog): RequestLog;
  /** Serves `/metrics` in Prometheus' text form on a port of its own. */
  listen(host: string, port: number): Promise<Server>;
}

/** Buckets in seconds: a posting is a few milliseconds, an accrual batch a second. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Metrics of one server. Labels are routes, methods and statuses: nothing a caller sent. */
export function createMetrics(waiting: () => number): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const labelNames = ['method', 'route', 'status'] as const;
  const requests = new Counter({
    name: 'tallystick_requests_total',
    help: 'Requests answered.',
    labelNames,
    registers: [registry],
  });
  const seconds = new Histogram({
    name: 'tallystick_request_seconds',
    help: 'Time from the first byte of a request to its answer.',
    labelNames: ['method', 'route'] as const,
    buckets: SECONDS,
    registers: [registry],
  });
  new Gauge({
    name: 'tallystick_postings_waiting',
    help: 'Requests that wait to be posted.',
    registers: [registry],
    collect() {
      this.set(waiting());
    },
  });
  // Looked up by their labels once: to hash labels for each request costs more than to count it.
  const counted = remembering((method: string, route: string, status: number) =>
    requests.labels({ method, route, status: String(status) }),
  );
  const timed = remembering((method: string, route: string) => seconds.labels({ method, route }));
  return {
    counting: (log) => (exchange, route, method, status, ms) => {
      counted(method, route, status).inc();
      timed(method, route).observe(ms / 1000);
      log(exchange, route, method, status, ms);
    },
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        const server = createServer(async (request, response) => {
          if (request.url !== '/metrics') return response.writeHead(404).end();
          return response.writeHead(200, { 'content-type': registry.contentType }).end(await registry.metrics());
        });
        server.once('error', reject);
        server.listen(port, host, () => resolve(server));
      }),
  };
}

/** A function that answers the same for the same labels without asking again. */
function remembering<Labels extends readonly (string | number)[], Answer>(
  find: (...labels: Labels) => Answer,
): (...labels: Labels) => Answer {
  const known = new Map<string, Answer>();
  return (...labels) => {
    const name = labels.join(' ');
    const answer = known.get(name) ?? find(...labels);
    known.set(name, answer);
    return answer;
  };
}
