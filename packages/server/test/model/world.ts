/** What the model knows of one lender: its loans, its events, and by folding them whose money is where. */
import {
  ALL_BUCKETS,
  type Bucket,
  belowZero,
  type Entry,
  type FeeAct,
  held,
  least,
  live,
  mirrored,
  room,
} from './fold.ts';

/** Days are counted from 2026-05-01. Everything after TODAY is the future. */
const FIRST = Date.UTC(2026, 4, 1);
export const TODAY = 45;
export const dateOf = (day: number): string => new Date(FIRST + day * 86_400_000).toISOString().slice(0, 10);
export const dayOf = (date: string): number => (Date.parse(`${date}T00:00:00Z`) - FIRST) / 86_400_000;

export type Status = 'pending' | 'active' | 'paid_off' | 'charged_off' | 'refinanced';

/** An event that was booked, with the facts that later events ask for. */
export interface Happened {
  readonly kind: string;
  readonly id: string;
  readonly loan?: string | undefined;
  readonly entries: readonly Entry[];
  readonly day: number;
  readonly amount: bigint;
  readonly method?: string;
  /** The event that it acts on. */
  readonly subject?: string;
  /** What left the bank, for draws: the amount less a withheld fee. */
  readonly net?: bigint;
  /** The loan that a refinance opened. */
  readonly successor?: string;
  readonly nonaccrual?: boolean;
  readonly bucket?: 'fees' | 'late';
  /** The loans that an accrual covers, those with interest of zero too. */
  readonly covers?: readonly string[];
  /** What an agency kept of a recovery. */
  readonly cost?: bigint;
}

/** One receipt of money, and where it stands now: in suspense, in a bucket as of a day (`interest@12`), or away. */
export interface Money {
  readonly event: Happened;
  readonly at: ReadonlyMap<string, bigint>;
}

/** A part of a receipt that pays a bucket from a day on. */
export interface PartPaid {
  readonly place: string;
  readonly day: number;
  readonly amount: bigint;
}

/** What a receipt pays of a bucket, the latest first. */
export const paidTo = ({ at }: Pick<Money, 'at'>, bucket: string): PartPaid[] =>
  [...at]
    .filter(([place, amount]) => place.startsWith(`${bucket}@`) && amount > 0n)
    .map(([place, amount]) => ({ place, day: Number(place.split('@')[1]), amount }))
    .reverse();

/** One fee and what became of it. */
export interface FeeStanding {
  readonly event: string;
  readonly bucket: 'fees' | 'late';
  readonly day: number;
  open: bigint;
  readonly paidBy: Map<string, bigint>;
  waived: bigint;
  chargedOff: bigint;
  recovered: bigint;
  readonly assessed: bigint;
}

/** The event that is being booked, before it has an id. */
export const SELF = 'this event';

const HOLD: Readonly<Record<string, number>> = { ach: 5, card: 2 };

export class World {
  readonly entries: Entry[] = [];
  readonly events: Happened[] = [];
  readonly loans = new Set<string>();
  closedThrough = -1_000_000;

  /** The first open day at or after a day. */
  acct(day: number): number {
    return day > this.closedThrough ? day : this.closedThrough + 1;
  }

  held = (loan: string, bucket: Bucket, day?: number): bigint => held(this.entries, loan, bucket, day);
  room = (loan: string, bucket: Bucket, day: number): bigint => room(this.entries, loan, bucket, day);

  event(id: string): Happened | undefined {
    return this.events.find((event) => event.id === id);
  }

  /** Takes in what was booked. What the entries say of `SELF` is said of the event, whose id is known now. */
  add(event: Happened): void {
    this.events.push(event);
    for (const entry of event.entries) {
      entry.event = event.id;
      entry.moves = entry.moves?.map((move) => ({ ...move, receipt: move.receipt.replace(SELF, event.id) }));
      entry.fees = entry.fees?.map((act) =>
        act.receipt === undefined ? act : { ...act, receipt: act.receipt.replace(SELF, event.id) },
      );
      if (entry.reverses !== undefined) entry.reverses.reversedBy = entry;
      this.entries.push(entry);
    }
    if (event.loan !== undefined) this.loans.add(event.loan);
    if (event.successor !== undefined) this.loans.add(event.successor);
  }

  /** Whether what an event is still counts, whatever became of an allocation or a settlement that came with it. */
  stands = (event: Happened): boolean =>
    event.entries.every(
      ({ type, reversedBy }) =>
        reversedBy === undefined || type === 'payment_allocated' || type === 'disbursement_settled',
    );

