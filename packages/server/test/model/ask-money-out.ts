/** What comes of opening, drawing and charging: what makes a loan owe more. */
import { pick } from './ask-money-in.ts';
import { type Asked, broken, dated, type Expected, entry } from './expectation.ts';
import { pair } from './fold.ts';
import type { Names } from './names.ts';
import type { Step } from './step.ts';
import { dateOf, SELF, TODAY, type World } from './world.ts';

/** A loan comes over from another system, against 3000. */
export function open(world: World, step: Step, names: Names): Asked {
  const { loan, day, amount, twist } = step;
  const brought = {
    principal: BigInt(twist % 3 === 0 ? 0 : amount),
    interest: BigInt(twist % 4),
    fees: BigInt(twist % 5),
    late: BigInt(twist % 2),
    suspense: BigInt(twist % 6),
  };
  const body = {
    ...names.of(loan),
    effective_at: dateOf(day),
    opening_balances: {
      principal_minor: `${brought.principal}`,
      interest_minor: `${brought.interest}`,
      fees_minor: `${brought.fees}`,
      late_charges_minor: `${brought.late}`,
      suspense_minor: `${brought.suspense}`,
    },
  };
  const refused = broken({ loan_exists: world.loans.has(loan), effective_date_in_future: day > TODAY });
  if (refused.length > 0) return { path: '/loans', body, expected: { refused } };
  const owed = brought.principal + brought.interest + brought.fees + brought.late;
  const opening = entry(
    world,
    'manual_adjustment',
    day,
    [
      ...pair(1100, 3000, brought.principal, loan),
      ...pair(1200, 3000, brought.interest, loan),
      ...pair(1300, 3000, brought.fees, loan),
      ...pair(1310, 3000, brought.late, loan),
      ...pair(3000, 2200, brought.suspense, loan),
    ],
    {
      fees: [
        { act: 'assess', bucket: 'fees', amount: brought.fees },
        { act: 'assess', bucket: 'late', amount: brought.late },
      ],
      ...(brought.suspense > 0n
        ? { moves: [{ receipt: SELF, from: 'outside', to: 'suspense', amount: brought.suspense }] }
        : {}),
    },
  );
  return {
    path: '/loans',
    body,
    expected: {
      event: { kind: 'loan', loan, day, amount: owed },
      entries: [opening],
      answer: { loan_status: owed > 0n ? 'active' : 'pending' },
    },
  };
}

/** A draw; the first opens the loan. `twist` 0 withholds a fee, `twist` 1 is an internal transfer, which settles at once. */
export function draw(world: World, step: Step, names: Names): Asked {
  const { loan, day, twist } = step;
  const amount = BigInt(step.amount);
  const withheld = twist === 0 && amount > 1n ? amount / 2n : 0n;
  const settles = twist === 1;
  const body = {
    ...names.of(loan),
    amount_minor: `${amount}`,
    effective_at: dateOf(day),
    method: settles ? 'internal_transfer' : 'wire',
    ...(withheld > 0n ? { withheld_fee_minor: `${withheld}` } : {}),
  };
  const known = world.loans.has(loan);
  const status = known ? world.status(loan) : 'pending';
  const refused = broken({
    ...dated(world, loan, day),
    // Whether a paid-off or non-accrual loan is drawn again is a flag of the field's programs that ours do not have.
    loan_state_forbids: (status !== 'pending' && status !== 'active') || (known && world.nonaccrual(loan)),
  });
  if (refused.length > 0) return { path: '/disbursements', body, expected: { refused } };
  const net = amount - withheld;
  const entries = [
    entry(world, 'disbursement', day, [...pair(1100, 2100, net, loan), ...pair(1100, 2300, withheld, loan)]),
    ...(settles ? [entry(world, 'disbursement_settled', day, pair(2100, 1000, net, loan))] : []),
  ];
  return {
    path: '/disbursements',
    body,
    expected: {
      event: { kind: 'disbursement', loan, day, amount, net },
      entries,
      answer: {
        status: settles ? 'settled' : 'in_transit',
      },
    },
  };
}

