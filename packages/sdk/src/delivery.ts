import { type Answered, type Ending, exchange, type Fetch, type Outgoing } from './exchange.ts';
import { type Observer, redacted, secretsIn, withoutSecrets } from './observer.ts';
import { ProblemError, type ProblemFields, problemError } from './problem.ts';
import { isWorthRetrying, reasonOf, retryAfter, verdictOf, waitAfter } from './retry.ts';
import type { RetryBudget } from './retry-budget.ts';
import { type Runtime, TimedOut, within } from './runtime.ts';
import { OutcomeUnknownError, UnreachableError } from './unanswered.ts';

/** Where the token of a call comes from. */
export interface TokenSource {
  /** The token to use now. */
  current(): Promise<string>;
  /** Says that the ledger refused a token. True when another may be had. */
  refuse(token: string): boolean;
}

/** A request and the patience that its caller has. */
export interface Delivery extends Outgoing {
  /** The key of a post. Without one there is nothing whose outcome could stay unknown. */
  readonly idempotencyKey?: string | undefined;
  readonly timeoutMs: number;
  readonly attemptTimeoutMs: number;
  readonly maxRetries: number;
  readonly signal?: AbortSignal | undefined;
  /** Reads a refusal that is not worded as the ledger words one. */
  readonly refusedAs?: (answer: Answered) => ProblemError;
  /** What the body holds that is told to nobody. */
  readonly secret?: string | undefined;
}

/** What a delivery works with. */
export interface Wiring {
  readonly fetch: Fetch;
  readonly observer: Observer;
  readonly runtime: Runtime;
  readonly budget: RetryBudget;
}

/**
 * Sends a request until it is answered, refused for good, or out of time, and returns the answer of success.
 *
 * The bytes and the key are the same in each attempt, which is what makes it safe to send a post twice. A 401 gets a
 * new token and one more attempt, once, and does not count as a retry. A wait that would pass the deadline is not
 * begun, and no retry is made that the budget of the client does not hold.
 *
 * @throws ProblemError when it was refused; UnreachableError when nobody answered and nothing was booked;
 * OutcomeUnknownError when a post may have been booked; the caller's reason when the caller aborts.
 */
export async function deliver(delivery: Delivery, wiring: Wiring, tokens?: TokenSource): Promise<Answered> {
  const { runtime, budget, observer } = wiring;
  const { operation, method, url, signal, maxRetries } = delivery;
  const deadline = runtime.now() + delivery.timeoutMs;
  const progress: Progress = { attempts: 0, mayBeBooked: false };
  let isRenewed = false;
  for (let retries = 0; ; ) {
    const left = deadline - runtime.now();
    const token = tokens && (await tokenWithin(left, tokens, delivery, progress));
    const ending = await attempt(delivery, ++progress.attempts, deadline, wiring, token);
    const refuse = () => failure(delivery, ending, progress, token, runtime.now());
    if (ending.kind === 'answered' && ending.status >= 200 && ending.status < 300) {
      budget.earn();
      return ending;
    }
    if (ending.kind === 'answered' && ending.status === 401 && token && !isRenewed && tokens?.refuse(token)) {
      isRenewed = true;
      continue;
    }
    const verdict = verdictOf(ending);
    progress.mayBeBooked = verdict === 'unknown' || (progress.mayBeBooked && verdict !== 'settled');
    if (!isWorthRetrying(ending) || retries >= maxRetries) throw refuse();
    const waitMs = waitAfter(ending, ++retries, runtime.now(), runtime.random());
    if (runtime.now() + waitMs >= deadline || !budget.spend()) throw refuse();
    observer.retry({ operation, method, url, attempt: progress.attempts, reason: reasonOf(ending), waitMs });
    await runtime.sleep(waitMs, signal);
  }
}

interface Progress {
  attempts: number;
  /** Whether an attempt so far may have been carried out without our learning it. */
  mayBeBooked: boolean;
}

function attempt(
  delivery: Delivery,
  number: number,
  deadline: number,
  { fetch, observer, runtime }: Wiring,
  token: string | undefined,
): Promise<Ending> {
  const { operation, method, url, body } = delivery;
  const headers = token ? { ...delivery.headers, authorization: `Bearer ${token}` } : delivery.headers;
  // Never below a millisecond: a deadline that has just passed still ends as an attempt that took too long.
  const milliseconds = Math.max(1, Math.min(delivery.attemptTimeoutMs, deadline - runtime.now()));
  const outgoing: Outgoing = { operation, method, url, headers, body };
  return exchange(outgoing, number, milliseconds, { fetch, observer, now: () => runtime.now() }, delivery.signal);
}

/** Waits for the token no longer than the call may take: many calls may be waiting for the same one. */
async function tokenWithin(left: number, tokens: TokenSource, delivery: Delivery, progress: Progress): Promise<string> {
  try {
    return await within(Math.max(1, left), delivery.signal, () => tokens.current());
  } catch (cause) {
    if (delivery.signal?.aborted) throw delivery.signal.reason;
    if (cause instanceof TimedOut || progress.mayBeBooked) throw unanswered(delivery, cause, progress);
    throw keyed(cause, delivery.idempotencyKey);
  }
}

/** The failure to get a token, told to one of those who waited for it: with the key of its call. */
function keyed(failure: unknown, idempotencyKey: string | undefined): unknown {
  if (idempotencyKey === undefined) return failure;
  if (failure instanceof ProblemError) {
    return new ProblemError({ ...failure, response: failure.response, idempotencyKey });
  }
  return failure instanceof UnreachableError ? new UnreachableError(failure, idempotencyKey) : failure;
}

function failure(
  delivery: Delivery,
  ending: Ending,
  progress: Progress,
  token: string | undefined,
  now: number,
): Error {
  if (ending.kind === 'lost') return unanswered(delivery, ending.cause, progress);
  const { refusedAs = (answer) => problemError(answer, delivery.idempotencyKey), secret } = delivery;
  const secrets = [token, secret, ...secretsIn(delivery.headers)].filter((one) => one !== undefined);
  const problem = new ProblemError({ ...refusedAs(ending), ...arrival(ending, secrets, now) });
  return delivery.idempotencyKey && progress.mayBeBooked ? unanswered(delivery, problem, progress) : problem;
}

/** What a refusal came with, the secrets that it repeats replaced. */
function arrival(
  answer: Answered,
  secrets: readonly string[],
  now: number,
): Pick<ProblemFields, 'response' | 'retryAfterMs'> {
  const { status, traceId, requestId } = answer;
  const headers = Object.fromEntries(
    Object.entries(redacted(answer.headers)).map(([name, value]) => [name, withoutSecrets(value, secrets)]),
  );
  const response = { status, headers, text: withoutSecrets(answer.text, secrets), traceId, requestId };
  return { response, retryAfterMs: retryAfter(answer, now) };
}

function unanswered(delivery: Delivery, cause: unknown, { attempts, mayBeBooked }: Progress): Error {
  const { method, url, idempotencyKey } = delivery;
  const ending = { call: `${method} ${new URL(url).pathname}`, attempts, cause };
  if (!idempotencyKey || !mayBeBooked) return new UnreachableError(ending, idempotencyKey);
  const traceId = cause instanceof Error && 'traceId' in cause ? (cause as ProblemError).traceId : undefined;
  return new OutcomeUnknownError(ending, idempotencyKey, traceId);
}
