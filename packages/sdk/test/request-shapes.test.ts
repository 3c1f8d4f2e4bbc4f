import type { ProblemCode } from '@tallystick/core/contract';
import { expectTypeOf, it } from 'vitest';
import {
  type AccrualBatchRequest,
  type Balance,
  createClient,
  formatMinor,
  idempotencyKey,
  isProblem,
  isProblemOf,
  type JournalEntry,
  type Ledger,
  type LedgerEvent,
  type MinorUnits,
  type Payment,
  type PaymentRequest,
  type ProblemError,
  type ProblemOf,
  type Program,
  type TrialBalance,
} from '../src/index.ts';
import { LOAN, PAYMENT } from './ledger-of.ts';

// Nothing here runs: the compiler is the test.
declare const ledger: Ledger;
const unrun = (_: () => unknown) => {};

it('takes amounts as bigint or as strings, never as numbers', () => {
  expectTypeOf<PaymentRequest['amount_minor']>().toEqualTypeOf<string | bigint>();
  expectTypeOf<AccrualBatchRequest['loans'][number]['interest_minor']>().toEqualTypeOf<string | bigint>();
  expectTypeOf<Balance['principal_outstanding_minor']>().toEqualTypeOf<MinorUnits>();
  unrun(() => {
    const options = { idempotencyKey: 'payment:loan_42:x' };
    ledger.payments.create({ ...PAYMENT, amount_minor: 88_849n }, options);
    // @ts-expect-error a number of cents loses cents above 2^53
    ledger.payments.create({ ...PAYMENT, amount_minor: 88_849 }, options);
    const split = { fees_minor: 1, interest_minor: 0n, principal_minor: 0n };
    // @ts-expect-error and nested amounts alike
    ledger.payments.create({ ...PAYMENT, custom_allocation: split }, options);
    // @ts-expect-error a field that the ledger does not know
    ledger.payments.create({ ...PAYMENT, amuont_minor: '1' }, options);
    // @ts-expect-error a way of paying that the ledger does not know
    ledger.payments.create({ ...PAYMENT, source_method: 'barter' }, options);
  });
});

it('answers amounts that are neither numbers nor any string', () => {
  expectTypeOf<Payment['allocation']['fees_minor']>().toEqualTypeOf<MinorUnits>();
  expectTypeOf<Payment['small_balance_written_off_minor']>().toEqualTypeOf<MinorUnits | undefined>();
  expectTypeOf<TrialBalance['accounts'][number]['balance_minor']>().toEqualTypeOf<MinorUnits>();
  expectTypeOf<JournalEntry['lines'][number]['amount_minor']>().toEqualTypeOf<MinorUnits>();
  expectTypeOf<LedgerEvent['request']>().toEqualTypeOf<Record<string, unknown>>();
  unrun(async () => {
    const { total_exposure_minor: owed } = await ledger.loans.balance(LOAN);
    ledger.payments.create({ ...PAYMENT, amount_minor: owed }, { idempotencyKey: 'payment:loan_42:x' });
    formatMinor(owed, 'USD');
    formatMinor('88849', 'USD');
    // @ts-expect-error an amount in major units
    formatMinor('888.49', 'USD');
    // @ts-expect-error a number
    formatMinor(88_849, 'USD');
    // @ts-expect-error no arithmetic on text
    owed - 1n;
    // @ts-expect-error any string is no answer of the ledger
    const made: MinorUnits = '88849';
    return made;
  });
});

it('leaves metadata and terms free', () => {
  unrun(() => {
    const options = { idempotencyKey: 'k' };
    ledger.payments.create({ ...PAYMENT, metadata: { cost_minor: 5, a: [null] } }, options);
    const terms = { rate_bps: 600, instalment_minor: 5 };
    ledger.restructures.create(
      { loan_id: LOAN, effective_at: '2026-05-01', approval_ref: 'committee-7', terms },
      options,
    );
  });
});

