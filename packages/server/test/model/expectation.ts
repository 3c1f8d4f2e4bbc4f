import type { Bucket, Entry, FeeAct, Move, Pair } from './fold.ts';
import { least, pair } from './fold.ts';
import { type Happened, type Money, receiptId, SELF, TODAY, type World } from './world.ts';

/** One request to the ledger, with what the model says must come of it. */
export interface Asked {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly expected: Expected;
}

/** A refusal: any of these codes, for where several rules are broken at once the texts do not always say which speaks. */
export interface Refused {
  readonly refused: readonly string[];
}

/** What is booked: the event as the model remembers it, its entries, and figures that the answer must hold. */
export interface Booked {
  readonly event: Omit<Happened, 'id' | 'entries'>;
  readonly entries: readonly Entry[];
  readonly answer?: Readonly<Record<string, unknown>>;
  /** Codes by which the ledger may refuse it all the same, where the texts leave that open. */
  readonly orRefused?: readonly string[];
}

export type Expected = Refused | Booked;

export const isRefused = (expected: Expected): expected is Refused => 'refused' in expected;

/** The codes of the rules that are broken. */
export const broken = (rules: Readonly<Record<string, boolean>>): string[] =>
  Object.entries(rules).flatMap(([code, isBroken]) => (isBroken ? [code] : []));

/** The rules about dates that nearly every event of a loan keeps. */
export const dated = (world: World, loan: string, day: number) => {
  const first = world.firstDraw(loan);
  return {
    effective_date_in_future: day > TODAY,
    effective_before_first_disbursement: first !== undefined && day < first,
  };
};

/** An entry of the model, counted on the first open day. */
export const entry = (
  world: World,
  type: string,
  day: number,
  pairs: readonly Pair[],
  marks: { readonly moves?: readonly Move[]; readonly fees?: readonly FeeAct[] } = {},
): Entry => ({ type, day, acct: world.acct(day), pairs, ...marks });

/** A part of an amount of suspense, and the receipt that it came in by. */
export interface Source {
  readonly receipt: string;
  readonly amount: bigint;
}

/** Takes an amount out of receipts, first in, first out (D16); what is not there is left out. */
export function firstIn(money: readonly Money[], loan: string, amount: bigint): Source[] {
  let left = amount;
  return money.flatMap(({ event, at }) => {
    const part = least(left, at.get('suspense') ?? 0n);
    left -= part;
    return part > 0n ? [{ receipt: receiptId(event, loan), amount: part }] : [];
  });
}

export type Mode = 'waterfall' | 'principal_only' | 'interest_only' | 'fees_only' | 'custom';

/** How money was applied. `rest` stayed in suspense. */
export interface Applied {
  readonly entries: readonly Entry[];
  readonly parts: Readonly<Record<Paid, bigint>>;
  readonly recovered: bigint;
  readonly rest: bigint;
}

type Paid = 'late' | 'fees' | 'interest' | 'noted' | 'principal';

const ORDERS: Readonly<Record<Mode | 'nonaccrual', readonly Paid[]>> = {
  waterfall: ['late', 'fees', 'interest', 'noted', 'principal'],
  nonaccrual: ['principal', 'interest', 'noted', 'late', 'fees'],
  principal_only: ['principal'],
  interest_only: ['interest', 'noted'],
  fees_only: ['late', 'fees'],
  custom: ['late', 'fees', 'interest', 'noted', 'principal'],
};

const PAID_INTO: Readonly<Record<Paid, number>> = {
  late: 1310,
  fees: 1300,
  interest: 1200,
  noted: 4100,
  principal: 1100,
};

/**
 * Applies money that is, or comes, into suspense: each bucket up to its room on the day, in the order of the mode; what
 * is left pays claims. `custom` says how much each kind may take.
 */
