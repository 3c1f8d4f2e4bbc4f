import type { LocalDate } from '../../calendar/date.ts';
import type { BorrowerId, EntryId, Instant, LoanId, ProgramId } from '../../ledger/identity.ts';
import { type Posting, post } from '../../ledger/posting.ts';
import {
  type Book,
  type Decision,
  type Moment,
  refuseBeforeDraw,
  refuseFuture,
  refuseStranger,
} from '../../loan/book.ts';
import { Draft } from '../../loan/draft.ts';
import { type Loan, openLoan, withFirstDraw } from '../../loan/loan.ts';
import type { Program } from '../../loan/program.ts';
import { isRefusal, type Refusal, refuse } from '../../loan/refusal.ts';
import { type StaleAccrual, staleSince } from '../../loan/stale-accruals.ts';
import type { Currency } from '../../money/currency.ts';
import type { Minor } from '../../money/minor.ts';

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
  readonly staleAccruals: readonly StaleAccrual[];
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

  const draft = new Draft(book, moment);
  const before = known ?? openLoan({ ...loanTerms(command, program), openedAt: command.effectiveAt });
  const loan = draft.put(before.firstDrawAt === undefined ? withFirstDraw(before, command.effectiveAt) : before);
  const net = command.amount - (command.withheldFee ?? 0n);
  const draw = draft.writeUnder(program, command.currency, {
    type: 'disbursement',
    effectiveAt: command.effectiveAt,
    postings: [
      post(loan, 'loan_principal', 'disbursements_in_transit', net, command.destinationRef),
      ...(command.withheldFee === undefined
        ? []
        : [post(loan, 'loan_principal', 'deferred_origination_fees', command.withheldFee, command.destinationRef)]),
    ],
  });
  if (isRefusal(draw)) return draw;
  const settles = command.method === 'internal_transfer';
  if (settles) {
    const settlement = draft.writeUnder(program, command.currency, {
      type: 'disbursement_settled',
      effectiveAt: command.effectiveAt,
      postings: [settlementPosting(draft.loan(loan.id), net, command.destinationRef)],
    });
    if (isRefusal(settlement)) return settlement;
  }
  const { eventId, postedAt } = moment;
  const booked = { eventId, loanId: command.loanId, net, effectiveAt: command.effectiveAt, reversed: false };
  return {
    ...draft.booked,
    loanId: command.loanId,
    disbursement: { ...booked, settledBy: settles ? eventId : undefined },
    answer: {
      kind: 'disbursement',
      entryId: draw.id,
      postedAt,
      status: settles ? 'settled' : 'in_transit',
      staleAccruals: staleSince(command.effectiveAt, before, draft.loan(command.loanId)),
    },
  };
}

/** The posting by which money in transit leaves the bank: DR 2100 / CR 1000, on the loan that drew it. */
export const settlementPosting = (loan: Loan, net: Minor, bankRef: string | undefined): Posting =>
  post(loan, 'disbursements_in_transit', 'cash_bank', net, bankRef);

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
  if (known.nonaccrual) {
    return refuse('loan_state_forbids', 'the loan is on non-accrual, and such a loan is not drawn');
  }
  if (known.status === 'pending' || known.status === 'active') return undefined;
  return refuse('loan_state_forbids', `the loan is ${known.status}, and only a pending or active loan can be drawn`);
}
