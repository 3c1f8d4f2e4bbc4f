import { z } from 'zod';
import { EVENT_TYPES } from '../ledger/entry.ts';
import {
  AskedInstant,
  CalendarDate,
  CurrencyCode,
  KnownAt,
  NextPageToken,
  PageSize,
  PageToken,
  PositiveAmount,
  UtcInstant,
  Uuid,
} from './wire.ts';

/** The journal as it is answered: a line, an entry as one loan sees it, and an entry as the whole ledger sees it. */

/** Final, authorised, or expected: each layer balances by itself. */
export const Layer = z.enum(['SETTLED', 'PENDING', 'ENCUMBRANCE']);

const JournalLine = z
  .object({
    sequence: z.int().min(1).describe('From 1, without a gap, within the item.'),
    account_code: z.string(),
    direction: z.enum(['DR', 'CR']),
    amount_minor: PositiveAmount,
    currency: CurrencyCode,
    layer: Layer,
    loan_id: Uuid.optional(),
    borrower_id: Uuid.optional(),
    external_ref: z.string().optional(),
  })
  .meta({ id: 'JournalLine', description: 'One line of a journal entry.' });

const JournalEntry = z
  .object({
    journal_entry_id: Uuid,
    event_type: z.enum(EVENT_TYPES),
    effective_at: CalendarDate,
    posted_at: UtcInstant,
    lines: z.array(JournalLine).describe("This loan's lines: debits, then credits. They balance."),
    correlation_id: Uuid.optional().describe('Shared by entries of one decision.'),
    reverses_entry_id: Uuid.optional(),
    description: z.string().optional(),
    actor: z.string().optional().describe('The client or subject of the token.'),
    accounting_date: CalendarDate.describe('The day of the general ledger on which it counts.'),
  })
  .meta({ id: 'JournalEntry', description: 'One journal entry, as one loan sees it.' });

/** A page of the entries that have lines of one loan. */
export const JournalPage = z
  .object({ items: z.array(JournalEntry), next_page_token: NextPageToken })
  .meta({ id: 'JournalPage', description: "A page of a loan's history." });

/** An entry with the lines of every loan, and those of none. */
export const LedgerEntry = JournalEntry.extend({
  lines: z
    .array(JournalLine)
    .describe('Debits, then credits. A line has a loan where its account belongs to one. At most 1,000 in a list.'),
  line_count: z.int().min(0).describe('How many lines the entry has.'),
  lines_truncated: z
    .literal(true)
    .optional()
    .describe('Present when there are more lines than are shown: `GET /v1/journal-entries/{id}` pages them.'),
}).meta({ id: 'LedgerEntry', description: 'One journal entry, as the whole ledger sees it.' });

/** A page of the tenant's journal. */
export const LedgerPage = z
  .object({ items: z.array(LedgerEntry), next_page_token: NextPageToken })
  .meta({ id: 'LedgerPage', description: "A page of the tenant's journal." });

/** One entry with a page of its lines. */
export const EntryWithLines = LedgerEntry.omit({ lines_truncated: true })
  .extend({
    lines: z.array(JournalLine).describe('A page of its lines, in the order of their sequence.'),
    next_page_token: NextPageToken,
  })
  .meta({ id: 'EntryWithLines', description: 'One journal entry, with a page of its lines.' });

/** What a list of entries can be narrowed by. */
export const JournalFilters = {
  from_date: CalendarDate.optional().describe('The first effective date.'),
  to_date: CalendarDate.optional().describe('The last effective date.'),
  event_type: z.enum(EVENT_TYPES).optional().describe('Only entries of this type.'),
  known_at: KnownAt,
  page_size: PageSize,
  page_token: PageToken.optional(),
  order: z.enum(['asc', 'desc']).default('asc').describe('Oldest posted first, or newest first.'),
};

/** Where a list begins in the order of posting. */
export const PostedAfter = AskedInstant.optional().describe('Only entries posted after this instant.');
