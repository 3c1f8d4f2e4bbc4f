import { implement } from '@orpc/server';
import { contract } from '@tallystick/core/contract';
import type { Context } from './context.ts';
import { assertScopes } from './scope.ts';

/**
 * The contract, ready to be implemented. Who asks is checked before the input is looked at, so 403 wins over 400. Our
 * own output is not validated again on its way out: the type system has done that, and tests do it against the schema.
 */
export const api = implement(contract)
  .$context<Context>()
  .$config({ initialOutputValidationIndex: Number.NaN })
  .use(({ context, procedure, next }) => {
    assertScopes(context, procedure['~orpc'].meta.scopes);
    return next();
  });
