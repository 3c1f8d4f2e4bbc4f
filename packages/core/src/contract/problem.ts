import { z } from 'zod';
import { REFUSALS, type RefusalCode } from '../loan/refusal.ts';

/** What a problem code means on the wire. */
export interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** Whether the very same request, key included, may succeed when it is sent again. */
  readonly retryable: boolean;
}

const no = (status: number, title: string): ProblemKind => ({ status, title, retryable: false });
const later = (status: number, title: string): ProblemKind => ({ status, title, retryable: true });

/** The ways in which a request fails before, beside or beneath the ledger's own rules, in order of precedence. */
const TRANSPORT = {
  route_not_found: no(404, 'No such route'),
  method_not_allowed: no(405, 'The route does not take this method'),
  payload_too_large: no(413, 'The body is too large'),
  unsupported_media_type: no(415, 'The body is not JSON'),
  unauthorized: no(401, 'The token is missing or not valid'),
  insufficient_scope: no(403, 'The token lacks the scope'),
  idempotency_key_required: no(400, 'An Idempotency-Key is required'),
  idempotency_key_invalid: no(400, 'The Idempotency-Key is malformed'),
  malformed_json: no(400, 'The body is not well-formed JSON'),
  validation_failed: no(400, 'The request does not match the schema'),
  page_token_invalid: no(400, 'The page token is not valid here'),
  idempotency_key_reused: no(422, 'The key was used for another request'),
} as const satisfies Record<string, ProblemKind>;

const OUTAGES = {
  rate_limited: later(429, 'Too many requests'),
  internal: no(500, 'A defect of the server'),
  overloaded: later(503, 'The server is busy'),
  unavailable: later(503, 'The server cannot answer now'),
  outcome_unknown: later(503, 'The outcome is not known yet'),
} as const satisfies Record<string, ProblemKind>;

const STATUS_OF_REFUSAL = { absent: 404, forbidden: 403, conflict: 409, rule: 422 } as const;

type RefusalKinds = { readonly [Code in RefusalCode]: ProblemKind };

const REFUSAL_KINDS = Object.fromEntries(
  Object.entries(REFUSALS).map(([code, { why, title }]) => [code, no(STATUS_OF_REFUSAL[why], title)]),
) as RefusalKinds;

/**
 * The one closed list of problem codes, in order of precedence: what is wrong with the request, then what is absent,
 * what is not theirs to decide, what conflicts, what breaks a rule, and what broke on our side. The OpenAPI document, the SDK's union of errors and
 * the pages under `/docs/problems` are derived from it.
 */
export const PROBLEMS = { ...TRANSPORT, ...REFUSAL_KINDS, ...OUTAGES };

/** One code of the closed list. */
export type ProblemCode = keyof typeof PROBLEMS;

/** Every problem code, in order of precedence. */
export const ALL_PROBLEM_CODES = Object.keys(PROBLEMS) as readonly ProblemCode[];

/** The page that explains a code; it is the problem's `type`, relative to the server that answered. */
export const problemPage = (code: ProblemCode): string => `/docs/problems/${code}`;

/** The body of every error: RFC 9457 `application/problem+json` with our code, and pointers where the request is wrong. */
export const Problem = z
  .object({
    type: z.string().describe('The page that explains the code, relative to this server.'),
    title: z.string().describe('What the code means, the same words each time.'),
    status: z.int().describe('The HTTP status.'),
    detail: z.string().optional().describe('What happened here: the figure or the id that stands in the way.'),
    instance: z.string().describe('The path that was asked.'),
    code: z.enum(ALL_PROBLEM_CODES as [ProblemCode, ...ProblemCode[]]).describe('One of a closed list.'),
    trace_id: z.string().describe('The trace that this request belongs to.'),
    retryable: z.boolean().describe('Whether the same request, key included, may succeed when sent again.'),
    errors: z
      .array(z.object({ pointer: z.string(), code: z.string(), detail: z.string() }))
      .optional()
      .describe('What is wrong where: RFC 6901 pointers into the request. At most 1,000.'),
  })
  .meta({
    id: 'Problem',
    description: 'Why a request was not carried out.',
    examples: [
      {
        type: '/docs/problems/loan_not_found',
        title: 'No such loan',
        status: 404,
        detail: 'no loan 0195d6a0-0000-7000-8000-000000000042',
        instance: '/v1/payments',
        code: 'loan_not_found',
        trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
        retryable: false,
      },
    ],
  });

/** The body of every error. */
export type Problem = z.infer<typeof Problem>;

/** The errors that an operation declares, in the form that the contract takes. */
export function problems<const Code extends ProblemCode>(...codes: Code[]) {
  return Object.fromEntries(
    codes.map((code) => [code, { status: PROBLEMS[code].status, message: PROBLEMS[code].title, data: Problem }]),
  ) as { [C in Code]: { status: number; message: string; data: typeof Problem } };
}

/** What any operation that needs a token may answer. */
export const GUARDED = [
  'validation_failed',
  'unauthorized',
  'insufficient_scope',
  'rate_limited',
  'internal',
  'overloaded',
  'unavailable',
] as const;

/** What any operation that takes a body may answer. */
export const WRITTEN = [...GUARDED, 'malformed_json', 'payload_too_large', 'unsupported_media_type'] as const;

/** What any operation that posts may answer, beside the refusals of its own rules. */
export const POSTED = [
  ...WRITTEN,
  'idempotency_key_required',
  'idempotency_key_invalid',
  'idempotency_key_reused',
  'amount_overflow',
  'effective_date_in_future',
  'outcome_unknown',
] as const;
