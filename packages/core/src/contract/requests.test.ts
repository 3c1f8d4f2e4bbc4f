import { describe, expect, it } from 'vitest';
import { contract, DEFAULT_PROGRAM_TERMS } from './index.ts';
import { ProgramTerms } from './program-terms.ts';
import { CalendarMonth, ReasonCode, SignedTotal, Total } from './wire.ts';

const LOAN = '11111111-1111-1111-1111-111111111111';
const OTHER = '22222222-2222-2222-2222-222222222222';
const DAY = '2026-05-01';

interface Operation {
  readonly '~orpc': { readonly inputSchema?: { readonly '~standard': { validate(value: unknown): unknown } } };
}
interface Validated {
  readonly value?: { readonly body: unknown };
  readonly issues?: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
}

const read = (operation: Operation, body: unknown) =>
  operation['~orpc'].inputSchema?.['~standard'].validate({
    headers: { 'idempotency-key': 'event:resource:1' },
    params: { id: LOAN, loan_id: LOAN, program_id: LOAN, account_code: '1100' },
    query: {},
    body,
  }) as Validated;

/** The pointers of what is wrong with a body, or none. */
const wrong = (operation: Operation, body: unknown) =>
  (read(operation, body).issues ?? []).map(({ path }) => path.slice(1).join('/'));

const money = { amount_minor: '5000', currency: 'USD', effective_at: DAY };
const payment = { loan_id: LOAN, borrower_id: OTHER, ...money, source_method: 'ach' };
const line = { account_code: '1000', direction: 'DR', amount_minor: '5' };
const adjustment = {
  lines: [line, { ...line, direction: 'CR', account_code: '1100', loan_id: LOAN }],
  currency: 'USD',
  effective_at: DAY,
  reason_code: 'migration',
  description: 'brought in',
};
const refinance = {
  old_loan_id: LOAN,
  new_loan_id: OTHER,
  borrower_id: OTHER,
  currency: 'USD',
  effective_at: DAY,
};
const restructure = { loan_id: LOAN, effective_at: DAY, approval_ref: 'committee-7' };
const reversal = { journal_entry_id: LOAN, reason_code: 'keyed_wrongly' };
const waiver = { effective_at: DAY, reason: 'goodwill' };
const chargeoff = { loan_id: LOAN, effective_at: DAY, reason_code: 'past_due_120' };
const recovery = { loan_id: LOAN, ...money, source_method: 'check' };
const loan = { loan_id: LOAN, borrower_id: OTHER, currency: 'USD', effective_at: DAY };

describe('the body of a request', () => {
  const { loans, payments, receipts, fees, chargeoffs, recoveries } = contract;
  const { refinances, restructures, reversals, adjustments, programs, accounts, books } = contract;

  it.each<[string, Operation, unknown]>([
    ['a loan that only opens', loans.open, loan],
    ['a loan with a balance', loans.open, { ...loan, opening_balances: { principal_minor: '1', suspense_minor: '0' } }],
    ['money of nobody', receipts.create, { ...money, source_method: 'wire', external_ref: 'w-1' }],
    ['a payment out of a receipt', payments.create, { ...payment, from_receipt_event_id: OTHER }],
    ['a payment that is presented again', payments.create, { ...payment, retry_of: OTHER, explain: true }],
    ['a settlement', payments.settle, { effective_at: DAY }],
    ['a return that says only why', payments.return, { return_code: 'R01' }],
    ['a part of a return', payments.return, { return_code: '10.4', amount_minor: '1', effective_at: DAY }],
    ['an allocation of all suspense', loans.allocateSuspense, { effective_at: DAY }],
    ['a refund', loans.refundSuspense, { amount_minor: '1', effective_at: DAY, method: 'check' }],
    ['a waiver of what is unpaid', fees.waive, waiver],
    ['a full charge-off', chargeoffs.create, chargeoff],
    ['a part of a charge-off', chargeoffs.create, { ...chargeoff, amounts: { fees_minor: '0' } }],
    ['a recovery, an agency having kept a part', recoveries.create, { ...recovery, collection_cost_minor: '4999' }],
    ['a refinance', refinances.create, refinance],
    ['a refinance with cash-out', refinances.create, { ...refinance, cash_out_minor: '5', method: 'wire' }],
    ['new terms alone', restructures.create, { ...restructure, terms: { rate_bps: 600 } }],
    ['a capitalisation', restructures.create, { ...restructure, capitalize_interest_minor: '5' }],
    ['non-accrual', loans.setNonaccrual, { effective_at: DAY, nonaccrual: true, reason: '90 days past due' }],
    ['a reversal', reversals.create, reversal],
    ['a reversal of two loans of a batch', reversals.create, { ...reversal, loan_ids: [LOAN, OTHER] }],
    ['an adjustment', adjustments.create, adjustment],
    ['an approval without a word', adjustments.approve, {}],
    ['a rejection', adjustments.reject, { reason: 'no receipt' }],
    ['a program of which only the name is said', programs.put, { name: 'Prime' }],
    ['a mapping', accounts.map, { gl_code: '10-1100' }],
    ['a mapping taken away', accounts.map, { gl_code: null }],
    ['a close', books.closePeriod, { through_date: '2026-04-30' }],
  ])('%s fits', (_, operation, body) => {
    expect(wrong(operation, body)).toEqual([]);
  });

  it.each<[string, Operation, unknown, string]>([
    [
      'an unidentified receipt without a reference',
      receipts.create,
      { ...money, source_method: 'wire' },
      'external_ref',
    ],
    ['a return for no reason', payments.return, {}, 'return_code'],
    ['a return code with a space', payments.return, { return_code: 'R 01' }, 'return_code'],
    ['an allocation of nothing', loans.allocateSuspense, { effective_at: DAY, amount_minor: '0' }, 'amount_minor'],
    [
      'custom parts without the mode',
      loans.allocateSuspense,
      { effective_at: DAY, custom_allocation: { fees_minor: '0', interest_minor: '0', principal_minor: '5' } },
      'custom_allocation',
    ],
    ['a waiver for no reason', fees.waive, { effective_at: DAY }, 'reason'],
    ['a reason that is a sentence', chargeoffs.create, { ...chargeoff, reason_code: 'Past due' }, 'reason_code'],
    [
      'a cost as large as what was collected',
      recoveries.create,
      { ...recovery, collection_cost_minor: '5000' },
      'collection_cost_minor',
    ],
    ['a loan that pays itself off', refinances.create, { ...refinance, new_loan_id: LOAN }, 'new_loan_id'],
    ['a way for cash that does not go out', refinances.create, { ...refinance, method: 'ach' }, 'method'],
    ['a restructure that changes nothing', restructures.create, restructure, ''],
    ['a restructure of nothing', restructures.create, { ...restructure, waive_fees_minor: '0' }, 'waive_fees_minor'],
    ['a loan named twice', reversals.create, { ...reversal, loan_ids: [LOAN, LOAN.toUpperCase()] }, 'loan_ids'],
    ['no loan of a batch', reversals.create, { ...reversal, loan_ids: [] }, 'loan_ids'],
    ['an adjustment of one line', adjustments.create, { ...adjustment, lines: [line] }, 'lines'],
    ['an adjustment of 101 lines', adjustments.create, { ...adjustment, lines: Array(101).fill(line) }, 'lines'],
    [
      'an account of five digits',
      adjustments.create,
      { ...adjustment, lines: [line, { ...line, account_code: '11000' }] },
      'lines/1/account_code',
    ],
    ['an adjustment without a word', adjustments.create, { ...adjustment, description: '' }, 'description'],
    ['a rejection without one', adjustments.reject, {}, 'reason'],
    ['an empty mapping', accounts.map, { gl_code: '' }, 'gl_code'],
  ])('%s does not, and the pointer says where', (_, operation, body, pointer) => {
    expect(wrong(operation, body)).toEqual([pointer]);
  });
});

