import type { EntryId, EventId, Instant } from '../../ledger/identity.ts';
import { type Adjust, loansOfLines, postingsOfLines } from '../../loan/adjusting-lines.ts';
import {
  aboutOneLoan,
  type Book,
  type Decision,
  type Moment,
  programOf,
  refuseBeforeDraw,
  refuseFuture,
  type Warning,
} from '../../loan/book.ts';
import { Draft } from '../../loan/draft.ts';
import type { Program } from '../../loan/program.ts';
import { isRefusal, type Refusal, refuse } from '../../loan/refusal.ts';
import { type StaleAccrualOfLoan, staleOfLoan } from '../../loan/stale-accruals.ts';

/** The adjustment that was booked, or that waits for a second person and has booked nothing yet. */
export interface AdjustmentAnswer {
  readonly kind: 'adjustment';
  readonly status: 'posted' | 'pending_approval';
  readonly entryId: EntryId | undefined;
  readonly postedAt: Instant;
  readonly staleAccruals: readonly StaleAccrualOfLoan[];
  readonly warnings: readonly Warning[];
}

/** A second person says yes to an adjustment. */
export interface ApproveAdjustment {
  readonly kind: 'approval';
  readonly adjustmentId: EventId;
}

/** The adjustment that was approved, and booked with that. */
export interface ApprovalAnswer {
  readonly kind: 'approval';
  readonly adjustmentId: EventId;
  readonly entryId: EntryId;
  readonly postedAt: Instant;
  readonly staleAccruals: readonly StaleAccrualOfLoan[];
}

/** A second person says no to an adjustment. */
export interface RejectAdjustment {
  readonly kind: 'rejection';
  readonly adjustmentId: EventId;
}

/** The adjustment that was rejected. */
export interface RejectionAnswer {
  readonly kind: 'rejection';
  readonly adjustmentId: EventId;
  readonly postedAt: Instant;
}

/**
 * Books an entry of free lines, on any accounts of the chart and in any layer (domain decision D13). The floors hold
 * all the same. Where the program of a loan that it names, or the default program where it names none, demands two
 * people, it is judged now, booked by its approval, and leaves every balance as it was.
 */
export function adjust(command: Adjust, book: Book, moment: Moment): Decision<AdjustmentAnswer> {
  const entry = adjustingEntry(command, moment.eventId, book, moment);
  if (isRefusal(entry)) return entry;
  const waits = programsOf(command, book).some(({ adjustmentApproval }) => adjustmentApproval === 'two_person');
  const { staleAccruals, ...booked } = entry;
  const { postedAt } = moment;
  const answer = { kind: 'adjustment', postedAt, warnings: [] } as const;
  return waits
    ? {
        entries: [],
        loans: [],
        ...aboutOneLoan(loansOfLines(command.lines)),
        answer: { ...answer, status: 'pending_approval', entryId: undefined, staleAccruals: [] },
      }
    : {
        ...booked,
        ...aboutOneLoan(loansOfLines(command.lines)),
        answer: { ...answer, status: 'posted', entryId: booked.entries[0]!.id, staleAccruals },
      };
}

/**
 * Books an adjustment that waits, by the rules as they stand now: what was lawful when it was asked for may meet a floor
 * or a closed period today. Never by the one who asked for it, and once.
 */
export function approveAdjustment(command: ApproveAdjustment, book: Book, moment: Moment): Decision<ApprovalAnswer> {
  const asked = decidable(command, book, moment);
  if (isRefusal(asked)) return asked;
  const entry = adjustingEntry(asked, command.adjustmentId, book, moment);
  if (isRefusal(entry)) return entry;
  const { staleAccruals, ...booked } = entry;
  return {
    ...booked,
    ...aboutOneLoan(loansOfLines(asked.lines)),
    subject: command.adjustmentId,
    answer: {
      kind: 'approval',
      adjustmentId: command.adjustmentId,
      entryId: booked.entries[0]!.id,
      postedAt: moment.postedAt,
      staleAccruals,
    },
  };
}

