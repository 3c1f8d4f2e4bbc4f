import type { ProblemCode } from '@tallystick/core/contract';

/** What an operation is asked and answers in the document: one exchange, and a second one where that teaches more. */
export interface OperationExample {
  /** The key of its first exchange, when it posts. Each operation has its own, so that all can be tried in turn. */
  readonly key?: string;
  readonly exchanges: readonly Exchange[];
  /** Sentences for problems whose page tells of another operation. */
  readonly details?: Readonly<Partial<Record<ProblemCode, string>>>;
}

/** A request and what it is answered. `name` is the key of both in the document. */
export interface Exchange {
  readonly name: string;
  readonly summary: string;
  /** The body of the request, when the operation takes one. */
  readonly request?: unknown;
  readonly answer: unknown;
}

/** The examples of a chapter, by operationId. */
export type ChapterExamples = Readonly<Record<string, OperationExample>>;
