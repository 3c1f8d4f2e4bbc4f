import { randomFillSync } from 'node:crypto';

/** The trace that a request belongs to, after W3C Trace Context. Ids are lower-case hexadecimal. */
export interface Trace {
  readonly traceId: string;
  /** Our own span, the child of whoever called. */
  readonly spanId: string;
  readonly flags: string;
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const NOTHING = /^0+$/;

/**
 * Continues the caller's trace, or begins one. A malformed `traceparent` is ignored and a new trace begins, as the
 * recommendation says (section 4.3); a version above 00 is read by its first four fields, and version ff is none.
 */
export function traceOf(traceparent: string | undefined): Trace {
  const spanId = randomHex(8);
  const match = traceparent === undefined ? null : TRACEPARENT.exec(traceparent);
  if (match !== null) {
    const [, version, traceId, parentId, flags, rest] = match as unknown as [
      string,
      string,
      string,
      string,
      string,
      string?,
    ];
    const known = version === '00' ? rest === undefined : version !== 'ff';
    if (known && !NOTHING.test(traceId) && !NOTHING.test(parentId)) return { traceId, spanId, flags };
  }
  return { traceId: randomHex(16), spanId, flags: '00' };
}

const pool = Buffer.alloc(8_192);
let drawn = pool.length;

/** Random bytes in hexadecimal, drawn from a pool: asking the system for each request's costs more than routing it. */
function randomHex(bytes: number): string {
  if (drawn + bytes > pool.length) {
    randomFillSync(pool);
    drawn = 0;
  }
  drawn += bytes;
  return pool.toString('hex', drawn - bytes, drawn);
}

/** The `traceresponse` header: our span of the trace. */
export const traceResponse = (trace: Trace): string => `00-${trace.traceId}-${trace.spanId}-${trace.flags}`;

const X_TRACE_ID = /^[A-Za-z0-9-]{8,128}$/;

/** The deprecated X-Trace-Id, when it is one: a name to find the request in the log by. Anything else is ignored. */
export const legacyTraceId = (header: string | undefined): string | undefined =>
  header !== undefined && X_TRACE_ID.test(header) ? header : undefined;

/** What a caller that still sends X-Trace-Id is told: RFC 9745 and RFC 8594, with the days the reference names. */
export const LEGACY_HEADERS = {
  deprecation: '@1780272000',
  sunset: 'Thu, 01 Oct 2026 00:00:00 GMT',
} as const;
