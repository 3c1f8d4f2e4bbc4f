import { oc } from '@orpc/contract';
import { z } from 'zod';
import { GUARDED, POSTED, type ProblemCode, problems, WRITTEN } from './problem.ts';
import type { Scope } from './scopes.ts';
import { PostHeaders } from './wire.ts';

/** What an operation says of itself beside its shapes. */
export interface OperationMeta {
  /** The scopes that a token needs, all of them. None only for what is open to anybody. */
  readonly scopes: readonly Scope[];
  /** The most bytes that its body may have, where it is not `BODY_LIMIT`. */
  readonly bodyLimit?: number;
}

const MIB = 1024 * 1024;

/** The most bytes of a body. */
export const BODY_LIMIT = MIB;

/** The most bytes of a batch: 100,000 items fit three times over. */
export const BATCH_BODY_LIMIT = 32 * MIB;

/** An operation before its path and shapes. */
export const operation = oc.$meta<OperationMeta>({ scopes: [] });

/** The headers of an answer to a post. */
export const ReplayHeaders = z.object({
  'idempotent-replayed': z
    .literal('true')
    .optional()
    .meta({ description: 'Present when this is the answer of an earlier request with the same key.' }),
});

/** The answers of an operation that posts: 201 the first time, 200 with the same body for a replay. */
export function postedAnswer<Body extends z.ZodType>(body: Body) {
  return z.union([
    z.object({ status: z.literal(201).meta({ description: 'Booked.' }), headers: ReplayHeaders, body }),
    z.object({
      status: z.literal(200).meta({ description: 'Booked before under this key: the same body.' }),
      headers: ReplayHeaders,
      body,
    }),
  ]);
}

/** What every guarded operation says of itself. Its path begins under `/v1`. */
interface Described<Input extends z.core.$ZodLooseShape, Answer extends z.ZodType, Code extends ProblemCode> {
  readonly path: `/${string}`;
  /** Its name in the document: a verb and its object, in camel case. */
  readonly operationId: string;
  /** Its chapter in the document. */
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  readonly scope: Scope;
  readonly bodyLimit?: number;
  /** The parts of its input by where they stand: `params`, `query`, `body`. */
  readonly input: Input;
  /** The body of its answer. */
  readonly answer: Answer;
  /** The problems of its own, beside those that every operation of its kind may answer. */
  readonly refusals: readonly Code[];
}

/**
 * An operation that books an event under an idempotency key: 201 the first time, 200 with the same bytes for a replay.
 * The key is added to its input, and what any post may answer to its problems. Every one of them can be rehearsed.
 */
export function posting<
  const Input extends z.core.$ZodLooseShape & { readonly body: z.ZodType<{ readonly dry_run?: boolean | undefined }> },
  Answer extends z.ZodType<{ readonly dry_run?: true | undefined }>,
  const Code extends ProblemCode,
>(described: Described<Input, Answer, Code>) {
  return detailed('POST', 201, described)
    .errors(problems<(typeof POSTED)[number] | Code>(...POSTED, ...described.refusals))
    .input(z.object({ headers: PostHeaders, ...described.input }))
    .output(postedAnswer(described.answer));
}

/** An operation that only reads. `answers` says in a phrase what its 200 brings. */
export function reading<
  const Input extends z.core.$ZodLooseShape,
  Answer extends z.ZodType,
  const Code extends ProblemCode,
>(described: Described<Input, Answer, Code> & { readonly answers: string }) {
  return detailed('GET', 200, described)
    .errors(problems<(typeof GUARDED)[number] | Code>(...GUARDED, ...described.refusals))
    .input(z.object(described.input))
    .output(z.object({ status: z.literal(200).meta({ description: described.answers }), body: described.answer }));
}

/**
 * An operation that puts configuration in place. It takes no key, because a second time changes nothing: 201 when it
 * was not there, else 200.
 */
export function putting<
  const Input extends z.core.$ZodLooseShape,
  Answer extends z.ZodType,
  const Code extends ProblemCode,
>(described: Described<Input, Answer, Code>) {
  const { answer } = described;
  return written(described).output(
    z.union([
      z.object({ status: z.literal(200).meta({ description: 'Replaced, or as it was.' }), body: answer }),
      z.object({ status: z.literal(201).meta({ description: 'New.' }), body: answer }),
    ]),
  );
}

/** An operation that changes configuration which is always there, and so never answers 201. It takes no key either. */
export function replacing<
  const Input extends z.core.$ZodLooseShape,
  Answer extends z.ZodType,
  const Code extends ProblemCode,
>(described: Described<Input, Answer, Code>) {
  const { answer } = described;
  return written(described).output(
    z.object({ status: z.literal(200).meta({ description: 'Replaced, or as it was.' }), body: answer }),
  );
}

/** The part that the two kinds of PUT share. */
function written<const Input extends z.core.$ZodLooseShape, Answer extends z.ZodType, const Code extends ProblemCode>(
  described: Described<Input, Answer, Code>,
) {
  return detailed('PUT', 200, described)
    .errors(problems<(typeof WRITTEN)[number] | Code>(...WRITTEN, ...described.refusals))
    .input(z.object(described.input));
}

type AnyDescribed = Described<z.core.$ZodLooseShape, z.ZodType, ProblemCode>;

/** What all kinds have alike: scope, route, and that headers, path, query and body are apart. */
function detailed(method: 'GET' | 'POST' | 'PUT', successStatus: 200 | 201, described: AnyDescribed) {
  const { path, operationId, tag, summary, description, scope, bodyLimit } = described;
  return operation.meta({ scopes: [scope], ...(bodyLimit === undefined ? {} : { bodyLimit }) }).route({
    method,
    path,
    operationId,
    tags: [tag],
    summary,
    description,
    inputStructure: 'detailed',
    outputStructure: 'detailed',
    successStatus,
  });
}
