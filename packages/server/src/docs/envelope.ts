import { SCOPES } from '@tallystick/core/contract';
import type { Header, Parameter, Reference, Schema } from './document.ts';

/** What requests and answers carry beside their bodies: headers, tokens and traces. */

/** The header that names an event once and for all, with a key as this operation would get it. */
export function idempotencyKeyParameter(keySchema: Schema, example: string | undefined): Parameter {
  const { description = '', examples, ...schema } = keySchema;
  const shown = example ?? (Array.isArray(examples) ? examples[0] : undefined);
  return {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    description,
    ...(shown === undefined ? {} : { example: shown }),
    schema,
  };
}

/**
 * The header parameters that all operations share, by component name. They have no examples, or every request that a
 * reader copies would carry them.
 */
export const SHARED_PARAMETERS: Readonly<Record<string, Parameter>> = {
  Traceparent: {
    name: 'traceparent',
    in: 'header',
    required: false,
    description:
      'The W3C trace context of the caller, such as `00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01`. The request becomes a span of that trace; a malformed value is ignored, as the specification says, and a new trace begins.',
    schema: { type: 'string', pattern: '^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$' },
  },
  Tracestate: {
    name: 'tracestate',
    in: 'header',
    required: false,
    description: 'What tracing vendors add to `traceparent`. Passed on unchanged.',
    schema: { type: 'string' },
  },
  XTraceId: {
    name: 'X-Trace-Id',
    in: 'header',
    required: false,
    deprecated: true,
    description:
      'Send `traceparent` instead. This header had its day until 2026-10-01; it still finds its way into the log, is answered with `Deprecation` and `Sunset`, and never leads to an error.',
    schema: { type: 'string', pattern: '^[A-Za-z0-9\\-]{8,128}$' },
  },
};

/** Response headers by component name. */
export const RESPONSE_HEADERS = {
  IdempotentReplayed: {
    description: '`true` when this is the answer of an earlier request with the same key; absent the first time.',
    schema: { type: 'string', enum: ['true'] },
  },
  TraceResponse: {
    description: 'The trace that this request belongs to, in the form of `traceparent`.',
    schema: { type: 'string', examples: ['00-4bf92f3577b34da6a3ce929d0e0e4736-b7ad6b7169203331-01'] },
  },
  RetryAfter: {
    description: 'Seconds to wait before the same request is sent again, with the same key.',
    schema: { type: 'integer', minimum: 1, examples: [1] },
  },
  WwwAuthenticate: {
    description: 'That a bearer token is needed, and what was wrong with the one that came (RFC 6750).',
    schema: { type: 'string', examples: ['Bearer realm="tallystick", error="invalid_token"'] },
  },
} as const satisfies Readonly<Record<string, Header>>;

/** A reference to a response header. */
export const headerRef = (name: keyof typeof RESPONSE_HEADERS): Reference => ({
  $ref: `#/components/headers/${name}`,
});

/** A reference to a shared header parameter. */
export const parameterRef = (name: keyof typeof SHARED_PARAMETERS): Reference => ({
  $ref: `#/components/parameters/${name}`,
});

/** How a caller shows who it is: a bearer token, by client credentials. */
export const securitySchemes = (tokenUrl: string) => ({
  oauth2: {
    type: 'oauth2' as const,
    description:
      'A bearer token (JWT) that the token endpoint gives for client credentials. Its `tenant_id` claim says whose books are open, its `scope` what may be done with them. It lasts an hour: keep it until then.',
    flows: { clientCredentials: { tokenUrl, scopes: { ...SCOPES } } },
  },
});
