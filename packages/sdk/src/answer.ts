import type { Answered } from './exchange.ts';

/**
 * What came with an answer, beside its body.
 *
 * @example
 * const { response }: { response: ResponseInfo } = await ledger.loans.balance(loanId).withResponse();
 * console.log(response.status, response.traceId, response.requestId);
 */
export interface ResponseInfo {
  /** The HTTP status: 201 for what was booked, 200 for what was booked before, or read. */
  readonly status: number;
  /** The headers, by their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as it came, to the byte: a replay's is that of the first answer. */
  readonly text: string;
  /** The trace that the answer names in its `traceresponse`, to quote to the ledger's operator. */
  readonly traceId: string | undefined;
  /** The request in that trace: the last attempt, of several. */
  readonly requestId: string | undefined;
}

/**
 * The answer to a post: the body that the ledger sent, and whether it was booked by an earlier request. `isReplay` is
 * not enumerable, so the body is stored, printed and compared as the ledger sent it: a replay equals the original.
 *
 * @example
 * const charged: Posted<Fee> = await ledger.fees.assess(fee, { idempotencyKey: key });
 * if (charged.isReplay) console.log('charged before');
 */
export type Posted<Body> = Body & { readonly isReplay: boolean };

/**
 * A call under way: a promise of its answer that can also be asked for what came with it.
 *
 * @example
 * const call: Call<Balance> = ledger.loans.balance(loanId);
 * const { data, response } = await call.withResponse();
 */
export interface Call<Body> extends Promise<Body> {
  /** The answer, and the status, headers, bytes and ids that it came with. */
  withResponse(): Promise<{ readonly data: Body; readonly response: ResponseInfo }>;
}

/** Kept beside the bodies, so that a body holds what the ledger sent and nothing else. */
const responses = new WeakMap<object, ResponseInfo>();

/** Remembers what came with a body, and gives the body back. */
export function remembered<Body extends object>(body: Body, answer: ResponseInfo): Body {
  const { status, headers, text, traceId, requestId } = answer;
  responses.set(body, { status, headers, text, traceId, requestId });
  return body;
}

/**
 * What an answer came with, for an answer that was awaited before anybody asked; see `Call.withResponse`. The answer
 * is the very object that a call returned, or a page of a list.
 *
 * @returns undefined for any other object.
 * @example
 * const balance = await ledger.loans.balance(loanId);
 * console.log(responseOf(balance)?.traceId);
 */
export function responseOf(answer: object): ResponseInfo | undefined {
  return responses.get(answer);
}

/** Makes a call of the promise of a body that is remembered. */
export function callOf<Body extends object>(answer: Promise<Body>): Call<Body> {
  const withResponse = async () => {
    const data = await answer;
    return { data, response: responses.get(data) as ResponseInfo };
  };
  return Object.assign(answer, { withResponse });
}

/**
 * Marks the body of a post as a replay or not. A replay is told by its status, which every browser shows, unlike the
 * header; a dry run may be answered 200 too, and replays nothing.
 */
export function posted<Body extends object>(body: Body, status: number): Posted<Body> {
  const isReplay = status === 200 && !('dry_run' in body);
  return Object.defineProperty(body, 'isReplay', { value: isReplay }) as Posted<Body>;
}

/** The answer that an exchange was answered with: its JSON, with what came with it. */
export const bodyOf = (answer: Answered): object => remembered(answer.body as object, answer);
