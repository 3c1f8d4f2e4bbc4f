import type { LocalDate } from '../calendar/date.ts';
import type { JournalEntry } from '../ledger/entry.ts';
import type { BorrowerId, EntryId, Instant, LoanId, ProgramId } from '../ledger/identity.ts';
import { post } from '../ledger/posting.ts';
import type { Currency } from '../money/currency.ts';
import type { Minor } from '../money/minor.ts';
import { type Book, type Decision, type Moment, refuseBeforeDraw, refuseFuture } from './book.ts';
import { afterEntry, type Loan, openLoan, withFirstDraw } from './loan.ts';
import type { Program } from './program.ts';
import { isRefusal, type Refusal, refuse } from './refusal.ts';

/** Money goes out to a borrower: a draw. The first one of an unknown loan opens it. */
export interface Disburse {
  readonly kind: 'disbursement';
  readonly loanId: LoanId;
  readonly borrowerId: BorrowerId;
  /** The gross draw: what the borrower will owe. */
  readonly amount: Minor;
  readonly currency: Currency;
  readonly effectiveAt: LocalDate;
  readonly method: 'ach' | 'wire' | 'card_push' | 'internal_transfer';
  /** The account or card that the money goes to, as the lender's system names it. */
  readonly destinationRef: string | undefined;
  readonly programId: ProgramId | undefined;
  /** An origination fee kept back from the draw, below its amount. */
  readonly withheldFee: Minor | undefined;
}

/** What was booked: `in_transit` until the bank confirms, `settled` at once for an internal transfer. */
export interface DisbursementAnswer {
  readonly kind: 'disbursement';
  readonly entryId: EntryId;
  readonly postedAt: Instant;
  readonly status: 'in_transit' | 'settled';
}

/**
 * Books a draw: the borrower owes the gross amount from its effective date, the net of it is on its way, and a
 * withheld fee is deferred income.
 *
 * DR 1100 / CR 2100 net; DR 1100 / CR 2300 withheld fee; and for an internal transfer DR 2100 / CR 1000 at once.
 */
export function disburse(command: Disburse, book: Book, moment: Moment): Decision<DisbursementAnswer> {
  const known = book.loan(command.loanId);
  const program = programFor(command, known, book);
  if (isRefusal(program)) return program;
  const refusal =
    refuseMismatch(command, known, program) ??
    refuseFuture(command.effectiveAt, program, moment) ??
    (known === undefined ? undefined : refuseStage(command, known));
  if (refusal !== undefined) return refusal;

  const before = known ?? openLoan({ ...loanTerms(command, program), openedAt: command.effectiveAt });
  const loan = before.firstDrawAt === undefined ? withFirstDraw(before, command.effectiveAt) : before;
  const net = command.amount - (command.withheldFee ?? 0n);
  const draw: JournalEntry = {
    id: moment.newEntryId(),
    type: 'disbursement',
    currency: command.currency,
    effectiveAt: command.effectiveAt,
    accountingDate: command.effectiveAt,
    correlationId: moment.eventId,
    postings: [
      post(loan, 'loan_principal', 'disbursements_in_transit', net, command.destinationRef),
      ...(command.withheldFee === undefined
        ? []
        : [post(loan, 'loan_principal', 'deferred_origination_fees', command.withheldFee, command.destinationRef)]),
    ],
  };
  const drawn = afterEntry(loan, draw, moment.postedAt);
  if (isRefusal(drawn)) return drawn;

  const settles = command.method === 'internal_transfer';
  const entries = [draw];
  let after: Loan = drawn;
  if (settles) {
    const settlement = settlementOf(drawn, net, command.effectiveAt, moment, command.destinationRef);
    const settled = afterEntry(drawn, settlement, moment.postedAt);
    if (isRefusal(settled)) return settled;
    entries.push(settlement);
    after = settled;
  }
  return {
    entries,
    loans: [after],
    loanId: command.loanId,
    disbursement: {
      eventId: moment.eventId,
      loanId: command.loanId,
      net,
      effectiveAt: command.effectiveAt,
      settledBy: settles ? moment.eventId : undefined,
    },
    answer: {
      kind: 'disbursement',
      entryId: draw.id,
      postedAt: moment.postedAt,
      status: settles ? 'settled' : 'in_transit',
    },
  };
}

/** The entry by which money in transit leaves the bank: DR 2100 / CR 1000, on the loan that drew it. */
export function settlementOf(
  loan: Loan,
  net: Minor,
  effectiveAt: LocalDate,
  moment: Moment,
  bankRef: string | undefined,
): JournalEntry {
  return {
    id: moment.newEntryId(),
    type: 'disbursement_settled',
    currency: loan.currency,
    effectiveAt,
    accountingDate: effectiveAt,
    correlationId: moment.eventId,
    postings: [post(loan, 'disbursements_in_transit', 'cash_bank', net, bankRef)],
  };
}

function loanTerms(command: Disburse, program: Program) {
  return {
    id: command.loanId,
    borrowerId: command.borrowerId,
    programId: program.id,
    currency: command.currency,
  };
}

function programFor(command: Disburse, known: Loan | undefined, book: Book): Program | Refusal {
  const id = command.programId ?? known?.programId;
  const program = id === undefined ? book.defaultProgram() : book.program(id);
  return program ?? refuse('program_not_found', `no program ${id}`);
}

function refuseMismatch(command: Disburse, known: Loan | undefined, program: Program): Refusal | undefined {
  if (program.currency !== null && program.currency !== command.currency) {
    return refuse('currency_mismatch', `the program lends in ${program.currency}, sent ${command.currency}`);
  }
  if (known === undefined) return undefined;
  const stranger = refuseStranger(command, known);
  if (stranger !== undefined) return stranger;
  if (command.programId === undefined || command.programId === known.programId) return undefined;
  return refuse('wrong_program', `the loan is of program ${known.programId}, sent ${command.programId}`);
}

function refuseStage(command: Disburse, known: Loan): Refusal | undefined {
  const early = refuseBeforeDraw(command.effectiveAt, known);
  if (early !== undefined) return early;
  if (known.status === 'pending' || known.status === 'active') return undefined;
  return refuse('loan_state_forbids', `the loan is ${known.status}, and only a pending or active loan can be drawn`);
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
