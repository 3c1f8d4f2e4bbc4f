import type { IncomingMessage, ServerResponse } from 'node:http';
import { problemOf } from '@tallystick/core/wire';
import type { Verify } from '../access/verify.ts';
import type { PostingEngine } from '../posting/engine.ts';
import { OVERLOADED } from '../procedures/problem.ts';
import { commonHeaders, headersOf, single } from './exchange.ts';
import type { RequestLog } from './log.ts';
import { legacyTraceId, traceOf } from './trace.ts';

type Listener = (incoming: IncomingMessage, outgoing: ServerResponse) => unknown;

/**
 * Stands before the listener and turns away, with 503 `overloaded`, a post of a known caller for whom no more may wait.
 *
 * A request that goes further costs far more before it is refused. At a multiple of what the machine can post,
 * that alone fills the event loop, and a batch then waits seconds between a statement and its COMMIT.
 */
export function turningAway(
  listener: Listener,
  engine: Pick<PostingEngine, 'hasRoom'>,
  verify: Verify,
  log: RequestLog,
): Listener {
  return (incoming, outgoing) => {
    if (incoming.method !== 'POST' || !incoming.url!.startsWith('/v1/')) return listener(incoming, outgoing);
    const principal = verify.remembered(incoming.headers.authorization);
    if (principal === undefined || engine.hasRoom(principal.tenantId)) return listener(incoming, outgoing);
    const begun = performance.now();
    const trace = traceOf(single(incoming.headers.traceparent));
    const legacyId = legacyTraceId(single(incoming.headers['x-trace-id']));
    const asked = { instance: incoming.url!.split('?', 1)[0]!, traceId: trace.traceId };
    const problem = problemOf(asked, OVERLOADED);
    const body = JSON.stringify(problem);
    const headers = {
      'content-type': 'application/problem+json',
      'content-length': Buffer.byteLength(body), // without it the answer would go in pieces
      ...headersOf(undefined, problem),
      ...commonHeaders(trace, incoming.headers),
    };
    // What is still to come of the request, Node reads and forgets.
    outgoing.writeHead(problem.status, headers).end(body);
    log({ trace, principal, legacyId, code: problem.code }, '/v1/*', 'POST', problem.status, performance.now() - begun);
    return undefined;
  };
}
