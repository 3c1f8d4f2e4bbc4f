/** The typed client of the ledger: tokens, retries, keys, pages and problems. */
export { formatMinor, type InMinorUnits, type MinorUnits, toMinor, type WithAmounts } from './amounts.ts';
export { type Call, type Posted, type ResponseInfo, responseOf } from './answer.ts';
export type { CallOptions, PostOptions } from './call-options.ts';
export { createClient } from './client.ts';
export type { Fetch } from './exchange.ts';
export type * from './filters.ts';
export { idempotencyKey } from './idempotency-key.ts';
export type { Ledger } from './ledger.ts';
export type { Listing, Page } from './listing.ts';
export type { Logger, RequestSeen, ResponseSeen, RetrySeen } from './observer.ts';
export type { ClientOptions, KeyedRequest, TokenSupply } from './options.ts';
export { type ForeignCode, isProblem, type ProblemCode, ProblemError, type ProblemItem } from './problem.ts';
export { type CodeOf, isProblemOf, type OperationName, type ProblemOf } from './problem-of.ts';
export type { AnyRequest } from './request.ts';
export type { Runtime } from './runtime.ts';
export type * from './shapes.ts';
export { OutcomeUnknownError, UnreachableError } from './unanswered.ts';
