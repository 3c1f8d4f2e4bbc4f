/** What comes of giving something up and of getting it back: waivers, charge-offs, recoveries, non-accrual, restructures. */
import { pick } from './ask-money-in.ts';
import { chargeOffEntry } from './ask-return.ts';
import { type Asked, broken, dated, type Expected, entry, ownMoney, recover, spender } from './expectation.ts';
import { type Bucket, type FeeAct, least, type Move, type Pair, pair } from './fold.ts';
import type { Names } from './names.ts';
import type { Step } from './step.ts';
import { dateOf, type FeeStanding, paidTo, receiptId, SELF, type World } from './world.ts';

const FEE_ACCOUNT = { fees: 1300, late: 1310 } as const;

/** A fee is given up: what is unpaid of it, what was paid, or both. */
export function waive(world: World, step: Step): Asked | undefined {
  const assessed = pick(
    world.events.filter(({ kind }) => kind === 'fee'),
    step.pick,
  );
  if (assessed?.loan === undefined) return undefined;
  const { loan } = assessed;
  const { day, twist } = step;
  const scope = (['unpaid', 'paid', 'all'] as const)[twist % 3]!;
  const wanted = twist < 6 ? undefined : BigInt((step.amount % 12) + 1);
  const path = `/fees/${assessed.id}/waive`;
  const body = {
    effective_at: dateOf(day),
    scope,
    reason: 'goodwill',
    ...(wanted === undefined ? {} : { amount_minor: `${wanted}` }),
  };
  const fee = world.fees(loan).find(({ event }) => event === assessed.id);
  const status = world.status(loan);
  const most =
    fee === undefined
      ? undefined
      : mostOf(fee, scope, status === 'charged_off', (receipt) => cameIn(world, receipt) <= day);
  const amount = wanted ?? (most === undefined ? 0n : most.unpaid + most.paid);
  const refused = broken({
    ...dated(world, loan, day),
    already_reversed: fee === undefined,
    loan_state_forbids: status === 'refinanced' || (status === 'charged_off' && scope === 'paid'),
    waiver_exceeds_fee: most !== undefined && (amount === 0n || amount > most.unpaid + most.paid),
  });
  if (refused.length > 0 || fee === undefined || most === undefined) return { path, body, expected: { refused } };
  const unpaid = least(amount, most.unpaid);
  const taken =
    status === 'charged_off'
      ? waiveClaim(fee, loan, amount)
      : waiveBoth(world, fee, loan, { unpaid, paid: amount - unpaid, paidBy: most.paidBy });
  const waived = entry(world, 'fee_waived', day, taken.pairs, taken);
  const expected: Expected =
    world.floor([waived]) === undefined
      ? {
          event: { kind: 'waiver', loan, day, amount, subject: assessed.id },
          entries: [waived],
          answer: { waived_unpaid_minor: `${unpaid}`, waived_paid_minor: `${amount - unpaid}` },
        }
      : { refused: ['would_go_negative', 'waiver_exceeds_fee'] };
  return { path, body, expected };
}

/** The most that a scope holds: money is in suspense again on no day before it came in. On a charged-off loan, the claim. */
function mostOf(
  fee: FeeStanding,
  scope: 'unpaid' | 'paid' | 'all',
  chargedOff: boolean,
  isIn: (receipt: string) => boolean,
) {
  const paidBy = [...fee.paidBy].filter(([receipt, part]) => part > 0n && isIn(receipt));
  const counts = scope !== 'unpaid' && !chargedOff;
  return {
    unpaid: scope === 'paid' ? 0n : chargedOff ? fee.chargedOff : fee.open,
    paidBy: counts ? paidBy : [],
    paid: counts ? paidBy.reduce((sum, [, part]) => sum + part, 0n) : 0n,
  };
}

const cameIn = (world: World, receipt: string): number => world.event(receipt.split('/')[0]!)?.day ?? 0;

function waiveBoth(
  world: World,
  fee: FeeStanding,
  loan: string,
  {
    unpaid,
    paid,
    paidBy,
  }: { readonly unpaid: bigint; readonly paid: bigint; readonly paidBy: readonly (readonly [string, bigint])[] },
) {
  const money = new Map(world.money(loan).map((one) => [receiptId(one.event, loan), one]));
  const { event, bucket } = fee;
  const pairs: Pair[] = pair(4290, FEE_ACCOUNT[bucket], unpaid, loan);
  const fees: FeeAct[] = [{ act: 'waive', bucket, amount: unpaid, fee: event }];
  const moves: Move[] = [];
  let left = paid;
  for (const [receipt, part] of paidBy.toReversed()) {
    const back = least(left, part);
    left -= back;
    if (back === 0n) continue;
    pairs.push(...pair(4290, 2200, back, loan));
    let unmoved = back;
    for (const { place, amount } of paidTo(money.get(receipt) ?? { at: new Map() }, bucket)) {
      const moved = least(unmoved, amount);
      unmoved -= moved;
      if (moved > 0n) moves.push({ receipt, from: place, to: 'suspense', amount: moved });
    }
    fees.push({ act: 'waive paid', bucket, amount: back, fee: event, receipt });
  }
  return { pairs, moves, fees };
}

