import { describe, expect, it } from 'vitest';
import type { Answered, Ending } from './exchange.ts';
import { isWorthRetrying, retryAfter, verdictOf, waitAfter } from './retry.ts';

const NOW = Date.parse('2026-05-01T12:00:00Z');

const answer = (status: number, body?: unknown, headers = {}): Answered => ({
  kind: 'answered',
  status,
  headers,
  text: JSON.stringify(body) ?? '',
  body,
  traceId: undefined,
  requestId: undefined,
});
const problem = (status: number, code: string, retryable = false) =>
  answer(status, { code, title: 'A title', status, retryable });
const lost = (mayHaveArrived: boolean): Ending => ({ kind: 'lost', cause: new Error('lost'), mayHaveArrived });

// worth retrying, and what it says about a post
it.each([
  ['200', answer(200, {}), false, 'settled'],
  ['201', answer(201, {}), false, 'settled'],
  ['a redirect', answer(307), false, 'not_booked'],
  ['400 validation_failed', problem(400, 'validation_failed'), false, 'settled'],
  ['401 unauthorized', problem(401, 'unauthorized'), false, 'not_booked'],
  ['403 insufficient_scope', problem(403, 'insufficient_scope'), false, 'not_booked'],
  ['404 loan_not_found', problem(404, 'loan_not_found'), false, 'settled'],
  ['404 of a proxy', answer(404), false, 'not_booked'],
  ['408', answer(408), true, 'not_booked'],
  ['409 external_ref_conflict', problem(409, 'external_ref_conflict'), false, 'settled'],
  ['422 currency_mismatch', problem(422, 'currency_mismatch'), false, 'settled'],
  ['422 that calls itself retryable', problem(422, 'batch_rejected', true), false, 'settled'],
  ['429 rate_limited', problem(429, 'rate_limited', true), true, 'not_booked'],
  ['500 internal', problem(500, 'internal'), false, 'not_booked'],
  ['500 that calls itself retryable', problem(500, 'internal', true), true, 'not_booked'],
  ['500 of a proxy', answer(500), true, 'unknown'],
  ['501', answer(501), true, 'unknown'],
  ['503 that says it would fail again', problem(503, 'unavailable', false), false, 'not_booked'],
  ['429 that says it would fail again', problem(429, 'rate_limited', false), false, 'not_booked'],
  ['502', answer(502), true, 'unknown'],
  ['503 overloaded', problem(503, 'overloaded', true), true, 'not_booked'],
  ['503 outcome_unknown', problem(503, 'outcome_unknown', true), true, 'unknown'],
  ['503 of a proxy', answer(503), true, 'unknown'],
  ['504', answer(504), true, 'unknown'],
  ['a connection that never was', lost(false), true, 'not_booked'],
  ['a connection that was cut', lost(true), true, 'unknown'],
] as const)('%s', (_, ending, isWorth, verdict) => {
  expect(isWorthRetrying(ending)).toBe(isWorth);
  expect(verdictOf(ending)).toBe(verdict);
});

describe('the wait before a retry', () => {
  it.each([
    [1, 250],
    [2, 500],
    [3, 1_000],
    [5, 4_000],
    [6, 8_000],
    [7, 8_000],
    [2_000, 8_000],
  ])('after attempt %i is anything up to %i ms', (attempt, ceiling) => {
    expect(waitAfter(lost(true), attempt, NOW, 0)).toBe(0);
    expect(waitAfter(lost(true), attempt, NOW, 0.5)).toBe(ceiling / 2);
    expect(waitAfter(lost(true), attempt, NOW, 0.999)).toBeLessThan(ceiling);
  });

  it('is what the ledger asks for, and a little apart', () => {
    const busy = answer(503, undefined, { 'retry-after': '3' });
    expect(waitAfter(busy, 1, NOW, 0)).toBe(3_000);
    expect(waitAfter(busy, 1, NOW, 0.5)).toBe(3_125);
  });

  it.each([
    ['seconds', '120', 120_000],
    ['none at all', '0', 0],
    ['an HTTP date', 'Fri, 01 May 2026 12:00:07 GMT', 7_000],
    ['the old form of one', 'Friday, 01-May-26 12:00:07 GMT', 7_000],
    ['a date that has passed', 'Fri, 01 May 2026 11:00:00 GMT', 0],
    ['a negative number', '-1', undefined],
    ['a fraction', '1.5', undefined],
    ['words', 'soon', undefined],
    ['nothing', '', undefined],
  ])('is read from a Retry-After of %s', (_, value, milliseconds) => {
    expect(retryAfter({ headers: { 'retry-after': value } }, NOW)).toBe(milliseconds);
  });

  it('is not read from an answer without one', () => expect(retryAfter({ headers: {} }, NOW)).toBeUndefined());
});
