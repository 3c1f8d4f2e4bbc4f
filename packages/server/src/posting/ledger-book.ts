import {
  type Book,
  type BookedAccrual,
  type BookedAdjustment,
  type BookedDisbursement,
  type BookedEntry,
  type BookedEvent,
  type BookedPayment,
  type BookedReceipt,
  type ClosedPeriod,
  type Effects,
  type EntryId,
  type EventId,
  type History,
  InvariantViolation,
  type LedgerTotal,
  type Loan,
  type LoanId,
  type LocalDate,
  type PastEntry,
  type Program,
  type ProgramId,
} from '@tallystick/core';

/** What was booked under an idempotency key. */
export interface KeptAnswer {
  readonly eventId: string;
  readonly fingerprint: string;
  readonly response: string;
}

/** The event that a decision becomes, for the histories of its loans. */
export type DecidedEvent = Pick<PastEntry, 'eventId' | 'kind' | 'sourceMethod'> & { readonly actor: string };

/**
 * The part of one tenant's books that a batch has locked and read. Each decision's effects are laid on it before the
 * next is asked for, so that commands of one batch see each other as if they had come one by one.
 */
export class LedgerBook implements Book {
  readonly loans = new Map<LoanId, Loan>();
  readonly programs = new Map<ProgramId, Program>();
  readonly disbursements = new Map<EventId, BookedDisbursement>();
  readonly payments = new Map<string, BookedPayment>();
  readonly accruals = new Map<string, BookedAccrual>();
  readonly events = new Map<EventId, BookedEvent>();
  readonly receipts = new Map<EventId, BookedReceipt>();
  readonly entries = new Map<EntryId, BookedEntry>();
  readonly adjustments = new Map<EventId, BookedAdjustment>();
  readonly histories = new Map<LoanId, readonly PastEntry[]>();
  readonly answers = new Map<string, KeptAnswer>();
  readonly responses = new Map<EventId, string>();
  defaultProgramId: ProgramId | undefined;
  closedThrough: LocalDate | undefined;
  /** What the general ledger holds through the day that is to be closed. */
  closing: ClosedPeriod | undefined;

  loan(id: LoanId): Loan | undefined {
    return this.loans.get(id);
  }

  program(id: ProgramId): Program | undefined {
    return this.programs.get(id);
  }

  defaultProgram(): Program {
    return this.programs.get(this.defaultProgramId!)!;
  }

  disbursement(eventId: EventId): BookedDisbursement | undefined {
    return this.disbursements.get(eventId);
  }

  payment(sourceMethod: string, externalRef: string): BookedPayment | undefined {
    return this.payments.get(paymentName(sourceMethod, externalRef));
  }

  accrual(loanId: LoanId, date: LocalDate): BookedAccrual | undefined {
    return this.accruals.get(accrualName(loanId, date));
  }

  event(eventId: EventId): BookedEvent | undefined {
    return this.events.get(eventId);
  }

  receipt(eventId: EventId): BookedReceipt | undefined {
    return this.receipts.get(eventId);
  }

  entry(entryId: EntryId): BookedEntry | undefined {
    return this.entries.get(entryId);
  }

  adjustment(eventId: EventId): BookedAdjustment | undefined {
    return this.adjustments.get(eventId);
  }

  history(loanId: LoanId): History {
    const history = this.histories.get(loanId);
    if (history === undefined) throw new InvariantViolation(`The history of loan ${loanId} was not read.`);
    return history;
  }

  totalsThrough(day: LocalDate): readonly LedgerTotal[] {
    if (this.closing?.throughDate !== day) throw new InvariantViolation(`The totals through ${day} were not read.`);
    return this.closing.totals;
  }

  /** Lays the effects of one decision on the book. */
  absorb(effects: Effects<unknown>, decided: DecidedEvent): void {
    for (const loan of effects.loans) {
      // The history of a loan that opens here is known whole, so what follows in the batch may ask for it.
      if (!this.loans.has(loan.id)) this.histories.set(loan.id, []);
      this.loans.set(loan.id, loan);
    }
    const { disbursement, payment, receipt, closes } = effects;
    if (disbursement !== undefined) this.disbursements.set(disbursement.eventId, disbursement);
    if (receipt !== undefined) this.receipts.set(receipt.eventId, receipt);
    if (closes !== undefined) this.closedThrough = closes.throughDate;
    if (payment !== undefined) {
      this.payments.set(paymentName(payment.sourceMethod, payment.externalRef), payment.booked);
    }
    this.#absorbEvent(effects, decided);
    this.#absorbHistories(effects, decided);
    this.#absorbAccruals(effects);
  }

  #absorbEvent({ subject, loanId }: Effects<unknown>, { eventId, kind, actor }: DecidedEvent): void {
    const actedOn = subject === undefined ? undefined : this.events.get(subject);
    if (actedOn === undefined) return;
    this.events.set(actedOn.eventId, { ...actedOn, actedOnBy: [...actedOn.actedOnBy, { eventId, kind }] });
    this.events.set(eventId, { eventId, kind, actor, loanId, actedOnBy: [] });
  }

  #absorbHistories(effects: Effects<unknown>, { eventId, kind, sourceMethod }: DecidedEvent): void {
    if (this.histories.size === 0) return;
    for (const entry of effects.entries) {
      const { id: entryId, type, correlationId, reversesEntryId, effectiveAt, accountingDate } = entry;
      const past = { entryId, type, eventId, kind, subject: effects.subject, correlationId, reversesEntryId };
      const named = entry.postings.flatMap((posting) => (posting.loanId === undefined ? [] : [posting]));
      for (const [loanId, postings] of Map.groupBy(named, (posting) => posting.loanId!)) {
        const history = this.histories.get(loanId);
        if (history === undefined) continue;
        const ordinal = postings[0]!.loanOrdinal!;
        const added = { ...past, effectiveAt, accountingDate, ordinal, sourceMethod, postings };
        this.histories.set(loanId, [...history, added]);
      }
    }
  }

  #absorbAccruals(effects: Effects<unknown>): void {
    for (const entry of effects.entries) {
      if (entry.type !== 'accrual') continue;
      for (const { loanId, amount } of entry.postings) {
        if (loanId === undefined) continue;
        this.accruals.set(accrualName(loanId, entry.effectiveAt), { entryId: entry.id, interest: amount });
      }
    }
    const zeros = effects.zeroAccruals;
    if (zeros === undefined || zeros.reversesEntryId !== undefined) return;
    for (const loanId of zeros.loanIds) {
      this.accruals.set(accrualName(loanId, zeros.date), { entryId: zeros.entryId, interest: 0n });
    }
  }
}

/** Names a payment by its processor's reference. A method has no space, so no two names are alike. */
export const paymentName = (sourceMethod: string, externalRef: string): string => `${sourceMethod} ${externalRef}`;

/** Names the accrual of a loan for a date. */
export const accrualName = (loanId: LoanId, date: LocalDate): string => `${loanId} ${date}`;
