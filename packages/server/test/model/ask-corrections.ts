/** What comes of refinances, adjustments, period closes and reversals. */
import { pick } from './ask-money-in.ts';
import { type Asked, apply, broken, dated, entry, firstIn } from './expectation.ts';
import { type Entry, held, least, pair } from './fold.ts';
import type { Names } from './names.ts';
import type { Step } from './step.ts';
import { dateOf, type Happened, receiptId, SELF, TODAY, type World } from './world.ts';

/** A loan pays off another. What passes between the two goes through 2900, so that each balances alone (D3). */
export function refinance(world: World, step: Step, names: Names): Asked {
  const { loan, day, twist } = step;
  const opens = ['L4', 'L5', 'L6', 'L1', 'L2'].filter((one) => one !== loan)[step.twist % 4]!;
  const cashOut = twist > 5 ? BigInt(step.amount) : 0n;
  const fee = twist % 3 === 0 ? 10n : 0n;
  const path = '/refinances';
  const body = {
    old_loan_id: names.id(loan),
    new_loan_id: names.id(opens),
    borrower_id: names.of(loan).borrower_id,
    currency: 'USD',
    effective_at: dateOf(day),
    ...(cashOut > 0n ? { cash_out_minor: `${cashOut}` } : {}),
    ...(fee > 0n ? { withheld_fee_minor: `${fee}` } : {}),
  };
  if (!world.loans.has(loan)) return { path, body, expected: { refused: ['loan_not_found'] } };
  // The borrower's money that is there by the day pays first; what the bank may still take back pays off nothing.
  const money = world.money(loan).filter(({ event, at }) => event.day <= day && (at.get('suspense') ?? 0n) > 0n);
  const there = money.reduce((sum, { at }) => sum + (at.get('suspense') ?? 0n), 0n);
  const amount = least(there, world.room(loan, 'suspense', day));
  const sources = firstIn(money, loan, amount);
  const applied = amount === 0n ? [] : apply(world, loan, { amount, day, mode: 'waterfall', sources }).entries;
  const after = [...world.entries, ...applied];
  const owed = owedOn(after, loan, day);
  const payoff = owed.principal + owed.interest + owed.fees + owed.late;
  const refused = broken({
    ...dated(world, loan, day),
    loan_exists: world.loans.has(opens),
    loan_state_forbids: world.status(loan) !== 'active' || payoff === 0n,
    suspense_on_hold: money.some(({ event }) => world.finalFrom(event) > day),
    // The payoff is what is owed on the day and ever since: one figure, or there is none to pay off.
    would_go_negative: moves(after, loan, day),
  });
  if (refused.length > 0) {
    const either = refused.includes('would_go_negative') ? [...refused, 'loan_state_forbids'] : refused;
    return { path, body, expected: { refused: either } };
  }
  const moved = entry(
    world,
    'refinance',
    day,
    [
      ...pair(2900, 1100, owed.principal, loan),
      ...pair(2900, 1200, owed.interest, loan),
      ...pair(2900, 1310, owed.late, loan),
      ...pair(2900, 1300, owed.fees, loan),
      ...pair(9900, 9400, owed.noted, loan),
      ...pair(1100, 2900, payoff, opens),
      ...pair(1100, 2300, fee, opens),
      ...pair(1100, 2100, cashOut, opens),
    ],
    {
      fees: [
        { act: 'leave', bucket: 'late', amount: owed.late },
        { act: 'leave', bucket: 'fees', amount: owed.fees },
      ],
    },
  );
  const entries = [...applied, moved];
  return {
    path,
    body,
    expected: {
      event: { kind: 'refinance', loan, successor: opens, day, amount: payoff, net: cashOut },
      entries,
      answer: {
        payoff_minor: `${payoff}`,
        principal_minor: `${payoff + fee + cashOut}`,
        capitalized_interest_minor: `${owed.interest}`,
        capitalized_fees_minor: `${owed.fees + owed.late}`,
        cash_out_minor: `${cashOut}`,
        withheld_fee_minor: `${fee}`,
      },
    },
  };
}

const OWED = ['principal', 'interest', 'fees', 'late', 'noted'] as const;

