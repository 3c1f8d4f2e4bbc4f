import { describe, expect, it } from 'vitest';
import { contract, MOST_ACCRUALS } from './index.ts';
import {
  Amount,
  CalendarDate,
  CurrencyCode,
  IdempotencyKey,
  Metadata,
  PageSize,
  PositiveAmount,
  Reference,
  Uuid,
} from './wire.ts';

const ID = '11111111-1111-1111-1111-111111111111';

describe('a text that is what it says', () => {
  it.each([
    ['a UUID', Uuid, '3C90C3CC-0D44-4b50-8888-8dd25736052a', '3c90c3cc-0d44-4b50-8888-8dd25736052a'],
    ['zero', Amount, '0', '0'],
    ['the largest amount', Amount, '9223372036854775807', '9223372036854775807'],
    ['an amount that only the ledger can refuse', Amount, '9999999999999999999', '9999999999999999999'],
    ['an amount above zero', PositiveAmount, '1', '1'],
    ['a currency', CurrencyCode, 'MXN', 'MXN'],
    ['a leap day', CalendarDate, '2028-02-29', '2028-02-29'],
    ['the shortest key', IdempotencyKey, 'payment1', 'payment1'],
    ['the longest key', IdempotencyKey, 'k'.repeat(255), 'k'.repeat(255)],
    ['the recommended key', IdempotencyKey, 'payment:loan_42:proc_txn_abc123', 'payment:loan_42:proc_txn_abc123'],
    ['a page size', PageSize, '500', 500],
    ['no page size', PageSize, undefined, 50],
  ] as const)('%s', (_, shape, text, read) => {
    expect(shape.parse(text)).toBe(read);
  });
});

describe('a text that is not', () => {
  it.each([
    ['a UUID without hyphens', Uuid, '11111111111111111111111111111111'],
    ['a UUID with more', Uuid, `${ID}0`],
    ['a number', Amount, 88849],
    ['a negative amount', Amount, '-1'],
    ['an amount with a point', Amount, '888.49'],
    ['an amount with a leading zero', Amount, '007'],
    ['an amount with a sign', Amount, '+7'],
    ['an amount of twenty digits', Amount, '10000000000000000000'],
    ['an empty amount', Amount, ''],
    ['an amount with a newline', Amount, '1\n'],
    ['zero where money moves', PositiveAmount, '0'],
    ['a currency in lower case', CurrencyCode, 'usd'],
    ['a currency out of force', CurrencyCode, 'DEM'],
    ['a currency that never was', CurrencyCode, 'ABC'],
    ['a day that does not exist', CalendarDate, '2027-02-29'],
    ['an instant for a day', CalendarDate, '2026-05-01T00:00:00Z'],
    ['a key of seven', IdempotencyKey, 'payment'],
    ['a key of 256', IdempotencyKey, 'k'.repeat(256)],
    ['a key with a space', IdempotencyKey, 'payment 42'],
    ['a key that begins with a point', IdempotencyKey, '.payment'],
    ['a key with a newline', IdempotencyKey, 'payment1\n'],
    ['an empty reference', Reference, ''],
    ['a reference of 256', Reference, 'r'.repeat(256)],
    ['a page of none', PageSize, '0'],
    ['a page of 501', PageSize, '501'],
    ['half a page', PageSize, '1.5'],
    ['an empty page size', PageSize, ''],
  ] as const)('%s', (_, shape, text) => {
    expect(shape.safeParse(text).success).toBe(false);
  });
});

describe('metadata', () => {
  it('keeps any JSON up to 2 KB serialized', () => {
    const value = { channel: 'autopay', attempt: 2, nested: { list: [1, null, true] } };
    expect(Metadata.parse(value)).toEqual(value);
    expect(Metadata.safeParse({ k: 'x'.repeat(2048 - 8) }).success).toBe(true);
  });

  it.each([
    ['a byte too many', { k: 'x'.repeat(2048 - 7) }],
    ['2 KB of letters that take two bytes', { k: 'é'.repeat(1024) }],
    ['a key that begins with a digit', { '1st': 'x' }],
    ['a key with a hyphen', { 'x-y': 'x' }],
    ['a list', ['x']],
  ])('refuses %s', (_, value) => {
    expect(Metadata.safeParse(value).success).toBe(false);
  });
});

