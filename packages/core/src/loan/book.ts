import type { LocalDate } from '../calendar/date.ts';
import type { JournalEntry } from '../ledger/entry.ts';
import type { EntryId, EventId, Instant, LoanId, ProgramId } from '../ledger/identity.ts';
import type { Currency } from '../money/currency.ts';
import type { Minor } from '../money/minor.ts';
import type { Loan } from './loan.ts';
import type { Program } from './program.ts';
import { InvariantViolation, type Refusal, refuse } from './refusal.ts';

/** A disbursement that was booked: what its settlement must know. */
export interface BookedDisbursement {
  readonly eventId: EventId;
  readonly loanId: LoanId;
  /** What left, or will leave, the bank: the draw less a fee withheld from it. */
  readonly net: Minor;
  readonly effectiveAt: LocalDate;
  /** The settlement, once there is one. */
  readonly settledBy: EventId | undefined;
}

/** A payment that was booked, as found by the name its processor gave it. */
export interface BookedPayment {
  readonly eventId: EventId;
  readonly loanId: LoanId;
  readonly amount: Minor;
  readonly currency: Currency;
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
}

/** What a decision takes from the world: when it is, and fresh ids. Passed in, so that a decision is a function. */
export interface Moment {
  readonly eventId: EventId;
  readonly postedAt: Instant;
  newEntryId(): EntryId;
  /** The business date now, in a program's time zone. */
  today(timeZone: string): LocalDate;
}

/** A note on something unusual that was booked all the same. */
export interface Warning {
  readonly code: 'loan_paid_off' | 'loan_closed' | 'loan_not_active' | 'gap_before' | 'principal_mismatch';
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
  /** The event that this one acts on: a settlement's disbursement. */
  readonly subject?: EventId;
  readonly disbursement?: BookedDisbursement;
  readonly payment?: { readonly sourceMethod: string; readonly externalRef: string; readonly booked: BookedPayment };
  readonly zeroAccruals?: { readonly date: LocalDate; readonly entryId: EntryId; readonly loanIds: readonly LoanId[] };
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
