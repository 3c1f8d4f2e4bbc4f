/** What comes of a return: the money is taken from where it stands, and what that restores on a closed loan follows. */
import { cashBehind, leftOf, pick, receipts, standing, unidentified } from './ask-money-in.ts';
import { type Asked, broken, entry } from './expectation.ts';
import {
  type Bucket,
  type Entry,
  EVER,
  type FeeAct,
  held,
  least,
  live,
  type Move,
  type Pair,
  pair,
  room,
} from './fold.ts';
import type { Step } from './step.ts';
import { dateOf, type Happened, type Money, paidTo, TODAY, type World } from './world.ts';

/** The bank takes the money of a payment back, all that is left of it or a part. */
export function returnPayment(world: World, step: Step): Asked | undefined {
  const payment = pick([...receipts(world), ...unidentified(world)], step.pick);
  if (payment?.kind === 'receipt') return returnReceipt(world, step, payment);
  // Whose loss an agency's commission is when its money comes back, the texts do not say.
  if (payment?.loan === undefined || (payment.cost ?? 0n) > 0n) return undefined;
  const { loan } = payment;
  const money = standing(world, payment);
  const left = payment.amount - (money?.at.get('returned') ?? 0n);
  const partial = step.twist < 3 ? BigInt(step.amount) : undefined;
  const day = step.twist % 4 === 0 ? step.day : payment.day;
  const path = `/payments/${payment.id}/return`;
  const body = {
    return_code: ['R01', 'R10', 'R02', 'R29'][step.twist % 4],
    ...(day === payment.day ? {} : { effective_at: dateOf(day) }),
    ...(partial === undefined ? {} : { amount_minor: `${partial}` }),
  };
  const refused = broken({
    effective_date_in_future: day > TODAY,
    effective_before_first_disbursement: day < payment.day,
    already_reversed: payment.entries[0]?.reversedBy !== undefined,
    already_returned: left === 0n,
    return_exceeds_payment: partial !== undefined && partial > left,
  });
  if (refused.length > 0 || money === undefined) return { path, body, expected: { refused } };
  const cash = cashBehind(world, payment);
  const back = new TakingBack(world, money, { loan, day, cash, amount: partial ?? left });
  const entries = back.entries();
  return {
    path,
    body,
    expected: {
      event: { kind: 'return', loan, day, amount: partial ?? left, subject: payment.id },
      entries: [...entries, ...followOn(world, loan, entries)],
      answer: { returned_minor: `${partial ?? left}`, restored: back.restored },
    },
  };
}

/** The bank takes back money whose payer was never known: as far as no payment has taken it. */
function returnReceipt(world: World, step: Step, receipt: Happened): Asked {
  const { day } = receipt;
  const left = leftOf(world, receipt);
  const partial = step.twist < 3 ? BigInt(step.amount) : undefined;
  const amount = partial ?? left;
  const refused = broken({
    already_reversed: receipt.entries[0]?.reversedBy !== undefined,
    already_returned: left === 0n,
    return_exceeds_payment: left === 0n || amount > left,
  });
  const path = `/payments/${receipt.id}/return`;
  const body = { return_code: 'R01', ...(partial === undefined ? {} : { amount_minor: `${partial}` }) };
  if (refused.length > 0) return { path, body, expected: { refused } };
  const entries = [entry(world, 'payment_returned', day, pair(2210, cashBehind(world, receipt), amount))];
  return { path, body, expected: { event: { kind: 'return', day, amount, subject: receipt.id }, entries } };
}

/**
 * From where a return takes money: suspense, then the waterfall from its end, then claims, and last what is nowhere any
 * more (D16). The account is the one that was credited; the memo goes up again where there is one.
 */
const BACK = [
  ['principal', 1100, undefined, 'principal_minor'],
  ['noted', 4100, 9400, 'interest_minor'],
  ['interest', 1200, undefined, 'interest_minor'],
  ['fees', 1300, undefined, 'fees_minor'],
  ['late', 1310, undefined, 'fees_minor'],
  ['claimFees', 4200, 9300, 'recovery_minor'],
  ['claimInterest', 4100, 9200, 'recovery_minor'],
  ['claimPrincipal', 1900, 9100, 'recovery_minor'],
] as const;

