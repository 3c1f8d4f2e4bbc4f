import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { StandardOpenAPILink } from '@orpc/openapi-client/standard';
import type { Contract } from '@tallystick/core/contract';
import { bodyOf } from './answer.ts';
import type { CallOptions } from './call-options.ts';
import type { Dispatch } from './dispatch.ts';
import { routes } from './routes.ts';

/** The context of a call on its way through the link. */
interface CallContext {
  readonly options?: CallOptions | undefined;
}

/** Every operation of the contract as a function of its wire input. */
export type Api = ContractRouterClient<Contract, CallContext>;

/**
 * The contract's operations over HTTP. oRPC's OpenAPI link writes the URL and reads the contract; what it would do by
 * `fetch` is done by `dispatch`, so that a refusal keeps its fields and a retry sends the same bytes. The link is its
 * `OpenAPILink` without the fetch adapter.
 */
export function apiOver(dispatch: Dispatch, apiUrl: string): Api {
  const link = new StandardOpenAPILink<CallContext>(
    routes,
    {
      async call(request, { context: { options = {} } }, path) {
        const { scopes, bodyLimit } = metaOf(path);
        const { 'idempotency-key': idempotencyKey, ...headers } = singleHeaders(request.headers);
        const { method, url, body } = request;
        const operation = path.join('.');
        const sent = { operation, method, url, headers, body, idempotencyKey, options };
        const answer = await dispatch({ ...sent, needsToken: scopes.length > 0, isLarge: bodyLimit !== undefined });
        return { status: answer.status, headers: answer.headers, body: async () => bodyOf(answer) };
      },
    },
    { url: apiUrl },
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

/** The headers that the link wrote: one value each, because nothing of ours has more. */
function singleHeaders(headers: Readonly<Record<string, string | readonly string[] | undefined>>) {
  const single: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) single[name] = String(value);
  return single;
}
