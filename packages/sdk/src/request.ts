import { bodyOf, type Call, callOf, type Posted, posted } from './answer.ts';
import type { CallOptions, PostOptions } from './call-options.ts';
import type { Dispatch } from './dispatch.ts';
import { checkedKey } from './idempotency-key.ts';

interface Addressed {
  /** The path under `/v1`, a slash first, its ids encoded: `/payments`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>> | undefined;
}

interface Read extends Addressed, CallOptions {
  readonly method: 'GET';
}

interface Write extends Addressed, CallOptions {
  /** What may be sent twice, because the second time changes nothing: it is retried without a key. */
  readonly method: 'PUT' | 'DELETE';
  readonly body?: unknown;
}

interface Post extends Addressed, PostOptions {
  readonly method: 'POST';
  /** What to send as JSON, bigint as digits. */
  readonly body?: unknown;
}

/**
 * A request to an address that this release has no call for. A post needs a key here as everywhere.
 *
 * @example
 * const request: AnyRequest = { method: 'GET', path: '/forecasts', query: { month: '2026-05' } };
 * const forecast = await ledger.request<{ items: unknown[] }>(request);
 */
export type AnyRequest = Read | Write | Post;

/** Sends a request to any address under `/v1`, by the token, retries, deadline, hooks and errors of every call. */
export function request<Body extends object>(
  asked: AnyRequest,
  dispatch: Dispatch,
  apiUrl: string,
): Call<Posted<Body>> {
  const answer = async () => {
    const { method, path, query = {} } = asked;
    const url = addressed(path, apiUrl);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const idempotencyKey = asked.method === 'POST' ? checkedKey(asked.idempotencyKey) : undefined;
    const body = asked.method === 'GET' ? undefined : asked.body;
    const sent = { operation: `${method} ${path}`, method, url, headers: {}, body, idempotencyKey, options: asked };
    const answered = await dispatch({ ...sent, needsToken: true, isLarge: false });
    // Only a post can have been booked before; of a read or a put its 200 says nothing.
    return posted(bodyOf(answered) as Body, asked.method === 'POST' ? answered.status : 0);
  };
  return callOf(answer());
}

/** @throws RangeError for a path that leads out of the API: the token is for the ledger and nobody else. */
function addressed(path: string, apiUrl: string): URL {
  const url = new URL(apiUrl + path);
  if (path.startsWith('/') && url.href.startsWith(`${apiUrl}/`) && url.hash === '') return url;
  throw new RangeError('The path must begin with a slash and stay under /v1, as /payments does.');
}
