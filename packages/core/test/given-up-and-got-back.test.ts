/**
 * The laws of what a lender gives up and gets back, over lives in any order of effective dates: waivers, charge-offs,
 * recoveries, non-accrual and restructures among draws, fees, accruals, payments, returns, refunds and what undoes any of them.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, type LocalDate } from '../src/calendar/date.ts';
import type { Command } from '../src/events/decide.ts';
import type { EventId } from '../src/ledger/identity.ts';
import { linesOf } from '../src/ledger/lines.ts';
import { ALL_BUCKETS, type Balances } from '../src/loan/bucket.ts';
import { feesOf, openOf, paidOf } from '../src/loan/fee-account.ts';
import { balanceAt, claimsOf, exposureOf } from '../src/loan/loan.ts';
import { receiptsOf, unappliedOf } from '../src/loan/money-received.ts';
import { isRefusal } from '../src/loan/refusal.ts';
import { reversal } from './corrections.ts';
import { accrual, day, disbursement, fee, InMemoryBook, loanId, PROGRAM, payment } from './in-memory-book.ts';
import { chargeoff, nonaccrual, recovery, restructure, waiver } from './losses.ts';
import { allocation, bankReturn, refund } from './money-in.ts';

const L1 = loanId('L1');
const DAYS = 12;
const FIRST = day('2026-01-05');
const EVERY_DAY = Array.from({ length: DAYS }, (_, index) => addDays(FIRST, index));

/** Each act as often as it takes for lives to come by all of them: a full charge-off ends much. */
const ACTS = {
  draw: 2,
  fee: 5,
  late: 5,
  accrual: 4,
  pay: 7,
  waive: 10,
  lose: 1,
  'lose a part': 2,
  collect: 4,
  nonaccrual: 2,
  relieve: 4,
  apply: 3,
  return: 2,
  refund: 1,
  undo: 3,
};
const step = fc.record({
  is: fc.oneof(...Object.entries(ACTS).map(([act, weight]) => ({ weight, arbitrary: fc.constant(act) }))),
  at: fc.nat({ max: DAYS - 1 }),
  late: fc.boolean(),
  amount: fc.bigInt({ min: 1n, max: 120n }),
  whole: fc.boolean(),
  pick: fc.nat({ max: 11 }),
});
type Step = ReturnType<typeof step.generate>['value'];

/** The command of a step. `fees` are those assessed so far; undefined when there is none to waive. */
function commandOf(
  { is, at, late, amount, whole, pick }: Step,
  book: InMemoryBook,
  fees: readonly EventId[],
): Command | undefined {
  // What is given up is given up late, more often than not: there is little to give up before.
  const on = addDays(FIRST, late && is !== 'draw' && is !== 'pay' ? DAYS - 1 : at);
  switch (is) {
    case 'draw':
      return disbursement({ amount, on });
    case 'fee':
    case 'late':
      return fee({ amount, on, type: is === 'late' ? 'late' : 'other' });
    case 'accrual':
      return accrual({ on, items: [['L1', balanceAt(book.named('L1'), 'principal', on), amount]] });
    case 'pay':
      return payment({ amount, on, mode: whole ? 'waterfall' : 'fees_only' });
    case 'waive': {
      const scope = (['unpaid', 'paid', 'all'] as const)[pick % 3]!;
      const waived = fees[pick % fees.length];
      return waived === undefined
        ? undefined
        : waiver({ fee: waived, on, scope, ...(whole ? {} : { amount: amount / 8n + 1n }) });
    }
    case 'lose':
      return chargeoff({ on });
    case 'lose a part':
      return chargeoff({ on, amounts: whole ? { principal: amount } : { interest: amount / 4n, fees: amount / 3n } });
    case 'collect':
      return recovery({ amount, on });
    case 'apply':
      return allocation({ on, ...(whole ? {} : { mode: 'fees_only' }) });
    case 'return': {
      const payments = book.entries.filter(({ type }) => type === 'payment_received');
      const of = payments[pick % payments.length]?.correlationId;
      return of === undefined ? undefined : bankReturn({ of, ...(whole ? {} : { amount: amount / 8n + 1n }) });
    }
    case 'refund':
      return refund({ amount: amount / 8n + 1n, on });
    case 'undo': {
      const entry = book.entries.at(-1 - pick);
      return entry === undefined ? undefined : reversal(entry, { cascade: whole });
    }
    case 'nonaccrual':
      return nonaccrual({ on, nonaccrual: whole });
    default: {
      const part = amount / 5n;
      return whole
        ? restructure({ on, forgivePrincipal: amount, forgiveInterest: part, waiveFees: part })
        : restructure({ on, capitalizeInterest: part, capitalizeFees: part, waiveFees: part });
    }
  }
}

/** Runs a life on a loan of 500, refused steps left out, and calls `check` after each step that was booked. */
function live(steps: readonly Step[], check: (book: InMemoryBook, before: Balances, command: Command) => void) {
  const book = new InMemoryBook({ ...PROGRAM, applySuspense: 'on_next_payment' });
  const fees: EventId[] = [];
  book.disburse({ amount: 500n, on: FIRST });
  for (const its of steps) {
    const command = commandOf(its, book, fees);
    if (command === undefined || isRefusal(book.decision(command))) continue;
    const before = book.named('L1').balances;
    const { event } = book.post(command);
    if (command.kind === 'fee') fees.push(event);
    check(book, before, command);
  }
  return book;
}

const lives = fc.array(step, { minLength: 10, maxLength: 40 });
const always = (check: Parameters<typeof live>[1]) => {
  fc.assert(
    fc.property(lives, (steps) => {
      live(steps, check);
    }),
    { numRuns: 150 },
  );
};

