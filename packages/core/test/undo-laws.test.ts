/**
 * The laws of undoing, over whole lives of two loans with everything that can happen to them: an event and its reversal
 * are as if neither had been; nothing beside is touched; and what is folded from the history agrees with the balances.
 */
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { addDays, type LocalDate } from '../src/calendar/date.ts';
import type { Command } from '../src/events/decide.ts';
import { linesOf } from '../src/ledger/lines.ts';
import { ALL_BUCKETS } from '../src/loan/bucket.ts';
import { feesOf, openOf } from '../src/loan/fee-account.ts';
import { balanceAt, type Loan } from '../src/loan/loan.ts';
import { receiptsOf, unappliedOf } from '../src/loan/money-received.ts';
import { isRefusal } from '../src/loan/refusal.ts';
import { adjustment, refinancing, reversal } from './corrections.ts';
import {
  accrual,
  day,
  disbursement,
  eventId,
  fee,
  InMemoryBook,
  loanId,
  PROGRAM,
  payment,
  settlement,
} from './in-memory-book.ts';
import { chargeoff, nonaccrual, recovery, restructure, waiver } from './losses.ts';
import { allocation, bankReturn, paymentSettlement, receipt, refund } from './money-in.ts';

/** Many lives, and long ones. */
vi.setConfig({ testTimeout: 60_000 });

const FIRST = day('2026-01-05');
const DAYS = 12;
const on = (index: number) => addDays(FIRST, index);
const EVERY_DAY = Array.from({ length: DAYS }, (_, index) => on(index));
const LOANS = ['L1', 'L2', 'L3'] as const;

interface Step {
  readonly is: (typeof KINDS)[number];
  readonly loan: (typeof LOANS)[number];
  readonly at: LocalDate;
  readonly amount: bigint;
  /** Names something that was booked before. */
  readonly pick: number;
}

const KINDS = [
  'draw',
  'settlement',
  'fee',
  'late charge',
  'accrual',
  'payment',
  'payment',
  'ach payment',
  'principal payment',
  'over-payment',
  'receipt',
  'payment from receipt',
  'payment settlement',
  'return',
  'partial return',
  'waiver',
  'waiver of all',
  'allocation',
  'refund',
  'charge-off',
  'partial charge-off',
  'recovery',
  'non-accrual',
  'accrual again',
  'restructure',
  'refinance',
  'adjustment',
  'reversal',
  'cascade',
] as const;

const step: fc.Arbitrary<Step> = fc.record({
  is: fc.constantFrom(...KINDS),
  loan: fc.constantFrom(...LOANS.slice(0, 2)),
  at: fc.nat({ max: DAYS - 1 }).map(on),
  amount: fc.bigInt({ min: 1n, max: 300n }),
  pick: fc.nat({ max: 1_000 }),
});
/** A life, under a program that credits ACH money when it comes in, or once it has settled. */
const life = fc.record({
  steps: fc.array(step, { minLength: 8, maxLength: 30, size: 'max' }),
  credits: fc.constantFrom('receipt', 'settlement'),
});
type Life = typeof life extends fc.Arbitrary<infer T> ? T : never;

/** The event of one of these kinds that a step picks; an event that is not there when there is none. */
function picked(book: InMemoryBook, pick: number, ...kinds: string[]) {
  const events = Array.from({ length: book.entries.length + 30 }, (_, index) => book.event(eventId(index + 1)));
  const fitting = events.filter((event) => event !== undefined && kinds.includes(event.kind));
  return fitting.length === 0 ? eventId(999) : fitting[pick % fitting.length]!.eventId;
}

type Makes = (its: Step, book: InMemoryBook) => Command;