const owedOn = (entries: readonly Entry[], loan: string, day: number) =>
  Object.fromEntries(OWED.map((bucket) => [bucket, held(entries, loan, bucket, day)])) as Record<
    (typeof OWED)[number],
    bigint
  >;

/** Whether what is owed changes after a day. */
const moves = (entries: readonly Entry[], loan: string, day: number): boolean =>
  entries.some(
    (later) =>
      later.day > day &&
      OWED.some((bucket) => held(entries, loan, bucket, later.day) !== held(entries, loan, bucket, day)),
  );

/** Free lines, on each of six patterns, some of which must be refused. */
export function adjust(world: World, step: Step, names: Names): Asked {
  const { loan, day, twist } = step;
  const amount = BigInt((step.amount % 80) + 1);
  const other = loan === 'L1' ? 'L2' : 'L1';
  const line = (direction: 'DR' | 'CR', account: number, of?: string, more = 0n) => ({
    account_code: `${account}`,
    direction,
    amount_minor: `${amount + more}`,
    ...(of === undefined ? {} : { loan_id: names.id(of) }),
  });
  const patterns = [
    { lines: [line('DR', 1000), line('CR', 3000)], pairs: pair(1000, 3000, amount), loans: [] },
    { lines: [line('DR', 5400, loan), line('CR', 1200, loan)], pairs: pair(5400, 1200, amount, loan), loans: [loan] },
    {
      lines: [line('DR', 2200, loan), line('CR', 2200, other)],
      pairs: [...pair(2200, 2900, amount, loan), ...pair(2900, 2200, amount, other)],
      loans: [loan, other],
      moves: [
        ...firstIn(world.money(loan), loan, amount).map(({ receipt, amount: part }) => ({
          receipt,
          from: 'suspense',
          to: 'spent',
          amount: part,
        })),
        { receipt: `${SELF}/${other}`, from: 'outside', to: 'suspense', amount },
      ],
    },
    { lines: [line('DR', 1000), line('CR', 3000, undefined, 1n)], pairs: [], loans: [], code: 'unbalanced_adjustment' },
    { lines: [line('DR', 1001), line('CR', 3000)], pairs: [], loans: [], code: 'account_unknown' },
    { lines: [line('DR', 1100), line('CR', 3000)], pairs: [], loans: [], code: 'loan_required' },
  ];
  // Whose money it takes where several receipts have some in suspense is not said by an adjustment: one that has.
  const inSuspense = world.money(loan).filter(({ at }) => (at.get('suspense') ?? 0n) > 0n);
  const chosen = twist % patterns.length;
  const pattern = patterns[chosen === 2 && inSuspense.length > 1 ? 0 : chosen]!;
  const path = '/adjustments';
  const body = {
    lines: pattern.lines,
    currency: 'USD',
    effective_at: dateOf(day),
    reason_code: 'model',
    description: 'A step of the model.',
  };
  const unknown = pattern.loans.some((one) => !world.loans.has(one));
  if (unknown) return { path, body, expected: { refused: ['loan_not_found'] } };
  const moves = pattern.moves;
  const adjusted = entry(world, 'manual_adjustment', day, pattern.pairs, moves === undefined ? {} : { moves });
  const refused = [
    ...broken({
      effective_date_in_future: day > TODAY,
      effective_before_first_disbursement: pattern.loans.some((one) => day < (world.firstDraw(one) ?? 0)),
      would_go_negative: world.floor([adjusted]) !== undefined,
    }),
    ...(pattern.code === undefined ? [] : [pattern.code]),
  ];
  if (refused.length > 0) return { path, body, expected: { refused } };
  return {
    path,
    body,
    expected: {
      event: { kind: 'adjustment', day, amount },
      entries: [adjusted],
      answer: { status: 'posted' },
    },
  };
}

/** The books close through a day, once and in order. */
export function closePeriod(world: World, step: Step): Asked {
  const { day } = step;
  const refused = broken({
    period_out_of_order: day <= world.closedThrough,
    effective_date_in_future: day > TODAY,
  });
  return {
    path: '/periods/close',
    body: { through_date: dateOf(day) },
    expected:
      refused.length > 0
        ? { refused }
        : {
            event: { kind: 'period_close', day, amount: 0n },
            entries: [],
            // A day that is not over has entries still to come.
            ...(day === TODAY ? { orRefused: ['effective_date_in_future'] } : {}),
          },
  };
}

