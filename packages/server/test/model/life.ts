/** One life: each step is asked of the ledger and of the model, and the books are held against each other after it. */
import { expect } from 'vitest';
import { aimed } from './aim.ts';
import { adjust, closePeriod, refinance, reverse, type Undoing } from './ask-corrections.ts';
import { chargeOff, collect, restructure, setNonaccrual, waive } from './ask-given-up.ts';
import { allocate, pay, receive, refund, settlePayment } from './ask-money-in.ts';
import { accrue, charge, draw, open, settleDraw } from './ask-money-out.ts';
import { returnPayment } from './ask-return.ts';
import type { Door, Reply } from './door.ts';
import { type Asked, type Booked, isRefused } from './expectation.ts';
import { belowZero, byLine, type Entry, linesOf, totalsByAccount } from './fold.ts';
import { type Names, namesIn } from './names.ts';
import type { Step } from './step.ts';
import { dateOf, TODAY, World } from './world.ts';

/** How a life went: how many steps were booked, refused, and had nothing to act on. */
export interface Lived {
  booked: number;
  refused: number;
  idle: number;
  readonly byOp: Map<string, [booked: number, refused: number]>;
}

const PROLOGUE: readonly Step[] = [
  { op: 'draw', loan: 'L1', day: 5, amount: 500, pick: 0, way: 'wire', mode: 'waterfall', twist: 5 },
  { op: 'open', loan: 'L2', day: 5, amount: 300, pick: 0, way: 'wire', mode: 'waterfall', twist: 7 },
];

/** Lives a life from its prologue to its end. Throws where ledger and model differ, with the step in the message. */
export async function live(door: Door, name: string, steps: readonly Step[]): Promise<Lived> {
  const lived: Lived = { booked: 0, refused: 0, idle: 0, byOp: new Map() };
  const life = new Life(door, namesIn(name));
  for (const [index, step] of [...PROLOGUE, ...steps].entries()) {
    try {
      const outcome = await life.take(step, index);
      lived[outcome]++;
      if (outcome === 'idle') continue;
      const count = lived.byOp.get(step.op) ?? [0, 0];
      count[outcome === 'booked' ? 0 : 1]++;
      lived.byOp.set(step.op, count);
    } catch (error) {
      (error as Error).message = `step ${index - PROLOGUE.length} (${step.op}): ${(error as Error).message}`;
      throw error;
    }
  }
  await life.end();
  return lived;
}

class Life {
  readonly #world = new World();
  readonly #door: Door;
  readonly #names: Names;
  #keys = 0;
  /** How many of the entries the balances were checked after. */
  #checkedTo = 0;

  constructor(door: Door, names: Names) {
    this.#door = door;
    this.#names = names;
  }

