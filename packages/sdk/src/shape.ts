import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract';
import type { Contract } from '@tallystick/core/contract';
import type { InMinorUnits, WithAmounts } from './amounts.ts';

/** How the shapes of requests and answers are read off the contract. */

/** What each operation takes. */
export type Inputs = InferContractRouterInputs<Contract>;

/** What each operation answers. */
export type Outputs = InferContractRouterOutputs<Contract>;

/** The body of a request, as a caller may write it. */
export type BodyOf<Input> = Input extends { body: infer Body } ? WithAmounts<Body> : never;

/** The body of an answer, as the client types it. */
export type AnswerOf<Output> = Output extends { body: infer Body } ? InMinorUnits<Body> : never;
