import { z } from 'zod';
import { operationOf } from './command-lines.ts';

interface Detailed {
  readonly shape?: { readonly body: z.ZodObject };
  readonly options?: readonly [{ readonly shape: { readonly body: z.ZodObject } }];
}

/** The body that an operation of the contract answers, by its name, as `payments.create`. */
export function bodyOf(operation: string): z.ZodType {
  const { shape, options } = operationOf(operation).outputSchema as Detailed;
  return (shape ?? options![0].shape).body;
}

/** What the command of an operation prints: its body, and of an act the key and whether it was booked before. */
export function printedBy(operation: string): z.ZodType {
  const { method } = operationOf(operation);
  if (method !== 'POST') return bodyOf(operation);
  const beside = z.object({ idempotency_key: z.string(), replayed: z.literal(true).optional() });
  return z.intersection(bodyOf(operation), beside);
}
