import {
  accountOf,
  type Book,
  type BookedAccrual,
  type BookedAdjustment,
  type BookedDisbursement,
  type BookedEntry,
  type BookedEvent,
  type BookedPayment,
  type BookedReceipt,
  type EntryId,
  type EventId,
  type EventType,
  grouped,
  type History,
  type JournalEntry,
  type LedgerTotal,
  type Loan,
  type LoanId,
  type LocalDate,
  type Minor,
  type Program,
  type ProgramId,
} from '@tallystick/core';
import { type Journal, type JournalEvent, type PlacedEntry, pastEntryOf } from './journal.ts';
import type { Programs } from './programs.ts';

/** The name of a payment. A method has no space, so no two names are alike. */
const nameOf = (sourceMethod: string, externalRef: string): string => `${sourceMethod} ${externalRef}`;

/**
 * A book over a journal in memory. It keeps the loans as the last decision left them, and who bears which name; what
 * decisions ask beside that is read from the journal, so that what was undone is undone everywhere.
 */
export class JournalBook implements Book {
  readonly loans = new Map<LoanId, Loan>();
  closedThrough: LocalDate | undefined;
  readonly #journal: Journal;
  readonly #programs: Programs;
  readonly #names = new Map<string, EventId>();

  constructor(journal: Journal, programs: Programs) {
    this.#journal = journal;
    this.#programs = programs;
  }

  /** Lays on the book what an event booked, and writes it into the journal. */
  absorb(event: JournalEvent): void {
    const { loans, payment, closes } = event.effects;
    for (const loan of loans) this.loans.set(loan.id, loan);
    if (payment !== undefined) this.#names.set(nameOf(payment.sourceMethod, payment.externalRef), event.eventId);
    if (closes !== undefined) this.closedThrough = closes.throughDate;
    this.#journal.append(event);
  }

  loan(id: LoanId): Loan | undefined {
    return this.loans.get(id);
  }

  program(id: ProgramId): Program | undefined {
    return this.#programs.program(id);
  }

  defaultProgram(): Program {
    return this.#programs.program(this.#programs.defaultId)!;
  }