function waiveClaim({ event, bucket }: FeeStanding, loan: string, amount: bigint) {
  const fees: FeeAct[] = [{ act: 'waive claim', bucket, amount, fee: event }];
  return { pairs: pair(9900, 9300, amount, loan), fees };
}

/** The loan, or parts of it, are taken to be lost. */
export function chargeOff(world: World, step: Step, names: Names): Asked {
  const { loan, day, amount, twist } = step;
  const sent =
    twist % 2 === 0
      ? undefined
      : { principal: BigInt(amount), interest: BigInt(twist % 5), fees: BigInt(step.pick % 5) };
  const path = '/chargeoffs';
  const body = {
    loan_id: names.id(loan),
    effective_at: dateOf(day),
    reason_code: 'past_due_120',
    ...(sent === undefined
      ? {}
      : {
          amounts: {
            principal_minor: `${sent.principal}`,
            interest_minor: `${sent.interest}`,
            fees_minor: `${sent.fees}`,
          },
        }),
  };
  if (!world.loans.has(loan)) return { path, body, expected: { refused: ['loan_not_found'] } };
  const room = (bucket: Bucket) => world.room(loan, bucket, day);
  const most = {
    principal: room('principal'),
    interest: room('interest') + room('noted'),
    fees: room('late') + room('fees'),
  };
  const parts = sent ?? most;
  const none = parts.principal + parts.interest + parts.fees === 0n;
  const refused = broken({
    ...dated(world, loan, day),
    loan_state_forbids: world.status(loan) !== 'active',
    nothing_to_charge_off: none,
    chargeoff_exceeds_owed:
      parts.principal > most.principal || parts.interest > most.interest || parts.fees > most.fees,
  });
  if (refused.length > 0) return { path, body, expected: { refused } };
  const interest = least(parts.interest, room('interest'));
  const late = least(parts.fees, room('late'));
  const lost = chargeOffEntry(world, loan, day, {
    principal: parts.principal,
    interest,
    noted: parts.interest - interest,
    late,
    fees: parts.fees - late,
  });
  return {
    path,
    body,
    expected: {
      event: { kind: 'chargeoff', loan, day, amount: parts.principal + parts.interest + parts.fees },
      entries: [lost],
      answer: {
        charged_off: {
          principal_minor: `${parts.principal}`,
          interest_minor: `${parts.interest}`,
          fees_minor: `${parts.fees}`,
        },
      },
      // Everything, but dated back to when there was less: more may be owed now than can be taken on that day.
      ...(sent === undefined ? { orRefused: ['would_go_negative'] } : {}),
    },
  };
}

/** Money collected on a claim: a receipt, gross of what an agency kept, and the recovery. */
export function collect(world: World, step: Step, names: Names): Asked {
  const { loan, day, way, twist } = step;
  const amount = BigInt(step.amount);
  const cost = twist % 3 === 0 && amount > 5n ? amount / 5n : 0n;
  const path = '/recoveries';
  const body = {
    loan_id: names.id(loan),
    amount_minor: `${amount}`,
    currency: 'USD',
    effective_at: dateOf(day),
    source_method: way,
    ...(cost > 0n ? { collection_cost_minor: `${cost}` } : {}),
  };
  if (!world.loans.has(loan)) return { path, body, expected: { refused: ['loan_not_found'] } };
  const recovered = recover(world, loan, amount, day, spender(ownMoney(amount)));
  const status = world.status(loan);
  const refused = broken({
    ...dated(world, loan, day),
    loan_state_forbids: world.claims(loan) === 0n && status !== 'charged_off',
    no_claim_to_recover: recovered === undefined,
  });
  if (refused.length > 0 || recovered === undefined) return { path, body, expected: { refused } };
  const cash = way === 'ach' || way === 'card' ? 1050 : 1000;
  const received = entry(
    world,
    'payment_received',
    day,
    [...pair(cash, 2200, amount - cost, loan), ...pair(5500, 2200, cost, loan)],
    { moves: [{ receipt: SELF, from: 'outside', to: 'suspense', amount }] },
  );
  const [principal = 0n, interest = 0n, fees = 0n] = recovered.parts;
  return {
    path,
    body,
    expected: {
      event: { kind: 'recovery', loan, day, amount, method: way, cost },
      entries: [received, recovered.entry],
      answer: {
        recovery: {
          principal_minor: `${principal}`,
          interest_minor: `${interest}`,
          fees_minor: `${fees}`,
          suspense_minor: `${amount - recovered.amount}`,
        },
      },
      // A refinanced loan with a claim beside it: the texts do not say whether it still recovers.
      ...(status === 'refinanced' ? { orRefused: ['loan_state_forbids'] } : {}),
    },
  };
}

