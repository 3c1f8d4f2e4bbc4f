import type { Answer, AnswerTo, Command, EventId } from '@tallystick/core';
import type { Context } from './context.ts';
import { fingerprintOf } from './fingerprint.ts';
import { problemError, refusalError } from './problem.ts';

/** What a procedure that posts hands over: the request as the contract read it, the command in it, and the answer's shape. */
export interface Posting<C extends Command, Body extends object> {
  /** The operation's name, which belongs to what a key was used for. */
  readonly operation: string;
  readonly idempotencyKey: string;
  /** Path parameters and body together, as the contract read them. It is kept without the loans of a batch. */
  readonly request: Readonly<Record<string, unknown>>;
  readonly command: C;
  readonly dryRun?: boolean;
  readonly present: (answer: AnswerTo<C>, eventId: EventId) => Body;
}

/** The answer of an operation that posts: 201 for what was booked now, 200 for what was booked before or only rehearsed. */
export type Posted<Body> =
  | { readonly status: 201; readonly headers: Record<string, never>; readonly body: Body }
  | { readonly status: 200; readonly headers: { readonly 'idempotent-replayed'?: 'true' }; readonly body: Body };

/**
 * Posts a command under its idempotency key and answers with what was booked under it, now or before.
 *
 * The body of a replay is the stored text of the first answer, so it is the same to the byte.
 */
export async function posted<C extends Command, Body extends object>(
  context: Context,
  posting: Posting<C, Body>,
): Promise<Posted<Body>> {
  const { operation, idempotencyKey, request, command } = posting;
  const { loans: _items, loan_ids: _loans, ...record } = request;
  const outcome = await context.services.engine.post({
    tenantId: context.principal!.tenantId,
    actor: context.principal!.actor,
    idempotencyKey,
    fingerprint: fingerprintOf(operation, request),
    command,
    record: JSON.stringify(record),
    dryRun: posting.dryRun ?? false,
    present: (answer: Answer, eventId) => posting.present(answer as AnswerTo<C>, eventId),
  });
  switch (outcome.outcome) {
    case 'booked':
      return { status: 201, headers: {}, body: JSON.parse(outcome.response) };
    case 'replayed':
      return { status: 200, headers: { 'idempotent-replayed': 'true' }, body: JSON.parse(outcome.response) };
    case 'rehearsed':
      return { status: 200, headers: {}, body: JSON.parse(outcome.response) };
    case 'key_reused':
      throw problemError(
        context,
        'idempotency_key_reused',
        `the key was used for another request, event ${outcome.eventId}`,
      );
    case 'refused':
      throw refusalError(context, outcome.refusal);
    default:
      return outcome satisfies never;
  }
}
