/**
 * The laws of money that goes back: whatever a loan's life was and whatever became of the money, a return undoes what the
 * money did and nothing else. Lives are posted in any order of their effective dates.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, type LocalDate } from '../src/calendar/date.ts';
import type { Command } from '../src/events/decide.ts';
import type { EventId } from '../src/ledger/identity.ts';
import { ALL_BUCKETS, addPosting, type Bucket, bucketOf, NO_BALANCES } from '../src/loan/bucket.ts';
import { balanceAt } from '../src/loan/loan.ts';
import { receiptsOf } from '../src/loan/money-received.ts';
import { isRefusal } from '../src/loan/refusal.ts';
import { accrual, day, disbursement, fee, InMemoryBook, loanId, payment } from './in-memory-book.ts';
import { allocation, bankReturn, paymentSettlement, refund } from './money-in.ts';

const L1 = loanId('L1');
const DAYS = 15;
const on = (index: number) => addDays(day('2026-01-05'), index);
const EVERY_DAY = Array.from({ length: DAYS }, (_, index) => on(index));

type Step =
  | {
      readonly is: 'draw' | 'fee' | 'late charge' | 'accrual' | 'refund';
      readonly at: LocalDate;
      readonly amount: bigint;
    }
  | { readonly is: 'payment' | 'allocation'; readonly at: LocalDate; readonly amount: bigint; readonly mode: Mode }
  | { readonly is: 'settlement' | 'return'; readonly at: LocalDate; readonly of: number; readonly amount: bigint };
type Mode = 'waterfall' | 'principal_only' | 'interest_only' | 'fees_only';

const at = fc.nat({ max: DAYS - 1 }).map(on);
const amount = fc.bigInt({ min: 1n, max: 400n });
const mode = fc.constantFrom<Mode>('waterfall', 'waterfall', 'principal_only', 'interest_only', 'fees_only');
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ is: fc.constantFrom('draw', 'fee', 'late charge', 'accrual', 'refund'), at, amount }),
  fc.record({ is: fc.constantFrom('payment', 'payment', 'allocation'), at, amount, mode }),
  fc.record({ is: fc.constantFrom('settlement', 'return'), at, of: fc.nat({ max: 9 }), amount }),
);
const life = fc.array(step, { maxLength: 25 });
/** How the payment comes that a law is about: it may end up partly in suspense. */
const money = fc.record({ amount: fc.bigInt({ min: 1n, max: 2_000n }), at, mode });

const paymentsOf = (book: InMemoryBook): EventId[] =>
  book.history(L1).flatMap(({ type, eventId }) => (type === 'payment_received' ? [eventId] : []));

function commandOf(step: Step, book: InMemoryBook): Command | undefined {
  const its = { amount: 'amount' in step ? step.amount : 0n, on: step.at };
  switch (step.is) {
    case 'draw':
      return disbursement(its);
    case 'fee':
      return fee(its);
    case 'late charge':
      return fee({ ...its, type: 'late' });
    case 'accrual':
      return accrual({ on: step.at, items: [['L1', balanceAt(book.named('L1'), 'principal', step.at), step.amount]] });
    case 'payment':
      return payment({ ...its, mode: step.mode, by: 'ach' });
    case 'allocation':
      return allocation({ ...its, mode: step.mode });
    case 'refund':
      return refund(its);
    default: {
      const payments = paymentsOf(book);
      const of = payments[step.of % payments.length];
      if (of === undefined) return undefined;
      return step.is === 'settlement'
        ? paymentSettlement({ of, on: step.at })
        : bankReturn({ of, amount: step.amount });
    }
  }
}

/** What a random life may rightly be refused for; any other refusal would be news. */
const EXPECTED = [
  'loan_state_forbids',
  'allocation_exceeds_owed',
  'batch_rejected',
  'accrual_duplicate',
  'insufficient_suspense',
  'suspense_on_hold',
  'already_settled',
  'already_returned',
  'return_exceeds_payment',
  'effective_before_first_disbursement',
];

/** Lives on, refused steps left out, and calls `check` after each step that was booked. */
function live(book: InMemoryBook, steps: readonly Step[], check: (booked: Command) => void = () => undefined): void {
  for (const step of steps) {
    const command = commandOf(step, book);
    if (command === undefined) continue;
    const decision = book.decision(command);
    if (isRefusal(decision)) {
      expect(EXPECTED).toContain(decision.refused);
      continue;
    }
    book.post(command);
    check(command);
  }
}

function begun(steps: readonly Step[]): InMemoryBook {
  const book = new InMemoryBook();
  book.disburse({ amount: 500n });
  live(book, steps);
  return book;
}

const everyDay = (book: InMemoryBook) => EVERY_DAY.map((date) => book.fold(L1, date));

/** What the money of one event has done to the buckets by a day. */
function doneBy(book: InMemoryBook, event: EventId, until: LocalDate) {
  const balances: Record<Bucket, bigint> = { ...NO_BALANCES };
  for (const { postings, correlationId, effectiveAt } of book.history(L1)) {
    if (effectiveAt > until) continue;
    for (const posting of postings) if ((posting.source ?? correlationId) === event) addPosting(balances, posting);
  }
  return balances;
}

