import type { LocalDate } from '../calendar/date.ts';
import type { JournalEntry } from '../ledger/entry.ts';
import type { BorrowerId, EntryId, EventId, Instant, LoanId, ProgramId } from '../ledger/identity.ts';
import type { Currency } from '../money/currency.ts';
import type { Minor } from '../money/minor.ts';
import type { Adjust } from './adjusting-lines.ts';
import type { AllocationInstruction } from './allocation.ts';
import type { EventKind, History } from './history.ts';
import type { Loan } from './loan.ts';
import type { Program } from './program.ts';
import { InvariantViolation, type Refusal, refuse } from './refusal.ts';
import type { SourceMethod } from './source-method.ts';

/** A disbursement that was booked: what its settlement must know. */
export interface BookedDisbursement {
  readonly eventId: EventId;
  readonly loanId: LoanId;
  /** What left, or will leave, the bank: the draw less a fee withheld from it. */
  readonly net: Minor;
  readonly effectiveAt: LocalDate;
  /** Whether the draw was reversed: nothing of it is left to settle. */
  readonly reversed: boolean;
  /** The settlement, once there is one that still counts. */
  readonly settledBy: EventId | undefined;
}

/** A payment that was booked, as found by the name its processor gave it. */
export interface BookedPayment {
  readonly eventId: EventId;
  /** What it was booked as: the answer of one kind does not answer another. */
  readonly kind: Extract<EventKind, 'payment' | 'receipt' | 'recovery'>;
  /** Undefined for money whose payer was not known. */
  readonly loanId: LoanId | undefined;
  readonly amount: Minor;
  readonly currency: Currency;
  /** Whether it was keyed wrongly and reversed: its reference is then free for the payment that was meant. */
  readonly reversed: boolean;
}

/** An event of the books, as far as another may act on it. */
export interface BookedEvent {
  readonly eventId: EventId;
  readonly kind: EventKind;
  /** The one loan that it is about, where it is about one. */
  readonly loanId: LoanId | undefined;
  readonly actor: string;
  /** How a payment's money was to be applied. */
  readonly instruction?: AllocationInstruction;
  /** The events that acted on it, in their order. */
  readonly actedOnBy: readonly { readonly eventId: EventId; readonly kind: EventKind }[];
}

/** Money that came in and whose payer is not known: how much of it payments have taken from it so far. */
export interface BookedReceipt {
  readonly eventId: EventId;
  readonly entryId: EntryId;
  readonly amount: Minor;
  readonly taken: Minor;
  /** What the bank took back: of what nobody had taken, and of payments whose money it was. */
  readonly returned: { readonly unidentified: Minor; readonly ofPayments: Minor };
  readonly currency: Currency;
  readonly sourceMethod: SourceMethod;
  readonly externalRef: string | undefined;
  readonly effectiveAt: LocalDate;
  readonly settled: boolean;
  readonly reversed: boolean;
}

/** A journal entry of the books, whole: what its reversal mirrors. */
export interface BookedEntry {
  readonly entry: JournalEntry;
  readonly eventId: EventId;
  readonly kind: EventKind;
  /** The loans that it concerns: those of its lines or its event, and those whose payments took from it, if it is a receipt. */
  readonly loanIds: readonly LoanId[];
  /** Where it names no loan: what its event, and those that acted on the same, booked without one, oldest posted first. */
  readonly withoutLoan: History;
  /** The reversal of the whole entry, if it was reversed; of a batch, the loans that were reversed one by one. */
  readonly reversedBy: EntryId | undefined;
  readonly reversedLoans: ReadonlyMap<LoanId, EntryId>;
  /** The loans of an accrual whose interest was zero: the entry has no posting for them. */
  readonly zeroLoans: readonly LoanId[];
}

/** An adjustment as it was asked for: what its approval books. */
export interface BookedAdjustment {
  readonly eventId: EventId;
  readonly asked: Adjust;
  /** Whether it was booked when it was asked for, without a second person. */
  readonly posted: boolean;
}

/** A live accrual of one loan for one date. */
export interface BookedAccrual {
  readonly entryId: EntryId;
  readonly interest: Minor;
}

/**
 * The part of the books that a decision may look at, as it stands before the decision. Whoever calls `decide` has read
 * and locked it, and lays the effects of one decision on it before the next is asked for.
 */
export interface Book {
  loan(id: LoanId): Loan | undefined;
  program(id: ProgramId): Program | undefined;
  defaultProgram(): Program;
  disbursement(eventId: EventId): BookedDisbursement | undefined;
  payment(sourceMethod: string, externalRef: string): BookedPayment | undefined;
  accrual(loanId: LoanId, date: LocalDate): BookedAccrual | undefined;
  /** The last day of the last closed accounting period. */
  readonly closedThrough: LocalDate | undefined;
  /**
   * What the general ledger holds at the close of a day, by currency.
   *
   * @throws InvariantViolation when the command did not ask to close the books through that day.
   */
  totalsThrough(day: LocalDate): readonly LedgerTotal[];
  /** An event that the command acts on. */
  event(eventId: EventId): BookedEvent | undefined;
  /** @throws InvariantViolation when the command did not ask for the history of its loans. */
  history(loanId: LoanId): History;
  receipt(eventId: EventId): BookedReceipt | undefined;
  /** The entry that a reversal names. */
  entry(entryId: EntryId): BookedEntry | undefined;
  /** The adjustment that somebody decides about. */
  adjustment(eventId: EventId): BookedAdjustment | undefined;
}