  /** The day of the first draw that still counts: a disbursement, an opening with something owed, a refinance. */
  firstDraw(loan: string): number | undefined {
    const draws = this.events.filter(
      (event) =>
        this.stands(event) &&
        ((event.kind === 'disbursement' && event.loan === loan) ||
          (event.kind === 'refinance' && event.successor === loan) ||
          (event.kind === 'loan' && event.loan === loan && event.amount > 0n)),
    );
    return draws.length === 0 ? undefined : Math.min(...draws.map(({ day }) => day));
  }

  exposure = (loan: string): bigint =>
    (['principal', 'interest', 'fees', 'late'] as const).reduce((sum, bucket) => sum + this.held(loan, bucket), 0n);

  claims = (loan: string, day?: number): bigint =>
    (['claimPrincipal', 'claimInterest', 'claimFees'] as const).reduce(
      (sum, bucket) => sum + this.held(loan, bucket, day),
      0n,
    );

  status(loan: string): Status {
    if (this.successor(loan) !== undefined) return 'refinanced';
    if (this.firstDraw(loan) === undefined) return 'pending';
    if (this.exposure(loan) + this.held(loan, 'noted') > 0n) return 'active';
    return this.claims(loan) > 0n ? 'charged_off' : 'paid_off';
  }

  successor(loan: string): string | undefined {
    const refinance = this.events.find(
      (event) => event.kind === 'refinance' && event.loan === loan && this.stands(event),
    );
    return refinance?.successor;
  }

  nonaccrual(loan: string): boolean {
    const changes = this.events.filter(
      (event) => event.kind === 'nonaccrual' && event.loan === loan && this.stands(event),
    );
    return changes.at(-1)?.nonaccrual ?? false;
  }

  /** Every receipt of a loan that still counts, oldest effective date first, then as posted. */
  money(loan: string): Money[] {
    const own = live(this.entries).filter((entry) => entry.moves !== undefined);
    const at = new Map<string, Map<string, bigint>>();
    for (const { moves = [] } of own) {
      for (const { receipt, from, to, amount } of moves) {
        const places = at.get(receipt) ?? new Map<string, bigint>();
        at.set(receipt, places);
        places.set(from, (places.get(from) ?? 0n) - amount);
        places.set(to, (places.get(to) ?? 0n) + amount);
      }
    }
    return this.events
      .filter((event) => (event.loan ?? loan) === loan && at.has(receiptId(event, loan)) && this.comesIn(event, loan))
      .map((event) => ({ event, at: at.get(receiptId(event, loan))! }))
      .sort((a, b) => a.event.day - b.event.day);
  }

  /** Whether an event brought money in for a loan, and its entry counts. */
  private comesIn(event: Happened, loan: string): boolean {
    const first = event.entries[0];
    if (first === undefined || first.reversedBy !== undefined) return false;
    return first.moves?.some((move) => move.from === 'outside' && move.receipt === receiptId(event, loan)) ?? false;
  }

  /** The last day on which money of a receipt may not be refunded is the day before this one. */
  finalFrom = ({ day, method }: Happened): number => day + (HOLD[method ?? ''] ?? 0);

  /** What of the suspense could be refunded on a day. */
  available(loan: string, day: number): bigint {
    return this.money(loan)
      .filter(({ event }) => this.finalFrom(event) <= day)
      .reduce((sum, { at }) => sum + (at.get('suspense') ?? 0n), 0n);
  }

  /** Every fee of a loan, folded from the entries that count, in the order in which they were posted. */
  fees(loan: string): FeeStanding[] {
    const fees: FeeStanding[] = [];
    const ordered = (bucket: string) => fees.filter((fee) => fee.bucket === bucket).sort((a, b) => a.day - b.day);
    for (const entry of live(this.entries)) {
      if (!entry.pairs.some((pair) => pair.loan === loan)) continue;
      for (const act of entry.fees ?? []) feeAct(fees, ordered(act.bucket), act, entry);
    }
    return fees;
  }

  /** A sum of every bucket of a loan on a day, in words; equal words, equal balances. */
  standing = (loan: string, day?: number): string =>
    ALL_BUCKETS.map((bucket) => `${bucket} ${this.held(loan, bucket, day)}`).join(' | ');

  /** Whether all buckets stay at or above zero once these entries are there too. */
  floor(more: readonly Entry[]): string | undefined {
    const loans = new Set(more.flatMap(({ pairs }) => pairs.flatMap(({ loan }) => (loan === undefined ? [] : [loan]))));
    return belowZero([...this.entries, ...more], loans);
  }

