import type { Answered, Ending } from './exchange.ts';
import { problemIn } from './problem.ts';
import { inAWord } from './unanswered.ts';

const FIRST_WAIT = 250;
const LONGEST_WAIT = 8_000;

/**
 * Whether an attempt that ended so is worth another: 408, 429, 5xx and a lost connection, unless the ledger itself
 * says by `retryable` that the same request would fail again. Never any other refusal: 422 stays 422.
 */
export function isWorthRetrying(ending: Ending): boolean {
  if (ending.kind === 'lost') return true;
  const { status } = ending;
  const mayPass = status === 408 || status === 429 || status >= 500;
  return mayPass && problemIn(ending)?.retryable !== false;
}

/**
 * How long to wait after a failed attempt, in milliseconds. Without a Retry-After: any time from none to a ceiling
 * that doubles with each attempt, from 250 ms to 8 s ("full jitter"), so that clients which failed together do not
 * come back together. With one: that long, and up to 250 ms more for the same reason.
 *
 * Source: AWS Architecture Blog, "Exponential Backoff And Jitter", 2015.
 */
export function waitAfter(ending: Ending, attempt: number, now: number, random: number): number {
  const asked = ending.kind === 'answered' ? retryAfter(ending, now) : undefined;
  if (asked !== undefined) return asked + random * FIRST_WAIT;
  return random * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempt - 1));
}

/** The wait that an answer asks for, in milliseconds: Retry-After as seconds or as a date; undefined without either. */
export function retryAfter({ headers }: Pick<Answered, 'headers'>, now: number): number | undefined {
  const value = headers['retry-after']?.trim() ?? '';
  if (/^[0-9]{1,9}$/.test(value)) return Number(value) * 1_000;
  // Date.parse reads much that is no HTTP date, such as '-1'; every form of one begins with the day's name.
  const date = /^[A-Za-z]{3,9},? /.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/**
 * What an ending says about whether a post is booked. `unknown`: it may have been carried out. `not_booked`: this
 * attempt was not, an earlier one may have been. `settled`: booked with an answer, or refused by the ledger for what
 * the request says, which holds for every attempt, because the ledger waits for a twin that is under way.
 */
export function verdictOf(ending: Ending): 'settled' | 'not_booked' | 'unknown' {
  if (ending.kind === 'lost') return ending.mayHaveArrived ? 'unknown' : 'not_booked';
  const { status } = ending;
  if (status >= 200 && status < 300) return 'settled';
  const problem = problemIn(ending);
  if (status >= 500) return problem && problem.code !== 'outcome_unknown' ? 'not_booked' : 'unknown';
  // The token and the limits are looked at before the books, so these say nothing about an earlier attempt.
  const isAboutRequest = problem !== undefined && ![401, 403, 408, 429].includes(status);
  return isAboutRequest ? 'settled' : 'not_booked';
}

/** How an attempt ended, in a word or two: `503 overloaded`, `ECONNRESET`. */
export function reasonOf(ending: Ending): string {
  if (ending.kind === 'lost') return inAWord(ending.cause);
  const code = problemIn(ending)?.code;
  return code === undefined ? `${ending.status}` : `${ending.status} ${code}`;
}
