import type { AnyContractProcedure } from '@orpc/contract';
import { BODY_LIMIT, type OperationMeta, type ProblemCode } from '@tallystick/core/contract';
import type { GeneratedOperation, Operation, Parameter, Responses, Schema } from './document.ts';
import { headerRef, idempotencyKeyParameter, parameterRef } from './envelope.ts';
import type { Exchange } from './examples/exchange.ts';
import { OPERATION_EXAMPLES } from './examples.ts';
import { type Asked, type Mistake, problemResponses } from './problem-responses.ts';
import { EXAMPLE } from './problems/page.ts';

/** What the document needs of an operation: how the generator wrote it, and what its contract says besides. */
export interface DocumentedOperation {
  readonly generated: GeneratedOperation;
  readonly procedure: AnyContractProcedure;
  readonly path: string;
  readonly bodySchemas: Readonly<Record<string, Schema>>;
}

/** What the examples have for a parameter of a path. The account is one that is not in the chart, so that it can be missed. */
const PATH_EXAMPLES: Readonly<Record<string, string>> = {
  loan_id: EXAMPLE.loan,
  program_id: EXAMPLE.program,
  account_code: '1150',
};

/** An example of a path, below the server. */
function instanceOf(path: string): string {
  const id = path.startsWith('/journal-entries') ? EXAMPLE.entry : EXAMPLE.event;
  return `/v1${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => PATH_EXAMPLES[name] ?? id)}`;
}

/** Turns a generated operation into one worth reading: scopes, headers, examples, and its problems by status. */
export function documentOperation(operation: DocumentedOperation): Operation {
  const { generated, procedure } = operation;
  const meta = procedure['~orpc'].meta as OperationMeta;
  const codes = Object.keys(procedure['~orpc'].errorMap) as ProblemCode[];
  const example = OPERATION_EXAMPLES[generated.operationId ?? ''];
  const exchanges = example?.exchanges ?? [];
  const asked: Asked = {
    instance: instanceOf(operation.path),
    scopes: meta.scopes,
    mistake: mistakeOf(operation),
    details: example?.details ?? {},
  };
  return {
    operationId: generated.operationId ?? '',
    tags: generated.tags ?? [],
    summary: generated.summary ?? '',
    description: [generated.description, scopeSentence(meta)].filter(Boolean).join('\n\n'),
    security: meta.scopes.length === 0 ? [] : [{ oauth2: [...meta.scopes] }],
    ...parametersOf(generated, meta, example?.key),
    ...bodyOf(generated, meta, exchanges),
    responses: { ...answersOf(generated, exchanges), ...problemResponses(codes, asked) },
  };
}

function scopeSentence({ scopes }: OperationMeta): string {
  if (scopes.length === 0) return '';
  return `Needs the scope ${scopes.map((scope) => `\`${scope}\``).join(' and ')}.`;
}

function parametersOf(
  generated: GeneratedOperation,
  meta: OperationMeta,
  keyExample: string | undefined,
): Pick<Operation, 'parameters'> {
  const given = generated.parameters ?? [];
  const own = given.filter((parameter) => parameter.in !== 'header').map(readableParameter);
  const keys = given
    .filter((parameter) => parameter.name === 'idempotency-key')
    .map((parameter) => idempotencyKeyParameter(parameter.schema, keyExample));
  const tracing = meta.scopes.length === 0 ? [] : ['Traceparent', 'Tracestate', 'XTraceId'];
  const parameters = [...own, ...keys, ...tracing.map(parameterRef)];
  return parameters.length === 0 ? {} : { parameters };
}

/** A parameter with its description in the place where readers look, without the two flags that oRPC sets on all. */
function readableParameter({ name, in: place, required, schema }: Parameter): Parameter {
  const { description, ...rest } = schema;
  return {
    name,
    in: place,
    required: required ?? false,
    ...(description === undefined ? {} : { description }),
    schema: rest,
  };
}

function bodyOf(
  generated: GeneratedOperation,
  meta: OperationMeta,
  exchanges: readonly Exchange[],
): Pick<Operation, 'requestBody'> {
  const body = generated.requestBody;
  if (body === undefined) return {};
  const schema = onlyReference(body.content['application/json']?.schema);
  const examples = namedExamples(exchanges, (exchange) => exchange.request);
  const limit = `JSON, at most ${(meta.bodyLimit ?? BODY_LIMIT) / 2 ** 20} MiB.`;
  return {
    requestBody: { required: true, description: limit, content: { 'application/json': { schema, ...examples } } },
  };
}

function answersOf(generated: GeneratedOperation, exchanges: readonly Exchange[]): Responses {
  const succeeded = Object.entries(generated.responses ?? {}).filter(([status]) => status.startsWith('2'));
  return Object.fromEntries(
    succeeded.map(([status, response]) => {
      const replays = response.headers?.['idempotent-replayed'] !== undefined;
      return [
        status,
        {
          description: response.description,
          headers: {
            ...(replays ? { 'Idempotent-Replayed': headerRef('IdempotentReplayed') } : {}),
            traceresponse: headerRef('TraceResponse'),
          },
          content: {
            'application/json': {
              schema: onlyReference(response.content?.['application/json']?.schema),
              ...namedExamples(exchanges, (exchange) => exchange.answer),
            },
          },
        },
      ];
    }),
  );
}

/** A schema without what the component it refers to says already. */
function onlyReference(schema: Schema = {}): Schema {
  return schema.$ref === undefined ? schema : { $ref: schema.$ref };
}

function namedExamples(exchanges: readonly Exchange[], pick: (exchange: Exchange) => unknown) {
  const told = exchanges.filter((exchange) => pick(exchange) !== undefined);
  if (told.length === 0) return {};
  return {
    examples: Object.fromEntries(
      told.map((exchange) => [exchange.name, { summary: exchange.summary, value: pick(exchange) }]),
    ),
  };
}

/** The mistake to show: in the amount where there is one (the page's own example), else in an id, else a stray field. */
function mistakeOf({ generated, path, bodySchemas }: DocumentedOperation): Mistake | undefined {
  const schema = generated.requestBody?.content['application/json']?.schema;
  const named = schema?.$ref === undefined ? schema : bodySchemas[schema.$ref.split('/').at(-1) ?? ''];
  const properties = Object.keys(named?.properties ?? {});
  if (properties.includes('amount_minor')) return undefined;
  const parameter = /\{(\w+)\}/.exec(path)?.[1];
  if (parameter === 'account_code') return mistake('/params/account_code', 'must be the four digits of an account');
  if (parameter !== undefined) return mistake(`/params/${parameter}`, 'must be a UUID');
  const id = properties.find((name) => name.endsWith('_id'));
  if (id !== undefined) return mistake(`/${id}`, 'must be a UUID');
  const stray = schema === undefined ? '/query/colour' : '/colour';
  return { ...mistake(stray, 'is not a property of this request'), code: 'unrecognized_keys' };
}

const mistake = (pointer: string, what: string): Mistake => ({
  pointer,
  code: 'invalid_format',
  detail: `${pointer} ${what}`,
});
