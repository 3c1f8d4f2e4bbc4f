import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import type { Context as HonoContext } from 'hono';
import { pino } from 'pino';
import { createClientStore } from './access/client-store.ts';
import { issuerRoutes } from './access/issuer.ts';
import { createSigningKeys } from './access/signing-keys.ts';
import { createVerifier } from './access/verify.ts';
import { type Configuration, isLoopbackHost } from './configuration.ts';
import { createServices, type ServiceOverrides } from './create-services.ts';
import { openDatabase } from './database/open.ts';
import { openDemo } from './demo.ts';
import { docsRoutes } from './docs/docs-page.ts';
import { keepHeapSmall } from './heap.ts';
import { createApp } from './http/app.ts';
import { createRequestLog, type RequestLog } from './http/log.ts';
import { createMetrics } from './http/metrics.ts';
import { turningAway } from './http/overload.ts';
import type { Services } from './procedures/context.ts';
import { type Connections, openConnections } from './store/connections.ts';
import { prepareDatabase } from './store/prepare.ts';

/** A server that answers. */
export interface RunningServer {
  /** Where it answers: `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly embedded: boolean;
  /** Stops it: no new requests, those under way finish (25 s at most), then the database is let go. */
  close(): Promise<void>;
}

/** Milliseconds for which requests under way may finish when the server stops. */
const GRACE = 25_000;
/** Milliseconds within which a client must have sent its request. */
const SLOWEST = 15_000;
/** Milliseconds for which a connection may rest: longer than a balancer's minute, so that it is not we who close it first. */
const IDLE = 72_000;
/** The log is written in pieces of so many bytes, and after so many milliseconds: a write a line cost a sixth of a read. */
const LOG_BUFFER = { minLength: 8_192, periodicFlush: 100 };
/** Milliseconds between two looks for clients that take longer; Node looks twice a minute by default. */
const LOOK = 500;

/**
 * Starts a server: database, migrations, engine, issuer, routes. Resolves when it listens.
 *
 * @throws ConfigurationError when the database must not be trusted with the books; the error of the port otherwise.
 */
export async function startServer(config: Configuration, overrides: ServiceOverrides = {}): Promise<RunningServer> {
  keepHeapSmall();
  const options = { level: config.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  const logger = pino(options, pino.destination({ dest: 1, sync: false, ...LOG_BUFFER }));
  const database = await openDatabase(config, (line) => logger.info({ msg: line }));
  const connections = openConnections(database.url);
  const letGo = async () => {
    await connections.end(GRACE);
    await database.close();
  };
  try {
    await prepareDatabase(database.url);
    await connections.check();
    const state = { stopping: false };
    const services = await createServices(connections, overrides, () => state.stopping);
    if (config.demo) await openDemo(connections.operator, services);
    const metrics = createMetrics(() => services.engine.waiting);
    const log = metrics.counting(createRequestLog(logger));
    const { app, verify } = appOf(config, connections, services, log, overrides);
    const limits = {
      requestTimeout: SLOWEST,
      headersTimeout: SLOWEST,
      connectionsCheckingInterval: LOOK,
      keepAliveTimeout: IDLE,
    };
    const http = createServer(limits, turningAway(getRequestListener(app.fetch), services.engine, verify, log));
    const watched =
      config.metricsPort === undefined ? undefined : await metrics.listen(config.host, config.metricsPort);
    await listen(http, config);
    const { port } = http.address() as AddressInfo;
    const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`;
    let closed: Promise<void> | undefined;
    const close = () => {
      state.stopping = true;
      watched?.close();
      closed ??= drain(http).then(letGo);
      return closed;
    };
    return { url, embedded: database.embedded, close };
  } catch (error) {
    await letGo();
    throw error;
  }
}

function appOf(
  config: Configuration,
  connections: Connections,
  services: Services,
  log: RequestLog,
  overrides: ServiceOverrides,
) {
  const now = () => (overrides.now?.() ?? new Date()).getTime();
  const keys = createSigningKeys(connections.issuer, { now });
  const { issuer, audience, jwksUrl } = config;
  const verify = createVerifier({
    issuer,
    audience,
    keys: jwksUrl === undefined ? { builtIn: keys } : { jwksUrl },
    now,
  });
  const peer = (c: HonoContext) => (c.env as HttpBindings).incoming.socket.remoteAddress;
  const loopbackBound = isLoopbackHost(config.host);
  const clients = createClientStore(connections.issuer);
  // An outside issuer says in its own metadata where its tokens come from; its name is the best we can point at.
  const docs = docsRoutes({ version: services.version, tokenUrl: jwksUrl === undefined ? '/oauth2/token' : issuer });
  const beside =
    jwksUrl === undefined
      ? [docs, issuerRoutes({ issuer, audience, clients, keys, now, loopbackBound, peer })]
      : [docs];
  return { app: createApp({ services, verify }, log, beside), verify };
}

function listen(http: Server, config: Configuration): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen(config.port, config.host, () => {
      http.off('error', reject);
      resolve();
    });
  });
}

/** Takes no new connection, and closes each as soon as its request is answered; after the grace, all of them. */
async function drain(http: Server): Promise<void> {
  const closing = new Promise<void>((resolve) => http.close(() => resolve()));
  const sweep = setInterval(() => http.closeIdleConnections(), 50);
  const force = setTimeout(() => http.closeAllConnections(), GRACE);
  await closing;
  clearInterval(sweep);
  clearTimeout(force);
}