  disbursement(id: EventId): BookedDisbursement | undefined {
    const event = this.#journal.event(id);
    const said = event?.effects.disbursement;
    if (event === undefined || said?.eventId !== id) return undefined;
    const settlements = this.#actingOn(id, 'settlement');
    const settled = [event, ...settlements].find((one) => this.#stands(one, 'disbursement_settled'));
    return { ...said, reversed: this.#isUndone(event, 'disbursement', 'refinance'), settledBy: settled?.eventId };
  }

  payment(sourceMethod: string, externalRef: string): BookedPayment | undefined {
    const id = this.#names.get(nameOf(sourceMethod, externalRef));
    const event = id === undefined ? undefined : this.#journal.event(id);
    if (event === undefined) return undefined;
    return { ...event.effects.payment!.booked, reversed: this.#isUndone(event, 'payment_received') };
  }

  receipt(id: EventId): BookedReceipt | undefined {
    const event = this.#journal.event(id);
    const said = event?.effects.receipt;
    if (event?.command.kind !== 'receipt' || said === undefined) return undefined;
    const takers = this.#actingOn(id, 'payment');
    const taken = takers.filter((taker) => this.#stands(taker, 'payment_received'));
    return {
      ...said,
      taken: sumOf(taken, ({ command }) => ('amount' in command ? (command.amount ?? 0n) : 0n)),
      returned: {
        unidentified: this.#returnedOf(id),
        ofPayments: sumOf(takers, ({ eventId }) => this.#returnedOf(eventId)),
      },
      settled: this.#actingOn(id, 'payment_settlement').some(
        ({ effects }) => !this.#journal.isReversed(effects.entries[0]!.id),
      ),
      reversed: this.#isUndone(event, 'payment_received'),
    };
  }

  accrual(loan: LoanId, date: LocalDate): BookedAccrual | undefined {
    return this.accrualsOf(loan).get(date);
  }

  /** The accruals of a loan that stand, by their dates; or that stood by what was posted until an instant. */
  accrualsOf(loan: LoanId, isKnown: (entry: EntryId) => boolean = () => true): ReadonlyMap<LocalDate, BookedAccrual> {
    const past = this.#journal.pastOf(loan).filter(({ entryId }) => isKnown(entryId));
    const zeros = this.#journal.zerosOf(loan).filter(({ entryId }) => isKnown(entryId));
    const undone = new Set([...past, ...zeros].map(({ reversesEntryId }) => reversesEntryId));
    const accruals = new Map<LocalDate, BookedAccrual>();
    for (const { type, entryId, effectiveAt, postings } of past) {
      const [interest] = postings;
      if (type !== 'accrual' || interest === undefined || undone.has(entryId)) continue;
      accruals.set(effectiveAt, { entryId, interest: interest.amount });
    }
    for (const { date, entryId, reversesEntryId } of zeros) {
      if (reversesEntryId === undefined && !undone.has(entryId)) accruals.set(date, { entryId, interest: 0n });
    }
    return accruals;
  }

  event(id: EventId): BookedEvent | undefined {
    const event = this.#journal.event(id);
    if (event === undefined) return undefined;
    const { command, actor, effects } = event;
    const acted = this.#journal.actingOn(id).map((one) => ({ eventId: one.eventId, kind: one.command.kind }));
    const instruction = 'instruction' in command ? { instruction: command.instruction } : {};
    return { eventId: id, kind: command.kind, loanId: effects.loanId, actor, ...instruction, actedOnBy: acted };
  }

  history(id: LoanId): History {
    return this.#journal.pastOf(id);
  }

  entry(id: EntryId): BookedEntry | undefined {
    const placed = this.#journal.entry(id);
    if (placed === undefined) return undefined;
    const { entry, event } = placed;
    const zeroLoans = event.effects.zeroAccruals?.entryId === id ? event.effects.zeroAccruals.loanIds : [];
    const loans = [...new Set([...loansOf(entry), ...zeroLoans])];
    const reversals = this.#journal.reversalsOf(id);
    const reversedLoans = new Map(reversals.flatMap((one) => loansIn(one).map((loan) => [loan, one.entry.id])));
    const whole = reversals.length > 0 && loans.every((loan) => reversedLoans.has(loan));
    return {
      entry,
      eventId: event.eventId,
      kind: event.command.kind,
      ...(loans.length > 0 ? { loanIds: loans, withoutLoan: [] } : this.#besideLoans(placed)),
      reversedBy: whole ? reversals[0]!.entry.id : undefined,
      reversedLoans,
      zeroLoans,
    };
  }

  adjustment(id: EventId): BookedAdjustment | undefined {
    const event = this.#journal.event(id);
    if (event?.command.kind !== 'adjustment') return undefined;
    return { eventId: id, asked: event.command, posted: event.effects.entries.length > 0 };
  }

  totalsThrough(day: LocalDate): readonly LedgerTotal[] {
    const counted = this.#journal.entries
      .map(({ entry }) => entry)
      .filter(({ accountingDate }) => accountingDate <= day);
    return [...grouped(counted, ({ currency }) => currency)]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([currency, its]) => {
        const postings = its.flatMap((entry) => entry.postings);
        const sum = (side: 'debit' | 'credit') =>
          sumOf(postings, (posting) => (accountOf(posting[side])!.class === 'memo' ? 0n : posting.amount));
        return { currency, debits: sum('debit'), credits: sum('credit') };
      });
  }

  #actingOn(id: EventId, kind: JournalEvent['command']['kind']): JournalEvent[] {
    return this.#journal.actingOn(id).filter(({ command }) => command.kind === kind);
  }

  /** Whether an event booked an entry of one of these types that was reversed. */
  #isUndone({ effects }: JournalEvent, ...types: readonly EventType[]): boolean {
    return effects.entries.some(({ id, type }) => types.includes(type) && this.#journal.isReversed(id));
  }

  /** Whether an event booked an entry of this type that still counts. */
  #stands({ effects }: JournalEvent, type: EventType): boolean {
    return effects.entries.some((entry) => entry.type === type && !this.#journal.isReversed(entry.id));
  }

  /** What banks took back of the money of an event, by returns that still count. */
  #returnedOf(id: EventId): Minor {
    return sumOf(this.#actingOn(id, 'return'), ({ effects: { answer } }) =>
      answer.kind === 'return' && !this.#journal.isReversed(answer.entryId) ? answer.returned : 0n,
    );
  }

  /** The loans of an entry that has no loan's lines, and what was booked around it outside any loan. */
  #besideLoans({ entry, event }: PlacedEntry): Pick<BookedEntry, 'loanIds' | 'withoutLoan'> {
    const { loanId, subject } = event.effects;
    if (entry.postings.length === 0) return { loanIds: loanId === undefined ? [] : [loanId], withoutLoan: [] };
    const takers = this.#actingOn(event.eventId, 'payment').flatMap(({ effects }) => effects.loanId ?? []);
    return { loanIds: [...new Set(takers)], withoutLoan: this.#around(subject ?? event.eventId) };
  }

  /** What an event and those that acted on it booked outside any loan, and the reversals of that, in order. */
  #around(root: EventId): History {
    const isOwn = ({ event }: PlacedEntry) => event.eventId === root || event.effects.subject === root;
    const own = new Set(this.#journal.entries.filter(isOwn).map(({ entry }) => entry.id));
    return this.#journal.entries.flatMap((placed, ordinal) => {
      const { id, reversesEntryId } = placed.entry;
      const postings = placed.entry.postings.filter(({ loanId }) => loanId === undefined);
      const belongs = own.has(id) || (reversesEntryId !== undefined && own.has(reversesEntryId));
      return belongs && postings.length > 0 ? [{ ...pastEntryOf(placed), postings, ordinal }] : [];
    });
  }
}

const loansOf = ({ postings }: JournalEntry): LoanId[] => postings.flatMap(({ loanId }) => loanId ?? []);

/** The loans of an entry, those among them whose interest was zero. */
function loansIn({ entry, event }: PlacedEntry): LoanId[] {
  const zeros = event.effects.zeroAccruals;
  return [...new Set([...loansOf(entry), ...(zeros?.entryId === entry.id ? zeros.loanIds : [])])];
}

const sumOf = <T>(items: readonly T[], amountOf: (item: T) => Minor): Minor =>
  items.reduce((sum, item) => sum + amountOf(item), 0n);
