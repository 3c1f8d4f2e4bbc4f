import type { LocalDate } from '../../calendar/date.ts';
import type { AccountRole } from '../../ledger/account.ts';
import type { BorrowerId, EntryId, Instant, LoanId, ProgramId } from '../../ledger/identity.ts';
import { type Posting, post } from '../../ledger/posting.ts';
import type { OwedBucket } from '../../loan/allocation.ts';
import { type Book, type Decision, type Moment, refuseFuture } from '../../loan/book.ts';
import { BUCKETS } from '../../loan/bucket.ts';
import { Draft } from '../../loan/draft.ts';
import { exposureOf, type Loan, type LoanStatus, openLoan, withFirstDraw } from '../../loan/loan.ts';
import type { Program } from '../../loan/program.ts';
import { isRefusal, type Refusal, refuse } from '../../loan/refusal.ts';
import type { Currency } from '../../money/currency.ts';
import type { Minor } from '../../money/minor.ts';

/** What a loan owes, and holds in suspense, where it comes from. */
export type OpeningBalances = Readonly<Record<OwedBucket | 'suspense', Minor>>;

/** A loan is registered before its first draw, or brought in from another system. */
export interface OpenLoan {
  readonly kind: 'loan';
  readonly loanId: LoanId;
  readonly borrowerId: BorrowerId;
  readonly currency: Currency;
  readonly programId: ProgramId | undefined;
  readonly effectiveAt: LocalDate;
  readonly balances: OpeningBalances;
}

/** The loan that was opened. */
export interface OpeningAnswer {
  readonly kind: 'loan';
  readonly entryId: EntryId;
  readonly postedAt: Instant;
  readonly loanStatus: LoanStatus;
}

const OPENED: readonly OwedBucket[] = ['principal', 'interest', 'fees', 'lateCharges'];

/**
 * Opens a loan with what it owes already (domain decision D13): DR 1100, 1200, 1300, 1310 / CR 3000, and DR 3000 / CR
 * 2200 for the borrower's money that is not applied. A loan that owes something was drawn elsewhere, so it counts as
 * drawn on this date; one that owes nothing waits for its first draw, and its entry has no lines (D20).
 */
export function openWithBalances(command: OpenLoan, book: Book, moment: Moment): Decision<OpeningAnswer> {
  const { loanId, programId, effectiveAt, currency, balances } = command;
  const program = programId === undefined ? book.defaultProgram() : book.program(programId);
  if (program === undefined) return refuse('program_not_found', `no program ${programId}`);
  const refusal =
    refuseKnown(loanId, book) ?? refuseCurrencyOf(program, currency) ?? refuseFuture(effectiveAt, program, moment);
  if (refusal !== undefined) return refusal;

  const draft = new Draft(book, moment);
  const terms = { id: loanId, borrowerId: command.borrowerId, programId: program.id, currency, openedAt: effectiveAt };
  const opened = { ...openLoan(terms), lastActivityAt: moment.postedAt };
  const owes = exposureOf(balances) > 0n;
  const loan = draft.put(owes ? withFirstDraw(opened, effectiveAt) : opened);
  const entry = draft.writeUnder(program, currency, {
    type: 'manual_adjustment',
    effectiveAt,
    postings: openingPostings(loan, balances),
  });
  if (isRefusal(entry)) return entry;
  return {
    ...draft.booked,
    loanId,
    answer: {
      kind: 'loan',
      entryId: entry.id,
      postedAt: moment.postedAt,
      loanStatus: draft.loan(loanId).status,
    },
  };
}

/** Refuses to open a loan that is open. */
export function refuseKnown(loanId: LoanId, book: Book): Refusal | undefined {
  const known = book.loan(loanId);
  return known === undefined ? undefined : refuse('loan_exists', `loan ${loanId} opened on ${known.openedAt}`);
}

/** Refuses a currency that the program does not lend in. */
export function refuseCurrencyOf(program: Program, currency: Currency): Refusal | undefined {
  if (program.currency === null || program.currency === currency) return undefined;
  return refuse('currency_mismatch', `the program lends in ${program.currency}, sent ${currency}`);
}

function openingPostings(loan: Loan, balances: OpeningBalances): Posting[] {
  const pair = (debit: AccountRole, credit: AccountRole, amount: Minor) =>
    amount === 0n ? [] : [post(loan, debit, credit, amount)];
  return [
    ...OPENED.flatMap((bucket) => pair(BUCKETS[bucket], 'opening_balances', balances[bucket])),
    ...pair('opening_balances', BUCKETS.suspense, balances.suspense),
  ];
}
