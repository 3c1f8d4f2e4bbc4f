/**
 * A book kept in memory: it runs `decide` and lays the effects on itself as the posting engine does, with a fixed clock
 * and ids that are counted, so a test reads like the book of a loan and its figures can be written down beforehand.
 * Loans keep all their movements. Loans go by short names ('L1'); what is left out of a command is the usual: loan L1
 * of its own borrower, in USD, on 2026-01-05.
 */
import { addDays, type LocalDate, parseDate } from '../src/calendar/date.ts';
import { type AnswerTo, type Command, decide } from '../src/events/decide.ts';
import type { AssessFee } from '../src/events/fees/fee.ts';
import type { AccrueBatch } from '../src/events/interest/accrual.ts';
import type { ReceivePayment } from '../src/events/money-in/payment.ts';
import type { Disburse } from '../src/events/money-out/disbursement.ts';
import type { SettleDisbursement } from '../src/events/money-out/settlement.ts';
import type { EventType, JournalEntry } from '../src/ledger/entry.ts';
import type { BorrowerId, EntryId, EventId, LoanId, ProgramId } from '../src/ledger/identity.ts';
import { type JournalLine, linesOf } from '../src/ledger/lines.ts';
import type { Adjust } from '../src/loan/adjusting-lines.ts';
import type {
  Book,
  BookedAccrual,
  BookedAdjustment,
  BookedEvent,
  Effects,
  Moment,
  ZeroAccruals,
} from '../src/loan/book.ts';
import { addPosting, type Balances, type Bucket, NO_BALANCES } from '../src/loan/bucket.ts';
import { Draft } from '../src/loan/draft.ts';
import type { EventKind, History } from '../src/loan/history.ts';
import { balanceAt, exposureOf, type Loan } from '../src/loan/loan.ts';
import { DEFAULT_TERMS, type Program } from '../src/loan/program.ts';
import { isRefusal, type Refusal } from '../src/loan/refusal.ts';
import type { Currency } from '../src/money/currency.ts';
import type { Minor } from '../src/money/minor.ts';
import { totalsThrough } from './ledger-totals.ts';
import { bookedEntryIn, historyIn, type Past, type Said, unsay } from './past.ts';

/** A date of a test. @throws when the test writes a day that does not exist. */
export function day(text: string): LocalDate {
  const read = parseDate(text);
  if (read === undefined) throw new Error(`the test writes ${text}, which is no date`);
  return read;
}

const uuid = (kind: string, tail: string) => `${kind.padEnd(8, '0')}-0000-7000-8000-${tail.padStart(12, '0')}`;
const hexOf = (name: string) => [...name].map((letter) => letter.charCodeAt(0).toString(16)).join('');

/** The id of a loan by its short name, of six letters at most. */
export const loanId = (name: string) => uuid('1', hexOf(name)) as LoanId;
/** The id of the borrower of the loan of that name. */
export const borrowerOf = (name: string) => uuid('b', hexOf(name)) as BorrowerId;
/** The id of a program by its short name. */
export const programId = (name: string) => uuid('a', hexOf(name)) as ProgramId;
/** The n-th event of a book. */
export const eventId = (n: number) => uuid('e', String(n)) as EventId;
/** The n-th journal entry of a book. */
export const entryId = (n: number) => uuid('f', String(n)) as EntryId;
export const usd = 'USD' as Currency;
export const eur = 'EUR' as Currency;

/** The program of every loan that names none. */
export const PROGRAM: Program = { ...DEFAULT_TERMS, id: programId('P'), version: 1 };

interface Named {
  readonly loan?: string;
  readonly amount: Minor;
  readonly on?: string;
  readonly currency?: Currency;
  readonly borrower?: string;
}

const common = ({ loan = 'L1', amount, on = '2026-01-05', currency = usd, borrower = loan }: Named) => ({
  loanId: loanId(loan),
  borrowerId: borrowerOf(borrower),
  amount,
  currency,
  effectiveAt: day(on),
});

/** A draw, by wire where the test does not say. */
export const disbursement = (
  its: Named & { by?: Disburse['method']; to?: string; program?: string; withheld?: Minor },
): Disburse => ({
  kind: 'disbursement',
  ...common(its),
  method: its.by ?? 'wire',
  destinationRef: its.to,
  programId: its.program === undefined ? undefined : programId(its.program),
  withheldFee: its.withheld,
});

/** The bank's word on a disbursement. */
export const settlement = (its: { of: EventId; on: string; ref?: string }): SettleDisbursement => ({
  kind: 'settlement',
  disbursementId: its.of,
  effectiveAt: day(its.on),
  bankRef: its.ref,
});

