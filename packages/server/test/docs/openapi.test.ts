import type { AnyContractProcedure } from '@orpc/contract';
import { traverseContractProcedures } from '@orpc/server';
import { contract, isScope, type OperationMeta, PROBLEMS, Problem, type ProblemCode } from '@tallystick/core/contract';
import { beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { Media } from '../../src/docs/document.ts';
import { OPERATION_EXAMPLES } from '../../src/docs/examples.ts';
import { openApiDocument } from '../../src/docs/openapi.ts';
import { operationsOf, type Placed, parametersOf, type ReadDocument, resolved, schemaAt } from './reading.ts';
import { REFERENCE_PAGES } from './reference-pages.ts';

const FACTS = { version: '0.1.0', tokenUrl: '/oauth2/token' };
const PROCEDURES: AnyContractProcedure[] = [];
traverseContractProcedures({ router: contract, path: [] }, (found) => PROCEDURES.push(found.contract));
const named = PROCEDURES.map((procedure) => [procedure['~orpc'].route.operationId ?? '', procedure] as const);

let document: ReadDocument;
let operations: Placed[];
beforeAll(async () => {
  document = (await openApiDocument(FACTS)) as ReadDocument;
  operations = operationsOf(document);
});

function find(id: string): Placed {
  const operation = operations.find((candidate) => candidate.id === id);
  if (operation === undefined) throw new Error(`The document has no operation ${id}.`);
  return operation;
}

describe('the document', () => {
  it('is OpenAPI 3.1 below /v1, and the same object each time it is asked for', async () => {
    expect(document.openapi).toMatch(/^3\.1\./);
    expect(document.servers.map((server) => server.url)).toEqual(['/v1']);
    expect(await openApiDocument({ ...FACTS })).toBe(document);
  });

  it('takes the version and the address of the tokens from its caller', async () => {
    const other = await openApiDocument({ version: '9.9.9', tokenUrl: 'https://issuer.example/token' });
    expect(other).toMatchObject({
      info: { version: '9.9.9' },
      components: {
        securitySchemes: { oauth2: { flows: { clientCredentials: { tokenUrl: 'https://issuer.example/token' } } } },
      },
    });
  });

  it('has every operation of the contract, and besides them only tokens, keys and itself', () => {
    const beside = ['createToken', 'getJwks', 'getAuthorizationServerMetadata', 'getOpenApiDocument'];
    expect(operations.map((placed) => placed.id).sort()).toEqual([...named.map(([id]) => id), ...beside].sort());
  });

  it('puts tokens and keys at the root, not under /v1', () => {
    const atRoot = operations.filter((placed) => placed.atRoot).map((placed) => placed.path);
    expect(atRoot).toEqual(['/oauth2/token', '/.well-known/jwks.json', '/.well-known/oauth-authorization-server']);
  });

  it('describes every tag that it uses, in src/docs/tags.ts, and uses every tag that it describes', () => {
    const used = new Set(operations.flatMap((placed) => placed.operation.tags));
    expect([...used].sort()).toEqual(document.tags.map((tag) => tag.name).sort());
  });
});

describe.each(named)('%s', (id, procedure) => {
  const { meta, errorMap, inputSchema, outputSchema } = procedure['~orpc'];
  const { scopes } = meta as OperationMeta;
  const codes = Object.keys(errorMap) as ProblemCode[];

  it('names its scopes, and is open only when the contract says so', () => {
    const { security, description } = find(id).operation;
    expect(security).toEqual(scopes.length === 0 ? [] : [{ oauth2: scopes }]);
    for (const scope of scopes) {
      expect(isScope(scope)).toBe(true);
      expect(description).toContain(scope);
    }
    if (scopes.length === 0) expect(id).toMatch(/^getHealth/);
  });

  it('shows each of its problems under its status, with an example that is one', () => {
    const { responses } = find(id).operation;
    const shown = Object.entries(responses).flatMap(([status, response]) => {
      const media = response.content?.['application/problem+json'];
      return Object.entries(media?.examples ?? {}).map(([code, example]) => {
        expect(response.description).toContain(`\`${code}\``);
        expect(Problem.parse(example.value)).toMatchObject({ code, status: Number(status) });
        expect(example.value).toMatchObject({ instance: expect.stringMatching(/^\/v1\/[^{}]+$/) });
        expect(String(PROBLEMS[code as ProblemCode].status)).toBe(status);
        return code;
      });
    });
    expect(shown.sort()).toEqual([...codes].sort());
  });

  it('has sentences of its own for no problem that it does not have', () => {
    expect(codes).toEqual(expect.arrayContaining(Object.keys(OPERATION_EXAMPLES[id]?.details ?? {})));
  });

  it('promises the headers that go with each status', () => {
    const method = find(id).method;
    for (const [status, { headers = {} }] of Object.entries(find(id).operation.responses)) {
      expect(Object.keys(headers)).toContain('traceresponse');
      expect('WWW-Authenticate' in headers).toBe(status === '401');
      expect('Retry-After' in headers).toBe(status === '429' || status === '503');
      expect('Idempotent-Replayed' in headers).toBe(method === 'post' && status.startsWith('2'));
    }
    if (method === 'post')
      expect(Object.keys(find(id).operation.responses)).toEqual(expect.arrayContaining(['200', '201']));
  });

  it('shows a request and an answer, in src/docs/examples.ts, that the contract itself would take', () => {
    const exchanges = OPERATION_EXAMPLES[id]?.exchanges ?? [];
    expect(exchanges.length).toBeGreaterThan(0);
    const { operation, method } = find(id);
    const success = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
    for (const [status, response] of success) {
      const answers = exampleValues(response.content?.['application/json']);
      expect(answers).toEqual(exchanges.map((exchange) => exchange.answer));
      for (const body of answers) {
        const parsed = (outputSchema as z.ZodType).parse({ status: Number(status), headers: {}, body });
        expect(parsed, 'not a property more than the contract has').toMatchObject({ body });
      }
    }
    const requests = exampleValues(operation.requestBody?.content['application/json']);
    expect(requests.length).toBe(method === 'get' ? 0 : exchanges.length);
    for (const body of requests) {
      const key = parametersOf(document, operation).find((parameter) => parameter.name === 'Idempotency-Key');
      const headers = { 'idempotency-key': key?.example };
      (inputSchema as z.ZodType).parse({ headers, params: pathExamples(id), body });
    }
  });
});

function exampleValues(media: Media | undefined): unknown[] {
  return Object.values(media?.examples ?? {}).map((example) => example.value);
}

/** Each parameter of the path with the first example of its schema. */
function pathExamples(id: string): Record<string, unknown> {
  const inPath = parametersOf(document, find(id).operation).filter((parameter) => parameter.in === 'path');
  return Object.fromEntries(inPath.map(({ name, schema }) => [name, (schema.examples as unknown[])[0]]));
}

describe.each(REFERENCE_PAGES)('$operation, as the reference has it', ({ operation, fields }) => {
  it.each(Object.entries(fields))('%s', (field, { required, ...expected }) => {
    const [method, path] = operation.split(' ');
    const placed = operations.find((candidate) => candidate.method === method && candidate.path === path);
    if (placed === undefined) throw new Error(`The document has no ${operation}.`);
    const found = fieldOf(placed, field);
    const { pattern, ...limits } = expected;
    expect(found.schema).toMatchObject(limits);
    if (pattern !== undefined) expect(unescaped(found.schema.pattern)).toBe(unescaped(pattern));
    expect(found.required).toBe(required);
  });
});

/** A hyphen at the end of a character class means itself with or without a backslash. */
const unescaped = (pattern: unknown) => String(pattern).replaceAll('\\-', '-');

function fieldOf({ operation }: Placed, field: string) {
  const [place = '', ...rest] = field.split('.');
  if (place === 'body' || place === 'answer') {
    const answer = operation.responses['201'] ?? operation.responses['200'];
    const media = (place === 'body' ? operation.requestBody : answer)?.content?.['application/json'];
    const root = resolved(document, media?.schema ?? {});
    const parent = rest.length === 1 ? root : schemaAt(document, root, rest.slice(0, -1).join('.'));
    const isRequired = ((parent.required ?? []) as string[]).includes(rest.at(-1) ?? '');
    return { schema: schemaAt(document, root, rest.join('.')), required: isRequired };
  }
  const parameter = parametersOf(document, operation).find((one) => one.in === place && one.name === rest.join('.'));
  if (parameter === undefined) throw new Error(`There is no ${field}.`);
  return { schema: parameter.schema, required: parameter.required ?? false };
}

it('shows another Idempotency-Key for each operation, so that they can be tried in turn', () => {
  const keys = operations.flatMap(({ operation }) =>
    parametersOf(document, operation)
      .filter((parameter) => parameter.name === 'Idempotency-Key')
      .map((parameter) => parameter.example),
  );
  expect(new Set(keys).size).toBe(keys.length);
});

it('marks X-Trace-Id as deprecated wherever it is taken', () => {
  expect(document.components.parameters.XTraceId).toMatchObject({ name: 'X-Trace-Id', deprecated: true });
});

it('tells the limits of metadata: its keys and its size', () => {
  const body = document.components.schemas.PaymentRequest ?? {};
  const metadata = schemaAt(document, body, 'metadata');
  expect(metadata.propertyNames).toMatchObject({ pattern: '^[a-zA-Z][a-zA-Z0-9_]*$' });
  expect(metadata.description).toContain('2 KB');
});
