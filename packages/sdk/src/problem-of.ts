import type { Contract } from '@tallystick/core/contract';
import { COMMON_CODES, OWN_CODES } from './codes.ts';
import { type ProblemCode, ProblemError } from './problem.ts';
import { routes } from './routes.ts';

/**
 * The name of an operation: its noun and verb, as the client calls it.
 *
 * @example
 * const operation: OperationName = 'payments.create';
 */
export type OperationName = {
  [Noun in keyof Contract]: `${Noun}.${keyof Contract[Noun] & string}`;
}[keyof Contract];

/**
 * The codes of the problems that an operation declares in the contract.
 *
 * @example
 * const code: CodeOf<'payments.create'> = 'loan_not_found';
 */
export type CodeOf<Name extends OperationName> = Name extends `${infer Noun extends keyof Contract}.${infer Verb}`
  ? Verb extends keyof Contract[Noun]
    ? Contract[Noun][Verb] extends { '~orpc': { errorMap: infer Errors } }
      ? keyof Errors & ProblemCode
      : never
    : never
  : never;

/**
 * What an operation may be refused with: a union of problems, each with its own code, that a `switch` can exhaust.
 *
 * @example
 * const explain = (problem: ProblemOf<'fees.assess'>): string =>
 *   problem.code === 'loan_not_found' ? 'we have no such loan' : problem.title;
 */
export type ProblemOf<Name extends OperationName> = Each<CodeOf<Name>>;

type Each<Code extends ProblemCode> = Code extends ProblemCode ? ProblemError<Code> : never;

/**
 * Tells whether an error is a problem that an operation declares. One that a newer ledger invented, or that something
 * in front of the ledger answered, is not: `isProblem` without codes tells those too.
 *
 * @example
 * await ledger.fees.assess(fee, { idempotencyKey: key }).catch((error: unknown) => {
 *   if (!isProblemOf(error, 'fees.assess')) throw error;
 *   switch (error.code) {
 *     case 'loan_not_found':
 *     case 'loan_state_forbids':
 *       return console.warn(error.detail);
 *     default:
 *       throw error;
 *   }
 * });
 */
export function isProblemOf<Name extends OperationName>(error: unknown, operation: Name): error is ProblemOf<Name> {
  return error instanceof ProblemError && codesOf(operation).includes(error.code);
}

/** The codes that an operation declares: its own, and unless it is open to anybody those of its method. */
export function codesOf(operation: OperationName): readonly string[] {
  const [noun, verb] = operation.split('.') as [keyof typeof routes, string];
  const group: Readonly<Record<string, Described>> = routes[noun];
  const { meta, route } = group[verb]!['~orpc'];
  const common = meta.scopes.length === 0 ? '' : COMMON_CODES[route.method];
  return `${common} ${OWN_CODES[operation]}`.trim().split(' ');
}

interface Described {
  readonly '~orpc': {
    readonly meta: { readonly scopes: readonly string[] };
    readonly route: { readonly method: keyof typeof COMMON_CODES };
  };
}
