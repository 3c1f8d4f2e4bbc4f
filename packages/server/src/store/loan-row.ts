import type { BorrowerId, Currency, Instant, Loan, LoanId, LoanStatus, LocalDate, ProgramId } from '@tallystick/core';

/** A row of `loans` as the driver reads it: money as bigint, dates and instants as text. */
export interface LoanRow {
  readonly loan_id: string;
  readonly borrower_id: string;
  readonly program_id: string;
  readonly currency: string;
  readonly status: string;
  readonly nonaccrual: boolean;
  readonly principal: bigint;
  readonly interest: bigint;
  readonly fees: bigint;
  readonly late_charges: bigint;
  readonly suspense: bigint;
  readonly claim_principal: bigint;
  readonly claim_interest: bigint;
  readonly claim_fees: bigint;
  readonly nonaccrual_interest: bigint;
  readonly opened_at: string;
  readonly first_draw_at: string | null;
  readonly last_effective_at: string;
  readonly accrued_through: string | null;
  readonly entry_count: number;
  readonly last_activity_at: string;
  readonly successor_loan_id: string | null;
}

/** The loan of a row. What the row holds was checked when it was written, so ids, dates and codes are taken as they are. */
export function loanOf(row: LoanRow): Loan {
  return {
    id: row.loan_id as LoanId,
    borrowerId: row.borrower_id as BorrowerId,
    programId: row.program_id as ProgramId,
    currency: row.currency as Currency,
    status: row.status as LoanStatus,
    nonaccrual: row.nonaccrual,
    balances: {
      principal: row.principal,
      interest: row.interest,
      fees: row.fees,
      lateCharges: row.late_charges,
      suspense: row.suspense,
      claimPrincipal: row.claim_principal,
      claimInterest: row.claim_interest,
      claimFees: row.claim_fees,
      nonaccrualInterest: row.nonaccrual_interest,
    },
    openedAt: row.opened_at as LocalDate,
    firstDrawAt: (row.first_draw_at ?? undefined) as LocalDate | undefined,
    lastEffectiveAt: row.last_effective_at as LocalDate,
    accruedThrough: (row.accrued_through ?? undefined) as LocalDate | undefined,
    entryCount: row.entry_count,
    lastActivityAt: row.last_activity_at as Instant,
    successorId: (row.successor_loan_id ?? undefined) as LoanId | undefined,
    movementsAfter: row.last_effective_at as LocalDate,
    movements: [],
  };
}
