import type { ProblemCode } from '@tallystick/core/contract';

/**
 * What we tell somebody who met a problem: what happened, why the ledger says no, and what to do about it, in plain
 * sentences where `backticks` mark what stands in a request or an answer. The same text is served under
 * `/docs/problems`, kept as Markdown in `docs/problems`, and quoted by the OpenAPI document.
 */
export interface ProblemPage {
  readonly happened: string;
  readonly why: string;
  /** Steps, the likeliest first. */
  readonly todo: readonly string[];
  readonly example: ProblemExample;
}

/** What an example of the problem says beside what its code fixes. */
export interface ProblemExample {
  /** The path that was asked, below the server. */
  readonly instance: string;
  readonly detail: string;
  /** The problem that names this one among its `errors`, when it never stands alone. */
  readonly within?: ProblemCode;
  readonly errors?: readonly { readonly pointer: string; readonly code: string; readonly detail: string }[];
}

/** Some of the pages: those of the codes that one file explains. */
export type ProblemPages = { readonly [Code in ProblemCode]?: ProblemPage };

/** The ids that the examples share. */
export const EXAMPLE = {
  loan: '11111111-1111-1111-1111-111111111111',
  otherLoan: '55555555-5555-5555-5555-555555555555',
  borrower: '22222222-2222-2222-2222-222222222222',
  program: '33333333-3333-3333-3333-333333333333',
  otherProgram: '44444444-4444-4444-4444-444444444444',
  event: '0195d6a0-1f00-7000-8000-00000000000a',
  laterEvent: '0195d6a0-1f00-7000-8000-00000000000c',
  entry: '0195d6a0-1f00-7000-8000-00000000000b',
  laterEntry: '0195d6a0-1f00-7000-8000-00000000000d',
  trace: '4bf92f3577b34da6a3ce929d0e0e4736',
} as const;