/** What of an event's money was refunded, whether or not it was returned after that. */
const refundedOf = (book: InMemoryBook, event: EventId) =>
  book
    .history(L1)
    .flatMap(({ type, postings }) => (type === 'refund' ? postings : []))
    .reduce((sum, { source, amount }) => sum + (source === event ? amount : 0n), 0n);

describe('a return of all that is left of a payment', () => {
  it('leaves every bucket on every day as if it had never been paid', () =>
    fc.assert(
      fc.property(life, money, (before, paid) => {
        const book = begun(before);
        const days = everyDay(book);
        const { event } = book.pay({ ...paid, on: paid.at, by: 'ach' });
        book.post(bankReturn({ of: event }));
        expect(everyDay(book)).toEqual(days);
      }),
    ));

  it('whatever became of its money since: nothing that it did is left on any day, but what was refunded is owed', () =>
    fc.assert(
      fc.property(life, money, life, (before, paid, after) => {
        const book = begun(before);
        const { event } = book.pay({ ...paid, on: paid.at, by: 'ach' });
        live(book, after);
        const refunded = refundedOf(book, event);
        const command = bankReturn({ of: event });
        if (isRefusal(book.decision(command))) return;
        book.post(command);
        const owed = { ...NO_BALANCES, fees: refunded };
        expect(doneBy(book, event, day('9999-12-31'))).toEqual(owed);
        if (refunded === 0n) for (const date of EVERY_DAY) expect(doneBy(book, event, date)).toEqual(NO_BALANCES);
      }),
    ));

  it('touches no bucket that the money had not been in, and no money of another payment', () =>
    fc.assert(
      fc.property(life, money, life, (before, paid, after) => {
        const book = begun(before);
        const { event } = book.pay({ ...paid, on: paid.at, by: 'ach' });
        live(book, after);
        const others = () => receiptsOf(book.history(L1)).filter(({ eventId }) => eventId !== event);
        const beside = others();
        const been = new Set<Bucket | undefined>(refundedOf(book, event) > 0n ? ['fees'] : []);
        for (const { postings, correlationId } of book.history(L1)) {
          for (const posting of postings) {
            if ((posting.source ?? correlationId) !== event) continue;
            been.add(bucketOf(posting.debit)?.bucket).add(bucketOf(posting.credit)?.bucket);
          }
        }
        const command = bankReturn({ of: event });
        if (isRefusal(book.decision(command))) return;
        for (const { debit, credit } of book.post(command).entries.flatMap(({ postings }) => postings)) {
          expect([...been]).toContain(bucketOf(debit)?.bucket);
          expect([...been]).toContain(bucketOf(credit)?.bucket);
        }
        expect(others()).toEqual(beside);
      }),
    ));

  it('is the sum of partial ones', () =>
    fc.assert(
      fc.property(life, money, life, fc.array(amount, { maxLength: 4 }), (before, paid, after, parts) => {
        const [whole, inParts] = [begun(before), begun(before)].map((book) => {
          const { event } = book.pay({ ...paid, on: paid.at, by: 'ach' });
          live(book, after);
          return { book, event };
        }) as [{ book: InMemoryBook; event: EventId }, { book: InMemoryBook; event: EventId }];
        const command = bankReturn({ of: whole.event });
        if (isRefusal(whole.book.decision(command))) return;
        whole.book.post(command);
        for (const part of parts) {
          const some = bankReturn({ of: inParts.event, amount: part });
          if (!isRefusal(inParts.book.decision(some))) inParts.book.post(some);
        }
        if (!isRefusal(inParts.book.decision(command))) inParts.book.post(command);
        expect(everyDay(inParts.book)).toEqual(everyDay(whole.book));
      }),
    ));
});

describe('whatever happens to money that came in', () => {
  it('no bucket is below zero at the close of any day, and a settlement moves none', () =>
    fc.assert(
      fc.property(life, (steps) => {
        const book = begun([]);
        let days = everyDay(book);
        live(book, steps, ({ kind }) => {
          const now = everyDay(book);
          for (const held of now) for (const bucket of ALL_BUCKETS) expect(held[bucket]).toBeGreaterThanOrEqual(0n);
          if (kind === 'payment_settlement') expect(now).toEqual(days);
          days = now;
        });
      }),
      { numRuns: 300 },
    ));

  it('no cent of a receipt is lost, and what receipts hold unapplied is what is in suspense', () =>
    fc.assert(
      fc.property(life, (steps) => {
        const book = begun(steps);
        const receipts = receiptsOf(book.history(L1));
        for (const { amount, unapplied, applied, returned, refunded, spent } of receipts) {
          const parts = [unapplied, returned, refunded, spent, ...applied.map((part) => part.amount)];
          expect(parts.reduce((sum, part) => sum + part)).toBe(amount);
        }
        const unapplied = receipts.reduce((sum, receipt) => sum + receipt.unapplied, 0n);
        expect(unapplied).toBe(book.named('L1').balances.suspense);
      }),
      { numRuns: 300 },
    ));
});