/** A fee, of type 'other' where the test does not say. */
export const fee = (its: Named & { type?: AssessFee['feeType']; description?: string }): AssessFee => ({
  kind: 'fee',
  ...common(its),
  feeType: its.type ?? 'other',
  description: its.description,
});

/** A payment, by wire and along the waterfall where the test does not say. */
export const payment = (
  its: Named & {
    by?: ReceivePayment['sourceMethod'];
    ref?: string;
    from?: EventId;
    mode?: 'waterfall' | 'principal_only' | 'interest_only' | 'fees_only';
    custom?: { fees?: Minor; interest?: Minor; principal?: Minor };
  },
): ReceivePayment => ({
  kind: 'payment',
  ...common(its),
  sourceMethod: its.by ?? 'wire',
  externalRef: its.ref,
  fromReceipt: its.from,
  instruction:
    its.custom === undefined
      ? { mode: its.mode ?? 'waterfall' }
      : { mode: 'custom', fees: 0n, interest: 0n, principal: 0n, ...its.custom },
});

/** An item of a batch: the loan, the principal that was sent, the interest. */
export type Item = readonly [loan: string, principal: Minor, interest: Minor];

/** A batch of accruals of the program P. */
export const accrual = (its: {
  on?: string;
  items: readonly Item[];
  program?: string;
  convention?: AccrueBatch['convention'];
  onDuplicate?: AccrueBatch['onDuplicate'];
  control?: AccrueBatch['control'];
}): AccrueBatch => ({
  kind: 'accrual',
  programId: programId(its.program ?? 'P'),
  accrualDate: day(its.on ?? '2026-01-05'),
  convention: its.convention ?? 'ACT_365',
  items: its.items.map(([loan, principal, interest]) => ({ loanId: loanId(loan), principal, interest })),
  onDuplicate: its.onDuplicate ?? 'reject',
  control: its.control,
});

const key = (...parts: string[]) => parts.join('|');

/** What was asked for: a command, or what a test says happened. */
type Asked = Command | { readonly kind: EventKind };

/** What a command booked, and the event it was booked as. */
export type Booked<C extends Command> = Effects<AnswerTo<C>> & { readonly event: EventId };

export class InMemoryBook implements Book {
  /** The business date, in whatever time zone. */
  today = day('2029-12-31');
  readonly entries: JournalEntry[] = [];
  readonly #programs: Map<ProgramId, Program>;
  readonly #loans = new Map<LoanId, Loan>();
  readonly #accruals = new Map<string, BookedAccrual>();
  readonly #said: Said = { disbursements: new Map(), payments: new Map(), receipts: new Map() };
  readonly #booked: BookedEvent[] = [];
  readonly #zeros: ZeroAccruals[] = [];
  readonly #past: Past[] = [];
  readonly #adjustments = new Map<EventId, BookedAdjustment>();
  #events = 0;
  #entryIds = 0;

  /** Programs beside P; one that is called P takes its place. */
  constructor(...programs: readonly Program[]) {
    this.#programs = new Map([PROGRAM, ...programs].map((program) => [program.id, program]));
  }

  loan = (id: LoanId) => this.#loans.get(id);
  program = (id: ProgramId) => this.#programs.get(id);
  defaultProgram = () => this.program(PROGRAM.id) ?? PROGRAM;
  disbursement = (id: EventId) => this.#said.disbursements.get(id);
  payment = (method: string, ref: string) => this.#said.payments.get(key(method, ref));
  accrual = (id: LoanId, date: LocalDate) => this.#accruals.get(key(id, date));
  receipt = (id: EventId) => this.#said.receipts.get(id);
  closedThrough: LocalDate | undefined;
  totalsThrough = (day: LocalDate) => totalsThrough(day, this.entries);
  /** Who asks. */
  actor = 'tester';

  event(id: EventId): BookedEvent | undefined {
    return this.#booked.find(({ eventId }) => eventId === id);
  }

