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

/** What the command of an operation prints: its body, of an act the key and whether it was booked before. */
export function printedBy(operation: string): z.ZodType {
  const { method } = operationOf(operation);
  const body = bodyOf(operation);
  if (method !== 'POST')
    return isPaged(body) ? body.omit({ next_page_token: true }).extend({ more: z.boolean() }) : body;
  const beside = z.object({ idempotency_key: z.string(), replayed: z.literal(true).optional() });
  return z.intersection(body, beside);
}

/** What the command of a list prints a line of with `--all --json`; undefined of an operation that is none. */
export function lineOf(operation: string): z.ZodType | undefined {
  const body = bodyOf(operation);
  return isPaged(body) && body.shape.items instanceof z.ZodArray ? (body.shape.items.element as z.ZodType) : undefined;
}

const isPaged = (body: z.ZodType): body is z.ZodObject =>
  body instanceof z.ZodObject && body.shape.next_page_token !== undefined;
