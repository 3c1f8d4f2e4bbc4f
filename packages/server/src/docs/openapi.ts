import type { AnyContractProcedure } from '@orpc/contract';
import { OpenAPIGenerator } from '@orpc/openapi';
import { traverseContractProcedures } from '@orpc/server';
import { contract } from '@tallystick/core/contract';
import type { GeneratedDocument, PathItem } from './document.ts';
import { documentedSchemas } from './documented-schema.ts';
import { RESPONSE_HEADERS, SHARED_PARAMETERS, securitySchemes } from './envelope.ts';
import { documentOperation } from './operation-document.ts';
import { SERVICE_PATHS, SERVICE_SCHEMAS } from './service-paths.ts';
import { TAGS } from './tags.ts';

/** What the document cannot know by itself. */
export interface DocumentFacts {
  /** The version of the server. */
  readonly version: string;
  /** Where tokens come from: `/oauth2/token`, or the address of an outside issuer. */
  readonly tokenUrl: string;
}

const DESCRIPTION = `Tallystick keeps the books of loans. Your systems say what happened: money went out, interest accrued, a payment came in. The ledger books it as double entries and says who owes what, on any date, to the cent.

**Amounts** are strings of digits in the minor unit of their currency: 888.49 USD is \`"88849"\`. They are never JSON numbers and never negative.

**Keys.** Every POST carries an \`Idempotency-Key\` that you derive from the event. The first answer is 201. The same key with the same request is answered 200 with the same body for ever; with another request it is refused. A refusal does not use up its key. A PUT takes no key: put again, it changes nothing.

**Problems.** Every error is an \`application/problem+json\` with a \`code\` of a closed list. Each code has [a page of its own](/docs/problems) that says what to do.

**Tenants.** The token says whose books are open. Ids of another tenant are answered as if they did not exist.

**Traces.** Send a W3C \`traceparent\`; every answer carries \`traceresponse\`, and every problem its \`trace_id\`.`;

const documents = new Map<string, Promise<object>>();

/**
 * The OpenAPI 3.1 document, derived from the contract that the server itself runs on: the same bytes for the same facts,
 * computed once for each.
 */
export function openApiDocument(facts: DocumentFacts): Promise<object> {
  const key = JSON.stringify([facts.version, facts.tokenUrl]);
  const known = documents.get(key);
  if (known !== undefined) return known;
  const made = writeDocument(facts);
  documents.set(key, made);
  return made;
}

async function writeDocument({ version, tokenUrl }: DocumentFacts): Promise<object> {
  const { converter, named } = documentedSchemas();
  const generator = new OpenAPIGenerator({ schemaConverters: [converter] });
  const generated = (await generator.generate(contract, {
    info: { title: 'Tallystick', version },
    customErrorResponseBodySchema: () => ({ $ref: '#/components/schemas/Problem' }),
  })) as unknown as GeneratedDocument;
  const bodySchemas = Object.fromEntries(named);
  const paths: Record<string, PathItem> = {};
  for (const procedure of procedures()) {
    const { path = '/', method = 'POST' } = procedure['~orpc'].route;
    const verb = method.toLowerCase();
    const operation = generated.paths?.[path]?.[verb];
    if (operation === undefined) throw new Error(`The generator wrote nothing for ${method} ${path}.`);
    paths[path] = {
      ...paths[path],
      [verb]: documentOperation({ generated: operation, procedure, path, bodySchemas }),
    };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Tallystick',
      version,
      summary: 'The open-source double-entry ledger for loans',
      description: DESCRIPTION,
      license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/v1', description: 'This server.' }],
    tags: TAGS,
    paths: { ...paths, ...SERVICE_PATHS },
    components: {
      schemas: sorted({ ...bodySchemas, ...SERVICE_SCHEMAS }),
      parameters: SHARED_PARAMETERS,
      headers: RESPONSE_HEADERS,
      securitySchemes: securitySchemes(tokenUrl),
    },
  };
}

function procedures(): AnyContractProcedure[] {
  const found: AnyContractProcedure[] = [];
  traverseContractProcedures({ router: contract, path: [] }, ({ contract: procedure }) => found.push(procedure));
  return found;
}

const sorted = <T>(record: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
