import { z } from 'zod';
import { LedgerEntry } from './journal.ts';

/** Trying an act: every request to post may only ask what would be booked. */

/** What the body of every request to post has beside its own. Without a default, so that fingerprints stay as they were. */
export const Rehearsable = {
  dry_run: z
    .boolean()
    .optional()
    .describe('Check everything, answer what would be booked, and book nothing. The key stays free. Default: false.'),
};

/** What the body of every answer to a post may have beside its own. */
export const Rehearsed = {
  dry_run: z.literal(true).optional().describe('Present when nothing was booked.'),
  entries: z
    .array(LedgerEntry)
    .optional()
    .describe('The entries that would have been posted, each with its first 1,000 lines. Present on a dry run.'),
};