  /**
   * The accruals that entries make stale: the dates from the first of them on whose interest stands booked, and whose
   * principal they change.
   */
  stale(loan: string, more: readonly Entry[]) {
    const after = [...this.entries, ...more];
    const from = Math.min(...more.map(({ day }) => day));
    const gone = new Set(more.map(({ reverses }) => reverses));
    const dates = new Map<number, bigint>();
    for (const entry of live(this.entries).filter((one) => one.type === 'accrual' && !gone.has(one))) {
      for (const { loan: of, amount } of entry.pairs) {
        if (of === loan && entry.day >= from) dates.set(entry.day, amount);
      }
    }
    return [...dates]
      .sort(([a], [b]) => a - b)
      .filter(([day]) => held(after, loan, 'principal', day) !== this.held(loan, 'principal', day))
      .map(([day, interest]) => ({
        accrual_date: dateOf(day),
        principal_minor: `${held(after, loan, 'principal', day)}`,
        interest_minor: `${interest}`,
      }));
  }

  /** The mirror of an entry: its money and its fees go back by not counting any more. */
  mirror = (entry: Entry, day: number): Entry => ({
    type: 'reversal',
    day,
    acct: this.acct(day),
    pairs: entry.pairs.map(mirrored),
    reverses: entry,
  });
}

/** Money that an adjustment moves into a loan's suspense has a receipt for each loan of its event. */
export const receiptId = (event: Happened, loan: string): string =>
  event.kind === 'adjustment' ? `${event.id}/${loan}` : event.id;

function feeAct(fees: FeeStanding[], ordered: readonly FeeStanding[], act: FeeAct, entry: Entry): void {
  const { amount, receipt = '' } = act;
  const named = act.fee === undefined ? ordered : fees.filter(({ event }) => event === act.fee);
  switch (act.act) {
    case 'assess': {
      const { event = '', day } = entry;
      const nothing = { paidBy: new Map<string, bigint>(), waived: 0n, chargedOff: 0n, recovered: 0n };
      fees.push({ event, bucket: act.bucket, day, open: amount, assessed: amount, ...nothing });
      return;
    }
    case 'pay':
      spread(
        named,
        amount,
        (fee) => fee.open,
        (fee, part) => {
          fee.open -= part;
          fee.paidBy.set(receipt, (fee.paidBy.get(receipt) ?? 0n) + part);
        },
      );
      return;
    case 'unpay':
    case 'waive paid':
      spread(
        named.toReversed(),
        amount,
        (fee) => fee.paidBy.get(receipt) ?? 0n,
        (fee, part) => {
          fee.paidBy.set(receipt, fee.paidBy.get(receipt)! - part);
          if (act.act === 'unpay') fee.open += part;
          else fee.waived += part;
        },
      );
      return;
    case 'waive':
      spread(
        named,
        amount,
        (fee) => fee.open,
        (fee, part) => {
          fee.open -= part;
          fee.waived += part;
        },
      );
      return;
    case 'charge off':
      spread(
        named,
        amount,
        (fee) => fee.open,
        (fee, part) => {
          fee.open -= part;
          fee.chargedOff += part;
        },
      );
      return;
    case 'waive claim':
    case 'recover':
      // A claim for fees knows no kinds: late charges and fees alike, oldest first.
      spread(
        act.fee === undefined ? fees.toSorted((a, b) => a.day - b.day) : named,
        amount,
        (fee) => fee.chargedOff,
        (fee, part) => {
          fee.chargedOff -= part;
          if (act.act === 'waive claim') fee.waived += part;
          else fee.recovered += part;
        },
      );
      return;
    case 'claim again':
      spread(
        fees.toSorted((a, b) => a.day - b.day).toReversed(),
        amount,
        (fee) => fee.recovered,
        (fee, part) => {
          fee.recovered -= part;
          fee.chargedOff += part;
        },
      );
      return;
    case 'leave':
      spread(
        named,
        amount,
        (fee) => fee.open,
        (fee, part) => {
          fee.open -= part;
        },
      );
      return;
    default:
      act.act satisfies never;
  }
}

function spread(
  fees: readonly FeeStanding[],
  amount: bigint,
  room: (fee: FeeStanding) => bigint,
  take: (fee: FeeStanding, part: bigint) => void,
): void {
  let left = amount;
  for (const fee of fees) {
    const part = least(left, room(fee));
    if (part <= 0n) continue;
    take(fee, part);
    left -= part;
  }
}
