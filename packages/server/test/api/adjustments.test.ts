import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Lender } from '../harness/server.ts';
import { read, readAll } from './books-life.ts';
import { attempts, corrections, journal } from './corrections.ts';
import { acts, type Fields, freshKey, openLoan, owes, type TestLoan } from './loan-life.ts';
import { addProgram } from './programs.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let maker: Lender;
/** Another client of the same lender. */
let checker: Lender;
let strict: string;
/** A loan whose program demands two people, and one whose program does not. */
let guarded: TestLoan;
let loan: TestLoan;

beforeAll(async () => {
  stage = await openStage();
  maker = await stage.lender();
  checker = await stage.lender({ tenantId: maker.tenantId });
  strict = await addProgram(stage, maker, { adjustmentApproval: 'two_person' });
});

beforeEach(async () => {
  [loan, guarded] = [await openLoan(maker), await openLoan(maker, { program_id: strict })];
});

afterAll(() => stage.close());

const UUID = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
const NOW = '2026-06-15T12:00:00.000Z';
const write = (id: string, amount = '700') => [`DR 5400 ${amount} ${id}`, `CR 1100 ${amount} ${id}`];

describe('where no second person is asked', () => {
  it('free lines are booked at once, and any account of the chart will do', async () => {
    const answer = await corrections(maker).adjust(write(loan.loanId));
    expect(answer).toEqual({
      adjustment_event_id: UUID,
      status: 'posted',
      journal_entry_id: UUID,
      posted_at: NOW,
      warnings: [],
    });
    expect(await owes(maker, loan.loanId)).toEqual(['999300', '0', '0', '0']);
    expect((await journal(maker, loan.loanId)).at(-1)).toBe('manual_adjustment, 5400 DR 700, 1100 CR 700');
  });

  it('what moves between two loans passes through 2900', async () => {
    const other = await openLoan(maker);
    await corrections(maker).adjust([`DR 1100 300 ${other.loanId}`, `CR 1100 300 ${loan.loanId}`]);
    expect((await journal(maker, loan.loanId)).at(-1)).toBe('manual_adjustment, 2900 DR 300, 1100 CR 300');
    expect((await journal(maker, other.loanId)).at(-1)).toBe('manual_adjustment, 1100 DR 300, 2900 CR 300');
  });

  it('it names the accruals that it makes stale, with their loan', async () => {
    await acts(maker).accrue(loan, {}, { accrual_date: '2026-05-02' });
    const { stale_accruals } = await corrections(maker).adjust(write(loan.loanId));
    expect(stale_accruals).toEqual([
      { accrual_date: '2026-05-02', principal_minor: '999300', interest_minor: '10000', loan_id: loan.loanId },
    ]);
  });

  it('another layer than SETTLED leaves the balance alone', async () => {
    const [debit, credit] = write(loan.loanId);
    await corrections(maker).adjust([`${debit} PENDING`, `${credit} PENDING`]);
    expect(await owes(maker, loan.loanId)).toEqual(['1000000', '0', '0', '0']);
  });

  it('it is undone like every entry', async () => {
    const { journal_entry_id } = await corrections(maker).adjust(write(loan.loanId));
    await corrections(maker).reverse(journal_entry_id);
    expect(await owes(maker, loan.loanId)).toEqual(['1000000', '0', '0', '0']);
  });
});