  adjustment = (id: EventId) => this.#adjustments.get(id);
  /** The loan's entries, as the store would read them. */
  history = (id: LoanId): History => historyIn(this.#past, id);
  entry = (id: EntryId) => bookedEntryIn(this.#past, this.#zeros, id);

  /** The loan of a short name. */
  named(name: string): Loan {
    const loan = this.loan(loanId(name));
    if (loan === undefined) throw new Error(`the book has no loan ${name}`);
    return loan;
  }

  /** Puts a loan in the book that no command can bring there yet, such as one that was charged off. */
  put(loan: Loan): void {
    this.#loans.set(loan.id, loan);
  }

  /** What `decide` says of a command. Books nothing. */
  decision(command: Command) {
    return decide(command, this, this.#moment());
  }

  /** The refusal that a command gets. @throws when it is not refused. */
  refusal(command: Command): Refusal {
    const decision = this.decision(command);
    if (!isRefusal(decision)) throw new Error(`the book takes the ${command.kind}`);
    return decision;
  }

  /** Books a command. @throws when it is refused, or was booked before. */
  post<C extends Command>(command: C): Booked<C> {
    const decision = this.decision(command);
    if (isRefusal(decision)) throw new Error(`${decision.refused}: ${decision.detail}`);
    if ('alreadyBookedAs' in decision) throw new Error(`booked before as ${decision.alreadyBookedAs}`);
    this.#lay(decision, command);
    return { ...(decision as Effects<AnswerTo<C>>), event: eventId(this.#events) };
  }

  /** Books what a draft writes as an event of a kind: for what the commands of a test cannot bring about. */
  happen(kind: EventKind, loan: string, write: (draft: Draft) => unknown, subject?: EventId): EventId {
    const draft = new Draft(this, this.#moment());
    write(draft);
    const about = { loanId: loanId(loan), ...(subject === undefined ? {} : { subject }) };
    this.#lay({ ...draft.booked, ...about, answer: undefined }, { kind });
    return eventId(this.#events);
  }

  disburse = (its: Parameters<typeof disbursement>[0]) => this.post(disbursement(its));
  settle = (its: Parameters<typeof settlement>[0]) => this.post(settlement(its));
  charge = (its: Parameters<typeof fee>[0]) => this.post(fee(its));
  pay = (its: Parameters<typeof payment>[0]) => this.post(payment(its));
  accrueBatch = (its: Parameters<typeof accrual>[0]) => this.post(accrual(its));

  /** Accrues interest of one loan for one date, on the principal that the book has. */
  accrue(loan: string, on: string, interest: Minor) {
    return this.accrueBatch({ on, items: [[loan, balanceAt(this.named(loan), 'principal', day(on)), interest]] });
  }

  /** Accrues one day after another from `from`, as `interestForDays` computed them. */
  accrueDays(loan: string, from: string, amounts: readonly Minor[]) {
    return amounts.flatMap((interest, index) => this.accrue(loan, addDays(day(from), index), interest).entries);
  }

  /**
   * A loan that owes and holds this much on a day, by a draw, an accrual for the night before and fees: balances from
   * elsewhere have no command yet. The draw is a day earlier, so that the accrual's date has something to accrue on.
   */
  given(loan: string, on: string, owes: { principal: Minor; interest?: Minor; fees?: Minor; lateCharges?: Minor }) {
    const eve = addDays(day(on), -1);
    this.disburse({ loan, amount: owes.principal, on: eve, by: 'internal_transfer' });
    if (owes.interest) this.accrue(loan, eve, owes.interest);
    if (owes.fees) this.charge({ loan, amount: owes.fees, on });
    if (owes.lateCharges) this.charge({ loan, amount: owes.lateCharges, on, type: 'late' });
  }

  /** What a loan's buckets hold by its postings with an effective date up to a day, or by all of them. */
  fold(loan: LoanId, until: LocalDate = day('9999-12-31')): Balances {
    const balances: Record<Bucket, Minor> = { ...NO_BALANCES };
    for (const entry of this.entries) {
      if (entry.effectiveAt > until) continue;
      for (const posting of entry.postings) if (posting.loanId === loan) addPosting(balances, posting);
    }
    return balances;
  }

  /** A loan's balances as `scenarios.md` prints them after an entry. */
  stands(name: string): string {
    const { balances } = this.named(name);
    const { principal, interest, fees, lateCharges, suspense } = balances;
    return [
      `principal ${grouped(principal)}`,
      `interest ${grouped(interest)}`,
      `fees ${grouped(fees + lateCharges)}`,
      `exposure ${grouped(exposureOf(balances))}`,
      `suspense ${grouped(suspense)}`,
    ].join(' | ');
  }

  #moment(): Moment {
    const event = this.#events + 1;
    let entry = this.#entryIds;
    return {
      eventId: eventId(event),
      postedAt: new Date(Date.UTC(2030, 0, 1) + event * 1_000).toISOString(),
      actor: this.actor,
      newEntryId: () => entryId(++entry),
      today: () => this.today,
    };
  }

  #lay(effects: Effects<unknown>, command: Asked): void {
    this.#events++;
    this.#entryIds += effects.entries.length;
    this.entries.push(...effects.entries);
    for (const loan of effects.loans) this.#loans.set(loan.id, loan);
    this.#remember(effects, command);
    const { disbursement, payment, receipt, zeroAccruals, closes } = effects;
    if (closes !== undefined) this.closedThrough = closes.throughDate;
    if (disbursement !== undefined) this.#said.disbursements.set(disbursement.eventId, disbursement);
    if (payment !== undefined) this.#said.payments.set(key(payment.sourceMethod, payment.externalRef), payment.booked);
    if (receipt !== undefined) this.#said.receipts.set(receipt.eventId, receipt);
    if (zeroAccruals !== undefined) this.#zeros.push(zeroAccruals);
    for (const { id, type, effectiveAt, postings, reversesEntryId } of effects.entries) {
      const undone = this.#past.find(({ entryId }) => entryId === reversesEntryId);
      if (undone !== undefined) unsay(undone, this.#past, this.#said);
      for (const posting of postings) {
        const name = key(posting.loanId ?? '', undone?.effectiveAt ?? effectiveAt);
        if (type === 'accrual') this.#accruals.set(name, { entryId: id, interest: posting.amount });
        if (this.#accruals.get(name)?.entryId === reversesEntryId) this.#accruals.delete(name);
      }
    }
    for (const id of zeroAccruals?.loanIds ?? []) {
      const name = key(id, zeroAccruals!.date);
      if (zeroAccruals!.reversesEntryId !== undefined) this.#accruals.delete(name);
      else this.#accruals.set(name, { entryId: zeroAccruals!.entryId, interest: 0n });
    }
  }

  /** Keeps what later commands may look back at. */
  #remember(effects: Effects<unknown>, command: Asked): void {
    const { kind } = command;
    const its = { eventId: eventId(this.#events), kind, actor: this.actor };
    const index = this.#booked.findIndex((event) => event.eventId === effects.subject);
    if (index >= 0) {
      const subject = this.#booked[index]!;
      this.#booked[index] = { ...subject, actedOnBy: [...subject.actedOnBy, its] };
    }
    if (command.kind === 'adjustment') {
      const asked = command as Adjust;
      this.#adjustments.set(its.eventId, { eventId: its.eventId, asked, posted: effects.entries.length > 0 });
    }
    const instruction = 'instruction' in command ? { instruction: command.instruction } : {};
    this.#booked.push({ ...its, ...instruction, loanId: effects.loanId, actedOnBy: [] });
    for (const entry of effects.entries) {
      const { id: entryId, type, correlationId, reversesEntryId, effectiveAt, accountingDate, postings } = entry;
      const asked = 'sourceMethod' in command ? command.sourceMethod : undefined;
      const sourceMethod = effects.receipt?.sourceMethod ?? asked;
      const past = { entryId, type, ...its, subject: effects.subject, correlationId, reversesEntryId };
      this.#past.push({ ...past, effectiveAt, accountingDate, sourceMethod, postings, entry, loanId: effects.loanId });
    }
  }
}

const grouped = (amount: Minor) => String(amount).replace(/\B(?=(\d{3})+$)/g, ',');
const nameOf = (id: LoanId | undefined) =>
  id === undefined ? '-' : Buffer.from(id.slice(-12).replace(/^(00)+/, ''), 'hex').toString();

/** A line as `scenarios.md` writes it, less the account's name and the number: 'DR 1100 1,000,000 L1'. */
export const written = ({ direction, account, amount, loanId: loan }: JournalLine) =>
  `${direction} ${account} ${grouped(amount)} ${nameOf(loan)}`;

/** The lines of entries taken together, equal ones summed: "shown summed", as `scenarios.md` says. */
export const lines = (...entries: readonly JournalEntry[]) =>
  linesOf(entries.flatMap((entry) => entry.postings)).map(written);

/** Entries as a test states them: the type, the dates, and each posting as [debit, credit, amount]. */
export const entriesOf = (effects: { entries: readonly JournalEntry[] }) =>
  effects.entries.map(({ type, effectiveAt, postings }) => ({
    type,
    on: effectiveAt,
    postings: postings.map(({ debit, credit, amount }) => [debit, credit, amount] as const),
  }));

/** One entry as a test expects it. */
export const entry = (type: EventType, on: string, ...postings: (readonly [number, number, Minor])[]) => ({
  type,
  on,
  postings,
});