/** Interest leaves income and is kept as memo; off again, nothing is booked (section 7). */
export function setNonaccrual(world: World, step: Step, names: Names): Asked {
  const { loan, day, twist } = step;
  const nonaccrual = twist % 3 !== 0;
  const path = `/loans/${names.id(loan)}/nonaccrual`;
  const body = { effective_at: dateOf(day), nonaccrual, reason: 'past due' };
  if (!world.loans.has(loan)) return { path, body, expected: { refused: ['loan_not_found'] } };
  const refused = broken({
    ...dated(world, loan, day),
    loan_state_forbids: world.status(loan) !== 'active' || world.nonaccrual(loan) === nonaccrual,
  });
  if (refused.length > 0) return { path, body, expected: { refused } };
  const interest = nonaccrual ? world.room(loan, 'interest', day) : 0n;
  const pairs = [...pair(4190, 1200, interest, loan), ...pair(9400, 9900, interest, loan)];
  return {
    path,
    body,
    expected: {
      event: { kind: 'nonaccrual', loan, day, amount: interest, nonaccrual },
      entries: [entry(world, 'nonaccrual', day, pairs)],
      answer: { nonaccrual, interest_reversed_minor: `${interest}` },
    },
  };
}

const CHANGES = [
  'capitalize_interest_minor',
  'capitalize_fees_minor',
  'forgive_principal_minor',
  'forgive_interest_minor',
  'waive_fees_minor',
] as const;

/** One change of a loan that goes on. On a charged-off loan what is forgiven lowers the claim. */
export function restructure(world: World, step: Step, names: Names): Asked {
  const { loan, day } = step;
  const amount = BigInt((step.amount % 60) + 1);
  const change = CHANGES[step.pick % CHANGES.length]!;
  const path = '/restructures';
  const body = { loan_id: names.id(loan), effective_at: dateOf(day), [change]: `${amount}`, approval_ref: 'board' };
  if (!world.loans.has(loan)) return { path, body, expected: { refused: ['loan_not_found'] } };
  const status = world.status(loan);
  const settles = status === 'charged_off' && !change.startsWith('capitalize');
  const made = settles ? claimLines(world, loan, day, change, amount) : bookLines(world, loan, day, change, amount);
  const refused = broken({
    ...dated(world, loan, day),
    loan_state_forbids: status !== 'active' && !settles,
    restructure_exceeds_owed: amount > made.most,
  });
  if (refused.length > 0) return { path, body, expected: { refused } };
  return {
    path,
    body,
    expected: {
      event: { kind: 'restructure', loan, day, amount },
      entries: [entry(world, 'restructure', day, made.pairs, { fees: made.fees })],
    },
  };
}

interface Made {
  readonly most: bigint;
  readonly pairs: readonly Pair[];
  readonly fees: readonly FeeAct[];
}

function bookLines(world: World, loan: string, day: number, change: (typeof CHANGES)[number], amount: bigint): Made {
  const room = (bucket: Bucket) => world.room(loan, bucket, day);
  const late = least(amount, room('late'));
  const booked = least(amount, room('interest'));
  const feesTo = (debit: number, act: 'leave' | 'waive'): Made => ({
    most: room('late') + room('fees'),
    pairs: [...pair(debit, 1310, late, loan), ...pair(debit, 1300, amount - late, loan)],
    fees: [
      { act, bucket: 'late', amount: late },
      { act, bucket: 'fees', amount: amount - late },
    ],
  });
  switch (change) {
    case 'capitalize_interest_minor':
      return { most: room('interest'), pairs: pair(1100, 1200, amount, loan), fees: [] };
    case 'capitalize_fees_minor':
      return feesTo(1100, 'leave');
    case 'forgive_principal_minor':
      return { most: room('principal'), pairs: pair(1900, 1100, amount, loan), fees: [] };
    case 'forgive_interest_minor':
      return {
        most: room('interest') + room('noted'),
        pairs: [...pair(4190, 1200, booked, loan), ...pair(9900, 9400, amount - booked, loan)],
        fees: [],
      };
    case 'waive_fees_minor':
      return feesTo(4290, 'waive');
    default:
      return change satisfies never;
  }
}

function claimLines(world: World, loan: string, day: number, change: (typeof CHANGES)[number], amount: bigint): Made {
  const [claim, memo] =
    change === 'forgive_principal_minor'
      ? (['claimPrincipal', 9100] as const)
      : change === 'forgive_interest_minor'
        ? (['claimInterest', 9200] as const)
        : (['claimFees', 9300] as const);
  const fees: FeeAct[] = claim === 'claimFees' ? [{ act: 'waive claim', bucket: 'fees', amount }] : [];
  return { most: world.room(loan, claim, day), pairs: pair(9900, memo, amount, loan), fees };
}