describe('where the program demands two people', () => {
  it('nothing is booked until the second one says yes', async () => {
    const other = await openLoan(maker);
    const lines = [`DR 1100 300 ${other.loanId}`, `CR 1100 300 ${guarded.loanId}`];
    const asked = await corrections(maker).adjust(lines, { description: 'the wrong loan was paid' });
    expect(asked).toEqual({ adjustment_event_id: UUID, status: 'pending_approval', posted_at: NOW, warnings: [] });
    expect(await owes(maker, guarded.loanId)).toEqual(['1000000', '0', '0', '0']);
    const path = `/adjustments/${asked.adjustment_event_id}`;
    const record = {
      adjustment_event_id: asked.adjustment_event_id,
      status: 'pending_approval',
      requested_by: maker.clientId,
      requested_at: NOW,
      lines: [
        { direction: 'DR', account_code: '1100', amount_minor: '300', loan_id: other.loanId, layer: 'SETTLED' },
        { direction: 'CR', account_code: '1100', amount_minor: '300', loan_id: guarded.loanId, layer: 'SETTLED' },
      ],
      currency: 'USD',
      effective_at: '2026-05-01',
      reason_code: 'correction',
      description: 'the wrong loan was paid',
    };
    expect((await checker.get(path)).body).toEqual(record);

    const yes = await corrections(checker).approve(asked.adjustment_event_id);
    expect(yes).toEqual({
      approval_event_id: UUID,
      adjustment_event_id: asked.adjustment_event_id,
      journal_entry_id: UUID,
      posted_at: NOW,
      status: 'approved',
    });
    expect(await owes(maker, guarded.loanId)).toEqual(['999700', '0', '0', '0']);
    const decided = { decided_by: checker.clientId, decided_at: NOW, journal_entry_id: yes.journal_entry_id };
    expect((await checker.get(path)).body).toEqual({ ...record, ...decided, status: 'approved' });
    const { items } = (await maker.get(`/loans/${guarded.loanId}/journal-entries`)).body;
    expect(items.at(-1)).toMatchObject({
      event_type: 'manual_adjustment',
      correlation_id: asked.adjustment_event_id,
      actor: checker.clientId,
    });
    await corrections(maker).reverse(yes.journal_entry_id);
    expect(await owes(maker, guarded.loanId)).toEqual(['1000000', '0', '0', '0']);
  });

  it('or says no, and then nothing is', async () => {
    const { adjustment_event_id: id } = await corrections(maker).adjust(write(guarded.loanId));
    expect(await corrections(checker).reject(id)).toEqual({
      rejection_event_id: UUID,
      adjustment_event_id: id,
      posted_at: NOW,
      status: 'rejected',
    });
    expect((await maker.get(`/adjustments/${id}`)).body).toMatchObject({
      status: 'rejected',
      decided_by: checker.clientId,
    });
    expect(await owes(maker, guarded.loanId)).toEqual(['1000000', '0', '0', '0']);
  });

  it.each(['approve', 'reject'] as const)('the one who asked cannot %s it', async (act) => {
    const { adjustment_event_id: id } = await corrections(maker).adjust(write(guarded.loanId));
    const answer = await stage.refused('self_approval', () => attempts(maker)[act](id));
    expect([answer.status, answer.body.detail]).toEqual([403, `requested by ${maker.clientId}, who asks to ${act} it`]);
  });

  it.each(['approve', 'reject'] as const)('it is decided once: %s after the first decision names it', async (act) => {
    const { adjustment_event_id: id } = await corrections(maker).adjust(write(guarded.loanId));
    const { approval_event_id } = await corrections(checker).approve(id);
    const answer = await stage.refused('not_pending', () => attempts(checker)[act](id));
    expect(answer.body.detail).toBe(`it was decided by approval ${approval_event_id}`);
  });

  it('of ten approvals at once, one books it', async () => {
    const { adjustment_event_id: id } = await corrections(maker).adjust(write(guarded.loanId));
    const answers = await Promise.all(Array.from({ length: 10 }, () => attempts(checker).approve(id)));
    const codes = answers.map(({ status, body }) => (status === 201 ? 201 : body.code)).sort();
    expect(codes).toEqual([201, ...Array.from({ length: 9 }, () => 'not_pending')]);
    expect(await owes(maker, guarded.loanId)).toEqual(['999300', '0', '0', '0']);
  });

  it('it is judged again when it is approved: the money may be gone by then', async () => {
    const { adjustment_event_id: id } = await corrections(maker).adjust(write(guarded.loanId, '900000'));
    await acts(maker).pay(guarded, { amount_minor: '200000' });
    const answer = await stage.refused('would_go_negative', () => attempts(checker).approve(id));
    expect(answer.body.detail).toBe(`principal of loan ${guarded.loanId} would be -100000 at 2026-05-01`);
    await corrections(checker).reject(id);
  });

  it('and when it is asked for: what cannot be booked does not wait', async () => {
    await stage.refused('would_go_negative', () => attempts(maker).adjust(write(guarded.loanId, '1000001')));
  });
});

