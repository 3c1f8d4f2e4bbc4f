import type { Scope } from '@tallystick/core/contract';
import type { Principal } from '../access/principal.ts';
import { type Asked, problemError } from './problem.ts';

/** Refuses a caller that lacks a scope of the operation, naming it. An operation without scopes is open to anybody. */
export function assertScopes(
  asked: Asked & { readonly principal: Principal | undefined },
  scopes: readonly Scope[],
): void {
  for (const scope of scopes) {
    if (asked.principal === undefined) throw problemError(asked, 'unauthorized', 'a bearer token is needed');
    if (!asked.principal.scopes.has(scope))
      throw problemError(asked, 'insufficient_scope', `the token lacks the scope ${scope}`);
  }
}
