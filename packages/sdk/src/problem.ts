import type { ProblemCode as Code, Problem } from '@tallystick/core/contract';
import type { ResponseInfo } from './answer.ts';
import type { Answered } from './exchange.ts';

/**
 * A code of the ledger's closed list; each has a page that explains it, `/docs/problems/<code>`.
 *
 * @example
 * const code: ProblemCode = 'loan_not_found';
 */
export type ProblemCode = Code;

/**
 * One thing that is wrong with a request: where (an RFC 6901 pointer into it), as a code, and in words.
 *
 * @example
 * const show = ({ pointer, detail }: ProblemItem) => `${pointer} ${detail}`;
 */
export type ProblemItem = NonNullable<Problem['errors']>[number];

/**
 * A code that is not in this release's closed list: a newer ledger's, or `http_<status>` when what answered was not
 * the ledger (a proxy, another site) and sent no problem.
 *
 * @example
 * const fromProxy: ForeignCode = 'http_502';
 */
export type ForeignCode = string & {};

/**
 * The ledger's "no", or the "no" of something in front of it. `message` begins with the code and holds what happened;
 * it never holds a token or a secret.
 *
 * @example
 * await ledger.payments.create(payment, { idempotencyKey: key }).catch((error: unknown) => {
 *   if (error instanceof ProblemError) console.warn(error.code, error.detail, error.traceId, error.response?.status);
 *   throw error;
 * });
 */
export class ProblemError<Code extends string = ProblemCode | ForeignCode> extends Error {
  override readonly name = 'ProblemError';
  /** Which problem it is; see `isProblem`. */
  readonly code: Code;
  /** The HTTP status. */
  readonly status: number;
  /** What the code means, the same words each time. */
  readonly title: string;
  /** What happened here: the figure or the id that stands in the way. */
  readonly detail: string | undefined;
  /** The page that explains the code. */
  readonly type: string | undefined;
  /** What is wrong where; empty when the problem does not say. */
  readonly errors: readonly ProblemItem[];
  /** The trace to quote to the ledger's operator. */
  readonly traceId: string | undefined;
  /** Whether the same request, key included, may succeed later. The client has retried already. */
  readonly retryable: boolean;
  /** The key of the request, when it was a post. */
  readonly idempotencyKey: string | undefined;
  /** The wait that the answer asked for by its Retry-After, in milliseconds; undefined when it asked for none. */
  readonly retryAfterMs: number | undefined;
  readonly #response: ResponseInfo | undefined;

  constructor(fields: ProblemFields<Code>) {
    super(`${fields.code} (${fields.status}): ${fields.detail ?? fields.title}`);
    this.code = fields.code;
    this.status = fields.status;
    this.title = fields.title;
    this.detail = fields.detail;
    this.type = fields.type;
    this.errors = fields.errors ?? [];
    this.traceId = fields.traceId;
    this.retryable = fields.retryable;
    this.idempotencyKey = fields.idempotencyKey;
    this.retryAfterMs = fields.retryAfterMs;
    this.#response = fields.response;
  }

  /**
   * The answer that it was read from, the last of several: status, headers, text and ids, as `withResponse` gives them.
   * What was sent as a secret is replaced in it. It is not enumerable, so an error that is printed does not hold the
   * words of a proxy.
   */
  get response(): ResponseInfo | undefined {
    return this.#response;
  }
}

/** What a `ProblemError` is made of. */
export interface ProblemFields<Code extends string = ProblemCode | ForeignCode> {
  readonly code: Code;
  readonly status: number;
  readonly title: string;
  readonly retryable: boolean;
  readonly detail?: string | undefined;
  readonly type?: string | undefined;
  readonly errors?: readonly ProblemItem[] | undefined;
  readonly traceId?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly response?: ResponseInfo | undefined;
}

/**
 * Tells whether an error is a problem, and one of the given codes when any are given. A code outside the closed list
 * does not compile.
 *
 * @example
 * const balance = await ledger.loans.balance(loanId).catch((error: unknown) => {
 *   if (isProblem(error, 'loan_not_found')) return undefined;
 *   throw error;
 * });
 */
export function isProblem(error: unknown): error is ProblemError;
export function isProblem<Code extends ProblemCode>(
  error: unknown,
  ...codes: readonly [Code, ...Code[]]
): error is ProblemError<Code>;
export function isProblem(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof ProblemError && (codes.length === 0 || codes.includes(error.code));
}

/** Reads the problem that an answer carries, when it is one of the ledger's: an object with a code and a title. */
export function problemIn(answer: Answered): Partial<Problem> | undefined {
  const { body } = answer;
  if (typeof body !== 'object' || body === null) return undefined;
  const problem = body as Partial<Problem>;
  return typeof problem.code === 'string' && typeof problem.title === 'string' ? problem : undefined;
}

/** The error that a refusing answer is thrown as. */
export function problemError(answer: Answered, idempotencyKey?: string): ProblemError {
  const problem = problemIn(answer);
  const { status, traceId } = answer;
  if (!problem) {
    const isRedirect = status === 0 || (status >= 300 && status < 400);
    const title = isRedirect
      ? 'Redirects are not followed: set baseUrl to the address that it leads to'
      : 'What answered is not the ledger, or something in front of it answered';
    return new ProblemError({ code: `http_${status}`, status, title, retryable: false, traceId, idempotencyKey });
  }
  return new ProblemError({
    code: problem.code as ProblemCode,
    status,
    title: problem.title as string,
    retryable: problem.retryable === true,
    detail: problem.detail,
    type: problem.type,
    errors: problem.errors,
    traceId: problem.trace_id ?? traceId,
    idempotencyKey,
  });
}