  async take(step: Step, index: number): Promise<'booked' | 'refused' | 'idle'> {
    if (step.op === 'reverse') {
      const undoing = reverse(this.#world, step);
      if (undoing === undefined) return 'idle';
      const reply = await this.#post(undoing);
      return (await this.#undone(undoing, reply)) ? this.#checked('booked', index) : this.#checked('refused', index);
    }
    const asked = this.#ask(step);
    if (asked === undefined) return 'idle';
    const reply = await this.#post(asked);
    const { expected } = asked;
    if (isRefused(expected)) {
      expect(expected.refused, `${asked.path}: ${reply.text}`).toContain(reply.body.code);
      return this.#checked('refused', index);
    }
    if (reply.status !== 201 && expected.orRefused?.includes(reply.body.code)) return this.#checked('refused', index);
    expect(reply.status, `${asked.path}: ${reply.text}`).toBe(201);
    await this.#booked(asked, expected, reply);
    return this.#checked('booked', index);
  }

  #ask(aimless: Step): Asked | undefined {
    const world = this.#world;
    const step = aimed(world, aimless);
    const names = this.#names;
    switch (step.op) {
      case 'open':
        return open(world, step, names);
      case 'draw':
        return draw(world, step, names);
      case 'settle draw':
        return settleDraw(world, step);
      case 'pay':
        return pay(world, step, names);
      case 'settle payment':
        return settlePayment(world, step);
      case 'return':
        return returnPayment(world, step);
      case 'allocate':
        return allocate(world, step, names);
      case 'refund':
        return refund(world, step, names);
      case 'receipt':
        return receive(world, step);
      case 'charge fee':
        return charge(world, step, names);
      case 'waive':
        return waive(world, step);
      case 'accrue':
        return accrue(world, step, names, this.#door.tenantId);
      case 'charge off':
        return chargeOff(world, step, names);
      case 'recover':
        return collect(world, step, names);
      case 'nonaccrual':
        return setNonaccrual(world, step, names);
      case 'restructure':
        return restructure(world, step, names);
      case 'refinance':
        return refinance(world, step, names);
      case 'adjust':
        return adjust(world, step, names);
      case 'close period':
        return closePeriod(world, step);
      case 'reverse':
        return undefined;
      default:
        return step.op satisfies never;
    }
  }

  #post = ({ path, body }: { path: string; body: object }): Promise<Reply> =>
    this.#door.post(path, body, `model:step:${this.#keys++}`);

  /** What the feed has beyond what was read: one event for a request that was booked, none for one that was refused. */
  async #news(count: number): Promise<Reply['body'][]> {
    const events = await this.#door.newEvents();
    expect(
      events.map(({ kind }) => kind),
      'new events',
    ).toHaveLength(count);
    return events;
  }

  /** What was booked is, entry by entry and line by line, what the model said; then the model takes it in. */
  async #booked({ path }: Asked, expected: Booked, reply: Reply): Promise<void> {
    const { answer = {} } = expected;
    expect(reply.body, path).toMatchObject(answer);
    const [event] = await this.#news(1);
    const got = entriesAsBooked(event.entries, this.#names);
    const entries = inTheOrderOf(got, expected.entries);
    same(path, got, entries.map(entryAsExpected));
    expect(staleIn(reply.body), `stale accruals of ${path}`).toEqual(
      SAYS_STALE.has(expected.event.kind) ? staleBy(this.#world, entries, this.#names) : [],
    );
    for (const [index, one] of entries.entries()) one.id = event.entries[index].journal_entry_id;
    if (expected.event.kind === 'period_close') this.#world.closedThrough = expected.event.day;
    this.#world.add({ ...expected.event, id: event.event_id, entries });
    const { loan } = expected.event;
    if (loan === undefined || reply.body.loan_status === undefined) return;
    expect(reply.body.loan_status, `status after ${path}`).toBe(this.#world.status(loan));
  }

  /** A reversal mirrors exactly what it names, each entry once, latest first; a refusal has its reason. */
  async #undone(undoing: Undoing, reply: Reply): Promise<boolean> {
    const { target, day, cascade, refused, dependents } = undoing;
    const world = this.#world;
    if (reply.status !== 201) {
      const { code } = reply.body;
      if (refused.includes(code)) return false;
      if (code === 'has_dependents' && dependents.length === 0) expect(MAY_HAVE_DEPENDENTS).toContain(target.type);
      if (code === 'has_dependents') expect(cascade, `with cascade nothing hangs: ${reply.text}`).toBe(false);
      else if (code === 'would_go_negative') {
        if (!cascade) expect(world.floor([world.mirror(target, day)]), reply.text).toBeDefined();
      } else expect([...refused, 'effective_before_first_disbursement'], reply.text).toContain(code);
      return false;
    }
    expect(refused, `${target.type} was reversed`).toEqual([]);
    if (!cascade)
      expect(
        dependents.map(({ type }) => type),
        `what hangs on ${target.type}`,
      ).toEqual([]);
    const [event] = await this.#news(1);
    const ids: string[] = reply.body.reversed_entry_ids;
    expect(ids, 'the entry itself is reversed').toContain(target.id);
    for (const dependent of dependents)
      expect(ids, `${dependent.type} hangs on ${target.type}`).toContain(dependent.id);
    const originals = ids.map((id) => world.entries.find((one) => one.id === id)!);
    const places = originals.map((one) => world.entries.indexOf(one));
    expect(places, 'latest first').toEqual(places.toSorted((a, b) => b - a));
    for (const one of originals)
      expect([one.reverses, one.reversedBy], 'reversed once').toEqual([undefined, undefined]);
    const dayOfMirror = (one: Entry, index: number) =>
      one === target ? day : Math.max(one.day, dateIndex(event.entries[index].effective_at));
    const mirrors = originals.map((one, index) => world.mirror(one, dayOfMirror(one, index)));
    same('/reversals', entriesAsBooked(event.entries, this.#names), mirrors.map(entryAsExpected));
    expect(staleIn(reply.body), 'stale accruals of a reversal').toEqual(staleBy(world, mirrors, this.#names));
    for (const [index, one] of mirrors.entries()) one.id = event.entries[index].journal_entry_id;
    world.add({ kind: 'reversal', id: event.event_id, entries: mirrors, day, amount: 0n });
    return true;
  }

  /**
   * The laws that hold after every step: B2 for the loans that the step touched and one more, B3 on every day, B4 for all.
   * A refusal has booked no event; what the books say after it is asked one time in five, and after what is booked next.
   */
  async #checked<Outcome extends string>(outcome: Outcome, index: number): Promise<Outcome> {
    const world = this.#world;
    expect(belowZero(world.entries, world.loans), 'no bucket is below zero on any day').toBeUndefined();
    if (outcome === 'refused') await this.#news(0);
    if (outcome === 'refused' && index % 5 !== 0) return outcome;
    const day = (index * 7) % (TODAY + 1);
    const shown = [...world.loans][index % world.loans.size]!;
    const touched = world.entries.slice(this.#checkedTo).flatMap(({ pairs }) => pairs.map(({ loan }) => loan ?? shown));
    const loans = [...new Set([...touched, shown])];
    this.#checkedTo = world.entries.length;
    const [totals, tieOut, then, ...now] = await Promise.all([
      this.#door.trialBalance(),
      this.#door.get('/tie-out'),
      this.#door.get(`/loans/${this.#names.id(shown)}/balance?as_of_date=${dateOf(day)}`),
      ...loans.map((loan) => this.#door.get(`/loans/${this.#names.id(loan)}/balance`)),
    ]);
    same('the trial balance', totals, totalsByAccount(world.entries));
    expect(tieOut.body.balanced, tieOut.text).toBe(true);
    for (const [place, loan] of loans.entries()) {
      const { body } = now[place]!;
      same(`balance of ${loan}`, balanceOf(body), balanceExpected(world, loan));
      expect(body.status, `status of ${loan}`).toBe(world.status(loan));
      expect(body.available_suspense_minor, `available suspense of ${loan}`).toBe(`${world.available(loan, TODAY)}`);
    }
    same(`balance of ${shown} on ${dateOf(day)}`, balanceOf(then.body), balanceExpected(world, shown, day));
    return outcome;
  }

  /** At the end each loan's whole journal, as it is answered, folds into the balance that is answered. */
  async end(): Promise<void> {
    const world = this.#world;
    for (const loan of world.loans) {
      const { body } = await this.#door.get(`/loans/${this.#names.id(loan)}/journal-entries?page_size=500`);
      const own = world.entries.filter(({ pairs }) => pairs.some((one) => one.loan === loan));
      expect(body.items.map((item: Wire) => `${item.event_type} ${linesAsBooked(item.lines).join(', ')}`)).toEqual(
        own.map(({ type, pairs }) => `${type} ${linesOf(pairs, loan).join(', ')}`),
      );
    }
  }
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the wire holds
type Wire = any;

/** Entries on which more may hang than the model says for certain: whatever counted on what they changed. */
const MAY_HAVE_DEPENDENTS = [
  'chargeoff',
  'fee_assessed',
  'fee_waived',
  'manual_adjustment',
  'nonaccrual',
  'payment_allocated',
  'payment_received',
  'payment_returned',
  'refund',
  'restructure',
];

/** The events whose answers name the accruals that they make stale. */
const SAYS_STALE = new Set([
  'disbursement',
  'payment',
  'return',
  'allocation',
  'chargeoff',
  'restructure',
  'refinance',
  'adjustment',
]);

/** Stale accruals as `2026-05-12 500 3`: the date, the principal in force now, the interest that is booked. */
const staleIn = (body: Wire): string[] =>
  (body.stale_accruals ?? [])
    .map((one: Wire) => `${one.loan_id ?? ''} ${one.accrual_date} ${one.principal_minor} ${one.interest_minor}`.trim())
    .sort();

function staleBy(world: World, entries: readonly Entry[], names: Names): string[] {
  const loans = new Set(entries.flatMap(({ pairs }) => pairs.map(({ loan }) => loan)));
  const several = entries.some(({ type }) => type === 'reversal' || type === 'manual_adjustment');
  return [...loans]
    .flatMap((loan) =>
      loan === undefined
        ? []
        : world.stale(loan, entries).map((one) => {
            const of = several ? `${names.id(loan)} ` : '';
            return `${of}${one.accrual_date} ${one.principal_minor} ${one.interest_minor}`;
          }),
    )
    .sort();
}

/** Entries of one event in the order in which they were booked: which of several days comes first is nobody's rule. */
function inTheOrderOf(booked: readonly string[][], expected: readonly Entry[]): readonly Entry[] {
  const texts = booked.map((lines) => lines.join());
  const placeOf = (one: Entry) => texts.indexOf(entryAsExpected(one).join());
  return expected.toSorted((a, b) => placeOf(a) - placeOf(b));
}

/** Holds two texts against each other, and shows both: a report of a life is read without a debugger. */
function same(what: string, booked: readonly unknown[], expected: readonly unknown[]): void {
  const [got, wanted] = [booked, expected].map((lines) => lines.flat().join('\n    '));
  if (got !== wanted) throw new Error(`${what}\n  the ledger:\n    ${got}\n  the model:\n    ${wanted}`);
}

const dateIndex = (date: string): number => Math.round((Date.parse(date) - Date.parse(dateOf(0))) / 86_400_000);

const linesAsBooked = (lines: readonly Wire[]): string[] =>
  lines
    .map(({ direction, account_code, layer, amount_minor }) =>
      [direction, account_code, ...(layer === 'SETTLED' ? [] : [layer]), amount_minor].join(' '),
    )
    .sort(byLine);

/** Entries in words: what they are, when, and the lines of each loan and of none. */
function entriesAsBooked(entries: readonly Wire[], names: Names): string[][] {
  return entries.map((one) => [
    `${one.event_type} ${one.effective_at} ${one.accounting_date}`,
    ...LOANS.flatMap((loan) => {
      const id = loan === undefined ? undefined : names.id(loan);
      const own = linesAsBooked(one.lines.filter(({ loan_id }: Wire) => loan_id === id));
      return own.map((line) => `${line} ${loan ?? '-'}`);
    }),
  ]);
}

function entryAsExpected({ type, day, acct, pairs }: Entry): string[] {
  return [
    `${type} ${dateOf(day)} ${dateOf(acct)}`,
    ...LOANS.flatMap((loan) => linesOf(pairs, loan).map((line) => `${line} ${loan ?? '-'}`)),
  ];
}

const LOANS = ['L1', 'L2', 'L3', 'L4', 'L5', 'L6', undefined] as const;

const balanceOf = (body: Wire): string[] => [
  body.principal_outstanding_minor,
  body.interest_receivable_minor,
  body.fees_receivable_minor,
  body.total_exposure_minor,
  body.suspense_minor,
  body.charged_off.principal_minor,
  body.charged_off.interest_minor,
  body.charged_off.fees_minor,
  body.nonaccrual_interest_minor,
];

function balanceExpected(world: World, loan: string, day?: number): string[] {
  const [principal, interest, fees, late, suspense, ...claims] = (
    [
      'principal',
      'interest',
      'fees',
      'late',
      'suspense',
      'claimPrincipal',
      'claimInterest',
      'claimFees',
      'noted',
    ] as const
  ).map((bucket) => world.held(loan, bucket, day)) as [bigint, bigint, bigint, bigint, bigint, ...bigint[]];
  const charged = fees + late;
  return [principal, interest, charged, principal + interest + charged, suspense, ...claims].map(String);
}
