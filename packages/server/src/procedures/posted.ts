import type { Answer, AnswerTo, Command, CommandOf, EventId } from '@tallystick/core';
import {
  type Act,
  type Answered,
  type Asked,
  type AskedPost,
  isRehearsal,
  keyReused,
  type Noun,
  recordOf,
  refusedBy,
  requestOf,
  type VerbOf,
} from '@tallystick/core/wire';
import type { Outcome } from '../posting/request.ts';
import type { Context } from './context.ts';
import { fingerprintOf } from './fingerprint.ts';
import { failingAs } from './problem.ts';

/** The answer of an operation that posts: 201 for what was booked now, 200 for what was booked before or only rehearsed. */
export type Posted<Body> =
  | { readonly status: 201; readonly headers: Record<string, never>; readonly body: Body }
  | { readonly status: 200; readonly headers: { readonly 'idempotent-replayed'?: 'true' }; readonly body: Body };

/**
 * The handler of an operation that posts: it posts the command in a request under the request's key, and answers with
 * what was booked under it, now or before. The operation's name belongs to what a key was used for.
 *
 * The body of a replay is the stored text of the first answer, so it is the same to the byte.
 */
export function posting<N extends Noun, V extends VerbOf<N> & string, Kind extends Command['kind']>(
  operation: `${N}.${V}`,
  act: Act<N, V, Kind>,
) {
  return async ({ input, context }: { readonly input: Asked<N, V> & AskedPost; readonly context: Context }) => {
    const post: AskedPost = input;
    const request = requestOf(post);
    const outcome = await context.services.engine.post({
      tenantId: context.principal!.tenantId,
      actor: context.principal!.actor,
      idempotencyKey: post.headers['idempotency-key'],
      fingerprint: fingerprintOf(operation, request),
      command: act.commandOf(input),
      record: JSON.stringify(recordOf(request)),
      dryRun: isRehearsal(post),
      present: (answer: Answer, eventId: EventId) =>
        act.bodyOf(answer as AnswerTo<CommandOf<Kind>>, eventId, input) as object,
    });
    return answerOf<Answered<N, V>>(context, outcome);
  };
}

function answerOf<Body>(context: Context, outcome: Outcome): Posted<Body> {
  switch (outcome.outcome) {
    case 'booked':
      return { status: 201, headers: {}, body: JSON.parse(outcome.response) };
    case 'replayed':
      return { status: 200, headers: { 'idempotent-replayed': 'true' }, body: JSON.parse(outcome.response) };
    case 'rehearsed':
      return { status: 200, headers: {}, body: JSON.parse(outcome.response) };
    case 'key_reused':
      throw failingAs(context, keyReused(outcome.eventId));
    case 'refused':
      throw failingAs(context, refusedBy(outcome.refusal));
    default:
      return outcome satisfies never;
  }
}
