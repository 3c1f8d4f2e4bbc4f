import { refuse } from '@tallystick/core';
import type { LedgerBook } from './ledger-book.ts';
import type { NumberedRequest, Outcome } from './request.ts';

/** What came of one request of a batch: an outcome, or a defect that concerns this request alone. */
export type Result = { readonly outcome: Outcome } | { readonly defect: unknown };

/** Thrown to roll back what has run the real path, statements and all, and must leave nothing: a rehearsal, or a late refusal. */
export class RollBack extends Error {
  readonly results: readonly Result[];
  constructor(results: readonly Result[]) {
    super('these results leave nothing behind');
    this.results = results;
  }
}

/** The outcome that a request has before anything is decided: its key was used, or its tenant was never set up. */
export function settledBefore(request: NumberedRequest, book: LedgerBook): Outcome | undefined {
  const kept = book.answers.get(request.idempotencyKey);
  if (kept !== undefined) {
    if (kept.fingerprint !== request.fingerprint) return { outcome: 'key_reused', eventId: kept.eventId };
    // Its own event: an earlier try was committed and only the answer was lost, so this is the first answer.
    return { outcome: kept.eventId === request.eventId ? 'booked' : 'replayed', response: kept.response };
  }
  if (book.defaultProgramId !== undefined) return undefined;
  return { outcome: 'refused', refusal: refuse('program_not_found', 'this tenant has not been set up') };
}
