import { addDays, type LocalDate } from '../../calendar/date.ts';
import { type DayCountConvention, dayCount } from '../../calendar/day-count.ts';
import type { JournalEntry } from '../../ledger/entry.ts';
import type { EntryId, Instant, LoanId, ProgramId } from '../../ledger/identity.ts';
import { type Posting, post } from '../../ledger/posting.ts';
import { type Book, type Decision, type Moment, refuseFuture, type Warning } from '../../loan/book.ts';
import { accruedAfter, afterPostings, balanceAt, type Loan } from '../../loan/loan.ts';
import { accountingDateOf } from '../../loan/period.ts';
import type { Program } from '../../loan/program.ts';
import { type ItemRefusal, isRefusal, type Refusal, type RefusalCode, refuse } from '../../loan/refusal.ts';
import type { Currency } from '../../money/currency.ts';
import { MAX_MINOR, type Minor } from '../../money/minor.ts';
import { divide } from '../../money/rounding.ts';

/** What one loan accrued on the date, and the principal that the caller computed it on. */
export interface AccrualItem {
  readonly loanId: LoanId;
  readonly principal: Minor;
  readonly interest: Minor;
}

/** A night's interest for the loans of a program. */
export interface AccrueBatch {
  readonly kind: 'accrual';
  readonly programId: ProgramId;
  readonly accrualDate: LocalDate;
  readonly convention: DayCountConvention;
  readonly items: readonly AccrualItem[];
  /** Whether a loan that has accrued for the date already is refused, or passed over when the amount is the same. */
  readonly onDuplicate: 'reject' | 'skip';
  readonly control: { readonly loanCount: number; readonly totalInterest: Minor } | undefined;
}

/** What was booked. `posted` + `skipped` = items; a zero is posted too: it marks its date as covered. */
export interface AccrualAnswer {
  readonly kind: 'accrual';
  readonly entryId: EntryId;
  readonly postedAt: Instant;
  readonly items: number;
  readonly posted: number;
  readonly skipped: number;
  readonly total: Minor;
  readonly warnings: readonly Warning[];
}

/** An answer names at most so many items, whether refused or warned about: a caller mends the rule, not the item. */
export const MOST_ITEMS_NAMED = 1_000;

/**
 * Books a batch of daily interest as one journal entry with one posting per loan, all or nothing: DR 1200 / CR 4100, or
 * DR 9400 / CR 9900 for a loan on non-accrual.
 *
 * Every item is checked before any is booked, and the refusal names each bad item with its own code, up to
 * `MOST_ITEMS_NAMED`. Interest of zero marks the date as covered and posts nothing.
 * Laws: the total is the sum of the interest posted now; a loan accrues once for a date.
 */
export function accrueBatch(command: AccrueBatch, book: Book, moment: Moment): Decision<AccrualAnswer> {
  const batch = openAccrualBatch(command, book, moment);
  if (isRefusal(batch)) return batch;
  for (const index of inLoanOrder(command.items)) batch.take(command.items[index]!, index, book);
  const answer = batch.answer();
  if (isRefusal(answer)) return answer;
  const { postings, loans, zeros } = batch.drain();
  const { entryId } = answer;
  return {
    entries: [batch.entry(postings)],
    loans,
    ...(zeros.length === 0 ? {} : { zeroAccruals: { date: command.accrualDate, entryId, loanIds: zeros } }),
    answer,
  };
}

/**
 * Begins a batch, unless something about the whole of it is refused. A shell that cannot hold a hundred thousand loans
 * at once takes them in parts: `take` what it has read, `drain` what that books, and in the end ask for the `answer`.
 */
export function openAccrualBatch(command: AccrueBatch, book: Book, moment: Moment): AccrualBatch | Refusal {
  const program = book.program(command.programId);
  if (program === undefined) return refuse('program_not_found', `no program ${command.programId}`);
  const refusal = refuseBatch(command, program, moment);
  if (refusal !== undefined) return refusal;
  const accountingDate = accountingDateOf(command.accrualDate, program, book);
  if (typeof accountingDate !== 'string') return accountingDate;
  return new AccrualBatch(command, program, { id: moment.newEntryId(), accountingDate, postedAt: moment.postedAt });
}

