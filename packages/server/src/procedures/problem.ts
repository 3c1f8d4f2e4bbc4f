import { ORPCError, ValidationError } from '@orpc/server';
import { InvariantViolation, type Refusal } from '@tallystick/core';
import { PROBLEMS, type Problem, type ProblemCode, problemPage } from '@tallystick/core/contract';
import { KeysUnavailable, Unauthorized } from '../access/unauthorized.ts';
import { isConnectionLost, isTransient, OutcomeUnknown, Overloaded } from '../store/failure.ts';

/** An error on its way to the caller, with the whole problem as its data. Typed RPC and REST send the same. */
export type ProblemError = ORPCError<ProblemCode, Problem>;

/** The part of a request that a problem quotes. */
export interface Asked {
  readonly instance: string;
  readonly traceId: string;
}

type Pointed = NonNullable<Problem['errors']>;

/** At most so many errors of one request are named. */
const MOST_ERRORS = 1_000;

/** Makes the error for a code of the closed list. `detail` quotes what stands in the way and holds nothing secret. */
export function problemError(asked: Asked, code: ProblemCode, detail?: string, errors?: Pointed): ProblemError {
  const { status, title, retryable } = PROBLEMS[code];
  const data: Problem = {
    type: problemPage(code),
    title,
    status,
    ...(detail === undefined ? {} : { detail }),
    instance: asked.instance,
    code,
    trace_id: asked.traceId,
    retryable,
    ...(errors === undefined ? {} : { errors: errors.slice(0, MOST_ERRORS) }),
  };
  return new ORPCError(code, { status, message: title, data, defined: true });
}

/** The error for a refusal of the ledger. Items of a batch are named by their pointer into the body. */
export function refusalError(asked: Asked, refusal: Refusal): ProblemError {
  const items = refusal.items?.map(({ index, code, detail }) => ({ pointer: `/loans/${index}`, code, detail }));
  return problemError(asked, refusal.refused, refusal.detail, items);
}

/** Whether an error is a problem already. */
export function isProblemError(error: unknown): error is ProblemError {
  return error instanceof ORPCError && error.code in PROBLEMS && typeof error.data === 'object' && error.data !== null;
}

/**
 * Turns whatever was thrown into a problem, the one place where that is decided. What is not known here is a defect:
 * the caller learns the trace to quote, and the log has the rest.
 */
export function asProblem(error: unknown, asked: Asked): ProblemError {
  if (isProblemError(error)) return error;
  if (error instanceof ORPCError && error.cause instanceof ValidationError) return invalid(error.cause, asked);
  if (error instanceof Unauthorized) return problemError(asked, 'unauthorized', error.message);
  if (error instanceof KeysUnavailable)
    return problemError(asked, 'unavailable', 'the keys of the token issuer cannot be had');
  if (error instanceof Overloaded)
    return problemError(asked, 'overloaded', 'too many requests wait: try again shortly');
  if (error instanceof OutcomeUnknown) {
    return problemError(
      asked,
      'outcome_unknown',
      'the connection to the database was lost while committing: ask again with the same key',
    );
  }
  if (isConnectionLost(error) || isTransient(error))
    return problemError(asked, 'unavailable', 'the database cannot be reached now');
  return problemError(asked, 'internal', 'the request met a defect of the server; nothing was booked');
}

/** Whether the log should say more about what led to a problem: it is ours, not the caller's. */
export const isDefect = (problem: ProblemError): boolean => problem.status >= 500;

/** A message that may be logged: our own invariants quote figures of the request's own tenant, nothing else is quoted. */
export const loggableMessage = (error: unknown): string | undefined =>
  error instanceof InvariantViolation ? error.message : undefined;

function invalid(cause: ValidationError, asked: Asked): ProblemError {
  const issues = cause.issues as readonly Issue[];
  const key = issues.find((issue) => ['headers', 'headers/idempotency-key'].includes(partsOf(issue).join('/')));
  if (key !== undefined) return keyProblem(asked, key.code === 'invalid_type' ? undefined : 'malformed');
  const pageToken = issues.some((issue) => partsOf(issue).join('/') === 'query/page_token');
  const errors = issues.flatMap(pointedErrors);
  return problemError(asked, pageToken ? 'page_token_invalid' : 'validation_failed', errors[0]?.detail, errors);
}

/** The problem of a key that is missing or malformed. */
export function keyProblem(asked: Asked, key: unknown): ProblemError {
  if (key === undefined || key === '')
    return problemError(asked, 'idempotency_key_required', 'every POST carries an Idempotency-Key header');
  const detail = 'a key is 8 to 255 letters, digits, dots, underscores, colons and hyphens, a letter or digit first';
  return problemError(asked, 'idempotency_key_invalid', detail);
}

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[];
  readonly code?: string;
  readonly keys?: readonly string[];
}

const partsOf = (issue: Issue): string[] =>
  (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));

function pointedErrors(issue: Issue): Pointed {
  const path = partsOf(issue);
  const code = issue.code ?? 'invalid';
  if (issue.keys !== undefined && code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      pointer: pointerOf([...path, key]),
      code,
      detail: `${pointerOf([...path, key])} is not a property of this request`,
    }));
  }
  const pointer = pointerOf(path);
  return [{ pointer, code, detail: `${pointer} ${issue.message}` }];
}

/** An RFC 6901 pointer into the body, `/amount_minor`; what is not of the body begins with where it is: `/query/as_of_date`. */
const pointerOf = (path: readonly string[]): string =>
  (path[0] === 'body' ? path.slice(1) : path)
    .map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
