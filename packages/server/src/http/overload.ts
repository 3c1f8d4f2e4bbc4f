import type { IncomingMessage, ServerResponse } from 'node:http';
import { problemOf } from '@tallystick/core/wire';
import type { Verify } from '../access/verify.ts';
import type { PostingEngine } from '../posting/engine.ts';
import { commonHeaders, single } from './exchange.ts';
import type { RequestLog } from './log.ts';
import { legacyTraceId, traceOf } from './trace.ts';

type Listener = (incoming: IncomingMessage, outgoing: ServerResponse) => unknown;

const DETAIL = 'too many requests wait: try again shortly';

/**
 * Stands before the listener and turns away, with 503 `overloaded`, a post of a known caller for whom no more may wait.
 *
 * A request that goes further costs three times as much before it is refused. At a multiple of what the machine can post,
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
    const problem = problemOf(
      { instance: incoming.url!.split('?', 1)[0]!, traceId: trace.traceId },
      { code: 'overloaded', detail: DETAIL },
    );
    const body = JSON.stringify(problem);
    const headers = {
      'content-type': 'application/problem+json',
      'content-length': Buffer.byteLength(body), // without it the answer would go in pieces
      'retry-after': '1',
      ...commonHeaders(trace, incoming.headers),
    };
    // What is still to come of the request, Node reads and forgets.
    outgoing.writeHead(503, headers).end(body);
    log({ trace, principal, legacyId, code: 'overloaded' }, '/v1/*', 'POST', 503, performance.now() - begun);
    return undefined;
  };
}