describe('a decision about', () => {
  const nobody = randomUUID();

  it.each<['approve' | 'reject', string, () => Promise<string>]>([
    ['approve', 'nothing', async () => nobody],
    ['reject', 'nothing', async () => nobody],
    ['approve', 'a payment', async () => (await acts(maker).pay(loan)).payment_event_id],
  ])('%s %s is refused', async (act, _, idOf) => {
    const id = await idOf();
    const answer = await stage.refused('event_not_found', () => attempts(checker)[act](id));
    expect(answer.body.detail).toBe(`no adjustment ${id}`);
  });

  it('what was booked when it was asked for is refused', async () => {
    const { adjustment_event_id: id } = await corrections(maker).adjust(write(loan.loanId));
    const answer = await stage.refused('not_pending', () => attempts(checker).approve(id));
    expect(answer.body.detail).toBe('it was booked when it was asked for');
    expect((await maker.get(`/adjustments/${id}`)).body).toMatchObject({
      status: 'posted',
      requested_by: maker.clientId,
    });
  });

  it('another lender is answered as about nothing', async () => {
    const { adjustment_event_id: id } = await corrections(maker).adjust(write(guarded.loanId));
    const stranger = await stage.lender();
    await stage.refused('event_not_found', () => attempts(stranger).approve(id));
    expect((await stranger.get(`/adjustments/${id}`)).body.code).toBe('event_not_found');
  });
});

describe('refused', () => {
  const nobody = randomUUID();
  let euro: TestLoan;
  beforeEach(async () => {
    euro = await openLoan(maker, { currency: 'EUR' });
  });

  it.each<[string, () => readonly string[], Fields, string | RegExp]>([
    ['loan_not_found', () => write(nobody), {}, `no loan ${nobody}`],
    ['currency_mismatch', () => write(euro.loanId), {}, / is in EUR, sent USD$/],
    ['effective_date_in_future', () => write(loan.loanId), { effective_at: '2026-06-16' }, /2026-06-16 is after/],
    [
      'effective_before_first_disbursement',
      () => write(loan.loanId),
      { effective_at: '2026-03-31' },
      '2026-03-31 is before the first disbursement, 2026-04-01',
    ],
    ['would_go_negative', () => write(loan.loanId, '1000001'), {}, /principal of loan .* would be -1 at 2026-05-01/],
    ['unbalanced_adjustment', () => ['DR 1000 5', 'CR 3000 4'], {}, 'SETTLED lines: debits 5, credits 4'],
    ['account_unknown', () => ['DR 1000 5', 'CR 3001 5'], {}, 'the chart has no account 3001'],
    [
      'loan_required',
      () => ['DR 1000 5', 'CR 1100 5'],
      {},
      '1100 Loan principal belongs to loans, and a line of it names none',
    ],
    [
      'amount_overflow',
      () => ['DR 1000 9223372036854775808', 'CR 3000 9223372036854775808'],
      {},
      /account 1000 would be debited 9223372036854775808/,
    ],
  ])('%s', async (code, lines, fields, detail) => {
    const answer = await stage.refused(code, () => attempts(maker).adjust(lines(), fields));
    expect(answer.body.detail).toMatch(detail);
  });

  it.each<[string, Fields, string]>([
    ['one line', { lines: [{ account_code: '1000', direction: 'DR', amount_minor: '1' }] }, '/lines'],
    ['no description', { description: '' }, '/description'],
  ])('%s is malformed', async (_, fields, pointer) => {
    const answer = await stage.refused('validation_failed', () => attempts(maker).adjust(write(loan.loanId), fields));
    expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual([pointer]);
  });

  it('a key that was used for another adjustment', async () => {
    const key = freshKey();
    const body = (amount: string) => ({
      lines: [
        { account_code: '1000', direction: 'DR', amount_minor: amount },
        { account_code: '3000', direction: 'CR', amount_minor: amount },
      ],
      currency: 'USD',
      effective_at: '2026-05-01',
      reason_code: 'capital',
      description: 'Capital.',
    });
    expect((await maker.post('/adjustments', body('5'), key)).status).toBe(201);
    await stage.refused('idempotency_key_reused', () => maker.post('/adjustments', body('6'), key));
  });
});

