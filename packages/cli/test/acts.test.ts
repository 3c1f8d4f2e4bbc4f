import { describe, expect, it } from 'vitest';
import {
  type Answer,
  goneLedger,
  type Met,
  problem,
  scriptedLedger,
  tally,
  wordsOf,
} from './harness/scripted-ledger.ts';

const LOAN = '11111111-1111-1111-1111-111111111111';
const BORROWER = '22222222-2222-2222-2222-222222222222';
const EVENT = '01980000-0000-7000-8000-000000000001';
const ENTRY = '01980000-0000-7000-8000-000000000002';

const PAY = `pay ${LOAN} --borrower ${BORROWER} --amount 888.49 --currency USD --effective 2026-05-01 --method ach`;
const CHARGEOFF = `chargeoff ${LOAN} --effective 2026-09-30 --reason past_due_120`;

const PAID = {
  payment_event_id: EVENT,
  journal_entry_id: ENTRY,
  allocation: { fees_minor: '500', interest_minor: '10000', principal_minor: '78349', suspense_minor: '0' },
  posted_at: '2026-05-01T12:00:00.000Z',
  loan_status: 'active',
  warnings: [],
};

/** Answers each post with a body, a look at the loan with its currency, and a look at an entry with that of its lines. */
const answering =
  (body: object, { status = 201, currency = 'USD' } = {}) =>
  ({ method, path }: Met): Answer => {
    if (method === 'POST') return [status, body];
    if (path.startsWith('/journal-entries/')) return [200, { lines: [{ currency }] }];
    return path === `/loans/${LOAN}` ? [200, { loan_id: LOAN, currency }] : problem(404, 'event_not_found', 'none');
  };

const postsOf = (met: readonly Met[]) => met.filter(({ method }) => method === 'POST');

describe('what an act tells', () => {
  it('to people: every field in words, amounts in major units, the split with its total, and the key beside it', async () => {
    const stale = [{ accrual_date: '2026-05-01', principal_minor: '1', interest_minor: '1' }];
    const warnings = [{ code: 'loan_paid_off', detail: 'the loan was paid off already' }];
    const { url } = await scriptedLedger(answering({ ...PAID, stale_accruals: stale, warnings }));
    const { code, stdout, stderr } = await tally(wordsOf(PAY), { url });
    expect(code).toBe(0);
    expect(stdout).toBe(`Payment event  ${EVENT}
Entry          ${ENTRY}
Posted at      2026-05-01T12:00:00.000Z
Loan status    active

Allocation                    USD
Fees and late charges        5.00
Interest                   100.00
Principal                  783.49
Suspense                     0.00
                       ----------
Total                      888.49
`);
    expect(stderr).toBe(`Key: payment:${LOAN}:1760eff5cb8883247b709dd5e84fe437
Warning: the loan was paid off already (loan_paid_off)
Accruals computed on a principal that this changed: 2026-05-01. Reverse them and post them anew, or let them stand.
`);
  });

  it('to programs: what the API answered, and the key', async () => {
    const { url, met } = await scriptedLedger(answering(PAID));
    const { stdout, stderr } = await tally([...wordsOf(PAY), '--json', '--key', 'payment:loan_42:txn_9'], { url });
    expect([JSON.parse(stdout), stderr]).toEqual([{ ...PAID, idempotency_key: 'payment:loan_42:txn_9' }, '']);
    expect(met.map(({ key }) => key)).toEqual(['payment:loan_42:txn_9']);
  });

  it('that it was booked before, when it was', async () => {
    const { url } = await scriptedLedger(answering(PAID, { status: 200 }));
    expect(JSON.parse((await tally([...wordsOf(PAY), '--json'], { url })).stdout).replayed).toBe(true);
    expect((await tally(wordsOf(PAY), { url })).stderr).toContain(
      'It was booked before, under this key, and not again.',
    );
  });

  it('of a dry run, that nothing was booked, under the key that the act would have', async () => {
    const { url, met } = await scriptedLedger(answering({ ...PAID, dry_run: true }, { status: 200 }));
    const { stderr } = await tally([...wordsOf(PAY), '--dry-run'], { url });
    expect(stderr).toContain('A dry run: nothing was booked, and the key is free.');
    expect(stderr).not.toContain('booked before');
    await tally(wordsOf(PAY), { url });
    expect(met[0]?.key).toBe(met[1]?.key);
  });

  it("in the currency of the entry where the request has none, and in minor units where that can't be read", async () => {
    const restored = { principal_minor: '42500', interest_minor: '7500' };
    const returned = { return_event_id: EVENT, journal_entry_id: ENTRY, returned_minor: '50000', restored };
    const readable = await scriptedLedger(answering(returned, { currency: 'JPY' }));
    expect((await tally(['return', EVENT, '--code', 'R01'], readable)).stdout).toContain('Returned      50000 JPY');
    const closed = await scriptedLedger((met) =>
      met.method === 'POST' ? [201, returned] : problem(403, 'insufficient_scope', 'hpts:ledger:read is missing'),
    );
    const { code, stdout } = await tally(['return', EVENT, '--code', 'R01'], closed);
    expect(code).toBe(0);
    expect(stdout).toContain('Returned      50000 in minor units');
  });
});