const COMMANDS: Readonly<Record<Step['is'], Makes>> = {
  draw: ({ loan, amount, at }) => disbursement({ loan, amount, on: at, by: 'ach' }),
  settlement: ({ at, pick }, book) => settlement({ of: picked(book, pick, 'disbursement', 'refinance'), on: at }),
  fee: ({ loan, amount, at }) => fee({ loan, amount, on: at }),
  'late charge': ({ loan, amount, at }) => fee({ loan, amount, on: at, type: 'late' }),
  accrual: ({ loan, amount, at }, book) =>
    accrual({ on: at, items: [[loan, balanceAt(book.named(loan), 'principal', at), amount]] }),
  payment: ({ loan, amount, at }) => payment({ loan, amount, on: at }),
  'ach payment': ({ loan, amount, at }) => payment({ loan, amount, on: at, by: 'ach' }),
  'principal payment': ({ loan, amount, at }) => payment({ loan, amount, on: at, mode: 'principal_only' }),
  'over-payment': ({ loan, amount, at }) => payment({ loan, amount: amount * 9n, on: at, mode: 'interest_only' }),
  receipt: ({ amount, at, pick }, book) =>
    receipt({ amount, on: at, by: pick % 2 === 0 ? 'ach' : 'check', ref: `r${book.entries.length}` }),
  'payment from receipt': ({ loan, amount, at, pick }, book) =>
    payment({ loan, amount, on: at, from: picked(book, pick, 'receipt') }),
  'payment settlement': ({ at, pick }, book) =>
    paymentSettlement({ of: picked(book, pick, 'payment', 'recovery', 'receipt'), on: at }),
  return: ({ pick }, book) => bankReturn({ of: picked(book, pick, 'payment', 'recovery', 'receipt') }),
  'partial return': ({ amount, at, pick }, book) =>
    bankReturn({ of: picked(book, pick, 'payment', 'recovery'), amount, on: at }),
  waiver: ({ at, pick }, book) => waiver({ fee: picked(book, pick, 'fee'), on: at }),
  'waiver of all': ({ at, pick }, book) => waiver({ fee: picked(book, pick, 'fee'), on: at, scope: 'all' }),
  allocation: ({ loan, at }) => allocation({ loan, on: at }),
  refund: ({ loan, amount, at }) => refund({ loan, amount, on: at }),
  'charge-off': ({ loan, at }) => chargeoff({ loan, on: at }),
  'partial charge-off': ({ loan, at, amount }) => chargeoff({ loan, on: at, amounts: { principal: amount } }),
  recovery: ({ loan, at, amount }) => recovery({ loan, on: at, amount, by: 'ach' }),
  'non-accrual': ({ loan, at }) => nonaccrual({ loan, on: at }),
  'accrual again': ({ loan, at }) => nonaccrual({ loan, on: at, nonaccrual: false }),
  restructure: ({ loan, at, amount }) => restructure({ loan, on: at, forgivePrincipal: (amount % 20n) + 1n }),
  refinance: ({ loan, at, amount }) => refinancing({ of: loan, by: 'L3', on: at, cashOut: amount, borrower: loan }),
  adjustment: ({ loan, at, amount }) =>
    adjustment([`DR 5400 ${amount} ${loan}`, `CR 1100 ${amount} ${loan}`], { on: at }),
  reversal: ({ pick }, book) => reversal(book.entries[pick % book.entries.length]!),
  cascade: ({ pick }, book) => reversal(book.entries[pick % book.entries.length]!, { cascade: true }),
};

/** Runs a life, refused steps left out. */
function run({ steps, credits }: Life, check: (book: InMemoryBook) => void = () => undefined): InMemoryBook {
  const book = new InMemoryBook({ ...PROGRAM, creditOn: { ...PROGRAM.creditOn, ach: credits } });
  book.today = on(DAYS - 1);
  for (const loan of LOANS.slice(0, 2)) book.disburse({ loan, amount: 400n, on: FIRST });
  for (const its of steps) {
    const command = COMMANDS[its.is](its, book);
    if (isRefusal(book.decision(command))) continue;
    book.post(command);
    check(book);
  }
  return book;
}

/** What a loan is, as far as undoing may not change it: its numbering, times and outer dates only grow. */
function standing(loan: Loan | undefined) {
  if (loan === undefined) return undefined;
  const { status, nonaccrual: flag, balances, firstDrawAt, successorId } = loan;
  return { status, flag, balances, firstDrawAt, successorId };
}

/** Everything that can be asked of the books: each loan's state and its balances on every day, and every account's net. */
function pictureOf(book: InMemoryBook, names: readonly string[] = LOANS) {
  const loans = names.map((name) => [
    standing(book.loan(loanId(name))),
    ...EVERY_DAY.map((date) => book.fold(loanId(name), date)),
  ]);
  const nets = new Map<string, bigint>();
  for (const { account, layer, direction, amount } of linesOf(book.entries.flatMap(({ postings }) => postings))) {
    const name = `${account} ${layer}`;
    nets.set(name, (nets.get(name) ?? 0n) + (direction === 'DR' ? amount : -amount));
  }
  return { loans, nets: [...nets].filter(([, net]) => net !== 0n).sort(([a], [b]) => (a < b ? -1 : 1)) };
}

/** Undoes every entry of the last event that still counts, from its last to its first, each with what hangs on it. */
function undoEvent(book: InMemoryBook, entries: InMemoryBook['entries']): void {
  for (const { id } of entries.toReversed()) {
    if (book.entry(id)?.reversedBy === undefined) book.post(reversal(id, { cascade: true }));
  }
}