export function apply(
  world: World,
  loan: string,
  money: { readonly amount: bigint; readonly day: number; readonly mode: Mode; readonly sources: readonly Source[] },
  custom?: Readonly<Record<'fees' | 'interest' | 'principal', bigint>>,
): Applied {
  const { amount, day, mode } = money;
  const order = ORDERS[mode === 'waterfall' && world.nonaccrual(loan) ? 'nonaccrual' : mode];
  const spend = spender(money.sources);
  const parts: Record<Paid, bigint> = { late: 0n, fees: 0n, interest: 0n, noted: 0n, principal: 0n };
  const limits = custom === undefined ? undefined : { ...custom };
  let left = amount;
  for (const bucket of order) {
    const kind = bucket === 'late' ? 'fees' : bucket === 'noted' ? 'interest' : bucket;
    const most = least(world.room(loan, bucket, day), limits === undefined ? left : limits[kind]);
    parts[bucket] = least(left, most);
    left -= parts[bucket];
    if (limits !== undefined) limits[kind] -= parts[bucket];
  }
  const pairs: Pair[] = [];
  const moves: Move[] = [];
  const fees: FeeAct[] = [];
  for (const bucket of ['late', 'fees', 'interest', 'noted', 'principal'] as const) {
    pairs.push(...pair(2200, PAID_INTO[bucket], parts[bucket], loan));
    if (bucket === 'noted') pairs.push(...pair(9900, 9400, parts[bucket], loan));
    for (const { receipt, amount: part } of spend(parts[bucket])) {
      moves.push({ receipt, from: 'suspense', to: `${bucket}@${day}`, amount: part });
      if (bucket === 'late' || bucket === 'fees') fees.push({ act: 'pay', bucket, amount: part, receipt });
    }
  }
  const entries = pairs.length === 0 ? [] : [entry(world, 'payment_allocated', day, pairs, { moves, fees })];
  const recovery = mode === 'waterfall' ? recover(world, loan, left, day, spend) : undefined;
  return {
    entries: recovery === undefined ? entries : [...entries, recovery.entry],
    parts,
    recovered: recovery?.amount ?? 0n,
    rest: left - (recovery?.amount ?? 0n),
  };
}

const CLAIMS = [
  ['claimPrincipal', 1900, 9100],
  ['claimInterest', 4100, 9200],
  ['claimFees', 4200, 9300],
] as const satisfies readonly (readonly [Bucket, number, number])[];

/** Pays what was charged off: principal, interest, fees, each up to the claim on the first day that there is one (D21). */
export function recover(
  world: World,
  loan: string,
  amount: bigint,
  day: number,
  spend: (amount: bigint) => readonly Source[],
): { readonly entry: Entry; readonly amount: bigint; readonly parts: readonly bigint[] } | undefined {
  const on = firstClaimDay(world, loan, day);
  const pairs: Pair[] = [];
  const moves: Move[] = [];
  const fees: FeeAct[] = [];
  let left = amount;
  const parts = CLAIMS.map(([claim, income, memo]) => {
    const part = least(left, world.room(loan, claim, on));
    left -= part;
    pairs.push(...pair(2200, income, part, loan), ...pair(9900, memo, part, loan));
    for (const source of spend(part)) {
      moves.push({ receipt: source.receipt, from: 'suspense', to: `${claim}@${on}`, amount: source.amount });
    }
    if (claim === 'claimFees' && part > 0n) fees.push({ act: 'recover', bucket: 'fees', amount: part });
    return part;
  });
  if (left === amount) return undefined;
  return { entry: entry(world, 'recovery', on, pairs, { moves, fees }), amount: amount - left, parts };
}

/** The first day of the time, up to now, in which something is claimed without a break. */
function firstClaimDay(world: World, loan: string, day: number): number {
  const days = [day, ...new Set(world.entries.map((entry) => entry.day).filter((later) => later > day))];
  const free = days.filter((at) => world.claims(loan, at) === 0n);
  const lastFree = Math.max(...free, -1);
  const later = days.filter((at) => at > lastFree);
  return later.length === 0 ? day : Math.min(...later);
}

/** Hands out sources in their order, part by part. */
export function spender(sources: readonly Source[]): (amount: bigint) => Source[] {
  const left = sources.map((source) => ({ ...source }));
  return (amount) => {
    let wanted = amount;
    return left.flatMap((source) => {
      const part = least(wanted, source.amount);
      source.amount -= part;
      wanted -= part;
      return part > 0n ? [{ receipt: source.receipt, amount: part }] : [];
    });
  };
}

/** The split of an answer. */
export const splitOf = ({ parts, recovered, rest }: Applied) => ({
  fees_minor: `${parts.late + parts.fees}`,
  interest_minor: `${parts.interest + parts.noted}`,
  principal_minor: `${parts.principal}`,
  suspense_minor: `${rest}`,
  ...(recovered > 0n ? { recovery_minor: `${recovered}` } : {}),
});

/** The money of the event that is being booked. */
export const ownMoney = (amount: bigint): Source[] => [{ receipt: SELF, amount }];
