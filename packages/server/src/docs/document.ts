/** The parts of an OpenAPI 3.1 document that we read and write: fewer and stricter than the specification has. */

/** A JSON Schema, or a reference to one. */
export interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly [keyword: string]: unknown;
}

/** A reference to a component. */
export interface Reference {
  readonly $ref: string;
}

/** A parameter in the path, the query or a header. */
export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly deprecated?: boolean;
  readonly description?: string;
  readonly example?: unknown;
  readonly schema: Schema;
}

/** A header of an answer. */
export interface Header {
  readonly description?: string;
  readonly schema: Schema;
}

/** A body in one content type, with named examples. */
export interface Media {
  readonly schema: Schema;
  readonly examples?: Readonly<Record<string, { readonly summary?: string; readonly value: unknown }>>;
}

/** An answer. */
export interface Response {
  readonly description: string;
  readonly headers?: Readonly<Record<string, Header | Reference>>;
  readonly content?: Readonly<Record<string, Media>>;
}

/** Answers by status. */
export type Responses = Readonly<Record<string, Response>>;

/** One method of one path. */
export interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly (Parameter | Reference)[];
  readonly requestBody?: {
    readonly required: boolean;
    readonly description: string;
    readonly content: Readonly<Record<string, Media>>;
  };
  readonly responses: Responses;
}

/** The methods of one path, and the server it stands on where that is not the document's. */
export interface PathItem {
  readonly servers?: readonly { readonly url: string; readonly description: string }[];
  readonly get?: Operation;
  readonly post?: Operation;
  readonly put?: Operation;
}

/** Paths below their server. */
export type Paths = Readonly<Record<string, PathItem>>;

/** An operation as the generator writes it, before we add what it cannot know. */
export interface GeneratedOperation {
  readonly operationId?: string;
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses?: Responses;
}

/** The generator's document, as far as we read it: operations by path and method. */
export interface GeneratedDocument {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, GeneratedOperation>>>>;
}
