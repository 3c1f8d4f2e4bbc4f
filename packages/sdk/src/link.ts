import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { StandardOpenAPILink } from '@orpc/openapi-client/standard';
import type { Contract } from '@tallystick/core/contract';
import { remembered } from './answer.ts';
import { deliver } from './delivery.ts';
import { ATTEMPT_TIMEOUT_MS, type Settings } from './options.ts';
import { routes } from './routes.ts';
import { tokenSource } from './token.ts';

/** What a single call may set for itself. */
export interface CallOptions {
  /** Ends the call when it is aborted. A post that was on its way may have been booked: send it again to learn it. */
  readonly signal?: AbortSignal | undefined;
  /** In place of the client's `timeoutMs`. */
  readonly timeoutMs?: number | undefined;
  /** In place of the client's `attemptTimeoutMs`. */
  readonly attemptTimeoutMs?: number | undefined;
  /** Headers to send beside the client's, `traceparent` for one. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** The context of a call on its way through the link. */
interface CallContext {
  readonly options?: CallOptions | undefined;
}

/** Every operation of the contract as a function of its wire input. */
export type Api = ContractRouterClient<Contract, CallContext>;

/**
 * The contract's operations over HTTP. oRPC's OpenAPI link writes the URL and reads the contract; what it would do by
 * `fetch` is done by `deliver`, so that a refusal keeps its fields and a retry sends the same bytes. The link is its
 * `OpenAPILink` without the fetch adapter.
 */
export function apiOver(settings: Settings): Api {
  const tokens = tokenSource(settings.credentials, settings);
  const link = new StandardOpenAPILink<CallContext>(
    routes,
    {
      async call(request, { context: { options = {} } }, path) {
        const { scopes, bodyLimit } = metaOf(path);
        const timeoutMs = options.timeoutMs ?? settings.timeoutMs;
        // An operation with a body limit of its own has bodies that may take long to send.
        const usual = bodyLimit === undefined ? ATTEMPT_TIMEOUT_MS : timeoutMs;
        const own = singleHeaders(request.headers);
        const delivery = {
          operation: path.join('.'),
          method: request.method,
          url: request.url.href,
          headers: { ...lowerCased(settings.headers), ...lowerCased(options.headers ?? {}), ...own },
          body: request.body === undefined ? undefined : JSON.stringify(request.body),
          idempotencyKey: own['idempotency-key'],
          timeoutMs,
          attemptTimeoutMs: options.attemptTimeoutMs ?? settings.attemptTimeoutMs ?? usual,
          maxRetries: settings.maxRetries,
          signal: options.signal,
        };
        if (delivery.body !== undefined) delivery.headers['content-type'] = 'application/json';
        const answer = await deliver(delivery, settings, scopes.length > 0 ? tokens : undefined);
        const body = remembered(answer.body as object, answer);
        return { status: answer.status, headers: answer.headers, body: async () => body };
      },
    },
    { url: settings.apiUrl, headers: { accept: 'application/json, application/problem+json' } },
  );
  return createORPCClient<Api>(link);
}

interface RouteMeta {
  readonly scopes: readonly string[];
  readonly bodyLimit?: number;
}

/** What the contract says of an operation beside its route. */
function metaOf([noun, verb]: readonly string[]): RouteMeta {
  const group: Record<string, { '~orpc': { meta: RouteMeta } }> = routes[noun as keyof typeof routes];
  return group[verb as string]!['~orpc'].meta;
}

const lowerCased = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** The headers that the link wrote: one value each, because nothing of ours has more. */
function singleHeaders(headers: Readonly<Record<string, string | readonly string[] | undefined>>) {
  const single: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) single[name] = String(value);
  return single;
}
