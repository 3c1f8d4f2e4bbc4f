import type { Operation, Parameter, PathItem, Reference, Schema } from '../../src/docs/document.ts';

/** The document as the tests read it. */
export interface ReadDocument {
  readonly openapi: string;
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly parameters: Readonly<Record<string, Parameter>>;
  };
}

/** An operation with where it stands. */
export interface Placed {
  readonly id: string;
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
  readonly atRoot: boolean;
}

/** Every operation of the document. */
export function operationsOf(document: ReadDocument): Placed[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    (['get', 'put', 'post'] as const).flatMap((method) => {
      const operation = item[method];
      if (operation === undefined) return [];
      return [{ id: operation.operationId, path, method, operation, atRoot: item.servers !== undefined }];
    }),
  );
}

/** A schema with its reference followed. */
export function resolved(document: ReadDocument, schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const named = document.components.schemas[schema.$ref.split('/').at(-1) ?? ''];
  if (named === undefined) throw new Error(`Nothing stands at ${schema.$ref}.`);
  return named;
}

/** The parameters of an operation, references followed. */
export function parametersOf(document: ReadDocument, operation: Operation): Parameter[] {
  return (operation.parameters ?? []).map((parameter: Parameter | Reference) => {
    if (!('$ref' in parameter)) return parameter;
    const named = document.components.parameters[parameter.$ref.split('/').at(-1) ?? ''];
    if (named === undefined) throw new Error(`Nothing stands at ${parameter.$ref}.`);
    return named;
  });
}

/** The schema at a dotted path below a schema: `items[].lines[].amount_minor`. */
export function schemaAt(document: ReadDocument, schema: Schema, at: string): Schema {
  return at.split('.').reduce(
    (current, step) => {
      const name = step.replace('[]', '');
      const properties = resolved(document, current).properties as Record<string, Schema> | undefined;
      const property = properties?.[name];
      if (property === undefined) throw new Error(`There is no ${name} on the way to ${at}.`);
      return resolved(document, step.endsWith('[]') ? (resolved(document, property).items as Schema) : property);
    },
    resolved(document, schema),
  );
}
