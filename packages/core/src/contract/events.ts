import { z } from 'zod';
import { LedgerEntry } from './journal.ts';
import { reading } from './operation.ts';
import { SourceMethod } from './payments.ts';
import {
  IdempotencyKey,
  IdParams,
  NextPageToken,
  NoQuery,
  PageSize,
  PageToken,
  Reference,
  UtcInstant,
  Uuid,
} from './wire.ts';

/** What an event is of: one kind for each operation that posts. */
export const EVENT_KINDS = [
  'loan',
  'disbursement',
  'settlement',
  'payment',
  'payment_settlement',
  'return',
  'receipt',
  'allocation',
  'refund',
  'fee',
  'waiver',
  'accrual',
  'nonaccrual',
  'chargeoff',
  'recovery',
  'refinance',
  'restructure',
  'reversal',
  'adjustment',
  'approval',
  'rejection',
  'period_close',
] as const;

/** A place in the feed: digits, because it may pass what a JSON number holds. */
const Position = z.string().regex(/^[0-9]{1,18}$/, 'must be a position of the feed, a whole number');

const LedgerEvent = z
  .object({
    position: Position.describe("Where it stands among the tenant's events, in the order of commit, without a gap."),
    event_id: Uuid,
    kind: z.enum(EVENT_KINDS),
    loan_id: Uuid.optional().describe('The loan that it is about, when it is one.'),
    subject_event_id: Uuid.optional().describe('The event that it settles, returns, waives, reverses or decides.'),
    posted_at: UtcInstant,
    actor: z.string().describe('The client or subject of the token.'),
    idempotency_key: z.string(),
    request: z.record(z.string(), z.unknown()).describe('What was asked for, without the loans of a batch.'),
    answer: z.record(z.string(), z.unknown()).describe('What was answered.'),
    entries: z.array(LedgerEntry).describe('What was booked, in order. At most 1,000 lines of each.'),
  })
  .meta({ id: 'LedgerEvent', description: 'One event, with all that it booked.' });

const EventPage = z
  .object({ items: z.array(LedgerEvent), next_page_token: NextPageToken })
  .meta({ id: 'EventPage', description: 'A page of the feed.' });

const EventQuery = z
  .strictObject({
    after: Position.optional().describe('Only events after this position. Default: from the first.'),
    kind: z.enum(EVENT_KINDS).optional().describe('Only events of this kind.'),
    loan_id: Uuid.optional().describe(
      'Only events that name this loan or booked lines of it, as an accrual batch does for each of its loans.',
    ),
    idempotency_key: IdempotencyKey.optional().describe('Only the event that was booked under this key: one, or none.'),
    subject_event_id: Uuid.optional().describe('Only events that acted on this one, which is their subject.'),
    source_method: SourceMethod.optional().describe('How the money came that `external_ref` names.'),
    // A body with a NUL is malformed; an address may hold one, and no database does.
    external_ref: Reference.refine((text) => !text.includes('\0'), 'must not hold a NUL')
      .optional()
      .describe(
        'Only the payment, receipt or recovery that a processor calls so, by `source_method`. Where it was reversed and another bears its name since: the other one.',
      ),
    page_size: PageSize,
    page_token: PageToken.optional(),
  })
  .refine((query) => (query.source_method === undefined) === (query.external_ref === undefined), {
    path: ['external_ref'],
    message: 'must be given with source_method, and source_method with it',
  });

/** Everything that happened, in order. */
export const events = {
  list: reading({
    path: '/events',
    operationId: 'listEvents',
    tag: 'Events',
    summary: 'The feed of events',
    description:
      'Answers events in the order in which they were committed. Keep the position of the last one that you have worked off and ask for what comes after it: none is skipped, however commits interleave, and none comes late. A page may end before `page_size` where its events booked much. Filters that are given together must all be met.',
    scope: 'hpts:ledger:read',
    input: { query: EventQuery },
    answers: 'A page of the feed.',
    answer: EventPage,
    refusals: ['page_token_invalid'],
  }),
  get: reading({
    path: '/events/{id}',
    operationId: 'getEvent',
    tag: 'Events',
    summary: 'One event, with all that it booked',
    description:
      'Answers an event of any kind by its id, as the feed does: the `…_event_id` of an answer, or the `correlation_id` of an entry.',
    scope: 'hpts:ledger:read',
    input: { params: IdParams, query: NoQuery },
    answers: 'The event.',
    answer: LedgerEvent,
    refusals: ['event_not_found'],
  }),
};
