import { EXIT, type ExitCode } from './exit.ts';

/** What a failure may carry beside its sentence; each stands in the JSON under the same name. */
export interface FailureDetails {
  /** All the mistakes of a configuration. */
  readonly mistakes?: readonly string[];
  /** The HTTP status, when a server refused. */
  readonly status?: number;
  /** What is wrong where, when a server said so. */
  readonly errors?: readonly { readonly pointer: string; readonly code: string; readonly detail: string }[];
  readonly trace_id?: string;
  /** The page that explains a problem, as the server names it: `/docs/problems/<code>`. */
  readonly type?: string;
  /** The key under which an act was sent: the one to send it again with. */
  readonly idempotency_key?: string;
  /** Whether the same command may succeed later. */
  readonly retryable?: boolean;
}

/** Why a command failed: a code for programs, a sentence for people, and how the process ends. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: string;
  readonly exitCode: ExitCode;
  readonly details: FailureDetails;
  /** What people are told under it, and programs are not. */
  readonly hints: readonly string[];

  constructor(
    code: string,
    exitCode: ExitCode,
    sentence: string,
    details: FailureDetails = {},
    hints: readonly string[] = [],
  ) {
    super(sentence);
    this.code = code;
    this.exitCode = exitCode;
    this.details = details;
    this.hints = hints;
  }

  /** The same failure, of an act that was sent under a key. */
  under(key: string): Failure {
    return new Failure(this.code, this.exitCode, this.message, { ...this.details, idempotency_key: key }, this.hints);
  }

  /** The same failure, with where the server that refused explains it, if it does. */
  explainedBy(baseUrl: string): Failure {
    const { type } = this.details;
    if (!type?.startsWith('/')) return this;
    return new Failure(this.code, this.exitCode, this.message, this.details, [...this.hints, `see ${baseUrl}${type}`]);
  }

  /** The failure for people: the sentence, and under it each thing that is wrong. */
  told(): string {
    const { mistakes = [], errors = [], trace_id: trace } = this.details;
    const items = errors.map(({ pointer, code, detail }) => `${pointer} ${detail} (${code})`);
    const rest = [...mistakes, ...items, ...this.hints, ...(trace === undefined ? [] : [`trace ${trace}`])];
    return [this.message, ...rest.map((line) => `  ${line}`)].join('\n');
  }

  /** The failure for programs. */
  toJSON(): object {
    return { code: this.code, message: this.message, exit_code: this.exitCode, ...this.details };
  }
}

/** A mistake in how the command was called. */
export const usage = (sentence: string): Failure => new Failure('usage', EXIT.usage, sentence);

/**
 * The SQLSTATE, driver's or socket's code nearest to the surface of an error; undefined when none of its causes has one.
 */
export function codeIn(error: unknown): string | undefined {
  let current = error;
  for (let depth = 0; depth < 8 && current instanceof Error; depth += 1) {
    const { code } = current as { code?: unknown };
    if (typeof code === 'string') return code;
    current = current.cause;
  }
  return undefined;
}
