import type {
  Book,
  BookedAccrual,
  BookedDisbursement,
  BookedPayment,
  Effects,
  EventId,
  Loan,
  LoanId,
  LocalDate,
  Program,
  ProgramId,
} from '@tallystick/core';

/** What was booked under an idempotency key. */
export interface KeptAnswer {
  readonly eventId: string;
  readonly fingerprint: string;
  readonly response: string;
}

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
  readonly answers = new Map<string, KeptAnswer>();
  readonly responses = new Map<EventId, string>();
  defaultProgramId: ProgramId | undefined;

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

  /** Lays the effects of one decision on the book. */
  absorb(effects: Effects<unknown>): void {
    for (const loan of effects.loans) this.loans.set(loan.id, loan);
    const { disbursement, payment } = effects;
    if (disbursement !== undefined) this.disbursements.set(disbursement.eventId, disbursement);
    if (payment !== undefined) {
      this.payments.set(paymentName(payment.sourceMethod, payment.externalRef), payment.booked);
    }
    this.#absorbAccruals(effects);
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
    for (const loanId of zeros?.loanIds ?? []) {
      this.accruals.set(accrualName(loanId, zeros!.date), { entryId: zeros!.entryId, interest: 0n });
    }
  }
}

/** Names a payment by its processor's reference. A method has no space, so no two names are alike. */
export const paymentName = (sourceMethod: string, externalRef: string): string => `${sourceMethod} ${externalRef}`;

/** Names the accrual of a loan for a date. */
export const accrualName = (loanId: LoanId, date: LocalDate): string => `${loanId} ${date}`;
