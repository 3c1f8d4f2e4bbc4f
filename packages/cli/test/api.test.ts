import { describe, expect, it } from 'vitest';
import { problem, scriptedLedger, tally } from './harness/scripted-ledger.ts';

/** `tally api` sends what it is told and prints what is answered; a POST may be sent again as safely as elsewhere. */

const LOAN = '11111111-1111-1111-1111-111111111111';

describe('tally api', () => {
  it.each([['/loans/7/balance'], ['/v1/loans/7/balance']])('reads %s, and prints the body', async (path) => {
    const { url, met } = await scriptedLedger(() => [200, { loan_id: '7', total: '-5' }]);
    const { code, stdout, stderr } = await tally(['api', 'GET', path], { url });
    expect([code, stdout, stderr]).toEqual([0, '{"loan_id":"7","total":"-5"}\n', '']);
    expect([met[0]?.method, met[0]?.path]).toEqual(['GET', '/loans/7/balance']);
  });

  it('takes a query in the path', async () => {
    const { url, met } = await scriptedLedger(() => [200, { items: [] }]);
    await tally(['api', 'GET', '/events?page_size=5&kind=payment', '--json'], { url });
    expect([met[0]?.path, met[0]?.query]).toEqual(['/events', { page_size: '5', kind: 'payment' }]);
  });

  it('posts what it reads from stdin under its key, and tells a replay', async () => {
    const { url, met } = await scriptedLedger(() => [200, { payment_event_id: 'e1' }]);
    const args = ['api', 'POST', '/payments', '--input', '-', '--key', 'payment:42:txn_9'];
    const { code, stdout, stderr } = await tally(args, { url, input: '{"amount_minor":"5"}' });
    expect([code, stdout]).toEqual([0, '{"payment_event_id":"e1"}\n']);
    expect(stderr).toBe('It was booked before, under this key, and not again.\n');
    expect(met[0]).toMatchObject({ key: 'payment:42:txn_9', body: { amount_minor: '5' } });
  });

  it.each([
    ['GET', '/loans/7', [], problem(404, 'loan_not_found', 'no loan 7'), 3],
    ['POST', '/fees', ['--key', 'fee:42:txn_9'], problem(422, 'currency_mismatch', 'the loan is in USD'), 5],
    ['DELETE', '/nothing', [], problem(403, 'insufficient_scope', 'no'), 4],
  ] as const)('%s %s ends as other commands do when it is refused', async (method, path, more, refusal, exit) => {
    const { url } = await scriptedLedger(() => refusal);
    const { code, stdout, stderr } = await tally(['api', method, path, ...more, '--json'], { url });
    const { error } = JSON.parse(stderr);
    expect([code, stdout, error.type]).toEqual([exit, '', (refusal[1] as { type: string }).type]);
    expect(error.idempotency_key).toBe(more[1]);
  });

  it.each([
    [['POST', '/fees'], 'A POST takes a --key: it is booked once under it, however often it is sent.'],
    [['GET', '/fees', '--key', 'fee:42:txn_9'], 'A GET takes no --key: it books nothing.'],
    [['GET', '/fees', '--input', '-'], 'A GET takes no --input: what it asks for is in the path.'],
    [['GET', '/../oauth2/token'], 'The path must begin with a slash and stay under /v1, as /payments does.'],
    [['GET', `loans/${LOAN}`], 'The path must begin with a slash and stay under /v1, as /payments does.'],
    [
      ['PATCH', '/fees'],
      "command-argument value 'PATCH' is invalid for argument 'method'. Allowed choices are GET, POST, PUT, DELETE.",
    ],
  ])('refuses %o before anything is sent', async (args, sentence) => {
    const { url, met } = await scriptedLedger(() => [200, {}]);
    const { code, stderr } = await tally(['api', ...args], { url });
    expect([code, stderr, met]).toEqual([2, `tally: ${sentence}\n`, []]);
  });
});
