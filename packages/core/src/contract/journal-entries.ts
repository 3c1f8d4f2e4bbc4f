import { z } from 'zod';
import { EntryWithLines, JournalFilters, LedgerPage, PostedAfter } from './journal.ts';
import { reading } from './operation.ts';
import { IdParams, PageSize, PageToken } from './wire.ts';

/** The journal of the tenant. */
export const journalEntries = {
  get: reading({
    path: '/journal-entries/{id}',
    operationId: 'getJournalEntry',
    tag: 'Journal',
    summary: 'One entry with all its lines',
    description: 'Answers an entry and a page of its lines: an accrual batch has two for each loan and account.',
    scope: 'hpts:ledger:read',
    input: {
      params: IdParams,
      query: z.strictObject({ page_size: PageSize, page_token: PageToken.optional() }),
    },
    answers: 'The entry.',
    answer: EntryWithLines,
    refusals: ['page_token_invalid', 'journal_entry_not_found'],
  }),
  list: reading({
    path: '/journal-entries',
    operationId: 'listJournalEntries',
    tag: 'Journal',
    summary: 'The journal of all loans',
    description:
      'Answers every entry of the tenant, oldest posted first, so an entry that is posted while you page is met at the end and none is skipped or repeated. Of an entry with more than 1,000 lines the first 1,000 are shown.',
    scope: 'hpts:ledger:read',
    input: { query: z.strictObject({ ...JournalFilters, posted_after: PostedAfter }) },
    answers: 'A page of the journal.',
    answer: LedgerPage,
    refusals: ['page_token_invalid'],
  }),
};
