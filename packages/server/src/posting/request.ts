import type { Answer, Command, EventId, Refusal } from '@tallystick/core';

/**
 * One request to post: the command, who asks, and under which key. `fingerprint` is a hash of what was asked, so that
 * the key of one request is not taken for another's.
 */
export interface PostingRequest {
  readonly tenantId: string;
  readonly actor: string;
  readonly idempotencyKey: string;
  /** SHA-256 of the normalised request, in hexadecimal. */
  readonly fingerprint: string;
  readonly command: Command;
  /** The request as JSON, kept with the event for whoever asks later what was asked. */
  readonly record: string;
  /** Runs the real path and rolls it back: nothing is booked and the key stays free. */
  readonly dryRun: boolean;
  /** The body of the answer, from what was booked. */
  readonly present: (answer: Answer, eventId: EventId) => object;
}

/** A request with the id of the event that it will be, the same however often it must be tried. */
export interface NumberedRequest extends PostingRequest {
  readonly eventId: EventId;
}

/** What came of a request that the ledger could decide. `response` is the body that was stored, to the byte. */
export type Outcome =
  | { readonly outcome: 'booked' | 'replayed' | 'rehearsed'; readonly response: string }
  | { readonly outcome: 'key_reused'; readonly eventId: string }
  | { readonly outcome: 'refused'; readonly refusal: Refusal };