/** An entry is undone, now and then with all that depends on it. */
export interface Undoing {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly target: Entry;
  readonly day: number;
  readonly cascade: boolean;
  /** Codes that must refuse it; and the entries that depend on it, which refuse it without `cascade`. */
  readonly refused: readonly string[];
  readonly dependents: readonly Entry[];
}

export function reverse(world: World, step: Step): Undoing | undefined {
  const target = pick(world.entries.toReversed(), step.pick);
  if (target?.id === undefined) return undefined;
  const cascade = step.twist < 4;
  const day = step.twist % 5 === 0 ? step.day : target.day;
  const dependents = dependentsOf(world, target);
  return {
    path: '/reversals',
    body: {
      journal_entry_id: target.id,
      reason_code: 'model',
      ...(day === target.day ? {} : { effective_at: dateOf(day) }),
      ...(cascade ? { cascade } : {}),
    },
    target,
    day,
    cascade,
    refused: broken({
      reversal_of_reversal: target.reverses !== undefined,
      already_reversed: target.reversedBy !== undefined,
      effective_date_in_future: day > TODAY,
    }),
    dependents,
  };
}

/**
 * The entries that stand on another and would hang in the air without it. Only what the texts say for certain: a
 * receipt's settlement and whatever moved its money; an allocation's return; a draw's settlement; a fee's payments and
 * waivers; what followed a refinance, a restructure, a charge-off.
 */
function dependentsOf(world: World, target: Entry): Entry[] {
  const event = world.event(target.event ?? '');
  const later = world.entries
    .slice(world.entries.indexOf(target) + 1)
    .filter(({ reverses, reversedBy }) => reverses === undefined && reversedBy === undefined);
  const bySubject = (kind: string) =>
    world.events.filter((one) => one.kind === kind && one.subject === event?.id).flatMap(({ entries }) => entries);
  switch (target.type) {
    case 'disbursement':
      return later.filter((one) => one.event === target.event || bySubject('settlement').includes(one));
    case 'payment_received': {
      const own = new Set(
        world.loans.size === 0 || event === undefined ? [] : [...world.loans].map((loan) => receiptId(event, loan)),
      );
      return later.filter(
        (one) =>
          one.moves?.some(({ receipt }) => own.has(receipt)) ||
          bySubject('payment_settlement').includes(one) ||
          (event?.kind === 'receipt' && bySubject('payment').includes(one)),
      );
    }
    case 'payment_allocated':
    case 'recovery':
      return later.filter((one) => one.type === 'payment_returned' && sharesMoney(one, target));
    case 'payment_settled':
      return later.filter(({ event: id }) => isReturnOf(world.event(id ?? ''), event?.subject));
    case 'fee_assessed':
      return later.filter(
        (one) =>
          one.fees?.some(({ act, fee }) => act.startsWith('waive') && fee === event?.id) ||
          (one.type === 'payment_allocated' && paysFee(world, one, event)),
      );
    case 'refinance':
      return later.filter(
        (one) =>
          one.type !== 'accrual' && one.pairs.some(({ loan }) => loan === event?.loan || loan === event?.successor),
      );
    default:
      return [];
  }
}

const sharesMoney = (one: Entry, target: Entry): boolean =>
  one.moves?.some(({ receipt }) => target.moves?.some((move) => move.receipt === receipt)) ?? false;

const isReturnOf = (event: Happened | undefined, payment: string | undefined): boolean =>
  event?.kind === 'return' && event.subject === payment;

/** Whether an allocation paid some of a fee: by what stands paid of it now. */
function paysFee(world: World, allocation: Entry, event: Happened | undefined): boolean {
  const fee = event?.loan === undefined ? undefined : world.fees(event.loan).find((one) => one.event === event.id);
  return (
    allocation.fees?.some(({ act, receipt = '' }) => act === 'pay' && (fee?.paidBy.get(receipt) ?? 0n) > 0n) ?? false
  );
}