describe('after whatever was given up or got back', () => {
  it('no bucket is below zero at the close of any day, and the balances are the fold of the postings', () =>
    always((book) => {
      for (const date of EVERY_DAY) {
        const held = book.fold(L1, date);
        for (const bucket of ALL_BUCKETS) expect(held[bucket], `${bucket} at ${date}`).toBeGreaterThanOrEqual(0n);
      }
      expect(book.named('L1').balances).toEqual(book.fold(L1));
    }));

  it('the memo accounts balance among themselves, and so does each loan', () =>
    always((book) => {
      const memo = book.entries.at(-1)!.postings.filter(({ debit, credit }) => debit > 9000 !== credit > 9000);
      expect(memo).toEqual([]);
      const sums = { DR: 0n, CR: 0n };
      for (const { direction, amount } of linesOf(book.entries.at(-1)!.postings)) sums[direction] += amount;
      expect(sums.DR).toBe(sums.CR);
    }));

  it('the accounts of the fees add up to what the loan owes and claims in fees', () =>
    always((book) => {
      const fees = feesOf(book.history(L1));
      const sum = (of: (its: (typeof fees)[number]) => bigint) => fees.reduce((total, its) => total + of(its), 0n);
      const { balances } = book.named('L1');
      expect(sum((its) => (its.bucket === 'fees' ? openOf(its) : 0n))).toBe(balances.fees);
      expect(sum((its) => (its.bucket === 'lateCharges' ? openOf(its) : 0n))).toBe(balances.lateCharges);
      expect(sum((its) => its.chargedOff)).toBe(balances.claimFees);
      for (const its of fees)
        for (const part of [openOf(its), paidOf(its), its.waived]) expect(part).toBeGreaterThanOrEqual(0n);
    }));

  it('every cent that was paid is somewhere: a waiver of what was paid only unapplies it, and it may be applied again', () =>
    always((book) => {
      const receipts = receiptsOf(book.history(L1));
      for (const { amount, unapplied, applied, returned, refunded, spent } of receipts) {
        const kept = applied.reduce((sum, part) => sum + part.amount, unapplied);
        expect(kept + returned + refunded + spent).toBe(amount);
      }
      expect(unappliedOf(receipts)).toBe(book.named('L1').balances.suspense);
    }));
});

describe('each of them moves what it says and nothing else', () => {
  const owedIn = (balances: Balances) => exposureOf(balances) + balances.nonaccrualInterest;
  const checked = (kind: Command['kind'], check: (before: Balances, after: Balances, answer: unknown) => void) =>
    always((book, before, command) => {
      if (command.kind === kind) check(before, book.named('L1').balances, command);
    });

  it('non-accrual moves interest between the books and the memo, and the borrower owes the same', () =>
    checked('nonaccrual', (before, after) => {
      const { interest: _i, nonaccrualInterest: _n, ...others } = after;
      expect(owedIn(after)).toBe(owedIn(before));
      expect(before).toMatchObject(others);
    }));

  it('a charge-off moves what is owed to the claims, and suspense stays', () =>
    checked('chargeoff', (before, after) => {
      expect(owedIn(after) + claimsOf(after)).toBe(owedIn(before) + claimsOf(before));
      expect(after.suspense).toBe(before.suspense);
    }));

  it('a recovery lowers the claims by what it does not leave in suspense, and the books stay', () =>
    checked('recovery', (before, after, command) => {
      const { amount } = command as ReturnType<typeof recovery>;
      expect(claimsOf(before) - claimsOf(after) + after.suspense - before.suspense).toBe(amount);
      expect(exposureOf(after)).toBe(exposureOf(before));
    }));

  it('a restructure changes principal by what it capitalises less what it forgives, or lowers the claims', () =>
    checked('restructure', (before, after, command) => {
      const { relief } = command as ReturnType<typeof restructure>;
      const given = relief.forgivePrincipal + relief.forgiveInterest + relief.waiveFees;
      expect(owedIn(after) + claimsOf(after)).toBe(owedIn(before) + claimsOf(before) - given);
      if (claimsOf(after) === claimsOf(before)) {
        const added = relief.capitalizeInterest + relief.capitalizeFees - relief.forgivePrincipal;
        expect(after.principal - before.principal).toBe(added);
      }
    }));
});

it('a charge-off that is recovered in full leaves no claim, and a loan that is paid off', () =>
  fc.assert(
    fc.property(lives, (steps) => {
      const book = live(steps, () => {});
      const on: LocalDate = addDays(FIRST, DAYS);
      if (!isRefusal(book.decision(chargeoff({ on })))) book.post(chargeoff({ on }));
      const claimed = claimsOf(book.named('L1').balances);
      if (claimed === 0n) return;
      const { answer } = book.post(recovery({ amount: claimed, on }));
      expect(answer).toMatchObject({ unapplied: 0n, claims: { principal: 0n, interest: 0n, fees: 0n } });
      expect(book.named('L1').status).toBe('paid_off');
      for (const bucket of ALL_BUCKETS) expect(book.named('L1').balances[bucket]).toBeGreaterThanOrEqual(0n);
    }),
  ));

it('the lives come by every act, and by waivers of what was paid', () => {
  const acts = new Set<string>();
  const note = (_: InMemoryBook, __: Balances, command: Command) => {
    acts.add(command.kind === 'waiver' ? `waiver of ${command.scope}` : command.kind);
  };
  for (const steps of fc.sample(lives, { seed: 7, numRuns: 150 })) live(steps, note);
  expect([...acts].sort()).toEqual([
    'accrual',
    'allocation',
    'chargeoff',
    'disbursement',
    'fee',
    'nonaccrual',
    'payment',
    'recovery',
    'refund',
    'restructure',
    'return',
    'reversal',
    'waiver of all',
    'waiver of paid',
    'waiver of unpaid',
  ]);
});