/** The bank has paid out: a draw, or the cash-out of a refinance. */
export function settleDraw(world: World, step: Step): Asked | undefined {
  const drawn = pick(
    world.events.filter(({ kind, net = 0n }) => (kind === 'disbursement' || kind === 'refinance') && net > 0n),
    step.pick,
  );
  if (drawn === undefined) return undefined;
  const { day } = step;
  const loan = drawn.successor ?? drawn.loan;
  const own = drawn.entries.find(({ type }) => type === 'disbursement_settled');
  const later = world.events.some(
    ({ kind, subject, entries }) =>
      kind === 'settlement' && subject === drawn.id && entries[0]?.reversedBy === undefined,
  );
  const refused = broken({
    effective_date_in_future: day > TODAY,
    effective_before_first_disbursement: day < drawn.day,
    already_settled: later || (own !== undefined && own.reversedBy === undefined),
    already_reversed: !world.stands(drawn),
  });
  const net = drawn.net ?? 0n;
  const expected: Expected =
    refused.length > 0
      ? { refused }
      : {
          event: { kind: 'settlement', loan, day, amount: net, subject: drawn.id },
          entries: [entry(world, 'disbursement_settled', day, pair(2100, 1000, net, loan))],
        };
  return { path: `/disbursements/${drawn.id}/settle`, body: { effective_at: dateOf(day) }, expected };
}

/** A fee: late charges on 1310, all others on 1300. */
export function charge(world: World, step: Step, names: Names): Asked {
  const { loan, day, twist } = step;
  const amount = BigInt((step.amount % 40) + 1);
  const bucket = twist % 2 === 0 ? 'late' : 'fees';
  const body = {
    ...names.of(loan),
    amount_minor: `${amount}`,
    effective_at: dateOf(day),
    fee_type: bucket === 'late' ? 'late' : ['nsf', 'servicing', 'origination', 'other'][twist % 4],
  };
  if (!world.loans.has(loan)) return { path: '/fees', body, expected: { refused: ['loan_not_found'] } };
  const refused = broken({ ...dated(world, loan, day), loan_state_forbids: world.status(loan) !== 'active' });
  if (refused.length > 0) return { path: '/fees', body, expected: { refused } };
  const pairs = bucket === 'late' ? pair(1310, 4210, amount, loan) : pair(1300, 4200, amount, loan);
  const owed = world.held(loan, 'fees') + world.held(loan, 'late') + amount;
  return {
    path: '/fees',
    body,
    expected: {
      event: { kind: 'fee', loan, day, amount, bucket },
      entries: [entry(world, 'fee_assessed', day, pairs, { fees: [{ act: 'assess', bucket, amount }] })],
      answer: { fees_receivable_minor: `${owed}` },
    },
  };
}

/** One night's interest for one loan, or for two: computed on the ledger's principal, and now and then on another. */
export function accrue(world: World, step: Step, names: Names, tenantId: string): Asked {
  const { day, amount, twist } = step;
  const loans = twist % 4 === 0 ? [step.loan, ...(step.loan === 'L1' ? ['L2'] : ['L1'])] : [step.loan];
  const items = loans.map((loan) => ({
    loan,
    principal: world.held(loan, 'principal', day) + (twist === 11 ? 1n : 0n),
    interest: twist === 3 ? 0n : BigInt((amount % 9) + 1),
  }));
  const body = {
    program_id: tenantId,
    accrual_date: dateOf(day),
    day_count_convention: 'ACT_365',
    loans: items.map(({ loan, principal, interest }) => ({
      loan_id: names.id(loan),
      outstanding_principal_minor: `${principal}`,
      interest_minor: `${interest}`,
    })),
  };
  const bad = items.flatMap(({ loan, principal, interest }) => {
    if (!world.loans.has(loan)) return ['loan_not_found'];
    const first = world.firstDraw(loan);
    const atClose = world.held(loan, 'principal', day);
    return broken({
      accrual_duplicate: covered(world, loan, day),
      loan_not_accruing: interest > 0n && (world.status(loan) !== 'active' || first === undefined || day < first),
      principal_mismatch: principal !== atClose,
      implausible_interest: interest > 0n && atClose === 0n,
    });
  });
  const path = '/accruals/batch';
  if (day > TODAY) return { path, body, expected: { refused: ['effective_date_in_future'] } };
  if (bad.length > 0) return { path, body, expected: { refused: ['batch_rejected', 'accrual_duplicate'] } };
  const pairs = items.flatMap(({ loan, interest }) =>
    world.nonaccrual(loan) ? pair(9400, 9900, interest, loan) : pair(1200, 4100, interest, loan),
  );
  const total = items.reduce((sum, { interest }) => sum + interest, 0n);
  return {
    path,
    body,
    expected: {
      event: { kind: 'accrual', day, amount: total, covers: items.map(({ loan }) => loan) },
      entries: [entry(world, 'accrual', day, pairs)],
      answer: { total_accrued_minor: `${total}`, posted_count: items.length, skipped_count: 0 },
    },
  };
}

/** Whether an accrual of the loan stands for the date, be it of zero. */
const covered = (world: World, loan: string, day: number): boolean =>
  world.events.some(
    ({ kind, day: date, covers, entries }) =>
      kind === 'accrual' && date === day && covers?.includes(loan) && entries[0]?.reversedBy === undefined,
  );