it('asks of a program only its name, and of a group only what differs', () => {
  expectTypeOf<Awaited<ReturnType<Ledger['programs']['put']>>>().toEqualTypeOf<Program>();
  expectTypeOf<Program['hold_days']>().toEqualTypeOf<{ ach: number; card: number }>();
  unrun(() => {
    ledger.programs.put(LOAN, { name: 'Prime', hold_days: { ach: 7 }, small_balance_tolerance_minor: 100n });
    // @ts-expect-error the name is missing
    ledger.programs.put(LOAN, { hold_days: { ach: 7 } });
    // @ts-expect-error no such way for money to come
    ledger.programs.put(LOAN, { name: 'Prime', hold_days: { pigeon: 7 } });
    // @ts-expect-error a bucket that no payment pays
    ledger.programs.put(LOAN, { name: 'Prime', waterfalls: { default: ['suspense'] } });
  });
});

it('demands a key for every post', () => {
  unrun(() => {
    // @ts-expect-error options are missing
    ledger.payments.create(PAYMENT);
    // @ts-expect-error the key is missing
    ledger.payments.create(PAYMENT, {});
    // @ts-expect-error the key is missing
    ledger.disbursements.settle(LOAN, { effective_at: '2026-05-01' }, { timeoutMs: 5 });
    // @ts-expect-error one part alone is the same key for every event
    idempotencyKey('payment');
    // @ts-expect-error numbers are written by the caller, who knows how
    idempotencyKey('payment', 42);
  });
});

it('types answers by the contract', () => {
  expectTypeOf<Awaited<ReturnType<Ledger['loans']['balance']>>>().toEqualTypeOf<Balance>();
  expectTypeOf<Awaited<ReturnType<Ledger['payments']['create']>>['isReplay']>().toEqualTypeOf<boolean>();
  unrun(async () => {
    for await (const entry of ledger.loans.journalEntries(LOAN)) expectTypeOf(entry).toEqualTypeOf<JournalEntry>();
    // @ts-expect-error no such type of event
    ledger.loans.journalEntries(LOAN, { eventType: 'birthday' });
  });
});

it('narrows a problem to the codes that were asked for', () => {
  unrun(() => {
    const error: unknown = undefined;
    if (isProblem(error, 'loan_not_found', 'currency_mismatch')) {
      expectTypeOf(error).toEqualTypeOf<ProblemError<'loan_not_found' | 'currency_mismatch'>>();
      expectTypeOf(error.code).toExtend<ProblemCode>();
    }
    // @ts-expect-error not in the closed list
    isProblem(error, 'loan_not_fuond');
  });
});

it('types the problems of an operation by code, so that a switch can exhaust them', () => {
  expectTypeOf<ProblemOf<'books.tieOut'>['code']>().toEqualTypeOf<
    | 'validation_failed'
    | 'unauthorized'
    | 'insufficient_scope'
    | 'rate_limited'
    | 'internal'
    | 'overloaded'
    | 'unavailable'
  >();
  expectTypeOf<Extract<ProblemOf<'payments.create'>, { code: 'loan_not_found' }>>().toEqualTypeOf<
    ProblemError<'loan_not_found'>
  >();
  unrun(() => {
    const error: unknown = undefined;
    if (isProblemOf(error, 'health.ready')) {
      if (error.code === 'unavailable') return expectTypeOf(error).toEqualTypeOf<ProblemError<'unavailable'>>();
      expectTypeOf(error.code).toEqualTypeOf<'internal'>();
      // @ts-expect-error not declared by the operation
      return error.code === 'loan_not_found';
    }
    // @ts-expect-error no such operation
    return isProblemOf(error, 'payments.delete');
  });
});

it('demands a key of a post to any address, and of nothing else', () => {
  unrun(() => {
    ledger.request({ method: 'GET', path: '/x' });
    ledger.request({ method: 'POST', path: '/x', idempotencyKey: 'payment:loan_42:x' });
    // @ts-expect-error the key is missing
    ledger.request({ method: 'POST', path: '/x' });
    // @ts-expect-error a read has no body
    ledger.request({ method: 'GET', path: '/x', body: {} });
  });
});

it('takes a token or credentials, not both', () => {
  unrun(() => {
    createClient();
    createClient({ baseUrl: 'x', token: undefined });
    createClient({ baseUrl: 'x', clientId: 'a', clientSecret: 'b', scope: 'hpts:payments:write' });
    // @ts-expect-error both
    createClient({ baseUrl: 'x', token: 't', clientId: 'a' });
  });
});