/** The places of the items in the order of their loans' ids: the order in which loans are locked, booked and judged. */
export function inLoanOrder(items: readonly AccrualItem[]): number[] {
  const places = items.map((_, index) => index);
  return places.sort((a, b) =>
    items[a]!.loanId < items[b]!.loanId ? -1 : items[a]!.loanId > items[b]!.loanId ? 1 : a - b,
  );
}

/** What a part of a batch books, taken out of it. */
export interface BookedAccruals {
  readonly postings: readonly Posting[];
  readonly loans: readonly Loan[];
  /** The loans whose interest was zero: covered, without a posting. */
  readonly zeros: readonly LoanId[];
}

function refuseBatch(command: AccrueBatch, program: Program, moment: Moment): Refusal | undefined {
  const future = refuseFuture(command.accrualDate, program, moment);
  if (future !== undefined) return future;
  if (command.convention !== program.dayCountConvention) {
    return refuse(
      'convention_mismatch',
      `the program counts ${program.dayCountConvention}, sent ${command.convention}`,
    );
  }
  if (command.control === undefined) return undefined;
  const total = command.items.reduce((sum, item) => sum + item.interest, 0n);
  const { loanCount, totalInterest } = command.control;
  if (loanCount !== command.items.length) {
    return refuse('control_total_mismatch', `${command.items.length} loans, control says ${loanCount}`);
  }
  if (totalInterest !== total) {
    return refuse('control_total_mismatch', `interest adds up to ${total}, control says ${totalInterest}`);
  }
  return undefined;
}

/** One pass over the items of a batch, in the order of their loans: what is wrong with them, and what they would book. */
export class AccrualBatch {
  readonly #command: AccrueBatch;
  readonly #program: Program;
  readonly #entryId: EntryId;
  readonly #accountingDate: LocalDate;
  readonly #postedAt: Instant;
  readonly #dayBefore: LocalDate | undefined;
  /** The item before: two of one loan stand side by side in the order of their loans. */
  #last: { readonly loanId: LoanId; readonly index: number } | undefined;
  #postings: Posting[] = [];
  #loans: Loan[] = [];
  #zeros: LoanId[] = [];
  readonly #wrong: ItemRefusal[] = [];
  readonly #warnings: { readonly index: number; readonly warning: Warning }[] = [];
  /** The places of the items of each currency that was met; a batch should have one. */
  readonly #places = new Map<Currency, number[]>();
  #total = 0n;
  #skipped = 0;

  constructor(
    command: AccrueBatch,
    program: Program,
    entry: { readonly id: EntryId; readonly accountingDate: LocalDate; readonly postedAt: Instant },
  ) {
    this.#command = command;
    this.#program = program;
    this.#entryId = entry.id;
    this.#accountingDate = entry.accountingDate;
    this.#postedAt = entry.postedAt;
    this.#dayBefore = command.accrualDate === '0001-01-01' ? undefined : addDays(command.accrualDate, -1);
  }

  /** Judges one item, and keeps what it would book. Items come in the order of their loans; `book` must hold the loan. */
  take(item: AccrualItem, index: number, book: Book): void {
    const twin = this.#last?.loanId === item.loanId ? this.#last.index : undefined;
    this.#last = { loanId: item.loanId, index };
    const loan = book.loan(item.loanId);
    if (twin !== undefined) {
      this.#refuseItem(index, 'duplicate_in_batch', `the loan stands at item ${twin} already`);
    } else if (loan === undefined) {
      this.#refuseItem(index, 'loan_not_found', `no loan ${item.loanId}`);
    } else if (loan.programId !== this.#program.id) {
      this.#refuseItem(index, 'wrong_program', `the loan is of program ${loan.programId}`);
    } else {
      this.#takeLoan(item, loan, index, book);
    }
  }

