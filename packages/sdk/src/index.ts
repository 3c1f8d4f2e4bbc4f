/** The typed client of the ledger: tokens, retries, keys, pages and problems. */
export { formatMinor, toMinor } from '@tallystick/core';
export type { ProblemCode } from '@tallystick/core/contract';
export type { WithAmounts } from './amounts.ts';
export { type Posted, type ResponseInfo, responseOf } from './answer.ts';
export type { PostOptions } from './calls.ts';
export { createClient } from './client.ts';
export type { Fetch } from './exchange.ts';
export type * from './filters.ts';
export { idempotencyKey } from './idempotency-key.ts';
export type { Ledger } from './ledger.ts';
export type { CallOptions } from './link.ts';
export type { Listing, Page } from './listing.ts';
export type { RequestSeen, ResponseSeen } from './observer.ts';
export type { ClientOptions } from './options.ts';
export { type ForeignCode, isProblem, ProblemError, type ProblemItem } from './problem.ts';
export type { Runtime } from './runtime.ts';
export type * from './shapes.ts';
export { OutcomeUnknownError, UnreachableError } from './unanswered.ts';