describe('an event and its undoing', () => {
  it('leave every balance on every day, every account and the state of every loan as before', () =>
    fc.assert(
      fc.property(life, step, (lived, last) => {
        const book = run(lived);
        const command = COMMANDS[last.is](last, book);
        fc.pre(command.kind !== 'reversal' && !isRefusal(book.decision(command)));
        const opens = command.kind === 'refinance' || command.kind === 'disbursement';
        const before = pictureOf(book, opens ? LOANS.slice(0, 2) : LOANS);
        undoEvent(book, [...book.post(command).entries]);
        expect(pictureOf(book, opens ? LOANS.slice(0, 2) : LOANS)).toEqual(before);
      }),
      { numRuns: 300 },
    ));

  it('leave a loan that was opened by it waiting for a draw, with nothing on it', () => {
    const book = run({ steps: [], credits: 'receipt' });
    const { entries } = book.post(refinancing({ on: FIRST, by: 'L3' }));
    undoEvent(book, [...entries]);
    expect(standing(book.named('L3'))).toMatchObject({ status: 'pending', firstDrawAt: undefined });
  });
});

describe('after any life with reversals in it', () => {
  it('no bucket is below zero at the close of any day, and the stored balances are the fold of the postings', () =>
    fc.assert(
      fc.property(life, (lived) => {
        const book = run(lived);
        for (const name of LOANS) {
          const loan = book.loan(loanId(name));
          if (loan === undefined) continue;
          for (const date of EVERY_DAY) {
            const held = book.fold(loan.id, date);
            for (const bucket of ALL_BUCKETS) expect(held[bucket]).toBeGreaterThanOrEqual(0n);
          }
          expect(loan.balances).toEqual(book.fold(loan.id));
        }
        const unidentified = pictureOf(book).nets.find(([name]) => name === '2210 SETTLED');
        expect(unidentified?.[1] ?? 0n, 'what payments took of receipts is there').toBeLessThanOrEqual(0n);
      }),
      { numRuns: 200 },
    ));

  it('suspense is what the receipts have unapplied, and the fee buckets what is open of the fees', () =>
    fc.assert(
      fc.property(life, (lived) => {
        run(lived, (book) => {
          for (const name of LOANS) {
            const loan = book.loan(loanId(name));
            if (loan === undefined) continue;
            const history = book.history(loan.id);
            const open = (bucket: string) =>
              feesOf(history).reduce((sum, its) => sum + (its.bucket === bucket ? openOf(its) : 0n), 0n);
            expect(unappliedOf(receiptsOf(history))).toBe(loan.balances.suspense);
            expect([open('fees'), open('lateCharges')]).toEqual([loan.balances.fees, loan.balances.lateCharges]);
          }
        });
      }),
      { numRuns: 200 },
    ));
});

describe('a reversal', () => {
  it('touches no loan beside those of the entries that it undoes, and undoes each of them once, latest first', () =>
    fc.assert(
      fc.property(life, fc.nat(), (lived, pick) => {
        const book = run(lived);
        const command = reversal(book.entries[pick % book.entries.length]!, { cascade: true });
        fc.pre(!isRefusal(book.decision(command)));
        const loansBefore = new Map(LOANS.map((name) => [name, book.loan(loanId(name))]));
        const { answer, entries } = book.post(command);
        const undone = answer.reversedEntryIds.map((id) => book.entry(id)!.entry);
        const concerned = new Set(undone.flatMap(({ postings }) => postings.map((posting) => posting.loanId)));
        for (const [name, before] of loansBefore) {
          if (!concerned.has(loanId(name)) && undone.every(({ postings }) => postings.length > 0)) {
            expect(book.loan(loanId(name))).toEqual(before);
          }
        }
        expect(answer.reversedEntryIds, 'latest first').toEqual(answer.reversedEntryIds.toSorted().reverse());
        expect(new Set(answer.reversedEntryIds).size).toBe(answer.reversedEntryIds.length);
        expect(entries.map(({ id }) => id)).toEqual(answer.reversalEntryIds);
        expect(entries.map(({ reversesEntryId }) => reversesEntryId)).toEqual(answer.reversedEntryIds);
      }),
      { numRuns: 200 },
    ));

  it('of everything, from the last entry to the first, leaves nothing', () =>
    fc.assert(
      fc.property(life, ({ steps, credits }) => {
        const book = run({ credits, steps: steps.filter(({ is }) => is !== 'reversal' && is !== 'cascade') });
        for (const { id, type } of book.entries.toReversed()) {
          if (type === 'reversal' || book.entry(id)!.reversedBy !== undefined) continue;
          book.post(reversal(id, { cascade: true }));
        }
        const { loans, nets } = pictureOf(book);
        expect(nets).toEqual([]);
        for (const [state] of loans) {
          if (state !== undefined)
            expect(state).toMatchObject({ status: 'pending', flag: false, successorId: undefined });
        }
      }),
      { numRuns: 300 },
    ));
});
