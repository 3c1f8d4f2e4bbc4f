/** What comes of money that comes in: payments, settlements, suspense applied and refunded, receipts. */
import {
  type Asked,
  apply,
  type Booked,
  broken,
  dated,
  type Expected,
  entry,
  firstIn,
  ownMoney,
  splitOf,
} from './expectation.ts';
import { least, pair } from './fold.ts';
import type { Names } from './names.ts';
import type { Step } from './step.ts';
import { dateOf, type Happened, type Money, SELF, TODAY, type World } from './world.ts';

const cashOf = (way: string): number => (way === 'ach' || way === 'card' ? 1050 : 1000);

/** A payment: two entries, and a third where a claim is paid (D1). With `twist` 11 it takes an unidentified receipt. */
export function pay(world: World, step: Step, names: Names): Asked {
  const { loan, day } = step;
  const from = step.twist === 11 ? pick(unidentified(world), step.pick) : undefined;
  const way = from?.method ?? step.way;
  const custom = step.mode === 'custom' ? customParts(step) : undefined;
  const amount = custom === undefined ? BigInt(step.amount) : custom.fees + custom.interest + custom.principal;
  const body = {
    ...names.of(loan),
    amount_minor: `${amount}`,
    effective_at: dateOf(day),
    source_method: way,
    allocation_mode: step.mode,
    ...(from === undefined ? {} : { from_receipt_event_id: from.id }),
    ...(custom === undefined
      ? {}
      : {
          custom_allocation: {
            fees_minor: `${custom.fees}`,
            interest_minor: `${custom.interest}`,
            principal_minor: `${custom.principal}`,
          },
        }),
  };
  return { path: '/payments', body, expected: expected() };

  function expected(): Expected {
    if (!world.loans.has(loan)) return { refused: ['loan_not_found'] };
    const owed = (...buckets: ('fees' | 'late' | 'interest' | 'noted' | 'principal')[]) =>
      buckets.reduce((sum, bucket) => sum + world.room(loan, bucket, day), 0n);
    const refused = broken({
      ...dated(world, loan, day),
      receipt_exceeded: from !== undefined && amount > leftOf(world, from),
      allocation_exceeds_owed:
        custom !== undefined &&
        (custom.fees > owed('fees', 'late') ||
          custom.interest > owed('interest', 'noted') ||
          custom.principal > owed('principal')),
    });
    if (refused.length > 0) return { refused };
    const cash = from === undefined ? cashOf(way) : 2210;
    const received = entry(world, 'payment_received', day, pair(cash, 2200, amount, loan), {
      moves: [{ receipt: SELF, from: 'outside', to: 'suspense', amount }],
    });
    const applied = apply(world, loan, { amount, day, mode: step.mode, sources: ownMoney(amount) }, custom);
    const entries = [received, ...applied.entries];
    return {
      event: {
        kind: 'payment',
        loan,
        day,
        amount,
        method: way,
        ...(from === undefined ? {} : { subject: from.id }),
      },
      entries,
      answer: {
        allocation: splitOf(applied),
      },
    };
  }
}

/** Parts that now and then fit what is owed. */
function customParts({ amount, pick: fee, twist }: Step) {
  const parts = { fees: BigInt(fee % 4), interest: BigInt(twist % 6), principal: BigInt(amount % 90) };
  return parts.fees + parts.interest + parts.principal === 0n ? { ...parts, principal: 1n } : parts;
}

/** The bank has the money of an ACH or card payment, or of an unidentified receipt and so of all that was taken from it. */
export function settlePayment(world: World, step: Step): Asked | undefined {
  const payment = pick([...receipts(world), ...unidentified(world)], step.pick);
  if (payment === undefined) return undefined;
  const { day } = step;
  const left = payment.amount - (payment.cost ?? 0n) - returnedOf(world, payment);
  const refused = broken({
    effective_date_in_future: day > TODAY,
    effective_before_first_disbursement: day < payment.day,
    already_settled:
      payment.subject !== undefined ||
      cashOf(payment.method ?? '') === 1000 ||
      settlementOf(world, payment) !== undefined,
    already_returned: left === 0n,
    already_reversed: payment.entries[0]?.reversedBy !== undefined,
  });
  return {
    path: `/payments/${payment.id}/settle`,
    body: { effective_at: dateOf(day) },
    expected:
      refused.length > 0
        ? { refused }
        : {
            event: { kind: 'payment_settlement', loan: payment.loan, day, amount: left, subject: payment.id },
            entries: [entry(world, 'payment_settled', day, pair(1000, 1050, left, payment.loan))],
          },
  };
}

/** What the bank took back of a payment; of an unidentified receipt, what it took of payments from it too. */
function returnedOf(world: World, payment: Happened): bigint {
  const own = new Set([payment.id]);
  for (const { kind, subject, id } of world.events) if (kind === 'payment' && subject === payment.id) own.add(id);
  return world.events
    .filter(({ kind, subject = '', entries }) => kind === 'return' && own.has(subject) && !entries[0]?.reversedBy)
    .reduce((sum, { amount }) => sum + amount, 0n);
}