const headers = { 'idempotency-key': 'payment:loan_42:1' };
const money = { loan_id: ID, borrower_id: ID, amount_minor: '88849', currency: 'USD', effective_at: '2026-05-01' };
const item = { loan_id: ID, outstanding_principal_minor: '5', interest_minor: '0' };
const batch = { program_id: ID, accrual_date: '2026-05-01', day_count_convention: 'ACT_365', loans: [item] };

/** The pointers of what is wrong with a body, or none. */
function wrong(input: { '~standard': { validate(value: unknown): unknown } } | undefined, body: unknown) {
  const result = input?.['~standard'].validate({ headers, params: { id: ID }, body }) as {
    issues?: readonly { path: readonly PropertyKey[] }[];
  };
  return (result.issues ?? []).map(({ path }) => path.join('/'));
}

describe('the body of a request', () => {
  const { disbursements, payments, fees, accruals } = contract;
  const draw = disbursements.create['~orpc'].inputSchema;
  const pay = payments.create['~orpc'].inputSchema;
  const charge = fees.assess['~orpc'].inputSchema;
  const accrue = accruals.postBatch['~orpc'].inputSchema;
  const settle = disbursements.settle['~orpc'].inputSchema;
  const custom = { fees_minor: '0', interest_minor: '0', principal_minor: '88849' };

  it.each([
    ['a draw', draw, { ...money, method: 'ach' }],
    ['a draw with a fee one below it', draw, { ...money, method: 'ach', withheld_fee_minor: '88848' }],
    ['a settlement', settle, { effective_at: '2026-05-01' }],
    ['a payment', pay, { ...money, source_method: 'ach' }],
    [
      'a payment as instructed',
      pay,
      { ...money, source_method: 'ach', allocation_mode: 'custom', custom_allocation: custom },
    ],
    ['a fee', charge, { ...money, fee_type: 'late' }],
    ['a batch', accrue, batch],
  ])('%s fits', (_, shape, body) => {
    expect(wrong(shape, body)).toEqual([]);
  });

  it.each([
    ['a typo in a money field', pay, { ...money, source_method: 'ach', ammount_minor: '1' }, ['body']],
    ['a method that is none', draw, { ...money, method: 'pigeon' }, ['body/method']],
    [
      'a fee as large as the draw',
      draw,
      { ...money, method: 'ach', withheld_fee_minor: '88849' },
      ['body/withheld_fee_minor'],
    ],
    [
      'custom parts without the mode',
      pay,
      { ...money, source_method: 'ach', custom_allocation: custom },
      ['body/custom_allocation'],
    ],
    [
      'the mode without custom parts',
      pay,
      { ...money, source_method: 'ach', allocation_mode: 'custom' },
      ['body/custom_allocation'],
    ],
    ['a payment of nothing', pay, { ...money, source_method: 'ach', amount_minor: '0' }, ['body/amount_minor']],
    ['a fee type that is none', charge, { ...money, fee_type: 'parking' }, ['body/fee_type']],
    ['a batch of nothing', accrue, { ...batch, loans: [] }, ['body/loans']],
    ['a convention that is none', accrue, { ...batch, day_count_convention: 'ACT_364' }, ['body/day_count_convention']],
    [
      'a bad item of a batch',
      accrue,
      { ...batch, loans: [item, { ...item, interest_minor: '-1' }] },
      ['body/loans/1/interest_minor'],
    ],
    ['a typo in an item', accrue, { ...batch, loans: [{ ...item, rate: '5' }] }, ['body/loans/0']],
  ])('%s does not, and the pointer says where', (_, shape, body, pointers) => {
    expect(wrong(shape, body)).toEqual(pointers);
  });

  it('a batch is of 100,000 loans at most', () => {
    expect(MOST_ACCRUALS).toBe(100_000);
    expect(wrong(accrue, { ...batch, loans: Array(MOST_ACCRUALS + 1).fill(item) })).toEqual(['body/loans']);
  });
});