/** Ends an adjustment that waits; nothing is booked. Never by the one who asked for it. */
export function rejectAdjustment(command: RejectAdjustment, book: Book, moment: Moment): Decision<RejectionAnswer> {
  const asked = decidable(command, book, moment);
  if (isRefusal(asked)) return asked;
  const { adjustmentId } = command;
  const { postedAt } = moment;
  return {
    entries: [],
    loans: [],
    ...aboutOneLoan(loansOfLines(asked.lines)),
    subject: adjustmentId,
    answer: { kind: 'rejection', adjustmentId, postedAt },
  };
}

/** The adjustment that somebody decides about: it waits still, and somebody else asked for it. */
function decidable(
  { kind, adjustmentId }: ApproveAdjustment | RejectAdjustment,
  book: Book,
  { actor }: Moment,
): Adjust | Refusal {
  const adjustment = book.adjustment(adjustmentId);
  const event = book.event(adjustmentId);
  if (adjustment === undefined || event === undefined)
    return refuse('event_not_found', `no adjustment ${adjustmentId}`);
  if (event.actor === actor) {
    const act = kind === 'approval' ? 'approve' : 'reject';
    return refuse('self_approval', `requested by ${event.actor}, who asks to ${act} it`);
  }
  if (adjustment.posted) return refuse('not_pending', 'it was booked when it was asked for');
  const decided = event.actedOnBy.find((act) => act.kind === 'approval' || act.kind === 'rejection');
  if (decided === undefined) return adjustment.asked;
  return refuse('not_pending', `it was decided by ${decided.kind} ${decided.eventId}`);
}

/** The one entry of an adjustment, with the loans after it and the accruals that it makes stale. */
function adjustingEntry(command: Adjust, correlationId: EventId, book: Book, moment: Moment) {
  const { lines, currency, effectiveAt, description } = command;
  const programs = programsOrRefusal(command, book);
  if (isRefusal(programs)) return programs;
  const refusal = refuseLoans(command, book, programs, moment);
  if (refusal !== undefined) return refusal;
  const draft = new Draft(book, moment);
  const postings = postingsOfLines(lines, (id) => draft.loan(id));
  if (isRefusal(postings)) return postings;
  const entry = draft.writeUnder(programs[0]!, currency, {
    type: 'manual_adjustment',
    effectiveAt,
    postings,
    correlationId,
    description,
    floor: 'refuse',
  });
  if (isRefusal(entry)) return entry;
  const staleAccruals = loansOfLines(lines).flatMap((loanId) =>
    staleOfLoan(effectiveAt, book.loan(loanId)!, draft.loan(loanId)),
  );
  return { ...draft.booked, staleAccruals };
}

function programsOrRefusal(command: Adjust, book: Book): readonly Program[] | Refusal {
  const absent = loansOfLines(command.lines).find((id) => book.loan(id) === undefined);
  return absent === undefined ? programsOf(command, book) : refuse('loan_not_found', `no loan ${absent}`);
}

/** The programs whose terms an adjustment is under: those of its loans, or the default one where it names none. */
function programsOf({ lines }: Adjust, book: Book): readonly Program[] {
  const programs = loansOfLines(lines).map((id) => programOf(book.loan(id)!, book));
  return programs.length === 0 ? [book.defaultProgram()] : programs;
}

function refuseLoans(
  { lines, currency, effectiveAt }: Adjust,
  book: Book,
  programs: readonly Program[],
  moment: Moment,
): Refusal | undefined {
  const loans = loansOfLines(lines).map((id) => book.loan(id)!);
  const stranger = loans.find((loan) => loan.currency !== currency);
  if (stranger !== undefined) {
    return refuse('currency_mismatch', `loan ${stranger.id} is in ${stranger.currency}, sent ${currency}`);
  }
  for (const program of programs) {
    const future = refuseFuture(effectiveAt, program, moment);
    if (future !== undefined) return future;
  }
  for (const loan of loans) {
    const early = refuseBeforeDraw(effectiveAt, loan);
    if (early !== undefined) return early;
  }
  return undefined;
}
