import { expect, it } from 'vitest';
import { failureOf } from './failure-of.ts';

const thrown = (name: string, fields: object, message = 'Why.') =>
  Object.assign(new Error(message), { name, ...fields });
const problem = (code: string, status: number) =>
  thrown('ProblemError', { code, status, errors: [], retryable: false });

it.each([
  ['a mistake in the arguments', thrown('CommanderError', {}), 2],
  ['a scope that does not exist', thrown('AccessError', { code: 'scope_unknown' }), 2],
  ['a client that does not exist', thrown('AccessError', { code: 'client_unknown' }), 3],
  ['a loan that does not exist', problem('loan_not_found', 404), 3],
  ['a token that is not valid', problem('unauthorized', 401), 4],
  ['a scope that the token lacks', problem('insufficient_scope', 403), 4],
  ['a tenant that exists already', thrown('AccessError', { code: 'tenant_exists' }), 5],
  ['a rule of the ledger', problem('currency_mismatch', 422), 5],
  ['an outcome that the ledger does not know', problem('outcome_unknown', 503), 7],
  ['an outcome that nobody knows', thrown('OutcomeUnknownError', {}), 7],
  ['a configuration', thrown('ConfigurationError', { mistakes: ['PORT must be a port.'] }), 78],
  ['a busy server', problem('overloaded', 503), 1],
  ['too many requests', problem('rate_limited', 429), 1],
  ['a proxy that answers in place of the ledger', problem('http_404', 404), 1],
  ['a path at which another program answers', problem('route_not_found', 404), 1],
  ['a database that cannot be had', thrown('DatabaseUnavailable', {}), 1],
  ['a defect', new Error('x is not a function'), 1],
  ['something that is no error', 'oops', 1],
])('ends with its own code for %s', (_, error, exit) => {
  expect(failureOf(error).exitCode).toBe(exit);
});

it('does not print the values of a failed query', () => {
  const cause = Object.assign(new Error('value too long for type character varying(255)'), { code: '22001' });
  const failed = new Error('Failed query: insert into t values ($1)\nparams: tsk_secret', { cause });
  const told = JSON.stringify(failureOf(failed));
  expect(told).toContain('value too long');
  expect(told).toContain('22001');
  expect(told).not.toContain('tsk_secret');
});

it('lists under a refusal what is wrong where, and the trace to quote', () => {
  const errors = [{ pointer: '/query/as_of_date', code: 'validation_failed', detail: 'must be a day' }];
  const refused = Object.assign(problem('validation_failed', 400), { errors, traceId: 'abc' });
  expect(failureOf(refused).told()).toBe('Why.\n  /query/as_of_date must be a day (validation_failed)\n  trace abc');
});

it('tells people where the server explains a refusal, and leaves programs the type that it has', () => {
  const refused = Object.assign(problem('loan_not_found', 404), { type: '/docs/problems/loan_not_found' });
  const failure = failureOf(refused).explainedBy('http://ledger').under('payment:1:2');
  expect(failure.told()).toBe('Why.\n  see http://ledger/docs/problems/loan_not_found');
  expect(failure.toJSON()).toMatchObject({ type: '/docs/problems/loan_not_found', idempotency_key: 'payment:1:2' });
  expect(failureOf(problem('http_404', 404)).explainedBy('http://ledger').told()).toBe('Why.');
});

it.each([
  ['insufficient_suspense', 'suspense 17500 at 2026-05-05, sent 50000', true],
  ['insufficient_suspense', 'suspense 17500 at 2026-05-05, sent all of it', true],
  ['would_go_negative', 'principal of loan 1111 would be -7 at 2026-05-05', true],
  ['loan_state_forbids', 'the loan is closed, and only an active loan is charged a fee', false],
  ['already_reversed', 'entry 01980000-0000-7000-8000-000000000002 was reversed by entry 7', false],
  ['backdating_forbidden', '2026-01-01 is 120 days before 2026-05-01, the program allows 30', false],
])('says of %s in which unit its amounts are, where it quotes any: %s', (code, detail, says) => {
  const told = failureOf(Object.assign(problem(code, 422), { detail })).told();
  expect(told.includes('\n  amounts above are in minor units')).toBe(says);
});

it('says so of the items of a batch too', () => {
  const errors = [{ pointer: '/loans/0', code: 'principal_mismatch', detail: 'principal 100 at 2026-05-01, sent 7' }];
  const told = failureOf(Object.assign(problem('batch_rejected', 422), { errors })).told();
  expect(told).toContain('sent 7 (principal_mismatch)\n  amounts above are in minor units');
});
