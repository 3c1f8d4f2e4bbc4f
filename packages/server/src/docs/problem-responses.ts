import {
  ALL_PROBLEM_CODES,
  PROBLEMS,
  type Problem,
  type ProblemCode,
  problemPage,
  type Scope,
} from '@tallystick/core/contract';
import type { Response, Responses } from './document.ts';
import { headerRef } from './envelope.ts';
import { exampleProblem } from './problems/index.ts';

/** One field that is wrong, as a problem names it among its errors. */
export type Mistake = NonNullable<Problem['errors']>[number];

/** What the problems of one operation quote of it. */
export interface Asked {
  /** An example of its path, below the server. */
  readonly instance: string;
  readonly scopes: readonly Scope[];
  /** What is wrong in its example of a malformed request; undefined where the page's own, an amount, will do. */
  readonly mistake: Mistake | undefined;
  /** Sentences of its own for problems whose page tells of another operation. */
  readonly details: Readonly<Partial<Record<ProblemCode, string>>>;
}

const WHAT_THE_STATUS_SAYS: Readonly<Record<number, string>> = {
  400: 'The request is malformed.',
  401: 'The token is missing or not valid.',
  403: 'The token does not allow it.',
  404: "Something named is not there, or not this tenant's.",
  409: 'It conflicts with what is already booked.',
  413: 'The body is too large.',
  415: 'The body is not JSON.',
  422: 'It breaks a rule of the ledger.',
  429: 'Too many requests.',
  500: 'A defect of the server. Nothing was booked.',
  503: 'The server cannot answer now. Send it again with the same key.',
};

/**
 * The error responses of an operation, one for each status: which problems it stands for, and what each looks like.
 *
 * @returns responses by status, ascending; the problems of one status stand in their order of precedence.
 */
export function problemResponses(codes: readonly ProblemCode[], asked: Asked): Responses {
  const inOrder = ALL_PROBLEM_CODES.filter((code) => codes.includes(code));
  const statuses = [...new Set(inOrder.map((code) => PROBLEMS[code].status))].sort((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => [
      String(status),
      problemResponse(
        status,
        inOrder.filter((code) => PROBLEMS[code].status === status),
        asked,
      ),
    ]),
  );
}

function problemResponse(status: number, codes: readonly ProblemCode[], asked: Asked): Response {
  const list = codes.map((code) => `- [\`${code}\`](${problemPage(code)}): ${PROBLEMS[code].title}`);
  return {
    description: [WHAT_THE_STATUS_SAYS[status] ?? `Status ${status}.`, list.join('\n')].join('\n\n'),
    headers: {
      ...(status === 401 ? { 'WWW-Authenticate': headerRef('WwwAuthenticate') } : {}),
      ...(status === 429 || status === 503 ? { 'Retry-After': headerRef('RetryAfter') } : {}),
      traceresponse: headerRef('TraceResponse'),
    },
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(
          codes.map((code) => [code, { summary: PROBLEMS[code].title, value: exampleFor(code, asked) }]),
        ),
      },
    },
  };
}

function exampleFor(code: ProblemCode, asked: Asked) {
  const problem = exampleProblem(code, asked.instance);
  const detail = asked.details[code];
  if (detail !== undefined) return { ...problem, detail };
  if (code === 'insufficient_scope') return { ...problem, detail: `the token lacks ${asked.scopes.join(' ')}` };
  if (code === 'validation_failed' && asked.mistake !== undefined) {
    return { ...problem, detail: asked.mistake.detail, errors: [asked.mistake] };
  }
  return problem;
}
