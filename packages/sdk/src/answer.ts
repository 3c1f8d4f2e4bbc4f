import type { Answered } from './exchange.ts';

/** What came with an answer, beside its body. */
export type ResponseInfo = Pick<Answered, 'status' | 'headers' | 'traceId'>;

/**
 * The answer to a post: the body that the ledger sent, and whether it was booked by an earlier request. `isReplay` is
 * not enumerable, so the body is stored, printed and compared as the ledger sent it: a replay equals the original.
 */
export type Posted<Body> = Body & { readonly isReplay: boolean };

/** Kept beside the bodies, so that a body holds what the ledger sent and nothing else. */
const responses = new WeakMap<object, ResponseInfo>();

/** Remembers what came with a body, and gives the body back. */
export function remembered<Body extends object>(body: Body, { status, headers, traceId }: Answered): Body {
  responses.set(body, { status, headers, traceId });
  return body;
}

/**
 * The status, headers and trace id that an answer came with; the answer is the very object that a call returned.
 *
 * @returns undefined for any other object.
 */
export function responseOf(answer: object): ResponseInfo | undefined {
  return responses.get(answer);
}

/**
 * Marks the body of a post as a replay or not. A replay is told by its status, which every browser shows, unlike the
 * header; a dry run may be answered 200 too, and replays nothing.
 */
export function posted<Body extends object>(body: Body, status: number): Posted<Body> {
  const isReplay = status === 200 && !('dry_run' in body);
  return Object.defineProperty(body, 'isReplay', { value: isReplay }) as Posted<Body>;
}
