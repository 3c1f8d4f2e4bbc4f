/** A part of JSON Schema: what the contract's schemas become. */
export interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly examples?: readonly unknown[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
}

const BY_FORMAT: Readonly<Record<string, string>> = {
  uuid: '11111111-1111-1111-1111-111111111111',
  date: '2026-05-01',
  'date-time': '2026-05-01T12:00:00.000Z',
};

/** Texts that patterns of the contract take; the first that fits is the sample. */
const TEXTS = [...Object.values(BY_FORMAT), '88849', '1100', 'USD', '2026-05', '0.05', 'a word', 'UTC'];

/** Makes a value of a schema, with every property that it can have. */
export function sampleOf(schema: Schema, root: Schema = schema): unknown {
  if (schema.$ref !== undefined) return sampleOf(root.$defs![schema.$ref.replace('#/$defs/', '')]!, root);
  if (schema.const !== undefined) return schema.const;
  const [first] = schema.enum ?? schema.examples ?? [];
  if (first !== undefined) return first;
  const [choice] = schema.anyOf ?? schema.oneOf ?? schema.allOf ?? [];
  if (choice !== undefined) return sampleOf(choice, root);
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, part]) => [name, sampleOf(part, root)]),
      );
    case 'array':
      // Of words there are as many as there can be: some lists have to name each.
      return (schema.prefixItems ?? schema.items?.enum?.map((word) => ({ const: word })) ?? [schema.items ?? {}]).map(
        (item) => sampleOf(item, root),
      );
    case 'string':
      return textOf(schema);
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 1, 1);
    case 'boolean':
      return true;
    default:
      return null;
  }
}

function textOf({ pattern, format }: Schema): string {
  const fits = new RegExp(pattern ?? '');
  return (
    TEXTS.find((text) => (format === undefined || text === (BY_FORMAT[format] ?? text)) && fits.test(text)) ?? 'text'
  );
}