/** Money in suspense pays what is owed, oldest money first. */
export function allocate(world: World, step: Step, names: Names): Asked {
  const { loan, day } = step;
  const known = world.loans.has(loan);
  const mode = step.mode === 'custom' ? 'waterfall' : step.mode;
  const there = known ? applicable(world, loan, day) : { money: [], amount: 0n };
  const amount = step.twist < 6 ? there.amount : BigInt(step.amount);
  const body = {
    effective_at: dateOf(day),
    allocation_mode: mode,
    ...(step.twist < 6 ? {} : { amount_minor: `${amount}` }),
  };
  const path = `/loans/${names.id(loan)}/allocations`;
  if (!known) return { path, body, expected: { refused: ['loan_not_found'] } };
  const refused = broken({
    ...dated(world, loan, day),
    insufficient_suspense: amount === 0n || amount > there.amount,
  });
  if (refused.length > 0) return { path, body, expected: { refused } };
  const sources = firstIn(there.money, loan, amount);
  const applied = apply(world, loan, { amount, day, mode, sources });
  const booked: Booked = {
    event: { kind: 'allocation', loan, day, amount },
    entries: applied.entries,
    answer: {
      allocation: splitOf(applied),
    },
    // Nothing owed: whether an entry without lines is booked or the request refused, the texts do not say.
    ...(applied.entries.length > 0 ? {} : { orRefused: ['loan_state_forbids', 'allocation_exceeds_owed'] }),
  };
  return { path, body, expected: booked };
}

/** What of the suspense may be spent on a day: money that had come in by then, and no more than its room. */
function applicable(world: World, loan: string, day: number): { money: Money[]; amount: bigint } {
  const money = world.money(loan).filter(({ event }) => event.day <= day);
  const there = money.reduce((sum, { at }) => sum + (at.get('suspense') ?? 0n), 0n);
  return { money, amount: least(there, world.room(loan, 'suspense', day)) };
}

/** Suspense goes back to the borrower, past its hold and oldest first: DR 2200 / CR 1000. */
export function refund(world: World, step: Step, names: Names): Asked {
  const { loan, day } = step;
  const path = `/loans/${names.id(loan)}/refunds`;
  const amount = BigInt(step.amount);
  const body = { amount_minor: `${amount}`, effective_at: dateOf(day), method: 'ach' };
  if (!world.loans.has(loan)) return { path, body, expected: { refused: ['loan_not_found'] } };
  const there = applicable(world, loan, day);
  const final = there.money.filter(({ event }) => world.finalFrom(event) <= day);
  const sources = firstIn(final, loan, amount);
  const most = sources.reduce((sum, source) => sum + source.amount, 0n);
  const dates = broken(dated(world, loan, day));
  if (dates.length > 0) return { path, body, expected: { refused: dates } };
  if (amount > there.amount || amount > most) {
    return { path, body, expected: { refused: ['insufficient_suspense', 'suspense_on_hold'] } };
  }
  const moves = sources.map(({ receipt, amount: part }) => ({
    receipt,
    from: 'suspense',
    to: 'refunded',
    amount: part,
  }));
  const entries = [entry(world, 'refund', day, pair(2200, 1000, amount, loan), { moves })];
  return { path, body, expected: { event: { kind: 'refund', loan, day, amount }, entries } };
}

/** Money whose payer is not known. */
export function receive(world: World, step: Step): Asked {
  const { day, way } = step;
  const amount = BigInt(step.amount);
  const body = {
    amount_minor: `${amount}`,
    currency: 'USD',
    effective_at: dateOf(day),
    source_method: way,
    external_ref: `receipt ${world.events.length}`,
  };
  const expected: Expected =
    day > TODAY
      ? { refused: ['effective_date_in_future'] }
      : {
          event: { kind: 'receipt', day, amount, method: way },
          entries: [entry(world, 'payment_received', day, pair(cashOf(way), 2210, amount))],
        };
  return { path: '/receipts', body, expected };
}

/** The `n`th of what is there, counted round. */
export const pick = <T>(from: readonly T[], n: number): T | undefined => from[n % Math.max(from.length, 1)];

/** Payments and recoveries. */
export const receipts = (world: World): Happened[] =>
  world.events.filter(({ kind }) => kind === 'payment' || kind === 'recovery');

export const unidentified = (world: World): Happened[] => world.events.filter(({ kind }) => kind === 'receipt');

/** What payments, and returns, have left of an unidentified receipt. */
export function leftOf(world: World, receipt: Happened): bigint {
  if (receipt.entries[0]?.reversedBy !== undefined) return 0n;
  return world.events
    .filter(({ kind, subject, entries }) => {
      const takes = kind === 'payment' || kind === 'return';
      return takes && subject === receipt.id && entries[0]?.reversedBy === undefined;
    })
    .reduce((left, { amount }) => left - amount, receipt.amount);
}

export const standing = (world: World, payment: Happened): Money | undefined =>
  world.money(payment.loan ?? '').find(({ event }) => event === payment);

const settlementOf = (world: World, payment: Happened): Happened | undefined =>
  world.events.find(
    ({ kind, subject, entries }) =>
      kind === 'payment_settlement' && subject === payment.id && entries[0]?.reversedBy === undefined,
  );

/** The account that has the cash of a payment: in transit until it settles, or the receipt does that it came from. */
export function cashBehind(world: World, payment: Happened): number {
  const origin = world.event(payment.kind === 'payment' ? (payment.subject ?? payment.id) : payment.id) ?? payment;
  return settlementOf(world, origin) === undefined ? cashOf(origin.method ?? '') : 1000;
}
