import { DEFAULT_TERMS, type Program, type ProgramId } from '@tallystick/core';
import { DEFAULT_PROGRAM_TERMS, ProgramTerms } from '@tallystick/core/contract';
import { keptProgramOf, type Terms, termsOf } from '@tallystick/core/wire';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wireTermsOf } from '../api/programs.ts';

const row = (configuration: object) => ({
  program_id: '33333333-3333-3333-3333-333333333333',
  version: 3,
  name: DEFAULT_TERMS.name,
  configuration,
  is_default: false,
});
const IDENTITY = { id: row({}).program_id as ProgramId, version: 3, name: DEFAULT_TERMS.name };

const oneOf = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const amount = fc.bigInt({ min: 0n, max: 9_223_372_036_854_775_807n }).map(String);
const credited = oneOf<'receipt' | 'settlement'>('receipt', 'settlement');
const waterfall = fc.shuffledSubarray(['late_charges', 'fees', 'interest', 'principal'] as const, { minLength: 1 });

/** Any terms that the contract takes. */
const anyTerms: fc.Arbitrary<Terms> = fc.record({
  currency: oneOf<Terms['currency']>(null, ...(['USD', 'EUR', 'JPY'] as NonNullable<Terms['currency']>[])),
  time_zone: oneOf('UTC', 'America/New_York', 'Pacific/Kiritimati'),
  day_count_convention: oneOf('ACT_365', 'ACT_360', '30_360'),
  thirty_360_variant: oneOf(null, '30E_360', '30E_360_ISDA'),
  waterfalls: fc.record({ default: waterfall, nonaccrual: waterfall }),
  recovery_order: fc.shuffledSubarray(['principal', 'interest', 'fees'] as const, { minLength: 3 }),
  allocation_scope: oneOf('balance'),
  overpayment: oneOf('suspense'),
  apply_suspense: oneOf('on_request', 'on_next_payment'),
  small_balance_tolerance_minor: amount,
  credit_on: fc.record({
    ach: credited,
    card: credited,
    wire: credited,
    check: credited,
    internal_transfer: credited,
    other: credited,
  }),
  hold_days: fc.record({ ach: fc.nat(365), card: fc.nat(365) }),
  return_effective: oneOf('original', 'return_date'),
  backdating: fc.record({ mode: oneOf('current_balances', 'reject'), max_days: fc.option(fc.nat(36_500)) }),
  closed_period: oneOf('roll_forward', 'reject'),
  loss_accounting: oneOf('allowance', 'direct_expense'),
  interest_writeoff: oneOf('income', 'allowance'),
  fee_writeoff: oneOf('income', 'allowance'),
  accrual: fc.record({
    principal_mismatch: oneOf('reject', 'record'),
    principal_tolerance_minor: amount,
    max_rate_bps: fc.option(fc.integer({ min: 1, max: 1_000_000 })),
  }),
  adjustment_approval: oneOf('none', 'two_person'),
});

describe('the default terms are the same terms', () => {
  it("read from the contract's as from core's", () => {
    expect(keptProgramOf(row(DEFAULT_PROGRAM_TERMS))).toEqual({ ...DEFAULT_TERMS, ...IDENTITY });
  });

  it('and read from a row that was written before any of them was known', () => {
    expect(termsOf(row({}))).toEqual(DEFAULT_PROGRAM_TERMS);
  });

  it('a variant of 30/360 that is not named is the one that core has', () => {
    expect(DEFAULT_PROGRAM_TERMS.thirty_360_variant).toBeNull();
    expect(wireTermsOf(DEFAULT_TERMS)).toEqual({ ...DEFAULT_PROGRAM_TERMS, thirty_360_variant: '30E_360' });
  });
});

it('terms are read as they were stored: nothing is lost on the way to core and back', () => {
  fc.assert(
    fc.property(anyTerms, (terms) => {
      expect(ProgramTerms.parse(terms)).toEqual(terms);
      const program: Program = keptProgramOf(row(terms));
      const variant = terms.thirty_360_variant ?? '30E_360';
      expect(wireTermsOf(program)).toEqual({ ...terms, thirty_360_variant: variant });
      expect(keptProgramOf(row(wireTermsOf(program)))).toEqual(program);
    }),
  );
});

it.each<[string, object, Partial<Program>]>([
  [
    'a group that knew fewer members',
    { waterfalls: { default: ['principal'] }, accrual: { principal_mismatch: 'record' } },
    {
      waterfalls: { default: ['principal'], nonaccrual: DEFAULT_TERMS.waterfalls.nonaccrual },
      principalMismatch: 'record',
      maxRateBps: null,
    },
  ],
  ['a term of its own', { time_zone: 'America/New_York' }, { timeZone: 'America/New_York' }],
])('an older row keeps %s and is filled up from the default program', (_, configuration, terms) => {
  expect(keptProgramOf(row(configuration))).toEqual({ ...DEFAULT_TERMS, ...IDENTITY, ...terms });
});
