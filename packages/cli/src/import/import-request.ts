import { contract } from '@tallystick/core/contract';
import type { EventKind } from '@tallystick/sdk';
import type { Json, JsonObject } from '../arguments.ts';

/** The operation that books each kind of event. */
const OPERATIONS = {
  loan: contract.loans.open,
  disbursement: contract.disbursements.create,
  settlement: contract.disbursements.settle,
  payment: contract.payments.create,
  payment_settlement: contract.payments.settle,
  return: contract.payments.return,
  receipt: contract.receipts.create,
  allocation: contract.loans.allocateSuspense,
  refund: contract.loans.refundSuspense,
  fee: contract.fees.assess,
  waiver: contract.fees.waive,
  accrual: contract.accruals.postBatch,
  nonaccrual: contract.loans.setNonaccrual,
  chargeoff: contract.chargeoffs.create,
  recovery: contract.recoveries.create,
  refinance: contract.refinances.create,
  restructure: contract.restructures.create,
  reversal: contract.reversals.create,
  adjustment: contract.adjustments.create,
  approval: contract.adjustments.approve,
  rejection: contract.adjustments.reject,
  period_close: contract.books.closePeriod,
} as const satisfies Record<EventKind, object>;

/** A request that the contract takes. */
export interface ImportRequest {
  /** Under `/v1`, with the ids of the line in it. */
  readonly path: string;
  readonly body: JsonObject;
  readonly idempotencyKey: string;
}

/** What is wrong with a line, field by field, at JSON pointers into it. */
export type Mistakes = readonly { readonly pointer: string; readonly detail: string }[];

/** What of a schema this needs: zod is the contract's, and stays there. */
interface Schema {
  safeParse(
    input: unknown,
  ): { readonly success: true } | { readonly success: false; readonly error: { readonly issues: readonly Issue[] } };
}

interface Issue {
  readonly code?: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/**
 * Makes the reader of lines that are to become events of one kind. It takes the fields of a line, its key, and whether
 * all values are text as in CSV, and answers the request, or every mistake that the contract finds in it. What the
 * address of the operation names, as `{loan_id}`, is a field of the line like the others.
 */
export function requestReader(kind: EventKind) {
  const { route, inputSchema } = OPERATIONS[kind]['~orpc'];
  const template = route.path!;
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  const schema: Schema = inputSchema!;
  return (fields: JsonObject, key: string, isText: boolean): ImportRequest | Mistakes => {
    const { idempotency_key: _, ...body } = fields;
    const params: JsonObject = {};
    for (const name of names) {
      if (body[name] !== undefined) params[name] = body[name];
      delete body[name];
    }
    const input = { headers: { 'idempotency-key': key }, body, ...(names.length > 0 && { params }) };
    let issues = issuesOf(schema, input);
    // A cell is text; where the contract wants a number, a truth value, a list or an object, it is their JSON.
    if (isText && issues.filter((issue) => readAsJson(body, issue)).length > 0) issues = issuesOf(schema, input);
    if (issues.length > 0) return issues.map(mistakeOf);
    const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])));
    return { path, body, idempotencyKey: key };
  };
}

function issuesOf(schema: Schema, input: object): readonly Issue[] {
  const result = schema.safeParse(input);
  return result.success ? [] : result.error.issues;
}

/** Reads the text at the place of an issue as JSON, in place, and answers whether there was any. */
function readAsJson(body: JsonObject, { code, path: [where, ...path] }: Issue): boolean {
  const last = path.pop();
  if (code !== 'invalid_type' || where !== 'body' || last === undefined) return false;
  const place = path.reduce<Json | undefined>((inner, name) => (inner as JsonObject | undefined)?.[String(name)], body);
  const text = (place as JsonObject | undefined)?.[String(last)];
  if (typeof text !== 'string') return false;
  try {
    (place as JsonObject)[String(last)] = JSON.parse(text) as Json;
    return true;
  } catch {
    return false;
  }
}

function mistakeOf({ path: [where, ...path], message }: Issue): Mistakes[number] {
  const names = where === 'headers' ? ['idempotency_key'] : path;
  return { pointer: names.map((name) => `/${String(name)}`).join(''), detail: message };
}
