import { z } from 'zod';
import { parseDate } from '../calendar/date.ts';
import { isCurrency } from '../money/currency.ts';

/** The shapes that every operation shares: what an id, an amount, a date or a key looks like in JSON. */

/** The pattern of a UUID of any version, in either case. */
export const UUID_PATTERN = /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/;

/** The pattern of an amount in minor units. */
export const AMOUNT_PATTERN = /^(0|[1-9][0-9]{0,18})$/;

/** A UUID, in either case; read in lower case. */
export const Uuid = z
  .string()
  .regex(UUID_PATTERN, 'must be a UUID')
  .toLowerCase()
  .meta({
    format: 'uuid',
    description: 'A UUID, in either case; answered in lower case.',
    examples: ['11111111-1111-1111-1111-111111111111'],
  });

/** An amount in minor units, as a string: zero allowed. */
export const Amount = z
  .string()
  .regex(AMOUNT_PATTERN, 'must be a string of digits in minor units, without sign, point or leading zero')
  .meta({
    minLength: 1,
    maxLength: 19,
    description:
      'An amount in the minor unit of its currency (cents for USD), as a string. At most 9223372036854775807.',
    examples: ['88849', '10000000'],
  });

/** An amount in minor units above zero. */
export const PositiveAmount = Amount.refine((text) => text !== '0', 'must be above zero').meta({
  description:
    'An amount above zero in the minor unit of its currency (cents for USD), as a string. At most 9223372036854775807.',
  examples: ['88849', '10000000'],
});

/** A sum over many loans, in minor units: it may pass what one amount can hold. */
export const Total = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,37})$/, 'must be a string of digits in minor units, without sign, point or leading zero')
  .meta({
    minLength: 1,
    maxLength: 38,
    description: 'A sum in the minor unit of its currency, as a string. It may pass what a single amount can hold.',
    examples: ['88849'],
  });

/** A sum that may stand on either side of zero, in minor units. */
export const SignedTotal = z
  .string()
  .regex(/^(0|-?[1-9][0-9]{0,37})$/, 'must be a string of digits in minor units, below zero with a minus')
  .meta({
    minLength: 1,
    maxLength: 39,
    description: 'A sum in the minor unit of its currency, as a string; below zero with a minus.',
    examples: ['88849', '-500'],
  });

/** An ISO 4217 code in force. */
export const CurrencyCode = z
  .string()
  .regex(/^[A-Z]{3}$/, 'must be three capital letters')
  .refine(isCurrency, 'must be an ISO 4217 code in force')
  .meta({
    minLength: 3,
    maxLength: 3,
    description: 'An ISO 4217 currency code in force.',
    examples: ['USD', 'MXN', 'EUR'],
  });

/** A day of the calendar. */
export const CalendarDate = z
  .string()
  .refine((text) => parseDate(text) !== undefined, 'must be a day of the calendar, as YYYY-MM-DD')
  .meta({ format: 'date', description: 'A day of the calendar, as YYYY-MM-DD.', examples: ['2026-05-01'] });

/** A month of the calendar. */
export const CalendarMonth = z
  .string()
  .refine((text) => parseDate(`${text}-01`) !== undefined, 'must be a month of the calendar, as YYYY-MM')
  .meta({ description: 'A month of the calendar, as YYYY-MM.', examples: ['2026-05'] });

/** An instant, RFC 3339 in UTC. */
export const UtcInstant = z
  .string()
  .meta({ format: 'date-time', description: 'An instant, RFC 3339 in UTC.', examples: ['2026-05-01T12:00:00.000Z'] });

/** An instant as a caller names it, to the millisecond at most. */
export const AskedInstant = z.iso
  .datetime({ offset: false, message: 'must be an instant in UTC, as 2026-05-01T12:00:00Z' })
  .meta({ description: 'An instant, RFC 3339 in UTC.', examples: ['2026-05-01T12:00:00Z'] });

/** The past state of knowledge that a read may be asked for. */
export const KnownAt = AskedInstant.optional().describe('Count only what was posted by this instant.');

/** Text that a caller names something with. */
export const Reference = z.string().min(1, 'must not be empty').max(255, 'must be at most 255 characters');

/** Why something was done, as a word of the lender's own list. */
export const ReasonCode = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,63}$/, 'must be lower-case letters, digits and _, a letter first, at most 64')
  .meta({ description: 'Why, as a word of your own list, such as `past_due_120`.', examples: ['past_due_120'] });

/** Whatever a caller wants to keep beside an event. */
export const Metadata = z
  .record(z.string().regex(/^[a-zA-Z][a-zA-Z0-9_]*$/, 'a key must be letters, digits and _, a letter first'), z.json())
  .refine((value) => new TextEncoder().encode(JSON.stringify(value)).length <= 2048, 'must be at most 2 KB serialized')
  .meta({
    description: 'Free-form data: stored and returned, never read by financial logic. At most 2 KB serialized.',
    examples: [{ channel: 'autopay' }],
  });

/** The key under which a request is carried out once. */
export const IdempotencyKey = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{7,254}$/)
  .meta({
    minLength: 8,
    maxLength: 255,
    description:
      'A deterministic key of the caller, unique per tenant. The same key and request are answered with the first answer, for ever; the same key with another request is refused. Recommended form: event:resource:natural-key.',
    examples: ['payment:loan_42:proc_txn_abc123'],
  });

/** The headers of a request that posts. */
export const PostHeaders = z.object({ 'idempotency-key': IdempotencyKey });

/** The path of what belongs to a loan. */
export const LoanParams = z.object({ loan_id: Uuid });

/** The path of what belongs to an event, an entry or another thing that the ledger named. */
export const IdParams = z.object({ id: Uuid });

/** The query of a read that takes none: a parameter that means nothing is refused, not ignored. */
export const NoQuery = z.strictObject({}).default({});

/** The number of items on a page. */
export const PageSize = z
  .preprocess(
    // A query holds text; one to three digits are a number, and anything else is what it is.
    (value) => (typeof value === 'string' && /^[0-9]{1,3}$/.test(value) ? Number(value) : value),
    z.int('must be a whole number').min(1, 'must be at least 1').max(500, 'must be at most 500').default(50),
  )
  .meta({ description: 'How many items to answer at most.', examples: [50] });

/** Where a page begins. */
export const PageToken = z
  .string()
  .min(1)
  .max(512)
  .meta({ description: 'The `next_page_token` of the page before, with the same filters.' });

/** The token of the next page, as an answer carries it. */
export const NextPageToken = PageToken.optional().describe('Absent on the last page.');
