/**
 * Domain decisions D8 and D21: events may be posted in any order of their effective dates, and still no bucket is below
 * zero at the close of any day, and a balance as of a day is the fold of the postings up to it.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, type LocalDate } from '../src/calendar/date.ts';
import type { Command } from '../src/events/decide.ts';
import { linesOf } from '../src/ledger/lines.ts';
import { ALL_BUCKETS } from '../src/loan/bucket.ts';
import { balanceAt, exposureOf, headroom } from '../src/loan/loan.ts';
import { isRefusal } from '../src/loan/refusal.ts';
import { accrual, day, disbursement, fee, InMemoryBook, loanId, payment } from './in-memory-book.ts';

const DAYS = 15;
const FIRST = day('2026-01-05');
const on = (index: number) => addDays(FIRST, index);
const EVERY_DAY = Array.from({ length: DAYS }, (_, index) => on(index));

type Step =
  | { readonly is: 'draw' | 'fee' | 'late charge' | 'accrual'; readonly at: LocalDate; readonly amount: bigint }
  | {
      readonly is: 'payment';
      readonly at: LocalDate;
      readonly amount: bigint;
      readonly mode: 'waterfall' | 'principal_only' | 'interest_only' | 'fees_only';
    }
  | {
      readonly is: 'instructed payment';
      readonly at: LocalDate;
      readonly parts: { readonly fees: bigint; readonly interest: bigint; readonly principal: bigint };
    };

const at = fc.nat({ max: DAYS - 1 }).map(on);
const amount = fc.bigInt({ min: 1n, max: 400n });
const part = fc.bigInt({ min: 0n, max: 60n });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ is: fc.constantFrom('draw', 'fee', 'late charge', 'accrual'), at, amount }),
  fc.record({
    is: fc.constant('payment'),
    at,
    amount,
    mode: fc.constantFrom('waterfall', 'waterfall', 'principal_only', 'interest_only', 'fees_only'),
  }),
  fc.record({
    is: fc.constant('instructed payment'),
    at,
    parts: fc.record({ fees: part, interest: part, principal: part }),
  }),
);
const life = fc.array(step, { minLength: 1, maxLength: 30 });

function commandOf(step: Step, book: InMemoryBook): Command {
  switch (step.is) {
    case 'draw':
      return disbursement({ amount: step.amount, on: step.at });
    case 'fee':
      return fee({ amount: step.amount, on: step.at });
    case 'late charge':
      return fee({ amount: step.amount, on: step.at, type: 'late' });
    case 'accrual':
      return accrual({ on: step.at, items: [['L1', balanceAt(book.named('L1'), 'principal', step.at), step.amount]] });
    case 'payment':
      return payment({ amount: step.amount, on: step.at, mode: step.mode });
    case 'instructed payment': {
      const { fees, interest, principal } = step.parts;
      return payment({ amount: fees + interest + principal, on: step.at, custom: step.parts });
    }
    default:
      return step satisfies never;
  }
}

/** What a random order may rightly be refused for; any other refusal would be news. */
const EXPECTED = ['loan_state_forbids', 'allocation_exceeds_owed', 'batch_rejected', 'accrual_duplicate'];

/** Runs a life, refused steps left out, and calls `check` after each step that was booked. */
function run(steps: readonly Step[], check: (book: InMemoryBook) => void): InMemoryBook {
  const book = new InMemoryBook();
  book.disburse({ amount: 500n, on: FIRST });
  for (const step of steps) {
    if (step.is === 'instructed payment' && Object.values(step.parts).every((sent) => sent === 0n)) continue;
    const command = commandOf(step, book);
    const decision = book.decision(command);
    if (isRefusal(decision)) {
      expect(EXPECTED).toContain(decision.refused);
      continue;
    }
    book.post(command);
    check(book);
  }
  return book;
}

describe('whatever is posted, in whatever order of effective dates', () => {
  it('no bucket is below zero at the close of any day, by the postings themselves', () =>
    fc.assert(
      fc.property(life, (steps) => {
        run(steps, (book) => {
          for (const date of EVERY_DAY) {
            const held = book.fold(loanId('L1'), date);
            for (const bucket of ALL_BUCKETS) expect(held[bucket]).toBeGreaterThanOrEqual(0n);
          }
        });
      }),
      { numRuns: 200 },
    ));

  it('what stands as of a day is the fold of the postings up to it, and the stored balances the fold of all', () =>
    fc.assert(
      fc.property(life, (steps) => {
        const book = run(steps, () => {});
        const loan = book.named('L1');
        for (const date of EVERY_DAY) {
          const held = book.fold(loan.id, date);
          for (const bucket of ALL_BUCKETS) expect(balanceAt(loan, bucket, date)).toBe(held[bucket]);
        }
        expect(loan.balances).toEqual(book.fold(loan.id));
      }),
    ));

  it('no cent is lost: what came in is what the loan owed less what it owes, and suspense', () =>
    fc.assert(
      fc.property(life, (steps) => {
        const book = run(steps, () => {});
        const lines = linesOf(book.entries.flatMap(({ postings }) => postings));
        const sum = (direction: 'DR' | 'CR', ...accounts: number[]) =>
          lines
            .filter((line) => line.direction === direction && accounts.includes(line.account))
            .reduce((total, line) => total + line.amount, 0n);
        const cameIn = sum('DR', 1000, 1050);
        const owedEver = sum('DR', 1100, 1200, 1300, 1310);
        const { balances } = book.named('L1');
        expect(cameIn).toBe(owedEver - exposureOf(balances) + balances.suspense);
      }),
    ));

  it('entries are numbered from 1 without a gap, in the order of posting', () =>
    fc.assert(
      fc.property(life, (steps) => {
        const book = run(steps, () => {});
        const ordinals = book.entries.flatMap(({ postings }) => postings.map(({ loanOrdinal }) => loanOrdinal));
        expect([...new Set(ordinals)]).toEqual(Array.from({ length: book.entries.length }, (_, index) => index + 1));
        expect(book.named('L1').entryCount).toBe(book.entries.length);
      }),
    ));

  it('a payment leaves money unapplied only where the waterfall had no headroom left on its date', () =>
    fc.assert(
      fc.property(life, at, amount, (steps, date, paid) => {
        const book = run(steps, () => {});
        const { allocation } = book.pay({ amount: paid, on: date }).answer;
        if (allocation.unapplied === 0n) return;
        for (const bucket of ['principal', 'interest', 'fees', 'lateCharges'] as const) {
          expect(headroom(book.named('L1'), bucket, date)).toBe(0n);
        }
      }),
    ));
});