describe('the key of an act', () => {
  const keyOf = async (line: string) => {
    const { url, met } = await scriptedLedger(answering(PAID));
    await tally([...wordsOf(line), '--json'], { url });
    return met[0]?.key;
  };

  it('is the same however the same is said, and another for anything else', async () => {
    const key = await keyOf(PAY);
    expect(key).toBe(`payment:${LOAN}:1760eff5cb8883247b709dd5e84fe437`);
    expect(await keyOf(PAY.replace('--amount 888.49', '--amount-minor 88849'))).toBe(key);
    expect(await keyOf(PAY.replace(BORROWER, BORROWER.toUpperCase()))).toBe(key);
    expect(await keyOf(PAY.replace('888.49', '888.48'))).not.toBe(key);
    expect(await keyOf(`${PAY} --ref ch_1`)).not.toBe(key);
  });

  it('is in the failure when nobody knows the outcome, which ends with 7', async () => {
    const { url, met } = await scriptedLedger(() => 'cut');
    const { code, stderr } = await tally([...wordsOf(PAY), '--json'], { url });
    expect(code).toBe(7);
    expect(JSON.parse(stderr).error).toMatchObject({ code: 'outcome_unknown', idempotency_key: met[0]?.key });
  }, 20_000);

  it('is in the failure when no server answers, which ends with 1', async () => {
    const { code, stderr } = await tally([...wordsOf(PAY), '--json'], { url: await goneLedger() });
    expect(code).toBe(1);
    expect(JSON.parse(stderr).error).toMatchObject({ code: 'unreachable', idempotency_key: expect.any(String) });
  }, 20_000);

  it('is in a refusal too, which ends with 5', async () => {
    const { url, met } = await scriptedLedger(() => problem(422, 'currency_mismatch', 'the loan is kept in EUR'));
    const { code, stderr } = await tally([...wordsOf(PAY), '--json'], { url });
    expect(code).toBe(5);
    expect(JSON.parse(stderr).error).toMatchObject({ code: 'currency_mismatch', idempotency_key: met[0]?.key });
  });
});