describe('a program', () => {
  const put = contract.programs.put;
  const sent = (terms: object) => read(put, { name: 'Prime', ...terms });

  it('is the default program wherever it says nothing, alone or within a group', () => {
    const { value } = sent({ hold_days: { ach: 7 }, backdating: { max_days: 120 } });
    expect(value?.body).toEqual({
      name: 'Prime',
      ...DEFAULT_PROGRAM_TERMS,
      hold_days: { ach: 7, card: 2 },
      backdating: { mode: 'current_balances', max_days: 120 },
    });
  });

  it('has defaults that are terms themselves', () => {
    expect(ProgramTerms.parse(DEFAULT_PROGRAM_TERMS)).toEqual(DEFAULT_PROGRAM_TERMS);
  });

  it.each<[string, object, string]>([
    ['a zone that is none', { time_zone: 'Mars/Olympus' }, 'time_zone'],
    ['an offset for a zone', { time_zone: '+01:00' }, 'time_zone'],
    ['a waterfall without a bucket', { waterfalls: { default: [] } }, 'waterfalls/default'],
    ['a bucket named twice', { waterfalls: { nonaccrual: ['fees', 'fees'] } }, 'waterfalls/nonaccrual'],
    ['a recovery order with a gap', { recovery_order: ['principal', 'interest'] }, 'recovery_order'],
    ['what the ledger does not do', { allocation_scope: 'instalment' }, 'allocation_scope'],
    ['a hold of more than a year', { hold_days: { card: 366 } }, 'hold_days/card'],
    ['a typo in a group', { hold_days: { acx: 3 } }, 'hold_days'],
    ['a typo', { time_zome: 'UTC' }, ''],
  ])('is not taken with %s', (_, terms, pointer) => {
    expect(sent(terms).issues?.map(({ path }) => path.slice(1).join('/'))).toEqual([pointer]);
  });
});

describe('a text of the books', () => {
  it.each([
    ['a sum above what an amount can hold', Total, '92233720368547758070', true],
    ['a sum below zero', Total, '-1', false],
    ['a difference below zero', SignedTotal, '-500', true],
    ['no difference', SignedTotal, '0', true],
    ['zero with a minus', SignedTotal, '-0', false],
    ['a month', CalendarMonth, '2026-12', true],
    ['a thirteenth month', CalendarMonth, '2026-13', false],
    ['a day for a month', CalendarMonth, '2026-05-01', false],
    ['a reason', ReasonCode, 'past_due_120', true],
    ['a reason of 65 letters', ReasonCode, 'r'.repeat(65), false],
  ] as const)('%s', (_, shape, text, fits) => {
    expect(shape.safeParse(text).success).toBe(fits);
  });
});
