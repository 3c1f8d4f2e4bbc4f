import type { ConditionalSchemaConverter } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { globalRegistry } from 'zod/v4/core';
import type { Schema } from './document.ts';

/** What a schema of the contract says of itself in its `meta` that zod has no check for, and a reader wants to know. */
const ANNOTATIONS = ['format', 'minLength', 'maxLength'] as const;

/** A converter of the contract's schemas, and the named ones that it has met. */
export interface DocumentedSchemas {
  readonly converter: ConditionalSchemaConverter;
  /** Every schema with an `id`, by that id, in the order in which they were met. */
  readonly named: ReadonlyMap<string, Schema>;
}

/**
 * Converts the contract's schemas to JSON Schema: one with an `id` becomes a `$ref` to a component of that name, free
 * JSON becomes "anything" rather than its recursive definition, and the limits that stand in `meta` are kept.
 */
export function documentedSchemas(): DocumentedSchemas {
  const named = new Map<string, Schema>();
  const converter = new ZodToJsonSchemaConverter({
    interceptors: [
      ({ schema, isHandledCustomJSONSchema, next }) => {
        if (schema._zod.def.type === 'lazy') return [true, {}];
        const [required, converted] = next();
        const meta = globalRegistry.get(schema);
        // The converter calls itself once more for a schema with a description, and merges that in outside.
        if (meta === undefined || isHandledCustomJSONSchema) return [required, converted];
        const json = { ...converted, ...annotationsOf(meta) };
        if (meta.id === undefined) return [required, json];
        named.set(meta.id, json);
        return [required, { $ref: `#/components/schemas/${meta.id}` }];
      },
    ],
  });
  return { converter, named };
}

function annotationsOf(meta: Record<string, unknown>): Schema {
  return Object.fromEntries(ANNOTATIONS.filter((name) => meta[name] !== undefined).map((name) => [name, meta[name]]));
}
