import { type ImplementerInternalWithMiddlewares, implement } from '@orpc/server';
import { type Contract, contract } from '@tallystick/core/contract';
import type { Context } from './context.ts';
import { assertScopes } from './scope.ts';

const guarded = implement(contract)
  .$context<Context>()
  .$config({ initialOutputValidationIndex: Number.NaN })
  .use(({ context, procedure, next }) => {
    assertScopes(context, procedure['~orpc'].meta.scopes);
    return next();
  });

/**
 * The contract, ready to be implemented. Who asks is checked before the input is looked at, so 403 wins over 400. Our
 * own output is not validated again on its way out: the type system has done that, and tests do it against the schema.
 *
 * Its type is named, because the compiler will not write the whole contract out into a declaration.
 */
export const api: ImplementerInternalWithMiddlewares<Contract, Context, Context> = guarded;