describe('the list of adjustments', () => {
  let lister: Lender;
  let second: Lender;
  let plain: TestLoan;
  let strictLoan: TestLoan;
  let other: TestLoan;
  /** The adjustments of the list, by what became of them. */
  let ids: Readonly<Record<string, string>>;

  beforeAll(async () => {
    lister = await stage.lender();
    second = await lister.colleague();
    const program = await addProgram(stage, lister, { adjustmentApproval: 'two_person' });
    plain = await openLoan(lister);
    strictLoan = await openLoan(lister, { program_id: program });
    other = await openLoan(lister, { program_id: program });
    const asked = async (lines: readonly string[]): Promise<string> =>
      (await corrections(lister).adjust(lines)).adjustment_event_id;
    const posted = await asked(write(plain.loanId));
    const approved = await asked(write(strictLoan.loanId));
    const waits = await asked([`DR 1100 300 ${other.loanId}`, `CR 1100 300 ${strictLoan.loanId}`]);
    const rejected = await asked(write(strictLoan.loanId));
    await acts(lister).pay(plain);
    const waitsToo = await asked(write(other.loanId));
    await corrections(second).approve(approved);
    await corrections(second).reject(rejected);
    ids = { posted, approved, waits, rejected, waitsToo };
  });

  const named = async (query: string, size?: number, asker = second) =>
    (await readAll(asker, `/adjustments?${query}`, size)).map(({ adjustment_event_id: id }) =>
      Object.keys(ids).find((name) => ids[name] === id),
    );

  it.each<[string, () => string, readonly string[]]>([
    [
      'all, in the order in which they were asked for',
      () => '',
      ['posted', 'approved', 'waits', 'rejected', 'waitsToo'],
    ],
    ['those that wait', () => 'status=pending_approval', ['waits', 'waitsToo']],
    ['those that were booked at once', () => 'status=posted', ['posted']],
    ['those that were approved', () => 'status=approved', ['approved']],
    ['those that were rejected', () => 'status=rejected', ['rejected']],
    ['those with a line of a loan', () => `loan_id=${strictLoan.loanId}`, ['approved', 'waits', 'rejected']],
    ['those of a loan, in upper case', () => `loan_id=${other.loanId.toUpperCase()}`, ['waits', 'waitsToo']],
    ['those of a loan that wait', () => `loan_id=${strictLoan.loanId}&status=pending_approval`, ['waits']],
    ['those of a loan that has none', () => `loan_id=${randomUUID()}`, []],
  ])('has %s', async (_, query, expected) => {
    expect(await named(query())).toEqual(expected);
    expect(await named(query(), 1)).toEqual(expected);
  });

  it('says of each what it says alone', async () => {
    for (const item of await readAll(second, '/adjustments')) {
      expect((await second.get(`/adjustments/${item.adjustment_event_id}`)).body).toEqual(item);
    }
  });

  it('is of one lender', async () => {
    expect(await named('', 1, await stage.lender())).toEqual([]);
  });

  it('has page tokens of its question and its lender', async () => {
    const token = (await read(lister, '/adjustments?page_size=1')).next_page_token;
    for (const query of ['status=pending_approval', `loan_id=${other.loanId}`]) {
      await stage.refused('page_token_invalid', () => lister.get(`/adjustments?${query}&page_token=${token}`));
    }
    const stranger = await stage.lender();
    await stage.refused('page_token_invalid', () => stranger.get(`/adjustments?page_token=${token}`));
    await stage.refused('page_token_invalid', () => lister.get(`/events?page_token=${token}`));
  });

  it.each(['status=pending', 'status=', 'loan_id=7', 'page_size=0', 'kind=adjustment'])(
    '%s is refused',
    async (query) => {
      await stage.refused('validation_failed', () => lister.get(`/adjustments?${query}`));
    },
  );
});
