import { ORPCError, ValidationError } from '@orpc/server';
import { InvariantViolation } from '@tallystick/core';
import { PROBLEMS, type Problem, type ProblemCode } from '@tallystick/core/contract';
import { type Failing, failingKey, type Issue, mismatch, problemOf, type Quoted } from '@tallystick/core/wire';
import { KeysUnavailable, Unauthorized } from '../access/unauthorized.ts';
import { isConnectionLost, isTransient, OutcomeUnknown, Overloaded } from '../store/failure.ts';

/** An error on its way to the caller, with the whole problem as its data. Typed RPC and REST send the same. */
export type ProblemError = ORPCError<ProblemCode, Problem>;

/** The part of a request that a problem quotes. */
export type Asked = Quoted;

/** Makes the error for a code of the closed list. `detail` quotes what stands in the way and holds nothing secret. */
export const problemError = (asked: Asked, code: ProblemCode, detail?: string): ProblemError =>
  failingAs(asked, { code, detail });

/** Makes the error of what a request fails with. */
export function failingAs(asked: Asked, failing: Failing): ProblemError {
  const data = problemOf(asked, failing);
  return new ORPCError(failing.code, { status: data.status, message: data.title, data, defined: true });
}

/** What a request fails with for which there is no room. */
export const OVERLOADED: Failing = { code: 'overloaded', detail: 'too many requests wait: try again shortly' };

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
  if (error instanceof ORPCError && error.cause instanceof ValidationError) {
    return failingAs(asked, mismatch(error.cause.issues as readonly Issue[]));
  }
  if (error instanceof Unauthorized) return problemError(asked, 'unauthorized', error.message);
  if (error instanceof KeysUnavailable)
    return problemError(asked, 'unavailable', 'the keys of the token issuer cannot be had');
  if (error instanceof Overloaded) return failingAs(asked, OVERLOADED);
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

/** The problem of a key that is missing or malformed. */
export const keyProblem = (asked: Asked, key: unknown): ProblemError => failingAs(asked, failingKey(key));
