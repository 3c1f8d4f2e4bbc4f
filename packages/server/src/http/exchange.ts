import type { IncomingHttpHeaders } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import type { OperationMeta } from '@tallystick/core/contract';
import type { Principal } from '../access/principal.ts';
import { challengeOf, Unauthorized } from '../access/unauthorized.ts';
import type { Verify } from '../access/verify.ts';
import type { Services } from '../procedures/context.ts';
import { asProblem, type ProblemError } from '../procedures/problem.ts';
import { assertScopes } from '../procedures/scope.ts';
import { LEGACY_HEADERS, legacyTraceId, type Trace, traceOf, traceResponse } from './trace.ts';

/** The types of our Hono app: Node's own request and response are at hand. */
export interface Env {
  Bindings: HttpBindings;
  Variables: { exchange: Exchange };
}

/** What every request is answered with. */
export interface Deps {
  readonly services: Services;
  readonly verify: Verify;
}

/** One request and its answer: its trace, who asks, and the headers that every answer carries. */
export class Exchange {
  readonly trace: Trace;
  readonly instance: string;
  readonly #incoming: Env['Bindings']['incoming'];
  readonly #deps: Deps;
  readonly #legacyId: string | undefined;
  principal: Principal | undefined;
  failure: unknown;
  /** Whether this gave the answer itself; others' answers still lack the headers that every answer carries. */
  answered = false;

  constructor(incoming: Env['Bindings']['incoming'], deps: Deps) {
    const { headers } = incoming;
    this.#incoming = incoming;
    this.#deps = deps;
    this.trace = traceOf(single(headers.traceparent));
    // As it was sent: Hono's own path is decoded, and RFC 9457 wants a URI reference.
    this.instance = incoming.url!.split('?', 1)[0]!;
    this.#legacyId = legacyTraceId(single(headers['x-trace-id']));
  }

  get traceId(): string {
    return this.trace.traceId;
  }

  /** The caller's own name for the request, from the deprecated header: for the log only. */
  get legacyId(): string | undefined {
    return this.#legacyId;
  }

  /** The headers that every answer carries, whoever gives it. */
  get headers(): Record<string, string> {
    return commonHeaders(this.trace, this.#incoming.headers);
  }

  /** The context of the request's procedure. */
  get context() {
    const { instance, traceId, principal } = this;
    const failed = (error: unknown) => {
      this.failure = error;
    };
    return { services: this.#deps.services, principal, instance, traceId, failed };
  }

  /** Finds out who asks and whether they may, for an operation that says what it needs. Before the body is read. */
  async admit(meta: OperationMeta): Promise<void> {
    if (meta.scopes.length === 0) return;
    this.principal = await this.#deps.verify(this.#incoming.headers.authorization);
    assertScopes(this, meta.scopes);
  }

  /** Refuses a post that would find no room to wait, before its body costs anything. @throws Overloaded */
  assertRoom(): void {
    if (this.principal !== undefined) this.#deps.services.engine.assertRoom(this.principal.tenantId);
  }

  /** Answers with JSON. */
  json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
    return this.#answer(status, body, { 'content-type': 'application/json', ...headers });
  }

  /** Answers with a problem, and remembers what led to it for the log. */
  problem(error: unknown, headers: Record<string, string> = {}): Response {
    this.failure = error;
    const { data } = this.problemOf(error);
    const type = { 'content-type': 'application/problem+json' };
    return this.#answer(data.status, data, { ...type, ...headersOf(error, data), ...headers });
  }

  /** The common headers are given at once: setting one on a finished response makes it anew. */
  #answer(status: number, body: unknown, headers: Record<string, string>): Response {
    this.answered = true;
    return new Response(JSON.stringify(body), { status, headers: { ...headers, ...this.headers } });
  }

  /** The problem that an error is to this request. */
  problemOf(error: unknown): ProblemError {
    return asProblem(error, this);
  }
}

/** The headers of every answer to a request with these headers. */
export function commonHeaders(trace: Trace, asked: IncomingHttpHeaders): Record<string, string> {
  const legacy = asked['x-trace-id'] === undefined ? {} : LEGACY_HEADERS;
  return { 'x-content-type-options': 'nosniff', traceresponse: traceResponse(trace), ...legacy };
}

/** What HTTP wants beside a problem: a challenge to whoever may not, and when to come back. */
export function headersOf(error: unknown, data: { status: number; code: string }): Record<string, string> {
  if (data.status === 401) {
    const missing = new Unauthorized('A bearer token is needed.', { missing: true });
    return { 'www-authenticate': challengeOf(error instanceof Unauthorized ? error : missing) };
  }
  if (data.status === 403) return { 'www-authenticate': 'Bearer error="insufficient_scope"' };
  if (data.status === 429 || data.status === 503) return { 'retry-after': '1' };
  return {};
}

/** A header that may stand once. Node joins most repeated headers by commas, which no valid value of ours has. */
export const single = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header.join(',') : header;