  #takeLoan(item: AccrualItem, loan: Loan, index: number, book: Book): void {
    const places = this.#places.get(loan.currency);
    if (places === undefined) this.#places.set(loan.currency, [index]);
    else places.push(index);
    const booked = this.#bookedAlready(loan, book);
    if (booked !== undefined) {
      this.#meetDuplicate(item, index, booked);
    } else if (!this.#isWrong(item, loan, index)) {
      this.#bookItem(item, loan, index);
    }
  }

  #bookedAlready(loan: Loan, book: Book) {
    const mayBeCovered = loan.accruedThrough !== undefined && this.#command.accrualDate <= loan.accruedThrough;
    return mayBeCovered ? book.accrual(loan.id, this.#command.accrualDate) : undefined;
  }

  #meetDuplicate(item: AccrualItem, index: number, booked: { entryId: EntryId; interest: Minor }): void {
    if (this.#command.onDuplicate === 'skip' && booked.interest === item.interest) {
      this.#skipped++;
      return;
    }
    const detail = `accrued ${booked.interest} for ${this.#command.accrualDate} by entry ${booked.entryId}, sent ${item.interest}`;
    this.#refuseItem(index, 'accrual_duplicate', detail);
  }

  /** Refuses interest on a loan that earns none that day, and any figure computed on a principal that is not ours. */
  #isWrong(item: AccrualItem, loan: Loan, index: number): boolean {
    const date = this.#command.accrualDate;
    if (item.interest > 0n && (loan.status !== 'active' || loan.firstDrawAt === undefined || date < loan.firstDrawAt)) {
      const why = loan.status === 'active' ? `is first drawn on ${loan.firstDrawAt}` : `is ${loan.status}`;
      this.#refuseItem(index, 'loan_not_accruing', `the loan ${why}`);
      return true;
    }
    const principal = balanceAt(loan, 'principal', date);
    const off = item.principal > principal ? item.principal - principal : principal - item.principal;
    if (off > this.#program.principalTolerance) {
      const detail = `principal ${principal} at ${date}, sent ${item.principal}`;
      if (this.#program.principalMismatch === 'reject') {
        this.#refuseItem(index, 'principal_mismatch', detail);
        return true;
      }
      this.#warn(index, { code: 'principal_mismatch', detail, loanId: loan.id });
    }
    if (item.interest > 0n && principal === 0n) {
      this.#refuseItem(index, 'implausible_interest', `interest ${item.interest} on a principal of 0`);
      return true;
    }
    const most = this.#mostInterest(principal);
    if (most !== undefined && item.interest > most) {
      const rate = this.#program.maxRateBps;
      this.#refuseItem(
        index,
        'implausible_interest',
        `interest ${item.interest}, at most ${most} at ${rate} basis points`,
      );
      return true;
    }
    return false;
  }

  /** The most that a day may earn: principal x highest rate x the days that the convention counts, and one unit for rounding. */
  #mostInterest(principal: Minor): Minor | undefined {
    const { maxRateBps, dayCountConvention, thirty360Variant: variant } = this.#program;
    if (maxRateBps === null) return undefined;
    const date = this.#command.accrualDate;
    const { days, denominator } = dayCount(dayCountConvention, date, addDays(date, 1), { variant });
    return divide(principal * BigInt(maxRateBps) * BigInt(days), 10_000n * BigInt(denominator), 'down') + 1n;
  }

  #bookItem(item: AccrualItem, loan: Loan, index: number): void {
    const date = this.#command.accrualDate;
    this.#warnOfGap(loan, index);
    this.#total += item.interest;
    if (item.interest === 0n) {
      this.#zeros.push(loan.id);
      this.#loans.push({ ...loan, accruedThrough: accruedAfter(loan, date) });
      return;
    }
    const posting = loan.nonaccrual
      ? post(loan, 'memo_nonaccrual_interest', 'memo_contra', item.interest)
      : post(loan, 'interest_receivable', 'interest_income', item.interest);
    const after = afterPostings(loan, { type: 'accrual', effectiveAt: date }, [posting], this.#postedAt);
    if (isRefusal(after)) {
      this.#refuseItem(index, after.refused, after.detail);
      return;
    }
    this.#postings.push(posting);
    this.#loans.push(after);
  }

  #warnOfGap(loan: Loan, index: number): void {
    if (this.#dayBefore === undefined || loan.firstDrawAt === undefined) return;
    const next = loan.accruedThrough === undefined ? loan.firstDrawAt : addDays(loan.accruedThrough, 1);
    const missing = next < loan.firstDrawAt ? loan.firstDrawAt : next;
    if (missing > this.#dayBefore) return;
    this.#warn(index, { code: 'gap_before', detail: `no accrual for ${missing}`, loanId: loan.id });
  }

  #warn(index: number, warning: Warning): void {
    this.#warnings.push({ index, warning });
  }

  #refuseItem(index: number, code: RefusalCode, detail: string): void {
    this.#wrong.push({ index, code, detail });
  }

  /** Takes out what the items since the last call book. Nothing of it may be kept when the `answer` is a refusal. */
  drain(): BookedAccruals {
    const booked = { postings: this.#postings, loans: this.#loans, zeros: this.#zeros };
    this.#postings = [];
    this.#loans = [];
    this.#zeros = [];
    return booked;
  }

  /** Whether anything so far refuses the batch: what is taken after that only adds to the list. */
  get faulty(): boolean {
    return this.#wrong.length > 0 || this.#places.size > 1;
  }

  /** The currency of the first item whose loan is known: what the batch is in (D4). */
  get #currency(): Currency {
    const [first] = [...this.#places].sort(([, a], [, b]) => least(a) - least(b));
    return first![0];
  }

  /** Every refused item, once, by its place. A loan of another currency is refused for that, whatever else it is. */
  #refusedItems(): ItemRefusal[] {
    const others = [...this.#places].filter(([currency]) => currency !== this.#currency);
    const strangers = others.flatMap(([currency, places]) =>
      places.map((index): ItemRefusal => {
        const detail = `the loan is in ${currency}, the batch in ${this.#currency}`;
        return { index, code: 'currency_mismatch', detail };
      }),
    );
    const foreign = new Set(strangers.map(({ index }) => index));
    const wrong = this.#wrong.filter(({ index }) => !foreign.has(index));
    return [...wrong, ...strangers].sort((a, b) => a.index - b.index);
  }

  /** The figures of the whole batch, or its refusal with the first bad items by their place in it. */
  answer(): AccrualAnswer | Refusal {
    const { items } = this.#command;
    if (this.faulty) {
      const refused = this.#refusedItems();
      const code = refused.every((item) => item.code === 'accrual_duplicate') ? 'accrual_duplicate' : 'batch_rejected';
      const detail = `${refused.length} of ${items.length} items refused, nothing was booked`;
      return refuse(code, detail, refused.slice(0, MOST_ITEMS_NAMED));
    }
    if (this.#total > MAX_MINOR) {
      return refuse('amount_overflow', `interest adds up to ${this.#total}, above ${MAX_MINOR}`);
    }
    return {
      kind: 'accrual',
      entryId: this.#entryId,
      postedAt: this.#postedAt,
      items: items.length,
      posted: items.length - this.#skipped,
      skipped: this.#skipped,
      total: this.#total,
      warnings: this.#firstWarnings(),
    };
  }

  #firstWarnings(): Warning[] {
    const ordered = this.#warnings.sort((a, b) => a.index - b.index).slice(0, MOST_ITEMS_NAMED);
    return ordered.map(({ warning }) => warning);
  }

  /** The entry of the batch with some of its postings, or all. The batch has a currency once one of its loans was taken. */
  entry(postings: readonly Posting[]): JournalEntry {
    return {
      id: this.#entryId,
      type: 'accrual',
      currency: this.#currency,
      effectiveAt: this.#command.accrualDate,
      accountingDate: this.#accountingDate,
      postings,
    };
  }
}

const least = (places: readonly number[]): number => places.reduce((low, place) => (place < low ? place : low));