interface Taking {
  readonly loan: string;
  readonly day: number;
  readonly cash: number;
  readonly amount: bigint;
}

class TakingBack {
  readonly restored: Record<string, string>;
  readonly #world: World;
  readonly #receipt: string;
  readonly #taking: Taking;
  /** Lines by the day on which they count, and what the entry of that day does to money and fees. */
  readonly #days = new Map<number, { pairs: Pair[]; moves: Move[]; fees: FeeAct[] }>();
  /** What is drawn from suspense: what is there, and what is put back there on the later day on which it was applied. */
  #fromSuspense = 0n;

  constructor(world: World, { event, at }: Money, taking: Taking) {
    this.#world = world;
    this.#receipt = event.id;
    this.#taking = taking;
    const { day, cash, amount, loan } = taking;
    const sums: Record<string, bigint> = {
      principal_minor: 0n,
      interest_minor: 0n,
      fees_minor: 0n,
      suspense_minor: least(amount, at.get('suspense') ?? 0n),
      recovery_minor: 0n,
    };
    let left = amount - sums.suspense_minor!;
    this.#fromSuspense = sums.suspense_minor!;
    for (const [bucket, account, memo, sum] of BACK) {
      for (const paid of paidTo({ at }, bucket)) {
        const part = least(left, paid.amount);
        if (part === 0n) continue;
        left -= part;
        sums[sum]! += part;
        const later = paid.day > day;
        const on = this.#on(later ? paid.day : day);
        on.pairs.push(...pair(account, later ? 2200 : cash, part, loan));
        if (memo !== undefined) on.pairs.push(...pair(memo, 9900, part, loan));
        on.moves.push({ receipt: event.id, from: paid.place, to: later ? 'suspense' : 'returned', amount: part });
        if (bucket === 'fees' || bucket === 'late') {
          on.fees.push({ act: 'unpay', bucket, amount: part, receipt: event.id });
        }
        if (bucket === 'claimFees') on.fees.push({ act: 'claim again', bucket: 'fees', amount: part });
        if (later) this.#fromSuspense += part;
      }
    }
    if (left > 0n) {
      // What was refunded, or spent by an adjustment, is owed by the borrower as a fee (D10).
      this.#on(day).pairs.push(...pair(1300, cash, left, loan));
      this.#on(day).fees.push({ act: 'assess', bucket: 'fees', amount: left });
      this.#away(at, left);
      sums.fees_minor! += left;
    }
    this.restored = Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, `${sum}`]));
  }

  #away(at: Money['at'], amount: bigint): void {
    let left = amount;
    for (const place of ['refunded', 'spent']) {
      const part = least(left, at.get(place) ?? 0n);
      left -= part;
      const move = { receipt: this.#receipt, from: place, to: 'returned', amount: part };
      if (part > 0n) this.#on(this.#taking.day).moves.push(move);
    }
  }

  #on(day: number) {
    const known = this.#days.get(day) ?? { pairs: [], moves: [], fees: [] };
    this.#days.set(day, known);
    return known;
  }

  /**
   * What restores a bucket on a later day is an entry of its own; what is drawn from suspense is drawn as early as may
   * be, from the day of the return on, so that suspense is below zero on no day (D8).
   */
  entries(): Entry[] {
    const { loan, day, cash } = this.#taking;
    const putBack = [...this.#days].filter(([on]) => on > day).map(([on, lines]) => this.#entry(on, lines));
    const before = [...this.#world.entries, ...putBack];
    const days = [...new Set([day, ...before.map((one) => one.day).filter((on) => on > day)])].sort((a, b) => a - b);
    const first = this.#days.get(day) ?? { pairs: [], moves: [], fees: [] };
    const drawn: Entry[] = [];
    let so = 0n;
    for (const on of days) {
      const part = least(room(before, loan, 'suspense', on), this.#fromSuspense) - so;
      so += part > 0n ? part : 0n;
      const lines = on === day ? first : { pairs: [], moves: [], fees: [] };
      if (part > 0n) {
        lines.pairs.push(...pair(2200, cash, part, loan));
        lines.moves.push({ receipt: this.#receipt, from: 'suspense', to: 'returned', amount: part });
      }
      if (lines.pairs.length > 0) drawn.push(this.#entry(on, lines));
    }
    return [...drawn, ...putBack];
  }

  #entry = (on: number, lines: { pairs: Pair[]; moves: Move[]; fees: FeeAct[] }): Entry =>
    entry(this.#world, 'payment_returned', on, lines.pairs, lines);
}

const OWED = ['principal', 'interest', 'fees', 'late', 'noted'] as const satisfies readonly Bucket[];

/**
 * What a return restores on a loan that another paid off is moved there, bucket for bucket; and what it restores on a
 * loan whose book was charged off to zero is charged off too (S3). In the same transaction.
 */
function followOn(world: World, loan: string, back: readonly Entry[]): Entry[] {
  const all = [...world.entries, ...back];
  const gained = (bucket: Bucket) => held(all, loan, bucket, EVER) - world.held(loan, bucket);
  const restored = Object.fromEntries(OWED.map((bucket) => [bucket, gained(bucket)])) as Record<
    (typeof OWED)[number],
    bigint
  >;
  if (OWED.every((bucket) => restored[bucket] === 0n)) return [];
  const days = back.map(({ day }) => day);
  const bearer = lastOf(world, loan);
  const entries: Entry[] = [];
  if (bearer !== loan) {
    const on = firstDay(all, loan, restored, world.firstDraw(bearer) ?? 0, days);
    entries.push(moved(world, loan, bearer, restored, on));
  }
  // A charge-off that left something on the books decided nothing about the rest: only one that took all of it goes on.
  const counting = live(world.entries).filter(({ pairs }) => pairs.some((line) => line.loan === bearer));
  const chargeoff = counting.find(
    ({ type }, at) =>
      type === 'chargeoff' && OWED.every((bucket) => held(counting.slice(0, at + 1), bearer, bucket) === 0n),
  );
  if (chargeoff === undefined || OWED.some((bucket) => world.held(bearer, bucket) > 0n)) return entries;
  const on = firstDay([...all, ...entries], bearer, restored, chargeoff.day, days);
  return [...entries, chargeOffEntry(world, bearer, on, restored)];
}

function lastOf(world: World, loan: string): string {
  const successor = world.successor(loan);
  return successor === undefined ? loan : lastOf(world, successor);
}

function moved(world: World, from: string, to: string, parts: Readonly<Record<string, bigint>>, day: number): Entry {
  const pairs = OWED.flatMap((bucket) => {
    const account = { principal: 1100, interest: 1200, fees: 1300, late: 1310, noted: 9400 }[bucket];
    const clearing = bucket === 'noted' ? 9900 : 2900;
    const amount = parts[bucket] ?? 0n;
    return [...pair(clearing, account, amount, from), ...pair(account, clearing, amount, to)];
  });
  return entry(world, 'refinance', day, pairs);
}

/** The first of some days, and no earlier than another, on which what was restored stands in full. */
function firstDay(
  entries: readonly Entry[],
  loan: string,
  parts: Readonly<Record<string, bigint>>,
  notBefore: number,
  days: readonly number[],
): number {
  const later = days.map((day) => Math.max(day, notBefore)).sort((a, b) => a - b);
  const stands = (day: number) => OWED.every((bucket) => room(entries, loan, bucket, day) >= (parts[bucket] ?? 0n));
  return later.find(stands) ?? later.at(-1) ?? notBefore;
}

/** The lines of a charge-off: losses, and the claims that are kept as memo. */
export function chargeOffEntry(
  world: World,
  loan: string,
  day: number,
  parts: Readonly<Record<'principal' | 'interest' | 'noted' | 'late' | 'fees', bigint>>,
): Entry {
  const pairs = [
    ...pair(1900, 1100, parts.principal, loan),
    ...pair(4190, 1200, parts.interest, loan),
    ...pair(4290, 1310, parts.late, loan),
    ...pair(4290, 1300, parts.fees, loan),
    ...pair(9100, 9900, parts.principal, loan),
    ...pair(9200, 9900, parts.interest, loan),
    ...pair(9200, 9400, parts.noted, loan),
    ...pair(9300, 9900, parts.late + parts.fees, loan),
  ];
  const fees = (['late', 'fees'] as const).map((bucket) => ({
    act: 'charge off' as const,
    bucket,
    amount: parts[bucket],
  }));
  return entry(world, 'chargeoff', day, pairs, { fees });
}
