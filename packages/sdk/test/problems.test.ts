import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { isProblem, isProblemOf, type ProblemError } from '../src/index.ts';
import { KEY, LOAN, ledgerOf, PAYMENT } from './ledger-of.ts';
import { problem, type Reply, scripted } from './scripted-server.ts';

async function refusal(reply: Reply): Promise<ProblemError> {
  const { ledger } = ledgerOf(await scripted([reply]));
  const error = await ledger.payments.create(PAYMENT, { idempotencyKey: KEY }).catch((e) => e);
  if (!isProblem(error)) throw error;
  return error;
}

describe('a problem', () => {
  it('keeps every field of the ledger', async () => {
    const errors = [{ pointer: '/amount_minor', code: 'invalid_string', detail: 'must be above zero' }];
    const error = await refusal(problem(400, 'validation_failed', { detail: 'one field is wrong', errors }));
    expect({ ...error }).toEqual({
      name: 'ProblemError',
      code: 'validation_failed',
      status: 400,
      title: 'Title of validation_failed',
      detail: 'one field is wrong',
      type: '/docs/problems/validation_failed',
      errors,
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      retryable: false,
      idempotencyKey: KEY,
      retryAfterMs: undefined,
    });
    expect(error.message).toBe('validation_failed (400): one field is wrong');
  });

  it('is told apart by its code', async () => {
    const error = await refusal(problem(404, 'loan_not_found'));
    expect(isProblem(error)).toBe(true);
    expect(isProblem(error, 'loan_not_found')).toBe(true);
    expect(isProblem(error, 'currency_mismatch', 'loan_not_found')).toBe(true);
    expect(isProblem(error, 'currency_mismatch')).toBe(false);
    expect(isProblem(new Error('loan_not_found'), 'loan_not_found')).toBe(false);
  });

  it('of a newer ledger keeps a code that this release does not know', async () => {
    expect(await refusal(problem(422, 'moon_in_wrong_phase'))).toMatchObject({
      code: 'moon_in_wrong_phase',
      status: 422,
    });
  });

  it.each<[string, Reply, string, RegExp]>([
    ['a page of a proxy', { status: 403, body: '<html>hunter2</html>' }, 'http_403', /not the ledger/],
    ['nothing', { status: 404 }, 'http_404', /not the ledger/],
    ['JSON of another service', { status: 400, body: { code: 7, message: 'hunter2' } }, 'http_400', /not the ledger/],
    [
      'a redirect',
      { status: 302, headers: { location: 'https://elsewhere.example/hunter2' } },
      'http_302',
      /set baseUrl/,
    ],
  ])('is made of %s, whose words are not repeated', async (_, reply, code, message) => {
    const error = await refusal(reply);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('hunter2');
  });
});

describe('the response of a problem', () => {
  const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
  const traceresponse = `00-${TRACE}-00f067aa0ba902b7-01`;

  it('is what withResponse gives of an answer', async () => {
    const error = await refusal(problem(404, 'loan_not_found', { headers: { traceresponse } }));
    expect(error.response).toMatchObject({ status: 404, traceId: TRACE, requestId: '00f067aa0ba902b7' });
    expect(JSON.parse(error.response!.text).code).toBe('loan_not_found');
    expect(error.response!.headers['content-type']).toBe('application/problem+json');
  });

  it('is the page of a proxy too, without the token that it repeats, and is not printed with the error', async () => {
    const headers = { 'x-seen': 'Bearer token-1', 'set-cookie': 'hunter2' };
    const error = await refusal({ status: 403, body: '<html>no Bearer token-1 here</html>', headers });
    expect(error.response).toMatchObject({
      text: '<html>no Bearer [redacted] here</html>',
      headers: { 'x-seen': 'Bearer [redacted]', 'set-cookie': '[redacted]' },
    });
    expect(inspect(error, { depth: 9 }) + JSON.stringify(error)).not.toContain('<html>');
  });

  it('of the token endpoint does not repeat the secret', async () => {
    const body = { error: 'invalid_client', error_description: 'no demo-secret' };
    const server = await scripted([], [{ status: 401, body }]);
    const error = await ledgerOf(server)
      .ledger.payments.create(PAYMENT, { idempotencyKey: KEY })
      .catch((e) => e);
    expect(error).toMatchObject({ code: 'unauthorized', idempotencyKey: KEY, response: { status: 401 } });
    expect(JSON.parse(error.response.text).error_description).toBe('no [redacted]');
  });

  it.each([
    ['3', 3_000],
    ['soon', undefined],
  ])('tells the wait that it asks for: Retry-After %s', async (value, wait) => {
    const reply = problem(429, 'rate_limited', { retryable: false, headers: { 'retry-after': value } });
    expect((await refusal(reply)).retryAfterMs).toBe(wait);
  });
});

it('is not worded by what a fetch of the caller threw, which may quote a header', async () => {
  const fetch = async () => {
    throw new TypeError('cannot send authorization: Bearer token-1');
  };
  const { ledger } = ledgerOf(await scripted([]), { fetch });
  await expect(ledger.loans.balance(LOAN)).rejects.toThrow(/^(?!.*token-1).*the last: TypeError\.$/);
});

describe('a problem of an operation', () => {
  it('is one that the operation declares', async () => {
    const error = await refusal(problem(422, 'currency_mismatch'));
    expect(isProblemOf(error, 'payments.create')).toBe(true);
    expect(isProblemOf(error, 'loans.balance')).toBe(false);
  });

  it.each(['unauthorized', 'outcome_unknown', 'internal'])('or that all of its kind declare: %s', async (code) => {
    expect(isProblemOf(await refusal(problem(400, code)), 'payments.create')).toBe(true);
  });

  it('is none that nobody declared, and no other error', async () => {
    expect(isProblemOf(await refusal(problem(422, 'moon_in_wrong_phase')), 'payments.create')).toBe(false);
    expect(isProblemOf(await refusal({ status: 404 }), 'payments.create')).toBe(false);
    expect(isProblemOf(new Error('internal'), 'payments.create')).toBe(false);
  });
});
