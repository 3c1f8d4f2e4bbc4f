/**
 * The books as the model keeps them: entries of pairs, in the order in which they were posted, and nothing else. Every
 * figure is a sum over them. Days are whole numbers, so that a date compares as a number does.
 */

/** One debit and one credit of the same amount, about one loan or none. */
export interface Pair {
  readonly dr: number;
  readonly cr: number;
  readonly amount: bigint;
  readonly loan?: string;
  readonly pending?: true;
}

/** Where money of a receipt goes by an entry: suspense, a bucket as of the day on which it is paid, or away. */
export interface Move {
  readonly receipt: string;
  readonly from: string;
  readonly to: string;
  readonly amount: bigint;
}

/** What an entry does to the fees of a loan, as far as it concerns single fees. */
export interface FeeAct {
  readonly act:
    | 'assess'
    | 'pay'
    | 'unpay'
    | 'waive'
    | 'waive paid'
    | 'charge off'
    | 'waive claim'
    | 'recover'
    | 'claim again'
    | 'leave';
  readonly bucket: 'fees' | 'late';
  readonly amount: bigint;
  /** The event of the fee, where one is named. */
  readonly fee?: string;
  /** The receipt whose money pays or is given back. */
  readonly receipt?: string;
}

/** A journal entry. */
export interface Entry {
  readonly type: string;
  readonly day: number;
  readonly acct: number;
  readonly pairs: readonly Pair[];
  moves?: readonly Move[] | undefined;
  fees?: readonly FeeAct[] | undefined;
  /** The id of the entry and of its event, which the ledger gives. */
  id?: string;
  event?: string;
  reverses?: Entry;
  reversedBy?: Entry;
}

/** The buckets of a loan: the account that each is a slice of, and the side on which it grows. */
export const BUCKETS = {
  principal: { account: 1100, side: 'dr' },
  interest: { account: 1200, side: 'dr' },
  fees: { account: 1300, side: 'dr' },
  late: { account: 1310, side: 'dr' },
  suspense: { account: 2200, side: 'cr' },
  claimPrincipal: { account: 9100, side: 'dr' },
  claimInterest: { account: 9200, side: 'dr' },
  claimFees: { account: 9300, side: 'dr' },
  noted: { account: 9400, side: 'dr' },
} as const;

export type Bucket = keyof typeof BUCKETS;
export const ALL_BUCKETS = Object.keys(BUCKETS) as readonly Bucket[];

const bucketByAccount = new Map<number, Bucket>(ALL_BUCKETS.map((bucket) => [BUCKETS[bucket].account, bucket]));
export const bucketOf = (account: number): Bucket | undefined => bucketByAccount.get(account);

/** Later than any day. */
export const EVER = 1_000_000;

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

export { least };

/** What a bucket gains by a pair. */
function gain(bucket: Bucket, { dr, cr, amount, pending }: Pair): bigint {
  const { account, side } = BUCKETS[bucket];
  if (pending) return 0n;
  const debited = dr === account ? amount : 0n;
  const credited = cr === account ? amount : 0n;
  return side === 'dr' ? debited - credited : credited - debited;
}

/** What a bucket of a loan holds at the close of a day. */
export function held(entries: readonly Entry[], loan: string, bucket: Bucket, day = EVER): bigint {
  let sum = 0n;
  for (const entry of entries) {
    if (entry.day > day) continue;
    for (const pair of entry.pairs) if (pair.loan === loan) sum += gain(bucket, pair);
  }
  return sum;
}

/** The least that a bucket holds at the close of a day or of any day after it: all that may be taken from it (D8). */
export function room(entries: readonly Entry[], loan: string, bucket: Bucket, day: number): bigint {
  const days = new Set(entries.filter((entry) => entry.day > day).map((entry) => entry.day));
  let low = held(entries, loan, bucket, day);
  for (const later of days) low = least(low, held(entries, loan, bucket, later));
  return low;
}

/** The first bucket that is below zero on any day, as `principal of L1 is -5 on day 12`. */
export function belowZero(entries: readonly Entry[], loans: Iterable<string>): string | undefined {
  for (const loan of loans) {
    const own = entries.filter((entry) => entry.pairs.some((pair) => pair.loan === loan));
    for (const day of new Set(own.map((entry) => entry.day))) {
      for (const bucket of ALL_BUCKETS) {
        const sum = held(own, loan, bucket, day);
        if (sum < 0n) return `${bucket} of ${loan} is ${sum} on day ${day}`;
      }
    }
  }
  return undefined;
}

/** Debits and credits of every account and layer, as `1100 SETTLED 500 200`, in the order of the chart. */
export function totalsByAccount(entries: readonly Entry[]): string[] {
  const totals = new Map<string, { debits: bigint; credits: bigint }>();
  const of = (account: number, pending: boolean) => {
    const key = `${account} ${pending ? 'PENDING' : 'SETTLED'}`;
    const total = totals.get(key) ?? { debits: 0n, credits: 0n };
    totals.set(key, total);
    return total;
  };
  for (const { pairs } of entries) {
    for (const { dr, cr, amount, pending = false } of pairs) {
      of(dr, pending).debits += amount;
      of(cr, pending).credits += amount;
    }
  }
  return [...totals].map(([key, { debits, credits }]) => `${key} ${debits} ${credits}`).sort();
}

/** The lines of an entry that are a loan's, as `DR 1100 500`, equal ones summed, debits first, in the order of the chart. */
export function linesOf(pairs: readonly Pair[], loan: string | undefined): string[] {
  const sums = new Map<string, bigint>();
  const add = (side: string, account: number, { amount, pending }: Pair) => {
    const key = `${side} ${account}${pending ? ' PENDING' : ''}`;
    sums.set(key, (sums.get(key) ?? 0n) + amount);
  };
  for (const pair of pairs) {
    if (pair.loan !== loan) continue;
    add('DR', pair.dr, pair);
    add('CR', pair.cr, pair);
  }
  return [...sums].map(([key, sum]) => `${key} ${sum}`).sort(byLine);
}

/** Debits before credits, then by account. */
export const byLine = (a: string, b: string): number => {
  const side = (line: string) => (line.startsWith('DR') ? `0${line}` : `1${line}`);
  return side(a) < side(b) ? -1 : 1;
};

/** The entries that count: neither reversed nor reversals. */
export const live = (entries: readonly Entry[]): readonly Entry[] =>
  entries.filter((entry) => entry.reverses === undefined && entry.reversedBy === undefined);

/** The pair the other way round. */
export const mirrored = (pair: Pair): Pair => ({ ...pair, dr: pair.cr, cr: pair.dr });

/** The pairs of an amount, none for an amount of zero. */
export const pair = (dr: number, cr: number, amount: bigint, loan?: string): Pair[] =>
  amount === 0n ? [] : [{ dr, cr, amount, ...(loan === undefined ? {} : { loan }) }];
