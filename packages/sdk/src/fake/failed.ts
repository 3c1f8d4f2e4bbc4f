import type { ProblemCode } from '@tallystick/core/contract';
import type { Failing } from '@tallystick/core/wire';

/** A request that ends in a problem. */
export class Failed extends Error {
  override readonly name = 'Failed';
  readonly failing: Failing;

  constructor(failing: Failing) {
    super(failing.detail ?? failing.code);
    this.failing = failing;
  }
}

/** What is asked for is not there. */
export const absent = (code: ProblemCode, detail: string): Failed => new Failed({ code, detail });

/** The thing itself, or the problem that it is not there. */
export function found<T>(thing: T | undefined, code: ProblemCode, detail: string): T {
  if (thing === undefined) throw absent(code, detail);
  return thing;
}
