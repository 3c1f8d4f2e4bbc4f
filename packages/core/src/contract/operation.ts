import { oc } from '@orpc/contract';
import { z } from 'zod';
import type { Scope } from './scopes.ts';

/** What an operation says of itself beside its shapes. */
export interface OperationMeta {
  /** The scopes that a token needs, all of them. None only for what is open to anybody. */
  readonly scopes: readonly Scope[];
  /** The most bytes that its body may have, where it is not `BODY_LIMIT`. */
  readonly bodyLimit?: number;
}

const MIB = 1024 * 1024;

/** The most bytes of a body. */
export const BODY_LIMIT = MIB;

/** An operation before its path and shapes. */
export const operation = oc.$meta<OperationMeta>({ scopes: [] });

/** The most bytes of an accrual batch: 100,000 items fit three times over. */
export const BATCH_BODY_LIMIT = 32 * MIB;

/** The headers of an answer to a post. */
export const ReplayHeaders = z.object({
  'idempotent-replayed': z
    .literal('true')
    .optional()
    .meta({ description: 'Present when this is the answer of an earlier request with the same key.' }),
});

/** The answers of an operation that posts: 201 the first time, 200 with the same body for a replay. */
export function postedAnswer<Body extends z.ZodType>(body: Body) {
  return z.union([
    z.object({ status: z.literal(201).meta({ description: 'Booked.' }), headers: ReplayHeaders, body }),
    z.object({
      status: z.literal(200).meta({ description: 'Booked before under this key: the same body.' }),
      headers: ReplayHeaders,
      body,
    }),
  ]);
}