describe('an act that cannot be taken back', () => {
  const charged = answering({ chargeoff_event_id: EVENT, journal_entry_id: ENTRY, loan_status: 'charged_off' });

  it('is sent when its subject is typed, in either case', async () => {
    const { url, met } = await scriptedLedger(charged);
    const { code, stderr } = await tally(wordsOf(CHARGEOFF), { url, typed: LOAN.toUpperCase() });
    expect(stderr).toContain(
      'it is undone only where it was an error, by a reversal.\nType the id of the loan to go on: ',
    );
    expect([code, postsOf(met).length]).toEqual([0, 1]);
  });

  it.each([
    [
      'something else is typed',
      wordsOf(CHARGEOFF),
      { typed: 'yes' },
      `what was typed is not the id of the loan, ${LOAN}.`,
    ],
    ['nothing is typed', wordsOf(CHARGEOFF), { typed: '' }, 'Nothing was sent'],
    ['there is no terminal', wordsOf(CHARGEOFF), {}, 'Give --yes to do it without being asked'],
    ['a program asks', [...wordsOf(CHARGEOFF), '--json'], { typed: LOAN }, 'Give --yes to do it without being asked'],
    ['a close names another date', ['close', '2026-05-31'], { typed: '2026-05-30' }, 'not the date, 2026-05-31.'],
    ['an entry is not named', ['reverse', ENTRY, '--reason', 'twice'], { typed: LOAN }, 'not the id of the entry'],
  ])('is not sent when %s, and ends with 2', async (_, args, at, sentence) => {
    const { url, met } = await scriptedLedger(charged);
    const { code, stderr } = await tally(args, { url, ...at });
    expect(stderr).toContain(sentence);
    expect([code, met]).toEqual([2, []]);
  });

  it('is sent without a question for --yes', async () => {
    const { url, met } = await scriptedLedger(charged);
    expect((await tally([...wordsOf(CHARGEOFF), '--yes'], { url })).code).toBe(0);
    expect(postsOf(met)).toHaveLength(1);
  });

  it('is shown before it is approved', async () => {
    const lines = [{ account_code: '4200', direction: 'DR', amount_minor: '500', layer: 'SETTLED' }];
    const { url } = await scriptedLedger(({ method }) =>
      method === 'POST' ? [201, {}] : [200, { adjustment_event_id: EVENT, currency: 'USD', lines }],
    );
    const { code, stderr } = await tally(['approve', EVENT], { url, typed: EVENT });
    expect(code).toBe(0);
    expect(stderr).toContain('4200     DR           5.00  SETTLED\n');
  });
});

describe('an amount in major units', () => {
  const REFUND = `refund ${LOAN} --amount 50 --effective 2026-05-20 --method ach`;

  const REFUND_MINOR = `${REFUND.replace('--amount', '--amount-minor')} --currency USD`;

  it("is in the loan's currency where the request has none", async () => {
    const { url, met } = await scriptedLedger(answering({ suspense_minor: '0' }, { currency: 'JPY' }));
    expect((await tally(wordsOf(REFUND), { url })).code).toBe(0);
    expect(postsOf(met)[0]?.body).toMatchObject({ amount_minor: '50' });
  });

  it.each([
    [
      'another currency than the loan, in minor units',
      REFUND_MINOR,
      'The loan is kept in JPY, and --currency says USD.',
    ],
    ['another currency than the loan', `${REFUND} --currency USD`, 'The loan is kept in JPY, and --currency says USD.'],
    [
      'decimals that the currency has not',
      REFUND.replace('50', '50.25'),
      '--amount: JPY has no decimals, and "50.25" has 2 decimals.',
    ],
    [
      'no currency, of an event',
      `waive ${EVENT} --amount 5 --effective 2026-05-20 --reason x`,
      'Say in which currency the amounts are',
    ],
    ['an unknown currency', PAY.replace('USD', 'XYZ'), '--amount: "XYZ" is not a currency code in force'],
    ['separators', PAY.replace('888.49', '1,000.00'), '"1,000.00" is not an amount'],
    ['minor units beside it', `${PAY} --amount-minor 88849`, "cannot be used with option '--amount-minor <digits>'"],
  ])('is refused with %s, and ends with 2', async (_, line, sentence) => {
    const { url, met } = await scriptedLedger(answering({}, { currency: 'JPY' }));
    const { code, stderr } = await tally(wordsOf(line), { url });
    expect(stderr).toContain(sentence);
    expect([code, postsOf(met)]).toEqual([2, []]);
  });
});
