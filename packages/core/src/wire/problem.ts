import { PROBLEMS, type Problem, type ProblemCode, problemPage } from '../contract/problem.ts';
import type { Refusal } from '../loan/refusal.ts';

/** The part of a request that a problem quotes. */
export interface Quoted {
  readonly instance: string;
  readonly traceId: string;
}

/** What is wrong where in a request. */
export type Pointed = NonNullable<Problem['errors']>;

/** A problem before it quotes a request. */
export interface Failing {
  readonly code: ProblemCode;
  readonly detail?: string | undefined;
  readonly errors?: Pointed | undefined;
}

/** At most so many errors of one request are named. */
const MOST_ERRORS = 1_000;

/** The body of a problem. `detail` quotes what stands in the way and holds nothing secret. */
export function problemOf({ instance, traceId }: Quoted, { code, detail, errors }: Failing): Problem {
  const { status, title, retryable } = PROBLEMS[code];
  return {
    type: problemPage(code),
    title,
    status,
    ...(detail === undefined ? {} : { detail }),
    instance,
    code,
    trace_id: traceId,
    retryable,
    ...(errors === undefined ? {} : { errors: errors.slice(0, MOST_ERRORS) }),
  };
}

/** What a refusal of the ledger fails with. Items of a batch are named by their pointer into the body. */
export function refusedBy(refusal: Refusal): Failing {
  const errors = refusal.items?.map(({ index, code, detail }) => ({ pointer: `/loans/${index}`, code, detail }));
  return { code: refusal.refused, detail: refusal.detail, errors };
}

/** What a request fails with under whose key another was booked, as this event. */
export const keyReused = (eventId: string): Failing => ({
  code: 'idempotency_key_reused',
  detail: `the key was used for another request, event ${eventId}`,
});

/** What a request fails with whose key is missing or malformed. */
export function failingKey(key: unknown): Failing {
  if (key === undefined || key === '') {
    return { code: 'idempotency_key_required', detail: 'every POST carries an Idempotency-Key header' };
  }
  const detail = 'a key is 8 to 255 letters, digits, dots, underscores, colons and hyphens, a letter or digit first';
  return { code: 'idempotency_key_invalid', detail };
}

/** One thing that a schema finds wrong, as zod says it. */
export interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  readonly code?: string | undefined;
  readonly keys?: readonly string[] | undefined;
}

/** What a request fails with that does not match its schema. */
export function mismatch(issues: readonly Issue[]): Failing {
  const key = issues.find((issue) => ['headers', 'headers/idempotency-key'].includes(partsOf(issue).join('/')));
  if (key !== undefined) return failingKey(key.code === 'invalid_type' ? undefined : 'malformed');
  const pageToken = issues.some((issue) => partsOf(issue).join('/') === 'query/page_token');
  const errors = issues.flatMap(pointedErrors);
  return { code: pageToken ? 'page_token_invalid' : 'validation_failed', detail: errors[0]?.detail, errors };
}

/** What a request fails with whose parameter is not what the books can be asked by. */
export function badParameter(parameter: string, complaint: string): Failing {
  const pointer = `/query/${parameter}`;
  const detail = `${pointer} ${complaint}`;
  return { code: 'validation_failed', detail, errors: [{ pointer, code: 'custom', detail }] };
}

/** An RFC 3339 instant may be in the year 0, which neither PostgreSQL nor our calendar has. */
export function yearZero(instant: string | undefined, parameter: string): Failing | undefined {
  if (instant === undefined || !instant.startsWith('0000-')) return undefined;
  return badParameter(parameter, 'must be in the year 1 or later');
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