/** What a decision takes from the world: when it is, and fresh ids. Passed in, so that a decision is a function. */
export interface Moment {
  readonly eventId: EventId;
  readonly postedAt: Instant;
  /** Who asks: the client or subject of the token. */
  readonly actor: string;
  newEntryId(): EntryId;
  /** The business date now, in a program's time zone. */
  today(timeZone: string): LocalDate;
}

/** What the accounts of one currency have seen, all layers together and memo accounts apart. Law: debits equal credits. */
export interface LedgerTotal {
  readonly currency: Currency;
  readonly debits: Minor;
  readonly credits: Minor;
}

/** The books close through this day, and this is what they hold. */
export interface ClosedPeriod {
  readonly throughDate: LocalDate;
  readonly totals: readonly LedgerTotal[];
}

/** What a warning is about. */
export type WarningCode =
  | 'loan_paid_off'
  | 'loan_closed'
  | 'loan_not_active'
  | 'gap_before'
  | 'principal_mismatch'
  | 'payoff_short'
  | 'refund_returned'
  | 'refund_went_out'
  | 'claim_paid'
  | 'nonaccrual_interest_given_up';

/** A note on something unusual that was booked all the same. */
export interface Warning {
  readonly code: WarningCode;
  readonly detail: string;
  readonly loanId?: LoanId;
}

/** What a decision books: entries, the loans after them, and the figures of the answer. */
export interface Effects<Answer> {
  readonly entries: readonly JournalEntry[];
  readonly loans: readonly Loan[];
  readonly answer: Answer;
  /** The one loan that the event is about, where it is about one. */
  readonly loanId?: LoanId;
  /** The event that this one acts on: a settlement's disbursement, a return's payment. */
  readonly subject?: EventId;
  readonly closes?: ClosedPeriod;
  readonly disbursement?: BookedDisbursement;
  readonly payment?: NamedPayment;
  readonly receipt?: BookedReceipt;
  /** Loans that accrued nothing on the date by the entry; or, by a reversal, whose zero no longer counts. */
  readonly zeroAccruals?: ZeroAccruals;
}

/** A payment by the name that its processor gave it. A name is free again once the payment that bore it was reversed. */
export interface NamedPayment {
  readonly sourceMethod: string;
  readonly externalRef: string;
  readonly booked: BookedPayment;
  readonly replaces?: EventId | undefined;
}

/** The field of effects that names the loan of an event, where it is about one and no more. */
export function aboutOneLoan([loanId, ...others]: readonly LoanId[]): Pick<Effects<unknown>, 'loanId'> {
  return loanId === undefined || others.length > 0 ? {} : { loanId };
}

/** Dates that are covered without a posting, or covered no longer. */
export interface ZeroAccruals {
  readonly date: LocalDate;
  readonly entryId: EntryId;
  readonly loanIds: readonly LoanId[];
  readonly reversesEntryId?: EntryId;
}

/** The event was booked before, under another key: its answer stands. */
export interface AlreadyBooked {
  readonly alreadyBookedAs: EventId;
}

/** What comes of a command. */
export type Decision<Answer> = Effects<Answer> | AlreadyBooked | Refusal;

/** Refuses an effective date after the program's business date. */
export function refuseFuture(date: LocalDate, program: Program, moment: Moment): Refusal | undefined {
  const today = moment.today(program.timeZone);
  if (date <= today) return undefined;
  return refuse('effective_date_in_future', `${date} is after the business date ${today} (${program.timeZone})`);
}

/** Refuses a date on which the loan had not been drawn yet. */
export function refuseBeforeDraw(date: LocalDate, loan: Loan): Refusal | undefined {
  if (loan.firstDrawAt === undefined || date >= loan.firstDrawAt) return undefined;
  return refuse('effective_before_first_disbursement', `${date} is before the first disbursement, ${loan.firstDrawAt}`);
}

/** Refuses a currency or a borrower that is not the loan's. */
export function refuseStranger(
  command: { readonly currency: Currency; readonly borrowerId: BorrowerId },
  loan: Loan,
): Refusal | undefined {
  if (command.currency !== loan.currency) {
    return refuse('currency_mismatch', `the loan is in ${loan.currency}, sent ${command.currency}`);
  }
  if (command.borrowerId !== loan.borrowerId) {
    return refuse('borrower_mismatch', `the loan is borrower ${loan.borrowerId}'s, sent ${command.borrowerId}`);
  }
  return undefined;
}

/**
 * The program of a loan.
 *
 * @throws InvariantViolation when it was not read with the loan: another program's waterfall must never stand in for it.
 */
export function programOf(loan: Loan, book: Book): Program {
  const program = book.program(loan.programId);
  if (program === undefined) throw new InvariantViolation(`Program ${loan.programId} of loan ${loan.id} was not read.`);
  return program;
}
