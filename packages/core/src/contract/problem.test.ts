import { describe, expect, it } from 'vitest';
import { REFUSALS } from '../loan/refusal.ts';
import { ALL_PROBLEM_CODES, GUARDED, POSTED, PROBLEMS, Problem, problemPage, problems } from './problem.ts';

const kinds = Object.entries(PROBLEMS);

/**
 * The closed list, written out a second time on purpose: a code that is renamed, moved or dropped breaks the clients
 * that branch on it, so it must be changed in two places.
 */
const LIST = `
  404 route_not_found, 405 method_not_allowed, 413 payload_too_large, 415 unsupported_media_type, 401 unauthorized,
  403 insufficient_scope, 400 idempotency_key_required, 400 idempotency_key_invalid,
  400 malformed_json, 400 validation_failed, 400 page_token_invalid, 422 idempotency_key_reused,
  404 loan_not_found, 404 program_not_found, 404 event_not_found, 404 journal_entry_not_found, 403 self_approval,
  409 loan_exists, 409 accrual_duplicate, 409 external_ref_conflict, 409 already_settled, 409 already_returned,
  409 already_reversed, 409 reversal_of_reversal, 409 has_dependents, 409 period_closed, 409 period_out_of_order,
  409 not_pending,
  422 currency_mismatch, 422 borrower_mismatch, 422 wrong_program, 422 effective_date_in_future,
  422 effective_before_first_disbursement, 422 backdating_forbidden, 422 loan_state_forbids, 422 loan_not_accruing, 422 principal_mismatch,
  422 duplicate_in_batch, 422 convention_mismatch, 422 control_total_mismatch, 422 implausible_interest,
  422 batch_rejected, 422 allocation_exceeds_owed, 422 custom_allocation_mismatch, 422 receipt_exceeded,
  422 insufficient_suspense, 422 suspense_on_hold, 422 return_exceeds_payment, 422 waiver_exceeds_fee, 422 chargeoff_exceeds_owed, 422 nothing_to_charge_off,
  422 no_claim_to_recover, 422 restructure_exceeds_owed, 422 would_go_negative, 422 unbalanced_adjustment,
  422 account_unknown, 422 loan_required, 422 amount_overflow,
  429 rate_limited, 500 internal, 503 overloaded, 503 unavailable, 503 outcome_unknown`;

describe('the closed list of problems', () => {
  it('is this one, in order of precedence, each code with its status', () => {
    const written = LIST.split(',').map((item) => item.trim());
    expect(kinds.map(([code, { status }]) => `${status} ${code}`)).toEqual(written);
    expect(ALL_PROBLEM_CODES).toEqual(written.map((item) => item.slice(4)));
  });

  it('no two codes have the same title', () => {
    const titles = kinds.map(([, { title }]) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it.each(Object.entries(REFUSALS))(
    'the refusal %s is a problem, with a status and the same title',
    (code, { why, title }) => {
      const status = { absent: 404, forbidden: 403, conflict: 409, rule: 422 }[why];
      expect(PROBLEMS[code as keyof typeof REFUSALS]).toEqual({ status, title, retryable: false });
    },
  );

  it('only what broke or is short on our side may be sent again as it is', () => {
    const retryable = kinds.filter(([, kind]) => kind.retryable).map(([code]) => code);
    expect(retryable).toEqual(['rate_limited', 'overloaded', 'unavailable', 'outcome_unknown']);
    for (const code of retryable) expect([429, 503]).toContain(PROBLEMS[code as keyof typeof PROBLEMS].status);
  });

  it.each(kinds)('%s has a page', (code) => {
    expect(problemPage(code as keyof typeof PROBLEMS)).toBe(`/docs/problems/${code}`);
  });
});

describe('what an operation declares', () => {
  it('is an error for each code, with its status and title', () => {
    expect(problems('loan_not_found', 'already_settled')).toEqual({
      loan_not_found: { status: 404, message: 'No such loan', data: Problem },
      already_settled: { status: 409, message: 'Already settled', data: Problem },
    });
  });

  it('what any post may answer includes what any guarded operation may', () => {
    expect(POSTED).toEqual(expect.arrayContaining([...GUARDED]));
    expect(new Set(POSTED).size).toBe(POSTED.length);
  });
});

describe('the body of an error', () => {
  const body = {
    type: '/docs/problems/loan_not_found',
    title: 'No such loan',
    status: 404,
    instance: '/v1/payments',
    code: 'loan_not_found',
    trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
    retryable: false,
  };

  it('needs type, title, status, instance, code, trace and whether to try again', () => {
    expect(Problem.safeParse(body).success).toBe(true);
    for (const field of Object.keys(body)) {
      expect(Problem.safeParse({ ...body, [field]: undefined }).success, field).toBe(false);
    }
  });

  it('has no code outside the closed list', () => {
    expect(Problem.safeParse({ ...body, code: 'out_of_coffee' }).success).toBe(false);
  });

  it('points at what is wrong', () => {
    const errors = [{ pointer: '/loans/3', code: 'loan_not_found', detail: 'no loan L9' }];
    expect(Problem.parse({ ...body, code: 'batch_rejected', status: 422, errors }).errors).toEqual(errors);
  });
});
